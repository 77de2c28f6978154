"""First fixes taken again and again: they lead somewhere, and nothing a person made is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest

from broken_networks import MOST_FIXES, blocks_of, broken, mended
from playground.core.builtin import CATALOGUE
from playground.core.checks import trying
from playground.core.checks.analysis import Analysis, analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import Fix, Problem
from playground.core.export.bundle import bundle
from playground.core.network.edits import add_node, connect, disconnect
from playground.core.network.values import Edge, Network, Node
from playground.core.project.records import RunRecord
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import DataChoice, Project
from playground.core.shapes.derived import derive
from playground.core.training.session import Session

QUICK, MANY = (1, 7, 11, 22, 39, 41, 98, 136, 5_427, 5_458, 5_484, 6_585), range(1_000, 1_400)
MLP = TemplateRegistry(CATALOGUE).get("spiral-mlp").open()


def known(project: Project) -> Analysis:
    return analyse(project, fields_of(project))


def errors(project: Project) -> list[Problem]:
    return [problem for problem in known(project).problems if problem.severity == "error"]


def only_error(project: Project) -> Problem:
    (problem,) = errors(project)
    return problem


def titles(fixes: tuple[Fix, ...]) -> list[str]:
    return [fix.title for fix in fixes]


def leads_somewhere(seed: int, advice: bool) -> None:
    project = broken(seed)
    steps = mended(project, advice=advice)
    assert len(steps) <= MOST_FIXES
    seen = [step.project for step in steps]
    assert all(one != other for at, one in enumerate(seen) for other in seen[:at])
    assert all(problem.fixes[0].way != "removes"
               for step in steps for problem in step.problems if problem.fixes)  # fmt: skip
    assert blocks_of(project.network) <= blocks_of(seen[-1].network)


@pytest.mark.parametrize("seed", QUICK)
def test_first_fixes_lead_somewhere_and_lose_nothing(seed: int) -> None:
    leads_somewhere(seed, advice=True)


@pytest.mark.slow
@pytest.mark.parametrize("advice", [False, True])
@pytest.mark.parametrize("seed", MANY)
def test_first_fixes_of_many_lead_somewhere(seed: int, advice: bool) -> None:
    leads_somewhere(seed, advice)


def pictures(*blocks: tuple[str, dict[str, object]], goal: str = "reconstruct") -> Project:
    row = [("image", {}), *blocks, (goal, {})]
    nodes = {f"{kind}_{at}": Node(kind, params, "", (184.0 * at, 0)) for at, (kind, params) in enumerate(row)}
    ids = list(nodes)
    edges = tuple(Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    return Project("Pictures", Network(nodes, edges), DataChoice("digits"), catalogue=CATALOGUE)


def test_a_picture_becomes_as_many_scores_as_the_source_has() -> None:
    project = pictures(("conv2d", {"filters": 16}))
    problem = only_error(project)
    assert problem.message == "Reconstruct needs 64 scores, as the source has, but gets 8 × 8 × 16."
    assert titles(problem.fixes) == ["Insert Conv 2D 1", "Insert Flatten and Dense 64"]
    for fix in problem.fixes:
        assert errors(fix.edit(project)) == []


def test_scores_are_made_of_sums_where_a_layer_of_all_numbers_is_too_large_to_save() -> None:
    project = pictures(("conv2d", {"filters": 160}), ("upsample", {"factor": 16.0}))
    problem = only_error(project)
    assert titles(problem.fixes) == ["Insert Global pool and Dense 64"]
    assert errors(problem.fixes[0].edit(project)) == []


def test_what_was_set_aside_is_not_wired_again() -> None:
    network, goal = add_node(MLP.network, Node("classify", {}, "", (300.0, 300.0)))
    network, dense = add_node(network, Node("dense", {}, "", (200.0, 300.0)))
    project = MLP.with_network(connect(network, Edge("points", "out", dense, "in")))
    told = {problem.where.node: problem for problem in known(project).problems}
    assert told[goal].message == "Classify is not connected, so it is left out."
    assert told[dense].message.endswith("so it is left out: its output is not connected.")
    assert titles(told[dense].fixes) == []


def test_a_layer_that_serves_others_too_is_not_made_to_fit_one_goal() -> None:
    project = pictures(("flatten", {}), ("dense", {"units": 12, "activation": "linear"}), goal="classify")
    assert titles(only_error(project).fixes) == ["Set Dense to 10 units", "Insert Dense 10"]
    network, other = add_node(project.network, Node("dense", {}, "", (600.0, 300.0)))
    shared = project.with_network(connect(network, Edge("dense_2", "out", other, "in")))
    problem = next(each for each in errors(shared) if "scores" in each.message)
    assert titles(problem.fixes) == ["Insert Dense 10"]


def test_a_smaller_picture_becomes_scores_by_a_list() -> None:
    project = pictures(("conv2d", {"filters": 16}), ("max_pool2d", {}))
    problem = only_error(project)
    assert titles(problem.fixes) == ["Insert Flatten and Dense 64"]
    assert errors(problem.fixes[0].edit(project)) == []


def test_a_second_input_is_not_connected_to_what_feeds_the_first() -> None:
    network, add = add_node(MLP.network, Node("add", {}, "", (300.0, 300.0)))
    first, second = [node for node, each in network.nodes.items() if each.kind == "dense"][:2]
    last = next(edge for edge in network.edges if edge.source == second)
    network = connect(disconnect(network, last), Edge(second, "out", add, "in"))
    network = connect(network, Edge(add, "out", last.target, last.target_port))
    project = MLP.with_network(network)
    problem = next(each for each in errors(project) if each.where.node == add)
    assert problem.where.port == "in_2"
    joined = problem.fixes[0].edit(project).network
    (new,) = set(joined.edges) - set(network.edges)
    assert (new.target, new.target_port) == (add, "in_2") and new.source != second


def test_a_loose_output_is_connected_to_a_free_input() -> None:
    """A free input that needs a wire comes before one that may have one, and none loses the wire it has."""
    network, add = add_node(MLP.network, Node("add", {}, "", (300.0, 300.0)))
    first = next(node for node, each in network.nodes.items() if each.kind == "dense")
    network = connect(network, Edge(first, "out", add, "in"))
    network, spare = add_node(network, Node("points", {}, "", (0.0, 300.0)))
    problem = next(each for each in known(MLP.with_network(network)).problems if each.where.node == spare)
    joined = problem.fixes[0].edit(MLP.with_network(network)).network
    assert set(joined.edges) - set(network.edges) == {Edge(spare, "out", add, "in_2")}
    assert set(network.edges) < set(joined.edges)


LAYERS = ("conv2d", {"filters": 4}), ("flatten", {}), ("dense", {"units": 10, "activation": "linear"})
DIGITS = pictures(*LAYERS, goal="classify")


def record_of(project: Project) -> RunRecord:
    session = Session.start(project)
    session.advance(5)
    return session.record()


SPARE = {
    "a layer": (("dense", ""),),
    "a goal": (("classify", ""),),
    "a source": (("image", ""),),
    "of a kind from elsewhere": (("warp_drive", ""),),
    "a branch": (("image", ""), ("conv2d", "0"), ("dropout", "1")),
}


def with_spare(*blocks: tuple[str, str]) -> Project:
    """Return a network with blocks that nothing needs, each behind the one it names."""
    network, made = DIGITS.network, []
    for kind, before in blocks:
        network, node = add_node(network, Node(kind, {}, "", (300.0, 300.0)))
        made.append(node)
        if before:
            network = connect(network, Edge(made[int(before)], "out", node, "in"))
    return DIGITS.with_network(network)


@pytest.mark.parametrize("blocks", SPARE.values(), ids=SPARE.keys())
def test_what_is_spare_is_advice_and_is_left_out(blocks: tuple[tuple[str, str], ...]) -> None:
    """Checks, counts, training, weights and what is exported are those of the network without it."""
    project = with_spare(*blocks)
    told = known(project)
    assert told.problems and {each.severity for each in told.problems} == {"advice"}
    assert told.inference.total == known(DIGITS).inference.total
    one, other = record_of(project), record_of(DIGITS)
    assert one.weights.keys() == other.weights.keys()
    assert all((one.weights[key] == other.weights[key]).all() for key in one.weights)
    ends = [bundle(each, fields_of(each), record.weights, {"image": np.zeros((4, 1, 8, 8), np.float32)})
            for each, record in ((project, one), (DIGITS, other))]  # fmt: skip
    assert (ends[0].inputs, ends[0].outputs) == (ends[1].inputs, ends[1].outputs)


def branches(count: int, length: int) -> Project:
    """Return a wide network each branch of which has a picture's layer in the middle of lists of numbers."""
    nodes, edges = {"image": Node("image"), "flat": Node("flatten")}, [Edge("image", "out", "flat", "in")]
    for branch in range(count):
        last = "flat"
        kinds = ["conv2d" if at == length // 2 else "dense" for at in range(length)]
        for at, kind in enumerate([*kinds, "classify"]):
            node = f"b{branch}_{at}"
            nodes[node] = Node(kind)
            edges.append(Edge(last, "out", node, "in"))
            last = node
    return MLP.with_network(Network(nodes, tuple(edges))).with_data(id="digits", options={})


@pytest.mark.parametrize(("count", "length"), [(8, 37), (8, 74), (3, 1), (2, 700)])
def test_large_networks_are_not_measured_again_and_again(
    monkeypatch: pytest.MonkeyPatch, count: int, length: int
) -> None:
    measured: list[int] = []

    def counted(project: Project, *args: object, **more: object) -> object:
        measured.append(len(project.network.nodes))
        return derive(project, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(trying, "derive", counted)
    found = errors(branches(count, length))
    assert len(found) >= count and all(each.fixes and each.fixes[0].way != "removes" for each in found)
    assert bool(measured) == (count * length < trying.MEASURED)
    assert sum(measured) <= 2.1 * trying.MEASURED
