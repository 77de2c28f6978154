"""Networks that are no single line, in a real window: loose branches, several outputs, what is passed by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import newest
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project
from playground.core.project.values import Project
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
