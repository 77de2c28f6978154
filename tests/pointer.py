"""A real pointer and real keys under an X server: xdotool acts while the window lives.

Every step says what came true, and the process ends with 1 at the first that did not.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QProcess, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

LIMIT_MS = 90_000
MOVES = 12  # of a drag
PAUSE_MS = 60  # between them: what a hand does
Place = QPoint


def say(words: str) -> None:
    """Tell a step that came true."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def spin(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()


def until(condition: Callable[[], bool], what: str) -> None:
    """Let the window live until something is so; end with 1 when it never is."""
    loop, timer = QEventLoop(), QTimer(interval=30)
    limit = QTimer(interval=LIMIT_MS, singleShot=True)
    timer.timeout.connect(lambda: loop.exit(0) if condition() else None)
    limit.timeout.connect(lambda: loop.exit(1))
    timer.start()
    limit.start()
    if loop.exec():
        QGuiApplication.primaryScreen().grabWindow(0).save(str(Path(tempfile.gettempdir()) / "never.png"))
        sys.exit(f"never came true: {what}")
    say(what)


def xdotool(*words: object) -> None:
    """Let xdotool act while the window lives."""
    process, loop = QProcess(), QEventLoop()
    process.finished.connect(loop.quit)
    process.start("xdotool", [str(word) for word in words])
    loop.exec()
    if process.exitCode():
        sys.exit(f"xdotool {words}: {process.readAllStandardError().data().decode()}")


def drag(start: Place, end: Place) -> None:
    """Press, move like a hand, let go."""
    words: list[object] = ["mousemove", start.x(), start.y(), "sleep", 0.2, "mousedown", 1]
    for step in range(1, MOVES + 1):
        place = start + (end - start) * step / MOVES
        words += ["sleep", PAUSE_MS / 1000, "mousemove", place.x(), place.y()]
    xdotool(*words, "sleep", 0.4, "mouseup", 1, "sleep", 0.2)


def click(place: Place, *held: str, times: int = 1) -> None:
    """Click with the left button, with keys held down."""
    down = [word for key in held for word in ("keydown", key)]
    up = [word for key in held for word in ("keyup", key)]
    clicks = ["click", "--repeat", times, "--delay", 60, 1]
    xdotool("mousemove", place.x(), place.y(), "sleep", 0.15, *down, *clicks, *up, "sleep", 0.15)


def middle(widget: QWidget) -> Place:
    """Return a widget's middle on the screen."""
    return widget.mapToGlobal(widget.rect().center())
