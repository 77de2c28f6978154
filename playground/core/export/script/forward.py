"""The lines of a class that run it: each block a line, each value under a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from playground.core.export.script.expressions import IMPORTED, NONE, Written, written
from playground.core.export.script.lines import CodeLine, statement
from playground.core.export.script.loops import Loop, loop_of
from playground.core.export.script.names import FreeNames
from playground.core.export.script.scopes import BlockCalls, ClassScope, GroupCalls, written_by
from playground.core.model.blueprint import NOTHING, Planned
from playground.core.network.block_path import BlockPath

PASSED = "x"  # a value that only the next line reads
Item = BlockCalls | GroupCalls


@dataclass(frozen=True)
class Assigned:
    """One statement of `forward`: a value under a name, or the head of a loop without any."""

    targets: str
    value: str
    blocks: tuple[str, ...]
    depth: int = 2

    def lines(self) -> list[CodeLine]:
        """Return it as lines."""
        text = f"{self.targets} = {self.value}" if self.targets else self.value
        return statement(text, self.depth, self.blocks, runs=bool(self.blocks))


class ForwardBody:
    """The lines of `forward`: `inputs` are the names of what it takes."""

    def __init__(self, scope: ClassScope, attributes: Mapping[str, str], base: Callable[[str], str],
                 called: Mapping[int, str], outputs: Sequence[int]) -> None:  # fmt: skip
        """`attributes` names modules and groups, `base` blocks, `called` slots that come from outside."""
        self._scope, self._attributes, self._base, self._outputs = scope, attributes, base, tuple(outputs)
        self._names = FreeNames((PASSED, *IMPORTED, *called.values()))
        self._of = dict(called)
        self._last: dict[int, int] = {}  # the item that reads a slot last
        self._readers: dict[int, set[int]] = {}
        self.functions: set[str] = set()
        self._read()
        self.inputs = self._named_inputs()
        self._done: list[Assigned] = []

    def lines(self) -> list[CodeLine]:
        """Return the statements, the last of which returns what leaves."""
        for index, item in enumerate(self._scope.items):
            self._name_outputs(index, item)
            if isinstance(item, BlockCalls):
                self._block(item)
            else:
                self._group(item)
        returned = ", ".join(self._of[slot] for slot in self._outputs)
        if not self._done:
            return statement(f"return {returned}", 2)
        *before, last = self._done
        found = [line for each in before for line in each.lines()]
        if last.targets == returned and last.depth == 2:
            return found + statement(f"return {last.value}", 2, last.blocks, runs=True)
        return found + last.lines() + statement(f"return {returned}", 2)

    def _read(self) -> None:
        for index, item in enumerate(self._scope.items):
            for slot in _reads(item):
                self._readers.setdefault(slot, set()).add(index)

    def _named_inputs(self) -> list[str]:
        for number, slot in enumerate(self._scope.inputs):
            if slot not in self._of:
                self._of[slot] = PASSED if not number and self._passes(slot, 0) else self._names.take("given")
        return [self._of[slot] for slot in self._scope.inputs]

    def _name_outputs(self, index: int, item: Item) -> None:
        """Give what an item makes the name of its block, unless the next line alone reads it."""
        kept = [slot for slot in _made(item) if slot in self._readers or slot in self._outputs]
        base = self._base(_ids(item)[0])
        for number, slot in enumerate(kept):
            alone = len(kept) == 1 and self._passes(slot, index + 1)
            self._of[slot] = PASSED if alone else self._names.take(f"{base}_{number + 1}" if number else base)

    def _passes(self, slot: int, reader: int) -> bool:
        """Say whether a value is gone once the item with a number has read it."""
        items = self._scope.items
        if slot in self._outputs:
            return reader == len(items) and slot not in self._readers
        if self._readers.get(slot) != {reader}:
            return False
        item = items[reader]
        if isinstance(item, BlockCalls) or len(item.rounds) == 1:
            return True
        loop = self._loop_of(item)
        return loop is not None and slot not in loop.constant

    def _loop_of(self, item: GroupCalls) -> Loop | None:
        own = set(self._outputs)
        beside = {
            slot for slot, readers in self._readers.items() if readers - {self._scope.items.index(item)}
        }
        return loop_of(item, tuple(own | beside))

    def _block(self, item: BlockCalls) -> None:
        made = [self._value(slot) for slot in item.calls[0].reads]
        for call in item.calls:
            made = [self._call(call, made)]
        targets = ", ".join(self._of.get(slot, "_") for slot in written_by(item.calls[-1]))
        self._done.append(Assigned(targets, made[0].text, _ids(item)))

    def _call(self, call: Planned, given: list[Written]) -> Written:
        found = written(call.call, given)
        if found is None:
            within = frozenset[str]().union(*(each.functions for each in given))
            words = ", ".join(each.text for each in given)
            found = Written(f"self.{self._attributes[call.name]}({words})", functions=within)
        self.functions |= found.functions
        return found

    def _value(self, slot: int) -> Written:
        return NONE if slot == NOTHING else Written(self._of[slot])

    def _group(self, item: GroupCalls) -> None:
        attribute = f"self.{self._attributes[str(item.path)]}"
        loop = self._loop_of(item) if len(item.rounds) > 1 else None
        if loop is not None:
            self._loop(item, loop, attribute)
            return
        for number, each in enumerate(item.rounds):
            for slot in each.outputs:
                if slot not in self._of and slot in self._readers:
                    self._of[slot] = self._names.take(self._base(str(item.path)))
            called = attribute if item.shared or len(item.rounds) == 1 else f"{attribute}[{number}]"
            given = ", ".join(self._of[slot] for slot in each.inputs)
            self._done.append(Assigned(self._targets(each), f"{called}({given})", _ids(item)))

    def _loop(self, item: GroupCalls, loop: Loop, attribute: str) -> None:
        first, last = item.rounds[0], item.rounds[-1]
        carried: dict[int, str] = {}
        for into, out in loop.carried.items():
            slot, begin = last.outputs[out], first.inputs[into]
            name = carried[begin] = self._of.setdefault(slot, "") or self._names.take(
                self._base(str(item.path))
            )
            self._of[slot] = name
            if self._of[begin] != name:
                self._done.append(Assigned(name, self._of[begin], ()))
        turn, rounds = "_", f"range({len(item.rounds)})"
        if not item.shared:
            turn, rounds = self._names.take("block"), attribute
        self._done.append(Assigned("", f"for {turn} in {rounds}:", _ids(item)))
        given = ", ".join(carried.get(slot) or self._of[slot] for slot in first.inputs)
        called = attribute if item.shared else turn
        self._done.append(Assigned(self._targets(last), f"{called}({given})", _ids(item), depth=3))

    def _targets(self, scope: ClassScope) -> str:
        return ", ".join(self._of.get(slot, "_") for slot in scope.outputs)


def _reads(item: Item) -> Iterable[int]:
    """Return the slots that an item reads from what stands before it."""
    if isinstance(item, BlockCalls):
        return [slot for slot in item.calls[0].reads if slot != NOTHING]
    return [slot for each in item.rounds for slot in each.inputs]


def _made(item: Item) -> Sequence[int]:
    """Return the slots that an item leaves behind."""
    if isinstance(item, BlockCalls):
        return written_by(item.calls[-1])
    return item.rounds[-1].outputs


def _ids(item: Item) -> tuple[str, ...]:
    """Return the blocks of an item as they are drawn; a group stands for what is in it."""
    if isinstance(item, BlockCalls):
        return (str(BlockPath.of(item.calls[0].block).drawn),)
    return (str(item.path),)
