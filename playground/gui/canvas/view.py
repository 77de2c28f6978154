"""The canvas: shows the scene, hands the pointer to gestures and keys to walks, and follows the workspace."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from playground.app.workspace import Workspace
from playground.gui.canvas.geometry import DOTS
from playground.gui.canvas.look import Look
from playground.gui.canvas.navigation import Navigator
from playground.gui.canvas.outline import feed_of, outline_of
from playground.gui.canvas.scene import CanvasScene
from playground.gui.theme.style import Theme

COMPACT_BELOW = 800  # width of the viewport
COMPACT_SLACK = 24  # so that a splitter on the edge does not make it flicker
BARS = 68.0  # height of the floating bars with their margins


class CanvasView(QGraphicsView):
    """Show one workspace's network; see the signals for what the window may follow."""

    unit_hovered = Signal(str, object)  # id of the block, unit index or None
    inspector_wanted = Signal(str)  # Enter or a double click on a block
    message = Signal(str)  # a sentence for the status bar; "" clears it
    play_wanted = Signal()  # Space was tapped
    zoom_changed = Signal(float)

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.theme = theme
        self.canvas = CanvasScene(Look(theme.tokens, reduce_motion=workspace.settings.values.reduce_motion))
        self.navigator = Navigator(self)
        self._fitted = False
        self._prepare()
        self.setScene(self.canvas)
        self._follow()

    def _prepare(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _follow(self) -> None:
        ws = self.workspace
        ws.problems_changed.connect(self._on_problems)
        ws.pictures_changed.connect(self._on_pictures)
        self.theme.changed.connect(self._on_theme)
        self.canvas.sync(outline_of(ws))

    def _on_problems(self) -> None:
        self.canvas.sync(outline_of(self.workspace))

    def _on_pictures(self, views: frozenset[str]) -> None:
        self.canvas.show_feed(feed_of(self.workspace))

    def _on_theme(self) -> None:
        self.set_look(tokens=self.theme.tokens)

    def set_look(self, **changes: Any) -> None:
        """Draw everything in another way."""
        look = self.canvas.look.at(**changes)
        if look != self.canvas.look:
            self.canvas.show_look(look)
            self.viewport().update()

    def drawBackground(self, painter: QPainter, rect: QRectF | Any) -> None:
        """Draw the ground with its dots."""
        tokens = self.canvas.look.tokens
        painter.fillRect(rect, tokens.canvas)
        zoom = self.navigator.zoom
        pitch = DOTS if zoom >= 0.5 else DOTS * 4
        if zoom < 0.15:
            return
        pen = QPen(tokens.grid, 2)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen)
        left, top = int(rect.left() // pitch), int(rect.top() // pitch)
        across, down = int(rect.width() // pitch) + 3, int(rect.height() // pitch) + 3
        painter.drawPoints(
            [QPointF((left + x) * pitch, (top + y) * pitch) for y in range(down) for x in range(across)]
        )
