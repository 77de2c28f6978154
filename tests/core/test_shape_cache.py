"""An edit works out again only what it changes, and finds what a fresh look finds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broken_networks import broken
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.checks.structure import of_blocks, of_inside, without_strays
from playground.core.data.prepared import fields_of
from playground.core.errors import Problem
from playground.core.network.edits import set_params
from playground.core.project.templates import TemplateRegistry, template
from playground.core.project.values import Project
from playground.core.shapes import infer as module

NAMES = ("spiral-mlp", "digits-cnn", "reviews-lstm", "reviews-transformer", "two-inputs", "resnet-small")


@st.composite
def edits(draw: st.DrawFn) -> tuple[Project, list[Project]]:
    """Draw a template and versions of it, each an edit of the one before."""
    project = first = TemplateRegistry(CATALOGUE).get(draw(st.sampled_from(NAMES))).open()
    versions = []
    for _ in range(draw(st.integers(1, 6))):
        project = draw(st.sampled_from((first, project)))
        versions.append(project := draw(edited(project)))
    return first, versions


@st.composite
def edited(draw: st.DrawFn, project: Project) -> Project:
    network = project.network
    node = draw(st.sampled_from(sorted(network.nodes)))
    params = [
        each
        for each in CATALOGUE.blocks.get(network.nodes[node].kind).params
        if each.type in ("integer", "flag")
    ]
    what = draw(st.sampled_from(("param", "freeze", "batch", "move")))
    if what == "batch":
        return project.with_recipe(batch_size=draw(st.integers(1, 64)))
    if what == "param" and params:
        param = draw(st.sampled_from(params))
        value: Any = draw(st.booleans()) if param.type == "flag" else draw(st.integers(-1, 24))
        return project.with_network(set_params(network, node, **{param.name: value}))
    change: dict[str, Any] = {"frozen": True} if what == "freeze" else {"position": (8.0, 8.0)}
    nodes = {**network.nodes, node: replace(network.nodes[node], **change)}
    return project.with_network(replace(network, nodes=nodes))


def told(problem: Problem) -> tuple[object, ...]:
    """Return what a person sees of a problem."""
    return problem.severity, problem.where, problem.message, [fix.title for fix in problem.fixes]


@given(edits())
def test_what_is_gone_on_from_is_what_a_fresh_look_finds(drawn: tuple[Project, list[Project]]) -> None:
    first, versions = drawn
    last = analyse(first, fields_of(first))
    for version in versions:
        fields = fields_of(version)
        last = analyse(version, fields, before=last)
        fresh = analyse(version, fields)
        assert last == fresh
        assert [told(each) for each in last.problems] == [told(each) for each in fresh.problems]


def test_an_edit_visits_only_what_it_may_change(monkeypatch: pytest.MonkeyPatch) -> None:
    project = template("digits-cnn", CATALOGUE).open()
    fields = fields_of(project)
    before = analyse(project, fields)
    visited: list[str] = []
    visit = module._Inferring.visit
    monkeypatch.setattr(
        module._Inferring, "visit", lambda work, node: (visited.append(node), visit(work, node))[1]
    )
    bent = project.with_network(set_params(project.network, "conv2d_2", activation="tanh"))
    analyse(bent, fields, before)
    assert visited == ["conv2d_2"]
    visited.clear()
    wider = project.with_network(set_params(project.network, "conv2d", filters=5))
    analyse(wider, fields, before)
    after = visited.copy()
    assert after[0] == "conv2d" and "image" not in after and len(after) < len(project.network.nodes)


def test_of_a_group_that_lacks_nothing_there_is_nothing_to_tell() -> None:
    whole = checked = 0
    for seed in range(200):
        project = broken(seed)
        for path, graph in analyse(project, fields_of(project), shaped=False).inside.items():
            if path:
                told_of = (*of_inside(graph, {}), *of_blocks(without_strays(graph, inside=True), {}))
                checked, whole = checked + 1, whole + graph.is_whole
                assert not (graph.is_whole and told_of), (seed, path, told_of)
    assert 0 < whole < checked  # some have what they need, some do not
