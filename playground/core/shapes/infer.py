"""Shapes on every wire: each block's call runs on the meta device; what cannot be is said in a sentence."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from playground.core.blocks.calls import Call, Chain
from playground.core.blocks.reach import Windows
from playground.core.blocks.shapes import DataFields, Shape, is_of_kind
from playground.core.blocks.spec import SAMPLE_COUNT, BlockSpec, Role
from playground.core.data.split import counts
from playground.core.errors import Place, PlaygroundError, Problem
from playground.core.graph import judge
from playground.core.graph.expand import Flat
from playground.core.graph.sharing import Sharing
from playground.core.graph.wiring import Graph
from playground.core.network.block_path import groups_around, lies_in
from playground.core.network.values import Edge
from playground.core.project.values import Project
from playground.core.sentences import Text
from playground.core.shapes import misfit
from playground.core.shapes.given import batch_of, checked
from playground.core.shapes.linked import lent_weights, misfits_of_sharing, own_weights
from playground.core.shapes.liveness import Peak, Schedule, peak
from playground.core.shapes.measure import Given, Measured, Refused, measure
from playground.core.shapes.memory import bytes_of_weights, copies_beside, free_bytes, holder
from playground.core.shapes.misfit import Misfit, MisfitReason, as_drawn
from playground.core.shapes.needs import Needs, needs_of, needs_of_goal, reads_as_it_goes
from playground.core.shapes.shape_cache import Found, ShapeCache


@dataclass(frozen=True)
class Inference:
    """Shapes by block and port, without the batch axis; blocks after a failure have none."""

    outputs: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    lent: Mapping[str, int] = field(default_factory=dict)  # weights of others that a block computes with
    failures: tuple[Problem, ...] = ()
    bytes: Mapping[str, int] = field(default_factory=dict)  # memory of each block in training
    multiply_adds: Mapping[str, int] = field(default_factory=dict)  # of each block, one sample forward
    frozen: int = 0  # weights of the trained blocks that stand still
    blocks: tuple[str, ...] = ()  # those that train, in order: paths of blocks, groups themselves left out
    look: Callable[[], Peak] = field(default=Peak, compare=False, repr=False)  # finds the worst moment

    @cached_property
    def peak(self) -> Peak:
        """Return the worst moment; looked for when first asked, since it goes by all blocks."""
        return self.look()

    @property
    def total(self) -> int:
        """Return the weights of what is trained; what is in a group counts once."""
        return sum(self.parameters.get(node, 0) for node in self.blocks)

    def trains(self, node: str) -> bool:
        """Say whether a block, or any in a group, leads to a goal."""
        return any(lies_in(each, node) for each in self.blocks)


def infer(project: Project, fields: DataFields, flat: Flat, graph: Graph,
          cache: ShapeCache) -> tuple[Inference, ShapeCache]:  # fmt: skip
    """Return the shapes of a project with any number of problems, and what the next look may go on from.

    `graph` is that of the flat network, `cache` of an earlier look at the same data. Blocks inside groups
    have paths as ids; a group itself has the sums of what is in it.
    """
    work = _Inferring(project, graph, fields, flat.shared, cache)
    work.run()
    work.failures += misfits_of_sharing(project.network, flat, graph, work.found)
    kept = work.to_cache()
    work.lent = lent_weights(flat.shared, work.parameters, work.found)
    if flat.network is not project.network:
        work.add_seen_through(flat)
        work.failures = [as_drawn(failure, flat) for failure in work.failures]
    trained = tuple(node for node in graph.order if node in graph.live)
    frozen = sum(work.parameters.get(node, 0) for node in trained if flat.network.nodes[node].frozen)
    samples, *judged = counts(fields.samples, project.data)
    steps = Schedule(
        work.batch, max(judged), project.recipe.epochs * -(-samples // work.batch), project.recipe.keep_best,
        copies_beside(project.recipe), reads_as_it_goes(_goals(work), sum(work.parameters.values())),
    )  # fmt: skip
    made = Inference(
        work.outputs, work.inputs, work.parameters, work.lent, tuple(work.failures), work.bytes,
        work.multiply_adds, frozen, trained,
        partial(peak, trained, work.found, work.parameters, work.held, steps),
    )  # fmt: skip
    return made, kept


def _goals(work: _Inferring) -> list[tuple[BlockSpec, int]]:
    """Return the goals that were reached, with how many inputs each has."""
    specs = ((work.graph.specs[node], len(work.inputs[node])) for node in work.found)
    return [(spec, count) for spec, count in specs if spec is not None and spec.role is Role.GOAL]


def input_shapes(spec: BlockSpec, inference: Inference, node: str, fields: DataFields) -> Given:
    """Return what a block's call takes as second argument: the field of a source, the inputs of others.

    A port left free has None.
    """
    if spec.role is Role.SOURCE:
        return (fields.fields[spec.field],)
    return tuple(inference.inputs[node].get(port.name) for port in spec.inputs)


class _Inferring:
    """One pass over the network in topological order."""

    def __init__(self, project: Project, graph: Graph, fields: DataFields, shared: Sharing,
                 cache: ShapeCache) -> None:  # fmt: skip
        self.catalogue, self.batch = project.catalogue, batch_of(project, fields)
        self.device = project.recipe.device
        self.graph, self.network, self.held = graph, graph.network, graph.held
        self.shared = shared
        self.fields = fields
        self.outputs: dict[str, dict[str, Shape]] = {}
        self.inputs: dict[str, dict[str, Shape]] = {}
        self.parameters: dict[str, int] = {}
        self.lent: dict[str, int] = {}
        self.bytes: dict[str, int] = {}
        self.multiply_adds: dict[str, int] = {}
        self.failures: list[Misfit] = []
        self.found: dict[str, Found] = {}
        self._fed: dict[str, set[str]] | None = None
        self._measured = defaultdict[object, deque[Found]](partial(deque, maxlen=8))  # of a kind, by inputs
        self.last = cache

    @cached_property
    def free(self) -> int:
        """Return the memory there is; a network without a block need not know."""
        return free_bytes(self.device)

    def run(self) -> None:
        """Visit every block; after an edit of parameters only those it may change."""
        blocks = self.graph.order
        due = self._go_on(blocks)
        if due is None:
            for node in blocks:
                self.visit(node)
            return
        for node in blocks:
            if node in due:
                before = self.outputs.get(node)
                self._forget(node)
                self.visit(node)
                if self.outputs.get(node) != before:
                    due |= self._after(node)

    def _go_on(self, blocks: tuple[str, ...]) -> set[str] | None:
        """Take over the last pass when the wires are the same; return the blocks that are others now."""
        last = self.last
        if last.held is not self.held or last.batch != self.batch or last.shared != self.shared:
            return None
        self.found = dict(last.found)
        self.outputs, self.inputs = dict(last.outputs), dict(last.inputs)
        self.parameters, self.bytes = dict(last.parameters), dict(last.bytes)
        self.multiply_adds = dict(last.multiply_adds)
        nodes, found = self.network.nodes, last.found
        return {node for node in blocks if not found[node].node.computes_like(nodes[node])}

    def _forget(self, node: str) -> None:
        del self.found[node]
        for known in (self.outputs, self.inputs, self.parameters, self.bytes, self.multiply_adds):
            known.pop(node, None)

    def _after(self, node: str) -> set[str]:
        """Return the blocks that a block feeds, masks included."""
        if self._fed is None:
            self._fed = {}
            for (target, _), edge in self.held.items():
                self._fed.setdefault(edge.source, set()).add(target)
        return self._fed.get(node, set())

    def visit(self, node: str) -> None:
        """Find one block's shapes, or what keeps it from having any."""
        spec = self.graph.specs[node]
        if spec is None or spec.inner:
            return
        self.inputs[node] = self._arriving(spec, node)
        if self._recall(spec, node):
            return
        sound = self._params(spec, node)
        given = self._taken(spec, node)
        if sound and given is not None:
            self._measure(spec, node, given)

    def _recall(self, spec: BlockSpec, node: str) -> bool:
        """Take over what the last pass found of it, or this one of another block that computes the same."""
        drawn, arriving = self.network.nodes[node], self.inputs[node]
        for found in (self.last.found.get(node), *self._measured[(drawn.kind, *arriving.items())]):
            alike = found is not None and found.arriving == arriving and found.node.computes_like(drawn)
            if found is not None and alike and not self._awaits(spec, node):
                self._take(node, found)
                return True
        return False

    def _take(self, node: str, found: Found) -> None:
        own = own_weights(self.graph, self.shared, node, found)
        self.found[node] = found
        self.outputs[node], self.parameters[node] = found.outputs, own
        self.multiply_adds[node] = found.multiply_adds
        weights = bytes_of_weights(own, found.node.frozen)
        self.bytes[node] = weights + found.needs.alone(self.batch)

    def to_cache(self) -> ShapeCache:
        """Return what was found, for the next pass."""
        whole = not self.failures and all(node in self.found for node in self.graph.order)
        shapes = dict(self.outputs), dict(self.inputs)
        counts = dict(self.parameters), dict(self.bytes), dict(self.multiply_adds)
        held = self.held if whole else None
        return ShapeCache(self.fields, self.found, held, self.batch, self.shared, *shapes, *counts)

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
                value = param.check(params[param.name], self.graph.label(node), node)
            except PlaygroundError as reason:
                self._fail("param", reason.message, Place(node, param=param.name))
                continue
            if param.type == "several" and not value:
                words, title = "{block} has no {param} switched on.", Text(param.title).changed(str.lower)
                message = Text(words, block=self.graph.label(node), param=title)
                self._fail("param", message, Place(node, param=param.name))
        return len(self.failures) == before

    def _taken(self, spec: BlockSpec, node: str) -> Given | None:
        """Return the shapes a block works on; None when one is missing or does not fit."""
        if spec.role is Role.SOURCE:
            return self._field(spec, node)
        arriving = self.inputs[node]
        fits = [self._port_fits(node, port.name) for port in spec.inputs if port.name in arriving]
        asked = [port.name for port in spec.inputs if not port.optional or port is SAMPLE_COUNT]
        lacks = any(name not in arriving for name in asked)
        if not all(fits) or lacks or self._awaits(spec, node) or not self._go_together(spec, node):
            return None
        return tuple(arriving.get(port.name) for port in spec.inputs)

    def _awaits(self, spec: BlockSpec, node: str) -> bool:
        """Say whether a wire arrives whose shape is not known."""
        arriving = self.inputs[node]
        return any((node, port.name) in self.held and port.name not in arriving for port in spec.inputs)

    def _go_together(self, spec: BlockSpec, node: str) -> bool:
        """Report the first input whose shape does not go with those before it."""
        found = misfit.odd_one(spec.together, self.inputs[node])
        if found is None:
            return True
        port, before = found
        other = self.inputs[node][port]
        message = misfit.unequal(self.graph.label(node), spec.together, before, other)
        self._fail("unequal", message, self._wire(node, port), other)
        return False

    def _field(self, spec: BlockSpec, node: str) -> Given | None:
        found, kind = self.fields.fields.get(spec.field), self.catalogue.blocks.get(spec.id)
        if found is not None and is_of_kind(spec.field, kind.field):
            return (found,)
        label, words = self.graph.label(node), self.catalogue.words_of(kind.field)
        others = any(is_of_kind(name, kind.field) for name in self.fields.fields)
        message = misfit.without_field(label, words, spec.field if others else "")
        self._fail("field", message, Place(node, param="field" if others else ""))
        return None

    def _port_fits(self, node: str, port_name: str) -> bool:
        spec = self.graph.specs[node]
        assert spec is not None  # visited nodes have one
        port = next(port for port in spec.inputs if port.name == port_name)
        shape = self.inputs[node][port_name]
        why = judge.of_port(self.graph.label(node), port, shape)
        if why is not None:
            reason: MisfitReason = "dtype" if why.cause == "dtype" else "rank"
            self._fail(reason, why.sentence, self._wire(node, port_name), shape)
        return why is None

    def _vocabulary_fits(self, spec: BlockSpec, node: str, given: Given) -> bool:
        """Report a table that has fewer rows than there are words."""
        words = _first(given).values if spec.vocabulary else 0
        rows = spec.params_of(self.network.nodes[node].params)[spec.vocabulary] if words else 0
        if words <= rows:
            return True
        message = misfit.too_few_rows(self.graph.label(node), rows, words)
        self._fail("values", message, self._first_wire(node), _first(given))
        return False

    def _measure(self, spec: BlockSpec, node: str, given: Given) -> None:
        if spec.role is Role.GOAL:
            needs = needs_of_goal(spec, self.inputs[node].get("in"), self.fields.samples)
            self._keep(spec, node, Measured((), 0), needs)
            return
        if not self._vocabulary_fits(spec, node, given):
            return
        params = checked(spec, self.network.nodes[node].params)
        try:
            call = spec.call(params, given)
        except PlaygroundError as reason:  # what a person wrote, read by the kind itself
            written = next((param.name for param in spec.params if param.type == "text"), "")
            self._fail("refused", Text("{block}: {why}", block=self.graph.label(node), why=reason.message),
                       replace(reason.where, node=node, param=written))  # fmt: skip
            return
        except ValueError as error:
            self._refuse(node, given, *error.args[:1])
            return
        if not self._window_fits(node, spec.reach(params, given), given):
            return
        if not self._affordable(node, spec.weights(params, given), Needs()):
            return
        found = measure(call, given, spec.by_steps)
        if isinstance(found, Refused):
            self._refuse(node, given)
            return
        if any(0 in shape.sizes for shape in found.outputs):
            message = misfit.nothing_left(self.graph.label(node), _first(given), found.outputs[0])
            self._fail("empty", message, self._first_wire(node), _first(given))
            return
        needs = needs_of(spec, call, given, found, self.fields.samples)
        if self._affordable(node, found.parameters, needs):
            self._keep(spec, node, found, needs, call)

    def _keep(self, spec: BlockSpec, node: str, found: Measured, needs: Needs,
              call: Call | Chain | None = None) -> None:  # fmt: skip
        shapes = found.outputs
        if spec.role is Role.SOURCE:  # how many words there are is a fact of the data, not of the shapes
            values = self.fields.fields[spec.field].values
            shapes = tuple(replace(each, values=values) if each.dtype == "int" else each for each in shapes)
        outputs = dict(zip([port.name for port in spec.outputs], shapes, strict=True))
        ports = tuple(port.name for port in spec.inputs)
        made = Found(self.network.nodes[node], dict(self.inputs[node]), outputs, found.parameters,
                     found.multiply_adds, needs, ports, call)  # fmt: skip
        self._measured[(made.node.kind, *made.arriving.items())].appendleft(made)
        self._take(node, made)

    def add_seen_through(self, flat: Flat) -> None:
        """Give groups, their ends and disabled blocks the shapes of what stands behind them."""
        for slots, known in ((flat.gives, self.outputs), (flat.takes, self.inputs)):
            for (node, port), (source, source_port) in slots.items():
                shape = self.outputs.get(source, {}).get(source_port)
                if shape is not None:
                    known.setdefault(node, {})[port] = shape
        for sums in (self.parameters, self.lent, self.bytes, self.multiply_adds):
            for node, count in list(sums.items()):
                for group in groups_around(node):
                    sums[group] = sums.get(group, 0) + count
        for node, _ in (*flat.gives, *flat.takes):
            self.inputs.setdefault(node, {})

    def _affordable(self, node: str, weights: int, needs: Needs) -> bool:
        needed = bytes_of_weights(weights, self.network.nodes[node].frozen) + needs.alone(self.batch)
        if needed <= self.free:
            return True
        message = misfit.too_large(self.graph.label(node), needed, self.free, holder(self.device))
        self._fail("memory", message, Place(node))
        return False

    def _window_fits(self, node: str, windows: Windows, given: Given) -> bool:
        message = misfit.too_large_a_window(self.graph.label(node), windows, _first(given))
        if message is None:
            return True
        self._fail("window", message, self._first_wire(node), _first(given))
        return False

    def _refuse(self, node: str, given: Given, why: object = "") -> None:
        message = misfit.refused(self.graph.label(node), given, why)
        self._fail("refused", message, self._first_wire(node), _first(given))

    def _first_wire(self, node: str) -> Place:
        spec = self.graph.specs[node]
        return self._wire(node, spec.inputs[0].name) if spec and spec.inputs else Place(node)

    def _wire(self, node: str, port: str) -> Place:
        edge: Edge | None = self.held.get((node, port))
        return Place(node, port, edge=edge.as_tuple() if edge else None)

    def _fail(self, reason: MisfitReason, message: Text, where: Place, got: Shape | None = None) -> None:
        self.failures.append(Misfit("error", where, message, reason=reason, got=got))


def _first(given: Given) -> Shape:
    """Return the shape at the first port, which is never left free."""
    assert given[0] is not None
    return given[0]
