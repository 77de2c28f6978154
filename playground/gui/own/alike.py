"""Pictures that are nearly the same, and files that were left out: two cards of the page for pictures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from playground.app.pictures_draft import PicturesDraft
from playground.app.texts import tr
from playground.core.importing.pictures.looked import Double
from playground.core.importing.understood import Rejected, Understood
from playground.core.sentences import thousands
from playground.gui.own.thumbs import draw_thumb, image_of
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, REGULAR, SEMIBOLD
from playground.gui.widgets.buttons import LinkButton
from playground.gui.widgets.context_menu import beneath
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, SectionHeader
from playground.gui.widgets.painting import text
from playground.gui.widgets.plain import add_action, set_tip

MOST = 50  # pairs and files that are listed
_PAIR, _FILE, _THUMB = 46, 36, 40  # px


class PairRow(QWidget):
    """Two pictures, how near they are, and which of them is left out."""

    taken = Signal(object)  # the draft that follows

    def __init__(self, double: Double, draft: PicturesDraft) -> None:
        super().__init__()
        self._double, self._draft = double, draft
        self.setFixedHeight(_PAIR)
        self.setAccessibleName(f"{self._names()}: {self._words()[0]}")
        self.button = LinkButton(tr("Choose"))
        self.button.clicked.connect(self.open_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self.button)

    def open_menu(self) -> QMenu:
        """Offer which of both is left out, or that both are used."""
        rows, draft = (self._double.one, self._double.other), self._draft
        menu = QMenu(self)
        for row, name in zip(rows, self._pair(), strict=True):
            if row not in draft.left:
                words = tr("Leave out {name}").format(name=name)
                add_action(menu, words, partial(self._take, draft.without(row)))
        if not {*draft.left}.isdisjoint(rows):
            add_action(menu, tr("Use both"), partial(self._take, draft.with_again(*rows)))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(beneath(self.button))
        return menu

    def _take(self, draft: PicturesDraft) -> None:
        # The menu's row goes with what it shows: Qt has to be done with both before.
        QTimer.singleShot(0, self, lambda: self.taken.emit(draft))

    def _pair(self) -> tuple[str, str]:
        pictures = self._draft.looked.pictures
        return pictures[self._double.one].name, pictures[self._double.other].name

    def _names(self) -> str:
        first, second = self._pair()
        return tr("{first} and {second}").format(first=first, second=second)

    def _words(self) -> tuple[str, bool]:
        """Return how near they are, and whether it is amiss."""
        each, draft = self._double, self._draft
        pair = zip((each.one, each.other), self._pair(), strict=True)
        left = [name for row, name in pair if row in draft.left]
        if left:
            return tr("{name} is left out").format(name=tr(" and ").join(left)), False
        values = draft.looked.values(draft.looked.target) if draft.looked.target >= 0 else None
        two = values is not None and values[each.one] != values[each.other]
        if each.same_file:
            return (tr("the same file in two classes"), True) if two else (tr("the same file twice"), False)
        how = tr("one is the mirror") if each.mirrored else tr("{share} apart").format(
            share=percent(each.apart, 1))  # fmt: skip
        return (tr("{how}, in two classes").format(how=how), True) if two else (how, False)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw both and the words."""
        tokens, draft = current_theme().tokens, self._draft
        for place, row in enumerate((self._double.one, self._double.other)):
            cell = QRectF(place * (_THUMB + 3), 3, _THUMB, _THUMB)
            draw_thumb(painter, cell, image_of(draft.looked.pictures[row], draft.form))
        left = 2 * (_THUMB + 3) + 8
        room = QRectF(left, 5, self.button.x() - left - 6, 17)
        text(painter, room, self._names(), tokens.text, font(BODY, SEMIBOLD))
        words, amiss = self._words()
        line = room.translated(0, 18)
        if amiss:
            paint_icon(painter, "triangle-alert", QRectF(line.x(), line.y() + 2, 12, 12), tokens.warn)
            line.setLeft(line.x() + 17)
        text(painter, line, words, tokens.warn if amiss else tokens.text2, font(CAPTION, MEDIUM))


class _FileRow(QWidget):
    """One file that was left out, and why."""

    def __init__(self, rejected: Rejected) -> None:
        super().__init__()
        self._name, self._why = tr(rejected.place), tr(rejected.reason)
        self.setFixedHeight(_FILE)
        self.setAccessibleName(f"{self._name}: {self._why}")
        set_tip(self, self._why)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw name and reason."""
        tokens, room = current_theme().tokens, QRectF(0, 1, self.width(), 17)
        text(painter, room, self._name, tokens.text, font(BODY, SEMIBOLD))
        text(painter, room.translated(0, 16), self._why, tokens.text2, font(CAPTION, REGULAR))


class ListCard(QWidget):
    """A heading with a count, above rows that scroll."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._count = Caption("")
        self.rows = QScrollArea()
        self.rows.setWidgetResizable(True)
        head = QHBoxLayout()
        head.addWidget(SectionHeader(title))
        head.addStretch(1)
        head.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(self.rows, 1)

    def show_rows(self, count: str, rows: list[QWidget]) -> None:
        """Show other rows."""
        self._count.set_text(count)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for row in rows:
            column.addWidget(row)
        column.addStretch(1)
        self.rows.setWidget(inner)


def show_pairs(card: ListCard, draft: PicturesDraft, take: Callable[[object], None]) -> None:
    """Show the pictures that are nearly the same; what is chosen about a pair is handed to `take`."""
    found = draft.looked.doubles
    words = tr("1 pair") if len(found) == 1 else tr("{count} pairs").format(count=thousands(len(found)))
    pairs = [PairRow(each, draft) for each in found[:MOST]]
    for pair in pairs:
        pair.taken.connect(take)
    rows: list[QWidget] = [*pairs]
    card.show_rows(words if found else "", rows or [Caption(tr("No picture is there twice."))])


def show_left_out(card: ListCard, understood: Understood) -> None:
    """Show the files that were left out."""
    count = len(understood.rejected) + understood.more_rejected
    words = tr("1 file") if count == 1 else tr("{count} files").format(count=thousands(count))
    rows: list[QWidget] = [_FileRow(each) for each in understood.rejected[:MOST]]
    card.show_rows(words if count else "", rows or [Caption(tr("Every file was read."))])
