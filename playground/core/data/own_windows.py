"""Windows over rows of somebody's own that follow one another in time.

Rows of one series are laid on even steps. A step without a row, or a value that is missing, has the last
value before it: nothing later is looked at. A window is left out where more than half of its steps lack
something, or where the row after it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.core.catalogue.manifest import Manifest, TimeWindows
from playground.core.catalogue.own_inputs import goes_in_as_change, over_time
from playground.core.data.own_arrays import ReadColumns
from playground.core.data.own_targets import known_rows
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

MOST_NUMBERS = 2**28  # in all windows together
_MONTH = (28.0, 31.0)  # days


@dataclass(frozen=True)
class CutWindows:
    """Windows of a table: where they end and aim, and what is in them."""

    values: np.ndarray  # (m, steps, columns) float32
    ends: np.ndarray  # (m,) the row of each window's last step
    aims: np.ndarray  # (m,) the row at the horizon, -1 for none
    spans: np.ndarray  # (m, 2) the even steps at which each begins, and is told of


@dataclass(frozen=True)
class _Laying:
    """How rows are laid on even steps."""

    shifted: np.ndarray  # (columns,) bool: known in advance, as they are at the horizon
    changes: np.ndarray  # (columns,) bool: how much they changed since the step before
    held: bool  # whether there are values, or windows are only counted


def windows_of(manifest: Manifest, read: ReadColumns, told: bool = True, held: bool = True) -> CutWindows:
    """Return all windows of rows (n,); with `told`, only those whose targets are known.

    Where they are only to be counted and none is `held`, there are no values, (m, 0, 0). PlaygroundError
    where there is none, or too many to hold.
    """
    own, columns = manifest.windows, over_time(manifest)
    assert own is not None  # there are windows
    if not columns:
        raise PlaygroundError(Text("No column of numbers is left that windows could be cut of."))
    values = np.stack([read[each.name] for each in columns], axis=1).astype(np.float64)
    goals = known_rows(manifest.used_as("target"), read) if told else None
    ticks = even_steps(read[own.time])
    laying = _Laying(np.array([each.name in own.known for each in columns]),
                     np.array([goes_in_as_change(each, own) for each in columns]), held)  # fmt: skip
    found = list(_of_groups(own, ticks, _codes(read, own), values, goals, laying))
    count = sum(len(each.ends) for each in found)
    if not count:
        words = "{title} has no {steps} steps in a row with what comes {ahead} after: make windows shorter."
        raise PlaygroundError(Text(words, title=manifest.title, steps=own.steps, ahead=own.horizon))
    names = ("values", "ends", "aims", "spans")
    return CutWindows(*(np.concatenate([getattr(each, name) for each in found]) for name in names))


def even_steps(times: np.ndarray) -> np.ndarray:
    """Return the number of the even step at which each row is, (n,) int64; -1 where its time is missing.

    Days that are a month apart count months. The step is the median of what is between two moments.
    """
    known = np.isfinite(times)
    moments = np.unique(times[known])
    made = np.full(len(times), -1, np.int64)
    if not len(moments):
        return made
    step = float(np.median(np.diff(moments))) if len(moments) > 1 else 1.0
    if is_monthly(step):
        days = np.floor(times[known]).astype("datetime64[D]")
        months = days.astype("datetime64[M]").astype(np.int64)
        made[known] = months - months.min()
    else:
        made[known] = np.round((times[known] - moments[0]) / step).astype(np.int64)
    return made


def is_monthly(days: float) -> bool:
    """Say whether a step of so many days is a month."""
    return _MONTH[0] <= days <= _MONTH[1]


def _codes(read: ReadColumns, own: TimeWindows) -> np.ndarray:
    if not own.series:
        return np.zeros(len(read[own.time]), np.int64)
    values = read[own.series]
    return np.unique(values.astype(str) if values.dtype == object else values, return_inverse=True)[1]


def _of_groups(own: TimeWindows, ticks: np.ndarray, groups: np.ndarray, values: np.ndarray,
               goals: np.ndarray | None, laying: _Laying) -> Iterator[CutWindows]:  # fmt: skip
    """Yield the windows of each stretch of a series without a gap longer than a window."""
    rows = np.flatnonzero(ticks >= 0)
    rows = rows[np.lexsort((rows, ticks[rows], groups[rows]))]
    if len(rows) * own.steps * values.shape[1] > MOST_NUMBERS:
        words = "{count} windows of {steps} steps are too many to hold: make windows shorter, or open a part."
        raise PlaygroundError(Text(words, count=thousands(len(rows)), steps=own.steps))
    apart = (np.diff(groups[rows]) != 0) | (np.diff(ticks[rows]) > own.steps)
    for some in np.split(rows, np.flatnonzero(apart) + 1):
        if len(some):
            yield _of_stretch(own, some, ticks[some], values, goals, laying)


def _of_stretch(own: TimeWindows, rows: np.ndarray, ticks: np.ndarray, values: np.ndarray,
                goals: np.ndarray | None, laying: _Laying) -> CutWindows:  # fmt: skip
    start, length = int(ticks[0]), int(ticks[-1] - ticks[0]) + 1
    row_at = np.full(length + own.horizon, -1, np.int64)
    row_at[ticks - start] = rows  # of two rows at one step the later counts
    laid = np.where((row_at >= 0)[:, None], values[row_at], np.nan)
    laid[:length, laying.shifted] = laid[own.horizon :, laying.shifted]
    lacks = np.isnan(laid[:length]).any(axis=1)
    filled = _as_changes(_carried_on(laid[:length]), laying.changes)
    last = np.arange(own.steps - 1, length)
    if not len(last):
        return _none(own, values.shape[1] if laying.held else 0)
    cut = np.lib.stride_tricks.sliding_window_view(filled, own.steps, axis=0).swapaxes(1, 2)
    whole = np.lib.stride_tricks.sliding_window_view(np.isfinite(filled).all(axis=1), own.steps).all(axis=1)
    gaps = np.lib.stride_tricks.sliding_window_view(lacks, own.steps).sum(axis=1)
    aims = row_at[last + own.horizon]
    good = (row_at[last] >= 0) & whole & (2 * gaps <= own.steps)
    if goals is not None:
        good &= (aims >= 0) & goals[aims]
    spans = np.stack([last - own.steps + 1, last + own.horizon], axis=1) + start
    some = cut[good].astype(np.float32) if laying.held else np.zeros((int(good.sum()), 0, 0), np.float32)
    return CutWindows(some, row_at[last][good], aims[good], spans[good].astype(float))


def _none(own: TimeWindows, columns: int) -> CutWindows:
    nobody = np.zeros(0, np.int64)
    steps = own.steps if columns else 0
    return CutWindows(np.zeros((0, steps, columns), np.float32), nobody, nobody, np.zeros((0, 2)))


def _as_changes(laid: np.ndarray, changes: np.ndarray) -> np.ndarray:
    """Return columns (steps, k), some as what they changed since the step before; NaN at the first."""
    made = laid.copy()
    made[:, changes] = np.diff(laid[:, changes], axis=0, prepend=np.nan)
    return made


def _carried_on(laid: np.ndarray) -> np.ndarray:
    """Return columns (steps, k) in which the last value stands where one is missing; NaN before the first."""
    places = np.where(np.isfinite(laid), np.arange(len(laid))[:, None], -1)
    places = np.maximum.accumulate(places, axis=0)
    found = np.take_along_axis(laid, places.clip(0), axis=0)
    return np.where(places >= 0, found, np.nan)
