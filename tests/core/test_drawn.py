"""What makes the network drawn another one than a run trained, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from playground.app import edits
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import fields_of
from playground.core.graph.drawn import is_drawn, others
from playground.core.network.edits import add_node, connect
from playground.core.network.values import Edge, Node
from playground.core.project import schema
from playground.core.project.templates import template
from playground.core.project.values import Project

Change = Callable[[Project], Project]


def spiral() -> Project:
    return template("spiral-mlp", CATALOGUE).open()


def with_default_written(project: Project) -> Project:
    network = project.network
    spec = CATALOGUE.blocks.get("dense")
    node = replace(network.nodes["dense_2"], params=dict(spec.params_of(network.nodes["dense_2"].params)))
    return project.with_network(replace(network, nodes={**network.nodes, "dense_2": node}))


SEEN_ALONE: dict[str, Change] = {
    "a label": lambda p: edits.rename(p, "dense_2", "Mine").project,
    "a place": lambda p: with_node(p, position=(5.0, 7.0)),
    "the name": lambda p: replace(p, name="Another"),
    "the speed": lambda p: replace(p, speed="1x"),
    "the learning rate": lambda p: p.with_recipe(learning_rate=0.5),
    "the order of wires": lambda p: p.with_network(
        replace(p.network, edges=tuple(reversed(p.network.edges)))
    ),
    "a default that is written out": with_default_written,
    "an option of the data at its default": lambda p: p.with_data(
        options={**p.catalogue.data.get(p.data.id).options(p.data.options)}
    ),
    "a file in between": lambda p: schema.from_bytes(schema.to_bytes(p), CATALOGUE)[0],
}


def with_spare(project: Project, kind: str, behind: str = "") -> Project:
    network, node = add_node(project.network, Node(kind, {}, "", (0.0, 900.0)))
    return project.with_network(connect(network, Edge(behind, "out", node, "in")) if behind else network)


SEEN_ALONE |= {
    "a spare layer": lambda p: with_spare(p, "dense"),
    "a spare goal": lambda p: with_spare(p, "classify"),
    "a spare source": lambda p: with_spare(p, "points"),
    "a branch that leads nowhere": lambda p: with_spare(p, "dense", "dense_2"),
}
DECIDES: dict[str, Change] = {
    "a parameter": lambda p: edits.set_param(p, "dense_2", "units", 5).project,
    "a second goal": lambda p: with_spare(p, "classify", "dense_2"),
    "a block more": lambda p: edits.insert(p, "dense", last_wire(p), fields_of(p)).project,
    "a block less": lambda p: edits.delete(p, {"dense_2"}).project,
    "a wire from elsewhere": lambda p: p.with_network(
        replace(p.network, edges=(*p.network.edges[:-1], replace(p.network.edges[-1], source="dense")))
    ),
    "a wire less": lambda p: p.with_network(replace(p.network, edges=p.network.edges[:-1])),
    "a block that stands still": lambda p: with_node(p, frozen=True),
    "a block that is switched off": lambda p: with_node(p, disabled=True),
    "another data set": lambda p: p.with_data(id="circles"),
    "the data's seed": lambda p: p.with_data(seed=9),
    "the split": lambda p: p.with_data(train=0.5, validation=0.5),
    "a part to test with": lambda p: p.with_data(test=0.1),
    "an option of the data": lambda p: p.with_data(options={"noise": 31}),
}


def last_wire(project: Project) -> Edge:
    return next(edge for edge in project.network.edges if edge.target == "dense_3")


def with_node(project: Project, **changes: object) -> Project:
    network = project.network
    node = replace(network.nodes["dense_2"], **changes)  # type: ignore[arg-type]
    return project.with_network(replace(network, nodes={**network.nodes, "dense_2": node}))


@pytest.mark.parametrize("name", SEEN_ALONE)
def test_what_is_only_seen_leaves_it_the_network_drawn(name: str) -> None:
    changed = SEEN_ALONE[name](spiral())
    assert is_drawn(spiral(), changed)
    assert is_drawn(changed, spiral())


@pytest.mark.parametrize("name", DECIDES)
def test_what_decides_the_model_makes_it_another(name: str) -> None:
    changed = DECIDES[name](spiral())
    assert not is_drawn(spiral(), changed)
    assert not is_drawn(changed, spiral())
    assert is_drawn(changed, DECIDES[name](spiral()))


def test_inside_a_group_the_same_counts() -> None:
    project = template("resnet-small", CATALOGUE).open()
    group = next(name for name, node in project.network.nodes.items() if node.network is not None)
    node = project.network.nodes[group]
    assert node.network is not None
    inner = next(name for name, each in node.network.nodes.items() if each.params)

    def inside(**changes: object) -> Project:
        assert node.network is not None
        held = replace(node.network.nodes[inner], **changes)  # type: ignore[arg-type]
        changed = replace(node, network=replace(node.network, nodes={**node.network.nodes, inner: held}))
        nodes = {**project.network.nodes, group: changed}
        return project.with_network(replace(project.network, nodes=nodes))

    def wired(edges: tuple[Edge, ...]) -> Project:
        assert node.network is not None
        changed = replace(node, network=replace(node.network, edges=edges))
        return project.with_network(replace(project.network, nodes={**project.network.nodes, group: changed}))

    assert is_drawn(project, inside(label="Mine", position=(1.0, 2.0)))
    assert not is_drawn(project, inside(frozen=True))
    spec = CATALOGUE.blocks.get(node.network.nodes[inner].kind)
    given = node.network.nodes[inner].params
    assert is_drawn(project, inside(params=dict(spec.params_of(given))))
    name, value = next((name, value) for name, value in given.items() if isinstance(value, int))
    assert not is_drawn(project, inside(params={**given, name: value + 1}))
    assert is_drawn(project, wired(tuple(reversed(node.network.edges))))
    assert not is_drawn(project, wired(node.network.edges[1:]))


def test_blocks_that_no_run_trained_are_those_that_are_new_set_otherwise_or_fed_by_others() -> None:
    project = spiral()
    wire = next(edge for edge in project.network.edges if edge.target == "dense_2")
    inserted = edits.insert(project, "dense", wire, fields_of(project)).project
    assert others(project, inserted) == {"dense_4", "dense_2"}
    wider = edits.set_param(project, "dense", "units", 12).project
    assert others(project, wider) == {"dense"}
    assert others(project, edits.rename(project, "dense", "Mine").project) == frozenset()
