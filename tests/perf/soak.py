"""Use the whole window at random for minutes: `python tests/perf/soak.py [MINUTES] [--seed N]`.

Starts, stops, steps, resets, new seeds, templates, tabs, selections, group opens, undo and redo, other data,
resizes and themes come in a random order that the seed fixes; a dialog or a menu is left before the next. At
the end it prints how often each was done, how memory grew, how many documents and models live, which threads
are left and every line of the log at WARNING or above; it exits 1 if one is at ERROR, if Qt warned, or if
memory grew too fast in half an hour.
Where no display answers it runs offscreen.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import logging
import os
import random
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="playground-soak-"))
for _name in ("CONFIG", "DATA", "CACHE", "LOG"):
    os.environ[f"PLAYGROUND_{_name}_DIR"] = str(FOLDER / _name.lower())

from playground.core.builtin import CATALOGUE  # noqa: E402 - the folders come first
from playground.gui.screen import no_screen  # noqa: E402

if no_screen():
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np  # noqa: E402
import psutil  # noqa: E402
from PySide6.QtCore import QEventLoop, Qt, QTimer, QtMsgType, qInstallMessageHandler  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from playground.app.ask import Answer  # noqa: E402
from playground.app.commands import COMMANDS, perform  # noqa: E402
from playground.app.settings import Settings  # noqa: E402
from playground.app.workspace import Workspace  # noqa: E402
from playground.core.project.templates import TemplateRegistry, template  # noqa: E402
from playground.gui.collecting import Collector  # noqa: E402
from playground.gui.theme.style import apply_theme  # noqa: E402
from playground.gui.window.main_window import MainWindow  # noqa: E402

PAUSE_MS = 150  # between two doings, in which the window lives
MEMORY_MS = 10_000  # between two looks at the memory
SIZES = ((1600, 1000), (1280, 800), (1024, 640), (1920, 1080), (800, 600))
LIVING = ("Workspace", "Document", "Network", "Session", "PlaygroundModel", "RunRecord", "CanvasScene")
MOST_AN_HOUR_MB, MINUTES_THAT_TELL = 5.0, 30  # in less time caches still fill
HARMLESS = ("propagateSizeHints", "raise()", "grabbing the keyboard")  # of the offscreen platform
LEFT_OUT = {"file.quit", "file.open", "file.save", "file.save_as", "file.save_template", "file.export",
            "file.new", "help.diagnostics"}  # fmt: skip


class Keeper(logging.Handler):
    """Keep every line at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(record)


class Soak:
    """A window and what is done to it."""

    def __init__(self, app: QApplication, seed: int) -> None:
        self.app, self.random, self.done = app, random.Random(seed), Counter[str]()
        self.ws = Workspace(
            template("spiral-mlp", CATALOGUE).open(),
            Settings(FOLDER / "settings.json"),
            lambda question: Answer("discard"),
        )
        self.window = MainWindow(self.ws)
        self.window.show()
        self.doings: tuple[Callable[[], object], ...] = (
            self.command, self.command, self.template, self.toggle, self.toggle, self.step, self.tab,
            self.tab, self.select, self.group, self.undo, self.redo, self.data, self.resize, self.sample,
        )  # fmt: skip

    def command(self) -> None:
        """Do anything of the command table."""
        perform(self.random.choice([each.id for each in COMMANDS if each.id not in LEFT_OUT]), self.ws)

    def template(self) -> None:
        """Open another template."""
        self.ws.files.new(self.random.choice([each.id for each in TemplateRegistry(CATALOGUE)]))

    def toggle(self) -> None:
        """Start or stop."""
        perform("train.toggle", self.ws)

    def step(self) -> None:
        """Train one step."""
        perform("train.step", self.ws)

    def tab(self) -> None:
        """Show a tab that is offered."""
        tabs = self.window.bottom.tabs
        shown = [key for key in self.window.bottom._panels if tabs.isTabVisible(tabs.index_of(key))]
        self.window.bottom.show_panel(self.random.choice(shown))

    def select(self) -> None:
        """Select some blocks."""
        nodes = list(self.ws.here.network.nodes)
        self.ws.select(frozenset(self.random.sample(nodes, min(len(nodes), self.random.randrange(3)))))

    def group(self) -> None:
        """Go into a group, or out."""
        groups = [name for name, node in self.ws.here.network.nodes.items() if node.network is not None]
        self.ws.select(frozenset(groups[:1]))
        perform(self.random.choice([each.id for each in COMMANDS if "group" in each.id]), self.ws)

    def undo(self) -> None:
        """Take something back."""
        perform("edit.undo", self.ws)

    def redo(self) -> None:
        """Do it again."""
        perform("edit.redo", self.ws)

    def data(self) -> None:
        """Take other data."""
        self.ws.data.choose(self.random.choice([each.id for each in CATALOGUE.data]))

    def resize(self) -> None:
        """Take another size."""
        self.window.resize(*self.random.choice(SIZES))

    def sample(self) -> None:
        """Look at the sample beside."""
        perform(self.random.choice(("samples.next", "samples.previous")), self.ws)

    def leave(self) -> None:
        """Close what lies over the window: nobody reaches a command behind it."""
        QTest.keyClick(_over_the_window(), Qt.Key.Key_Escape)

    def live(self, seconds: float) -> None:
        """Let the window live in a loop of events, in which alone what is to be deleted later is."""
        loop = QEventLoop()
        QTimer.singleShot(int(1000 * seconds), loop.quit)
        loop.exec()

    def run(self, minutes: float) -> list[float]:
        """Do things until the time is over; return the memory in MB, once every ten seconds."""
        memory, doing, telling = list[float](), QTimer(interval=PAUSE_MS), QTimer(interval=MEMORY_MS)
        doing.timeout.connect(self.do)
        telling.timeout.connect(lambda: memory.append(resident()))
        doing.start()
        telling.start()
        self.live(60 * minutes)
        doing.stop()
        telling.stop()
        return memory

    def do(self) -> None:
        """Do anything, from within an event as a person does; what lies over the window is left first."""
        doing = self.leave if _over_the_window() is not None else self.random.choice(self.doings)
        self.done[doing.__name__] += 1
        try:
            doing()
        except Exception:
            logging.getLogger("playground.soak").exception("%s failed.", doing.__name__)

    def close(self) -> None:
        """End everything."""
        self.window.shut_down()
        self.window.close()
        self.live(0.5)


def _over_the_window() -> QWidget | None:
    return QApplication.activePopupWidget() or QApplication.activeModalWidget()


def resident() -> float:
    """Return the memory of this process in MB, without garbage and what the allocator only keeps at hand."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
    return float(psutil.Process().memory_info().rss) / 2**20


def told(soak: Soak, memory: list[float], keeper: Keeper, warnings: list[str]) -> bool:
    """Print what happened; return whether all was well."""
    print("done:", ", ".join(f"{name} {count}" for name, count in sorted(soak.done.items())))
    second = memory[len(memory) // 2 :]  # the first half fills caches
    slope = float(np.polyfit(np.arange(len(second)), second, 1)[0]) * 360 if len(second) > 2 else 0.0
    print(f"memory: {memory[0]:.0f} MB at first, {memory[-1]:.0f} MB at last, "
          f"{slope:+.1f} MB an hour in its second half")  # fmt: skip
    gc.unfreeze()  # what lived when torch came
    gc.collect()
    alive = Counter(type(item).__name__ for item in gc.get_objects())
    print("alive:", ", ".join(f"{name} {alive[name]}" for name in LIVING))
    print("threads:", ", ".join(thread.name for thread in threading.enumerate()))
    for record in keeper.lines:
        print(logging.Formatter("%(levelname)s %(name)s: %(message)s").format(record))
    for line in warnings:
        print("Qt:", line)
    steady = slope < MOST_AN_HOUR_MB or len(memory) < 6 * MINUTES_THAT_TELL
    return steady and not warnings and all(record.levelno < logging.ERROR for record in keeper.lines)


def main() -> int:
    """Soak, and tell."""
    parser = argparse.ArgumentParser(description="Use the window at random.")
    parser.add_argument("minutes", type=float, nargs="?", default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    keeper, warnings = Keeper(), list[str]()
    logging.getLogger("playground").addHandler(keeper)
    broken = logging.getLogger("playground.soak")
    sys.excepthook = lambda kind, error, trace: broken.error("unhandled", exc_info=(kind, error, trace))

    def heard(kind: QtMsgType, _context: object, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(word in message for word in HARMLESS):
            warnings.append(message)

    qInstallMessageHandler(heard)
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)  # what it still does then is looked at, too
    apply_theme(app, "dark")
    Collector(app)
    soak = Soak(app, given.seed)
    soak.live(3.0)
    memory = soak.run(given.minutes)
    soak.close()
    return 0 if told(soak, memory, keeper, warnings) else 1


if __name__ == "__main__":
    sys.exit(main())
