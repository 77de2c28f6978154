"""A network fitted to another data set trains there, and keeps every block that works there."""

from __future__ import annotations

from typing import Any

import pytest

from playground.app import data_edits
from playground.app.document import Document
from playground.core.blocks.spec import Role
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.checks.fitting_data import fitted, suits
from playground.core.data.prepared import fields_of
from playground.core.graph.wiring import graph_of, sources
from playground.core.network.edits import add_node, connect
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import TemplateRegistry, template
from playground.core.project.values import DataChoice, Project
from playground.core.training.session import Session
from random_networks import LAYERS, Pile, mended, problems_of

ALL = [spec.id for spec in CATALOGUE.data]
QUICK = range(3, 2 * len(LAYERS), 6)
MANY = range(1_000)
LEAST = {"samples": 60}

Blocks = tuple[tuple[str, dict[str, Any]], ...]
PICTURED: Blocks = (("conv2d", {"filters": 4}), ("flatten", {}),
                    ("dense", {"units": 2, "activation": "linear"}), ("classify", {}))  # fmt: skip
POINTS: Blocks = (("points", {"features": ("x1", "x2", "x1_squared", "x2_squared")}),
                  ("reshape", {"height": 2, "width": 2}), *PICTURED)  # fmt: skip
PAIR: Blocks = (("points", {}), ("reshape", {"height": 1, "width": 2}), *PICTURED)
IRIS: Blocks = (("table", {}), ("reshape", {"height": 2, "width": 2}), *PICTURED[:2],
                ("dense", {"units": 3, "activation": "linear"}), ("classify", {}))  # fmt: skip
WINE: Blocks = (("table", {}), ("reshape", {"height": 13, "width": 1}), *IRIS[2:])


def line(data_id: str, blocks: Blocks) -> Project:
    nodes = {kind: Node(kind, params, "", (184.0 * at, 0.0)) for at, (kind, params) in enumerate(blocks)}
    ids = list(nodes)
    edges = (Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    return Project("Line", Network(nodes, tuple(edges)), DataChoice(data_id), catalogue=CATALOGUE)


def errors(project: Project) -> list[str]:
    return [problem.message for problem in problems_of(project) if problem.severity == "error"]


def kinds(project: Project) -> list[str]:
    network = project.network
    return [network.nodes[node].kind for node in graph_of(CATALOGUE.blocks, network).order]


@pytest.mark.parametrize("data_id", ALL)
@pytest.mark.parametrize(
    ("home", "blocks"), [("spiral", POINTS), ("moons", PAIR), ("iris", IRIS), ("wine", WINE)]
)
def test_pictures_made_of_lists_keep_all_their_layers(home: str, blocks: Blocks, data_id: str) -> None:
    project = line(home, blocks)
    assert errors(project) == []
    made = fitted(project, data_id)
    assert errors(made) == []
    kept = [kind for kind in kinds(made) if kind in ("reshape", "conv2d", "flatten", "dense")]
    assert kept[:4] == ["reshape", "conv2d", "flatten", "dense"]


def test_what_is_fitted_trains() -> None:
    session = Session.start(fitted(line("spiral", POINTS), "shapes").with_data(options=LEAST))
    session.advance(1)


@pytest.mark.parametrize("data_id", ["spiral", "wine", "digits", "shapes", "sensor"])
def test_words_become_numbers_and_what_read_them_stays(data_id: str) -> None:
    project = template("reviews-lstm", CATALOGUE).open()
    made = fitted(project, data_id)
    assert errors(made) == []
    assert "embedding" not in kinds(made)
    assert [kind for kind in kinds(made) if kind in ("lstm", "over_time", "dropout")] == [
        "lstm", "over_time", "dropout"
    ]  # fmt: skip
    assert made.network.nodes["embedding"].params == {
        "units": project.network.nodes["embedding"].params["features"], "activation": "linear"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["spiral-mlp", "iris-mlp", "digits-cnn", "sensor-gru"])
def test_numbers_become_words_through_a_table_of_all_of_them(name: str) -> None:
    made = fitted(template(name, CATALOGUE).open(), "reviews")
    (table,) = (node for node in made.network.nodes.values() if node.kind == "embedding")
    assert table.params["entries"] == fields_of(made).fields["tokens"].values


def test_a_list_is_not_summed_up() -> None:
    made = fitted(template("shapes-multilabel", CATALOGUE).open(), "wine")
    assert errors(made) == [] and not {"global_pool", "reshape"} & set(kinds(made))


def test_what_was_wrong_before_is_the_persons_own() -> None:
    project = template("spiral-mlp", CATALOGUE).open()
    network, _ = add_node(project.network, Node("hyper_warp"))
    strange = project.with_network(connect(network, Edge("points", "out", "hyper_warp", "in")))
    made = fitted(strange, "digits")
    assert "hyper_warp" in made.network.nodes
    assert errors(made) == [message for message in errors(strange) if "hyper_warp" in message]


def has_usual_ends(project: Project) -> bool:
    spec = CATALOGUE.data.get(project.data.id)
    return ends(project) == {spec.source, spec.goal}


def ends(project: Project) -> set[str]:
    roles = (Role.SOURCE, Role.GOAL)
    return {spec.id for role in roles for spec in project.of_role(role).values()}


@pytest.mark.parametrize(
    "name", [known.id for known in TemplateRegistry(CATALOGUE) if has_usual_ends(known.open())]
)
def test_a_network_suits_its_own_data_and_is_left_alone(name: str) -> None:
    project = template(name, CATALOGUE).open()
    assert suits(project, project.data.id, shaped=True) and suits(project, project.data.id, shaped=False)
    assert fitted(project, project.data.id).network == project.network


def test_without_shapes_only_alike_sets_suit() -> None:
    project = template("spiral-mlp", CATALOGUE).open()
    assert suits(project, "moons", shaped=False)
    assert not suits(project, "plane", shaped=False)
    assert not suits(template("digits-cnn", CATALOGUE).open(), "shapes", shaped=False)


def works_behind(made: Project, feeding: Edge, node: Node) -> bool:
    """Say whether a block works behind an output of a fitted network."""
    network, name = add_node(made.network, node)
    tried = made.with_network(connect(network, Edge(feeding.source, feeding.source_port, name, "in")))
    known = analyse(tried, fields_of(made))
    return all(failure.where.node.split("/")[0] != name for failure in known.inference.failures)


def needlessly_gone(project: Project, made: Project) -> list[str]:
    """Return the layers with one input that were taken away and work where they stood.

    A softmax works, and goes all the same before a goal that applies it itself.
    """
    graph, names = graph_of(CATALOGUE.blocks, project.network), {}
    names.update(zip(sources(project), sources(made), strict=True))
    found = []
    for node, spec in graph.of_role(Role.LAYER).items():
        edge = graph.held.get((node, "in"))
        if node in made.network.nodes or edge is None or len(spec.inputs) != 1 or spec.shares:
            continue
        source = names.get(edge.source, edge.source)
        if source in made.network.nodes and works_behind(
            made, Edge(source, edge.source_port, "", ""), project.network.nodes[node]
        ):
            found.append(node)
    return found


def check_seed(seed: int, data_ids: list[str]) -> None:
    """See that what comes out trains, keeps what fits, and is one step that undo takes back."""
    project = mended(Pile(seed).project())
    if errors(project):
        return
    for data_id in data_ids:
        document = Document(project)
        edit = data_edits.choose_data_and_fit(project, data_id)
        document.edit(edit.label, edit.project)
        assert errors(document.project) == [], data_id
        assert needlessly_gone(project, document.project) == [], data_id
        if suits(project, data_id, shaped=True):
            assert document.project.network == project.network
        assert has_usual_ends(document.project)
        document.undo()
        assert document.project == project and not document.undo_label


@pytest.mark.parametrize("seed", QUICK)
def test_any_sound_network_fits_any_data_set(seed: int) -> None:
    check_seed(seed, ALL[seed % 3 :: 3])


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_many_sound_networks_fit_all_data_sets(seed: int) -> None:
    check_seed(seed, ALL)
