"""Steps per second of CPU time: ours, and the tutorial loop's on the same network, weights and data.

The tutorial loop is what most first tutorials show: a DataLoader over a TensorDataset, an optimizer, the loss
read with `.item()` at every step. It only trains; ours is the whole trainer, with history, waypoints
and held-out figures at each epoch's end.
"""

from time import process_time

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Project, Recipe
from playground.core.training.assembly import Assembly
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

CHUNK = 64  # steps between two events


def our_rate(project: Project, epochs: int) -> float:
    """Return our steps per second of CPU time."""
    session = Session.start(project)
    started = process_time()
    for _ in train(session, Limit(epochs=epochs), lambda: CHUNK, lambda: False):
        pass
    return session.step / (process_time() - started)


def tutorial_rate(project: Project, epochs: int) -> float:
    """Return the tutorial loop's steps per second of CPU time, on prepared data."""
    parts, recipe = Session.start(project).parts, project.recipe
    model, part = tutorial_model(parts), parts.data.part("train")
    loss_of = parts.goals[0].loss if parts.goals[0].plain and len(parts.goals) == 1 else None
    optimizer = tutorial_optimizer(model, recipe)
    inputs = [feed[:] for feed in part.feeds]
    loader = DataLoader(TensorDataset(*inputs, *part.targets), recipe.batch_size, shuffle=True)
    steps, total, started = 0, 0.0, process_time()
    for _ in range(epochs):
        for batch in loader:
            inputs, targets = batch[: len(part.feeds)], batch[len(part.feeds) :]
            optimizer.zero_grad()
            answers = model(*inputs)
            loss = loss_of(answers, *targets) if loss_of else parts.objective((answers,), targets)
            loss.backward()
            optimizer.step()
            total += loss.item()
            steps += 1
    return steps / (process_time() - started)


def tutorial_model(parts: Assembly) -> nn.Module:
    """Return a run's network as one would write it, on prepared data."""
    steps = parts.model.steps[1:]  # the source has prepared them
    if all(step.reads == (before.writes,) for before, step in zip(parts.model.steps, steps, strict=False)):
        return nn.Sequential(*[step.module for step in steps]).train()
    return Wired(parts)


class Wired(nn.Module):
    """A network that is no line."""

    def __init__(self, parts: Assembly) -> None:
        super().__init__()
        self.network, self._run = parts.model, parts.program.run_hooked

    def forward(self, *feeds: Tensor) -> Tensor:
        """Return its raw scores."""
        return self._run(feeds)[0]


def tutorial_optimizer(model: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """Return PyTorch's own optimizer with a recipe's settings, at a constant rate."""
    spec = OPTIMIZERS.get(recipe.optimizer)
    call = spec.call(spec.options(recipe.options))
    made = getattr(torch.optim, call.target.removeprefix("optim."))
    learning = [each for each in model.parameters() if each.requires_grad]
    found: torch.optim.Optimizer = made(learning, lr=recipe.learning_rate, **call.kwargs)
    return found
