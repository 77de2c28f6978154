"""Parameters of a file that their kind does not have: kept, told, and mended by a click."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from goal_cases import graph, scores
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import Problem
from playground.core.network.values import Edge, Network, Node
from playground.core.project.schema import from_bytes, to_bytes
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import Project


def project(**params: Any) -> Project:
    return graph(
        "iris", {},
        {"row": ("table", {}), "dense": ("dense", params), "score": scores(3), "goal": ("classify", {})},
        "row > dense", "dense > score", "score > goal",
    )  # fmt: skip


def advice(made: Project) -> tuple[Problem, ...]:
    return analyse(made, fields_of(made)).problems


def test_a_name_that_no_parameter_has_is_told_and_stays_in_the_file() -> None:
    made, notes = from_bytes(to_bytes(project(shine=3)), CATALOGUE)
    (problem,) = advice(made)
    assert notes == () and problem.severity == "advice"
    assert problem.where.to_json() == {"node": "dense", "param": "shine"}
    assert problem.message == "Dense has no parameter 'shine': it is kept in the file, and does nothing."
    assert [fix.title for fix in problem.fixes] == ["Leave it out"]
    mended = problem.fixes[0].edit(made)
    assert advice(mended) == () and dict(mended.network.nodes["dense"].params) == {}


def test_what_was_meant_is_offered_where_it_fits() -> None:
    (problem,) = advice(project(unit=5))
    assert [fix.title for fix in problem.fixes] == ["Take it for units", "Leave it out"]
    mended = problem.fixes[0].edit(project(unit=5))
    assert advice(mended) == () and dict(mended.network.nodes["dense"].params) == {"units": 5}


@pytest.mark.parametrize("params", [{"unit": 5, "units": 4}, {"unit": "many"}])
def test_what_is_set_already_or_would_not_fit_is_not_offered(params: dict[str, Any]) -> None:
    (problem,) = advice(project(**params))
    assert [fix.title for fix in problem.fixes] == ["Leave it out"]


def test_it_is_told_inside_groups_and_mended_there() -> None:
    edges = (Edge("start", "out", "dense", "in"), Edge("dense", "out", "end", "in"))
    inside = Network({"start": Node("group_input"), "dense": Node("dense", {"biass": False}),
                      "end": Node("group_output")}, edges)  # fmt: skip
    made = project()
    nodes = {**made.network.nodes, "dense": Node("group", network=inside)}
    made = made.with_network(replace(made.network, nodes=nodes))
    (problem,) = advice(made)
    assert problem.where.node == "dense/0/dense" and problem.where.param == "biass"
    mended = problem.fixes[0].edit(made)
    held = mended.network.nodes["dense"].network
    assert held is not None and dict(held.nodes["dense"].params) == {"bias": False} and advice(mended) == ()


def test_so_are_factors_of_learning() -> None:
    made = project()
    node = replace(made.network.nodes["dense"], learning={"rate_facto": 2.0})
    made = made.with_network(replace(made.network, nodes={**made.network.nodes, "dense": node}))
    (problem,) = advice(made)
    assert "has no parameter 'rate_facto'" in problem.message


def test_a_name_of_any_length_is_cut_short() -> None:
    (problem,) = advice(project(**{"x" * 100_000: 1}))
    assert len(problem.message) < 200 and len(problem.where.param) < 100


@pytest.mark.parametrize("entry", list(TemplateRegistry(CATALOGUE)), ids=lambda entry: entry.id)
def test_no_template_has_any(entry: Any) -> None:
    assert not [each for each in advice(entry.open()) if "has no parameter" in each.message]
