"""The line above the rows: part, chips of what is brushed, a search, and how many are listed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from playground.app.row_filter import IS, RowFilter
from playground.app.row_table import RowTable
from playground.app.sample_filter import SampleFilter
from playground.app.texts import tr
from playground.core.data.split import PARTS
from playground.gui.rows.words import brush_words
from playground.gui.theme.numbers import integer
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.fields import SearchField
from playground.gui.widgets.labels import ChipLabel, ElidedLabel
from playground.gui.widgets.plain import add_action, set_tip
from playground.gui.widgets.segments import Segments

_PARTS = {"": "All", "train": "Training", "validation": "Validation", "test": "Test"}
_SEARCH = 240  # px
_ROOMY = 760  # px from which on there is room for the button, too


class RowFilterLine(QWidget):
    """Say what is listed; `changed(RowFilter)` when a person wants to see other rows."""

    changed = Signal(object)
    rows_wanted = Signal()  # from the search into the rows

    def __init__(self) -> None:
        super().__init__()
        self._wanted = RowFilter()
        self._table: RowTable | None = None
        self.parts = Segments([(key, tr(title)) for key, title in _PARTS.items()], "", name=tr("Which part"))
        self._chips = QHBoxLayout()
        self.chips: list[ChipLabel] = []
        self.more = QuietButton(tr("Filter"), "plus")
        self.search = SearchField(tr("A kind, mass > 4000, is wrong…"))
        self.count = ElidedLabel("")
        self._lay_out()
        self.parts.chosen.connect(lambda key: self._change(part=key or None))
        self.search.textChanged.connect(lambda words: self._change(words=words))
        self.search.walked.connect(lambda _step: self.rows_wanted.emit())
        self.search.left.connect(self.rows_wanted)
        self.more.clicked.connect(self._offer)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # or no dock gets narrow
        self._chips.setSpacing(6)
        self.search.setMaximumWidth(_SEARCH)
        self.search.setMinimumWidth(_SEARCH // 2)
        row.addWidget(self.parts)
        row.addLayout(self._chips)
        row.addWidget(self.more)
        row.addWidget(self.search)
        row.addStretch(1)
        self.row = row
        self.count.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(self.count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the button out where there is little room: the search takes the same words."""
        super().resizeEvent(event)
        self.more.setVisible(self._roomy)
        self._count_parts()

    @property
    def _roomy(self) -> bool:
        return self.width() >= _ROOMY

    def show_filter(self, wanted: RowFilter, table: RowTable | None, listed: int) -> None:
        """Show what is listed, and how many of how many."""
        self._wanted = wanted
        self.parts.set_current(wanted.part or "")
        if self.search.text().strip() != wanted.words.strip():
            self.search.setText(wanted.words)
        count = table.count if table is not None else 0
        words = tr("{some} of {all}") if listed != count else "{all}"
        self.count.set_text(words.format(some=integer(listed), all=integer(count)))
        self._table = table
        self._count_parts()
        self._show_chips(table)

    def _count_parts(self) -> None:
        """Name the parts there are, with their counts where there is room."""
        part = self._table.part if self._table is not None else np.zeros(0, np.int8)
        for key, title in _PARTS.items():
            many = int((part == PARTS.index(key)).sum()) if key in PARTS else len(part)
            self.parts.button(key).set_text(f"{tr(title)} {integer(many)}" if self._roomy else tr(title))
            self.parts.button(key).setVisible(bool(many) or not key)

    def _show_chips(self, table: RowTable | None) -> None:
        """Show a pill for each column that is brushed, and for what another panel asked for."""
        wanted = self._wanted
        found: list[tuple[str, RowFilter]] = []
        for brush in wanted.brushes:
            column = table.column(brush.key) if table is not None else None
            if column is not None:
                found.append((brush_words(column, brush), wanted.without(brush.key)))
        if _panel_words(wanted.chosen, table):
            found.append((_panel_words(wanted.chosen, table), replace(wanted, chosen=SampleFilter())))
        while len(self.chips) > len(found):
            gone = self.chips.pop()
            self._chips.removeWidget(gone)
            gone.deleteLater()
        while len(self.chips) < len(found):
            self.chips.append(ChipLabel("", "x", "accent", clickable=True))
            self._chips.addWidget(self.chips[-1])
        for chip, (words, without) in zip(self.chips, found, strict=True):
            self._arm(chip, words, without)

    def _arm(self, chip: ChipLabel, words: str, without: RowFilter) -> None:
        chip.set_text(words)
        set_tip(chip, tr("Take this filter away"))
        if chip.property("armed"):
            chip.clicked.disconnect()
        chip.setProperty("armed", True)
        chip.clicked.connect(partial(self.changed.emit, without))

    def _change(self, **changes: object) -> None:
        made = replace(self._wanted, **changes)  # type: ignore[arg-type]
        if made != self._wanted:
            self.changed.emit(made)

    def _offer(self) -> None:
        """Offer what else rows can be listed by."""
        menu = QMenu(self)
        for state in IS:
            add_action(menu, tr("is {state}").format(state=state), partial(self._add_term, f"is {state}"))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _add_term(self, term: str) -> None:
        self._change(words=", ".join((*self._wanted.terms, term)))


def _panel_words(chosen: SampleFilter, table: RowTable | None) -> str:
    """Return what another panel asks to be listed: "Adelie → Gentoo"."""
    names = table.classes if table is not None else ()
    label, answer = chosen.label, chosen.answer
    true = names[label] if label is not None and label < len(names) else ""
    said = names[answer] if answer is not None and answer < len(names) else ""
    return f"{true or '?'} → {said}" if said else true
