"""Which rows of a table are listed: of one part, within what was brushed, and what a search asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from playground.app.row_table import LOSS, SAYS, RowColumn, RowTable
from playground.app.sample_filter import UNSURE_BELOW, SampleFilter
from playground.app.texts import tr
from playground.core.data.split import PARTS
from playground.core.project.values import Part

_COMPARED = re.compile(r"^(.+?)\s*(<=|>=|!=|=|<|>|≤|≥)\s*(.+)$")
_NUMBER = re.compile(r"^[-+−]?[\d\s\u2009]*\.?\d+(e[-+]?\d+)?%?$", re.IGNORECASE)
_SAME = {"≤": "<=", "≥": ">="}
COMPARE: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
    "<": np.less, ">": np.greater, "<=": np.less_equal, ">=": np.greater_equal,
    "=": np.equal, "!=": np.not_equal,
}  # fmt: skip
IS: dict[str, Callable[[RowTable], np.ndarray]] = {
    "wrong": lambda table: table.differs,
    "unsure": lambda table: table.sure < UNSURE_BELOW,
    "marked": lambda table: table.marked,
    "relabelled": lambda table: table.relabelled,
    "left out": lambda table: table.out,
}
CERTAINTY = "certainty"


@dataclass(frozen=True)
class Brush:
    """What was brushed of one column: values, or of a category its kinds by number, both ends included."""

    key: str
    low: float
    high: float

    def mask(self, values: np.ndarray) -> np.ndarray:
        """Return which values (n,) lie within."""
        with np.errstate(invalid="ignore"):
            return np.asarray((values >= np.float64(self.low)) & (values <= np.float64(self.high)))


@dataclass(frozen=True)
class RowFilter:
    """What a person wants to see of all rows."""

    part: Part | None = None
    brushes: tuple[Brush, ...] = ()
    words: str = ""
    chosen: SampleFilter = SampleFilter()  # what other panels ask for: a cell of the confusion matrix

    def mask(self, table: RowTable) -> np.ndarray:
        """Return which rows (n,) are listed."""
        found = np.ones(table.count, bool)
        if self.part is not None:
            found &= table.part == PARTS.index(self.part)
        for brush in self.brushes:
            column = table.column(brush.key)
            if column is not None:
                found &= brush.mask(table.measured(column))
        for term in self.terms:
            found &= _meant(term, table)
        found &= self._of_panels(table)
        return found

    def _of_panels(self, table: RowTable) -> np.ndarray:
        chosen, found = self.chosen, np.ones(table.count, bool)
        if chosen.show != "all":
            found &= IS[chosen.show](table)
        says = table.column(SAYS)
        if chosen.label is not None and table.label is not None:
            found &= table.label == chosen.label
        if chosen.answer is not None and says is not None:
            found &= says.values == chosen.answer
        return found

    @property
    def terms(self) -> tuple[str, ...]:
        """Return what the words ask for, one by one: "Biscoe, mass > 4000"."""
        parts = re.split(r",(?!\d)|\s+and\s+|;", self.words)
        return tuple(part.strip() for part in parts if part.strip())

    @property
    def is_open(self) -> bool:
        """Say whether it lets everything through."""
        return self == RowFilter()

    def with_brush(self, brush: Brush) -> RowFilter:
        """Return it with something else brushed of that column."""
        return replace(self, brushes=(*self.without(brush.key).brushes, brush))

    def without(self, key: str) -> RowFilter:
        """Return it with nothing brushed of a column."""
        return replace(self, brushes=tuple(each for each in self.brushes if each.key != key))

    def brush_of(self, key: str) -> Brush | None:
        """Return what is brushed of a column."""
        return next((each for each in self.brushes if each.key == key), None)

    def trouble(self, table: RowTable) -> str:
        """Say which words were not understood; "" where all were."""
        for term in self.terms:
            compared = _COMPARED.match(term)
            state = term.casefold().removeprefix("is ").strip()
            if term.casefold().startswith("is ") and state not in IS:
                return tr("Nothing is called “{words}”; there are {known}.").format(
                    words=term, known=", ".join(f"is {each}" for each in IS))  # fmt: skip
            if compared and _named(compared[1], table) is None:
                return tr("No column is called “{name}”.").format(name=compared[1].strip())
        return ""


def _meant(term: str, table: RowTable) -> np.ndarray:
    """Return which rows one term asks for."""
    compared = _COMPARED.match(term)
    if term.casefold().startswith("is "):
        state = IS.get(term.casefold().removeprefix("is ").strip())
        return state(table) if state is not None else np.zeros(table.count, bool)
    if compared:
        return _compared(compared[1], _SAME.get(compared[2], compared[2]), compared[3].strip(), table)
    return _holding(term, table)


def _compared(name: str, sign: str, wanted: str, table: RowTable) -> np.ndarray:
    column = _named(name, table)
    if column is None:
        return np.zeros(table.count, bool)
    values = column.values
    if column.kinds and sign in ("=", "!="):
        alike = [at for at, kind in enumerate(column.kinds) if kind.casefold() == wanted.casefold()]
        found = np.isin(values, alike)
        return found if sign == "=" else ~found & (values >= 0)
    if column.kinds or not _NUMBER.match(wanted):
        return np.zeros(table.count, bool)
    number = _number(wanted)
    with np.errstate(invalid="ignore"):
        return np.asarray(COMPARE[sign](values, number) & np.isfinite(values))


def _number(words: str) -> float:
    plain = re.sub(r"[\s\u2009]", "", words).replace("−", "-")
    return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)


def _named(name: str, table: RowTable) -> RowColumn | None:
    """Return the column of a name, or the only one whose name begins with it; certainty is one, too."""
    sought = name.strip().casefold()
    if sought == CERTAINTY:
        return RowColumn(CERTAINTY, CERTAINTY, "says", table.sure)
    if sought in ("error", LOSS):
        return table.column(LOSS)
    exact = [each for each in table.columns if each.title.casefold() == sought]
    close = exact or [each for each in table.columns if each.title.casefold().startswith(sought)]
    return close[0] if exact or len(close) == 1 else None


def _holding(words: str, table: RowTable) -> np.ndarray:
    """Return the rows of which a category, class or text holds the words; a whole number is that row."""
    found, sought = np.zeros(table.count, bool), words.casefold()
    if words.isdecimal() and int(words) < table.count:
        found[int(words)] = True
        return found
    for column in table.columns:
        if column.kinds and column.meaning in ("data", "target"):
            alike = [at for at, kind in enumerate(column.kinds) if sought in kind.casefold()]
            found |= np.isin(column.values, alike) if alike else False
    for texts in table.texts:
        found |= texts.holding(sought)
    return found
