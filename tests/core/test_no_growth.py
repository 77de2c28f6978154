"""A run that goes on takes no more memory than its history."""

from __future__ import annotations

import ctypes
import gc
import sys
from itertools import islice

import psutil
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

EVENTS = 2000
MOST_MB = 3.0


def resident_mb() -> float:
    """Return the memory of this process without garbage and what the allocator only keeps at hand."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return float(psutil.Process().memory_info().rss) / 2**20


def go_on(session: Session, events: int) -> None:
    """Train step by step, as many events as are asked for."""
    for _ in islice(train(session, Limit(steps=10**9), lambda: 1, lambda: False), events):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator is asked to give back as glibc's can")
def test_two_thousand_events_take_no_memory() -> None:
    session = Session.start(template("spiral-mlp", CATALOGUE).open())
    go_on(session, EVENTS)
    before = resident_mb()
    go_on(session, EVENTS)
    assert resident_mb() - before < MOST_MB
