"""CPU seconds until a lean network is as good as the tutorial loop ends: one cycle against Adam as it is.

Both train the same network on 60,000 pictures of 28x28: three convolutions with batch norm, 27,000 weights.
The tutorial loop takes Adam at a constant rate with batches of 64; ours one cycle up to 0.01, batches of 128.
"""

from collections.abc import Iterator
from time import process_time

import projects
import torch
from figures import Figure
from rates import tutorial_model
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from playground.core.project.values import Project, Recipe
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

RECIPE = Recipe("adam", {}, 0.01, batch_size=128, epochs=2, schedule="one_cycle")
TUTORIAL = Recipe("adam", {}, 0.001, batch_size=64)
THEIR_EPOCHS = 5  # as in PyTorch's own first tutorial
AT_ONCE = 256


def figures(quick: bool) -> Iterator[Figure]:
    """Measure once; quick takes a fifth of the pictures."""
    torch.set_num_threads(1)
    data = projects.pictures(projects.MANY // (5 if quick else 1))
    ended, theirs = tutorial(projects.project(lean(), TUTORIAL, data))
    reached, ours = our_seconds(projects.project(lean(), RECIPE, data))
    note = f"{reached:.4f} in {ours:.1f} s against {ended:.4f} in {theirs:.1f} s"
    if reached < ended:
        note = f"not reached: {note}"
    found = ours / theirs if reached >= ended else float("inf")
    name = "lean CNN: share of the tutorial loop's time"
    yield Figure(name, found, "x", 1 / 3, False, note)


def lean() -> list[projects.Layer]:
    """Return three convolutions with batch norm, the first of which halves the picture."""
    layers: list[projects.Layer] = []
    for filters, stride in ((16, 2), (32, 1), (64, 1)):
        conv = {"filters": filters, "kernel": 3, "stride": stride, "activation": "linear", "bias": False}
        layers += [("conv2d", conv), ("batch_norm", {}), ("relu", {})]
        layers += [("max_pool2d", {"kernel": 2, "stride": 2})] if filters > 16 else []
    return [*layers, ("flatten", {}), ("dense", {"units": 10, "activation": "linear"})]


def our_seconds(project: Project) -> tuple[float, float]:
    """Return the held-out accuracy at the end of our training, and its seconds, all of it counted."""
    session, started = Session.start(project), process_time()
    for _ in train(session, Limit(), lambda: 64, lambda: False):
        pass
    return session.recorder.epochs[-1]["val_accuracy"], process_time() - started


def tutorial(project: Project) -> tuple[float, float]:
    """Return the held-out accuracy at the tutorial loop's end, and the seconds of training alone."""
    parts = Session.start(project).parts
    model, part, held_out = tutorial_model(parts), parts.data.part("train"), parts.data.part("validation")
    optimizer = torch.optim.Adam(model.parameters(), lr=project.recipe.learning_rate)
    loss_of, total, started = nn.CrossEntropyLoss(), 0.0, process_time()
    feed, wanted = part.feeds[0][:].contiguous(), part.targets[0].contiguous()
    loader = DataLoader(TensorDataset(feed, wanted), project.recipe.batch_size, shuffle=True)
    for _ in range(THEIR_EPOCHS):
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = loss_of(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item()
    seconds = process_time() - started
    return accuracy(model.eval(), held_out.feeds[0][:].contiguous(), held_out.targets[0]), seconds


def accuracy(model: nn.Module, feed: Tensor, wanted: Tensor) -> float:
    """Return the share of answers that are right."""
    with torch.no_grad():
        found = torch.cat([model(piece).argmax(1) for piece in feed.split(AT_ONCE)])
    return float((found == wanted).double().mean())
