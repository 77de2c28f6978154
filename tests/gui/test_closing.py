"""The window's program ends well at any moment of its start, however it is asked to, on a busy machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import app
from playground.gui.ending import Ending

ROOT = Path(app.__file__).parents[2]
MOMENTS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 5.0)  # seconds
QUICK = (("close", 0.2), ("SIGINT", 0.8), ("SIGTERM", 1.5))
WAYS = ("close", "SIGINT", "SIGTERM", "SIGHUP")
ALL = [(way, moment) for way in WAYS for moment in MOMENTS if (way, moment) not in QUICK]
# Before the window's code runs, the system's own way of ending stands: nothing is open yet.
CODES = {"SIGINT": (130,), "SIGTERM": (0, -15), "SIGHUP": (0, -1)}
ENDS_WITHIN_S = 60  # with imports that a busy machine takes its time for, and 3 s for the worker
SPINNERS = 2
SPIN = "while True: pass"
HARMLESS = "This plugin does not support propagateSizeHints()"

PROGRAM = """
import sys
from playground.__main__ import main
print("here", flush=True)
sys.exit(main([]))
"""

CLOSED_BY_HAND = """
import sys
from PySide6.QtCore import QTimer
from playground.__main__ import main
from playground.gui.window.main_window import MainWindow
made = MainWindow.__init__
def make(self, *args, **options):
    made(self, *args, **options)
    QTimer.singleShot({milliseconds}, self, self.close)
MainWindow.__init__ = make
print("here", flush=True)
sys.exit(main([]))
"""

NEVER_LOADED = """
import os, signal, sys
from threading import Event
from playground.app.worker import loading
def load():
    print("loading", flush=True)
    Event().wait()
loading.load_torch = load
from playground.__main__ import main
print("here", flush=True)
sys.exit(main([]))
"""


@pytest.fixture
def _busy() -> Iterator[None]:
    spinning = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(SPINNERS)]
    yield
    for process in spinning:
        process.kill()
        process.wait()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    places = {f"PLAYGROUND_{name}_DIR": str(tmp_path) for name in ("CONFIG", "DATA", "CACHE", "LOG")}
    return {**os.environ, **places, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}


def start(program: str, environment: dict[str, str], line: str = "here") -> subprocess.Popen[str]:
    """Start a program and return when it has said a line."""
    begun = subprocess.Popen([sys.executable, "-c", program], env=environment, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    assert begun.stdout is not None
    while begun.stdout.readline().strip() not in (line, ""):
        pass
    return begun


def ends_well(begun: subprocess.Popen[str], *codes: int) -> None:
    try:
        _, said = begun.communicate(timeout=ENDS_WITHIN_S)
    finally:
        begun.kill()
    assert said.replace(HARMLESS, "").strip() == ""
    assert begun.returncode in codes


def end(way: str, moment: float, environment: dict[str, str]) -> None:
    if way == "close":
        ends_well(start(CLOSED_BY_HAND.format(milliseconds=int(moment * 1000)), environment), 0)
        return
    begun = start(PROGRAM, environment)
    with pytest.raises(subprocess.TimeoutExpired):
        begun.wait(moment)
    begun.send_signal(getattr(signal, way))
    ends_well(begun, *CODES[way])


@pytest.mark.usefixtures("_busy")
@pytest.mark.parametrize(("way", "moment"), QUICK)
def test_it_ends_well_while_it_starts(way: str, moment: float, environment: dict[str, str]) -> None:
    end(way, moment, environment)


@pytest.mark.slow
@pytest.mark.usefixtures("_busy")
@pytest.mark.parametrize(("way", "moment"), ALL)
def test_it_ends_well_at_every_moment(way: str, moment: float, environment: dict[str, str]) -> None:
    end(way, moment, environment)


def test_it_ends_while_pytorch_takes_for_ever(environment: dict[str, str]) -> None:
    begun = start(NEVER_LOADED, environment, "loading")
    begun.send_signal(signal.SIGTERM)
    ends_well(begun, 0)


def test_the_first_signal_closes_and_the_next_ends_what_asks(qtbot: object) -> None:
    from PySide6.QtCore import QEventLoop, QObject

    parent, wish, question = QObject(), Ending(), QEventLoop()
    wish.holds = True

    def ask() -> None:
        wish.pressed(signal.SIGINT, None)
        question.exec()
        parent.setObjectName("closed")

    wish.follow(parent, ask, question.quit)
    wish.pressed(signal.SIGINT, None)
    qtbot.waitUntil(lambda: parent.objectName() == "closed")  # type: ignore[attr-defined]
    assert wish.code == 130
    parent.deleteLater()
