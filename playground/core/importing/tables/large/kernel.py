"""Take many lines apart at once: compiled loops over bytes, for lines that say plainly what they hold.

A line that does not (odd quotation marks, a count of cells that is not the table's) is left to Python, which
knows every rule; so what a line becomes is the same either way.
"""

from __future__ import annotations

import numpy as np
from numba import njit

DICTIONARY, NUMBERS, TEXTS = 0, 1, 2  # how a column is kept
DONE, FULL, ODD_LINE, GROWN = 0, 1, 2, 3  # why a scan came back
NO_MARK = 0
MOST_DIGITS = 15  # of a whole number, see `numbers.is_code`
MOST_QUOTED = 131_072  # bytes of a line that is taken apart here: longer quoted cells are refused
_QUOTE, _END = 34, 10
_ORDINARY = (np.arange(256) > 0) & (np.arange(256) < 0xED) & ~np.isin(np.arange(256), (_QUOTE, _END))
_TENS = 10.0 ** np.arange(23)  # all of them exact
_EXACT = np.uint64(2**53)
_PRIME = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no two words of eight bytes become one
_SEED = np.uint64(14_695_981_039_346_656_037)
_SPLITTER = 134_217_729.0  # 2**27 + 1, of Dekker's product
_NEAR_TIE = 1e-9  # of half a unit in the last place


@njit(cache=True, nogil=True)
def hash_of(data: np.ndarray, start: int, stop: int) -> np.uint64:
    """Return a hash of some bytes: eight at a time are mixed in as one number."""
    found = _SEED ^ np.uint64(stop - start)
    at = start
    while at < stop:
        word, last = np.uint64(0), min(at + 8, stop)
        while at < last:
            word = (word << np.uint64(8)) | np.uint64(data[at])
            at += 1
        found = (found ^ word) * _PRIME
        found ^= found >> np.uint64(32)
    found *= np.uint64(0xD6E8FEB86659FD93)
    return found ^ (found >> np.uint64(32))


@njit(cache=True, nogil=True)
def _space_at(data: np.ndarray, at: int, stop: int) -> int:
    """Return how many bytes of white space stand at a place, 0 for none, as `str.strip` has it."""
    byte = data[at]
    if 9 <= byte <= 13 or 28 <= byte <= 32:
        return 1
    if byte < 0xC2 or byte > 0xE3:
        return 0
    if byte == 0xC2 and at + 1 < stop and (data[at + 1] == 0x85 or data[at + 1] == 0xA0):
        return 2
    if at + 2 >= stop:
        return 0
    second, third = data[at + 1], data[at + 2]
    if byte == 0xE2 and second == 0x80:
        wide = 0x80 <= third <= 0x8A or third == 0xA8 or third == 0xA9 or third == 0xAF
        return 3 if wide else 0
    whole = (np.int64(byte) << 16) | (np.int64(second) << 8) | third
    return 3 if whole in (0xE19A80, 0xE2819F, 0xE38080) else 0


@njit(cache=True, nogil=True)
def stripped(data: np.ndarray, start: int, stop: int) -> tuple[int, int]:
    """Return where text begins and ends without the white space around it."""
    while start < stop:
        size = _space_at(data, start, stop)
        if size == 0:
            break
        start += size
    while start < stop:
        size = 0
        for length in (1, 2, 3):
            if stop - length >= start and _space_at(data, stop - length, stop) == length:
                size = length
        if size == 0:
            break
        stop -= size
    return start, stop


@njit(cache=True, nogil=True)
def number_in(data: np.ndarray, start: int, stop: int, mark: int) -> tuple[bool, float, int, int]:
    """Return whether text is a plain number, which, and its digits before and after its decimal mark.

    Plain is what `numbers.read_numbers` tells at once; of those, only what is sure to be rounded rightly.
    """
    first = start + (start < stop and (data[start] == 45 or data[start] == 43))
    at, value = _digits(data, first, stop, np.uint64(0))
    whole, part = at - first, 0
    if whole == 0 or (whole > 1 and data[first] == 48):
        return False, 0.0, 0, 0
    if at < stop and data[at] == mark and mark != NO_MARK:
        after = at + 1
        at, value = _digits(data, after, stop, value)
        part = at - after
        if part == 0 or part > 22:
            return False, 0.0, 0, 0
    elif stop - start > MOST_DIGITS:
        return False, 0.0, 0, 0
    if at < stop or (whole + part > 18 and _counting(data, first, stop) > 18):
        return False, 0.0, 0, 0
    sure, found = _divided(value, part)
    return sure, -found if data[start] == 45 else found, whole, part


@njit(cache=True, nogil=True)
def _digits(data: np.ndarray, at: int, stop: int, value: np.uint64) -> tuple[int, np.uint64]:
    """Return where digits end, and a number with them behind its own."""
    while at < stop and 48 <= data[at] <= 57:
        value = value * np.uint64(10) + np.uint64(data[at] - 48)
        at += 1
    return at, value


@njit(cache=True, nogil=True)
def _counting(data: np.ndarray, at: int, stop: int) -> int:
    """Return how many digits a number has from the first on that is not zero."""
    count = 0
    for place in range(at, stop):
        count += 48 <= data[place] <= 57 and (count > 0 or data[place] > 48)
    return count


@njit(cache=True, nogil=True)
def _divided(value: np.uint64, places: int) -> tuple[bool, float]:
    """Return whether value / 10**places is surely rounded rightly, and it.

    Up to 2**53 one division of exact numbers does; beyond, twice the precision (Dekker 1971) leaves only what
    is next to halfway between two numbers unsure.
    """
    ten = _TENS[places]
    if value <= _EXACT:
        return True, np.float64(value) / ten
    high = np.float64(value >> np.uint64(11)) * 2048.0
    low = np.float64(value & np.uint64(2047))
    first = (high + low) / ten
    rest = _rest(high, first, ten) + low
    more = rest / ten
    found = first + more
    lost = more - (found - first)
    unit = np.abs(np.nextafter(found, np.inf) - found)
    return np.abs(np.abs(lost) - unit / 2) > _NEAR_TIE * unit, found


@njit(cache=True, nogil=True)
def _rest(value: float, factor: float, other: float) -> float:
    """Return value - factor * other, as if the product had all its digits."""
    product = factor * other
    a, b = _SPLITTER * factor, _SPLITTER * other
    a_high, b_high = a - (a - factor), b - (b - other)
    a_low, b_low = factor - a_high, other - b_high
    lost = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    return (value - product) - lost


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
            elif data[at] != _QUOTE and _is_fault(data, at):
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
def _is_fault(data: np.ndarray, at: int) -> bool:
    """Say whether a zero byte, half a pair or a sign for what could not be read stands at a place."""
    if 0 < data[at] < 0xED:
        return False
    if data[at] == 0xED:
        return bool(data[at + 1] >= 0xA0)
    return bool(data[at] == 0 or (data[at] == 0xEF and data[at + 1] == 0xBF and data[at + 2] == 0xBD))


@njit(cache=True, nogil=True)
def _place_of(keys: np.ndarray, places: np.ndarray, key: np.uint64, new: int) -> int:
    """Return the number of a hash in an open table (slots,), noted as `new` where it is not there."""
    mask = len(keys) - 1
    at = np.int64(key & np.uint64(mask))
    while places[at] >= 0 and keys[at] != key:
        at = (at + 1) & mask
    if places[at] < 0:
        keys[at], places[at] = key, new
    return int(places[at])


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
def _take(
    data: np.ndarray, bounds: np.ndarray, row: int, kinds: np.ndarray, decimals: np.ndarray, keys: np.ndarray,
    places: np.ndarray, counts: np.ndarray, codes: np.ndarray, numbers: np.ndarray, hashes: np.ndarray,
    facts: np.ndarray, news: np.ndarray,
) -> None:  # fmt: skip
    """Take the stripped cells of one row; `news` (most + 1, 4) gets what Python is to look at.

    In its last row stands how many there are. Of a dictionary's new texts the row is -1.
    """
    made = news[-1, 0]
    for column in range(len(kinds)):
        start, stop = bounds[column, 0], bounds[column, 1]
        told = False
        if kinds[column] == DICTIONARY:
            key = hash_of(data, start, stop)
            code = _place_of(keys[column], places[column], key, counts[column])
            codes[column, row] = code
            told = code < counts[column]
            counts[column] = max(counts[column], code + 1)
        elif kinds[column] == NUMBERS:
            told, value, whole, part = number_in(data, start, stop, decimals[column])
            numbers[column, row] = value if told else np.nan
            hashes[column, row] = hash_of(data, start, stop)
            facts[column, 0] += told and part > 0
            facts[column, 1] += told and part > 0 and (part != 3 or whole > 3)
        if not told:
            news[made, 0], news[made, 1] = column, -1 if kinds[column] == DICTIONARY else row
            news[made, 2], news[made, 3] = start, stop
            made += 1
    news[-1, 0] = made


@njit(cache=True, nogil=True)
def scan(
    data: np.ndarray, at: int, line: int, mark: int, first_name: np.uint64, most: int, bounds: np.ndarray,
    lines: np.ndarray, starts: np.ndarray, kinds: np.ndarray, decimals: np.ndarray, keys: np.ndarray,
    places: np.ndarray, counts: np.ndarray, codes: np.ndarray, numbers: np.ndarray, hashes: np.ndarray,
    facts: np.ndarray, news: np.ndarray,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Take lines apart from a place on until something has to be seen to; quoted cells change on the way.

    Returns where the next line begins, its number, how many rows were taken, and why it came back. `facts`
    (columns, 2) counts numbers with a decimal mark, and those of them that cannot be groups of three.
    """
    width, rows, seen = len(kinds), 0, 0
    news[-1, 0] = 0
    ordinary = _ORDINARY.copy()
    ordinary[mark] = False
    while at < len(data):
        if rows == len(lines) or news[-1, 0] + width >= len(news):
            return at, line, rows, FULL
        after, count, of_lines, blank, doubled = _cut(data, at, mark, ordinary, bounds)
        if not (of_lines and blank):
            if of_lines == 0 or (of_lines > 1 and count != width) or count < width or count > len(bounds):
                return at, line, rows, ODD_LINE
            if doubled:
                _without_doubles(data, bounds[:count])
            if not _is_row(data, bounds, count, width, first_name):
                return at, line, rows, ODD_LINE
            _take(
                data, bounds, rows, kinds, decimals, keys, places, counts, codes, numbers, hashes, facts, news
            )  # fmt: skip
            lines[rows], starts[rows] = line, at
            rows += 1
        at, line = after, line + of_lines
        if news[-1, 0] > seen and counts.max() > most:
            return at, line, rows, GROWN
        seen = news[-1, 0]
    return at, line, rows, DONE


@njit(cache=True, nogil=True)
def take_rows(
    data: np.ndarray, cells: np.ndarray, kinds: np.ndarray, decimals: np.ndarray, keys: np.ndarray,
    places: np.ndarray, counts: np.ndarray, codes: np.ndarray, numbers: np.ndarray, hashes: np.ndarray,
    facts: np.ndarray, news: np.ndarray,
) -> None:  # fmt: skip
    """Take rows whose stripped cells (rows, columns, 2) begin and end at known places."""
    news[-1, 0] = 0
    for row in range(len(cells)):
        _take(
            data, cells[row], row, kinds, decimals, keys, places, counts, codes, numbers, hashes, facts, news
        )  # fmt: skip


@njit(cache=True, nogil=True)
def hashes_of(data: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Return the hashes (texts,) of texts whose ends (texts, 2) are known."""
    found = np.zeros(len(bounds), np.uint64)
    for at in range(len(bounds)):
        found[at] = hash_of(data, bounds[at, 0], bounds[at, 1])
    return found


@njit(cache=True, nogil=True)
def numbers_of(data: np.ndarray, bounds: np.ndarray, mark: int) -> tuple[np.ndarray, np.ndarray]:
    """Return texts as numbers (texts,), NaN for what is none, and their digits beside the mark (texts, 2)."""
    values, digits = np.full(len(bounds), np.nan), np.zeros((len(bounds), 2), np.int64)
    for at in range(len(bounds)):
        plain, value, whole, part = number_in(data, bounds[at, 0], bounds[at, 1], mark)
        if plain:
            values[at], digits[at, 0], digits[at, 1] = value, whole, part
    return values, digits
