"""Blocks are put into groups, taken out, frozen, switched off; and the canvas shows what is inside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playground.app import edits, group_edits, grouping
from playground.app.document import Document
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.checks import rewire
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.graph.expand import expand
from playground.core.network.edits import connect, move_nodes
from playground.core.network.values import Edge
from playground.core.project.templates import template
from playground.core.project.values import Project

SPIRAL = template("spiral-mlp", CATALOGUE).open()
CNN = template("digits-cnn", CATALOGUE).open()


def problems(project: Project) -> list[str]:
    fields = fields_of(project)
    return [problem.message for problem in analyse(project, fields).problems]


def test_grouping_changes_nothing_that_is_computed() -> None:
    edit = group_edits.group(CNN, {"conv2d_2", "max_pool2d", "flatten"})
    assert edit.select == {"group"}
    assert problems(edit.project) == []
    before, after = (analyse(each, fields_of(CNN)).inference for each in (CNN, edit.project))
    assert after.total == before.total
    flat = expand(CATALOGUE.blocks, edit.project.network).network
    assert [node.rpartition("/")[2] for node in flat.nodes if "/" in node] == [
        "conv2d_2",
        "max_pool2d",
        "flatten",
    ]


def test_ungrouping_gives_the_network_back() -> None:
    grouped = group_edits.group(CNN, {"conv2d_2", "max_pool2d"}).project
    back = group_edits.ungroup(grouped, {"group"})
    assert set(back.project.network.nodes) == set(CNN.network.nodes)
    assert set(back.project.network.edges) == set(CNN.network.edges)
    assert back.select == {"conv2d_2", "max_pool2d"}


def test_a_group_of_blocks_that_lead_nowhere_yet_has_an_output_for_what_follows() -> None:
    open_ended = edits.delete(SPIRAL, {"classify"}).project
    made = group_edits.group(open_ended, {"dense_2", "dense_3"}).project
    again = edits.append(made, "classify", "group").project
    assert Edge("group", "out", "classify", "in") in again.network.edges
    assert problems(again) == []
    before, after = (analyse(each, fields_of(each)).inference for each in (SPIRAL, again))
    assert after.total == before.total


def test_a_group_of_blocks_that_nothing_enters_yet_leads_what_is_wired_to_it_to_them() -> None:
    unfed = edits.delete(SPIRAL, {"points"}).project
    made = group_edits.group(unfed, {"dense", "dense_2"}).project
    inside = made.network.nodes["group"].network
    assert inside is not None and Edge("group_input", "out", "dense", "in") in inside.edges
    placed = edits.place(made, "points", (-200.0, 0.0)).project
    again = placed.with_network(connect(placed.network, Edge("points", "out", "group", "in")))
    assert problems(again) == []
    before, after = (analyse(each, fields_of(each)).inference for each in (SPIRAL, again))
    assert after.total == before.total


def test_a_group_of_a_block_with_two_free_inputs_has_two() -> None:
    placed = edits.place(SPIRAL, "subtract", (0.0, 900.0)).project
    made = group_edits.group(placed, {"subtract"}).project
    inside = made.network.nodes["group"].network
    assert inside is not None and [port.name for port in made.spec_of("group").inputs] == ["in", "in_2"]  # type: ignore[union-attr]
    assert {edge.target_port for edge in inside.edges if edge.target == "subtract"} == {
        port.name for port in CATALOGUE.blocks.get("subtract").inputs
    }


def test_a_group_of_blocks_in_two_rows_stands_where_the_first_stood_and_what_follows_comes_up() -> None:
    rows = {
        "points": (0, 0),
        "dense": (200, 0),
        "dense_2": (400, 0),
        "dense_3": (0, 320),
        "classify": (200, 320),
    }
    drawn = SPIRAL.with_network(move_nodes(SPIRAL.network, rows))
    made = group_edits.group(drawn, {"dense_2", "dense_3"}).project.network
    spots = {each: node.position for each, node in made.nodes.items()}
    assert spots == {"points": (0, 0), "dense": (200, 0), "group": (400, 0), "classify": (0, 320)}
    wide = SPIRAL.with_network(move_nodes(SPIRAL.network, rows | {"dense_2": (1400, 0), "dense": (0, -640)}))
    made = group_edits.group(wide, {"dense", "dense_2", "dense_3"}).project.network
    assert made.nodes["group"].position == (0, -640) and made.nodes["classify"].position == (248, -640)


def test_what_cannot_be_a_group_says_why() -> None:
    with pytest.raises(PlaygroundError, match="sources and goals stay outside"):
        group_edits.group(SPIRAL, {"points", "classify"})
    with pytest.raises(PlaygroundError, match="leads through others"):
        group_edits.group(SPIRAL, {"dense", "dense_3"})
    with pytest.raises(PlaygroundError, match="Select a group"):
        group_edits.ungroup(SPIRAL, {"dense"})


def test_marks_are_set_and_taken_back() -> None:
    frozen = group_edits.freeze(SPIRAL, {"dense", "points"})
    assert frozen.label == "Freeze Dense"
    assert frozen.project.network.nodes["dense"].frozen and not frozen.project.network.nodes["points"].frozen
    assert not group_edits.freeze(frozen.project, {"dense"}).project.network.nodes["dense"].frozen
    assert group_edits.disable(SPIRAL, {"dense"}).project.network.nodes["dense"].disabled
    with pytest.raises(PlaygroundError, match="Select a block"):
        group_edits.disable(SPIRAL, {"points"})


def test_a_new_group_hands_on_what_arrives() -> None:
    made = edits.append(SPIRAL, "group", "dense").project
    assert problems(made) == []
    assert analyse(made, fields_of(made)).inference.outputs["group"]["out"].sizes == (8,)


def test_edits_reach_into_the_group_that_is_open(desk: object) -> None:
    space: Workspace = desk.ready().workspace  # type: ignore[attr-defined]
    assert space.apply(group_edits.group, {"dense", "dense_2"})
    space.scope.enter("group")
    assert set(space.here.network.nodes) == {"group_input", "dense", "dense_2", "group_output"}
    assert space.inference.outputs["dense"]["out"].sizes == (8,)
    assert space.apply(edits.insert, "dropout", Edge("dense", "out", "dense_2", "in"))
    assert "dropout" in space.here.network.nodes and "dropout" not in space.project.network.nodes
    assert space.selection == {"dropout"}
    space.editing.undo()
    assert "dropout" not in space.here.network.nodes and space.scope.path == ("group",)
    space.editing.undo()
    assert space.scope.path == () and "dense" in space.here.network.nodes


def test_closing_a_group_selects_it_and_names_the_way(desk: object) -> None:
    space: Workspace = desk.ready().workspace  # type: ignore[attr-defined]
    assert space.apply(group_edits.group, {"dense"})
    space.scope.enter("group")
    assert space.scope.titles(space.project) == ("Group",)
    space.scope.show(())
    assert space.selection == {"group"}
    space.scope.enter("group")
    space.replace_document(Document(SPIRAL))
    assert space.scope.path == ()


def test_problems_are_told_where_they_can_be_seen(desk: object) -> None:
    space: Workspace = desk.ready().workspace  # type: ignore[attr-defined]
    assert space.apply(group_edits.group, {"dense", "dense_2"})
    space.scope.enter("group")
    assert space.apply(edits.insert, "conv2d", Edge("dense", "out", "dense_2", "in"))
    inside = next(problem for problem in space.problems if problem.severity == "error")
    assert inside.where.node == "conv2d"
    space.scope.show(())
    outside = next(problem for problem in space.problems if problem.severity == "error")
    assert outside.where.node == "group" and outside.message.startswith("In Group: Conv 2D needs a picture")
    space.editing.apply_fix(outside.fixes[-1])
    assert not space.problems


def test_a_group_with_wires_that_begin_nowhere_is_taken_apart_all_the_same() -> None:
    network = grouping.grouped(template("spiral-mlp", CATALOGUE).open().network, {"dense", "dense_2"})[0]
    inside = network.nodes["group"].network
    assert inside is not None
    odd = replace(inside, edges=(*inside.edges, Edge("group_output", "out", "group_input", "in")))
    broken = replace(network, nodes={**network.nodes, "group": replace(network.nodes["group"], network=odd)})
    whole, freed = grouping.ungrouped(broken, "group")
    assert freed == ("dense", "dense_2") and Edge("dense", "out", "dense_2", "in") in whole.edges


def beside(kind: str, wires: int) -> Project:
    """Return a group of a layer and a block that takes so many wires of it."""
    edge = next(each for each in SPIRAL.network.edges if each.source == "dense_2")
    made = rewire.inserted(SPIRAL, edge, kind)
    twice = Edge("dense_2", "out", kind, "in_2")
    edges = (*made.network.edges, twice) if wires == 2 else made.network.edges
    return group_edits.group(made.with_network(replace(made.network, edges=edges)), {"dense_2", kind}).project


@pytest.mark.parametrize("kind", ["formula", "multiply"])
def test_a_way_round_is_offered_where_nothing_merges_yet(kind: str) -> None:
    """A block that could take several wires merges nothing while it has one."""
    assert group_edits.can_skip(beside(kind, 1), "group")
    assert not group_edits.can_skip(beside(kind, 2), "group")
