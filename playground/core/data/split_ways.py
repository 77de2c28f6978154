"""Splits by what the data themselves say: rows that belong together, when they were, or which part they name.

Each function returns the place in `PARTS` of every sample, (n,) int64: 0 trains, 1 validates, 2 tests, -1 is
in no part.
"""

from __future__ import annotations

import numpy as np

Wanted = tuple[int, int, int]  # samples to train, to validate, to test
TRAINS, VALIDATES, TESTS, NOWHERE = 0, 1, 2, -1


def of_units(units: np.ndarray, kinds: np.ndarray, wanted: Wanted, order: np.ndarray) -> np.ndarray:
    """Return parts such that samples of one unit (n,) are in one part, near `wanted` in every kind (n,).

    `order` (n,) is a permutation that decides between equals. Largest units go first, each to the part that
    it brings nearest to what is wanted of its kinds (least squares, as in stratified group folds).
    """
    _, kind = np.unique(kinds, return_inverse=True)
    several, single = _by_size(units, order)
    lacking = np.outer(wanted, np.bincount(kind)) / max(len(units), 1)
    made = np.empty(len(units), np.int64)
    for rows in several:
        held = np.bincount(kind[rows], minlength=lacking.shape[1])
        made[rows] = part = int((lacking @ held).argmax())
        lacking[part] -= held
    for each in np.unique(kind[single]):
        rows = single[kind[single] == each]
        made[rows] = np.repeat(np.arange(3), _shared_out(lacking[:, each], len(rows)))
    return _with_none_empty(made, several, single, wanted)


def _by_size(units: np.ndarray, order: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the samples of each unit with several, the largest first, and those that are alone."""
    _, first, unit, size = np.unique(units[order], return_index=True, return_inverse=True, return_counts=True)
    alone = size[unit] == 1
    single, rest = order[alone], np.flatnonzero(~alone)
    rest = rest[np.lexsort((rest, first[unit[rest]], -size[unit[rest]]))]
    ends = np.flatnonzero(np.diff(unit[rest])) + 1
    return ([order[each] for each in np.split(rest, ends)] if len(rest) else []), single


def _shared_out(lacking: np.ndarray, count: int) -> np.ndarray:
    """Return how many of `count` samples go where so many are lacking (3,), in proportion."""
    open_places = lacking.clip(0)
    exact = open_places / (open_places.sum() or 1.0) * count
    whole = np.floor(exact).astype(np.int64)
    rest = np.argsort(whole - exact, kind="stable")[: count - int(whole.sum())]
    whole[rest] += 1
    whole[0] += count - int(whole.sum())
    return whole


def _with_none_empty(
    made: np.ndarray, several: list[np.ndarray], single: np.ndarray, wanted: Wanted
) -> np.ndarray:
    """Give each part that is wanted a unit, the smallest that a part with several can spare."""
    members = [*reversed(several), *single[:, None]] if (np.bincount(made, minlength=3) == 0).any() else []
    for part in range(3):
        if members and wanted[part] and not (made == part).any():
            held = np.array([made[rows[0]] for rows in members])
            spare = [at for at, where in enumerate(held) if (held == where).sum() > 1]
            smallest = min(spare, key=lambda at: len(members[at]), default=-1)
            if smallest >= 0:
                made[members[smallest]] = part
    return made


def of_times(times: np.ndarray, shares: Wanted) -> np.ndarray:
    """Return parts one after the other in time, the latest testing; samples of one moment are in one part.

    `times` (n,), or (n, 2) where a sample lasts from one moment to another: of those that begin in an earlier
    part than they end in, only the earliest part's stay. What has no time trains.
    """
    begin, end = (times, times) if times.ndim == 1 else times.T
    made = np.zeros(len(times), np.int64)
    known = np.isfinite(end)
    moments, count = np.unique(end[known], return_counts=True)
    first, second = _cuts(np.concatenate([[0], np.cumsum(count)]), shares)
    at = np.searchsorted(moments, end[known])
    made[known] = (at >= first).astype(np.int64) + (at >= second)
    starts = np.array([moments[cut - 1] if cut else -np.inf for cut in (0, first, second)])
    straddles = known & (made > 0) & (begin <= starts[made]) if len(moments) else np.zeros(len(times), bool)
    made[straddles] = NOWHERE
    return made


def _cuts(until: np.ndarray, wanted: Wanted) -> tuple[int, int]:
    """Return how many moments train, and train or validate; `until` (moments + 1,) counts what is before."""
    needs = [int(count > 0) for count in wanted]
    most = len(until) - 1
    first = int(np.abs(until - wanted[0]).argmin())
    first = max(needs[0], min(first, most - needs[1] - needs[2]))
    second = int(np.abs(until - wanted[0] - wanted[1]).argmin())
    second = max(first + needs[1], min(second, most - needs[2]))
    return min(first, most), min(second, most)
