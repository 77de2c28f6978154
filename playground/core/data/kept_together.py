"""Rows that somebody wants in one part, whatever they hold: nearly the same pictures, for one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

Groups = tuple[tuple[int, ...], ...]


def groups_of(pairs: Iterable[tuple[int, int]]) -> Groups:
    """Return the rows that pairs hang together by, each group in the order of its rows."""
    head = dict[int, int]()
    for pair in pairs:
        one, other = (_head(head, row) for row in pair)
        head[max(one, other)] = min(one, other)
    found = dict[int, list[int]]()
    for row in sorted(head):
        found.setdefault(_head(head, row), []).append(row)
    return tuple(tuple(each) for _, each in sorted(found.items()))


def _head(head: dict[int, int], row: int) -> int:
    """Return the first row of the group that a row is in; the way there is kept short."""
    head.setdefault(row, row)
    while head[row] != row:
        head[row] = head[head[row]]
        row = head[row]
    return row


def joined(units: np.ndarray, groups: Groups) -> np.ndarray:
    """Return numbers (n,) int64 that rows share which shared one before, or are of one group."""
    pairs = [(int(units[each[0]]), int(units[row])) for each in groups for row in each[1:]]
    to = np.arange(int(units.max(initial=-1)) + 1)
    for same in groups_of(pairs):
        to[list(same)] = same[0]
    return np.asarray(to[units], np.int64)


def among(groups: Groups, keep: np.ndarray) -> Groups:
    """Return groups by the numbers of the rows (n,) bool that are kept; rows beyond all are in none."""
    numbers = np.where(keep, np.cumsum(keep) - 1, -1)
    found = (tuple(int(numbers[row]) for row in each if row < len(keep) and keep[row]) for each in groups)
    return tuple(each for each in found if len(each) > 1)
