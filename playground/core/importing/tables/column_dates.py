"""Whether a column holds dates, and in which formats they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from playground.core.catalogue.manifest import Column
from playground.core.importing.tables import dates
from playground.core.importing.tables.found_cells import FoundCells
from playground.core.importing.tables.reading import Ways
from playground.core.importing.tables.words import MISSING, MISSING_NUMBER

_LOOKED_AT = 2000  # different texts by which formats are found
_FIRST = 50  # of them, most of which must be dates for the others to be looked at
_STRANGE = 0.1  # of the values may be no dates
_NAME = re.compile(r".*(?:date|datum|day|tag)\b.*", re.IGNORECASE)


def column_of_dates(found: FoundCells, by_name: bool = False) -> Column | None:
    """Return a column of dates, None where too few cells are; `by_name` looks for whole numbers as 20230401.

    Those are dates where the column's name says so.
    """
    if by_name:
        return _compact(found)
    some = list(found.present_numbers)[:_FIRST]
    if 2 * sum(len(dates.formats_of([text])) > 0 for text in some) <= len(some):
        return None
    written = written_dates(found.present_numbers, found.ways)
    days = (dates.read_date(text, written) for text in found.present_numbers)
    fitting = sum(
        count for day, count in zip(days, found.present_numbers.values(), strict=True) if day == day
    )
    whole = sum(found.present_numbers.values())
    enough = fitting > whole / 2 and whole - fitting <= max(1, _STRANGE * whole)
    return Column(found.name, "date", written=written) if enough else None


def written_dates(present: Mapping[str, int], ways: Ways) -> str:
    """Return the formats in which dates are written, those that most have first."""
    fits = dates.formats_of(list(present)[:_LOOKED_AT])
    for day, month in dates.DAY_FIRST.items():
        if day in fits and month in fits:
            first = _is_day_first(list(present), day, month, fits, ways)
            keep, other = (day, month) if first else (month, day)
            if fits[other] <= fits[keep] and not _only(present, other, keep):
                del fits[other]
            fits[keep] = fits.get(keep, 0) + len(present)
    return dates.written_as(sorted(fits, key=lambda form: -fits[form]))


def _compact(found: FoundCells) -> Column | None:
    if not _NAME.fullmatch(found.name) or not found.different_numbers:
        return None
    first = (text for text in found.texts if text.lower() not in MISSING | MISSING_NUMBER)
    if not all(map(_is_compact, islice(first, _FIRST))) and not found.ways.also_missing:
        return None  # at once, where there are very many
    fits = all(map(_is_compact, found.present_numbers))
    return Column(found.name, "date", written=dates.COMPACT) if fits else None


def _is_compact(text: str) -> bool:
    return len(text) == 8 and dates.days_of(text, dates.COMPACT) is not None


def _only(present: Mapping[str, int], form: str, other: str) -> bool:
    """Say whether some dates can be read in one format and not in the other."""
    return any(
        dates.days_of(text, form) is not None and dates.days_of(text, other) is None for text in present
    )


def _is_day_first(texts: list[str], day: str, month: str, fits: Mapping[str, int], ways: Ways) -> bool:
    """Say which comes first: what more dates allow, what is told, in which order they go on; else the day."""
    if fits[day] != fits[month]:
        return fits[day] > fits[month]
    if ways.day_first is not None:
        return ways.day_first
    return dates.in_order(texts, day) <= dates.in_order(texts, month)
