"""Cells of tables that somebody opens in a spreadsheet: text stays text there, nothing is carried out."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BEGINS = ("=", "+", "-", "@", "\t", "\r")  # a formula in one spreadsheet or another
_NUMBER = re.compile(r"[+-](?:(?:\d[\d .,'\u2019\u202f]*|[.,]\d+)(?:[eE][+-]?\d+)?\s?[%°\w]{0,8}|inf|nan)")


def inert(cells: Iterable[str]) -> list[str]:
    """Return cells with an apostrophe before what a spreadsheet would take for a formula; numbers stay.

    What stands in a file, or in a project that somebody sent, could otherwise run a command there: see
    CSV Injection, OWASP.
    """
    return [f"'{cell}" if _is_formula(cell) else cell for cell in cells]


def _is_formula(cell: str) -> bool:
    return cell.startswith(_BEGINS) and _NUMBER.fullmatch(cell) is None
