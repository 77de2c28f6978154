"""How soon training ends after a stop, in the middle of steps that take long by themselves."""

import threading
from collections.abc import Iterator
from time import perf_counter

import numpy as np
from figures import Figure

from playground.core.builtin import CATALOGUE
from playground.core.network.edits import insert_on_edge
from playground.core.network.values import Node
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

CONVOLUTIONS, MS = 10, 1000


def figures(quick: bool) -> Iterator[Figure]:
    """Measure the delay of a stop, from the flag to the end of training."""
    session = Session.start(heavy())
    session.advance(1)
    started = perf_counter()
    session.advance(1)
    step_s = perf_counter() - started
    tries = 8 if quick else 20
    delays = [delay(session, (index + 0.5) / tries * step_s) for index in range(tries)]
    note = f"within steps of {step_s * MS:,.0f} ms; at most {max(delays) * MS:,.0f} ms"
    worst = float(np.percentile(delays, 95)) * MS
    yield Figure(
        "stop: delay in mid-step, 95th percentile", worst, "ms", 300, higher_is_better=False, note=note
    )


def heavy() -> Project:
    """Return digits-cnn with many convolutions, in one batch: slow steps without a slow call."""
    project = template("digits-cnn", CATALOGUE).open()
    network, node = project.network, Node("conv2d", {"filters": 32})
    for _ in range(CONVOLUTIONS):
        edge = next(edge for edge in network.edges if edge.target == "max_pool2d")
        network, _ = insert_on_edge(network, node, edge)
    return project.with_network(network).with_recipe(batch_size=10_000, threads=1)


def delay(session: Session, after_s: float) -> float:
    """Return the seconds between a stop, set while training, and its end."""
    stop, set_at = threading.Event(), 0.0

    def ask() -> None:
        nonlocal set_at
        set_at = perf_counter()
        stop.set()

    timer = threading.Timer(after_s, ask)
    timer.start()
    for _ in train(session, Limit(steps=1000), lambda: 1, stop.is_set):
        pass
    ended = perf_counter()
    timer.join()
    return ended - set_at
