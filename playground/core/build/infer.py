"""Shapes on every wire: each block's call runs on the meta device; what cannot be is said in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from playground.core.blocks.calls import Call, Chain, parts_of
from playground.core.blocks.params import Params
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.build.measure import Measured, Refused, measure
from playground.core.build.memory import (
    bytes_of_outputs,
    bytes_of_weights,
    free_bytes,
    in_words,
    weights_of_call,
)
from playground.core.build.wiring import label_of, spec_of, wires
from playground.core.errors import Place, PlaygroundError, Problem
from playground.core.network.topology import cycle, order
from playground.core.network.values import Edge
from playground.core.project.values import DataFields, Project

Reason = Literal["param", "field", "rank", "dtype", "window", "empty", "memory", "refused"]


@dataclass(frozen=True)
class Misfit(Problem):
    """A block that cannot work where it stands; `reason` tells the checks which fixes to offer."""

    reason: Reason = "refused"
    got: Shape | None = None


@dataclass(frozen=True)
class Inference:
    """Shapes by block and port, without the batch axis; blocks after a failure have none."""

    outputs: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[Problem, ...] = ()
    bytes: Mapping[str, int] = field(default_factory=dict)  # memory of each block in training

    @property
    def total(self) -> int:
        """Return the trainable weights of the whole network."""
        return sum(self.parameters.values())


def infer(project: Project, fields: DataFields) -> Inference:
    """Return the shapes of a project with any number of problems; torch does the work, with a cache."""
    work = _Work(project, fields)
    looped = set(cycle(project.network))
    for node in order(project.network):
        if node not in looped:
            work.visit(node)
    return Inference(work.outputs, work.inputs, work.parameters, tuple(work.failures), work.bytes)


def input_shapes(spec: BlockSpec, inference: Inference, node: str, fields: DataFields) -> tuple[Shape, ...]:
    """Return what a block's call takes as second argument: the field of a source, the inputs of others."""
    if spec.role is Role.SOURCE:
        return (fields.fields[spec.field],)
    return tuple(inference.inputs[node][port.name] for port in spec.inputs)


class _Work:
    """One pass over the network in topological order."""

    def __init__(self, project: Project, fields: DataFields) -> None:
        self.network = project.network
        self.batch = batch_of(project, fields)
        self.fields = fields
        self.held = wires(project.network)
        self.free = free_bytes()
        self.outputs: dict[str, dict[str, Shape]] = {}
        self.inputs: dict[str, dict[str, Shape]] = {}
        self.parameters: dict[str, int] = {}
        self.bytes: dict[str, int] = {}
        self.failures: list[Misfit] = []

    def visit(self, node: str) -> None:
        """Find one block's shapes, or what keeps it from having any."""
        spec = spec_of(self.network, node)
        if spec is None:
            return
        self.inputs[node] = self._arriving(spec, node)
        sound = self._params(spec, node)
        given = self._taken(spec, node)
        if sound and given is not None:
            self._measure(spec, node, given)

    def _arriving(self, spec: BlockSpec, node: str) -> dict[str, Shape]:
        arriving = {}
        for port in spec.inputs:
            edge = self.held.get((node, port.name))
            shape = self.outputs.get(edge.source, {}).get(edge.source_port) if edge else None
            if shape is not None:
                arriving[port.name] = shape
        return arriving

    def _params(self, spec: BlockSpec, node: str) -> bool:
        """Report every parameter out of its range."""
        before = len(self.failures)
        params = spec.params_of(self.network.nodes[node].params)
        for param in spec.params:
            try:
                value = param.check(params[param.name], label_of(self.network, node), node)
            except PlaygroundError as reason:
                self._fail("param", reason.message, Place(node, param=param.name))
                continue
            if param.type == "several" and not value:
                message = f"{label_of(self.network, node)} has no {param.title.lower()} switched on."
                self._fail("param", message, Place(node, param=param.name))
        return len(self.failures) == before

    def _taken(self, spec: BlockSpec, node: str) -> tuple[Shape, ...] | None:
        """Return the shapes a block works on; None when one is missing or does not fit."""
        if spec.role is Role.SOURCE:
            return self._field(spec, node)
        fits = [self._port_fits(node, port.name) for port in spec.inputs if port.name in self.inputs[node]]
        if not all(fits) or len(fits) < len(spec.inputs):
            return None
        return tuple(self.inputs[node][port.name] for port in spec.inputs)

    def _field(self, spec: BlockSpec, node: str) -> tuple[Shape, ...] | None:
        found = self.fields.fields.get(spec.field)
        if found is not None:
            return (found,)
        message = f"{label_of(self.network, node)} brings {_noun(spec.field)}, but this data set has none."
        self._fail("field", message, Place(node))
        return None

    def _port_fits(self, node: str, port_name: str) -> bool:
        spec = spec_of(self.network, node)
        assert spec is not None  # visited nodes have one
        port = next(port for port in spec.inputs if port.name == port_name)
        shape, label = self.inputs[node][port_name], label_of(self.network, node)
        if shape.dtype != port.dtype:
            message = f"{label} needs {_numbers(port.dtype)}, but gets {_numbers(shape.dtype)}."
            self._fail("dtype", message, self._wire(node, port_name), shape)
        elif port.ranks and shape.rank not in port.ranks:
            message = f"{label} needs {port.needs}, but gets {shape.text()}."
            self._fail("rank", message, self._wire(node, port_name), shape)
        else:
            return True
        return False

    def _measure(self, spec: BlockSpec, node: str, given: tuple[Shape, ...]) -> None:
        if spec.role is Role.GOAL:
            self.parameters[node], self.outputs[node], self.bytes[node] = 0, {}, 0
            return
        call = spec.call(checked(spec, self.network.nodes[node].params), given)
        if not self._window_fits(node, call, given) or not self._affordable(node, weights_needed(call), ()):
            return
        found = measure(call, given)
        if isinstance(found, Refused):
            self._fail("refused", self._cannot(node, given), self._first_wire(node), given[0])
        elif any(0 in shape.sizes for shape in found.outputs):
            message = self._nothing_left(node, found, given)
            self._fail("empty", message, self._first_wire(node), given[0])
        elif self._affordable(node, found.parameters, found.outputs):
            self._keep(spec, node, found)

    def _keep(self, spec: BlockSpec, node: str, found: Measured) -> None:
        names = [port.name for port in spec.outputs]
        self.outputs[node] = dict(zip(names, found.outputs, strict=True))
        self.parameters[node] = found.parameters
        self.bytes[node] = bytes_of_weights(found.parameters) + bytes_of_outputs(found.outputs, self.batch)

    def _affordable(self, node: str, weights: int, outputs: tuple[Shape, ...]) -> bool:
        needed = bytes_of_weights(weights) + bytes_of_outputs(outputs, self.batch)
        if needed <= self.free:
            return True
        message = (
            f"{label_of(self.network, node)} would need {in_words(needed)}; "
            f"this machine has {in_words(self.free)} free."
        )
        self._fail("memory", message, Place(node))
        return False

    def _window_fits(self, node: str, call: Call | Chain, given: tuple[Shape, ...]) -> bool:
        side, padded = window_of(call)
        smallest = min(given[0].sizes[1:], default=0) if given[0].rank == 3 else side
        if side <= smallest + padded:
            return True
        message = (
            f"{label_of(self.network, node)} looks through a window of {side} × {side}, "
            f"but gets a picture of {given[0].height} × {given[0].width}."
        )
        self._fail("window", message, self._first_wire(node), given[0])
        return False

    def _cannot(self, node: str, given: tuple[Shape, ...]) -> str:
        gets = " and ".join(shape.text() for shape in given)
        return f"{label_of(self.network, node)} cannot work on {gets} with these settings."

    def _nothing_left(self, node: str, found: Measured, given: tuple[Shape, ...]) -> str:
        label = label_of(self.network, node)
        return f"{label} leaves nothing of {given[0].text()}: {found.outputs[0].text()}."

    def _first_wire(self, node: str) -> Place:
        spec = spec_of(self.network, node)
        return self._wire(node, spec.inputs[0].name) if spec and spec.inputs else Place(node)

    def _wire(self, node: str, port: str) -> Place:
        edge: Edge | None = self.held.get((node, port))
        return Place(node, port, edge=edge.as_tuple() if edge else None)

    def _fail(self, reason: Reason, message: str, where: Place, got: Shape | None = None) -> None:
        self.failures.append(Misfit("error", where, message, reason=reason, got=got))


def batch_of(project: Project, fields: DataFields) -> int:
    """Return how many samples go in one step: no more than there are."""
    return max(1, min(project.recipe.batch_size, fields.samples or project.recipe.batch_size))


def checked(spec: BlockSpec, given: Mapping[str, object]) -> Params:
    """Return a block's parameters in their own types; raise PlaygroundError for one out of range."""
    params = spec.params_of(given)
    return spec.params_of({param.name: param.check(params[param.name]) for param in spec.params})


def weights_needed(call: Call | Chain) -> int:
    """Return how many weights a block would have, before any is made."""
    return sum(weights_of_call(part) for _, part in parts_of(call))


def bytes_needed(call: Call | Chain, given: tuple[Shape, ...], batch: int) -> int | None:
    """Return the memory a block takes in training; None when its inputs do not suit it."""
    weights = weights_needed(call)
    if bytes_of_weights(weights) > free_bytes():
        return bytes_of_weights(weights)
    found = measure(call, given)
    if isinstance(found, Refused):
        return None
    return bytes_of_weights(found.parameters) + bytes_of_outputs(found.outputs, batch)


def window_of(call: Call | Chain) -> tuple[int, int]:
    """Return the side of a block's sliding window (0: none) and by how much padding widens a picture."""
    side, padded = 0, 0
    for _, part in parts_of(call):
        if part.target == "nn.Conv2d":
            side, padded = part.args[2], padded + 2 * part.kwargs.get("padding", 0)
        elif part.target in ("nn.MaxPool2d", "nn.AvgPool2d"):
            side = part.args[0]
        elif part.target == "nn.ZeroPad2d":
            padded += part.args[0][0] + part.args[0][1]
    return side, padded


def _noun(field_name: str) -> str:
    return {"points": "points", "image": "pictures"}.get(field_name, field_name)


def _numbers(dtype: str) -> str:
    return "whole numbers" if dtype == "int" else "decimal numbers"
