"""One kind of block in the palette: a chip to drag, double-click or press Enter on."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from playground.app.texts import tr
from playground.core.blocks.spec import BlockSpec
from playground.gui.canvas.drops import BLOCK_MIME
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM, RADIUS_CHIP, RADIUS_TILE, SEMIBOLD, mix
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box, text, width_of
from playground.gui.widgets.plain import set_titled_tip
from playground.gui.widgets.shadow import draw_shadow, shadow_margin

HEIGHT = 32
TILE = 22
_ICON = 14
_WALKS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip

LONG = 74  # px of text that fits beside another chip


class BlockChip(PaintedButton):
    """`wanted(kind)` by double click, Enter or Space; a drag carries the kind to the canvas.

    `walked(columns, rows)` asks for the neighbour that the arrow keys point at; `typed(text)` and `left()`
    give the keyboard back to the search field or to the canvas; `touched(kind)` is a single click.
    """

    wanted = Signal(str)
    touched = Signal(str)
    walked = Signal(int, int)
    typed = Signal(str)
    left = Signal()
    ring_radius: float = RADIUS_CHIP

    def __init__(self, spec: BlockSpec, parent: QWidget | None = None) -> None:
        title, summary = tr(spec.title), tr(spec.summary)
        super().__init__(title, spec.icon, parent)
        self.spec = spec
        self._pressed_at: QPoint | None = None
        self._marked = False  # the one that Enter in the search field takes
        set_titled_tip(self, title, summary)
        self.setAccessibleName(tr("{block}: {summary}").format(block=title, summary=summary))
        self.setAccessibleDescription(tr("Enter adds it after the selected block."))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the palette decides which chip Tab reaches
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.clicked.connect(self._on_clicked)

    def mark(self, marked: bool) -> None:
        """Show that Enter in the search field takes this one."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    @property
    def marked(self) -> bool:
        """Tell whether Enter in the search field takes this one."""
        return self._marked

    @property
    def is_long(self) -> bool:
        """Tell whether the name needs a row of its own."""
        return width_of(self.text(), font(BODY, MEDIUM)) > LONG

    def sizeHint(self) -> QSize:
        """Return tile and title."""
        return QSize(round(width_of(self.text(), font(BODY, MEDIUM))) + TILE + 26, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Keep the tile and a few letters."""
        return QSize(64, HEIGHT)

    def _on_clicked(self) -> None:
        self.wanted.emit(self.spec.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin; a click alone adds nothing."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag after a few pixels."""
        start = self._pressed_at
        if start is None:
            return
        if (event.position().toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.start_drag()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click that was no drag."""
        pressed, self._pressed_at = self._pressed_at, None
        self.update()
        if pressed is not None and self.rect().contains(event.position().toPoint()):
            self.touched.emit(self.spec.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add the block."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = None
            self.wanted.emit(self.spec.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, add, or hand letters to the search field."""
        step = _WALKS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if step is not None:
            self.walked.emit(*step)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain and event.text().isalnum():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def make_drag(self) -> QDrag:
        """Return the drag that carries this kind, with its picture under the pointer."""
        drag = QDrag(self)
        mime = QMimeData()
        mime.setData(BLOCK_MIME, self.spec.id.encode())
        mime.setText(self.text())
        drag.setMimeData(mime)
        drag.setPixmap(self._drag_pixmap())
        drag.setHotSpot(QPoint(20, HEIGHT // 2 + 2) + QPoint(1, 1) * round(shadow_margin()))
        return drag

    def start_drag(self) -> None:
        """Carry the block until it is dropped; the window goes on meanwhile."""
        self.make_drag().exec(Qt.DropAction.CopyAction)

    def _drag_pixmap(self) -> QPixmap:
        tokens, margin, ratio = current_theme().tokens, shadow_margin(), self.devicePixelRatioF()
        width, height = max(self.sizeHint().width() + 16, 118), HEIGHT + 4
        size = QSize(round(width + 2 * margin), round(height + 2 * margin))
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            painter.setOpacity(0.94)
            rect = QRectF(margin, margin, width, height)
            draw_shadow(painter, rect, RADIUS_CHIP)
            box(painter, rect, RADIUS_CHIP, tokens.block, tokens.accent_text, 2)
            self._paint_content(painter, rect.adjusted(4, 0, -8, 0), SEMIBOLD)
        return made

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the chip."""
        tokens = current_theme().tokens
        held = self._pressed_at is not None or self.isDown()
        lit = self._marked or held
        fill = tokens.accent_ground if lit else tokens.hover if self.hovered() else tokens.raised
        border = tokens.accent_text if lit else mix(tokens.raised, tokens.line2, 0.6 if tokens.dark else 0.35)
        box(painter, QRectF(self.rect()), RADIUS_CHIP, fill, border)
        self._paint_content(painter, QRectF(self.rect()))

    def _paint_content(self, painter: QPainter, rect: QRectF, weight: int = MEDIUM) -> None:
        tokens = current_theme().tokens
        tint = "goal" if self.spec.tint == "good" else self.spec.tint
        side, left, gap = _measures(rect.width())
        tile = QRectF(rect.x() + left, rect.center().y() - side / 2, side, side)
        paint_tile(painter, tile, self.icon_name, tint, _ICON)
        words = rect.adjusted(side + left + gap, 0, 0, 0)
        text(painter, words, self.text(), tokens.text, font(BODY, weight))


def _measures(width: float) -> tuple[int, int, int]:
    """Return the tile's side, the room before and behind it; it gives way to the title in a narrow chip."""
    if width >= 108:
        return TILE, 5, 6
    return (TILE - 2, 4, 4) if width >= 103 else (TILE - 4, 3, 3)


def paint_tile(painter: QPainter, tile: QRectF, icon: str, tint: str, side: float) -> None:
    """Draw a block's icon on its tinted ground."""
    tokens = current_theme().tokens
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    box(painter, tile, RADIUS_TILE, tokens.tile(tint))
    place = QRectF(0, 0, side, side)
    place.moveCenter(tile.center())
    paint_icon(painter, icon, place, tokens.tint(tint))
