"""An order of the calls in which groups that run side by side stand one after the other, to the same bits.

A run takes such groups step by step in turns. Backward passes go through the calls in reverse, so gradients
add up in the same order, and to the same bits, as long as the readers of each value and the calls of each
layer keep their order, and so do the calls that draw random numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from playground.core.blocks.calls import Call
from playground.core.model.blueprint import NOTHING, Blueprint, Planned
from playground.core.network.block_path import BlockPath
from playground.core.network.nesting import Path

_DRAWING = re.compile("Drop|Noise|Latent|Stochastic|RReLU")


def draws(call: Call) -> bool:
    """Say whether a call may draw random numbers in training."""
    return bool(_DRAWING.search(call.target) or call.kwargs.get("dropout"))


def gathered(drawn: Blueprint) -> Blueprint:
    """Return the calls with groups in one piece, as far as that changes no bit; else as they are."""
    found = _Order(drawn).found()
    calls = [drawn.calls[index] for index in found]
    if _stretches(calls) >= _stretches(drawn.calls):
        return drawn
    return _renumbered(drawn, calls)


def _groups(call: Planned) -> Path:
    return BlockPath.of(call.block).groups


def _stretches(calls: Iterable[Planned]) -> int:
    """Return how many pieces groups lie in."""
    return sum(one != other and bool(other) for one, other in pairwise(((), *map(_groups, calls))))


class _Order:
    """Lay calls in a row, each behind those that have to come before it."""

    def __init__(self, drawn: Blueprint) -> None:
        self.calls = drawn.calls
        self.before: list[set[int]] = [set() for _ in self.calls]
        readers: dict[int, list[int]] = {}
        layers: dict[str, list[int]] = {}
        makers = {call.writes + port: index for index, call in enumerate(self.calls)
                  for port in range(call.outputs)}  # fmt: skip
        for index, call in enumerate(self.calls):
            layers.setdefault(drawn.tables.get(call.name, call.name), []).append(index)
            for slot in set(call.reads) - {NOTHING}:
                readers.setdefault(slot, []).append(index)
                self.before[index] |= {makers[slot]} if slot in makers else set()
        drawing = [index for index, call in enumerate(self.calls) if draws(call.call)]
        for row in (*readers.values(), *layers.values(), drawing):
            for one, other in pairwise(row):
                self.before[other].add(one)

    def found(self) -> list[int]:
        """Return the places of the calls in their new order: on in a group, then beside groups, as before."""
        left, done = dict.fromkeys(range(len(self.calls))), list[int]()
        waiting = [len(each) for each in self.before]
        after: list[list[int]] = [[] for _ in self.calls]
        for index, each in enumerate(self.before):
            for one in each:
                after[one].append(index)
        ready, here = {index for index in left if not waiting[index]}, Path()
        while ready:
            index = min(ready, key=lambda each, here=here: self._rank(each, here))  # type: ignore[misc]
            ready.remove(index)
            done.append(index)
            here = _groups(self.calls[index])
            for other in after[index]:
                waiting[other] -= 1
                ready |= set() if waiting[other] else {other}
        return done

    def _rank(self, index: int, here: Path) -> tuple[int, bool, int]:
        own = _groups(self.calls[index])
        common = next((depth for depth, (one, other) in enumerate(zip(own, here, strict=False))
                       if one != other), min(len(own), len(here)))  # fmt: skip
        return -common, len(own) > common, index


def _renumbered(drawn: Blueprint, calls: Sequence[Planned]) -> Blueprint:
    """Return the calls with slots in the order in which they are filled now; entries keep theirs."""
    entries = [slot for _, slot in drawn.entries]
    new = {NOTHING: NOTHING, **{slot: place for place, slot in enumerate(entries)}}
    for call in calls:
        for port in range(call.outputs):
            new[call.writes + port] = len(new) - 1
    moved = tuple(replace(call, reads=tuple(new[slot] for slot in call.reads), writes=new[call.writes])
                  for call in calls)  # fmt: skip
    return replace(
        drawn, calls=moved, entries=tuple((name, new[slot]) for name, slot in drawn.entries),
        exits=tuple((goal, new[slot]) for goal, slot in drawn.exits),
        aliases={node: new[slot] for node, slot in drawn.aliases.items()},
        masks={goal: new[slot] for goal, slot in drawn.masks.items()},
    )  # fmt: skip
