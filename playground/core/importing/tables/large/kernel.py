"""Take many cells at once: compiled loops over bytes, for texts by their numbers and for numbers."""

from __future__ import annotations

import numpy as np
from numba import njit

DICTIONARY, NUMBERS, TEXTS = 0, 1, 2  # how a column is kept
NO_MARK = 0
MOST_DIGITS = 15  # of a whole number, see `numbers.is_code`
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
def take_columns(
    data: np.ndarray, cells: np.ndarray, columns: np.ndarray, kinds: np.ndarray, decimals: np.ndarray,
    keys: np.ndarray, places: np.ndarray, counts: np.ndarray, codes: np.ndarray, numbers: np.ndarray,
    hashes: np.ndarray, facts: np.ndarray, news: np.ndarray,
) -> None:  # fmt: skip
    """Take some columns of rows whose stripped cells (rows, cells, 2) begin and end at known places.

    `news` (most + 1, 4) gets what Python is to look at: column, row (-1 for a dictionary's new text), and
    where it begins and ends; in its last row stands how many there are. `facts` (columns, 2) counts numbers
    with a decimal mark, and those of them that cannot be groups of three.
    """
    made = 0
    for column in columns:
        here = cells[:, column]
        if kinds[column] == DICTIONARY:
            made = _take_codes(
                data, here, column, keys[column], places[column], counts, codes[column], news, made
            )  # fmt: skip
        elif kinds[column] == NUMBERS:
            made = _take_numbers(
                data, here, column, decimals[column], numbers[column], hashes[column], facts[column], news,
                made,
            )  # fmt: skip
        else:
            for row in range(len(here)):
                made = _told(news, made, column, row, here[row])
    news[-1, 0] = made


@njit(cache=True, nogil=True)
def _told(news: np.ndarray, made: int, column: int, row: int, ends: np.ndarray) -> int:
    """Tell Python of one more cell; return how many those are."""
    news[made, 0], news[made, 1], news[made, 2], news[made, 3] = column, row, ends[0], ends[1]
    return made + 1


@njit(cache=True, nogil=True)
def _take_codes(
    data: np.ndarray, cells: np.ndarray, column: int, keys: np.ndarray, places: np.ndarray,
    counts: np.ndarray, codes: np.ndarray, news: np.ndarray, made: int,
) -> int:  # fmt: skip
    """Take a column's texts by number; return how many cells Python is told of."""
    known = counts[column]
    for row in range(len(cells)):
        code = _place_of(keys, places, hash_of(data, cells[row, 0], cells[row, 1]), known)
        codes[row] = code
        if code == known:
            known += 1
            made = _told(news, made, column, -1, cells[row])
    counts[column] = known
    return made


@njit(cache=True, nogil=True)
def _take_numbers(
    data: np.ndarray, cells: np.ndarray, column: int, decimal: int, numbers: np.ndarray, hashes: np.ndarray,
    facts: np.ndarray, news: np.ndarray, made: int,
) -> int:  # fmt: skip
    """Take a column's numbers; return how many cells Python is told of."""
    for row in range(len(cells)):
        start, stop = cells[row, 0], cells[row, 1]
        plain, value, whole, part = number_in(data, start, stop, decimal)
        hashes[row] = hash_of(data, start, stop)
        numbers[row] = value if plain else np.nan
        if plain:
            facts[0] += part > 0
            facts[1] += part > 0 and (part != 3 or whole > 3 or abs(value) < 1)
        else:
            made = _told(news, made, column, row, cells[row])
    return made


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
