"""Training that is started and stopped again and again leaves nothing behind in the window's process."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from real_window import RealWindow

WARM = 9  # starts: by then there are as many earlier runs as are kept
THREADS = 2  # the window's and the worker's
HANDLES = Path("/proc/self/fd")


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def start_and_stop(case: RealWindow) -> None:
    """Train some steps, pause, and go back to the first weights."""
    ws, run = case.ws, case.ws.live.run
    ws.training.toggle()
    case.wait(lambda: ws.live.step > 0)
    ws.training.toggle()
    ws.run.reset()
    case.wait(lambda: ws.live.run != run and ws.live.step == 0)
    assert not ws.live.running


def counts(case: RealWindow) -> dict[str, int]:
    """Return how many of everything there are now."""
    gc.collect()
    return {
        "threads": threading.active_count(),
        "timers": sum(each.isActive() for each in case.window.findChildren(QTimer)),
        "files": len(list(HANDLES.iterdir())) if sys.platform == "linux" else 0,
        "tensors": tensors(case),
    }


def tensors(case: RealWindow) -> int:
    """Return how many tensors there are apart from those that come and go with the number of steps of a run.

    These are gradients, and what an earlier run keeps of its way.
    """
    found = [each for each in gc.get_objects() if issubclass(type(each), torch.Tensor)]
    gradients = {id(each.grad) for each in found if each.is_leaf and each.grad is not None}
    ways = (waypoint for run in case.ws.run.earlier for waypoint in run.trail)
    kept = {array.__array_interface__["data"][0] for waypoint in ways for array in waypoint.weights.values()}
    return sum(id(each) not in gradients and each.data_ptr() not in kept for each in found)


def at_rest(case: RealWindow) -> dict[str, int]:
    """Return the counts when what goes on beside has ended, and the pictures are of the first weights."""
    case.wait(lambda: case.ws.views.pictured == 0 and threading.active_count() == THREADS)
    return counts(case)


@pytest.mark.parametrize("times", [20, pytest.param(500, marks=pytest.mark.slow)])
def test_no_thread_timer_file_or_tensor_is_left(case: RealWindow, times: int) -> None:
    for _ in range(WARM):
        start_and_stop(case)
    before = at_rest(case)
    for _ in range(times):
        start_and_stop(case)
    at_rest(case)
    case.wait(lambda: all(count <= before[name] for name, count in counts(case).items()))
