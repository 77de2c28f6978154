"""Blocks beside their lanes, whatever ports a file names."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.gui.canvas.joins import joins

BLOCKS = {
    "points": Node("points", position=(0.0, 0.0)),
    "upper": Node("dense", position=(240.0, 0.0)),
    "lower": Node("dense", position=(240.0, 400.0)),
    "add": Node("add", position=(560.0, 0.0)),
}


@pytest.mark.parametrize(
    ("last", "stands_on_lanes"),
    [
        (Edge("lower", "out", "add", "in_2"), True),
        (Edge("lower", "out", "add", "steam"), False),
        (Edge("lower", "steam", "add", "in_2"), False),
        (Edge("lower", "out", "add", "in"), False),
    ],
)
def test_a_wire_to_a_port_that_there_is_not_is_drawn_like_any_other(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, last: Edge, stands_on_lanes: bool
) -> None:
    first = [Edge("points", "out", each, "in") for each in ("upper", "lower")]
    network = Network(BLOCKS, (*first, Edge("upper", "out", "add", "in"), last))
    project = Project("Lanes", network, DataChoice("moons"), catalogue=CATALOGUE)
    case = CanvasCase(qtbot, qapp, tmp_path, project=project)
    try:
        canvas = case.view.canvas
        assert last in canvas.edges
        assert ("add" in joins(canvas.blocks, canvas.places(network), network)) == stands_on_lanes
    finally:
        case.close()
