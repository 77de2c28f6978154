"""Guards for tests with a window: no modal dialog, and nothing left open, running, ticking or alive."""

import gc
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6 import QtWidgets
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QThread, QThreadPool, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from shiboken6 import isValid

BLOCKING = {
    "QDialog": ("exec",),
    "QMenu": ("exec",),
    "QMessageBox": ("about", "aboutQt", "critical", "information", "question", "warning"),
    "QFileDialog": (
        "getExistingDirectory",
        "getExistingDirectoryUrl",
        "getOpenFileName",
        "getOpenFileNames",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileName",
        "getSaveFileUrl",
    ),
    "QInputDialog": ("getDouble", "getInt", "getItem", "getMultiLineText", "getText"),
    "QColorDialog": ("getColor",),
    "QFontDialog": ("getFont",),
}
DOCUMENTS = ("Document", "Workspace", "Session", "PlaygroundModel")
WINDOWS = (QtWidgets.QMainWindow, QtWidgets.QDialog, QtWidgets.QGraphicsScene)
POOL_GRACE_MS = 5000


@pytest.fixture(autouse=True)
def _no_modal_dialog(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that opens what would block it; plain functions, since a Mock on a Qt class crashes."""
    opened: list[str] = []
    for owner, methods in BLOCKING.items():
        for method in methods:
            refuse = _refusal(f"{owner}.{method}", opened)
            monkeypatch.setattr(getattr(QtWidgets, owner), method, refuse)
    yield
    if opened:
        pytest.fail(f"modal dialogs opened: {', '.join(opened)}")


def _refusal(name: str, opened: list[str]) -> Callable[..., None]:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        opened.append(name)
        raise AssertionError(f"{name} opened a modal dialog: ask through the port, or use open() or popup()")

    return refuse


@pytest.fixture(autouse=True)
def _nothing_left(
    request: pytest.FixtureRequest, qapp: QtWidgets.QApplication, _no_modal_dialog: None
) -> Iterator[None]:
    """Fail a test after which a window, thread, timer or document of its own lives on."""
    gc.collect()
    gc.freeze()  # what lives already is no one's leak here, and is not searched again below
    had_torch = "torch" in sys.modules
    failed_before = request.session.testsfailed
    yield
    request.node.funcargs.clear()  # pytest would keep the fixtures' values until the very end
    if not had_torch and "torch" in sys.modules:  # the window of then was frozen with what came
        gc.unfreeze()
    _settle(qapp)
    _let_go()
    left = _left_open(qapp) + _left_running()
    if request.session.testsfailed == failed_before:  # a failure's traceback keeps its frames alive
        left += _left_alive()
    if left:
        pytest.fail(f"left after the test: {', '.join(left)}")


def _let_go() -> None:
    """Let go of a mouse button that is held: a double click of QTest ends so, and the next test finds it."""
    buttons = QGuiApplication.mouseButtons()
    hand = QtWidgets.QWidget()
    for button in Qt.MouseButton:
        if button.value.bit_count() == 1 and button in buttons:
            QTest.mouseRelease(hand, button)


def _settle(app: QtWidgets.QApplication) -> None:
    """Carry out what is pending: events, deletions, garbage."""
    for _ in range(3):
        app.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()


def _left_open(app: QtWidgets.QApplication) -> list[str]:
    """Name the windows still shown, and close them for the next test's sake."""
    shown = [widget for widget in app.topLevelWidgets() if widget.isVisible()]
    names = [f"window {type(widget).__name__} {widget.windowTitle()!r}" for widget in shown]
    for widget in shown:
        widget.hide()
        widget.deleteLater()
    return names


def _left_running() -> list[str]:
    """Name the threads and timers made in this test that go on, and stop the timers."""
    made = [item for item in gc.get_objects() if issubclass(type(item), QThread | QTimer) and isValid(item)]
    threads = [item for item in made if isinstance(item, QThread) and item.isRunning()]
    timers = [item for item in made if isinstance(item, QTimer) and item.isActive()]
    for timer in timers:
        timer.stop()
    names = [f"QThread {thread.objectName()}" for thread in threads]
    names += [f"QTimer of {timer.interval()} ms in {type(timer.parent()).__name__}" for timer in timers]
    if not QThreadPool.globalInstance().waitForDone(POOL_GRACE_MS):
        names.append("work in the global QThreadPool")
    return names


def _left_alive() -> list[str]:
    """Name the documents, models, scenes and windows of the program that nothing should hold any more."""
    return [
        f"a living {type(item).__name__}"
        for item in gc.get_objects()
        if str(type(item).__module__).startswith("playground.")  # some types compute theirs
        and (isinstance(item, WINDOWS) or type(item).__name__ in DOCUMENTS)
    ]
