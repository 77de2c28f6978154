"""The left dock folds for a U that is opened, so that all of it can be read; nothing else moves the dock."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app import edits
from playground.app.document import Document
from playground.app.tidying import tidy
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.gui.widgets.buttons import IconButton
from playground.gui.window.measures import RAIL, left_width
from playground.gui.window.yielding import u_width
from real_window import RealWindow

SIZES = {(1280, 800): 0.775, (1600, 1000): 1.0, (1920, 1080): 1.0}
SMALL = (1280, 800)


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("shapes-segment", CATALOGUE).open())
    yield made
    made.close()


def sized(case: RealWindow, size: tuple[int, int]) -> None:
    case.window.resize(*size)
    case.wait(lambda: (case.window.width(), case.window.height()) == size)
    case.app.processEvents()


def keep(case: RealWindow) -> IconButton:
    every = case.window.side.findChildren(IconButton)
    (button,) = (each for each in every if "Keep" in each.accessibleName())
    return button


def folded(case: RealWindow) -> bool:
    return case.window.side.width() == RAIL


def whole(case: RealWindow) -> bool:
    view = case.window.canvas
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    return seen.contains(view.canvas.network_rect())


@pytest.mark.parametrize("size", SIZES)
def test_a_u_that_is_opened_is_seen_whole(case: RealWindow, size: tuple[int, int]) -> None:
    sized(case, size)
    assert whole(case) and case.window.canvas.navigator.zoom == pytest.approx(SIZES[size], abs=0.01)
    assert folded(case) == (size != (1920, 1080)) == keep(case).isVisible()


def test_the_dock_stays_where_the_person_keeps_it_until_something_else_is_opened(case: RealWindow) -> None:
    sized(case, SMALL)
    QTest.mouseClick(keep(case), Qt.MouseButton.LeftButton)
    for size in (SMALL, (1600, 1000)):
        sized(case, size)
        assert case.window.side.width() == left_width(size[0])
    assert case.ws.files.new("digits-cnn")
    case.wait(lambda: case.ws.checks.complete)
    assert not folded(case)
    assert case.ws.files.new("shapes-segment")
    case.wait(lambda: folded(case) and whole(case))
    QTest.mouseClick(keep(case), Qt.MouseButton.LeftButton)
    case.wait(lambda: not folded(case))
    case.window.reset_layout()
    case.wait(lambda: folded(case))


def test_the_dock_of_another_network_comes_back(case: RealWindow) -> None:
    sized(case, SMALL)
    assert folded(case)
    assert case.ws.files.new("digits-cnn")
    case.wait(lambda: not folded(case))
    assert not keep(case).isVisible()


def without_skips(project: Project) -> Project:
    edges = tuple(each for each in project.network.edges if each.target != f"{each.source}_up")
    return replace(project, network=replace(project.network, edges=edges))


def test_nothing_moves_while_one_builds_a_u(case: RealWindow) -> None:
    u = case.ws.project
    sized(case, SMALL)
    case.ws.replace_document(Document(without_skips(u)))
    case.wait(lambda: not folded(case))
    for edge in u.network.edges:
        if edge not in case.ws.project.network.edges:
            assert case.ws.apply(edits.connect, edge)
    assert case.ws.apply(tidy, frozenset(), case.window.canvas.drawn_sizes())
    case.wait(lambda: u_width(case.window.canvas) > 0)
    sized(case, (1281, 800))
    assert not folded(case)
