"""Numbers as people write them: decimal comma or point, groups of three, percent, currency, units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

_GROUPS = " '\u2019\xa0\u2009\u202f"  # what may stand between groups of three digits, beside , or .
_CURRENCY = r"[$€£¥₹]|US\$|USD|EUR|CHF|GBP|Rs\.?"
_UNIT = r"%|‰|°[CF]?|[A-Za-zµμΩ°]{1,8}(?:[/²³^][A-Za-z0-9²³^/]{0,7})?"
_CLOSE = frozenset((  # units that may follow a number without a space
    "%", "‰", "°", "°C", "°F", "mm", "cm", "m", "km", "in", "ft", "mg", "g", "kg", "t", "s", "ms", "min",
    "h", "d", "ml", "l", "cl", "V", "A", "W", "kW", "kWh", "Hz", "kHz", "MHz", "GHz", "px", "Pa", "hPa",
    "kPa", "bar", "K", "C", "F", "N", "J", "kJ", "cal", "kcal", "mmHg", "ppm", "dB", "€", "$", "£", "EUR",
    "USD", "CHF", "GBP", "kr", "m²", "m³", "m2", "m3", "km²", "km/h", "m/s", "g/l", "mg/l", "B", "kB", "KB",
    "MB", "GB", "TB", "st", "pcs", "Stk",
))  # fmt: skip
_PLAIN = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?")  # what most numbers are
_PLAIN_COMMA = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:,\d+)?")
_ODD = re.compile(
    r"[+-]?(?:inf|infinity|0x[0-9a-f]+)", re.IGNORECASE
)  # means a number, but none to learn from
_OWED = re.compile(r"\s*\(\s*([^()+-]+?)\s*\)\s*")  # a bookkeeper's way to write less than nothing
_CODE = re.compile(r"[+-]?0\d+")  # a code that begins with 0, such as a postcode
MOST_NUMBER = 3.4e38
_LONG = 15  # digits of a whole number that a float holds exactly


class WrittenNumber(NamedTuple):
    """A number and what stood around it."""

    value: float
    unit: str = ""
    whole: bool = False


@dataclass(frozen=True)
class NumberTexts:
    """What many texts say as numbers."""

    values: np.ndarray  # (texts,) float64; NaN where a text says none
    whole: np.ndarray  # (texts,) bool
    units: Mapping[int, str]  # by the text's place, where it has one
    codes: bool  # whether digits among them are no number, such as 007

    def of_unit(self, unit: str) -> np.ndarray:
        """Return the numbers (texts,), with NaN for those that have another unit."""
        others = [place for place, each in self.units.items() if each != unit]
        values = self.values.copy()
        values[others] = np.nan
        return values

    def all_whole(self, known: np.ndarray) -> bool:
        """Say whether some of the texts (texts,) bool are whole numbers."""
        whole: bool = self.whole[known].all()
        return whole


def _pattern(mark: str, group: str) -> re.Pattern[str]:
    """Return what numbers look like; no group begins with 0, so that 0.125 has a decimal mark."""
    grouped = rf"[1-9]\d{{0,2}}(?:(?P<group>[{re.escape(group + _GROUPS)}])\d{{3}})(?:(?P=group)\d{{3}})*"
    lakhs = rf"[1-9]\d?(?:(?P<lakh>{re.escape(group)})\d\d)(?:(?P=lakh)\d\d)*(?P=lakh)\d{{3}}"
    m = re.escape(mark)
    digits = rf"(?:(?:{grouped}|{lakhs}|\d+)(?:{m}\d*)?|{m}\d+)(?:[eE][+-]?\d{{1,4}})?"
    return re.compile(
        rf"(?P<paid>{_CURRENCY})?\s?(?P<sign>[+-])?\s?(?P<first>{_CURRENCY})?\s?(?P<digits>{digits})"
        rf"(?P<space>\s?)(?P<unit>{_CURRENCY}|{_UNIT})?"
    )


_POINT, _COMMA = _pattern(".", ","), _pattern(",", ".")


def is_code(text: str) -> bool:
    """Say whether digits are no number: 007, or more of them than a number holds."""
    return _CODE.fullmatch(text) is not None or (text.isdigit() and len(text) > _LONG)


def is_odd(text: str) -> bool:
    """Say whether a text means a number that cannot be learned from: infinity, hexadecimal digits."""
    return _ODD.fullmatch(text) is not None


def read_number(text: str, comma: bool) -> WrittenNumber | None:
    """Return the number that a text says, with a decimal comma or point; None where it says none."""
    owed = _OWED.fullmatch(text)
    text = f"-{owed[1]}" if owed else text.replace("\u2212", "-").strip()
    found = (_COMMA if comma else _POINT).fullmatch(text)
    if found is None:
        return None
    unit = found["unit"] or found["paid"] or found["first"] or ""
    if found["unit"] and not found["space"] and unit not in _CLOSE:
        return None
    digits = _bare(found["digits"], found["group"] or found["lakh"], "," if comma else ".")
    value = float((found["sign"] or "") + digits)
    return WrittenNumber(value, unit, digits.isdigit())


def read_numbers(texts: Sequence[str], comma: bool) -> NumberTexts:
    """Return what texts say as numbers, with a decimal comma or point; plain ones are told at once."""
    plain = (_PLAIN_COMMA if comma else _PLAIN).fullmatch
    is_plain = np.array([plain(text) is not None for text in texts], bool)
    values, whole, units = np.full(len(texts), np.nan), np.zeros(len(texts), bool), {}
    mark, places = "," if comma else ".", np.flatnonzero(is_plain).tolist()
    simple = [texts[place] for place in places]
    whole[places] = [mark not in text for text in simple]
    values[places] = [float(text.replace(",", ".")) for text in simple] if comma else list(map(float, simple))
    others = np.flatnonzero(~is_plain).tolist()
    for place in others:
        if (found := read_number(texts[place], comma)) is not None:
            values[place], whole[place] = found.value, found.whole
            units.update({place: found.unit} if found.unit else {})
    codes = any(is_code(texts[place]) for place in others) or any(
        len(text) > _LONG and is_code(text) for text in simple
    )
    return NumberTexts(as_learned(values), whole, units, codes)


def decimal_vote(text: str) -> int:
    """Return 1 where a text is a number only with a decimal comma, -1 only with a point, 0 otherwise.

    A group of three after one mark may be either: 1,234 and 1.234 say nothing.
    """
    if "," not in text and "." not in text:
        return 0
    point, comma = read_number(text, comma=False), read_number(text, comma=True)
    return int(comma is not None) - int(point is not None)


def as_learned(values: np.ndarray) -> np.ndarray:
    """Return numbers with those as infinite that the 32 bits do not hold in which networks compute."""
    values[values > MOST_NUMBER], values[values < -MOST_NUMBER] = np.inf, -np.inf
    return values


def _bare(digits: str, group: str | None, mark: str) -> str:
    """Return digits as Python reads them."""
    if group:
        digits = digits.replace(group, "")
    return digits.replace(mark, ".") if mark != "." else digits
