"""What keeps one block from working where it stands, as a value with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from playground.core.blocks.per_axis import along
from playground.core.blocks.reach import Window, Windows, places_of
from playground.core.blocks.shapes import Shape, broadcast
from playground.core.blocks.spec import Together
from playground.core.errors import Problem
from playground.core.graph.expand import Flat
from playground.core.network.values import Edge
from playground.core.sentences import Text, listed, thousands
from playground.core.shapes.memory import in_words

MisfitReason = Literal[
    "param", "field", "rank", "dtype", "values", "window", "empty", "memory", "unequal", "shared", "linked",
    "refused",
]  # fmt: skip


@dataclass(frozen=True)
class Misfit(Problem):
    """A block that cannot work where it stands; `reason` tells the checks which fixes to offer."""

    reason: MisfitReason = "refused"
    got: Shape | None = None


def as_drawn(failure: Misfit, flat: Flat) -> Misfit:
    """Return a failure with the wire that a person sees, in the network where the block stands."""
    edge = failure.where.edge
    drawn = flat.wires.get(Edge(*edge)) if edge is not None else None
    where = replace(failure.where, edge=drawn.as_tuple() if drawn is not None else edge)
    return replace(failure, where=where)


def odd_one(together: Together, arriving: Mapping[str, Shape]) -> tuple[str, Shape] | None:
    """Return the first port whose shape does not go with those before it, and what these are together."""
    before: Shape | None = None
    for port, shape in arriving.items() if together != "any" else ():
        joined = shape if before is None else _joined(together, before, shape)
        if joined is None:
            assert before is not None  # one alone goes with itself
            return port, before
        before = joined
    return None


def _joined(together: Together, one: Shape, other: Shape) -> Shape | None:
    if together == "broadcast":
        return broadcast(one, other)
    return one if one.sizes == other.sizes else None


def unequal(label: str, together: Together, first: Shape, other: Shape) -> Text:
    """Say that two inputs have shapes that do not go together."""
    words = "{block} needs inputs of one shape, but gets {first} and {other}."
    if together == "broadcast" and first.rank != other.rank:
        words = "{block} needs inputs with equally many axes, but gets {first} and {other}."
    elif together == "broadcast":
        words = (
            "{block} needs inputs whose sizes are equal, or 1 in one of them, but gets {first} and {other}."
        )
    return Text(words, block=label, first=first.text(), other=other.text())


def without_field(label: str, brings: Text, named: str = "") -> Text:
    """Say that the data have nothing of what a source brings, or others of its kind than the one named."""
    if named:
        words = "{block} is to bring {field!r:.40}, but this data set has no {brings} of that name."
        return Text(words, block=label, field=named, brings=brings)
    return Text("{block} brings {field}, but this data set has none.", block=label, field=brings)


def too_few_rows(label: str, rows: int, words: int) -> Text:
    """Say that a table has fewer rows than there are words."""
    told = "{block} has {rows} rows, but {words} words arrive: each needs a row."
    return Text(told, block=label, rows=thousands(rows), words=thousands(words))


def too_large(label: str, needed: int, free: int, holder: Text) -> Text:
    """Say that a block would need more memory than `holder` has."""
    words = "{block} would need {needed}; {holder} has {free} free."
    return Text(words, block=label, needed=in_words(needed), holder=holder, free=in_words(free))


_WINDOWS = {
    2: "{block} looks through a window of {window} steps, but gets a sequence of {places}.",
    3: "{block} looks through a window of {window}, but gets a picture of {places}.",
    4: "{block} looks through a window of {window}, but gets a clip of {places}.",
}


def too_large_a_window(label: str, windows: Windows, got: Shape) -> Text | None:
    """Say that a window does not fit on a sequence, a picture or a clip; None where it does."""
    places = places_of(got.sizes)
    found = along(windows, len(places))
    if got.rank not in _WINDOWS or all(map(Window.fits, found, places)):
        return None
    spans = (size if each.kernel == inf else int(each.span) for each, size in zip(found, places, strict=True))
    window, room = (" × ".join(map(str, each)) for each in (spans, places))
    return Text(_WINDOWS[got.rank], block=label, window=window, places=room)


def refused(label: str, given: Iterable[Shape | None], why: object = "") -> Text:
    """Say that a block does not take what arrives, and why where that is known."""
    gets = listed(shape.text() for shape in given if shape is not None)
    if isinstance(why, Text):
        return Text("{block} cannot work on {gets}: {why}.", block=label, gets=gets, why=why)
    return Text("{block} cannot work on {gets} with these settings.", block=label, gets=gets)


def nothing_left(label: str, got: Shape, made: Shape) -> Text:
    """Say that an axis would have no length behind a block."""
    words = "{block} leaves nothing of {given}: {made}."
    return Text(words, block=label, given=got.text(), made=made.text())
