"""How the values of each column are spread, for every class of the target apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.catalogue.manifest import Column
from playground.core.catalogue.own_texts import TEXTS
from playground.core.importing.tables.remarks import LookedAt
from playground.core.importing.understood import SeenData

BINS = 16
MOST_CLASSES = 5  # told apart; the rest together
MOST_KINDS = 12  # of a category that are drawn, the rest together


@dataclass(frozen=True)
class Legend:
    """The classes that are told apart by colour: the largest ones, in the order of their numbers."""

    kinds: tuple[str, ...]
    counts: tuple[int, ...]  # rows of each
    rest: int = 0  # rows of all others

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def among(self, values: np.ndarray, kinds: tuple[str, ...]) -> Legend:
        """Return the same classes with their counts among some values (k,), which number `kinds`."""
        counts = np.bincount(values[values >= 0], minlength=len(kinds))
        shown = counts[[kinds.index(each) for each in self.kinds]]
        return Legend(self.kinds, tuple(shown.tolist()), int(counts.sum() - shown.sum()))


@dataclass(frozen=True)
class Spread:
    """The bars of one column.

    `bars` (bins, classes + 1) counts rows by bin and by class of the legend, the last one being all others;
    (0, 1) where nothing is to be counted.
    """

    bars: np.ndarray
    comb: bool = False  # all values differ


def legend_of(table: SeenData) -> Legend:
    """Return the classes of the target; none of a number."""
    column = target_of(table)
    if column is None or column.type not in ("category", "yes_no"):
        return Legend((), ())
    values = table.values(table.target)
    counts = np.bincount(values[values >= 0], minlength=len(column.kinds))
    largest = np.sort(np.argsort(-counts, kind="stable")[:MOST_CLASSES])
    kinds = tuple(column.kinds[each] for each in largest)
    return Legend(kinds, tuple(counts[largest].tolist()), int(counts.sum() - counts[largest].sum()))


def target_of(table: SeenData) -> Column | None:
    """Return the column that is to be told, None where there is none."""
    return table.columns[table.target] if table.target >= 0 else None


def spreads_of(table: LookedAt, legend: Legend) -> tuple[Spread, ...]:
    """Return how the values of each column are spread."""
    classes = _classes(table, legend)
    return tuple(_spread(table, place, classes, len(legend.kinds) + 1) for place in range(len(table.columns)))


def _spread(table: LookedAt, place: int, classes: np.ndarray, width: int) -> Spread:
    column = table.columns[place]
    if column.type == "id":
        return Spread(np.zeros((0, 1), np.int64), comb=True)
    bins, count = _bins(column, table, place)
    flat = np.bincount((bins * width + classes)[bins >= 0], minlength=count * width)
    return Spread(flat.reshape(count, width))


def _classes(table: LookedAt, legend: Legend) -> np.ndarray:
    """Return the place of each row's class in the legend, the one after its last for all others."""
    others = len(legend.kinds)
    column = target_of(table)
    if column is None or not legend:
        return np.full(table.cells.rows, others, np.int64)
    known = {kind: place for place, kind in enumerate(legend.kinds)}
    places = np.array([known.get(kind, others) for kind in column.kinds])
    found: np.ndarray = np.append(places, others)[table.values(table.target)]
    return found


def _bins(column: Column, table: LookedAt, place: int) -> tuple[np.ndarray, int]:
    """Return the bin of each row, -1 where nothing is known, and how many bins there are."""
    values = table.values(place)
    if column.type in ("category", "yes_no"):
        return _of_kinds(values, len(column.kinds))
    if column.type in ("number", "whole", "date"):
        return _of_numbers(values)
    if column.type not in TEXTS:
        return _one(values)
    found = table.found[place].spelled
    words = found.by_row(np.array([len(text.split()) for text in found.texts], float))
    return _of_numbers(np.where(words == 0, np.nan, words))


def _one(values: np.ndarray) -> tuple[np.ndarray, int]:
    return np.where(values == "", -1, 0), 1


def _of_kinds(values: np.ndarray, kinds: int) -> tuple[np.ndarray, int]:
    """Return kinds as bins, the rarer ones of many together in the last."""
    if kinds <= MOST_KINDS:
        return values, max(1, kinds)
    counts = np.bincount(values[values >= 0], minlength=kinds)
    places = np.full(kinds + 1, MOST_KINDS - 1)
    places[np.argsort(-counts, kind="stable")[: MOST_KINDS - 1]] = np.arange(MOST_KINDS - 1)
    places[-1] = -1  # what is missing
    return places[values], MOST_KINDS


def _of_numbers(values: np.ndarray) -> tuple[np.ndarray, int]:
    known = ~np.isnan(values)
    bins = np.full(len(values), -1, np.int64)
    if known.any():
        low, high = values[known].min(), values[known].max()
        share = (values[known] - low) / (high - low) if high > low else np.zeros(int(known.sum()))
        bins[known] = np.minimum((share * BINS).astype(np.int64), BINS - 1)
    return bins, BINS
