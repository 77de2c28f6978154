"""Many wires into one block, by mouse and by keys: a free input is always there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.core.blocks.spec import MOST_WIRES
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.network.topology import incoming
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project

ROWS = 8
TALL = (1000, 1500)


def fan(wires: int, rows: int = ROWS) -> Project:
    """Return layers one below the other beside a sum, of which the first are wired to it."""
    layers = {
        f"row_{at}": Node("dense", {"units": 3}, f"Row {at}", (190.0, 290.0 * at)) for at in range(rows)
    }
    nodes = {"points": Node("points", position=(0.0, 0.0)), **layers,
             "sum": Node("add", position=(620.0, 0.0)),
             "last": Node("dense", {"units": 2, "activation": "linear"}, position=(800.0, 0.0)),
             "goal": Node("classify", position=(980.0, 0.0))}  # fmt: skip
    edges = [Edge("points", "out", row, "in") for row in layers]
    ports = ["in", *(f"in_{number}" for number in range(2, wires + 1))]
    edges += [Edge(row, "out", "sum", port) for row, port in zip(layers, ports, strict=False)]
    edges += [Edge("sum", "out", "last", "in"), Edge("last", "out", "goal", "in")]
    return Project("Fan", Network(nodes, tuple(edges)), DataChoice("spiral"), catalogue=CATALOGUE)


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path, project=fan(2), size=TALL)
    made.view.fit()
    yield made
    made.close()


def ports(case: CanvasCase) -> tuple[str, ...]:
    inputs: tuple[str, ...] = case.item("sum").face.inputs
    return inputs


def test_the_mouse_draws_one_wire_after_another_to_the_free_input(case: CanvasCase, tmp_path: Path) -> None:
    for at in range(2, ROWS):
        assert ports(case) == ("in", *(f"in_{number}" for number in range(2, at + 2)))
        free = ports(case)[-1]
        case.drag(case.item(f"row_{at}").port("out", "out"), case.item("sum").port("in", free))
        assert Edge(f"row_{at}", "out", "sum", free) in case.network.edges
    assert len(incoming(case.network, "sum")) == ROWS and case.undo_steps() == ROWS - 2
    assert case.ws.inference.outputs["sum"]["out"].sizes == (3,)
    save_project(tmp_path / "fan.nnplay", case.ws.project)
    assert open_project(tmp_path / "fan.nnplay", CATALOGUE).project.network == case.network
    for _ in range(2, ROWS):
        case.ws.editing.undo()
    assert case.network == fan(2).network and ports(case) == ("in", "in_2", "in_3")


def test_a_wire_taken_from_the_middle_leaves_the_others_where_they_are(case: CanvasCase) -> None:
    case.drag(case.item("row_2").port("out", "out"), case.item("sum").port("in", "in_3"))
    case.drag(case.item("sum").port("in", "in_2"), QPointF(330, 500))
    assert [edge.target_port for edge in incoming(case.network, "sum")] == ["in", "in_3"]
    assert ports(case) == ("in", "in_2", "in_3", "in_4")


def test_keys_draw_to_the_free_input_too(case: CanvasCase) -> None:
    """They took the first one, and the wire that held it went."""
    for at in range(2, 5):
        case.view.focus_block(f"row_{at}")
        case.key(Qt.Key.Key_C)
        while case.view.walk.node_id != "sum":
            case.key(Qt.Key.Key_Right)
        case.key(Qt.Key.Key_Return)
    held = {edge.target_port: edge.source for edge in incoming(case.network, "sum")}
    assert held == {"in": "row_0", "in_2": "row_1", "in_3": "row_2", "in_4": "row_3", "in_5": "row_4"}
    case.ws.editing.undo()
    assert len(incoming(case.network, "sum")) == 4


def test_a_full_block_says_how_many_wires_it_takes(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    made = CanvasCase(qtbot, qapp, tmp_path, project=fan(MOST_WIRES, MOST_WIRES + 1))
    try:
        assert len(ports(made)) == MOST_WIRES
        made.view.focus_block(f"row_{MOST_WIRES}")
        made.key(Qt.Key.Key_C)
        while made.view.walk.node_id != "sum":
            made.key(Qt.Key.Key_Right)
        made.key(Qt.Key.Key_Return)
        assert made.sentences[-1] == f"Add takes {MOST_WIRES} wires at most."
        assert made.undo_steps() == 0 and len(incoming(made.network, "sum")) == MOST_WIRES
        made.pixels()
    finally:
        made.close()


def test_of_two_wires_that_carry_the_same_one_says_what(case: CanvasCase) -> None:
    case.drag(case.item("row_1").port("out", "out"), case.item("sum").port("in", "in_3"))
    twins = [
        item
        for edge, item in case.view.canvas.edges.items()
        if (edge.source, edge.target) == ("row_1", "sum")
    ]
    assert len(twins) == 2 and [bool(each.face.words) for each in twins] == [True, False]
    assert twins[1].face.tip == twins[0].face.tip != "" and twins[1].words_rect().isEmpty()
