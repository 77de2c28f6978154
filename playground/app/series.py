"""Growing columns of figures: every recent step exact, older ones as minimum, mean and maximum of blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

EXACT = 1_000_000  # steps that stay exact
BLOCK = 256  # steps folded into one block
_FOLD = 1024 * BLOCK  # steps folded at a time


class Growing:
    """A float64 array that grows at its end; `view` never copies."""

    def __init__(self) -> None:
        self._buffer = np.empty(256)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def view(self) -> np.ndarray:
        """Return what is there, read-only, without a copy; (length,)."""
        view = self._buffer[: self._length]
        view.flags.writeable = False
        return view

    def extend(self, values: np.ndarray) -> None:
        """Append values."""
        needed = self._length + len(values)
        if needed > len(self._buffer):
            self._grow(max(needed, 2 * len(self._buffer)))
        self._buffer[self._length : needed] = values
        self._length = needed

    def cut(self, length: int) -> None:
        """Keep only the first values."""
        self._length = min(self._length, length)

    def first(self, length: int) -> Growing:
        """Return the first values, without a copy; it is not to grow."""
        found = Growing()
        found._length = min(self._length, max(0, length))
        found._buffer = self._buffer[: found._length]
        return found

    def drop(self, count: int) -> None:
        """Remove values at the start; views handed out before keep what they showed."""
        self._buffer = self._buffer[count:].copy()
        self._length -= count

    def _grow(self, size: int) -> None:
        grown = np.empty(size)
        grown[: self._length] = self._buffer[: self._length]
        self._buffer = grown


class StepSeries:
    """One figure a step, steps counted from 1: exact for the last million at least.

    Steps up to `before` were taken by runs that nobody has kept: they are counted and take no room.
    """

    def __init__(self, exact: int = EXACT, fold: int = _FOLD, before: int = 0) -> None:
        self.before = before
        self._limit = exact
        self._fold = fold
        self._exact = Growing()
        self._blocks = np.empty((0, 3))
        self._folded = 0

    def __len__(self) -> int:
        return self.before + self._folded + len(self._exact)

    @property
    def exact(self) -> np.ndarray:
        """Return the values of steps `first_exact` to `len(self)`, without a copy."""
        return self._exact.view

    @property
    def first_exact(self) -> int:
        """Return the step of `exact[0]`."""
        return self.before + self._folded + 1

    @property
    def blocks(self) -> np.ndarray:
        """Return minimum, mean and maximum of each BLOCK steps up to `first_exact`; (blocks, 3)."""
        return self._blocks

    def extend(self, values: np.ndarray) -> None:
        """Append the values of the next steps."""
        self._exact.extend(values)
        while len(self._exact) >= self._limit + self._fold:
            self._fold_oldest()

    def cut(self, length: int) -> None:
        """Forget every step after `length`; folded steps stay."""
        self._exact.cut(max(0, length - self.before - self._folded))

    def up_to(self, length: int) -> StepSeries:
        """Return the steps up to `length`, without a copy; it is not to grow."""
        found = StepSeries(self._limit, self._fold, self.before)
        found._blocks, found._folded = self._blocks, self._folded
        found._exact = self._exact.first(length - self.before - self._folded)
        return found

    def _fold_oldest(self) -> None:
        oldest = self._exact.view[: self._fold].reshape(-1, BLOCK)
        folded = np.stack([oldest.min(axis=1), oldest.mean(axis=1), oldest.max(axis=1)], axis=1)
        self._blocks = np.concatenate([self._blocks, folded])
        self._exact.drop(self._fold)
        self._folded += self._fold


class Columns:
    """One row an epoch, one growing column a figure; what a row lacks is NaN."""

    def __init__(self) -> None:
        self._columns: dict[str, Growing] = {}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the figures met so far."""
        return tuple(self._columns)

    def column(self, name: str) -> np.ndarray:
        """Return one figure of every epoch, without a copy; (epochs,), all NaN when it was never given."""
        found = self._columns.get(name)
        return found.view if found is not None else np.full(self._length, np.nan)

    def extend(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add epochs."""
        for name in set[str]().union(*rows) - self._columns.keys():
            if all(isinstance(row.get(name), (int, float, type(None))) for row in rows):
                self._columns[name] = Growing()
                self._columns[name].extend(np.full(self._length, np.nan))
        for name, column in self._columns.items():
            column.extend(np.array([row.get(name) for row in rows], np.float64))  # None becomes NaN
        self._length += len(rows)

    def first(self, length: int) -> Columns:
        """Return the first epochs, without a copy; it is not to grow."""
        found = Columns()
        found._length = min(self._length, length)
        found._columns = {name: column.first(length) for name, column in self._columns.items()}
        return found

    def cut(self, length: int) -> None:
        """Keep only the first epochs."""
        self._length = min(self._length, length)
        for column in self._columns.values():
            column.cut(length)
