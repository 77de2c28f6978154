"""Training against the tutorial loop: the same network, weights and data, steps per second of CPU time.

The tutorial loop is what most first tutorials show: a DataLoader over a TensorDataset, Adam, the loss read
with `.item()` at every step. Ours is the whole trainer, held-out figures at each epoch's end included.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import process_time

import torch
from figures import Figure, ratio
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

CHUNK = 64  # steps between two events


@dataclass(frozen=True)
class Case:
    """One template, its figure to reach, and epochs enough for about half a second."""

    template: str
    target: float
    epochs: int


CASES = (Case("spiral-mlp", 2.0, 100), Case("digits-mlp", 1.5, 40), Case("digits-cnn", 1.0, 8))


def figures(quick: bool) -> Iterator[Figure]:
    """Measure each case; quick takes fewer pairs."""
    torch.set_num_threads(1)
    for case in CASES:
        project = template(case.template, CATALOGUE).open()
        found, ours, theirs = ratio(
            lambda project=project, case=case: our_rate(project, case.epochs),
            lambda project=project, case=case: tutorial_rate(project, case.epochs),
            3 if quick else 7,
        )
        note = f"{ours:,.0f} steps/s against {theirs:,.0f}"
        yield Figure(f"{case.template}: speed against the tutorial loop", found, "x", case.target, note=note)


def our_rate(project: Project, epochs: int) -> float:
    """Return our steps per second of CPU time."""
    session = Session.start(project)
    started = process_time()
    for _ in train(session, Limit(epochs=epochs), lambda: CHUNK, lambda: False):
        pass
    return session.step / (process_time() - started)


def tutorial_rate(project: Project, epochs: int) -> float:
    """Return the tutorial loop's steps per second of CPU time, on prepared data."""
    session = Session.start(project)  # for its network and its data
    model = nn.Sequential(*[step.module for step in session.parts.model.steps]).train()
    part = session.parts.data.part("train")
    recipe, loss_of = project.recipe, nn.CrossEntropyLoss()
    model[0] = nn.Identity()  # the data are prepared
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate)
    loader = DataLoader(TensorDataset(part.feeds[0], part.targets[0]), recipe.batch_size, shuffle=True)
    steps, total, started = 0, 0.0, process_time()
    for _ in range(epochs):
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = loss_of(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item()
            steps += 1
    return steps / (process_time() - started)
