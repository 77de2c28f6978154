"""The network as one PyTorch module: a flat list of calls in topological order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import nn

from playground.core.blocks.calls import Call, parts_of
from playground.core.blocks.spec import Role
from playground.core.build import wiring
from playground.core.build.infer import Inference, checked, infer, input_shapes
from playground.core.build.make import make
from playground.core.build.names import key_of, module_name
from playground.core.errors import Place, PlaygroundError
from playground.core.network.topology import order, upstream
from playground.core.project.values import DataFields, Project

Tensors = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Step:
    """One call of the execution list; `node` is set where a block's output is complete."""

    module: nn.Module
    reads: tuple[int, ...]
    writes: int
    name: str  # of the module: "dense:layer"
    call: Call  # what made it
    node: str = ""


class PlaygroundModel(nn.Module):
    """Raw fields in, raw scores of the goal blocks out: {field: (batch, ...)} -> {goal id: (batch, ...)}."""

    def __init__(self, entries: tuple[tuple[str, int], ...], steps: tuple[Step, ...],
                 exits: tuple[tuple[str, int], ...], parts: dict[str, nn.Module]) -> None:  # fmt: skip
        super().__init__()
        self.parts = nn.ModuleDict(parts)
        self.entries = entries  # (field, slot)
        self.steps = steps
        self.exits = exits  # (goal id, slot)
        self._slots = len(entries) + len(steps)
        self._line = tuple(step.module for step in steps) if self._is_line() else ()

    @property
    def goals(self) -> tuple[str, ...]:
        """Return the ids of the goal blocks."""
        return tuple(goal for goal, _ in self.exits)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the data fields that go in."""
        return tuple(name for name, _ in self.entries)

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
        return made | {goal: slots[slot] for goal, slot in self.exits}

    def trace(self, inputs: Tensors) -> list[tuple[Step, torch.Tensor, torch.Tensor]]:
        """Return every call in order with what went into it first and what came out."""
        slots = self._run(inputs)
        return [(step, slots[step.reads[0]], slots[step.writes]) for step in self.steps]

    def keys(self) -> dict[str, str]:
        """Return the weight key of each name in the state dict."""
        return {name: key_of(name) for name in self.state_dict()}

    def _run(self, inputs: Tensors) -> list[torch.Tensor]:
        slots: list[torch.Tensor] = [torch.empty(0)] * self._slots
        for name, slot in self.entries:
            slots[slot] = inputs[name]
        for step in self.steps:
            slots[step.writes] = step.module(*[slots[slot] for slot in step.reads])
        return slots

    def _is_line(self) -> bool:
        """Say whether each call takes just what the one before it gave: then nothing needs slots."""
        if len(self.entries) != 1 or len(self.exits) != 1 or not self.steps:
            return False
        expected = self.entries[0][1]
        for step in self.steps:
            if step.reads != (expected,):
                return False
            expected = step.writes
        return self.exits[0][1] == expected


def build(project: Project, fields: DataFields, device: str | torch.device = "cpu") -> PlaygroundModel:
    """Return the module of everything that leads to a goal; weights are drawn but not seeded, see `initial`.

    Raises PlaygroundError when the network cannot be built. The caller's random state stays as it was.
    """
    inference = infer(project, fields)
    if inference.failures:
        first = inference.failures[0]
        raise PlaygroundError(first.message, first.where, first.fixes)
    with torch.random.fork_rng(devices=[]):  # modules draw weights as they are made
        model = _Builder(project, fields, inference).model()
    return model.to(device)


class _Builder:
    """Hand out slots and collect the calls of one model."""

    def __init__(self, project: Project, fields: DataFields, inference: Inference) -> None:
        self.network = project.network
        self.fields = fields
        self.inference = inference
        self.held = wiring.wires(project.network)
        self.slot_of: dict[str, int] = {}  # block id -> slot of its output
        self.entries: dict[str, int] = {}
        self.steps: list[Step] = []
        self.parts: dict[str, nn.Module] = {}
        self.used = 0

    def model(self) -> PlaygroundModel:
        """Return the module; raise PlaygroundError for a goal without input or a network without goal."""
        goals = wiring.goals(self.network)
        if not goals:
            raise PlaygroundError("This network has no goal, so nothing says what to learn.")
        live = set(goals).union(*(upstream(self.network, goal) for goal in goals))
        for node in order(self.network):
            if node in live and node not in goals:
                self._add(node)
        exits = tuple((goal, self._reads(goal)[0]) for goal in goals)
        return PlaygroundModel(tuple(self.entries.items()), tuple(self.steps), exits, self.parts)

    def _add(self, node: str) -> None:
        spec = wiring.spec_of(self.network, node)
        if spec is None:
            message = f"{wiring.label_of(self.network, node)} is of a kind this version does not know."
            raise PlaygroundError(message, Place(node))
        reads = (self._entry(spec.field),) if spec.role is Role.SOURCE else self._reads(node)
        params = checked(spec, self.network.nodes[node].params)
        named = parts_of(spec.call(params, input_shapes(spec, self.inference, node, self.fields)))
        for index, (part, call) in enumerate(named):
            module = self.parts[module_name(node, part)] = make(call)
            slot = self._new_slot()
            done = node if index == len(named) - 1 else ""
            self.steps.append(Step(module, reads, slot, module_name(node, part), call, done))
            reads = (slot,)
        self.slot_of[node] = reads[0]

    def _entry(self, field: str) -> int:
        if field not in self.entries:
            self.entries[field] = self._new_slot()
        return self.entries[field]

    def _new_slot(self) -> int:
        self.used += 1
        return self.used - 1

    def _reads(self, node: str) -> tuple[int, ...]:
        spec = wiring.spec_of(self.network, node)
        assert spec is not None  # goals and added blocks are known
        edges = [self.held.get((node, port.name)) for port in spec.inputs]
        slots = tuple(self.slot_of[edge.source] for edge in edges if edge and edge.source in self.slot_of)
        if len(slots) < len(spec.inputs):
            label = wiring.label_of(self.network, node)
            raise PlaygroundError(f"Nothing reaches {label}: it has a free input.", Place(node))
        return slots
