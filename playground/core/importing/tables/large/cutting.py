"""Take many lines apart at once: compiled loops over bytes, for lines that say plainly what they hold.

A line that does not (odd quotation marks, a count of cells that is not the table's) is left to Python, which
knows every rule; so what a line becomes is the same either way.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from playground.core.importing.tables.large.kernel import hash_of, stripped

MOST_QUOTED = 131_072  # bytes of a line that is taken apart here: longer quoted cells are refused
_QUOTE, _END, _BACKSLASH = 34, 10, 92
_ENDS_CELL = np.isin(np.arange(256), [*range(9, 14), *range(28, 33), *b'",;|^~:'])  # see lines._KEPT
_ORDINARY = (np.arange(256) > 0) & (np.arange(256) < 0xED) & ~np.isin(np.arange(256), (_QUOTE, _END))


@njit(cache=True, nogil=True)
def cut_rows(
    data: np.ndarray, at: int, line: int, mark: int, first_name: np.uint64, width: int, bounds: np.ndarray,
    lines: np.ndarray, starts: np.ndarray,
) -> tuple[int, int, int, bool]:  # fmt: skip
    """Cut lines into stripped cells from a place on, as many rows as there is room for; quoted cells change.

    Returns where the next line begins, its number, how many rows there are, and whether that line is odd.
    `bounds` (rows, more than width, 2) is where cells begin and end, `lines` and `starts` (rows,) where rows
    do.
    """
    rows = 0
    ordinary = _ORDINARY.copy()
    ordinary[mark] = False
    while at < len(data) and rows < len(lines):
        cells = bounds[rows]
        after, count, of_lines, blank, doubled = _cut(data, at, mark, ordinary, cells)
        if not (of_lines and blank):
            if of_lines == 0 or (of_lines > 1 and count != width) or count < width or count > len(cells):
                return at, line, rows, True
            if doubled:
                _without_doubles(data, cells[:count])
            if not _is_row(data, cells, count, width, first_name):
                return at, line, rows, True
            lines[rows], starts[rows] = line, at
            rows += 1
        at, line = after, line + of_lines
    return at, line, rows, False


@njit(cache=True, nogil=True)
def _is_row(data: np.ndarray, bounds: np.ndarray, count: int, width: int, first_name: np.uint64) -> bool:
    """Say whether cells, as many as a row has or more, are one for sure, and strip them."""
    filled = 0
    for cell in range(count):
        start, stop = bounds[cell, 0], bounds[cell, 1]
        if not (start < stop and 32 < data[start] < 128 and 32 < data[stop - 1] < 128):  # as most have it
            start, stop = stripped(data, start, stop)
            bounds[cell, 0], bounds[cell, 1] = start, stop
        filled += start < stop
        if start < stop and cell >= width:
            return False
    return filled > 0 and hash_of(data, bounds[0, 0], bounds[0, 1]) != first_name


@njit(cache=True, nogil=True)
def _cut(
    data: np.ndarray, at: int, mark: int, ordinary: np.ndarray, bounds: np.ndarray
) -> tuple[int, int, int, bool, bool]:
    """Cut a record into cells; return where the next begins, how many cells, of how many lines (0: it is not
    plain), whether it is blank, and whether quotation marks stand twice in a quoted cell.

    `ordinary` (256,) bool are the bytes that only go on; `bounds` (cells, 2) is where cells begin and end;
    more than fit are counted alone.
    """
    count, first, lines, doubled = 0, at, 1, False
    while True:
        start, stop = at, -1
        while True:
            while ordinary[data[at]]:
                at += 1
            if data[at] == mark or data[at] == _END:
                break
            if data[at] == _QUOTE and stop < 0 and _only_spaces(data, start, at):
                start = at + 1
                stop, more, twice = _closing(data, start, first)
                if stop < 0 or not (data[stop + 1] == mark or data[stop + 1] == _END):
                    return at, count, 0, False, False
                at, lines, doubled = stop, lines + more, doubled or twice
            elif _is_kept(data, at) if data[at] == _QUOTE else _is_fault(data, at):
                return at, count, 0, False, False
            at += 1
        if count < len(bounds):
            bounds[count, 0], bounds[count, 1] = start, at if stop < 0 else stop
        count, at = count + 1, at + 1
        if data[at - 1] == _END:
            blank = _is_blank(data, first, at)
            return at, count, lines * (blank or at - first <= MOST_QUOTED + 1), blank, doubled


@njit(cache=True, nogil=True)
def _closing(data: np.ndarray, at: int, first: int) -> tuple[int, int, bool]:
    """Return where the mark stands that closes a quoted cell, how many lines end before, and whether marks
    stand twice; -1 where none is found that is near enough to the record's `first` byte.
    """
    lines, doubled = 0, False
    while at - first <= MOST_QUOTED and at + 1 < len(data):
        byte = data[at]
        if byte == _QUOTE:
            if data[at + 1] != _QUOTE:
                return at, lines, doubled
            at, doubled = at + 1, True
        elif byte == _END:
            lines += 1
        elif _is_fault(data, at):
            break
        at += 1
    return -1, 0, False


@njit(cache=True, nogil=True)
def _without_doubles(data: np.ndarray, bounds: np.ndarray) -> None:
    """Write each two quotation marks in quoted cells as one; the cells end earlier then."""
    for cell in range(len(bounds)):
        start, stop = bounds[cell, 0], bounds[cell, 1]
        if start == 0 or data[start - 1] != _QUOTE:
            continue
        to, at = start, start
        while at < stop:
            data[to] = data[at]
            at += 2 if data[at] == _QUOTE else 1
            to += 1
        bounds[cell, 1] = to


@njit(cache=True, nogil=True)
def _is_blank(data: np.ndarray, at: int, stop: int) -> bool:
    """Say whether bytes are nothing but white space."""
    while at < stop and (9 <= data[at] <= 13 or 28 <= data[at] <= 32):
        at += 1
    return at == stop


@njit(cache=True, nogil=True)
def _only_spaces(data: np.ndarray, start: int, stop: int) -> bool:
    while start < stop and data[start] == 32:
        start += 1
    return start == stop


@njit(cache=True, nogil=True)
def _is_kept(data: np.ndarray, at: int) -> bool:
    """Say whether a backslash keeps the quotation mark at a place from ending its cell: of the whole line."""
    return bool(at > 0 and data[at - 1] == _BACKSLASH and not _ENDS_CELL[data[at + 1]])


@njit(cache=True, nogil=True)
def _is_fault(data: np.ndarray, at: int) -> bool:
    """Say whether a zero byte, half a pair or a sign for what could not be read stands at a place."""
    if 0 < data[at] < 0xED:
        return False
    if data[at] == 0xED:
        return bool(data[at + 1] >= 0xA0)
    return bool(data[at] == 0 or (data[at] == 0xEF and data[at + 1] == 0xBF and data[at + 2] == 0xBD))
