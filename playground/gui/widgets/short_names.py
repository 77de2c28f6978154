"""Names that must share little room: cut where they are alike, so that they can still be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from os.path import commonprefix

ELLIPSIS = "…"
Measure = Callable[[str], float]


def short_names(names: Sequence[str], room: float, measure: Measure) -> tuple[str, ...]:
    """Return the names, shortened to fit a width: first what they begin with alike, then their ends.

    "grower 1" and "grower 2" become "gr…1" and "gr…2", never "grow…" twice.
    """
    if all(measure(name) <= room for name in names):
        return tuple(names)
    alike = commonprefix(list(names)) if len(names) > 1 else ""
    made = [_without(name, len(alike), room, measure) for name in names]
    twice = {name for name, count in Counter(made).items() if count > 1}
    return tuple(_both_ends(name, room, measure) if short in twice and short != name else short
                 for name, short in zip(names, made, strict=True))  # fmt: skip


def _without(name: str, alike: int, room: float, measure: Measure) -> str:
    """Return a name that lacks some of its first letters, which others have, too."""
    if measure(name) <= room:
        return name
    rest = name[alike:]
    for kept in range(alike - 1, -1, -1):
        made = name[:kept].rstrip() + ELLIPSIS + rest
        if rest and measure(made) <= room:
            return made
    return _begun(rest or name, room, measure)


def _begun(name: str, room: float, measure: Measure) -> str:
    """Return as much of the beginning as fits; one letter always does."""
    for kept in range(len(name) - 1, 0, -1):
        made = name[:kept].rstrip() + ELLIPSIS
        if measure(made) <= room:
            return made
    return name[:1]


def _both_ends(name: str, room: float, measure: Measure) -> str:
    """Return beginning and end of a name whose beginning alone is that of another, too."""
    for kept in range(len(name) - 1, 1, -1):
        made = name[: kept - kept // 2] + ELLIPSIS + name[len(name) - kept // 2 :]
        if measure(made) <= room:
            return made
    return _begun(name, room, measure)
