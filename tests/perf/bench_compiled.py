"""The compiled engine against the tutorial loop, and against TensorFlow Playground's core in node.

Ours is the whole trainer from a run's start, with history, waypoints, and figures on held-out data each
epoch; the tutorial loop only trains, the core in node passes training and held-out points through once more
for their losses, as it does in its own window.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import torch
from bench_training import tutorial_rate
from figures import Figure, ratio

from playground.core.builtin import CATALOGUE
from playground.core.network.edits import append_after
from playground.core.network.values import Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

CORE = Path(__file__).with_name("playground_core.js")
CASES = (((8, 8), 150.0), ((4,), 400.0))  # hidden units, times the tutorial loop
BATCH, RATE = 10, 0.03
OUR_EPOCHS, THEIR_EPOCHS, NODE_EPOCHS = 40_000, 25, 2000  # a second or so each
CHUNK = 20_000  # steps between two events: what fits in the window's 20 ms


def figures(quick: bool) -> Iterator[Figure]:
    """Measure both; quick takes fewer pairs."""
    torch.set_num_threads(1)
    pairs = 3 if quick else 7
    for hidden, target in CASES:
        project = spiral(hidden)
        found, ours, theirs = ratio(
            lambda project=project: our_rate(project),
            lambda project=project: tutorial_rate(project, THEIR_EPOCHS),
            pairs,
        )
        name = "-".join(map(str, (2, *hidden, 2)))
        note = f"{ours:,.0f} steps/s against {theirs:,.0f}"
        yield Figure(f"{name}, compiled: speed against the tutorial loop", found, "x", target, note=note)
    yield from node_figures(pairs)


def node_figures(pairs: int) -> Iterator[Figure]:
    """Measure TensorFlow Playground's default network, if node is at hand."""
    node = shutil.which("node")
    name = "2-4-2-1, compiled: speed against TensorFlow Playground's core"
    if node is None:
        yield Figure(name, float("nan"), "x", note="not measured: node is not installed")
        return
    project = their_default()
    found, ours, theirs = ratio(lambda: our_rate(project), lambda: node_rate(node, project), pairs)
    yield Figure(name, found, "x", 8.0, note=f"{ours:,.0f} steps/s against {theirs:,.0f}")


def spiral(hidden: tuple[int, ...]) -> Project:
    """Return the starter's data and optimizer with other hidden layers."""
    layers = [{"units": units, "activation": "relu"} for units in hidden]
    made = line("points", [*layers, {"units": 2, "activation": "linear"}], "classify")
    opened = template("spiral-mlp", CATALOGUE).open().with_network(made)
    return opened.with_recipe(batch_size=BATCH, learning_rate=0.001)


def their_default() -> Project:
    """Return 2-4-2-1 with tanh throughout, plain descent, half of 500 points for training."""
    layers = [{"units": units, "activation": "tanh"} for units in (4, 2, 1)]
    made = line("points", layers, "regress")
    # Theirs is half the squared error, so that its slope is half of ours.
    recipe = Recipe("sgd", {"momentum": 0.0}, RATE / 2, BATCH, OUR_EPOCHS)
    data = DataChoice("plane", train=0.5, validation=0.5)
    return Project("Default", made, data, recipe, catalogue=CATALOGUE)


def line(source: str, layers: list[dict[str, Any]], goal: str) -> Network:
    """Return a chain of dense layers."""
    network, last = append_after(Network(), Node(source), None)
    for params in layers:
        network, last = append_after(network, Node("dense", params), last)
    return append_after(network, Node(goal), last)[0]


def our_rate(project: Project) -> float:
    """Return our steps per second of CPU time."""
    session = Session.start(project, engine="compiled")
    list(train(session, Limit(epochs=2), lambda: CHUNK, lambda: False))  # loads the kernel
    begun, started = session.step, process_time()
    for _ in train(session, Limit(epochs=OUR_EPOCHS), lambda: CHUNK, lambda: False):
        pass
    return (session.step - begun) / (process_time() - started)


def node_rate(node: str, project: Project) -> float:
    """Return their steps per second of CPU time, on our data from our start; the first loss has to agree."""
    session = Session.start(project, engine="compiled")
    part, start = session.parts.data.part("train"), session.start_weights
    held = session.parts.data.part("validation")
    session.advance(1)
    assert session.stepper.epoch is not None  # it has begun
    order = session.stepper.epoch.order
    keys = [key.removesuffix(".weight") for key in start if key.endswith(".weight")]
    given = {
        "sizes": [2, *[len(start[f"{key}.bias"]) for key in keys]],
        "weights": [start[f"{key}.weight"].tolist() for key in keys],
        "biases": [start[f"{key}.bias"].tolist() for key in keys],
        "points": part.feeds[0][order].tolist(), "labels": part.targets[0][order].flatten().tolist(),
        "held": held.feeds[0].tolist(), "heldLabels": held.targets[0].flatten().tolist(),
        "rate": RATE, "batch": BATCH, "epochs": NODE_EPOCHS,
    }  # fmt: skip
    done = subprocess.run(
        [node, str(CORE)], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    session.advance(10_000)
    ours = session.recorder.epochs[0]["loss"]
    if abs(2 * told["losses"][0] - ours) > 1e-5 * max(1.0, ours):
        raise ValueError(f"the core in node computes another loss: {2 * told['losses'][0]} against {ours}")
    return float(told["steps"] / told["seconds"])
