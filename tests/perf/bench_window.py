"""The window's price: training with every panel live, how late the window is then, and its first paint."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic, perf_counter

import numpy as np
from figures import Figure, ratio
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from playground.gui.collecting import Collector
from playground.gui.theme.style import apply_theme
from playground.gui.window.main_window import MainWindow

FIRST_PAINT = Path(__file__).with_name("first_paint.py")
LIVE = (("spiral-mlp", "torch", 0.92), ("digits-cnn", "torch", 0.92), ("spiral-mlp", "compiled", 0.9))
CHUNKS = {"torch": 64, "compiled": 8_000}  # steps between two events: what fits in the window's 20 ms
TIMER_MS = 5
DEADLINE_S = 120.0


def figures(quick: bool) -> Iterator[Figure]:
    """Measure everything; quick takes fewer and shorter pairs."""
    app = QApplication.instance() or QApplication([])
    apply_theme(app, "dark")
    Collector(app)
    for name, engine, target in LIVE:
        yield from live_figures(name, engine, target, 3 if quick else 7, 1.0 if quick else 2.0)
    yield from start_figures(5 if quick else 15)


def live_figures(name: str, engine: str, target: float, pairs: int, seconds: float) -> Iterator[Figure]:
    """Compare one template's training in the window with the same without one."""
    project = endless(template(name, CATALOGUE).open().with_recipe(engine=engine))
    name = f"{name}, compiled" if engine == "compiled" else name
    with tempfile.TemporaryDirectory() as folder, LiveWindow(project, Path(folder)) as live:
        bare = BareTraining(project)
        steps = live.workspace.live
        found, ours, theirs = ratio(lambda: live.rate(seconds), lambda: bare.rate(seconds, steps.step), pairs)
        late = live.lateness_ms(2 * seconds + 2)
    note = f"{ours:,.0f} steps/s against {theirs:,.0f}"
    yield Figure(f"{name}: training with every panel live", found, "x", target, note=note)
    p50, p99 = np.percentile(late, [50, 99])
    note = f"p50 {p50:.2f} ms of {len(late)} ticks"
    yield Figure(f"{name}: window lateness p99", float(p99), "ms", 8.0, False, note)
    yield Figure(f"{name}: window lateness, the worst", float(late.max()), "ms", 50.0, False)


def endless(project: Project) -> Project:
    """Return the project with more epochs than anybody waits for, at full speed."""
    recipe = replace(project.recipe, epochs=1_000_000)
    return replace(project, recipe=recipe, speed="max")


class LiveWindow:
    """The real window with all its panels, training when it is asked to."""

    def __init__(self, project: Project, folder: Path) -> None:
        self.workspace = Workspace(project, Settings(folder / "settings.json"))
        self.window = MainWindow(self.workspace)

    def __enter__(self) -> "LiveWindow":
        """Show it, and wait for torch and the first pictures."""
        self.window.show()
        spin_until(lambda: self.workspace.training.state == "ready" and bool(self.workspace.views.answers))
        return self

    def __exit__(self, *_error: object) -> None:
        """Close it."""
        self.window.shut_down()
        self.window.close()

    def rate(self, seconds: float) -> float:
        """Return the steps per second of some seconds of training."""
        self.workspace.training.toggle()
        start = self.workspace.live.step
        spin_until(lambda: self.workspace.live.step > start + 100)  # its pace is found
        before, started = self.workspace.live.step, perf_counter()
        spin(seconds)
        self.workspace.pump()
        rate = (self.workspace.live.step - before) / (perf_counter() - started)
        self.workspace.training.toggle()
        live, training = self.workspace.live, self.workspace.training
        spin_until(lambda: training.state == "paused" and live.steps_per_second == 0)
        return rate

    def lateness_ms(self, seconds: float) -> np.ndarray:
        """Return how late each tick of a short timer is while training."""
        ticks: list[float] = []
        timer = QTimer(interval=TIMER_MS, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: ticks.append(perf_counter()))
        self.workspace.training.toggle()
        timer.start()
        spin(seconds)
        timer.stop()
        self.workspace.training.toggle()
        return np.maximum(np.diff(ticks) * 1e3 - TIMER_MS, 0.0)


class BareTraining:
    """The trainer alone, going on where it stood."""

    def __init__(self, project: Project) -> None:
        self.session = Session.start(project)

    def rate(self, seconds: float, step: int) -> float:
        """Return the steps per second of some seconds of training, from a step on if it is not there yet."""
        chunk, missing = CHUNKS[self.session.plan.engine], max(0, step - self.session.step)
        for _ in train(self.session, Limit(steps=missing), lambda: chunk, lambda: False):
            pass
        before, started = self.session.step, perf_counter()
        end = started + seconds
        for _ in train(self.session, Limit(), lambda: chunk, lambda: perf_counter() > end):
            pass
        return (self.session.step - before) / (perf_counter() - started)


def spin(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1e3), loop, loop.quit)
    loop.exec()


def spin_until(condition: Callable[[], bool]) -> None:
    """Let the window live until something holds; TimeoutError when it never does."""
    end = monotonic() + DEADLINE_S
    while not condition():
        if monotonic() > end:
            raise TimeoutError("the window did not get there")
        spin(0.01)


def start_figures(pairs: int) -> Iterator[Figure]:
    """Compare the time to the first paint with that of a window with one button."""
    found, ours, theirs = ratio(lambda: start_ms("first"), lambda: start_ms("bare"), pairs)
    note = f"{ours:.0f} ms against {theirs:.0f}"
    yield Figure("first paint against a bare QtWidgets window", found, "x", 2.0, False, note)
    found, ours, theirs = ratio(lambda: start_ms("whole"), lambda: start_ms("bare"), pairs // 2 + 1)
    yield Figure(
        "blocks, bars and docks painted", ours, "ms", None, False, f"{found:.1f} times a bare window"
    )


def start_ms(what: str) -> float:
    """Return the time from the start of a process to the paint it is to end at."""
    with tempfile.TemporaryDirectory() as folder:
        places = {f"PLAYGROUND_{name}_DIR": folder for name in ("CONFIG", "DATA", "CACHE", "LOG")}
        started = perf_counter()
        subprocess.run([sys.executable, FIRST_PAINT, what], env={**os.environ, **places}, check=True)
        return (perf_counter() - started) * 1e3
