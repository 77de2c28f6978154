"""The calls of a network in the order in which they run, as values: made, run and printed from here alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.core.blocks.calls import LAYER, Call, parts_of
from playground.core.blocks.learning import USUAL, Beginning, beginning_of
from playground.core.blocks.spec import MASK, OUT, BlockSpec, Role
from playground.core.errors import Place, PlaygroundError
from playground.core.graph.wiring import Slot, first_that_answer
from playground.core.network.block_path import BlockPath
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived
from playground.core.shapes.given import checked
from playground.core.shapes.infer import input_shapes

NOTHING = -1  # the slot behind all others, which holds None


@dataclass(frozen=True)
class Planned:
    """One call: what it reads, and the slots that it fills."""

    block: str  # the flat id of the block it is a part of
    name: str  # of the module, "dense:layer"; where weights are shared, that of the block they stand at
    call: Call
    reads: tuple[int, ...]  # slots; NOTHING for an input port left free
    writes: int  # the first slot it fills; the others follow
    last: bool  # with it the block's output is complete
    outputs: int = 1  # more than one where the module returns a tuple


@dataclass(frozen=True)
class Blueprint:
    """Everything that leads to a goal."""

    entries: tuple[tuple[str, int], ...]  # (field of the data, slot)
    calls: tuple[Planned, ...]
    exits: tuple[tuple[str, int], ...]  # (goal id, slot)
    aliases: Mapping[str, int]  # of groups and blocks that are switched off
    frozen: frozenset[str]  # names of modules
    masks: Mapping[str, int]  # of goals that are told what counts: the slot that says so
    beginnings: Mapping[str, Beginning]  # of modules whose weights are not drawn as PyTorch does
    tables: Mapping[str, str]  # of modules that score by the weight of another


def blueprint(known: Derived) -> Blueprint:
    """Return the calls of a network; raise PlaygroundError when it cannot be built."""
    for failure in known.inference.failures:
        if known.inference.trains(failure.where.node):
            raise PlaygroundError(failure.message, failure.where, failure.fixes)
    return _Drawer(known).drawn()


class _Drawer:
    """Hand out slots and collect the calls of one network."""

    def __init__(self, known: Derived) -> None:
        self.known, self.flat, self.graph = known, known.flat, known.graph
        self.slot_of: dict[Slot, int] = {}  # block id and output port -> slot
        self.entries: dict[str, int] = {}
        self.calls: list[Planned] = []
        self.frozen: set[str] = set()
        self.beginnings: dict[str, Beginning] = {}
        self.used = 0

    def drawn(self) -> Blueprint:
        """Return the calls; raise PlaygroundError for a goal without input or a network without goal."""
        specs = first_that_answer(self.graph.of_role(Role.GOAL))
        goals = tuple(node for node in specs if node in self.graph.live)
        if not goals:
            raise PlaygroundError(Text("This network has no goal, so nothing says what to learn."))
        for node in self.graph.order:
            if node in self.graph.live and node not in goals:
                self._add(node)
        reads = {goal: self._reads(goal) for goal in goals}
        masks = {goal: slots[1] for goal, slots in reads.items() if MASK in specs[goal].inputs and slots[1:]}
        exits = tuple((goal, self._scored(goal, specs[goal], slots)) for goal, slots in reads.items())
        entries = tuple(self.entries.items())
        calls, frozen = tuple(self.calls), frozenset(self.frozen)
        return Blueprint(
            entries, calls, exits, self._aliases(), frozen, masks, self.beginnings, self._tables()
        )

    def _tables(self) -> dict[str, str]:
        """Return the layers that have the weight of a table, by the names of both."""
        found, twins = {}, self.flat.shared.twins
        for node, table in self.flat.shared.tables.items():
            if node in self.graph.live:
                home = BlockPath.of(twins.get(node, node))
                found[home.module(LAYER)] = BlockPath.of(table).module(LAYER)
        return found

    def _scored(self, goal: str, spec: BlockSpec, reads: tuple[int, ...]) -> int:
        """Return the slot of a goal's scores: what arrives, or what its own call makes of it."""
        if spec.goal is None or not spec.goal.makes:
            return reads[0]
        self._add(goal)
        return self.slot_of[(goal, OUT.name)]

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
        outputs = spec.outputs or (OUT,)  # of a goal that makes scores
        named = parts_of(spec.call(params, input_shapes(spec, self.known.inference, node, self.known.fields)))
        for index, (part, call) in enumerate(named):
            last = index == len(named) - 1
            slots = [self._new_slot() for _ in (outputs if last else ("",))]
            name = self._name(node, part)
            self.calls.append(Planned(node, name, call, reads, slots[0], last, len(slots)))
            reads = (slots[0],)
        self.slot_of |= {(node, port.name): slot for port, slot in zip(outputs, slots, strict=True)}

    def _name(self, node: str, part: str) -> str:
        """Return the name of a part's module: a block that shares weights has that of the one with them."""
        name = BlockPath.of(self.flat.shared.twins.get(node, node)).module(part)
        found = self.graph.network.nodes[node]
        if found.frozen:
            self.frozen.add(name)
        if (beginning := beginning_of(found.learning)).way != USUAL:
            self.beginnings[name] = beginning
        return name

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
