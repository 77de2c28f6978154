"""Dates and moments as people write them, as days since 1970-01-01 in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import numpy as np

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400.0  # seconds
_PIVOT = 69  # two digits of a year up to 68 are of this century, as strptime has it
_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
        "jän febr mär apr mai jun jul aug sept okt nov dez",
        "januar februar märz april mai juni juli august september oktober november dezember",
    )
    for number, name in enumerate(names.split(), 1)
}
_PIECES = {
    "%Y": r"(?P<Y>[12]\d{3})", "%y": r"(?P<y>\d\d)", "%m": r"(?P<m>1[0-2]|0?[1-9])",
    "%d": r"(?P<d>3[01]|[12]\d|0?[1-9])", "%b": r"(?P<b>[^\W\d_]{3,9})\.?",
}  # fmt: skip
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|" \
    r"saturday|sunday|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)" \
    r"[.,]*\s+)?"  # fmt: skip
_TIME = (
    r"(?:(?:[T: ]|, )\s*(?P<H>[01]?\d|2[0-3]):(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d|60)(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s?(?P<p>[AaPp]\.?[Mm]\.?)?\s?(?P<zone>Z|(?:UTC|GMT)?[+-]\d\d?:?(?:\d\d)?|UTC|GMT)?)?"
)
# Formats as of strptime, without the time that may follow. Those in which only the order of day and month
# differs stand as pairs below.
FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y",
    "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d. %b %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y",
    "%d/%b/%Y", "%d %b %y", "%b %Y", "%b-%Y", "%b-%y", "%Y-%m",
)  # fmt: skip
DAY_FIRST = {"%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y", "%d/%m/%y": "%m/%d/%y"}
_SPLIT = "|"  # between the formats of one column


def _pattern(form: str) -> re.Pattern[str]:
    parts = (_PIECES.get(part) or re.escape(part) for part in re.split(r"(%[A-Za-z])", form))
    # A day of the week stands before a month that is a word: with digits alone it might be part of a name.
    before = f"(?i:{_WEEKDAY})" if "%b" in form else ""
    return re.compile(before + "".join(parts) + _TIME)


COMPACT = "%Y%m%d"  # also a whole number: a date where the column's name says so
_PATTERNS = {form: _pattern(form) for form in (*FORMATS, COMPACT)}


def days_of(text: str, form: str) -> float | None:
    """Return the day that a text says in a format, with the time of day as a part of it; None for none."""
    found = _PATTERNS[form].fullmatch(text)
    if found is None:
        return None
    said = found.groupdict()
    month = int(said["m"]) if said.get("m") else _MONTHS.get((said.get("b") or "").lower(), 0)
    try:
        day = date(_year(said), month, int(said.get("d") or 1))
    except ValueError:
        return None
    return day.toordinal() - _EPOCH + _seconds(said) / _DAY


def formats_of(texts: Iterable[str]) -> dict[str, int]:
    """Return how many texts fit each format, those with day and month in either order among both."""
    counts: dict[str, int] = {}
    for text in texts:
        for form in FORMATS:
            if days_of(text, form) is not None:
                counts[form] = counts.get(form, 0) + 1
    return counts


def is_ambiguous(text: str) -> bool:
    """Say whether a date can be read with the day first and with the month first, and means two days."""
    for form, other in DAY_FIRST.items():
        first, second = days_of(text, form), days_of(text, other)
        if first is not None and second is not None:
            return first != second
    return False


def read_date(text: str, written: str) -> float:
    """Return the day by the first of a column's formats that fits; NaN where none does."""
    for form in written.split(_SPLIT):
        if form in _PATTERNS and (days := days_of(text, form)) is not None:
            return days
    return float("nan")


def written_as(forms: Iterable[str]) -> str:
    """Return formats as a column keeps them, the first one tried first."""
    return _SPLIT.join(forms)


def in_order(texts: list[str], form: str) -> int:
    """Return how many steps from one date to the next go back in a format."""
    days = np.array([day for text in texts if (day := days_of(text, form)) is not None])
    return int((np.diff(days) < 0).sum())


def _year(said: dict[str, str | None]) -> int:
    if said.get("y"):
        short = int(said["y"] or 0)
        return short + (2000 if short < _PIVOT else 1900)
    return int(said["Y"] or 0)


def _seconds(said: dict[str, str | None]) -> float:
    """Return the seconds since the day began, in UTC where a zone is told."""
    hour = int(said["H"] or 0)
    if said["p"]:
        hour = hour % 12 + (12 if said["p"].lower().startswith("p") else 0)
    whole = hour * 3600 + int(said["M"] or 0) * 60 + int(said["S"] or 0)
    return whole + float(f"0.{said['f'] or 0}") - _offset(said["zone"] or "")


def _offset(zone: str) -> int:
    signed = zone.removeprefix("GMT").removeprefix("UTC")
    digits = signed[1:].replace(":", "")
    if not digits.isdigit():
        return 0
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    seconds = int(hours) * 3600 + int(minutes) * 60
    return -seconds if signed.startswith("-") else seconds


def day_text(days: float) -> str:
    """Return a number of days since 1970-01-01 as a date, year first; "" for none."""
    if days != days:
        return ""
    return date.fromordinal(_EPOCH + int(days // 1)).isoformat()
