"""The network as one PyTorch module: a flat list of calls in topological order."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import nn

from playground.core.blocks.calls import Call
from playground.core.blocks.learning import Beginning
from playground.core.graph.names import key_of, state_name, weight_key
from playground.core.layers.make import make
from playground.core.layers.modules.attention import Attention
from playground.core.model.blueprint import blueprint
from playground.core.model.precision import computing, in_float32, warn_of_norms
from playground.core.network.block_path import BlockPath
from playground.core.project.values import BF16
from playground.core.shapes.derived import Derived
from playground.core.shapes.memory import EVALUATION_BATCH

Tensors = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Step:
    """One call of the execution list; `node` is set where a block's output is complete."""

    module: nn.Module
    reads: tuple[int, ...]  # slots; NOTHING for an input port left free
    writes: int  # the first slot it fills; the others follow
    name: str  # of the module: "dense:layer"
    call: Call  # what made it
    block: str = ""  # the block it is a part of, whosever weights it has
    node: str = ""
    outputs: int = 1  # more than one where the module returns a tuple

    @property
    def owner(self) -> str:
        """Return the block it is a part of; where weights are shared, the one that they stand at."""
        return str(BlockPath.of_module(self.name)[0])

    @property
    def part(self) -> str:
        """Return which part of the block it is."""
        return BlockPath.of_module(self.name)[1]


class PlaygroundModel(nn.Module):
    """Raw fields in, raw scores of the goal blocks out: {field: (batch, ...)} -> {goal id: (batch, ...)}."""

    def __init__(self, entries: tuple[tuple[str, int], ...], steps: tuple[Step, ...],
                 exits: tuple[tuple[str, int], ...], parts: dict[str, nn.Module],
                 aliases: Mapping[str, int] | None = None,
                 frozen: frozenset[str] = frozenset(), pieces: int = EVALUATION_BATCH,
                 masks: Mapping[str, int] | None = None,
                 beginnings: Mapping[str, Beginning] | None = None,
                 tables: Mapping[str, str] | None = None) -> None:  # fmt: skip
        super().__init__()
        self.parts = nn.ModuleDict(parts)
        self.aliases = dict(aliases or {})  # of groups and blocks that are switched off
        self.frozen = frozen  # names of parts
        self.beginnings = dict(beginnings or {})  # of parts that are not drawn as PyTorch does, see `initial`
        for name in frozen - (tables or {}).keys():
            self.parts[name].requires_grad_(False)
        self._lend(tables or {})
        self.pieces = pieces  # samples that are judged at a time
        self.lowered = ""  # the device on which its layers compute in bf16; "": as its weights are
        self.entries = entries  # (field, slot)
        self.steps = steps
        self.exits = exits  # (goal id, slot)
        self.masks = dict(masks or {})  # of goals that are told what counts: the slot that says so
        self._slots = len(entries) + sum(step.outputs for step in steps)
        self._line = tuple(step.module for step in steps) if self._is_line() else ()

    def _lend(self, tables: Mapping[str, str]) -> None:
        """Let parts score by the table of another: one parameter, whose name is that of the table."""
        self.tables = dict(tables)  # by names of parts
        for name, table in self.tables.items():
            weight, bias = self.parts[table].weight, self.parts[name].bias
            self.parts[name].weight = weight  # a table that stands still, or learns, does so here too
            if name in self.frozen and isinstance(bias, nn.Parameter):
                bias.requires_grad_(False)

    def lent(self) -> tuple[nn.Parameter, ...]:
        """Return the tables that scores are taken by, too."""
        names = dict.fromkeys(self.tables.values())
        return tuple(cast(nn.Parameter, self.parts[name].weight) for name in names)

    @property
    def goals(self) -> tuple[str, ...]:
        """Return the ids of the goal blocks."""
        return tuple(goal for goal, _ in self.exits)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the data fields that go in."""
        return tuple(name for name, _ in self.entries)

    def train(self, mode: bool = True) -> PlaygroundModel:
        """Switch between training and judging; frozen blocks stay as they are when judged."""
        super().train(mode)
        for name in self.frozen:
            self.parts[name].eval()
        return self

    def computing(self) -> AbstractContextManager[Any]:
        """Enter what its layers compute in."""
        return computing(self.lowered)

    def forward(self, inputs: Tensors) -> dict[str, torch.Tensor]:
        """Return the raw scores that arrive at each goal."""
        if not self._line or self.lowered:
            slots = self._run(inputs)
            return {goal: in_float32(slots[slot]) for goal, slot in self.exits}
        value = inputs[self.entries[0][0]]
        for module in self._line:
            value = module(value)
        return {self.exits[0][0]: value}

    def outputs(self, inputs: Tensors) -> dict[str, torch.Tensor]:
        """Return every block's output by id, after its activation; for a goal the scores that arrive."""
        slots = self._run(inputs)
        made = {step.node: slots[step.writes] for step in self.steps if step.node}
        made |= {group: slots[slot] for group, slot in self.aliases.items()}
        return made | {goal: slots[slot] for goal, slot in self.exits}

    def trace(self, inputs: Tensors) -> list[tuple[Step, torch.Tensor, torch.Tensor]]:
        """Return every call in order with what went into it first and what came out."""
        slots = self._run(inputs)
        return [(step, slots[step.reads[0]], slots[step.writes]) for step in self.steps]

    def attention(self, inputs: Tensors) -> list[tuple[Step, torch.Tensor]]:
        """Return of every call that attends how much each step takes: (batch, heads, steps, steps read).

        Worked out in float32, so that rows add up to 1.
        """
        slots: list[Any] = [each if each is None else in_float32(each) for each in self._run(inputs)]
        return [(step, step.module.weights(*[slots[slot] for slot in step.reads]))
                for step in self.steps if isinstance(step.module, Attention)]  # fmt: skip

    def keys(self) -> dict[str, str]:
        """Return the weight key of each name in the state dict; two names of one weight have one key."""
        lent = {
            state_name(name, "weight"): state_name(table, "weight") for name, table in self.tables.items()
        }
        return {name: key_of(lent.get(name, name)) for name in self.state_dict()}

    def other_keys(self) -> dict[str, str]:
        """Return the weights of linked copies, and of layers that score by a table, by keys of their own."""
        keys, found = self.keys(), dict[str, str]()
        for step in self.steps:
            path = BlockPath.of(step.block)
            own = path if path.drawn != BlockPath.of(step.owner).drawn else BlockPath.of(step.owner)
            for tensor in step.module.state_dict():
                said = weight_key(own, step.part, tensor)
                if said != (key := keys[state_name(step.name, tensor)]):
                    found[said] = key
        return found

    def _run(self, inputs: Tensors) -> list[Any]:
        slots: list[Any] = [None] * (self._slots + 1)
        for name, slot in self.entries:
            slots[slot] = inputs[name]
        with self.computing():
            for step in self.steps:
                made = step.module(*[slots[slot] for slot in step.reads])
                if step.outputs == 1:
                    slots[step.writes] = made
                else:
                    slots[step.writes : step.writes + step.outputs] = made
        return slots

    def _is_line(self) -> bool:
        """Say whether each call takes just what the one before it gave: then nothing needs slots."""
        if len(self.entries) != 1 or len(self.exits) != 1 or not self.steps:
            return False
        expected = self.entries[0][1]
        for step in self.steps:
            if step.reads != (expected,) or step.outputs != 1:
                return False
            expected = step.writes
        return self.exits[0][1] == expected


def build(known: Derived, device: str = "cpu", precision: str = "float32") -> PlaygroundModel:
    """Return the module of everything that leads to a goal; weights are drawn but not seeded, see `initial`.

    Raises PlaygroundError when the network cannot be built. The caller's random state stays as it was.
    """
    drawn, parts = blueprint(known), dict[str, nn.Module]()
    calls = {each.name: each.call for each in drawn.calls}
    with torch.random.fork_rng(devices=[]):  # modules draw weights as they are made
        for name in calls:
            for due in (drawn.tables.get(name, name), name):  # tables first: their names are those of weights
                if due not in parts:
                    parts[due] = make(calls[due])
    steps = tuple(
        Step(parts[each.name], each.reads, each.writes, each.name, each.call,
             each.block, each.block if each.last else "", each.outputs)
        for each in drawn.calls
    )  # fmt: skip
    pieces = known.inference.peak.evaluation_batch
    model = PlaygroundModel(
        drawn.entries, steps, drawn.exits, parts, drawn.aliases, drawn.frozen, pieces, drawn.masks,
        drawn.beginnings, drawn.tables,
    )  # fmt: skip
    if precision == BF16:
        model.lowered = device
        warn_of_norms()
    return model if device == "cpu" else model.to(device)  # it was made there
