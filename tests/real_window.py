"""The whole window on a real worker, driven by real keys and drops."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.app.ask import Answer, Question
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.gui.canvas import BLOCK_MIME
from playground.gui.theme.style import apply_theme
from playground.gui.window.main_window import MainWindow

DEADLINE_MS = 30_000  # for what takes a second on a quiet machine


class RealWindow:
    """One window with a project, complete and ready to train."""

    def __init__(
        self, qtbot: QtBot, qapp: QApplication, folder: Path, project: Project | None = None
    ) -> None:
        apply_theme(qapp, "dark")
        self.qtbot, self.app, self.folder = qtbot, qapp, folder
        self.asked: list[Question] = []
        self.answer: Callable[[Question], Answer] = lambda question: Answer("discard")
        self.said: list[str] = []
        settings = Settings(folder / "settings.json")
        self.ws = Workspace(project or template("spiral-mlp", CATALOGUE).open(), settings, self._ask)
        self.ws.notices.said.connect(self.said.append)
        self.window = MainWindow(self.ws)
        self.window.resize(1600, 1000)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.wait(lambda: self.ws.torch_ready and bool(self.ws.views.answers))
        self.window.activateWindow()
        self.window.canvas.setFocus()
        self.wait(self.window.canvas.hasFocus)

    def _ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.answer(question)

    def close(self) -> None:
        """Stop everything without a question."""
        self.window.shut_down()
        self.window.close()
        self.window.deleteLater()

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        self.qtbot.waitUntil(condition, timeout=DEADLINE_MS)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the window."""
        self.qtbot.keyClick(self.window.canvas, key, keys)

    def pixels(self, widget: QWidget) -> QImage:
        """Return what a part of the window shows now."""
        return widget.grab().toImage()

    def panel(self, name: str) -> Any:
        """Return a panel, wherever it is."""
        return self.window.panels.panel(name)

    def edge(self, source: str, target: str) -> Edge:
        """Return the wire between two blocks."""
        edges = self.ws.here.network.edges
        return next(edge for edge in edges if (edge.source, edge.target) == (source, target))

    def drop_on_wire(self, kind: str, source: str, target: str) -> None:
        """Drag a block from the palette onto a wire and let go."""
        canvas = self.window.canvas
        place = canvas.mapFromScene(canvas.canvas.edges[self.edge(source, target)].middle)
        mime = QMimeData()
        mime.setData(BLOCK_MIME, kind.encode())
        held, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        copy = Qt.DropAction.CopyAction
        port = canvas.viewport()
        QApplication.sendEvent(port, QDragEnterEvent(place, copy, mime, held, none))
        QApplication.sendEvent(port, QDragMoveEvent(place, copy, mime, held, none))
        QApplication.sendEvent(port, QDropEvent(QPointF(place), copy, mime, held, none))
