"""Repeats of a group that share their weights: what each needs must be the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from playground.core.errors import Place
from playground.core.graph.expand import Flat
from playground.core.graph.wiring import label_of
from playground.core.network.block_path import BlockPath
from playground.core.shapes.misfit import Misfit
from playground.core.shapes.shape_cache import Found


def misfits_of_repeats(flat: Flat, found: Mapping[str, Found]) -> Iterator[Misfit]:
    """Yield blocks that would be made otherwise in one repeat than in the first, whose weights they have."""
    for node, first in flat.twins.items():
        one, other = found.get(first), found.get(node)
        if one is not None and other is not None and one.call != other.call:
            where = Place(str(BlockPath.of(node).parting(BlockPath.of(first))), param="shared")
            message = (
                f"{label_of(flat.network, first)} has the same weights in every repeat, {_gets(one, other)}."
            )
            yield Misfit("error", where, message, reason="shared")


def _gets(one: Found, other: Found) -> str:
    shapes = [" and ".join(shape.text() for shape in each.arriving.values()) for each in (one, other)]
    return f"but gets {shapes[0]} in one and {shapes[1]} in another"
