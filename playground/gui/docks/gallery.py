"""The gallery of data sets: four cards a row, the chosen one ringed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from playground.app.texts import tr
from playground.core.catalogue.data_set import DataSetSpec
from playground.core.catalogue.family import Family, Preview
from playground.gui.docks.thumbnails import thumbnail
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, RADIUS_CHIP, SEMIBOLD, Tokens
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.listing import Keys, claims, meant
from playground.gui.widgets.painting import CENTRE, text, width_of
from playground.gui.widgets.plain import titled_tip

COLUMNS = 4
_OWN_KEYS: Keys = {Qt.Key.Key_Delete: "remove"}
_AROUND = 4  # px between a card and the edge of its cell
_TITLE = 18
_SECOND_LINE = 14  # px more where a title of the family takes two lines
_WRAPPED = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class GalleryCard:
    """A data set with its kind; somebody's own with what is kept to draw it by."""

    family: Family
    spec: DataSetSpec
    kept: Preview | None = None


class GalleryModel(QAbstractListModel):
    """Some data sets, and which of them the project has."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: tuple[GalleryCard, ...] = ()
        self.chosen = ""

    def show_cards(self, cards: Sequence[GalleryCard]) -> None:
        """List other data sets."""
        self.beginResetModel()
        self._cards = tuple(cards)
        self.endResetModel()

    def choose(self, data_id: str) -> None:
        """Mark the data set that the project has."""
        if data_id != self.chosen:
            self.chosen = data_id
            if self._cards:
                self.dataChanged.emit(self.index(0), self.index(len(self._cards) - 1))

    def card(self, index: _Index) -> GalleryCard:
        """Return what a card shows."""
        return self._cards[index.row()]

    def spec(self, index: _Index) -> DataSetSpec:
        """Return the description behind a card."""
        return self._cards[index.row()].spec

    def row_of(self, data_id: str) -> int:
        """Return the place of a data set, -1 when it is not listed."""
        return next((row for row, card in enumerate(self._cards) if card.spec.id == data_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return title, tip or the words for a screen reader."""
        spec = self.spec(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(spec.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return titled_tip(tr(spec.title), tr(spec.summary), tr(spec.credit))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            chosen = tr(", chosen") if spec.id == self.chosen else ""
            return f"{tr(spec.title)}{chosen}. {tr(spec.summary)}"
        return None


class _Card(QStyledItemDelegate):
    """Paint a card: drawing, ring, title."""

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one card."""
        model = index.model()
        assert isinstance(model, GalleryModel)
        shown, tokens = model.card(index), current_theme().tokens
        spec = shown.spec
        chosen = spec.id == model.chosen
        card = _card_rect(QRectF(option.rect))
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = round(card.width())
        painter.drawPixmap(card.topLeft(), thumbnail(shown.family, spec, side, ratio, shown.kept))
        self._paint_ring(painter, card, option, chosen, tokens)
        title = QRectF(option.rect.x(), card.bottom() + 3, option.rect.width(), _TITLE)
        ink = tokens.text if chosen else tokens.text2
        fits = width_of(tr(spec.title), font(CAPTION, SEMIBOLD)) <= title.width() or " " in tr(spec.title)
        self._paint_title(painter, title, tr(spec.title), ink, SEMIBOLD if chosen and fits else MEDIUM)

    def _paint_title(self, painter: QPainter, line: QRectF, title: str, ink: QColor, weight: int) -> None:
        """Write a title on its line, or on two where it is too long and has several words."""
        used = font(CAPTION, weight)
        if " " not in title or width_of(title, used) <= line.width():
            text(painter, line, title, ink, used, CENTRE)
            return
        painter.setFont(used)
        painter.setPen(ink)
        painter.drawText(line.adjusted(0, 1, 0, _SECOND_LINE), _WRAPPED, title)

    def _paint_ring(
        self, painter: QPainter, card: QRectF, option: QStyleOptionViewItem, chosen: bool, tokens: Tokens
    ) -> None:
        view = option.widget
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus) and getattr(view, "by_keyboard", False)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen or focused:
            painter.setPen(
                QPen(tokens.accent_text, 2, Qt.PenStyle.SolidLine if chosen else Qt.PenStyle.DotLine)
            )
            painter.drawRoundedRect(card.adjusted(-2, -2, 2, 2), RADIUS_CHIP + 2, RADIUS_CHIP + 2)
            if focused and chosen:
                painter.drawRoundedRect(card.adjusted(3, 3, -3, -3), RADIUS_CHIP - 3, RADIUS_CHIP - 3)
        elif hovered:
            painter.setPen(tokens.text3)
            painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CHIP, RADIUS_CHIP)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return a cell."""
        view = option.widget
        return view.cell() if isinstance(view, Gallery) else QSize(62, 82)


def _card_rect(cell: QRectF) -> QRectF:
    side = round(cell.width()) - 2 * _AROUND
    return QRectF(round(cell.x()) + _AROUND, round(cell.y()) + _AROUND, side, side)


class Gallery(QListView):
    """`picked(id)` when a person clicks a card or presses Enter on it; the project is not changed here.

    `menu_wanted(id, place)` for its menu, `removal_wanted(id)` when a person presses Del on it.
    """

    picked = Signal(str)
    menu_wanted = Signal(str, QPoint)
    removal_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.by_keyboard = False
        self._rows_shown = 99
        self._model = GalleryModel()
        self._delegate = _Card(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self.clicked.connect(self._on_picked)
        self.activated.connect(self._on_picked)

    def _set_up(self) -> None:
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Data sets"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the training
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_cards(self, cards: Sequence[GalleryCard]) -> None:
        """List other data sets."""
        self._model.show_cards(cards)
        self._follow_size()

    def see(self, data_id: str) -> None:
        """Bring a card into sight, and make it the one that keys are about."""
        row = self._model.row_of(data_id)
        if row >= 0:
            self.setCurrentIndex(self._model.index(row))
            self.scrollTo(self.currentIndex())

    def choose(self, data_id: str) -> None:
        """Ring the data set that the project has."""
        self._model.choose(data_id)
        self.see(data_id)

    def show_rows(self, count: int) -> None:
        """Show no more than some rows at once; the others scroll into view."""
        self._rows_shown = count
        self._follow_size()

    def cell(self) -> QSize:
        """Return the size of one card with its title."""
        bar = self.verticalScrollBar().sizeHint().width() if self._scrolls() else 0
        width = max(40, (self.width() - bar - 1) // COLUMNS)  # a row that fits exactly would wrap
        used = font(CAPTION, SEMIBOLD)
        titles = [str(self._model.index(row).data()) for row in range(self._model.rowCount())]
        wraps = any(" " in title and width_of(title, used) > width for title in titles)
        return QSize(width, width + _TITLE - 4 + (_SECOND_LINE if wraps else 0))

    def _follow_size(self) -> None:
        cell = self.cell()
        if self.gridSize() != cell:
            self.setGridSize(cell)
        scrolls = self._scrolls()
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(max(1, min(self._rows(), self._rows_shown)) * cell.height())

    def _rows(self) -> int:
        return -(-self._model.rowCount() // COLUMNS)

    def _scrolls(self) -> bool:
        return self._rows() > self._rows_shown

    def _on_picked(self, index: _Index) -> None:
        self.picked.emit(self._model.spec(index).id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the card under the pointer, or of the one that keys are about."""
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keys else self.indexAt(event.pos())
        if index.isValid():
            place = self.visualRect(index).center() if by_keys else event.pos()
            self.menu_wanted.emit(self._model.spec(index).id, self.viewport().mapToGlobal(place))

    def event(self, event: QEvent) -> bool:
        """Take Del on a card of somebody's own; elsewhere it deletes blocks."""
        index = self.currentIndex()
        if isinstance(event, QKeyEvent) and index.isValid() and self._model.card(index).kept is not None:
            if claims(event, _OWN_KEYS):
                return True
            if event.type() == QEvent.Type.KeyPress and meant(event, _OWN_KEYS):
                self.removal_wanted.emit(self._model.spec(index).id)
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep four cards a row, and the project's own in sight."""
        self._follow_size()
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        self.by_keyboard = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
