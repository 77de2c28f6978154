"""Blocks that lead to no goal are advice: left out of what is trained, counted, saved and exported."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors import safe_open

from export_here import stay_in_this_process
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import Analysis, analyse
from playground.core.checks.check import is_trainable
from playground.core.checks.spare import has_spares, left_out
from playground.core.data.prepared import fields_of
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.training.session import Session

SCORES = Node("dense", {"units": 2, "activation": "linear"}, "Scores")
GONE = ("spare", "spare_2", "misfit", "lonely", "unread", "broken", "held/0/spare_inside")


def project() -> Project:
    """Return two layers that are trained, among everything that leads nowhere: one of it fits nothing."""
    inside = Network(
        {"begin": Node("group_input"), "kept": Node("dense", {"units": 4}), "spare_inside": Node("dense"),
         "end": Node("group_output")},
        (Edge("begin", "out", "kept", "in"), Edge("kept", "out", "end", "in"),
         Edge("begin", "out", "spare_inside", "in")),
    )  # fmt: skip
    nodes = {"points": Node("points"), "held": Node("group", network=inside), "scores": SCORES,
             "goal": Node("classify"), "spare": Node("dense", {"units": 7}), "spare_2": Node("softmax"),
             "misfit": Node("conv2d"), "lonely": Node("dense"), "unread": Node("points"),
             "broken": Node("conv3d")}  # fmt: skip
    ways = [("points", "held"), ("held", "scores"), ("scores", "goal"), ("held", "spare"),
            ("spare", "spare_2"), ("points", "misfit"), ("unread", "broken")]  # fmt: skip
    edges = tuple(Edge(a, "out", b, "in") for a, b in ways)
    return Project("Loose", Network(nodes, edges), DataChoice("spiral"), catalogue=CATALOGUE)


def known(made: Project) -> Analysis:
    return analyse(made, fields_of(made))


def plain() -> Project:
    """Return the same without what leads nowhere."""
    whole = project()
    kept = {"points", "held", "scores", "goal"}
    held = whole.network.nodes["held"]
    assert held.network is not None
    inside = {name: node for name, node in held.network.nodes.items() if name != "spare_inside"}
    trimmed = Network(inside, tuple(edge for edge in held.network.edges if edge.target in inside))
    nodes = {name: whole.network.nodes[name] for name in kept} | {"held": replace(held, network=trimmed)}
    edges = tuple(edge for edge in whole.network.edges if {edge.source, edge.target} <= kept)
    return whole.with_network(Network(nodes, edges))


def test_all_of_it_is_advice_and_told_block_by_block() -> None:
    found = known(project())
    assert is_trainable(found.problems), found.problems
    assert {each.where.node for each in found.problems} >= {"spare_2", "misfit", "lonely", "broken"}
    is_spare = left_out(found)
    assert [
        node for node in (*GONE, "points", "held", "held/0/kept", "scores", "goal") if is_spare(node)
    ] == [*GONE]


def test_while_nothing_reaches_a_goal_no_block_is_a_spare_one() -> None:
    whole = project()
    cut = tuple(edge for edge in whole.network.edges if edge.target != "goal")
    assert has_spares(known(whole)) and not has_spares(known(plain()))
    assert not has_spares(known(whole.with_network(Network(whole.network.nodes, cut))))


def test_it_trains_and_counts_as_if_it_were_not_there() -> None:
    loose, alone = Session.start(project()), Session.start(plain())
    assert loose.advance(5).losses.tolist() == alone.advance(5).losses.tolist()
    assert loose.record().weights.keys() == alone.record().weights.keys()
    assert known(project()).inference.total == known(plain()).inference.total == 3 * 4 + 5 * 2


@pytest.mark.parametrize("spec", list(EXPORTERS), ids=lambda spec: spec.id)
def test_no_export_holds_it(spec: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stay_in_this_process(monkeypatch)
    session = Session.start(project())
    session.advance(3)
    exporter = EXPORTERS.get(spec.id)  # type: ignore[attr-defined]
    made = export(exporter, session.record(), tmp_path / f"loose{exporter.suffix}")
    assert made.largest_difference < 1e-5
    text = "".join(map(words_of, made.files))
    told = [word for word in (*GONE, "spare_inside") if re.search(rf"\b{word}\b", text)]
    assert "scores" in text and told == []


def words_of(path: Path) -> str:
    """Return the names that a file has: of the arrays in it, or all it says."""
    if path.suffix == ".safetensors":
        with safe_open(path, "numpy") as file:
            return " ".join(file.keys())
    text = path.read_bytes().decode("latin-1")
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
