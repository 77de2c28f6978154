"""How numbers stand in sentences."""

from __future__ import annotations

THIN = "\u2009"  # between groups of three digits


def thousands(count: int) -> str:
    """Return a whole number as people read it, in groups of three: 16 786 with a thin space."""
    return f"{count:,}".replace(",", THIN)
