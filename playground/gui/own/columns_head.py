"""The heads of a table's columns: use, name, type, spread, range and what is missing, one under the other."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QTableView

from playground.app.own_draft import TableDraft
from playground.app.texts import tr
from playground.core.catalogue.manifest import Column
from playground.core.importing.tables.spreads import Spread
from playground.gui.own.type_words import HEADS, ICONS, USES, legend_colours, missing_words, range_words
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_FIELD, REGULAR, SEMIBOLD, with_alpha
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.painting import box, chevron_down, text, width_of
from playground.gui.widgets.plain import show_tip

HEIGHT = 162
LEFT_OUT = 0.55  # opacity
ROWS = {"use": (4, 22), "name": (28, 18), "type": (47, 20), "spread": (70, 46), "range": (119, 18),
        "missing": (137, 20)}  # fmt: skip
_PAD = 8
_BOX = 14.0

Part = Literal["use", "name", "type", "spread", "range", "missing"]


class ColumnsHead(QHeaderView):
    """Paint the heads; a click on the box uses a column or leaves it out, one on the type opens its menu."""

    use_toggled = Signal(int)  # place of the column
    menu_wanted = Signal(int)

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.draft: TableDraft | None = None
        self.current = -1  # the column whose head has the keyboard
        self.opened = -1  # the column whose menu is open
        self._hovered: tuple[int, Part | None] = (-1, None)
        self.setSectionsClickable(True)
        self.setMouseTracking(True)
        self.setFixedHeight(HEIGHT)
        self.setMinimumSectionSize(48)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Columns"))

    def show_draft(self, draft: TableDraft | None) -> None:
        """Show another draft's columns."""
        self.draft = draft
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Return the height of all lines."""
        return QSize(super().sizeHint().width(), HEIGHT)

    def part_at(self, place: QPoint) -> tuple[int, Part | None]:
        """Return the column at a place, -1 for that of the lines, and which line of its head."""
        section = self.logicalIndexAt(place) - 1
        if section < 0:
            return -1, None
        for part, (top, height) in ROWS.items():
            if top <= place.y() < top + height:
                return section, part  # type: ignore[return-value]
        return section, None

    def place_of(self, section: int) -> QRectF:
        """Return where a column's head is, in the viewport."""
        return QRectF(self.sectionViewportPosition(section + 1), 0, self.sectionSize(section + 1), HEIGHT)

    @guarded
    def paintSection(self, painter: QPainter, rect: object, section: int) -> None:
        """Draw one head."""
        if self.draft is None:
            return
        place = QRectF(rect)  # type: ignore[call-overload]
        tokens = current_theme().tokens
        painter.fillRect(place, tokens.window)
        if not section:
            self._labels(painter, place)
        else:
            self._head(painter, place, section - 1)
        painter.setOpacity(1.0)
        edge = place.adjusted(0, 0, -1, -1)  # beyond it the next head paints
        painter.setPen(tokens.line)
        painter.drawLine(edge.topRight(), edge.bottomRight())
        painter.setPen(tokens.line2)
        painter.drawLine(edge.bottomLeft(), edge.bottomRight())

    def _labels(self, painter: QPainter, place: QRectF) -> None:
        words = {"use": tr("Use"), "name": tr("Column"), "type": tr("Read as"), "spread": tr("Spread"),
                 "range": tr("Range"), "missing": tr("Missing")}  # fmt: skip
        for part, said in words.items():
            text(painter, _line(place, part), said, current_theme().tokens.text3, font(CAPTION, REGULAR))

    def _head(self, painter: QPainter, place: QRectF, at: int) -> None:
        assert self.draft is not None  # heads are drawn of what is there
        column, tokens = self.draft.columns[at], current_theme().tokens
        if column.use == "target":
            painter.fillRect(place, with_alpha(tokens.accent, 0.12))
        painter.setOpacity(LEFT_OUT if column.use == "out" else 1.0)
        self._spread(painter, _line(place, "spread"), self.draft.spreads[at], column)
        rows = self.draft.rows
        text(painter, _line(place, "range"), range_words(column, rows), tokens.text2, font(CAPTION, MEDIUM))
        self._missing(painter, _line(place, "missing"), column.missing + column.strange, rows)
        self._type(painter, _line(place, "type"), column, at)
        text(painter, _line(place, "name"), column.name, tokens.text, font(BODY, SEMIBOLD))
        painter.setOpacity(1.0)
        self._use(painter, _line(place, "use"), column)
        if self.hasFocus() and at == self.current:
            painter.setPen(QPen(tokens.accent_text, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), RADIUS_FIELD, RADIUS_FIELD)

    def _use(self, painter: QPainter, line: QRectF, column: Column) -> None:
        tokens = current_theme().tokens
        if column.use == "target":
            flag = line.adjusted(-4, 0, 4, -2)
            box(painter, flag, RADIUS_FIELD, tokens.accent)
            paint_icon(
                painter, "target", QRectF(flag.x() + 5, flag.center().y() - 7, 14, 14), tokens.on_accent
            )
            words = flag.adjusted(23, 0, -4, 0)
            text(painter, words, tr(USES["target"]), tokens.on_accent, font(CAPTION, SEMIBOLD))
            return
        square = QRectF(line.x(), line.center().y() - _BOX / 2, _BOX, _BOX)
        used = column.use == "input"
        box(painter, square, 4, tokens.accent if used else tokens.field, None if used else tokens.line2)
        if used:
            paint_icon(painter, "check", square.adjusted(2, 2, -2, -2), tokens.on_accent)
        ink = tokens.text if used else tokens.text3
        text(painter, line.adjusted(_BOX + 7, 0, 0, 0), tr(USES[column.use]), ink, font(CAPTION, MEDIUM))

    def _type(self, painter: QPainter, line: QRectF, column: Column, at: int) -> None:
        tokens = current_theme().tokens
        if at == self.opened or self._hovered == (at, "type"):
            ground = tokens.accent_ground if at == self.opened else tokens.raised
            box(painter, line.adjusted(-5, 0, 5, 0), RADIUS_FIELD, ground,
                tokens.accent_text if at == self.opened else None)  # fmt: skip
        icon = QRectF(line.x(), line.center().y() - 6, 12, 12)
        paint_icon(painter, ICONS[column.type], icon, tokens.text2)
        said, room = tr(HEADS[column.type]), line.adjusted(17, 0, 0, 0)
        text(painter, room, said, tokens.text2, font(CAPTION, MEDIUM))
        if width_of(said, font(CAPTION, MEDIUM)) + 14 <= room.width():
            chevron_down(painter, QPointF(line.right() - 5, line.center().y()), tokens.text3, 2.8)

    def _spread(self, painter: QPainter, line: QRectF, spread: Spread, column: Column) -> None:
        tokens = current_theme().tokens
        painter.setPen(tokens.line2)
        painter.drawLine(line.bottomLeft(), line.bottomRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if spread.comb:
            for x in range(0, int(line.width()), 3):
                painter.fillRect(QRectF(line.x() + x, line.bottom() - 6, 1, 6), tokens.edge)
            return
        tops = spread.bars.sum(axis=1)
        if not len(tops) or not tops.max():
            return
        colours = self._colours(spread)
        width = min(26.0, line.width() / len(tops))
        for index, counts in enumerate(spread.bars.tolist()):
            bottom = line.bottom()
            for colour, count in zip(colours, counts, strict=True):
                high = line.height() * count / tops.max()
                if count:
                    bar = QRectF(
                        line.x() + index * width, bottom - max(high, 1), max(width - 1, 1), max(high, 1)
                    )
                    painter.fillRect(bar, colour)
                    bottom -= high

    def _colours(self, spread: Spread) -> list[QColor]:
        return legend_colours(current_theme().tokens, spread.bars.shape[1] - 1)

    def _missing(self, painter: QPainter, line: QRectF, missing: int, rows: int) -> None:
        tokens = current_theme().tokens
        if not missing:
            text(painter, line, missing_words(0, rows), tokens.text3, font(CAPTION, REGULAR))
            return
        bar = QRectF(line.x(), line.center().y() - 2, min(24.0, line.width() / 3), 4)
        box(painter, bar, 2, tokens.line2)
        box(painter, QRectF(bar.x(), bar.y(), max(2.0, bar.width() * missing / rows), 4), 2, tokens.warn)
        words = line.adjusted(bar.width() + 6, 0, 0, 0)
        text(painter, words, missing_words(missing, rows), tokens.text, font(CAPTION, SEMIBOLD))

    # Gestures

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what can be pressed."""
        super().mouseMoveEvent(event)
        hovered = self.part_at(event.position().toPoint())
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put it out."""
        self._hovered = (-1, None)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Use a column or leave it out, or open its menu."""
        super().mouseReleaseEvent(event)
        at, part = self.part_at(event.position().toPoint())
        if at < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        self.current = at
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if part == "use" and self.draft is not None and self.draft.columns[at].use != "target":
            self.use_toggled.emit(at)
        else:
            self.menu_wanted.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by the arrows, open the menu by Enter, use or leave out by Space."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if self.draft is None:
            super().keyPressEvent(event)
        elif key in steps:
            self._walk(max(0, min(len(self.draft.columns) - 1, self.current + steps[key])))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (
            key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.menu_wanted.emit(max(0, self.current))
        elif key == Qt.Key.Key_Space and self.current >= 0:
            self.use_toggled.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _walk(self, to: int) -> None:
        self.current = to
        table = self.parent()
        if isinstance(table, QTableView):
            table.scrollTo(table.model().index(0, to + 1))
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the whole name of a column."""
        if event.type() == QEvent.Type.ToolTip and self.draft is not None:
            at, _ = self.part_at(event.pos())  # type: ignore[attr-defined]
            if at >= 0:
                show_tip(event.globalPos(), self.draft.columns[at].name, self)  # type: ignore[attr-defined]
            return True
        return bool(super().viewportEvent(event))


def _line(place: QRectF, part: str) -> QRectF:
    top, height = ROWS[part]
    return QRectF(place.x() + _PAD, place.y() + top, place.width() - 2 * _PAD, height)
