"""Edits as gestures make them: what they change, what they are called, and what they refuse in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from playground.app import connecting, data_edits, edits
from playground.app.checks import Checks
from playground.core.builtin import CATALOGUE
from playground.core.checks.fitting_data import suits
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.graph import judge
from playground.core.graph.wiring import graph_of
from playground.core.network.rows import ROW, Rows
from playground.core.network.values import Edge
from playground.core.project.row_edits import RowEdit
from playground.core.project.templates import TemplateRegistry, template
from playground.core.project.values import Project

SPIRAL = template("spiral-mlp", CATALOGUE).open()
CNN = template("digits-cnn", CATALOGUE).open()
FIELDS = fields_of(SPIRAL)


def blocker(project: Project) -> str:
    """Return what keeps a project from training, "" when nothing does."""
    checks = Checks(project)
    checks.update(project, torch_ready=True)
    return checks.blocker.message if checks.blocker else ""


@pytest.mark.parametrize("index", range(len(SPIRAL.network.edges)))
def test_a_dense_block_on_any_wire_leaves_the_network_trainable(index: int) -> None:
    edit = edits.insert(SPIRAL, "dense", SPIRAL.network.edges[index], FIELDS)
    assert edit.label == "Insert Dense 4"
    assert edit.select == frozenset({"dense_4"})
    assert blocker(edit.project) == ""


@pytest.mark.parametrize("after", list(SPIRAL.network.nodes))
def test_appending_after_any_block_but_the_goal_inserts(after: str) -> None:
    edit = edits.append(SPIRAL, "dense", after, FIELDS)
    assert blocker(edit.project) == ""
    (new,) = edit.select
    assert (new in graph_of(CATALOGUE.blocks, edit.project.network).live) is (after != "classify")


def test_appending_after_nothing_places() -> None:
    edit = edits.append(SPIRAL, "dropout", None)
    assert edit.project.network.edges == SPIRAL.network.edges
    assert edit.label == "Add Dropout"


def test_a_second_goal_can_be_attached_to_a_layer() -> None:
    edit = edits.attach(SPIRAL, "classify", (900.0, 600.0), "dense_3", "out")
    assert Edge("dense_3", "out", "classify_2", "in") in edit.project.network.edges
    assert blocker(edit.project) == ""


def test_a_block_before_a_port_takes_its_wire() -> None:
    edit = edits.attach_before(SPIRAL, "dense", (0.0, 600.0), "dense", "in")
    assert [edge.source for edge in edit.project.network.edges if edge.target == "dense"] == ["dense_4"]


def refused(make: Any) -> str:
    with pytest.raises(PlaygroundError) as caught:
        make()
    assert caught.value.message.endswith(".")
    return caught.value.message


def test_wires_that_cannot_be_say_why() -> None:
    shapes = {"image": {"out": CNN_SHAPES["image"]["out"]}}
    flat = next(name for name, node in CNN.network.nodes.items() if node.kind == "dense")
    assert "circle" in refused(lambda: edits.connect(SPIRAL, Edge("dense_2", "out", "dense", "in")))
    assert "itself" in refused(lambda: edits.connect(SPIRAL, Edge("dense", "out", "dense", "in")))
    assert "ends the network" in refused(
        lambda: edits.connect(SPIRAL, Edge("classify", "out", "dense", "in"))
    )
    assert "begins the network" in refused(
        lambda: edits.connect(SPIRAL, Edge("dense", "out", "points", "in"))
    )
    assert "there already" in refused(lambda: edits.connect(SPIRAL, SPIRAL.network.edges[0]))
    assert "nobody.out to dense.in" in refused(
        lambda: edits.connect(SPIRAL, Edge("nobody", "out", "dense", "in"))
    )
    message = refused(lambda: edits.connect(CNN, Edge("image", "out", flat, "in"), shapes))
    assert "needs a flat list of features, but gets 8 × 8 × 1." in message


def _shapes(project: Project) -> Any:
    checks = Checks(project)
    checks.update(project, torch_ready=True)
    return checks.inference.outputs


CNN_SHAPES = _shapes(CNN)


def test_only_fitting_ports_are_offered() -> None:
    shapes = _shapes(SPIRAL)
    inputs = connecting.fitting_inputs(SPIRAL, "dense", "out", shapes)
    assert inputs == {("dense_3", "in"), ("classify", "in")}
    outputs = connecting.fitting_outputs(SPIRAL, "dense_3", "in", shapes)
    assert outputs == {("points", "out"), ("dense", "out")}
    flat, picture = shapes["dense"]["out"], CNN_SHAPES["image"]["out"]
    assert judge.takes(CATALOGUE.blocks.get("dense"), flat)
    assert not judge.takes(CATALOGUE.blocks.get("dense"), picture)
    assert judge.takes(CATALOGUE.blocks.get("conv2d"), picture)
    assert not judge.takes(CATALOGUE.blocks.get("points"), None)


def test_reconnecting_moves_one_end() -> None:
    old = Edge("dense_2", "out", "dense_3", "in")
    edit = edits.reconnect(SPIRAL, old, Edge("dense", "out", "dense_3", "in"))
    assert old not in edit.project.network.edges
    assert edit.label == "Connect Dense to Dense 3"


def test_deleting_bridges_and_names_what_it_deletes() -> None:
    edit = edits.delete(SPIRAL, {"dense_2"})
    assert edit.label == "Delete Dense 2"
    assert Edge("dense", "out", "dense_3", "in") in edit.project.network.edges
    assert edits.delete(SPIRAL, {"dense", "dense_2"}).label == "Delete 2 blocks"
    assert "Select" in refused(lambda: edits.delete(SPIRAL, set()))


def test_a_copy_has_its_own_name_and_the_wires_among_the_copied() -> None:
    edit = edits.duplicate(SPIRAL, {"dense", "dense_2"})
    network = edit.project.network
    assert edit.select == frozenset({"dense_4", "dense_5"})
    assert Edge("dense_4", "out", "dense_5", "in") in network.edges
    titles = [edit.project.label_of(node_id) for node_id in network.nodes]
    assert len(titles) == len(set(titles))
    assert network.nodes["dense_4"].params == SPIRAL.network.nodes["dense"].params


def test_a_chain_block_moved_onto_another_wire_keeps_its_id() -> None:
    wire = Edge("points", "out", "dense", "in")
    edit = edits.move_onto(SPIRAL, "dense_2", wire, (0.0, 0.0))
    assert {(edge.source, edge.target) for edge in edit.project.network.edges} == {
        ("points", "dense_2"), ("dense_2", "dense"), ("dense", "dense_3"), ("dense_3", "classify")
    }  # fmt: skip
    assert blocker(edit.project) == ""
    own = edits.move_onto(SPIRAL, "dense", wire, (5.0, 6.0))
    assert own.project.network.nodes["dense"].position == (5.0, 6.0)


def test_parameters_are_checked_and_labels_say_what_changed() -> None:
    edit = edits.set_param(SPIRAL, "dense", "units", 12.0)
    assert edit.label == "Set units of Dense"
    assert edit.project.network.nodes["dense"].params["units"] == 12
    assert "Units" in refused(lambda: edits.set_param(SPIRAL, "dense", "units", 0))


def test_names_are_tidied() -> None:
    assert edits.rename(SPIRAL, "dense", "  my   layer ").project.network.nodes["dense"].label == "my layer"
    assert edits.rename_project(SPIRAL, "   ").project.name == SPIRAL.name


def data_sets() -> Iterator[Any]:
    """Yield all of them; one that is to a network what another was before it is left to `make test-all`."""
    seen: list[Any] = []
    for spec in CATALOGUE.data:
        brings = (spec.source, spec.goal, spec.fields(spec.options({})))
        yield pytest.param(spec.id, marks=pytest.mark.slow if brings in seen else ())
        seen.append(brings)


@pytest.mark.parametrize("data_id", list(data_sets()))
@pytest.mark.parametrize("name", [known.id for known in TemplateRegistry(CATALOGUE)])
def test_any_template_can_be_fitted_to_any_data_set_in_one_step(name: str, data_id: str) -> None:
    project = template(name, CATALOGUE).open()
    edit = data_edits.choose_data_and_fit(project, data_id)
    assert blocker(edit.project) == ""
    assert suits(edit.project, data_id, shaped=True)
    assert edit.label.startswith("Fit the network to ")
    if suits(project, data_id, shaped=True):
        assert edit.project.network == project.network
        assert blocker(data_edits.choose_data(project, data_id).project) == ""


def test_noise_and_size_stay_when_one_looks_through_the_gallery() -> None:
    project = data_edits.set_data_option(SPIRAL, "noise", 0.3).project
    assert data_edits.choose_data(project, "moons").project.data.options["noise"] == 0.3
    assert data_edits.choose_data(project, "digits").project.data.options == {}
    assert "Noise" in refused(lambda: data_edits.set_data_option(SPIRAL, "noise", 7))


@pytest.mark.parametrize(("train", "test"), [(0.5, None), (0.99, 0.5), (0.0, 0.0), (1.0, 1.0), (0.7, 0.15)])
def test_shares_always_add_up_and_none_that_trains_is_empty(train: float, test: float | None) -> None:
    data = data_edits.set_shares(SPIRAL, train, test).project.data
    assert data.train + data.validation + data.test == pytest.approx(1.0)
    assert data.train >= 0.0099
    assert data.validation >= 0.0099


def test_the_recipe_and_seeds() -> None:
    edit = data_edits.set_recipe(SPIRAL, learning_rate=0.5)
    assert (edit.label, edit.project.recipe.learning_rate) == ("Set learning rate", 0.5)
    momentum = data_edits.set_recipe(SPIRAL, optimizer="sgd", options={"momentum": 0.9}).project
    assert data_edits.set_recipe(momentum, optimizer="adam").project.recipe.options == {}
    assert data_edits.set_data_seed(SPIRAL, 9).project.data.seed == 9
    assert "seed" in refused(lambda: data_edits.set_data_seed(SPIRAL, -1))
    assert "seed" in refused(lambda: data_edits.set_recipe(SPIRAL, seed=2**63))
    assert "learning rate" in refused(lambda: data_edits.set_recipe(SPIRAL, learning_rate=0.0))
    assert "batch size" in refused(lambda: data_edits.set_recipe(SPIRAL, batch_size=0))
    broken = SPIRAL.with_recipe(learning_rate=-1.0)
    assert "learning rate" in blocker(broken)
    assert data_edits.set_recipe(broken, batch_size=8).project.recipe.batch_size == 8
    rolled = data_edits.new_seed(SPIRAL)
    assert rolled.label == f"New seed {rolled.project.recipe.seed}"
    assert rolled.project.data == SPIRAL.data


def test_a_goal_behind_a_block_in_the_middle_hangs_on_it_and_stands_on_no_wire() -> None:
    project = template("spiral-mlp", CATALOGUE).open()
    edit = edits.append(project, "regress", "dense")
    assert set(edit.project.network.edges) - set(project.network.edges) == {
        Edge("dense", "out", "regress", "in")
    }
    assert set(project.network.edges) <= set(edit.project.network.edges)


@pytest.mark.parametrize(
    ("name", "data_id", "sentence"),
    [
        ("iris-mlp", "wine", "Wine has other inputs or answers than this network takes."),
        ("iris-mlp", "diabetes", "Diabetes needs Table at the start and Regress at the end."),
    ],
)
def test_the_question_about_other_data_names_what_is_not_there(
    name: str, data_id: str, sentence: str
) -> None:
    project = template(name, CATALOGUE).open()
    asked = data_edits.question(project, data_id, lambda: None, lambda: None)
    assert asked.text == sentence


@pytest.mark.parametrize("shared", [False, True])
def test_copies_stand_where_nothing_stands_beneath_what_they_copy(shared: bool) -> None:
    rows = Rows(blocks=dict.fromkeys(SPIRAL.network.nodes, (116.0, 500.0)))
    once = edits.duplicate(SPIRAL, {"dense", "dense_2"}, shared=shared, rows=rows)
    twice = edits.duplicate(once.project, {"dense", "dense_2"}, shared=shared, rows=rows)
    for edit in (once, twice):
        places = [node.position for node in edit.project.network.nodes.values()]
        assert len(set(places)) == len(places)
    nodes = twice.project.network.nodes
    x, y = nodes["dense"].position
    assert nodes["dense_4"].position[0] == nodes["dense_6"].position[0] == x
    assert y + 500 < nodes["dense_4"].position[1] < nodes["dense_6"].position[1]
    assert all(nodes[each].position == node.position for each, node in SPIRAL.network.nodes.items())


def test_what_was_changed_about_samples_stays_with_their_data_set() -> None:
    edited = SPIRAL.with_data(edits=(RowEdit(3, out=True),))
    assert data_edits.choose_data(edited, "moons").project.data.edits == ()
    assert data_edits.choose_data(edited, SPIRAL.data.id).project.data.edits == edited.data.edits


def test_a_copy_stands_on_no_wire() -> None:
    """The row beneath has a gap there, with a wire across it."""
    nodes = dict(SPIRAL.network.nodes)
    x, y = nodes["dense"].position
    ends = {"dense_2": (x - 200.0, y + ROW), "classify": (x + 200.0, y + ROW)}
    nodes |= {each: replace(nodes[each], position=at) for each, at in ends.items()}
    network = replace(SPIRAL.network, nodes=nodes, edges=(Edge("dense_2", "out", "classify", "in"),))
    rows = Rows(blocks=dict.fromkeys(nodes, (116.0, 276.0)))
    copied = edits.duplicate(replace(SPIRAL, network=network), {"dense"}, rows=rows).project.network
    apart = edits.duplicate(replace(SPIRAL, network=replace(network, edges=())), {"dense"}, rows=rows)
    (copy,) = copied.nodes.keys() - nodes.keys()
    assert copied.nodes[copy].position == (x, y + 2 * ROW)
    assert apart.project.network.nodes[copy].position == (x, y + ROW)  # nothing is there without the wire
