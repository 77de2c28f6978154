"""The forward pass of training: the model's own calls in its own order, and nothing else each step."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from functools import partial
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from playground.core.blocks.spec import Role
from playground.core.graph.wiring import Graph
from playground.core.model.blueprint import NOTHING
from playground.core.model.model import PlaygroundModel, Step
from playground.core.model.precision import in_float32
from playground.core.network.block_path import lies_in

Forward = Callable[..., Tensor]
Run = Callable[[Sequence[Tensor]], tuple[Tensor, ...]]
Slots = dict[int, Any]


class Program:
    """Run a model on prepared samples: sources have no weights, so their work is done once for all."""

    def __init__(self, model: PlaygroundModel, graph: Graph) -> None:
        self.model = model
        owners = {step: step.block for step in model.steps}
        brought = set(graph.of_role(Role.SOURCE))
        self._sources = tuple(step for step in model.steps if owners[step] in brought)
        self._steps = tuple(step for step in model.steps if owners[step] not in brought)
        self._exits = tuple(slot for _, slot in model.exits)
        self.feeds = self._fed_slots()
        self._spent = self._spent_slots()
        self._calls = tuple(
            (_forward(step.module), step.reads, step.writes, step.outputs, spent)
            for step, spent in zip(self._steps, self._spent, strict=True)
        )
        self._line = self._as_line()
        self.run = self._computed(self._run_line if self._line else self._run_slots)
        # Return the scores as `run` does, the same bits, with the modules' hooks called.
        self.run_hooked = self._computed(self._run_hooked)

    def brought(self, raw: Mapping[str, Tensor]) -> dict[int, Tensor]:
        """Return what the sources make of raw fields, by slot, samples first."""
        slots: Slots = {slot: raw[name] for name, slot in self.model.entries}
        for step in self._sources:
            _write(slots, step, step.module(*[slots[slot] for slot in step.reads]))
        return slots

    def feed_of(self, field: str) -> int:
        """Return which of the feeds a field of the data becomes; KeyError when none does."""
        slot = dict(self.model.entries)[field]
        made = next(step.writes for step in self._sources if step.reads == (slot,))
        return self.feeds.index(made)

    @property
    def line(self) -> tuple[nn.Module, ...]:
        """Return the modules where each takes just what the one before it gave, else none."""
        return tuple(step.module for step in self._steps) if self._line else ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Return which source brings each of the feeds."""
        by_slot = {step.writes: step.block for step in self._sources}
        return tuple(by_slot.get(slot, "") for slot in self.feeds)

    def slot_of(self, source: str) -> int:
        """Return where a source's output stands."""
        return next(step.writes for step in self._sources if step.node == source)

    def _computed(self, run: Run) -> Run:
        """Return a forward pass that computes in what its model does; its scores are float32 again."""
        model = self.model
        if not model.lowered:
            return run

        def lowered(feeds: Sequence[Tensor]) -> tuple[Tensor, ...]:
            with model.computing():
                scores = run(feeds)
            return tuple([in_float32(each) for each in scores])

        return lowered

    def _run_hooked(self, feeds: Sequence[Tensor]) -> tuple[Tensor, ...]:
        slots = self._filled(feeds)
        for step, spent in zip(self._steps, self._spent, strict=True):
            _write(slots, step, step.module(*[slots[slot] for slot in step.reads]))
            for slot in spent:
                del slots[slot]
        return tuple(slots[slot] for slot in self._exits)

    def trace(self, feeds: Sequence[Tensor]) -> Generator[tuple[Step, Tensor], None, tuple[Tensor, ...]]:
        """Yield every call with what it gives first, in order; return the scores as `run` does.

        Whoever walks it enters what the model computes in.
        """
        slots = self._filled(feeds)
        for step in self._steps:
            _write(slots, step, step.module(*[slots[slot] for slot in step.reads]))
            yield step, slots[step.writes]
        return tuple(in_float32(slots[slot]) for slot in self._exits)

    def without(self, slot: int, block: str) -> Run | None:
        """Return a forward pass in which zeros arrive where a block, or what is in it, reads a slot.

        None where it reads no such thing.
        """
        cut = {step for step in self._steps if slot in step.reads and lies_in(step.block, block)}

        def run(feeds: Sequence[Tensor]) -> tuple[Tensor, ...]:
            slots = self._filled(feeds)
            for step, spent in zip(self._steps, self._spent, strict=True):
                given = [torch.zeros_like(slots[each]) if each == slot and step in cut else slots[each]
                         for each in step.reads]  # fmt: skip
                _write(slots, step, step.module(*given))
                for each in spent:
                    del slots[each]
            return tuple(slots[each] for each in self._exits)

        return self._computed(run) if cut else None

    def _run_line(self, feeds: Sequence[Tensor]) -> tuple[Tensor, ...]:
        value = feeds[0]
        for forward in self._line:
            value = forward(value)
        return (value,)

    def _run_slots(self, feeds: Sequence[Tensor]) -> tuple[Tensor, ...]:
        slots = self._filled(feeds)
        for forward, reads, writes, outputs, spent in self._calls:
            made = forward(*[slots[slot] for slot in reads])
            if outputs == 1:
                slots[writes] = made
            else:
                slots.update(zip(range(writes, writes + outputs), made, strict=True))
            for slot in spent:
                del slots[slot]
        return tuple([slots[slot] for slot in self._exits])

    def _filled(self, feeds: Sequence[Tensor]) -> Slots:
        """Return the slots with what the sources give; free input ports read None."""
        slots: Slots = dict(zip(self.feeds, feeds, strict=True))
        slots[NOTHING] = None
        return slots

    def _fed_slots(self) -> tuple[int, ...]:
        """Return the slots that are filled before the first layer and read from then on."""
        made = {slot for step in self._steps for slot in range(step.writes, step.writes + step.outputs)}
        read = {slot for step in self._steps for slot in step.reads} | set(self._exits)
        return tuple(sorted(read - made - {NOTHING}))

    def _spent_slots(self) -> tuple[tuple[int, ...], ...]:
        """Return for each call what nobody reads after it: memory that is free from then on."""
        last = {slot: index for index, step in enumerate(self._steps)
                for slot in (*step.reads, *range(step.writes, step.writes + step.outputs))}  # fmt: skip
        kept = {*self._exits, *self.feeds, NOTHING}
        spent: list[list[int]] = [[] for _ in self._steps]
        for slot, index in last.items():
            if slot not in kept:
                spent[index].append(slot)
        return tuple(map(tuple, spent))

    def _as_line(self) -> tuple[Forward, ...]:
        """Return the calls when each takes just what the one before it gave, else nothing."""
        if len(self.feeds) != 1 or len(self._exits) != 1 or not self._follows(self._steps):
            return ()
        return tuple(forward for forward, *_ in self._calls)

    def _follows(self, steps: tuple[Step, ...]) -> bool:
        expected = self.feeds[0]
        for step in steps:
            if step.reads != (expected,) or step.outputs != 1:
                return False
            expected = step.writes
        return bool(steps) and self._exits[0] == expected


def _forward(module: nn.Module) -> Forward:
    """Return what a module computes; a dense layer's weights, which are never others, are looked up once."""
    if type(module) is nn.MaxPool2d:
        return partial(_pooled, module.forward)
    if type(module) is not nn.Linear:
        return cast(Forward, module.forward)
    weight, bias = module.weight, module.bias
    return lambda value: linear(value, weight, bias)


def _pooled(forward: Forward, value: Tensor) -> Tensor:
    """Return the largest of each window; its gradient is laid out as the picture was before it goes back.

    Behind a layer that lays it out otherwise, PyTorch's backward pass of the pool takes six times as long.
    """
    made = forward(value)
    if made.requires_grad and value.dim() == 4 and _is_channels_last(value):
        made.register_hook(_channels_last)
    return made


def _is_channels_last(value: Tensor) -> bool:
    return value.is_contiguous(memory_format=torch.channels_last) and not value.is_contiguous()


def _channels_last(gradient: Tensor) -> Tensor:
    return gradient.contiguous(memory_format=torch.channels_last)


def _write(slots: Slots, step: Step, made: Any) -> None:
    """Put what a step returned into its slots."""
    if step.outputs == 1:
        slots[step.writes] = made
    else:
        slots.update(zip(range(step.writes, step.writes + step.outputs), made, strict=True))


def needs_pairs(model: PlaygroundModel, graph: Graph) -> bool:
    """Say whether a block of the model takes its statistics from the batch, which one sample has none of."""
    specs = (graph.specs[step.node] for step in model.steps if step.node)
    return any(spec is not None and spec.needs_pairs for spec in specs)
