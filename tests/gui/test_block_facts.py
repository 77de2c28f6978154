"""What the inspector says of the whole network: what it takes, groups with all their repeats."""

from pathlib import Path

import pytest

from playground.app import group_edits
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.gui.docks.block_facts import block_facts, network_facts
from playground.gui.theme.numbers import integer


@pytest.mark.parametrize(
    ("name", "operations", "parameters"),
    [("spiral-mlp", "96", "114"), ("deep-plain-100", integer(64 * 32 + 98 * 32 * 32 + 32 * 10), None)],
)
def test_the_whole_network_in_figures(
    name: str, operations: str, parameters: str | None, tmp_path: Path
) -> None:
    ws = Workspace(template(name, CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    ws.checks.update(ws.project, True)
    facts = dict(network_facts(ws))
    assert facts["Multiply-adds"] == operations and facts["Memory"].endswith("B")
    assert parameters is None or facts["Parameters"] == parameters
    ws.apply(group_edits.freeze, {next(iter(ws.project.network.nodes)), list(ws.project.network.nodes)[1]})
    ws.checks.update(ws.project, True)
    frozen = ws.inference.frozen
    assert (f"{frozen} frozen" in dict(network_facts(ws))["Parameters"]) == (frozen > 0)
    ws.close()


@pytest.mark.parametrize(
    ("kind", "params", "split"),
    [("conv1d", {"filters": 3, "kernel": 3}, "27 + 3"), ("dense", {"units": 5}, "15 + 5"),
     ("dense", {"units": 5, "bias": False}, "15 + 0")],
)  # fmt: skip
def test_biases_are_counted_in_sequences_too(
    kind: str, params: dict[str, object], split: str, tmp_path: Path
) -> None:
    """A step more or less changes no weight: there are as many biases as filters or units."""
    nodes = {"series": Node("series"), "layer": Node(kind, params)}
    network = Network(nodes, (Edge("series", "out", "layer", "in"),))
    data = next(spec.id for spec in CATALOGUE.data if spec.source == "series")
    ws = Workspace(
        Project("Steps", network, DataChoice(data), catalogue=CATALOGUE), Settings(tmp_path / "settings.json")
    )
    ws.checks.update(ws.project, True)
    assert ws.inference.inputs["layer"]["in"].features == 3
    assert dict(block_facts(ws, "layer"))["Weights + biases"] == split
    ws.close()


def test_how_far_a_number_sees_is_told_by_axis_where_that_differs(tmp_path: Path) -> None:
    nodes = {"image": Node("image"), "square": Node("conv2d"), "flat": Node("conv2d", {"kernel": (1, 5)})}
    wires = (Edge("image", "out", "square", "in"), Edge("square", "out", "flat", "in"))
    project = Project("Wide", Network(nodes, wires), DataChoice("digits"), catalogue=CATALOGUE)
    ws = Workspace(project, Settings(tmp_path / "settings.json"))
    ws.checks.update(ws.project, True)
    assert dict(block_facts(ws, "square"))["Sees"] == "3 across"
    assert dict(block_facts(ws, "flat"))["Sees"] == "3 × 7"
    ws.close()


def test_shapes_are_said_as_on_the_wires(tmp_path: Path) -> None:
    ws = Workspace(template("reviews-lstm", CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    ws.checks.update(ws.project, True)
    assert dict(block_facts(ws, "text"))["Gives"] == "T"
    assert dict(block_facts(ws, "embedding"))["Shape"] == "T → T\u2009×\u200932"
    assert dict(block_facts(ws, "last"))["Shape"] == "T\u2009×\u200964 → 64"
    ws.close()
