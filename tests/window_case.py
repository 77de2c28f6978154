"""The real window with its worker, driven by real input events; waiting ends at a deadline."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.app.ask import Answer, Question
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.network.values import Edge
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.gui.canvas import BLOCK_MIME
from playground.gui.theme.style import apply_theme
from playground.gui.window.keyguard import KeyGuard
from playground.gui.window.main_window import MainWindow

DEADLINE_MS = 60_000  # generous: machines are shared
NO_KEYS = Qt.KeyboardModifier.NoModifier


class WindowCase:
    """One window, shown, and what a person does to it; questions are answered from `answers`."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, folder: Path) -> None:
        self.qtbot, self.app, self.folder = qtbot, qapp, folder
        self.questions: list[Question] = []
        self.answers: list[Answer] = []
        self._guard: QObject | None = None

    def open(
        self, project: Project | str = "spiral-mlp", size: tuple[int, int] = (1600, 1000), ready: bool = True
    ) -> "WindowCase":
        """Show the window with a project; `ready` waits for torch and the first picture."""
        made = template(project).open() if isinstance(project, str) else project
        apply_theme(self.app, "dark")
        self._guard = KeyGuard(self.app)
        self.settings = Settings(self.folder / "settings.json")
        self.ws = Workspace(made, self.settings, ask=self._answer)
        self.window = MainWindow(self.ws)
        self.window.resize(*size)
        self.window.show()
        self.qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.canvas = self.window.canvas
        if ready:
            self.wait(lambda: self.ws.state == "ready" and bool(self.ws.live.pictures))
        self.canvas.setFocus()
        return self

    def close(self) -> None:
        """Throw everything away without a question."""
        if self._guard is None:
            return
        self.app.focusChanged.disconnect(self._guard._on_focus)
        self._guard.deleteLater()
        self.window.shut_down()
        self.window.hide()
        self.window.deleteLater()

    def _answer(self, question: Question) -> Answer:
        self.questions.append(question)
        return self.answers.pop(0) if self.answers else Answer(question.escape)

    def wait(self, condition: Callable[[], object], deadline_ms: int = DEADLINE_MS) -> None:
        """Let the window live until a condition holds; fail at the deadline."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=deadline_ms)

    # what a person does

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS, widget: QWidget | None = None) -> None:
        """Press a key where the focus is, or on a widget."""
        self.qtbot.keyClick(widget or self.app.focusWidget() or self.window, key, keys)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click on a widget."""
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, NO_KEYS, at or widget.rect().center())

    def drop_block(self, kind: str, place: QPointF) -> None:
        """Drag a block from outside onto a place of the scene and let it go."""
        viewport, point = self.canvas.viewport(), self.canvas.mapFromScene(place)
        self._mime = QMimeData()  # Qt does not keep it
        self._mime.setData(BLOCK_MIME, kind.encode())
        held = (Qt.DropAction.CopyAction, self._mime, Qt.MouseButton.LeftButton, NO_KEYS)
        QApplication.sendEvent(viewport, QDragEnterEvent(point, *held))
        QApplication.sendEvent(viewport, QDragMoveEvent(point, *held))
        QApplication.sendEvent(viewport, QDropEvent(QPointF(point), *held))

    def train_until(self, condition: Callable[[], object]) -> None:
        """Press Space, wait, press Space again."""
        self.key(Qt.Key.Key_Space)
        self.wait(condition)
        self.key(Qt.Key.Key_Space)
        self.wait(lambda: not self.ws.live.running and self.ws.live.steps_per_second == 0)

    # what a person sees

    def panel(self, name: str) -> Any:
        """Return the panel in a dock: map, curves, side or bottom."""
        return self.window.docks.dock(name).widget()

    def edge(self, source: str, target: str) -> Edge:
        """Return the wire between two blocks."""
        edges = self.ws.project.network.edges
        return next(edge for edge in edges if (edge.source, edge.target) == (source, target))

    def middle_of(self, edge: Edge) -> QPointF:
        """Return a place of the scene on a wire."""
        return self.canvas.canvas.edges[edge].path.pointAtPercent(0.5)

    def record(self) -> RunRecord:
        """Return the run as it stands."""
        found = self.ws.run.record(even_untrained=True)
        assert found is not None
        return found


def pixels(widget: QWidget) -> QImage:
    """Return what a widget shows."""
    return widget.grab().toImage()


def colours(image: QImage, step: int = 4) -> Iterator[QColor]:
    """Yield the colours of a grid of pixels."""
    for y in range(0, image.height(), step):
        for x in range(0, image.width(), step):
            yield image.pixelColor(x, y)


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowCase]:
    """Hand out a window to open; it is closed after the test."""
    made = WindowCase(qtbot, qapp, tmp_path)
    yield made
    made.close()
