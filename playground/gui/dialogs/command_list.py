"""The list of the command palette: rows that fit what is typed, best first, and how they are drawn."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.gui.dialogs.entries import Entry
from playground.gui.dialogs.fuzzy import score
from playground.gui.dialogs.search_layer import PAD, ROW, Index
from playground.gui.dialogs.typed import variant
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import icon_exists, paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_FIELD, REGULAR, TITLE, Tokens
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.painting import RIGHT, box, key_cap, text, width_of
from playground.gui.widgets.plain import tip_text

ENTRY = Qt.ItemDataRole.UserRole + 1
HELD_BACK = 0.7  # of the score of what cannot be now


class EntryModel(QAbstractListModel):
    """The entries as rows."""

    def __init__(self, rows: tuple[Entry, ...], parent: QObject) -> None:
        super().__init__(parent)
        self.rows = list(rows)
        self._plain = rows

    def take(self, query: str) -> list[float | None]:
        """Make of each entry what a query with a value makes of it; return how well all fit."""
        scores = []
        for place, entry in enumerate(self._plain):
            made = variant(query, entry)
            self.rows[place] = made[0] if made is not None else entry
            found = made[1] if made is not None else score(query, entry.name, entry.group)
            scores.append(found * HELD_BACK if found is not None and self.rows[place].reason else found)
        return scores

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title, what is said of it, or the entry itself."""
        entry = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(entry.reason) or None
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return entry.reason or entry.group
        return entry if role == ENTRY else None


class Matches(QSortFilterProxyModel):
    """The entries that fit what is typed, best first."""

    def __init__(self, model: EntryModel, parent: QObject) -> None:
        super().__init__(parent)
        self._scores: list[float | None] = []
        self._model = model
        model.setParent(self)  # what goes with the palette takes its entries along
        self.setSourceModel(model)
        self.search("")
        self.sort(0)

    def search(self, query: str) -> None:
        """Keep what fits a query."""
        self._scores = self._model.take(query)
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Keep what has a score."""
        return self._scores[row] is not None

    def lessThan(self, left: Index, right: Index) -> bool:
        """Put higher scores first, then keep the order of the table."""
        return self._rank(left.row()) < self._rank(right.row())

    def _rank(self, row: int) -> tuple[float, bool, int]:
        return -(self._scores[row] or 0.0), bool(self._model.rows[row].reason), row


class EntryRow(QStyledItemDelegate):
    """Draw icon, title, group and key; what cannot be now is grey and says why."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(0, ROW)

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        entry = index.data(ENTRY)
        tokens = current_theme().tokens
        area: QRect = option.rect
        rect = QRectF(area).adjusted(PAD, 1, -PAD, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            box(painter, rect, RADIUS_FIELD + 1, tokens.accent_ground)
        ink = tokens.text3 if entry.reason else tokens.text
        name = entry.icon if icon_exists(entry.icon) else "command"
        spot = QRectF(rect.x() + 14, rect.center().y() - 8, 16, 16)
        paint_icon(painter, name, spot, _tint(entry, tokens, chosen))
        right = self._right(painter, rect, entry, tokens)
        title = QRectF(rect.x() + 42, rect.y(), right - rect.x() - 54, rect.height())
        text(painter, title, entry.title, ink, font(TITLE, MEDIUM))

    def _right(self, painter: QPainter, rect: QRectF, entry: Entry, tokens: Tokens) -> float:
        """Draw key, mark and group from the right end; return where they begin."""
        right = rect.right() - 12
        if entry.key:
            wide = max(20.0, width_of(entry.key, font(CAPTION, MEDIUM)) + 12)
            cap = QRectF(right - wide, rect.center().y() - 10, wide, 20)
            key_cap(painter, cap, entry.key, tokens.raised, tokens.line2, tokens.text2)
            right -= wide + 12
        if entry.checked:
            mark = QRectF(right - 16, rect.center().y() - 8, 16, 16)
            paint_icon(painter, "check", mark, tokens.accent_text)
            right -= 24
        said = entry.reason or entry.group
        used = font(BODY, REGULAR)
        wide = min(width_of(said, used) + 1, rect.width() * 0.55)
        colour = tokens.text3 if entry.reason else tokens.text2
        text(painter, QRectF(right - wide, rect.y(), wide, rect.height()), said, colour, used, RIGHT)
        return right - wide


def _tint(entry: Entry, tokens: Tokens, chosen: bool) -> QColor:
    if entry.reason:
        return tokens.text3
    if entry.tint:
        return tokens.tint("goal" if entry.tint == "good" else entry.tint)
    return tokens.accent_text if chosen else tokens.text2
