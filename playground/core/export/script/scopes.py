"""The calls of a network in the classes they are written in: one for the whole, one for each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from playground.core.model.blueprint import NOTHING, Planned
from playground.core.network.block_path import BlockPath

Rounds = tuple["ClassScope", ...]
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
            (path.own, path.groups[depth:], path.repeats[depth:], BlockPath.of_module(call.name)[1],
             call.call,
             tuple(places.get(slot, slot - begin) for slot in call.reads), call.name in frozen)
            for path, call in zip(paths, self.calls, strict=True)
        )  # fmt: skip


def written_by(call: Planned) -> range:
    """Return the slots that a call fills."""
    return range(call.writes, call.writes + call.outputs)


def scope_of(calls: Sequence[Planned], ends: Sequence[int], tables: Mapping[str, str]) -> ClassScope:
    """Return the calls as classes; `ends` are the slots that leave the network.

    `tables` names the modules that have another one's weight.
    """
    readers: dict[int, list[int]] = {}
    for index, call in enumerate(calls):
        for slot in call.reads:
            readers.setdefault(slot, []).append(index)
    for slot in ends:
        readers.setdefault(slot, []).append(-1)
    return _Grouping(tuple(calls), readers, tables).scope(range(len(calls)), 0)


@dataclass(frozen=True)
class _Grouping:
    calls: tuple[Planned, ...]
    readers: Readers
    tables: Mapping[str, str]

    @cached_property
    def uses(self) -> Mapping[str, frozenset[int]]:
        """Return which calls run with the weights of each module."""
        found: dict[str, set[int]] = {}
        for index in range(len(self.calls)):
            found.setdefault(self._weights(index), set()).add(index)
        return {name: frozenset(indices) for name, indices in found.items()}

    def _weights(self, index: int) -> str:
        name = self.calls[index].name
        return self.tables.get(name, name)

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
        whole = [self._rounds(found, depth) if key[0] and keys.count(key) == 1 else None
                 for key, found in stretches]  # fmt: skip
        classes = self._of_linked([found for _, found in stretches], whole, depth)
        items: list[BlockCalls | GroupCalls] = []
        for (_, found), rounds in zip(stretches, classes, strict=True):
            if rounds is not None:
                path = BlockPath.of(self.calls[found[0]].block).drawn
                items.append(GroupCalls(path.around[depth], rounds))
                continue
            # Where blocks beside a group run in between, its own are written among them.
            for _, own in groupby(found, lambda index: self.calls[index].block):
                items.append(BlockCalls(tuple(self.calls[index] for index in own)))
        return items

    def _of_linked(
        self, found: list[list[int]], whole: list[Rounds | None], depth: int
    ) -> list[Rounds | None]:
        """Return the rounds of groups that can be classes: those whose weights no block outside has.

        Linked copies of one group, all here and alike, are one class, which gives what any of them has to.
        """
        classes = list(whole)
        for index, rounds in enumerate(whole):
            if rounds is None or self._alone(found[index]):
                continue
            form = self._form(found[index], rounds, depth)
            same = [place for place, other in enumerate(whole)
                    if other is not None and self._form(found[place], other, depth) == form]  # fmt: skip
            if not self._alone([each for place in same for each in found[place]]):
                classes[index] = None
                continue
            together = [scope for place in same for scope in whole[place] or ()]
            count = len(rounds)
            alike = _alike_by(together, count)
            classes[index] = tuple(alike[same.index(index) * count :][:count])
        return classes

    def _alone(self, found: Sequence[int]) -> bool:
        """Say whether no other calls have the weights of these."""
        own = set(found)
        return all(self.uses[self._weights(index)] <= own for index in found)

    def _form(self, found: Sequence[int], rounds: Rounds, depth: int) -> tuple[object, ...]:
        names = tuple(self.calls[index].name for index in found)
        return names, tuple(each.form(depth + 1, frozenset()) for each in rounds)

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


def _alike_by(scopes: list[ClassScope], count: int) -> list[ClassScope]:
    """Return the rounds of several copies of a group, so many of each, that give what any of them has to."""
    alike = list(scopes)
    for turn in range(count):
        alike[turn::count] = _alike(scopes[turn::count])
    return alike


def _alike(rounds: list[ClassScope]) -> list[ClassScope]:
    """Return repeats that all give what any of them has to, where they have the same calls."""
    if len({len(each.calls) for each in rounds}) > 1:
        return rounds
    places = sorted({slot - each.calls[0].writes for each in rounds for slot in each.outputs})
    return [replace(each, outputs=tuple(each.calls[0].writes + place for place in places)) for each in rounds]
