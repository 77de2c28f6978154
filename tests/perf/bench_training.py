"""Training against the tutorial loop: the same network, weights and data, steps per second of CPU time."""

from collections.abc import Iterator
from dataclasses import dataclass

import projects
import torch
from figures import Figure, ratio
from rates import our_rate, tutorial_rate

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project, Recipe

SAMPLES = 6000  # of 28x28: an epoch of some 75 steps


@dataclass(frozen=True)
class Case:
    """One network, its figure to reach, and epochs enough for about half a second."""

    name: str
    project: Project
    target: float
    epochs: int


def cases() -> Iterator[Case]:
    """Yield what is compared."""
    tiny = projects.project(projects.dense(8, 8, 2), Recipe(batch_size=10), "spiral")
    wide = projects.project(
        [("flatten", {}), *projects.dense(128, 10)], Recipe(batch_size=64), projects.pictures(SAMPLES)
    )
    yield Case("2-8-8-2", tiny, 2.5, 40)
    yield Case("784-128-10", wide, 1.6, 4)
    templates = (
        ("digits-cnn", 1.5, 4), ("reviews-lstm", 1.0, 1), ("reviews-transformer", 1.0, 1),
        ("spiral-mlp", 2.0, 50), ("digits-mlp", 1.5, 20),
    )  # fmt: skip
    for name, target, epochs in templates:
        yield Case(name, template(name, CATALOGUE).open(), target, epochs)


def figures(quick: bool) -> Iterator[Figure]:
    """Measure each case; quick takes fewer pairs."""
    torch.set_num_threads(1)
    for case in cases():
        found, ours, theirs = ratio(
            lambda case=case: our_rate(case.project, case.epochs),
            lambda case=case: tutorial_rate(case.project, case.epochs),
            3 if quick else 7,
        )
        note = f"{ours:,.0f} steps/s against {theirs:,.0f}"
        yield Figure(f"{case.name}: speed against the tutorial loop", found, "x", case.target, note=note)
