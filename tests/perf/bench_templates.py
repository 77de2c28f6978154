"""Every template against the tutorial loop: none is trained more slowly than people would by hand."""

import sys
from collections.abc import Iterator
from time import process_time

import torch
from figures import Figure, ratio
from rates import our_rate, tutorial_rate

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import IDS, template
from playground.core.project.values import Project

SECONDS = 0.4  # of CPU time that a measurement takes at least
TOLD = 3  # of the slowest, in the note


def figures(quick: bool) -> Iterator[Figure]:
    """Measure all of them; quick takes fewer pairs."""
    torch.set_num_threads(1)
    found = {}
    for name in IDS:
        found[name] = against_the_tutorial(template(name, CATALOGUE).open(), 3 if quick else 5)
        print(f"  {name}: {found[name]:.2f}", file=sys.stderr, flush=True)
    slowest = sorted(found, key=lambda name: found[name])
    note = ", ".join(f"{name} {found[name]:.2f}" for name in slowest[:TOLD])
    yield Figure(
        "the worst template: speed against the tutorial loop", found[slowest[0]], "x", 1.0, note=note
    )


def against_the_tutorial(project: Project, pairs: int) -> float:
    """Return our speed over the tutorial loop's."""
    started = process_time()
    our_rate(project, 1)
    epochs = max(1, round(SECONDS / (process_time() - started)))
    found, _, _ = ratio(lambda: our_rate(project, epochs), lambda: tutorial_rate(project, epochs), pairs)
    return found
