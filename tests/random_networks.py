"""Random projects of every kind of block on every data set, as a person might pile them up.

Groups that repeat and share, linked copies, frozen and disabled blocks, several outputs and
goals, loose ends are drawn. A seed gives the same project on every machine.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from made_data import holding
from playground.app import grouping
from playground.core.blocks.activations import ANY_NUMBER
from playground.core.blocks.params import Param
from playground.core.blocks.per_axis import tight
from playground.core.blocks.shapes import Shape, is_of_kind
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import Analysis, analyse
from playground.core.checks.links import may_share
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError, Problem
from playground.core.graph.wiring import needed
from playground.core.network.block_path import BlockPath
from playground.core.network.edits import set_params
from playground.core.network.linking import in_step, linked
from playground.core.network.values import Edge, Network, Node
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.shapes.infer import Inference

LAYERS = [
    spec for spec in CATALOGUE.blocks if spec.role is Role.LAYER and not spec.inner and spec.id != "group"
]

MOST_FIXES = 12
FEW = 60  # samples, where a data set lets one choose


def value_of(random: Random, param: Param) -> Any:
    """Return a small value that the parameter's own description allows."""
    if param.type == "flag":
        return random.random() < 0.5
    if param.type == "choice":
        return random.choice(param.choices).id
    if param.type == "several":
        chosen = [choice.id for choice in param.choices if random.random() < 0.6]
        return tuple(chosen or [param.choices[0].id])
    if param.type == "text":
        return param.default
    low, high = param.minimum or 0, min(param.maximum if param.maximum is not None else 9, 9)
    if param.type == "per_axis":
        return sizes_of(random, param, range(int(low), int(max(low, high)) + 1))
    if param.type == "integer":
        return random.randint(int(low), int(max(low, high)))
    return round(random.uniform(max(low, 0.0), max(low, min(high, 2.0))), 3)


def sizes_of(random: Random, param: Param, small: range) -> Any:
    """Return a word that may stand for sizes, one of them, or one for each axis."""
    if param.choices and random.random() < 0.6:
        return random.choice(param.choices).id
    if random.random() < 0.5:
        return random.choice(small)
    return tight(random.choice(small) for _ in range(param.axes))


def takes(spec: BlockSpec, shape: Shape) -> bool:
    """Say whether the first port of a kind takes a shape."""
    port = spec.inputs[0] if spec.inputs else None
    return port is not None and port.dtype == shape.dtype and (not port.ranks or shape.rank in port.ranks)


def data_of(random: Random, about: BlockSpec) -> DataChoice:
    """Return a data set with few samples, one that suits a kind where there is one."""
    made = {}
    for spec in CATALOGUE.data:
        options = {param.name: param.default for param in spec.params}
        made[spec.id] = DataChoice(spec.id, options | ({"samples": FEW} if "samples" in options else {}),
                                   random.randrange(5))  # fmt: skip
    sources = {
        spec.id: fields_of(holding(made[spec.id])).fields[CATALOGUE.blocks.get(spec.source).field]
        for spec in CATALOGUE.data
    }
    suited = [each for each, field in sources.items() if takes(about, field)]
    return made[random.choice(suited or list(made))]


class Pile:
    """Blocks piled up one after the other; most that do not fit are tried again."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.about = LAYERS[seed % len(LAYERS)]  # a kind that is tried first
        self.data = data_of(self.random, self.about)
        self.fields = fields_of(holding(self.data))
        self.network = Network()
        self.analysis: Analysis | None = None
        self.outputs: list[tuple[str, str]] = []

    def project(self) -> Project:
        """Return the whole project."""
        for spec in [
            spec for spec in CATALOGUE.blocks if spec.role is Role.SOURCE and spec.field in self.fields.fields
        ]:
            if not self.outputs or self.random.random() < 0.3:
                self._place(spec)
        self._pile_one([self.about], keep=0.2)
        for _ in range(self.random.randint(0, 5)):
            self._pile_one(self._likely())
        for _ in range(1 + (self.random.random() < 0.2)):
            self._aim()
        made = Project("Random", self.network, self.data, self._recipe(), catalogue=CATALOGUE)
        return self._marked(self._linked(self._grouped(made)))

    def _pile_one(self, kinds: list[BlockSpec], keep: float = 0.05) -> None:
        """Put a block on the pile; try again where it does not fit, but for the chance `keep`."""
        before, outputs = self.network, list(self.outputs)
        for _ in range(8):
            self.network, self.outputs = before, list(outputs)
            self._place(self.random.choice(kinds))
            if not self._failures() or self.random.random() < keep:
                return

    def _likely(self) -> list[BlockSpec]:
        """Return the kinds that take what the last block gives, or now and then any."""
        node, port = self.outputs[-1]
        shape = self._known().outputs.get(node, {}).get(port)
        if shape is None or self.random.random() < 0.05:
            return LAYERS
        likely = [spec for spec in LAYERS if takes(spec, shape)]
        choosy = [spec for spec in likely if spec.inputs[0].ranks]
        return choosy if choosy and self.random.random() < 0.6 else likely

    def _aim(self) -> None:
        """Add a goal that the data set has a target for, behind the last block."""
        fitting = [
            spec for spec in CATALOGUE.blocks if spec.role is Role.GOAL and spec.field in self.fields.fields
        ]
        same = [spec for spec in CATALOGUE.blocks if spec.role is Role.GOAL and spec.field == "input"]
        self._place(self.random.choice(fitting * 3 + same))

    def _place(self, spec: BlockSpec) -> None:
        name = f"{spec.id}_{len(self.network.nodes)}"
        params = {param.name: value_of(self.random, param) for param in spec.params}
        if "field" in params:
            names = [name for name in self.fields.fields if is_of_kind(name, spec.field)]
            params["field"] = self.random.choice(["", *(name for name in names if name != spec.field)])
        if "entries" in params and self.random.random() < 0.8:
            params["entries"] = 200
        edges = list(self.network.edges)
        for index, port in enumerate(needed(spec)):
            latest = self.outputs[-1] if index == 0 and self.random.random() < 0.8 else None
            source = latest or self.random.choice(self.outputs)
            if spec.domain(spec.params_of(params)) != ANY_NUMBER:
                source = self._above_zero(source, edges)
            edges.append(Edge(*source, name, port.name))
        node = Node(spec.id, params, "", (200.0 * len(self.network.nodes), 0.0))
        self.network = Network({**self.network.nodes, name: node}, tuple(edges))
        self.outputs += [(name, port.name) for port in spec.outputs if port.dtype != "bool"]

    def _above_zero(self, source: tuple[str, str], edges: list[Edge]) -> tuple[str, str]:
        """Put a Softplus behind an output; what has an answer for numbers above zero alone follows it."""
        name = f"softplus_{len(self.network.nodes)}_before"
        self.network = Network({**self.network.nodes, name: Node("softplus")}, self.network.edges)
        edges.append(Edge(*source, name, "in"))
        return name, "out"

    def _known(self) -> Inference:
        """Return the shapes of what is piled up, gone on from those of the last look."""
        self.analysis = analyse(
            Project("Random", self.network, self.data, catalogue=CATALOGUE), self.fields, self.analysis
        )
        return self.analysis.inference

    def _failures(self) -> bool:
        return bool(self._known().failures)

    def _recipe(self) -> Recipe:
        return Recipe(
            self.random.choice([spec.id for spec in OPTIMIZERS if not spec.whole]), learning_rate=0.001,
            batch_size=self.random.choice((1, 2, 7, 32)), epochs=2,
            l1=self.random.choice((0.0, 0.001)), seed=self.random.randrange(100),
        )  # fmt: skip

    def _grouped(self, project: Project) -> Project:
        """Put some blocks in a row into a group that repeats, as Ctrl+G does."""
        layers = [
            name
            for name, node in self.network.nodes.items()
            if CATALOGUE.blocks.get(node.kind).role is Role.LAYER
        ]
        if not layers or self.random.random() < 0.5:
            return project
        first = self.random.randrange(len(layers))
        chosen = frozenset(layers[first : first + self.random.randint(1, 3)])
        try:
            network, name = grouping.grouped(project.network, chosen)
        except PlaygroundError:
            return project
        repeat, shared = self.random.randint(1, 3), self.random.random() < 0.5
        return project.with_network(set_params(network, name, repeat=repeat, shared=shared))

    def _linked(self, project: Project) -> Project:
        """Link a block with another of its kind, or with a table, and run some again."""
        nodes = dict(project.network.nodes)
        layers = [name for name, node in nodes.items() if CATALOGUE.blocks.get(node.kind).shareable]
        if not layers or self.random.random() < 0.5:
            return project
        one = self.random.choice(layers)
        alike = [name for name in layers if may_share(CATALOGUE.blocks, nodes[one], nodes[name])]
        other = self.random.choice(alike)
        network = linked(project.network, (BlockPath(one), BlockPath(other)))
        return project.with_network(self._again(network, one) if self.random.random() < 0.7 else network)

    def _again(self, network: Network, one: str) -> Network:
        """Return a network in which a block runs a second time on what it gave."""
        spec = CATALOGUE.blocks.spec_of(network.nodes[one])
        if spec is None or len(needed(spec)) != 1 or len(spec.outputs) != 1:
            return network
        edges = [replace(edge, source="again") if edge.source == one else edge for edge in network.edges]
        edges.append(Edge(one, spec.outputs[0].name, "again", spec.inputs[0].name))
        return Network({**network.nodes, "again": replace(network.nodes[one], label="Again")}, tuple(edges))

    def _marked(self, project: Project) -> Project:
        """Freeze some blocks and switch others off, sources and goals too: a file may say so."""
        nodes = {}
        for name, node in project.network.nodes.items():
            marks = {"frozen": self.random.random() < 0.15, "disabled": self.random.random() < 0.05}
            nodes[name] = replace(self._with_a_stranger(node), **marks)
        return project.with_network(in_step(replace(project.network, nodes=nodes)))

    def _with_a_stranger(self, node: Node) -> Node:
        """Return a group with a goal or a source inside, now and then: they belong outside."""
        if node.network is None or self.random.random() < 0.9:
            return node
        kind = self.random.choice([spec.id for spec in CATALOGUE.blocks if spec.role is not Role.LAYER])
        feeding = self.random.choice(list(node.network.nodes))
        wire = Edge(feeding, "out", "stranger", "in")
        inside = Network({**node.network.nodes, "stranger": Node(kind)}, (*node.network.edges, wire))
        return replace(node, network=inside)


def problems_of(project: Project) -> tuple[Problem, ...]:
    """Return what the check says, errors first."""
    fields = fields_of(project)
    return analyse(project, fields).problems


def mended(project: Project) -> Project:
    """Click on the first fix of the first error until there is none, as a hurried person would."""
    for _ in range(MOST_FIXES):
        errors = [problem for problem in problems_of(project) if problem.severity == "error"]
        if not errors or not errors[0].fixes:
            return project
        edited = errors[0].fixes[0].edit(project)
        project = edited.with_network(in_step(edited.network, project.network))
    return project
