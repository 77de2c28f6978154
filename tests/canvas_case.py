"""A canvas on a workspace whose worker never starts, with real input events and pictures of our own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import hand_in
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import Project
from playground.core.views.spec import Snapshot
from playground.gui.canvas import BLOCK_MIME, CanvasView
from playground.gui.theme.style import apply_theme, current_theme

SIZE = (936, 659)


class CanvasCase:
    """One canvas, shown, with what tests do to it."""

    def __init__(
        self,
        qtbot: QtBot,
        qapp: QApplication,
        folder: Path,
        template: str = "spiral-mlp",
        project: Project | None = None,
        size: tuple[int, int] = SIZE,
        known: bool = True,
    ) -> None:
        apply_theme(qapp, "dark")
        self.qtbot, self.app = qtbot, qapp
        self.sentences: list[str] = []
        self.ws = Workspace(
            project or TemplateRegistry(CATALOGUE).get(template).open(), Settings(folder / "settings.json")
        )
        self.ws.notices.said.connect(self.sentences.append)
        if known:
            self.ws.torch_ready = True
            self.ws.checks.update(self.ws.project, True)
        self.view = CanvasView(self.ws, current_theme())
        qtbot.addWidget(self.view)
        self.view.resize(*size)
        self.view.show()
        qtbot.waitExposed(self.view)
        self.view.activateWindow()
        self.view.setFocus()
        qtbot.waitUntil(self.view.hasFocus)

    def close(self) -> None:
        """End everything."""
        self.view.shut_down()
        self.view.close()
        self.ws.close()

    # reading

    @property
    def network(self) -> Network:
        """Return the network as it stands."""
        return self.ws.project.network

    def item(self, node_id: str) -> Any:
        """Return a block's item."""
        return self.view.canvas.blocks[node_id]

    def edge(self, source: str, target: str) -> Edge:
        """Return the wire between two blocks."""
        return next(edge for edge in self.network.edges if (edge.source, edge.target) == (source, target))

    def pixels(self) -> QImage:
        """Return what is shown now."""
        self.app.processEvents()
        return self.view.grab().toImage()

    def colour(self, place: QPointF) -> QColor:
        """Return the colour at a place of the scene."""
        point = self.view.mapFromScene(place)
        return QColor(self.pixels().pixel(point))

    def undo_steps(self) -> int:
        """Return how many steps can be undone."""
        return len(self.ws.document._undo)

    # the mouse

    def at(self, place: QPointF) -> Any:
        """Return a place of the scene as a point of the viewport."""
        return self.view.mapFromScene(place)

    def header(self, node_id: str) -> QPointF:
        """Return a place on a block's header that is no port."""
        return self.item(node_id).pos() + QPointF(60, 12)

    def drag(self, start: QPointF, end: QPointF, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
             drop: bool = True, steps: int = 6) -> None:  # fmt: skip
        """Press, move in steps, release."""
        port, left = self.view.viewport(), Qt.MouseButton.LeftButton
        self.qtbot.mousePress(port, left, keys, self.at(start))
        for step in range(1, steps + 1):
            self.hover(start + (end - start) * (step / steps), left, keys)
        if drop:
            self.qtbot.mouseRelease(port, left, keys, self.at(end))

    def hover(self, place: QPointF, button: Qt.MouseButton = Qt.MouseButton.NoButton,
              keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:  # fmt: skip
        """Move the pointer, with or without a button held."""
        point = QPointF(self.at(place))
        port = self.view.viewport()
        event = QMouseEvent(QEvent.Type.MouseMove, point, QPointF(port.mapToGlobal(point)),
                            Qt.MouseButton.NoButton, button, keys)  # fmt: skip
        QApplication.sendEvent(port, event)

    def click(self, place: QPointF, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click at a place of the scene."""
        self.qtbot.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, keys, self.at(place))

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key on the canvas."""
        self.qtbot.keyClick(self.view, key, keys)

    # drags from the palette

    def palette_enter(self, kind: str, place: QPointF, mime_type: str = BLOCK_MIME) -> QDragEnterEvent:
        """Bring a block over the canvas."""
        self.mime = QMimeData()
        self.mime.setData(mime_type, kind.encode())
        event = QDragEnterEvent(self.at(place), *self._dragged())
        QApplication.sendEvent(self.view.viewport(), event)
        self.palette_move(place)
        return event

    def _dragged(self) -> tuple[Any, ...]:
        """Return what all drag events share."""
        held = Qt.MouseButton.LeftButton
        return Qt.DropAction.CopyAction, self.mime, held, Qt.KeyboardModifier.NoModifier

    def palette_move(self, place: QPointF) -> None:
        """Move the block over the canvas."""
        event = QDragMoveEvent(self.at(place), *self._dragged())
        QApplication.sendEvent(self.view.viewport(), event)

    def palette_drop(self, place: QPointF) -> None:
        """Let go of the block."""
        event = QDropEvent(QPointF(self.at(place)), *self._dragged())
        QApplication.sendEvent(self.view.viewport(), event)

    def palette_leave(self) -> None:
        """Leave the canvas, as Esc does."""
        QApplication.sendEvent(self.view.viewport(), QDragLeaveEvent())

    # pictures

    def feed(self, view_id: str, arrays: Mapping[str, np.ndarray], **facts: Any) -> None:
        """Hand in a picture as the worker would."""
        hand_in(self.ws, Snapshot(view_id, 1, dict(arrays), facts))
        self.qtbot.waitUntil(lambda: not self.view.follower.pending)
