"""The one judge of wires: may this port take that one, and if not, why not, in one sentence.

Who draws a wire asks it before, the check asks it of every wire there is, fixes and lists of blocks offer
what it lets pass: so all say the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from playground.core.blocks.live import is_sound, port_of
from playground.core.blocks.registry import BlockRegistry, Specs
from playground.core.blocks.shapes import Shape, numbers
from playground.core.blocks.spec import MOST_WIRES, BlockSpec, Port, Role
from playground.core.graph.wiring import Slot
from playground.core.network.topology import downstream, upstream
from playground.core.network.unfolding import BORDER, group_of
from playground.core.network.values import Edge, Network
from playground.core.project.values import Project
from playground.core.sentences import Text

Cause = Literal["border", "end", "circle", "dtype", "rank"]
SlotShapes = Mapping[Slot, Shape]  # of the outputs that are known
TOO_MANY_WIRES = "{block} takes {most} wires at most."
_FURTHER = re.compile(r"in_[1-9][0-9]{1,8}")  # a port that would come after the last


@dataclass(frozen=True)
class Refusal:
    """Why a wire cannot be."""

    cause: Cause
    sentence: Text


def refusal(project: Project, edge: Edge, shape: Shape | None = None) -> Refusal | None:
    """Return why a wire that carries a shape cannot be, None when it can; a shape not known is no reason."""
    blocks, network, nodes = project.blocks, project.network, project.network.nodes
    specs = {end: blocks.spec_of(nodes[end]) for end in (edge.source, edge.target) if end in nodes}
    return (
        of_ends(blocks, network, edge, specs)
        or of_circle(blocks, network, edge)
        or of_shape(blocks, network, edge, shape)
    )


def of_ends(blocks: BlockRegistry, network: Network, edge: Edge, specs: Specs) -> Refusal | None:
    """Return why a wire has no two ends; `specs` are those of its ends, as far as there are any."""
    one, other = group_of(edge.source), group_of(edge.target)
    if one != other and (one or other) in network.nodes:
        return Refusal("border", BORDER)
    if is_sound(network, edge, specs):
        return None
    source, target = specs.get(edge.source), specs.get(edge.target)
    if source is not None and not source.outputs:
        label = blocks.label_of(network, edge.source)
        return Refusal("end", Text("{block} ends the network: nothing can follow it.", block=label))
    if target is not None and not target.inputs:
        label = blocks.label_of(network, edge.target)
        return Refusal("end", Text("{block} begins the network: nothing can come before it.", block=label))
    if target is not None and target.takes_many and _FURTHER.fullmatch(edge.target_port):
        label = blocks.label_of(network, edge.target)
        return Refusal("end", Text(TOO_MANY_WIRES, block=label, most=MOST_WIRES))
    start, end = f"{edge.source}.{edge.source_port}", f"{edge.target}.{edge.target_port}"
    words = "A wire leads from {start} to {end}, and one of these ends does not exist."
    return Refusal("end", Text(words, start=start, end=end))


def of_circle(blocks: BlockRegistry, network: Network, edge: Edge) -> Refusal | None:
    """Return why a wire leads back to where it comes from."""
    if edge.source != edge.target and edge.source not in downstream(network, edge.target):
        return None
    source, target = blocks.label_of(network, edge.source), blocks.label_of(network, edge.target)
    if edge.source == edge.target:
        return Refusal("circle", Text("{block} feeds itself: the wires run in a circle.", block=source))
    words = "The wires run in a circle: {start} leads to {end}, and {end} back to {start}."
    return Refusal("circle", Text(words, start=target, end=source))


def of_shape(blocks: BlockRegistry, network: Network, edge: Edge, shape: Shape | None) -> Refusal | None:
    """Return why a shape does not fit the port where a wire ends."""
    spec = blocks.spec_of(network.nodes[edge.target])
    port = port_of(spec.inputs, edge.target_port) if spec is not None else None
    if spec is None or port is None or shape is None or _is_off(network, edge.target, spec):
        return None
    return of_port(blocks.label_of(network, edge.target), port, shape)


def of_port(label: str, port: Port, shape: Shape) -> Refusal | None:
    """Return why a shape does not fit a block's port."""
    cause = _misfit(port, shape)
    if not cause:
        return None
    needs, gets = Text(port.needs), Text(shape.text())
    if cause == "dtype":
        needs, gets = Text(numbers(port.dtype)), Text(numbers(shape.dtype))
    words = "{block} needs {needs}, but gets {gets}."
    return Refusal(cause, Text(words, block=label, needs=needs, gets=gets))


def takes(spec: BlockSpec, shape: Shape | None) -> bool:
    """Say whether a kind of block takes a shape at its first input; one not known is given the chance."""
    return bool(spec.inputs) and not _misfit(spec.inputs[0], shape)


def takers(network: Network, specs: Specs, source: Slot, shape: Shape | None) -> Iterator[Slot]:
    """Yield the input ports at which a wire from an output may end."""
    feeding = upstream(network, source[0]) | {source[0]}
    for node, spec in _beside(specs, source[0]):
        off = _is_off(network, node, spec)
        for port in spec.inputs if node not in feeding else ():
            if off or not _misfit(port, shape):
                yield node, port.name


def givers(network: Network, specs: Specs, target: Slot, shapes: SlotShapes) -> Iterator[Slot]:
    """Yield the output ports at which a wire to an input may start."""
    fed = downstream(network, target[0]) | {target[0]}
    spec = specs[target[0]]
    end = port_of(spec.inputs, target[1]) if spec is not None else None
    off = spec is None or _is_off(network, target[0], spec)
    for node, other in _beside(specs, target[0]):
        for port in other.outputs if node not in fed else ():
            if off or (end is not None and not _misfit(end, shapes.get((node, port.name)))):
                yield node, port.name


def _misfit(port: Port, shape: Shape | None) -> Literal["", "dtype", "rank"]:
    if shape is None or port.hands_on:
        return ""
    if shape.dtype != port.dtype:
        return "dtype"
    return "rank" if port.ranks and shape.rank not in port.ranks else ""


def _is_off(network: Network, node: str, spec: BlockSpec) -> bool:
    """Say whether a block is switched off: it hands on what arrives."""
    return network.nodes[node].disabled and spec.role is Role.LAYER


def _beside(specs: Specs, node: str) -> Iterator[tuple[str, BlockSpec]]:
    """Yield the known blocks in the group where a block lies: no wire crosses its border."""
    home = group_of(node)
    return ((each, spec) for each, spec in specs.items() if spec is not None and group_of(each) == home)
