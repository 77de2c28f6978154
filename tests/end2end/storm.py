"""Do thousands of random things to the window with the real pointer and real keys; run by test_storm.py.

Moves, clicks, drags, wheels and keys come in a random order that the seed fixes, while networks train. A line
in the log at ERROR, an exception that nobody caught and a warning of Qt's end the process with 1.
"""

import logging
import random
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEventLoop, QMessageLogContext, QProcess, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from playground.app.ask import Answer
from playground.app.commands import perform
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import TemplateRegistry, template
from playground.gui.theme.style import apply_theme
from playground.gui.window.main_window import MainWindow
from pointer import say, until

PACE_MS = 120  # between two doings
AGAIN = 150  # doings, after which another network trains
KEYS = (
    "space", "period", "Escape", "Return", "Tab", "shift+Tab", "Left", "Right", "Up", "Down", "Delete", "f",
    "1", "2", "5", "slash", "c", "m", "p", "d", "question", "comma", "semicolon", "F2", "F6", "F8", "F10",
    "F11", "ctrl+z", "ctrl+shift+z", "ctrl+d", "ctrl+g", "ctrl+shift+g", "ctrl+a", "ctrl+k", "ctrl+period",
    "ctrl+r", "ctrl+n", "ctrl+e", "ctrl+s", "ctrl+shift+l", "BackSpace", "Home", "End", "plus", "minus",
    "Menu",
)  # fmt: skip
WORDS = ("conv", "dense", "add", "add 3", "0.01", "1e-3", "28*28", "relu", "digits")


class Keeper(logging.Handler):
    """Keep every line at ERROR, and what Qt warns of."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []
        qInstallMessageHandler(self._of_qt)
        sys.excepthook = self._uncaught

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(self.format(record))

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.lines.append("".join(traceback.format_exception(kind, error, trace)))

    def _of_qt(self, kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg:
            self.lines.append(f"Qt: {words}")


class Storm:
    """A window, and a hand that knows nothing of it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random, self.folder = random.Random(seed), folder
        self.workspace = Workspace(
            template("spiral-mlp", CATALOGUE).open(), Settings(folder / "settings.json"), self._answer
        )
        self.window = MainWindow(self.workspace)
        self.window.close = lambda: False  # type: ignore[method-assign] - quitting would end the storm
        self.window.show()
        self.hand = QProcess()
        self.hand.start("xdotool", ["-"])
        self.doings: tuple[Callable[[], str], ...] = (
            self.click, self.click, self.click, self.right, self.twice, self.drag, self.drag, self.wheel,
            self.key, self.key, self.key, self.key, self.words, self.move,
        )  # fmt: skip
        until(lambda: self.workspace.training.state == "ready", "the window is there and ready")

    def _answer(self, question: object) -> Answer:
        """Answer what the window asks: files go into the folder, changes are thrown away or kept."""
        return Answer(self.random.choice(("discard", "cancel")), path=self.folder / "storm.nnplay")

    def place(self) -> str:
        """Return a place in the window, more often on the canvas."""
        part = self.window.canvas if self.random.random() < 0.6 else self.window
        corner, size = part.mapToGlobal(part.rect().topLeft()), part.size()
        x = corner.x() + self.random.randrange(size.width())
        return f"mousemove {x} {corner.y() + self.random.randrange(size.height())}"

    def move(self) -> str:
        """Move the pointer."""
        return self.place()

    def click(self) -> str:
        """Click somewhere, at times with a key held."""
        held = self.random.choice(("", "", "", "shift", "ctrl", "alt"))
        if held == "":
            return f"{self.place()} click 1"
        return f"{self.place()} keydown {held} click 1 keyup {held}"

    def right(self) -> str:
        """Ask for what there is to do."""
        return f"{self.place()} click 3"

    def twice(self) -> str:
        """Click twice."""
        return f"{self.place()} click --repeat 2 --delay 40 1"

    def drag(self) -> str:
        """Drag from somewhere to somewhere, at times with Esc or Undo on the way."""
        amid = self.random.choice(("", "", "", "key Escape", "key ctrl+z", "key Delete"))
        return f"{self.place()} mousedown 1 {self.place()} {amid} {self.place()} mouseup 1"

    def wheel(self) -> str:
        """Turn the wheel."""
        return f"{self.place()} click --repeat 3 {self.random.choice((4, 5))}"

    def key(self) -> str:
        """Press a key, at times after a click on the canvas."""
        return f"key {self.random.choice(KEYS)}"

    def words(self) -> str:
        """Type."""
        return f"type --delay 5 '{self.random.choice(WORDS)}'\nkey Return"

    def blow(self, count: int) -> None:
        """Do so many things while the window lives."""
        left, loop, timer = count, QEventLoop(), QTimer(interval=PACE_MS)

        def one() -> None:
            nonlocal left
            if not left % AGAIN:
                self.another()
            self.hand.write(f"{self.random.choice(self.doings)()}\n".encode())
            left -= 1
            if left <= 0:
                timer.stop()
                loop.quit()

        timer.timeout.connect(one)
        timer.start()
        loop.exec()

    def another(self) -> None:
        """Leave whatever asks for an answer, open another network, and train it."""
        while (dialog := QApplication.activeModalWidget()) is not None:
            dialog.close()
        self.workspace.files.new(self.random.choice([each.id for each in TemplateRegistry(CATALOGUE)]))
        perform("train.toggle", self.workspace)


def main(folder: Path, count: int, seed: int) -> None:
    """Blow, and tell what broke."""
    app = QApplication([])
    kept = Keeper()
    logging.getLogger().addHandler(kept)
    apply_theme(app, "dark")
    storm = Storm(folder, seed)
    storm.blow(count)
    until(storm.window.isVisible, f"{count} things are done")
    storm.window.shut_down()
    if kept.lines:
        sys.exit("\n".join(kept.lines))
    say("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
