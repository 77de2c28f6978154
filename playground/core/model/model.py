"""The network as one PyTorch module: a flat list of calls in topological order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from playground.core.blocks.calls import Call, parts_of
from playground.core.blocks.spec import Role
from playground.core.errors import Place, PlaygroundError
from playground.core.graph.names import key_of
from playground.core.graph.wiring import Slot
from playground.core.layers.make import make
from playground.core.layers.modules.attention import Attention
from playground.core.network.block_path import BlockPath
from playground.core.network.topology import order
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived
from playground.core.shapes.infer import checked, input_shapes
from playground.core.shapes.memory import EVALUATION_BATCH

Tensors = Mapping[str, torch.Tensor]
NOTHING = -1  # the slot behind all others, which holds None


@dataclass(frozen=True)
class Step:
    """One call of the execution list; `node` is set where a block's output is complete."""

    module: nn.Module
    reads: tuple[int, ...]  # slots; NOTHING for an input port left free
    writes: int  # the first slot it fills; the others follow
    name: str  # of the module: "dense:layer"
    call: Call  # what made it
    node: str = ""
    outputs: int = 1  # more than one where the module returns a tuple

    @property
    def owner(self) -> str:
        """Return the block it is a part of; that of the first repeat where weights are shared."""
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
                 masks: Mapping[str, int] | None = None) -> None:  # fmt: skip
        super().__init__()
        self.parts = nn.ModuleDict(parts)
        self.aliases = dict(aliases or {})  # of groups and blocks that are switched off
        self.frozen = frozen  # names of parts
        for name in frozen:
            self.parts[name].requires_grad_(False)
        self.pieces = pieces  # samples that are judged at a time
        self.entries = entries  # (field, slot)
        self.steps = steps
        self.exits = exits  # (goal id, slot)
        self.masks = dict(masks or {})  # of goals that are told what counts: the slot that says so
        self._slots = len(entries) + sum(step.outputs for step in steps)
        self._line = tuple(step.module for step in steps) if self._is_line() else ()

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

    def forward(self, inputs: Tensors) -> dict[str, torch.Tensor]:
        """Return the raw scores that arrive at each goal."""
        if not self._line:
            slots = self._run(inputs)
            return {goal: slots[slot] for goal, slot in self.exits}
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
        """Return of every call that attends how much each step takes: (batch, heads, steps, steps read)."""
        slots = self._run(inputs)
        return [(step, step.module.weights(*[slots[slot] for slot in step.reads]))
                for step in self.steps if isinstance(step.module, Attention)]  # fmt: skip

    def keys(self) -> dict[str, str]:
        """Return the weight key of each name in the state dict."""
        return {name: key_of(name) for name in self.state_dict()}

    def _run(self, inputs: Tensors) -> list[Any]:
        slots: list[Any] = [None] * (self._slots + 1)
        for name, slot in self.entries:
            slots[slot] = inputs[name]
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


def build(known: Derived, device: str | torch.device = "cpu") -> PlaygroundModel:
    """Return the module of everything that leads to a goal; weights are drawn but not seeded, see `initial`.

    Raises PlaygroundError when the network cannot be built. The caller's random state stays as it was.
    """
    for failure in known.inference.failures:
        if known.inference.trains(failure.where.node):
            raise PlaygroundError(failure.message, failure.where, failure.fixes)
    with torch.random.fork_rng(devices=[]):  # modules draw weights as they are made
        model = _Builder(known).model()
    return model if torch.device(device).type == "cpu" else model.to(device)  # it was made there


class _Builder:
    """Hand out slots and collect the calls of one model."""

    def __init__(self, known: Derived) -> None:
        self.known, self.flat, self.graph = known, known.flat, known.graph
        self.slot_of: dict[Slot, int] = {}  # block id and output port -> slot
        self.entries: dict[str, int] = {}
        self.steps: list[Step] = []
        self.parts: dict[str, nn.Module] = {}
        self.frozen: set[str] = set()
        self.used = 0

    def model(self) -> PlaygroundModel:
        """Return the module; raise PlaygroundError for a goal without input or a network without goal."""
        goals = tuple(node for node in self.graph.of_role(Role.GOAL) if node in self.graph.live)
        if not goals:
            raise PlaygroundError(Text("This network has no goal, so nothing says what to learn."))
        for node in order(self.graph.network):
            if node in self.graph.live and node not in goals:
                self._add(node)
        reads = {goal: self._reads(goal) for goal in goals}
        exits = tuple((goal, slots[0]) for goal, slots in reads.items())
        masks = {goal: slots[1] for goal, slots in reads.items() if len(slots) > 1}
        entries = tuple(self.entries.items())
        return PlaygroundModel(
            entries, tuple(self.steps), exits, self.parts, self._aliases(), frozenset(self.frozen),
            self.known.inference.peak.evaluation_batch, masks,
        )  # fmt: skip

    def _aliases(self) -> dict[str, int]:
        """Return the slot of what each group and each disabled block gives."""
        given = self.flat.gives.items()
        return {node: self.slot_of[slot] for (node, port), slot in given
                if port == "out" and slot in self.slot_of}  # fmt: skip

    def _add(self, node: str) -> None:
        spec = self.graph.specs[node]
        if spec is None:
            message = Text("{block} is of a kind this version does not know.", block=self.graph.label(node))
            raise PlaygroundError(message, Place(node))
        reads = (self._entry(spec.field),) if spec.role is Role.SOURCE else self._reads(node)
        params = checked(spec, self.graph.network.nodes[node].params)
        named = parts_of(spec.call(params, input_shapes(spec, self.known.inference, node, self.known.fields)))
        for index, (part, call) in enumerate(named):
            name, module = self._part(node, part, call)
            last = index == len(named) - 1
            slots = [self._new_slot() for _ in (spec.outputs if last else ("",))]
            done = node if last else ""
            self.steps.append(Step(module, reads, slots[0], name, call, done, len(slots)))
            reads = (slots[0],)
        self.slot_of |= {(node, port.name): slot for port, slot in zip(spec.outputs, slots, strict=True)}

    def _part(self, node: str, part: str, call: Call) -> tuple[str, nn.Module]:
        """Return a module with its name: a repeat that shares weights has that of the first."""
        name = BlockPath.of(self.flat.twins.get(node, node)).module(part)
        if name not in self.parts:
            self.parts[name] = make(call)
        if self.graph.network.nodes[node].frozen:
            self.frozen.add(name)
        return name, self.parts[name]

    def _entry(self, field: str) -> int:
        if field not in self.entries:
            self.entries[field] = self._new_slot()
        return self.entries[field]

    def _new_slot(self) -> int:
        self.used += 1
        return self.used - 1

    def _reads(self, node: str) -> tuple[int, ...]:
        spec = self.graph.specs[node]
        assert spec is not None  # goals and added blocks are known
        edges = [(port, self.graph.held.get((node, port.name))) for port in spec.inputs]
        slots = [self.slot_of.get((edge.source, edge.source_port)) if edge else None for _, edge in edges]
        if any(slot is None and not port.optional for (port, _), slot in zip(edges, slots, strict=True)):
            label = self.graph.label(node)
            raise PlaygroundError(
                Text("Nothing reaches {block}: it has a free input.", block=label), Place(node)
            )
        found = [NOTHING if slot is None else slot for slot in slots]
        while found[-1] == NOTHING:  # modules have None as default
            found.pop()
        return tuple(found)
