"""Garbage dies in the window's thread: never where it trains, never in the middle of an event."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from playground.gui import collecting
from playground.gui.collecting import Collector

THRESHOLD = 50


class _Knot(QObject):
    """Something of Qt's that only the collector can free."""

    def __init__(self, died: list[threading.Thread]) -> None:
        super().__init__()
        self.self = self
        weakref.finalize(self, lambda: died.append(threading.current_thread()))


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    before = gc.get_threshold()
    gc.enable()
    made = Collector(qapp)
    gc.set_threshold(THRESHOLD, 10, 10)
    yield made
    gc.set_threshold(*before)
    made.deleteLater()


def _make_garbage() -> None:
    """Make knots of lists far beyond the threshold."""
    for _ in range(20 * THRESHOLD):
        knot: list[object] = []
        knot.append(knot)


def test_a_thread_that_allocates_frees_nothing_of_the_window(collector: Collector) -> None:
    died: list[threading.Thread] = []
    _Knot(died)
    training = threading.Thread(target=_make_garbage)
    training.start()
    training.join()
    assert died == []
    collector.tick()
    assert died == [threading.main_thread()]


def test_python_would_have_freed_it_there() -> None:
    """The fault that the collector keeps away is one."""
    died: list[threading.Thread] = []
    gc.collect()
    _Knot(died)
    gc.enable()
    training = threading.Thread(target=_make_garbage)
    training.start()
    training.join()
    gc.disable()
    assert died == [training]


def test_the_window_ticks_by_itself(collector: Collector, qapp: QApplication) -> None:
    died: list[threading.Thread] = []
    _Knot(died)
    _make_garbage()
    while not died:
        qapp.processEvents()
    assert died == [threading.main_thread()]


def test_everything_is_searched_only_now_and_then(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 11))
    monkeypatch.setattr(gc, "collect", lambda generation=2: searched.append(generation))
    collector.tick()
    assert searched == [1]
    monkeypatch.setattr(collecting, "monotonic", lambda: float("inf"))
    collector.tick()
    assert searched == [1, 2]


def test_the_program_collects_so() -> None:
    code = (
        "import gc\n"
        "from playground.gui.application import make_application\n"
        "from playground.gui.collecting import Collector\n"
        "app = make_application([], 'dark')\n"
        "print(gc.isenabled(), len(app.findChildren(Collector)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["False", "1"], done.stderr
