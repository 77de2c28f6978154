"""The calls of a network in the classes they are written in: one for the whole, one for each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from playground.core.model.blueprint import NOTHING, Planned
from playground.core.network.block_path import BlockPath

Readers = Mapping[int, Sequence[int]]  # of each slot, the numbers of the calls; -1 for the end of all


@dataclass(frozen=True)
class BlockCalls:
    """One block: its calls, each taking what the one before it gave."""

    calls: tuple[Planned, ...]


@dataclass(frozen=True)
class GroupCalls:
    """One group, its repeats one after the other."""

    path: BlockPath  # of the group as it is drawn
    rounds: tuple[ClassScope, ...]

    @property
    def shared(self) -> bool:
        """Say whether all repeats have the same weights."""
        return len({each.modules for each in self.rounds}) == 1


@dataclass(frozen=True)
class ClassScope:
    """What stands in one class."""

    items: tuple[BlockCalls | GroupCalls, ...]
    calls: tuple[Planned, ...]
    inputs: tuple[int, ...]  # slots, in the order in which they are read first
    outputs: tuple[int, ...]  # slots that are read elsewhere

    @property
    def modules(self) -> frozenset[str]:
        """Return the names of the modules in it."""
        return frozenset(call.name for call in self.calls)

    def form(self, depth: int, frozen: frozenset[str]) -> tuple[object, ...]:
        """Return what is the same of all repeats, so many groups deep, that have the same calls."""
        begin = self.calls[0].writes
        places = {slot: -2 - index for index, slot in enumerate(self.inputs)} | {NOTHING: NOTHING}
        paths = [BlockPath.of(call.block) for call in self.calls]
        return tuple(
            (path.own, path.groups, path.repeats[depth:], BlockPath.of_module(call.name)[1], call.call,
             tuple(places.get(slot, slot - begin) for slot in call.reads), call.name in frozen)
            for path, call in zip(paths, self.calls, strict=True)
        )  # fmt: skip


def written_by(call: Planned) -> range:
    """Return the slots that a call fills."""
    return range(call.writes, call.writes + call.outputs)


def scope_of(calls: Sequence[Planned], ends: Sequence[int]) -> ClassScope:
    """Return the calls as classes; `ends` are the slots that leave the network."""
    readers: dict[int, list[int]] = {}
    for index, call in enumerate(calls):
        for slot in call.reads:
            readers.setdefault(slot, []).append(index)
    for slot in ends:
        readers.setdefault(slot, []).append(-1)
    return _Grouping(tuple(calls), readers).scope(range(len(calls)), 0)


@dataclass(frozen=True)
class _Grouping:
    calls: tuple[Planned, ...]
    readers: Readers

    def scope(self, here: range, depth: int) -> ClassScope:
        """Return what a stretch of calls holds, so many groups deep."""
        calls = self.calls[here.start : here.stop]
        made = {slot for call in calls for slot in written_by(call)}
        inputs = dict.fromkeys(slot for call in calls for slot in call.reads
                               if slot not in made and slot != NOTHING)  # fmt: skip
        outputs = [slot for call in calls for slot in written_by(call)
                   if any(index not in here for index in self.readers.get(slot, ()))]  # fmt: skip
        return ClassScope(tuple(self._items(here, depth)), calls, tuple(inputs), tuple(outputs))

    def _items(self, here: range, depth: int) -> list[BlockCalls | GroupCalls]:
        stretches = [(key, list(each)) for key, each in groupby(here, lambda index: self._key(index, depth))]
        keys = [key for key, _ in stretches]
        items: list[BlockCalls | GroupCalls] = []
        for key, found in stretches:
            rounds = self._rounds(found, depth) if key[0] and keys.count(key) == 1 else None
            if rounds is not None:
                path = BlockPath.of(self.calls[found[0]].block).drawn
                items.append(GroupCalls(path.around[depth], rounds))
                continue
            # Where blocks beside a group run in between, its own are written among them.
            for _, own in groupby(found, lambda index: self.calls[index].block):
                items.append(BlockCalls(tuple(self.calls[index] for index in own)))
        return items

    def _key(self, index: int, depth: int) -> tuple[str, str]:
        """Return the group of a call at a depth, or its block."""
        groups = BlockPath.of(self.calls[index].block).groups
        return (groups[depth], "") if len(groups) > depth else ("", self.calls[index].block)

    def _rounds(self, found: list[int], depth: int) -> tuple[ClassScope, ...] | None:
        """Return the repeats of a group; None where they do not run one after the other."""
        paths = [BlockPath.of(self.calls[index].block) for index in found]
        stretches = [
            (number, [index for _, index in each])
            for number, each in groupby(zip(paths, found, strict=True), lambda pair: pair[0].repeats[depth])
        ]
        numbers = [number for number, _ in stretches]
        if numbers != sorted(set(numbers)):
            return None
        rounds = [self.scope(range(own[0], own[-1] + 1), depth + 1) for _, own in stretches]
        return tuple(_alike(rounds))


def _alike(rounds: list[ClassScope]) -> list[ClassScope]:
    """Return repeats that all give what any of them has to, where they have the same calls."""
    if len({len(each.calls) for each in rounds}) > 1:
        return rounds
    places = sorted({slot - each.calls[0].writes for each in rounds for slot in each.outputs})
    return [replace(each, outputs=tuple(each.calls[0].writes + place for place in places)) for each in rounds]
