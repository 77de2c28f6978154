"""Repeats of a group that share their weights: what each needs must be the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from playground.core.errors import Place
from playground.core.graph.expand import Flat
from playground.core.graph.wiring import Graph
from playground.core.network.block_path import BlockPath
from playground.core.sentences import Text, listed
from playground.core.shapes.misfit import Misfit
from playground.core.shapes.shape_cache import Found


def misfits_of_repeats(flat: Flat, graph: Graph, found: Mapping[str, Found]) -> Iterator[Misfit]:
    """Yield blocks that would be made otherwise in one repeat than in the first, whose weights they have."""
    for node, first in flat.twins.items():
        one, other = found.get(first), found.get(node)
        if one is not None and other is not None and one.call != other.call:
            where = Place(str(BlockPath.of(node).parting(BlockPath.of(first))), param="shared")
            message = _words(graph.label(first), one, other)
            yield Misfit("error", where, message, reason="shared")


def _words(label: str, one: Found, other: Found) -> Text:
    first, second = (listed(shape.text() for shape in each.arriving.values()) for each in (one, other))
    words = "{block} has the same weights in every repeat, but gets {first} in one and {second} in another."
    return Text(words, block=label, first=first, second=second)
