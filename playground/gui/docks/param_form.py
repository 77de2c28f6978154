"""A form made from parameter descriptions: for blocks, optimizers and data sets alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from playground.core.blocks.params import Param
from playground.gui.docks.param_row import LABEL_WIDTH, NumberRow, ParamRow, row_for
from playground.gui.theme.tokens import SPACE_L, SPACE_XS

FORM_GAP = 24
MOST_FIELD = 72  # px of a number's field; the longest is 1.2 × 10⁻⁵
_TIGHTER = -4  # px by which such a field keeps less room beside its number


class ParamForm(QWidget):
    """Rows in one or more columns; `changed(name, value, final)` and `refused(words)` as `ParamRow` says."""

    changed = Signal(str, object, bool)
    refused = Signal(str)

    def __init__(
        self,
        params: Sequence[Param],
        values: Mapping[str, Any],
        *,
        columns: int = 1,
        boxed: bool = True,
        label_width: int = LABEL_WIDTH,
        spacing: int = SPACE_XS,
    ) -> None:
        super().__init__()
        look: dict[str, Any] = {"boxed": boxed, "label_width": label_width}
        self.rows = {param.name: row_for(param, values[param.name], **look) for param in params}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(spacing)
        self._grid.setHorizontalSpacing(FORM_GAP)
        self._numbers = [row for row in self.rows.values() if isinstance(row, NumberRow)] if boxed else []
        _align_fields(self._numbers)
        self._lay_out(_paired(list(self.rows.values())), max(1, columns))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        for row in self.rows.values():
            row.changed.connect(self.changed)
            row.refused.connect(self.refused)

    def _lay_out(self, lines: list[list[ParamRow]], columns: int) -> None:
        high = -(-len(lines) // columns)
        for index, line in enumerate(lines):
            self._grid.addWidget(_side_by_side(line), index % high, index // high, Qt.AlignmentFlag.AlignTop)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def row(self, name: str) -> ParamRow:
        """Return one row; KeyError when there is none."""
        return self.rows[name]

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show values without telling anyone."""
        for name, row in self.rows.items():
            row.set_value(values[name])
        _align_fields(self._numbers)  # a row of sizes takes more room than one

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Mark the rows whose values keep training back."""
        for name, row in self.rows.items():
            row.set_problem(problems.get(name, ""))


def put_form(row: QHBoxLayout, old: ParamForm | None, new: ParamForm | None, part: int = 1) -> None:
    """Put a form first in a row of widgets, as wide as its part, in place of the one that is there."""
    if old is not None:
        row.removeWidget(old)
        old.hide()
        old.deleteLater()
    if new is not None:
        row.insertWidget(0, new, part)


def _align_fields(rows: list[NumberRow]) -> None:
    """Make the fields of a form equally wide, so that its sliders end at one line."""
    widest = max((row.slider.field.width() for row in rows), default=0)
    for row in rows:
        row.slider.field.setFixedWidth(min(widest, MOST_FIELD))
        if widest > MOST_FIELD:
            row.slider.field.setTextMargins(_TIGHTER, 0, _TIGHTER, 0)


def _paired(rows: list[ParamRow]) -> list[list[ParamRow]]:
    """Put switches that follow one another on one line."""
    lines: list[list[ParamRow]] = []
    for row in rows:
        alone = not lines or len(lines[-1]) == 2 or lines[-1][-1].param.type != "flag"
        if row.param.type == "flag" and not alone:
            lines[-1].append(row)
        else:
            lines.append([row])
    return lines


def _side_by_side(line: list[ParamRow]) -> QWidget:
    if len(line) == 1:
        return line[0]
    pair = QWidget()
    layout = QHBoxLayout(pair)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE_L)
    for row in line:
        layout.addWidget(row)
    return pair


def line_count(params: Sequence[Param]) -> int:
    """Return how many lines a form of one column has."""
    count, flags = 0, 0
    for param in params:
        flags = flags + 1 if param.type == "flag" else 0
        count += 0 if flags and flags % 2 == 0 else 1
    return count
