"""The cards of the templates: a grid that the arrow keys walk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from playground.app.own_templates import OwnTemplate
from playground.app.texts import tr
from playground.core.project.templates import Template
from playground.core.published.network import PublishedTemplate
from playground.gui.dialogs import facts
from playground.gui.dialogs.fuzzy import score
from playground.gui.dialogs.pictures import picture
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, RADIUS_BLOCK, RADIUS_TILE, SEMIBOLD, TITLE, Tokens
from playground.gui.widgets.guard import guarded, kept
from playground.gui.widgets.painting import box, text, width_of
from playground.gui.widgets.plain import tip_text
from playground.gui.widgets.shadow import draw_rings, draw_shadow

Index = QModelIndex | QPersistentModelIndex
TEMPLATE = Qt.ItemDataRole.UserRole + 1
GAP = 14  # px between two cards
LEAST_WIDTH = 176  # of a cell, px
FOOT = 56  # px of a card below its picture
HEIGHT = 164  # of a cell, px
YOURS = "yours"  # the family of what the person saved


class TemplateModel(QAbstractListModel):
    """The templates as rows."""

    def __init__(self, items: Sequence[Template], parent: QObject) -> None:
        super().__init__(parent)
        self.items = tuple(items)

    def show_items(self, items: Sequence[Template]) -> None:
        """Take other templates."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of templates."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title, a sentence, or the template itself."""
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(item.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(tr(item.summary))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return f"{facts.line(item)}. {tr(item.summary)}"
        return item if role == TEMPLATE else None


class Shown(QSortFilterProxyModel):
    """The templates of a family that fit what is typed, best first."""

    def __init__(self, model: TemplateModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._scores: list[float | None] = []
        self.setSourceModel(model)
        self.show_only("", "")
        self.sort(0)

    def show_only(self, family: str, query: str, published: bool = False) -> None:
        """Keep one family ("" for all, YOURS for the person's own) and what fits a query."""
        self._scores = self._scored(family, query, published)
        self.invalidate()

    def count(self, family: str, query: str, published: bool) -> int:
        """Return how many templates would be kept."""
        return sum(each is not None for each in self._scored(family, query, published))

    def _scored(self, family: str, query: str, published: bool) -> list[float | None]:
        items = self._model.items
        kind = [isinstance(item, PublishedTemplate) == published for item in items]
        return [_score(query, item) if is_one and _is_of(item, family) else None
                for item, is_one in zip(items, kind, strict=True)]  # fmt: skip

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Keep what has a score."""
        return self._scores[row] is not None

    def lessThan(self, left: Index, right: Index) -> bool:
        """Put higher scores first, then keep the order of the gallery."""
        first, second = left.row(), right.row()
        return (-(self._scores[first] or 0), first) < (-(self._scores[second] or 0), second)


def _is_of(item: Template, family: str) -> bool:
    return family in ("", item.family) or (family == YOURS and isinstance(item, OwnTemplate))


def _score(query: str, item: Template) -> float | None:
    data = item.catalogue.data.find(item.data_id)
    beside = f"{facts.family(item)} {tr(data.title) if data is not None else ''} {tr(item.summary)} {item.id}"
    return score(query, tr(item.title), beside)


class Cards(QListView):
    """Cards in as many columns as fit; `opened` on Enter and double click."""

    opened = Signal()
    chosen = Signal(object)  # Template | None
    removed = Signal()  # Del
    typed = Signal(str)  # a letter pressed here belongs to the search

    def __init__(self, model: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_Card(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionRectVisible(False)
        self.setDragEnabled(False)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setAccessibleName(tr("Templates"))
        self.doubleClicked.connect(self._on_double_click)

    def _on_double_click(self) -> None:
        self.opened.emit()

    def template(self) -> Template | None:
        """Return the chosen template."""
        found = self.currentIndex().data(TEMPLATE) if self.currentIndex().isValid() else None
        return found if isinstance(found, Template) else None

    def choose_row(self, row: int) -> None:
        """Choose a card by its place."""
        if self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))
        else:
            self.chosen.emit(None)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which template is chosen now."""
        super().currentChanged(current, previous)
        self.chosen.emit(self.template())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give all columns the same width."""
        bar = self.verticalScrollBar().sizeHint().width()  # its room is kept while it is hidden
        width = self.contentsRect().width() - bar - 1
        columns = max(1, width // LEAST_WIDTH)
        self.setGridSize(QSize(width // columns, HEIGHT))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, search by typing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.text().isalnum() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class _Card(QStyledItemDelegate):
    """Draw a card: picture, tile, title, one line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the cell."""
        view = self.parent()
        return view.gridSize() if isinstance(view, QListView) else QSize(LEAST_WIDTH, HEIGHT)

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one card."""
        item = index.data(TEMPLATE)
        tokens = current_theme().tokens
        half = GAP / 2
        rect = QRectF(option.rect).adjusted(half, half, -half, -half)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        draw_shadow(painter, rect, RADIUS_BLOCK)
        box(painter, rect, RADIUS_BLOCK, tokens.block)
        self._picture(painter, rect, item)
        self._words(painter, QRectF(rect.x(), rect.bottom() - FOOT, rect.width(), FOOT), item, tokens)
        if chosen:
            draw_rings(painter, rect, RADIUS_BLOCK, tokens.accent_text)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        border = tokens.accent_text if chosen else tokens.text3 if hovered else tokens.line2
        box(painter, rect, RADIUS_BLOCK, None, border, 2 if chosen else 1)

    def _picture(self, painter: QPainter, rect: QRectF, item: Template) -> None:
        """Draw the picture under the card's round upper corners, and the line below it."""
        place = rect.adjusted(0, 0, 0, -FOOT)
        path = QPainterPath()
        path.addRoundedRect(place.adjusted(0, 0, 0, RADIUS_BLOCK), RADIUS_BLOCK, RADIUS_BLOCK)
        cut = QPainterPath()
        cut.addRect(place)
        with kept(painter):
            painter.setClipPath(path.intersected(cut))
            device = painter.device()
            painter.drawPixmap(
                place.topLeft(), picture(item, place.size(), device.devicePixelRatioF() if device else 1.0)
            )
        painter.setPen(QPen(current_theme().tokens.line, 1))
        painter.drawLine(place.bottomLeft(), place.bottomRight())

    def _words(self, painter: QPainter, rect: QRectF, item: Template, tokens: Tokens) -> None:
        icon, tint = facts.family_look(item)
        tile = QRectF(rect.x() + 10, rect.center().y() - 14, 28, 28)
        box(painter, tile, RADIUS_TILE, tokens.tile(tint))
        paint_icon(painter, icon, tile.adjusted(6, 6, -6, -6), tokens.tint(tint))
        left = tile.right() + 10
        room = rect.right() - 8 - left
        title = QRectF(left, rect.center().y() - 18, room, 18)
        text(painter, title, tr(item.title), tokens.text, font(TITLE if room > 150 else BODY, SEMIBOLD))
        line = facts.line(item)
        if item.metric and width_of(line, font(CAPTION)) > room:
            line = facts.reaches(item)  # the tile shows the family
        text(painter, title.translated(0, 19), line, tokens.text2, font(CAPTION))
