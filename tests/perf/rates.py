"""Steps per second of CPU time: ours, and the tutorial loop's on the same network, weights and data.

The tutorial loop is what most first tutorials show, PyTorch's own quickstart among them: a DataLoader over a
TensorDataset, an optimizer, the loss read with `.item()` at every step, and after each epoch a test loop over
the held-out part (pytorch.org/tutorials/beginner/basics/quickstart_tutorial.html). Ours judges it, too, and
keeps history and waypoints besides.
"""

from collections.abc import Callable, Sequence
from time import process_time

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Part, Project, Recipe
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
    model, loss_of = tutorial_model(parts), tutorial_loss(parts)
    optimizer = tutorial_optimizer(model, recipe)
    learned, held = (loader(parts, part, recipe.batch_size) for part in ("train", "validation"))
    feeds, steps, total, started = len(parts.program.feeds), 0, 0.0, process_time()
    for _ in range(epochs):
        for batch in learned:
            optimizer.zero_grad()
            loss = loss_of(model(*batch[:feeds]), batch[feeds:])
            loss.backward()
            optimizer.step()
            total += loss.item()
            steps += 1
        tutorial_test(model, loss_of, held, feeds)
    return steps / (process_time() - started)


def loader(parts: Assembly, part: Part, batch: int) -> DataLoader[tuple[Tensor, ...]]:
    """Return a part's prepared inputs and targets, the training part's in any order."""
    data = parts.data.part(part)
    return DataLoader(TensorDataset(*[feed[:] for feed in data.feeds], *data.targets), batch, part == "train")


def tutorial_loss(parts: Assembly) -> Callable[[Tensor, Sequence[Tensor]], Tensor]:
    """Return the loss of scores and targets."""
    if len(parts.goals) == 1 and parts.goals[0].plain:
        return lambda scores, targets: parts.goals[0].loss(scores, *targets)
    return lambda scores, targets: parts.objective((scores,), tuple(targets))


def tutorial_test(model: nn.Module, loss_of: Callable[[Tensor, Sequence[Tensor]], Tensor],
                  held: DataLoader[tuple[Tensor, ...]], feeds: int) -> tuple[float, float]:  # fmt: skip
    """Return the mean loss on the held-out part, and the share of answers that are right, as tutorials do."""
    total, right = 0.0, 0.0
    model.eval()
    with torch.no_grad():
        for batch in held:
            scores = model(*batch[:feeds])
            total += loss_of(scores, batch[feeds:]).item()
            if batch[feeds].shape == scores.shape[:1]:  # classes
                right += (scores.argmax(1) == batch[feeds]).float().mean().item()
    model.train()
    return total / len(held), right / len(held)


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
