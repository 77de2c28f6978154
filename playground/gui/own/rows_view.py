"""The table of the page: heads above, rows as they stand in the file."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from playground.app.own_draft import TableDraft
from playground.app.texts import tr
from playground.core.catalogue.manifest import Column
from playground.core.catalogue.own_sounds import SOUNDS
from playground.core.importing.tables.oddities import Oddity
from playground.gui.own.columns_head import HEIGHT, LEFT_OUT, ColumnsHead
from playground.gui.own.rows import GUTTER, NUMBERS, RowsModel
from playground.gui.own.type_words import HEADS, USES, legend_colours, range_words
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, REGULAR, SEMIBOLD, with_alpha
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.listing import dress_table
from playground.gui.widgets.painting import LEFT, RIGHT, box, text, width_of

ROW = 24
LOUD_WIDTH = 120  # px of a sound's drawing
GUTTER_WIDTH, NARROWEST, WIDEST = 68, 72, 150  # px
_SIGN_ROOM = 32  # px of the gutter that its numbers leave to the sign
_LETTER, _LETTERS, _MARK = 6.6, 10, 14  # px a letter, letters that are always seen, px of a class's mark
_ODD: dict[Oddity, tuple[str, str]] = {  # icon and colour
    "strange": ("triangle-alert", "warn"), "spelling": ("tags", "good"), "double": ("copy", "warn"),
    "missing": ("circle-dot", "text3"),
}  # fmt: skip
Index = QModelIndex | QPersistentModelIndex


class RowsView(QTableView):
    """Rows with their heads; `left` by Esc."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("framed")
        self.rows = RowsModel()
        self.head = ColumnsHead(self)
        self.setHorizontalHeader(self.head)
        self.setModel(self.rows)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(tr("Rows of the table"))
        dress_table(self, ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)

    def show_draft(self, draft: TableDraft | None) -> None:
        """Show another draft, the columns as wide as their cells ask for where there is room."""
        self.head.show_draft(draft)
        self.rows.show_draft(draft)
        self._share()

    def _share(self) -> None:
        """Give each column what it asks for; where that is too much, what its name and cells need."""
        draft = self.rows.draft
        if draft is None:
            return
        least, wished = zip(*(_widths(draft, place) for place in range(len(draft.columns))), strict=True)
        gutter = _gutter_width(draft)
        room = self.viewport().width() - gutter
        share = (room - sum(least)) / max(1, sum(wished) - sum(least))
        spare = max(0, room - sum(wished)) // len(wished)
        self.setColumnWidth(GUTTER, gutter)
        for place, (small, large) in enumerate(zip(least, wished, strict=True)):
            wide = small + int((large - small) * min(1.0, max(0.0, share)))
            self.setColumnWidth(place + 1, wide + spare)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among the columns."""
        super().resizeEvent(event)
        self._share()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def height_for(self, rows: int) -> int:
        """Return the height that shows heads and so many rows."""
        return HEIGHT + rows * ROW + 2


def _gutter_width(draft: TableDraft) -> int:
    """Return the width in which the table's largest line number stands whole, beside the sign of a row."""
    lines = draft.looked.cells.lines
    last = str(lines[-1]) if len(lines) else ""
    return max(GUTTER_WIDTH, int(width_of(last, font(BODY, REGULAR, True))) + _SIGN_ROOM)


def _widths(draft: TableDraft, place: int) -> tuple[int, int]:
    """Return the least width of a column, for its name and its cells, and what it would like to have."""
    texts, column = draft.looked.found[place].texts, draft.columns[place]
    longest = max((len(each) for each in texts[:200]), default=1)
    mark = _MARK if column.use == "target" else 0
    kind = width_of(tr(HEADS[column.type]), font(CAPTION, MEDIUM)) + 35
    name = width_of(column.name, font(BODY, SEMIBOLD)) + 18
    use = width_of(tr(USES[column.use]), font(CAPTION, MEDIUM)) + 40
    reach = width_of(range_words(column, draft.rows), font(CAPTION, MEDIUM)) + 18
    least = max(name, kind, use, reach, _LETTER * min(longest, _LETTERS) + 18 + mark)
    return int(min(WIDEST, max(NARROWEST, least))), int(
        min(WIDEST, max(least, kind + 14, _LETTER * longest + 18))
    )


class CellDelegate(QStyledItemDelegate):
    """Paint cells: the line's sign, the class's colour, what is missing and what does not fit."""

    def __init__(self, view: RowsView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(80, ROW)

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rows, tokens = self._view.rows, current_theme().tokens
        if rows.draft is None:
            return
        place = QRectF(option.rect)
        painter.fillRect(place, tokens.panel)
        at = index.column() - 1
        if at >= 0 and rows.draft.columns[at].use == "target":
            painter.fillRect(place, with_alpha(tokens.accent, 0.12))
        edge = place.adjusted(0, 0, -1, -1)  # beyond it the next cell paints
        painter.setPen(tokens.line)
        painter.drawLine(edge.bottomLeft(), edge.bottomRight())
        painter.drawLine(edge.topRight(), edge.bottomRight())
        if at < 0:
            self._gutter(painter, place, index)
        else:
            self._cell(painter, place, index, rows.draft.columns[at])

    def _gutter(self, painter: QPainter, place: QRectF, index: Index) -> None:
        tokens = current_theme().tokens
        text(
            painter, place.adjusted(8, 0, -20, 0), str(index.data()), tokens.text3, font(BODY, REGULAR, True)
        )
        odd = self._view.rows.oddity(index.row())
        if odd is not None:
            icon, colour = _ODD[odd]
            tile = QRectF(place.right() - 20, place.center().y() - 6, 12, 12)
            paint_icon(painter, icon, tile, tokens.colour(colour))

    def _cell(self, painter: QPainter, place: QRectF, index: Index, column: Column) -> None:
        tokens, rows = current_theme().tokens, self._view.rows
        state = rows.kind_of(index.row(), index.column() - 1)
        inner = place.adjusted(8, 0, -8, 0)
        right = column.type in NUMBERS
        if state == "missing":
            self._gap(painter, inner, right)
            return
        if state == "strange":
            box(painter, place.adjusted(2, 2, -2, -2), 4, with_alpha(tokens.warn, 0.22))
        if column.use == "target":
            inner = self._class_mark(painter, inner, str(index.data()))
        if column.type in SOUNDS:
            inner = self._loudness(painter, inner, index.row())
        painter.setOpacity(LEFT_OUT if column.use == "out" else 1.0)
        ink = tokens.warn if state == "strange" else tokens.text
        used = font(BODY, SEMIBOLD if column.use == "target" else MEDIUM, right)
        text(painter, inner, str(index.data()), ink, used, RIGHT if right else LEFT)

    def _loudness(self, painter: QPainter, inner: QRectF, row: int) -> QRectF:
        """Draw how loud a sound is over time, and return the room behind."""
        rows = self._view.rows
        loudness = rows.draft.looked.loudness if rows.draft is not None else np.zeros((0, 0))
        if not len(loudness) or inner.width() < 2 * LOUD_WIDTH:
            return inner
        ink, step = current_theme().tokens.source, LOUD_WIDTH / loudness.shape[1]
        for place, loud in enumerate(loudness[rows.rows[row]].tolist()):
            high = max(1.0, min(1.0, loud) * (ROW - 6))
            bar = QRectF(inner.x() + step * place, inner.center().y() - high / 2, step - 1, high)
            painter.fillRect(bar, ink)
        return inner.adjusted(LOUD_WIDTH + 10, 0, 0, 0)

    def _class_mark(self, painter: QPainter, inner: QRectF, kind: str) -> QRectF:
        draft = self._view.rows.draft
        if draft is None or not draft.legend:
            return inner
        kinds = draft.legend.kinds
        colours = legend_colours(current_theme().tokens, len(kinds))
        if kind not in kinds and draft.understood.manifest.options.get("same_case"):
            kind = next((each for each in kinds if each.casefold() == kind.casefold()), kind)
        colour = colours[kinds.index(kind) if kind in kinds else -1]
        box(painter, QRectF(inner.x(), inner.center().y() - 4, 8, 8), 2, colour)
        return inner.adjusted(13, 0, 0, 0)

    def _gap(self, painter: QPainter, inner: QRectF, right: bool) -> None:
        """Draw the dashed pill of a value that is missing."""
        pen = QPen(current_theme().tokens.line2, 1.0)
        pen.setDashPattern([2.0, 2.0])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pill = QRectF(inner.right() - 14 if right else inner.x(), inner.center().y() - 4, 14, 8)
        painter.drawRoundedRect(pill, 4, 4)


def framed(inner: QWidget) -> QFrame:
    """Return a widget in a thin rounded frame."""
    from PySide6.QtWidgets import QVBoxLayout

    made = QFrame()
    made.setObjectName("framed")
    column = QVBoxLayout(made)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(inner)
    return made
