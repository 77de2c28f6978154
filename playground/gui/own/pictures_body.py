"""The middle of the page where pictures were dropped: the sheet, and the cards beneath it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from playground.app.pictures_draft import PicturesDraft
from playground.app.texts import tr
from playground.gui.own.alike import ListCard, show_left_out, show_pairs
from playground.gui.own.sheet import PictureSheet
from playground.gui.own.size_card import SizeCard
from playground.gui.own.variants_card import VariantsCard
from playground.gui.widgets.labels import Caption
from playground.gui.widgets.segments import Segments

NARROW_BELOW = 1100
_CARDS = 190  # px
_WAYS = {"crop": "cropped", "fit": "squeezed", "pad": "padded"}


class PicturesBody(QWidget):
    """Show a draft of pictures; where there is little room the cards are tabs of one."""

    taken = Signal(object)  # the draft that follows

    def __init__(self) -> None:
        super().__init__()
        self._draft: PicturesDraft | None = None
        self._told = Caption("")
        self.sheet, self.card, self.variants = PictureSheet(), SizeCard(), VariantsCard()
        self.pairs, self.left_out = ListCard(tr("Nearly the same")), ListCard(tr("Left out"))
        self.which = Segments([("size", tr("Size")), ("pairs", tr("Nearly the same")),
                               ("left_out", tr("Left out")), ("variants", tr("Variants"))], "size",
                              name=tr("Card"))  # fmt: skip
        self._stack, self._scroll = QStackedWidget(), QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.sheet)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        self._lines = [_line(), _line()]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(_inside(self._head()))
        column.addLayout(_inside(self._scroll), 3)
        column.addWidget(_line(upright=False))
        column.addLayout(self._row, 2)
        self._lines.append(_line(upright=False))
        column.addWidget(self._lines[-1])
        self._column = column
        self._narrow: bool | None = None
        self._arrange(False)
        for source in (self.card, self.variants):
            source.taken.connect(self.taken)
        self.sheet.chosen.connect(self._show_chosen)
        self.which.chosen.connect(self._turn)

    def _head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._told)
        row.addStretch(1)
        row.addWidget(self.which)
        return head

    def show_draft(self, draft: PicturesDraft, torch_ready: bool) -> None:
        """Show another draft."""
        before, self._draft = self._draft, draft
        form = draft.form
        words = tr("As the network gets them: {side} × {side}, {how}")
        self._told.set_text(words.format(side=form.side, how=tr(_WAYS[form.shape])))
        self.sheet.show_draft(draft)
        self._scroll.setMaximumHeight(self.sheet.minimumHeight() + 4)
        self.card.show_draft(draft, self.sheet.current)
        if torch_ready:  # which makes them
            self.variants.show_draft(draft, self.sheet.current)
        if before is None or _shown_of(before) != _shown_of(draft):
            show_pairs(self.pairs, draft, self.taken.emit)
            show_left_out(self.left_out, draft.understood)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sheet no more room than its classes take."""
        super().resizeEvent(event)
        self._scroll.setMaximumHeight(self.sheet.minimumHeight() + 4)

    def be_narrow(self, narrow: bool) -> None:
        """Show the cards side by side, or one at a time."""
        if narrow != self._narrow:
            self._arrange(narrow)

    def _arrange(self, narrow: bool) -> None:
        self._narrow = narrow
        cards: tuple[QWidget, ...] = (self.card, self.pairs, self.left_out)
        while self._row.takeAt(0) is not None:
            pass
        for card, stretch in zip(cards, (5, 4, 4), strict=True):
            card.setMinimumHeight(_CARDS)
            if narrow:
                self._stack.addWidget(card)
            else:
                self._row.addWidget(card, stretch)
                card.show()
            if not narrow and card is not self.left_out:
                self._row.addWidget(self._lines[cards.index(card)])
        if narrow:
            self._stack.addWidget(self.variants)
        else:
            self._column.addWidget(self.variants)
            self.variants.show()
        for line in self._lines:
            line.setVisible(not narrow)
        self.which.setVisible(narrow)
        self._stack.setVisible(narrow)
        if narrow:
            self._row.addWidget(self._stack)
            self._turn(self.which.current())

    def _turn(self, key: object) -> None:
        named: dict[str, QWidget] = {"size": self.card, "pairs": self.pairs, "left_out": self.left_out,
                                     "variants": self.variants}  # fmt: skip
        self._stack.setCurrentWidget(named[str(key)])

    def _show_chosen(self, row: int) -> None:
        if self._draft is not None:
            self.card.ways.show_picture(self._draft, row)
            self.variants.show_picture(row)


def _shown_of(draft: PicturesDraft) -> tuple[object, ...]:
    """Return what the cards of pairs and of files hang on."""
    return id(draft.looked.doubles), draft.looked.columns, draft.form, draft.left, draft.split, draft.together


def _inside(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(16, 0, 16, 4)
    row.addWidget(widget)
    return row


def _line(*, upright: bool = True) -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine if upright else QFrame.Shape.HLine)
    line.setObjectName("divider")
    return line
