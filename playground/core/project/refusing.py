"""What keeps a project's file from being read: all that does not fit in it, each with its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from playground.core.blocks.learning import LEARNING
from playground.core.blocks.params import Param
from playground.core.blocks.registry import BlockRegistry
from playground.core.errors import Place, PlaygroundError
from playground.core.sentences import Text, listed

_MOST_COMPLAINTS = 12


def unreadable(found: list[Text], where: Place | None = None) -> PlaygroundError:
    """Return the error that tells of the first complaints and counts the others."""
    told, more = listed(found[:_MOST_COMPLAINTS], "{first}; {second}"), len(found) - _MOST_COMPLAINTS
    words = "The project cannot be read: {told}." if more <= 0 else (
        "The project cannot be read: {told}; and {more} more.")  # fmt: skip
    return PlaygroundError(Text(words, told=told, more=more), where)


def refuse_misfits(nodes: Iterable[Mapping[str, Any]], blocks: BlockRegistry) -> None:
    """Raise PlaygroundError for parameters in a file that do not fit; kinds not known here are left alone.

    A default in a value's place would train another network than the one that was meant.
    """
    found = list(_misfits(nodes, blocks, "network"))
    if found:
        raise unreadable([words for words, _ in found], found[0][1])


def _misfits(
    nodes: Iterable[Mapping[str, Any]], blocks: BlockRegistry, path: str
) -> Iterator[tuple[Text, Place]]:
    for index, each in enumerate(nodes):
        spec, here = blocks.find(each["kind"]), f"{path}.nodes[{index}]"
        owner = each.get("label") or (spec.title if spec is not None else each["kind"])
        if spec is not None:
            yield from _of(spec.params, each, "params", owner, here)
        yield from _of(LEARNING, each, "learning", owner, here)
        if each.get("network") is not None:
            yield from _misfits(each["network"]["nodes"], blocks, f"{here}.network")


def _of(
    params: tuple[Param, ...], node: Mapping[str, Any], what: str, owner: str, path: str
) -> Iterator[tuple[Text, Place]]:
    given = node.get(what) or {}
    for param in (each for each in params if each.name in given):
        try:
            param.check(given[param.name], owner, node["id"])
        except PlaygroundError as error:
            place = f"{path}.{what}.{param.name}"
            yield Text("{path}: {why}", path=place, why=error.message.open()), error.where
