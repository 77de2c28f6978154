"""The row that is looked at: what it is, what is said of it, where it lies, and what can be mended."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.app.row_alike import has_alike, most_alike
from playground.app.row_table import SAYS, RowTable
from playground.app.texts import tr
from playground.gui.rows.large import SampleLarge
from playground.gui.rows.strips import ClassStrips
from playground.gui.rows.words import value_words
from playground.gui.sheets.kind import SheetData
from playground.gui.theme.numbers import NOTHING, figure, integer, percent
from playground.gui.theme.tokens import SEMIBOLD, TITLE
from playground.gui.widgets.buttons import IconButton, QuietButton
from playground.gui.widgets.labels import Caption, ChipLabel, ElidedLabel
from playground.gui.widgets.plain import set_tip

WIDTH = 300
_PARTS = {"train": "training part", "validation": "validation part, judged every epoch",
          "test": "test part, never trained on"}  # fmt: skip


class RowDetail(QWidget):
    """Follow the current row; `asked` with "relabel", "wrong" or "out"."""

    asked = Signal(str)
    walked = Signal(int)  # rows on
    chosen = Signal(int)  # number of a sample

    def __init__(self) -> None:
        super().__init__()
        self._noun = "Row {number}"
        self._title, self._part = ElidedLabel("", size=TITLE, weight=SEMIBOLD), Caption("")
        self._labelled, self._says, self._loss = (ElidedLabel("") for _ in range(3))
        self.before = IconButton("chevron-left", tr("Row before"))
        self.after = IconButton("chevron-right", tr("Next row"))
        self.strips, self.large = ClassStrips(), SampleLarge()
        self.alike = [ChipLabel("", clickable=True) for _ in range(5)]
        self.relabel = QuietButton(tr("Relabel"), "pencil")
        self.wrong = QuietButton(tr("Mark wrong"))
        self.out = QuietButton(tr("Leave out"))
        for button, words in ((self.relabel, tr("Give it another class (L)")),
                              (self.wrong, tr("Mark as wrong, or take the mark back (W)")),
                              (self.out, tr("Leave out, or put back (Del)"))):  # fmt: skip
            set_tip(button, words)
        self._near = Caption(tr("Most alike in training"))
        self._hint = Caption(tr("Kept in the project; the data stay as they are."))
        self._lay_out()
        self.before.clicked.connect(lambda: self.walked.emit(-1))
        self.after.clicked.connect(lambda: self.walked.emit(1))
        for key, button in (("relabel", self.relabel), ("wrong", self.wrong), ("out", self.out)):
            button.clicked.connect(partial(self.asked.emit, key))
        self.setFixedWidth(WIDTH)
        self.show_row(None, None)

    def _lay_out(self) -> None:
        head, near, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.before)
        head.addWidget(self.after)
        near.setSpacing(4)
        for chip in self.alike:
            near.addWidget(chip)
        near.addStretch(1)
        buttons.setSpacing(6)
        for button in (self.relabel, self.wrong, self.out):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(4)
        column.addLayout(head)
        for label in (self._part, self._labelled, self._says, self._loss):
            column.addWidget(label)
        column.addWidget(self.strips, 1)
        column.addWidget(self.large, 1)
        column.addWidget(self._near)
        column.addLayout(near)
        column.addLayout(buttons)
        column.addWidget(self._hint)

    def show_data(self, data: SheetData | None) -> None:
        """Show of a sheet's samples each one large; of rows where they lie among all."""
        self.large.show_data(data)
        self.large.setVisible(data is not None)
        self.strips.setVisible(data is None)
        self._noun = data.kind.noun if data is not None else "Row {number}"
        both = (tr("Row before"), tr("Next row"))
        if data is not None:
            both = (tr("Sample before"), tr("Next sample"))
        for button, words in zip((self.before, self.after), both, strict=True):
            button.setAccessibleName(words)
            set_tip(button, words)

    def show_row(self, table: RowTable | None, row: int | None, relabels: bool = False) -> None:
        """Show a row, or that none is chosen."""
        known = table is not None and row is not None and row < table.count
        self.strips.show_row(table, row if known else None)
        self.large.show_row(row if known else None)
        for widget in (self.before, self.after, self.wrong, self.out, self._hint):
            widget.setVisible(known)
        self._near.setVisible(known and table is not None and has_alike(table))
        self.relabel.setVisible(known and relabels)
        if not known or table is None or row is None:
            self._title.set_text(tr("Nothing is chosen") if self.large.data else tr("No row is chosen"))
            for label in (self._part, self._labelled, self._says, self._loss):
                label.set_text("")
            self._show_alike(None, None)
            return
        part = table.part_of(row)
        self._title.set_text(tr(self._noun).format(number=integer(row)))
        self._part.set_text(tr("left out") if table.out[row] else tr(_PARTS[part]) if part else "")
        self.wrong.set_text(tr("Unmark") if table.marked[row] else tr("Mark wrong"))
        self.out.set_text(tr("Put back") if table.out[row] else tr("Leave out"))
        self._say(table, row)
        self._show_alike(table, row)

    def _say(self, table: RowTable, row: int) -> None:
        """Write what is true, what is said and how far apart that is."""
        words = {each.meaning: value_words(each, float(each.values[row])) for each in table.columns
                 if each.meaning in ("target", "says", "loss")}  # fmt: skip
        says = words.get("says", NOTHING)
        column = table.column(SAYS)
        if column is not None and column.kinds and says != NOTHING:
            says = f"{says} · {percent(float(table.sure[row]))}"
        self._labelled.set_text(tr("Labelled: {label}").format(label=words.get("target", NOTHING)))
        self._says.set_text(tr("Says: {answer}").format(answer=says))
        self._says.set_color("bad" if table.differs[row] else "text")
        self._loss.set_text(tr("Loss: {loss}").format(loss=words.get("loss", figure(None))))

    def _show_alike(self, table: RowTable | None, row: int | None) -> None:
        known = table is not None and row is not None and has_alike(table)
        found = most_alike(row, table).tolist() if known and table is not None and row is not None else []
        for at, chip in enumerate(self.alike):
            chip.setVisible(at < len(found))
            if chip.property("row") is not None:
                chip.clicked.disconnect()
                chip.setProperty("row", None)
            if at < len(found) and table is not None:
                chip.set_text(integer(found[at]))
                chip.setProperty("row", found[at])
                chip.clicked.connect(partial(self.chosen.emit, found[at]))
