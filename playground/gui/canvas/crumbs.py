"""Where one stands among groups that were opened: Network › Encoder; a click goes back."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.core.network.block_path import path_in_words
from playground.gui.canvas.bars import RADIUS, Floating
from playground.gui.canvas.look import LEFT, PLAIN_MEDIUM, write
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box
from playground.gui.widgets.plain import set_tip

HEIGHT, PAD, ARROW = 34, 12, 20


class Crumbs(Floating):
    """Name the networks around what is shown; `chosen` hands over how many groups stay open."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._current = 0  # by the keyboard
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self, tr("Back to the network around this group (Ctrl+Up)"))
        self.hide()

    def show_titles(self, titles: tuple[str, ...]) -> None:
        """Show the groups that are open; none hides the bar."""
        self._titles = (tr("Network"), *titles)
        self._current = max(0, len(titles) - 1)
        self.setAccessibleName(path_in_words(self._titles))
        self.setVisible(bool(titles))
        self.adjustSize()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room that all names need."""
        spots = self.spots()
        return QSize(round(spots[-1].right()) + PAD if spots else 0, HEIGHT)

    def spots(self) -> list[QRectF]:
        """Return where each name stands."""
        found, left = [], float(PAD)
        for title in self._titles:
            width = PLAIN_MEDIUM.width(title) + 2
            found.append(QRectF(left, 0, width, HEIGHT))
            left += width + ARROW
        return found

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the names with an arrow between each two; the last is where one stands."""
        tokens = current_theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = tokens.accent_text if self.hasFocus() else tokens.line
        box(painter, QRectF(self.rect()), RADIUS, tokens.panel, line)
        for index, (title, spot) in enumerate(zip(self._titles, self.spots(), strict=True)):
            last = index == len(self._titles) - 1
            write(painter, spot, title, PLAIN_MEDIUM, tokens.text if last else tokens.accent_text, LEFT)
            if not last:
                place = QRectF(spot.right() + 4, (HEIGHT - 12) / 2, 12, 12)
                paint_icon(painter, "chevron-right", place, tokens.text3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the network that was pressed."""
        self._go(event.position())

    def _go(self, point: QPointF) -> None:
        for index, spot in enumerate(self.spots()[:-1]):
            if spot.adjusted(-6, 0, 6, 0).contains(point):
                self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go one network out with Enter or Left."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Left):
            self.chosen.emit(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the focus mark away."""
        self.update()
        super().focusOutEvent(event)
