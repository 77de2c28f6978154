"""Any edits in any order, in groups and outside: the project stays sound, and is read back as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from playground.app import edits, group_edits
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.network.nesting import inner, paths
from playground.core.network.unfolding import folded, unfolded
from playground.core.network.values import Edge
from playground.core.project import schema
from playground.core.project.templates import template

KINDS = ("dense", "relu", "dropout", "conv2d", "add", "group", "group_input", "group_output", "flatten",
         "classify", "concatenate", "transformer_encoder", "batch_norm")  # fmt: skip
STARTS = ("resnet-small", "reviews-transformer", "spiral-mlp", "deep-residual-100")
STEPS = 50


class Monkey:
    """Do something, at random."""

    def __init__(self, workspace: Workspace, random: Random) -> None:
        self.ws, self.random = workspace, random
        self.ways: tuple[Callable[[], object], ...] = (
            self.place, self.insert, self.append, self.connect, self.disconnect, self.onto, self.move,
            self.number, self.enter, self.leave, self.in_place, self.in_place,
            workspace.editing.undo, workspace.editing.redo,
            lambda: workspace.apply(edits.delete, self.some()),
            lambda: workspace.apply(edits.duplicate, self.some()),
            lambda: workspace.apply(group_edits.group, self.some()),
            lambda: workspace.apply(group_edits.ungroup, self.some()),
            lambda: workspace.apply(group_edits.freeze, self.some()),
            lambda: workspace.apply(group_edits.disable, self.some()),
            lambda: workspace.select(self.some()),
        )  # fmt: skip

    def some(self) -> frozenset[str]:
        ids = list(self.ws.here.network.nodes)
        return frozenset(self.random.sample(ids, min(len(ids), self.random.randint(1, 4))))

    def wires(self) -> list[Edge]:
        edges = self.ws.here.network.edges
        return [self.random.choice(edges)] if edges else []

    def spot(self) -> tuple[float, float]:
        return (self.random.uniform(-200, 2500), self.random.uniform(-200, 900))

    def kind(self) -> str:
        return self.random.choice(KINDS)

    def place(self) -> None:
        self.ws.apply(edits.place, self.kind(), self.spot())

    def insert(self) -> None:
        for wire in self.wires():
            self.ws.apply(edits.insert, self.kind(), wire, self.ws.fields)

    def append(self) -> None:
        self.ws.apply(edits.append, self.kind(), min(self.some(), default=None), self.ws.fields)

    def connect(self) -> None:
        ends = [(node, self.ws.here.spec_of(node)) for node in sorted(self.some())]
        (source, gives), (target, takes) = ends[0], ends[-1]
        if gives is not None and takes is not None and gives.outputs and takes.inputs:
            out, into = self.random.choice(gives.outputs).name, self.random.choice(takes.inputs).name
            self.ws.apply(edits.connect, Edge(source, out, target, into), self.ws.inference.outputs)

    def disconnect(self) -> None:
        for wire in self.wires():
            self.ws.apply(edits.disconnect, wire)

    def onto(self) -> None:
        for wire in self.wires():
            self.ws.apply(edits.move_onto, min(self.some()), wire, self.spot())

    def move(self) -> None:
        self.ws.apply(edits.move, {node: self.spot() for node in sorted(self.some())})

    def number(self) -> None:
        for node in sorted(self.some()):
            spec = self.ws.here.spec_of(node)
            names = [param.name for param in spec.params if param.type == "integer"] if spec else []
            if names:
                self.ws.apply(edits.set_param, node, self.random.choice(names), self.random.randint(0, 20))

    def enter(self) -> None:
        nodes = self.ws.here.network.nodes
        for node in [node for node in sorted(self.some()) if nodes[node].network is not None][:1]:
            self.ws.scope.enter(node)

    def leave(self) -> None:
        self.ws.scope.show(self.ws.scope.path[:-1])

    def in_place(self) -> None:
        self.ws.apply(group_edits.open_in_place, self.some())


def assert_sound(ws: Workspace) -> None:
    whole = ws.project.network
    for path in paths(whole):
        network = inner(whole, path)
        assert not any("/" in node for node in network.nodes)
        assert {end for edge in network.edges for end in (edge.source, edge.target)} <= network.nodes.keys()
    assert folded(whole, unfolded(whole))[0] is whole
    assert ws.selection <= ws.here.network.nodes.keys()
    assert all(not each.where.node or each.where.node in ws.here.network.nodes for each in ws.problems)


@pytest.mark.parametrize("seed", range(12))
def test_any_edits_leave_a_sound_project(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    ws = Workspace(
        template(STARTS[seed % len(STARTS)], CATALOGUE).open(), Settings(tmp_path / "settings.json")
    )
    ws.torch_ready = seed % 3 == 0
    monkey, first = Monkey(ws, random), ws.project
    for _ in range(STEPS):
        if ws.here.network.nodes:
            random.choice(monkey.ways)()
            assert_sound(ws)
    assert schema.from_json(schema.to_json(ws.project), CATALOGUE)[0] == ws.project
    while ws.document.undo_label:
        ws.editing.undo()
    assert ws.project == first
    ws.close()
