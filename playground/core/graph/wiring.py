"""Which wire holds which input port, as far as blocks and ports are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from playground.core.blocks.groups import OUTPUT_ID
from playground.core.blocks.live import is_sound, live_in, port_of
from playground.core.blocks.masking import is_masked
from playground.core.blocks.registry import BlockRegistry, Specs
from playground.core.blocks.shapes import DataFields, Field
from playground.core.blocks.spec import MASK, OUT, SAME, SAMPLE_COUNT, BlockSpec, Port, Role
from playground.core.network.block_path import group_and_own
from playground.core.network.edits import part_of
from playground.core.network.topology import cycle, incoming, order, upstream
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import Project

Slot = tuple[str, str]  # block id, port name
NO_TARGET = Field((), name="nothing")


def needed(spec: BlockSpec) -> tuple[Port, ...]:
    """Return the input ports that must have a wire."""
    return tuple(port for port in spec.inputs if not port.optional)


def shown_inputs(project: Project, node: str) -> tuple[str, ...]:
    """Return the input ports to draw: all up to the last needed or wired one, and the next for one more wire.

    A port keeps its place whatever is wired beside it.
    """
    spec = project.spec_of(node)
    taken = {edge.target_port for edge in incoming(project.network, node)}
    ports = spec.inputs if spec is not None else ()
    used = [index for index, port in enumerate(ports) if not port.optional or port.name in taken]
    last = max(used, default=-1)
    spare = ports[last + 1 : last + 2]
    return tuple(port.name for port in (*ports[: last + 1], *(each for each in spare if each is not MASK)))


@dataclass(frozen=True)
class Graph:
    """A network with what its kinds and wires say of it: made once by `graph_of` and handed down."""

    blocks: BlockRegistry  # the kinds there are
    network: Network
    specs: Specs
    held: Mapping[Slot, Edge]  # by input port, masks included; of two wires on one port the first counts
    after: Mapping[str, tuple[Edge, ...]]  # the sound wires by the block they start at
    order: tuple[str, ...]  # of all blocks but those in a circle, what feeds before what it feeds
    # Goals that are wired and what leads to one: what is trained. All blocks, while there is no goal; in the
    # network of a group, its outputs take the place of the goals.
    live: frozenset[str]

    def label(self, node: str) -> str:
        """Return what a block is called on the canvas, one in a group by its path too."""
        found = self.network.nodes.get(node)
        if found is None:
            return self.blocks.label_of(self.network, node)
        spec = self.specs[node]
        return found.label or (spec.title if spec else found.kind)

    def of_role(self, role: Role) -> dict[str, BlockSpec]:
        """Return the descriptions of the sources, layers or goals by block id, in the order of the canvas."""
        return {node: spec for node, spec in self.specs.items() if spec is not None and spec.role is role}

    def is_off(self, node: str) -> bool:
        """Say whether a block is switched off: it hands on what arrives."""
        spec = self.specs[node]
        return self.network.nodes[node].disabled and (spec is None or spec.role is Role.LAYER)

    def begins(self, node: str) -> bool:
        """Say whether a block needs no wire at an input and has none: nothing else feeds what it feeds."""
        spec, wires = self.specs[node], incoming(self.network, node)
        if spec is None or needed(spec):
            return False
        return all(self.held.get((node, edge.target_port)) != edge for edge in wires)

    @cached_property
    def is_whole(self) -> bool:
        """Say whether the network of a group lacks nothing: no wire an end, no block a wire, nothing astray.

        Then there is nothing to tell of it whatever flows. It is found once: most groups stay as they are.
        """
        nodes, held = self.network.nodes, self.held
        if len(self.order) < len(nodes) or any(group_and_own(node)[0] for node in nodes):
            return False
        straight = all(held.get((edge.target, edge.target_port)) is edge for edge in self.network.edges)
        ends = any(node.kind == OUTPUT_ID for node in nodes.values())
        return straight and ends and all(self._lacks_nothing(node, spec) for node, spec in self.specs.items())

    def _lacks_nothing(self, node: str, spec: BlockSpec | None) -> bool:
        if spec is None or spec.role is not Role.LAYER:
            return False
        if self.is_off(node) and self.begins(node):
            return False
        is_fed = all((node, port.name) in self.held for port in needed(spec))
        return is_fed and (bool(self.leaving(node)) if spec.outputs else node in self.live)

    def leaving(self, node: str) -> tuple[Edge, ...]:
        """Return the sound wires that start at a block."""
        return self.after.get(node, ())

    def way_back(self, node: str, passes: Callable[[BlockSpec], bool]) -> str:
        """Return the first block on the way back, `node` included, that is not passed or has no input wire.

        `passes` is asked of known kinds; the way leads through blocks that need one input, and through those
        that are switched off.
        """
        seen: set[str] = set()
        while node not in seen and (spec := self.specs.get(node)) is not None:
            if not (passes(spec) or self.is_off(node)):
                break
            seen.add(node)
            edge = self.held.get((node, spec.inputs[0].name)) if len(needed(spec)) == 1 else None
            if edge is None:
                return node
            node = edge.source
        return node


def graph_of(blocks: BlockRegistry, network: Network, before: Graph | None = None) -> Graph:
    """Return what wires say of a network; `before`, of the same kinds, is gone on from."""
    if before is not None and before.network is network:
        return before
    if before is not None and _wired_alike(before.network, network):
        return replace(before, network=network)
    specs = blocks.specs_of(network)
    held: dict[Slot, Edge] = {}
    after: dict[str, list[Edge]] = {}
    for edge in network.edges:
        if is_sound(network, edge, specs):
            held.setdefault((edge.target, edge.target_port), edge)
            after.setdefault(edge.source, []).append(edge)
    looped = set(cycle(network))
    straight = tuple(node for node in order(network) if node not in looped)
    leaving = {node: tuple(edges) for node, edges in after.items()}
    live = live_in(network, specs)
    counted = _counted(specs, held, live)
    if counted:  # sources wait for nobody, and these wait for one
        straight = tuple(sorted(straight, key=lambda node: not _is_source(specs[node])))
    return Graph(
        blocks, network, specs, held | _masks(network, specs, held) | counted, leaving, straight, live
    )  # fmt: skip


def _wired_alike(one: Network, other: Network) -> bool:
    """Say whether only parameters, names and places differ: then wires and ports are the same.

    A mask that is pulled off is one wire less.
    """
    if one.edges != other.edges or len(one.nodes) != len(other.nodes):
        return False
    return all(
        a == b and (m is n or (m.kind == n.kind and m.network is n.network and _fed_alike(m, n)))
        for (a, m), (b, n) in zip(one.nodes.items(), other.nodes.items(), strict=True)
    )


def _fed_alike(one: Node, other: Node) -> bool:
    """Say whether two of a kind are told to bring the same field and to heed the same masks."""
    if one.params is other.params:
        return True
    alike = one.params.get("field") == other.params.get("field")
    return alike and is_masked(one.params) == is_masked(other.params)


def trained_part(blocks: BlockRegistry, network: Network) -> Network:
    """Return a network without what leads to no goal, in groups too; a group's ports stay, wired or not."""
    specs = blocks.specs_of(network)
    live = live_in(network, specs)
    kept = [node for node, spec in specs.items() if node in live or (spec is not None and spec.inner)]
    part = part_of(network, kept)
    inside = {node: replace(each, network=trained_part(blocks, each.network))
              for node, each in part.nodes.items() if each.network is not None}  # fmt: skip
    return replace(part, nodes={**part.nodes, **inside})


def _masks(network: Network, specs: Specs, held: Mapping[Slot, Edge]) -> dict[Slot, Edge]:
    """Return the wires that free mask ports find by themselves: back along time to a source that has one.

    A block whose mask was pulled off finds none.
    """
    found = {}
    for node, spec in specs.items():
        pulled = not is_masked(network.nodes[node].params)
        if spec is not None and MASK in spec.inputs and not pulled and (node, MASK.name) not in held:
            source = _keeper_of_time(specs, held, node, _read_port(spec, node, held))
            if source:
                found[(node, MASK.name)] = Edge(source, MASK.name, node, MASK.name)
    return found


def _counted(specs: Specs, held: Mapping[Slot, Edge], live: frozenset[str]) -> dict[Slot, Edge]:
    """Return the wires by which blocks without an input learn how many samples there are: from a source."""
    source, port = (
        next((node for node in specs if node in live and _is_source(specs[node])), ""),
        SAMPLE_COUNT,
    )
    known = ((node, spec) for node, spec in specs.items() if spec is not None and source)
    free = (node for node, spec in known if port in spec.inputs and (node, port.name) not in held)
    return {(node, port.name): Edge(source, OUT.name, node, port.name) for node in free}


def _is_source(spec: BlockSpec | None) -> bool:
    return spec is not None and spec.role is Role.SOURCE


def _read_port(spec: BlockSpec, node: str, held: Mapping[Slot, Edge]) -> str:
    """Return the port whose steps a mask is about: the memory where one is wired."""
    return "memory" if (node, "memory") in held else spec.inputs[0].name


def _keeper_of_time(specs: Specs, held: Mapping[Slot, Edge], node: str, port: str) -> str:
    """Return the block with a mask that a sequence comes from, step for step; "" when there is none.

    Where numbers are put together one by one, any of the inputs may bring the steps.
    """
    seen: set[str] = set()
    ways = [held.get((node, port))]
    while ways:
        edge = ways.pop()
        spec = specs[edge.source] if edge is not None and edge.source not in seen else None
        if edge is None or spec is None or not spec.keeps_time:
            continue
        seen.add(edge.source)
        if port_of(spec.outputs, MASK.name) is not None:
            return edge.source
        ports = spec.inputs if spec.together != "any" else spec.inputs[:1]
        ways += [held.get((edge.source, each.name)) for each in reversed(ports)]
    return ""


def trained(project: Project, role: Role) -> dict[str, BlockSpec]:
    """Return the descriptions of the blocks of a role that are trained, by id, in the order of the canvas.

    A spare one, which leads to no goal or is a goal without a wire, is left out. Goals that answer come
    first.
    """
    return first_that_answer(
        {node: each for node, each in project.of_role(role).items() if node in project.live}
    )


def first_that_answer(specs: Mapping[str, BlockSpec]) -> dict[str, BlockSpec]:
    """Return blocks with the goals last that only add to the loss: figures without a name are the first's."""
    silent = [node for node, spec in specs.items() if spec.goal is not None and not spec.goal.answers]
    return {node: specs[node] for node in (*(each for each in specs if each not in silent), *silent)}


def sources(project: Project) -> tuple[str, ...]:
    """Return the ids of the source blocks that are trained, in the order of the canvas."""
    return tuple(trained(project, Role.SOURCE))


def target_of(project: Project, goal: str, fields: DataFields) -> Field | None:
    """Return the field a goal aims at; None when the data have none, or it is no goal.

    A goal that gives back its input aims at what the source before it brings, one whose loss is of what
    arrives alone at NO_TARGET.
    """
    spec = project.spec_of(goal)
    if spec is None or spec.goal is None:
        return None
    if not spec.goal.aims:
        return NO_TARGET
    if spec.field != SAME:
        return fields.fields.get(spec.field)
    source = project.spec_of(source_before(project, goal))
    return fields.fields.get(source.field) if source is not None else None


def source_before(project: Project, goal: str) -> str:
    """Return the first source that a block depends on; "" when there is none."""
    before = upstream(project.network, goal)
    return next((source for source in sources(project) if source in before), "")
