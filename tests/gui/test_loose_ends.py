"""Networks that are no single line, in a real window: loose branches, several outputs, what is passed by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import newest
from canvas_case import CanvasCase
from playground.app import edits
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project
from playground.core.project.values import Project
from playground.gui.docks.block_facts import block_facts
from playground.gui.docks.outline_model import OutlineModel, lines_of
from playground.gui.panels.registry import PANELS
from real_window import RealWindow

CASES = Path(__file__).parents[1] / "cases"


def loose_branch() -> Project:
    return open_project(CASES / "loose_branch.nnplay", CATALOGUE).project


def several_outputs() -> Project:
    return open_project(CASES / "quick_split.nnplay", CATALOGUE).project


def passed_by() -> Project:
    """Return the loose branch with a layer switched off and another one frozen."""
    project = loose_branch()
    nodes = dict(project.network.nodes)
    nodes["conv2d_2"] = replace(nodes["conv2d_2"], disabled=True)
    nodes["conv2d"] = replace(nodes["conv2d"], frozen=True)
    return project.with_network(replace(project.network, nodes=nodes))


@pytest.fixture(params=[loose_branch, several_outputs, passed_by])
def case(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, request.param())
    yield made
    made.close()


def test_every_tab_and_block_is_looked_at_while_it_trains(case: RealWindow) -> None:
    bottom = case.window.bottom
    case.ws.training.toggle()
    case.wait(lambda: case.ws.live.step >= 3)
    for key in list(bottom._panels):
        if bottom.tabs.isTabVisible(bottom.tabs.index_of(key)):
            bottom.show_panel(key)
            for node in case.ws.here.network.nodes:
                case.ws.select(frozenset({node}))
                case.pixels(bottom._panels[key])
    for spec in PANELS:
        case.pixels(case.panel(spec.id))
    assert case.ws.training.state in ("training", "done")


def test_a_loose_block_says_so_and_has_no_picture(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    made = RealWindow(qtbot, qapp, tmp_path, loose_branch())
    try:
        (problem,) = made.ws.problems
        assert (problem.severity, problem.where.node) == ("advice", "conv2d_2")
        made.ws.select(frozenset({"conv2d_2"}))
        made.window.bottom.show_panel("weights")
        made.ws.run.step_once()
        made.wait(lambda: made.ws.live.step == 1)
        assert "conv2d_2" not in newest(made.ws, "feature_maps").arrays
        record = made.ws.run.record(even_untrained=True)
        assert record is not None
        assert {key.partition(".")[0] for key in record.weights} == {"conv2d", "dense"}
    finally:
        made.close()


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path, project=loose_branch())
    yield made
    made.close()


def test_what_is_left_out_is_faded_and_says_so(canvas: CanvasCase) -> None:
    """The block, its wire and the words for a screen reader; connected, it is like any other."""
    spare, kept = canvas.item("conv2d_2"), canvas.item("conv2d")
    assert spare.face.left_out and not kept.face.left_out
    assert spare.face.footer == "left out of training"
    canvas.view.focus_block("conv2d_2")
    words = canvas.view.accessibleDescription()
    assert "left out of training" in words and "leads to no goal" in words
    wire = canvas.view.canvas.edges[next(e for e in canvas.network.edges if e.target == "conv2d_2")]
    assert wire.face.left_out and not wire.moving
    title = spare.pos() + QPointF(20, 20)
    faint, ground = canvas.colour(title), canvas.view.canvas.look.tokens.canvas
    plain = canvas.colour(kept.pos() + QPointF(20, 20))
    assert _apart(faint, ground) < _apart(plain, ground)
    model = OutlineModel()
    model.show_lines(lines_of(canvas.ws))
    assert "left out" in model.lines[model.row_of("conv2d_2")].advice
    assert ("Left out", "leads to no goal") in block_facts(canvas.ws, "conv2d_2")
    assert all(name != "Left out" for name, _ in block_facts(canvas.ws, "conv2d"))


def test_the_goal_counts_what_is_trained_alone(canvas: CanvasCase) -> None:
    assert canvas.item("classify").face.footer == f"{canvas.ws.inference.total} in total"


def test_cut_from_its_goal_nothing_is_faded(canvas: CanvasCase) -> None:
    """While a network is put together no block stands out for not leading anywhere yet."""
    last = next(edge for edge in canvas.network.edges if edge.target == "classify")
    canvas.ws.apply(edits.disconnect, last)
    assert not any(item.face.left_out for item in canvas.view.canvas.blocks.values())
    canvas.ws.editing.undo()
    assert canvas.item("conv2d_2").face.left_out


def _apart(one: QColor, other: QColor) -> int:
    return sum(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))
