"""Repeats of a group as a loop: what goes from one into the next, and what all of them read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.core.export.script.scopes import ClassScope, GroupCalls


@dataclass(frozen=True)
class Loop:
    """How repeats hang together."""

    carried: Mapping[int, int]  # the place of an input -> that of the output of the repeat before
    constant: frozenset[int]  # slots that every repeat reads


def loop_of(group: GroupCalls, outside: Sequence[int]) -> Loop | None:
    """Return how the repeats of a group make a loop; None where they do not.

    `outside` are slots that others read too: those of the last repeat alone can be had behind a loop.
    """
    first, rest = group.rounds[0], group.rounds[1:]
    if any(len(each.inputs) != len(first.inputs) or len(each.outputs) != len(first.outputs) for each in rest):
        return None
    if any(slot in outside for each in group.rounds[:-1] for slot in each.outputs):
        return None
    carried: dict[int, int] = {}
    for place, slot in enumerate(first.inputs):
        if all(each.inputs[place] == slot for each in rest):
            continue
        outputs = {_from(before, after, place) for before, after in zip(group.rounds, rest, strict=False)}
        if len(outputs) != 1 or None in outputs:
            return None
        carried[place] = next(each for each in outputs if each is not None)
    if len(set(carried.values())) != len(carried):
        return None
    constant = frozenset(slot for place, slot in enumerate(first.inputs) if place not in carried)
    return Loop(carried, constant)


def _from(before: ClassScope, after: ClassScope, place: int) -> int | None:
    """Return which output of a repeat is an input of the next."""
    slot = after.inputs[place]
    return before.outputs.index(slot) if slot in before.outputs else None
