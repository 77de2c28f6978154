"""In which order rows are listed: by one column, or by several, each up or down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.app.row_table import RowTable


@dataclass(frozen=True)
class SortKey:
    """One column to sort by."""

    key: str
    down: bool = False


Sorting = tuple[SortKey, ...]


def clicked(order: Sorting, key: str, add: bool) -> Sorting:
    """Return the order after a click on a name: sorted by it, or the other way; `add` keeps the others."""
    known = next((each for each in order if each.key == key), None)
    if not add:
        return (SortKey(key, order == (SortKey(key),)),)
    made = SortKey(key, known is not None and not known.down)
    return tuple(made if each.key == key else each for each in order) if known else (*order, made)


def in_order(rows: np.ndarray, table: RowTable, order: Sorting) -> np.ndarray:
    """Return rows (k,) in order; what is not known comes last, equal ones stay as they were."""
    keys = []
    for each in reversed(order):
        column = table.column(each.key)
        if column is None:
            continue
        values = column.values[rows].astype(np.float64)
        if column.kinds:
            values = _by_name(column.kinds)[np.nan_to_num(values, nan=-1).astype(np.int64)]
        keys.append(np.where(np.isnan(values), np.inf, -values if each.down else values))
    return rows[np.lexsort(keys)] if keys else rows


def _by_name(kinds: tuple[str, ...]) -> np.ndarray:
    """Return where each kind stands in the alphabet, and at -1 what is of none."""
    ranks = np.full(len(kinds) + 1, np.nan)
    for rank, at in enumerate(sorted(range(len(kinds)), key=lambda at: kinds[at].casefold())):
        ranks[at] = rank
    return ranks
