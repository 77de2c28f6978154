"""The rows of the panel chooser: groups with their panels, and how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.app.panel_places import PanelPlace
from playground.app.texts import tr
from playground.gui.dialogs.fuzzy import score
from playground.gui.dialogs.search_layer import PAD, ROW, Index, SearchList
from playground.gui.panels.registry import PanelSpec
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_FIELD, REGULAR, SEMIBOLD, TITLE
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.painting import CENTRE, box, text, width_of

CHOICE = Qt.ItemDataRole.UserRole + 1
HEADING = 30
PILL = 68  # px of "Beside" and "Below"
WORDS: dict[PanelPlace, str] = {"beside": "Beside", "below": "Below", "hidden": "Hidden"}


@dataclass(frozen=True)
class Choice:
    """One panel and where it is wanted."""

    spec: PanelSpec
    place: PanelPlace

    @property
    def shown(self) -> bool:
        """Say whether it is seen."""
        return self.place != "hidden"

    @property
    def movable(self) -> bool:
        """Say whether it is seen and has room elsewhere, too."""
        return self.shown and len(self.spec.places) > 1

    @property
    def words(self) -> str:
        """Return the panel with its place, as it is read out."""
        return f"{tr(self.spec.title)}, {tr(WORDS[self.place])}"


class ChoiceModel(QAbstractListModel):
    """Those panels that fit a query, each group under its heading."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self._query = ""
        self.rows: list[Choice | str] = []

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """Take the panels as they are placed now; where they are the same ones, the rows stay."""
        same = [each.spec for each in choices] == [each.spec for each in self._choices]
        self._choices = choices
        if same:
            self.rows = self._made()
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))
        else:
            self.search(self._query)

    def search(self, query: str) -> None:
        """Keep what fits a query."""
        self.beginResetModel()
        self._query = query
        self.rows = self._made()
        self.endResetModel()

    def _made(self) -> list[Choice | str]:
        rows: list[Choice | str] = []
        for group in dict.fromkeys(each.spec.group for each in self._choices):
            found = [each for each in self._choices if each.spec.group == group and self._fits(each.spec)]
            rows += [tr(group), *found] if found else []
        return rows

    def _fits(self, spec: PanelSpec) -> bool:
        return score(self._query, tr(spec.title), f"{tr(spec.group)} {tr(spec.summary)}") is not None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of rows, headings among them."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let panels be chosen, headings not."""
        heading = isinstance(self.rows[index.row()], str)
        return Qt.ItemFlag.ItemIsEnabled if heading else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words, what is said of a panel, or the choice itself."""
        row = self.rows[index.row()]
        if isinstance(row, str):
            return row if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.words
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return tr(row.spec.summary)
        return row if role == CHOICE else None


class ChoiceList(SearchList):
    """The rows; a click shows or hides a panel, one on its place moves it."""

    toggled = Signal(object)  # Choice
    moved = Signal(object)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Act on the row under the pointer."""
        index = self.indexAt(event.position().toPoint())
        choice = index.data(CHOICE) if index.isValid() else None
        if not isinstance(choice, Choice) or event.button() != Qt.MouseButton.LeftButton:
            return
        on_pill = choice.movable and pill(QRectF(self.visualRect(index))).contains(event.position())
        (self.moved if on_pill else self.toggled).emit(choice)


def pill(row: QRectF) -> QRectF:
    """Return where a row says its place."""
    return QRectF(row.right() - PAD - 46 - PILL, row.center().y() - 11, PILL, 22)


class ChoiceRow(QStyledItemDelegate):
    """Draw a heading, or icon, title and summary of a panel, its place, and whether it is seen."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(0, ROW if isinstance(index.data(CHOICE), Choice) else HEADING)

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row, tokens = QRectF(option.rect), current_theme().tokens
        choice = index.data(CHOICE)
        if not isinstance(choice, Choice):
            line = row.adjusted(PAD + 14, 6, -PAD, 0)
            text(painter, line, str(index.data()), tokens.text3, font(CAPTION, SEMIBOLD))
            return
        inner = row.adjusted(PAD, 1, -PAD, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            box(painter, inner, RADIUS_FIELD + 1, tokens.accent_ground)
        tint = tokens.accent_text if chosen else tokens.text2
        self._icon(painter, choice.spec.icon, inner.x() + 14, inner, tint if choice.shown else tokens.text3)
        self._words(painter, choice, inner, pill(row).left() - 12)
        if choice.movable:
            box(painter, pill(row), RADIUS_FIELD, tokens.raised, tokens.line2)
            text(painter, pill(row), tr(WORDS[choice.place]), tokens.text2, font(CAPTION, MEDIUM), CENTRE)
        eye = ("eye", tokens.accent_text) if choice.shown else ("eye-off", tokens.text3)
        self._icon(painter, eye[0], inner.right() - 30, inner, eye[1])

    @staticmethod
    def _icon(painter: QPainter, name: str, left: float, row: QRectF, colour: object) -> None:
        paint_icon(painter, name, QRectF(left, row.center().y() - 8, 16, 16), colour)  # type: ignore[arg-type]

    @staticmethod
    def _words(painter: QPainter, choice: Choice, row: QRectF, right: float) -> None:
        tokens, used = current_theme().tokens, font(TITLE, MEDIUM)
        title, left = tr(choice.spec.title), row.x() + 42
        wide = width_of(title, used) + 12
        ink = tokens.text if choice.shown else tokens.text3
        text(painter, QRectF(left, row.y(), wide, row.height()), title, ink, used)
        summary = QRectF(left + wide, row.y(), right - left - wide, row.height())
        text(painter, summary, tr(choice.spec.summary), tokens.text3, font(BODY, REGULAR))
