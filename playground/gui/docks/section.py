"""A section of the palette: its name, which folds it, and its chips in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.core.blocks.spec import BlockSpec
from playground.gui.docks.chip import BlockChip
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, SEMIBOLD
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.guard import kept, painted
from playground.gui.widgets.painting import chevron_down, text

COLUMNS = 2
_GAP_ACROSS, _GAP_DOWN = 8, 6


class _Name(PaintedButton):
    """The section's name with a chevron that turns when it is folded; a search opens it for a while."""

    searching = False

    def __init__(self, words: str, is_open: bool, parent: QWidget) -> None:
        super().__init__(words, "", parent)
        self.setCheckable(True)
        self.setChecked(is_open)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()
        self.toggled.connect(self._describe)

    def _describe(self) -> None:
        self.setAccessibleDescription(tr("open") if self.isChecked() else tr("folded"))

    def sizeHint(self) -> QSize:
        """Return a low line that is still easy to hit."""
        return QSize(120, 22)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw chevron and name."""
        tokens = current_theme().tokens
        ink = tokens.text if self.hovered() else tokens.text2
        with kept(painter):
            painter.translate(QPointF(6, self.height() / 2))
            if not (self.isChecked() or self.searching):
                painter.rotate(-90)
            chevron_down(painter, QPointF(0, 0), ink)
        text(painter, QRectF(self.rect()).adjusted(18, 0, 0, 0), self.text(), ink, font(BODY, SEMIBOLD))


class Section(QWidget):
    """`folded()` when a person opens or closes it."""

    folded = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.chips: list[BlockChip] = []
        self._matching: list[BlockChip] = []
        self._searching = self._chosen = False
        self.name = _Name(tr(title), False, self)
        self._body = QWidget(self)
        self._empty = QWidget(self._body)  # beside a last chip that is alone, which would else be wider
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP_ACROSS)
        self._grid.setVerticalSpacing(_GAP_DOWN)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(4)
        layout.addWidget(self.name)
        layout.addWidget(self._body)
        self._body.setVisible(False)
        self.name.clicked.connect(self._on_clicked)

    def take(self, chips: Sequence[BlockChip], opens: bool) -> None:
        """Hold these chips from now on; it opens or folds by itself until a person does either."""
        for chip in self.chips:
            self._grid.removeWidget(chip)
        self.chips = list(chips)
        for chip in chips:
            chip.setParent(self._body)
        if not self._chosen:
            self.name.setChecked(opens)

    @property
    def is_open(self) -> bool:
        """Tell whether the chips can be seen; a search opens every section."""
        return self.name.isChecked() or self._searching

    def shown(self) -> list[BlockChip]:
        """Return the chips that can be seen, in the order they stand in."""
        return [chip for row in self.rows() for chip in row]

    def rows(self) -> list[list[BlockChip]]:
        """Return the chips that can be seen, row by row."""
        return self._rows() if self.is_open else []

    def _rows(self) -> list[list[BlockChip]]:
        """Return the chips that match: short names beside each other, then long ones in rows of their own."""
        short = [chip for chip in self._matching if not chip.is_long]
        pairs = [short[start : start + COLUMNS] for start in range(0, len(short), COLUMNS)]
        return pairs + [[chip] for chip in self._matching if chip.is_long]

    def filter(self, words: str, in_group: bool = True) -> None:
        """Show the chips whose title, summary or id holds every word; none hides the section.

        Kinds that stand inside groups alone are shown while a group is seen into.
        """
        wanted = words.casefold().split()
        self._searching = self.name.searching = bool(wanted)
        self.name.update()
        fitting = (chip for chip in self.chips if in_group or not chip.spec.inner)
        self._matching = [chip for chip in fitting if matches(chip.spec, wanted)]
        self.setVisible(bool(self._matching))
        self._unfold()

    def _unfold(self) -> None:
        """Show the chips or put them away: those of a folded section need no place."""
        if self.is_open:
            self._place()
        self._body.setVisible(self.is_open)

    def _place(self) -> None:
        for chip in self.chips:
            self._grid.removeWidget(chip)
            chip.setVisible(False)
        self._grid.removeWidget(self._empty)
        self._empty.setVisible(False)
        for number, row in enumerate(self._rows()):
            for column, chip in enumerate(row):
                self._grid.addWidget(chip, number, column, 1, COLUMNS if chip.is_long else 1)
                chip.setVisible(True)
            if len(row) < COLUMNS and not row[0].is_long:
                self._grid.addWidget(self._empty, number, COLUMNS - 1)
                self._empty.setVisible(True)

    def _on_clicked(self) -> None:
        self._chosen = True
        self._unfold()
        self.folded.emit()


def matches(spec: BlockSpec, words: list[str]) -> bool:
    """Say whether a block's title, id or summary holds each word; titles by the beginning of a word too."""
    if not words:
        return True
    hay = f"{tr(spec.title)} {spec.id} {tr(spec.summary)} {tr(spec.category.value)}".casefold()
    return all(word in hay for word in words)
