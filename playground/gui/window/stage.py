"""The middle of the window: the canvas, with the banner and opened panels lying over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box
from playground.gui.window.bannerbar import BannerBar

BANNER_MOST = 860  # px: a sentence and two buttons
BANNER_LEAST = 320


class Flyout(QWidget):
    """A panel opened over the canvas, along its left or its lower edge; Esc closes it."""

    closed = Signal()  # what it held is free again

    def __init__(self, stage: QWidget, edge: Qt.Edge, size: int) -> None:
        super().__init__(stage)
        self._stage, self._edge, self._size = stage, edge, size
        self._row = QVBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._inner: QWidget | None = None
        self.setAutoFillBackground(True)
        stage.installEventFilter(self)
        self.hide()

    def open(self, inner: QWidget) -> None:
        """Show a widget, taking it over until `close_panel`."""
        self._inner = inner
        self._row.addWidget(inner)
        inner.show()
        self._place()
        self.show()
        self.raise_()

    def set_size(self, size: int) -> None:
        """Take so many px from the edge on."""
        self._size = size
        if self.isVisible():
            self._place()

    def shut(self) -> None:
        """Hide, and let go of the widget."""
        inner, self._inner = self._inner, None
        if inner is None:
            return
        self._row.removeWidget(inner)
        self.hide()
        self.closed.emit()

    def _place(self) -> None:
        stage = self._stage
        if self._edge == Qt.Edge.LeftEdge:
            self.setGeometry(0, 0, min(self._size, stage.width()), stage.height())
        else:
            height = min(self._size, stage.height())
            self.setGeometry(0, stage.height() - height, stage.width(), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the stage's size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._stage.setFocus(Qt.FocusReason.PopupFocusReason)
            self.shut()
        else:
            super().keyPressEvent(event)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground and the line towards the canvas."""
        tokens = current_theme().tokens
        box(painter, self.rect().toRectF(), 0, tokens.panel)
        painter.setPen(tokens.line2)
        if self._edge == Qt.Edge.LeftEdge:
            painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        else:
            painter.drawLine(0, 0, self.width(), 0)


class Stage(QWidget):
    """Give the canvas all the room and keep the banner near its lower edge."""

    covered = Signal(int)  # px at the lower edge of the canvas that something lies over

    def __init__(self, canvas: QWidget, banner: BannerBar) -> None:
        super().__init__()
        self.banner = banner
        self.canvas = canvas
        self._beneath = 0  # px at the lower edge that an opened panel covers
        canvas.setParent(self)
        banner.setParent(self)
        banner.said.connect(self.place_banner)
        banner.left.connect(canvas.setFocus)
        self.setMinimumSize(400, 240)
        self.setFocusProxy(canvas)

    def resizeEvent(self, _event: object) -> None:
        """Lay out canvas and banner."""
        self.canvas.setGeometry(self.rect())
        self.place_banner()

    def set_beneath(self, covered: int) -> None:
        """Keep the banner above what an opened panel covers."""
        self._beneath = covered
        self.place_banner()

    def place_banner(self) -> None:
        """Put the banner above the lower edge, as wide as its sentence needs."""
        wanted = max(BANNER_LEAST, min(BANNER_MOST, self.banner.sizeHint().width()))
        width = min(wanted, self.width() - 32)
        height = self.banner.height_in(width)
        bottom = self.height() - self._beneath - 16
        self.banner.setGeometry((self.width() - width) // 2, bottom - height, width, height)
        self.banner.raise_()
        self.covered.emit(self.height() - self.banner.y() if self.banner.isVisible() else self._beneath)
