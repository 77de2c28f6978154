"""Pages in place of the canvas: each leaves by Esc from anywhere, and none is kept as the arrangement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from dropped_files import looked_at
from own_tables import project_of, table_file, things
from playground.app.commands import find, perform
from real_window import RealWindow

Shows = Callable[[RealWindow, Path], object]


def own(case: RealWindow, table: Path) -> None:
    looked_at(case, table)


def answers(case: RealWindow, table: Path) -> None:
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.trained is not None)
    assert case.ws.own.answering.ask((table,))
    case.wait(lambda: case.ws.own.answering.answers is not None)


def runs(case: RealWindow, table: Path) -> None:
    case.key(Qt.Key.Key_R)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return table_file(tmp_path / "own", things())


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path, table: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, project_of(table, "kind"))
    yield made
    made.close()


@pytest.fixture(params=(own, answers, runs))
def shown(request: pytest.FixtureRequest, case: RealWindow, table: Path) -> RealWindow:
    request.param(case, table)
    assert not case.window.canvas.isVisible()
    return case


def test_esc_leaves_a_page_wherever_the_keyboard_is(shown: RealWindow) -> None:
    shown.qtbot.keyClick(shown.window, Qt.Key.Key_Escape)
    assert shown.window.canvas.isVisible()


def test_a_window_closed_over_a_page_opens_with_its_docks(shown: RealWindow) -> None:
    assert shown.window.close()
    shown.window.docks.restore(shown.ws.settings.values.state)
    assert any(not dock.isHidden() for dock in shown.window.findChildren(QDockWidget))


def test_the_problems_are_shown_beside_the_canvas(shown: RealWindow) -> None:
    shown.window.show_bottom("problems")
    assert shown.window.canvas.isVisible()


@pytest.mark.parametrize("command", ("view.full_canvas", "view.code", "view.reset_layout"))
def test_the_layout_of_the_canvas_waits_for_a_page_about_files(
    case: RealWindow, table: Path, command: str
) -> None:
    own(case, table)
    assert not perform(command, case.ws) and "Esc" in find(command).why_not(case.ws)
    assert case.ws.own.draft is not None and not case.window.canvas.isVisible()
    assert all(dock.isHidden() for dock in case.window.findChildren(QDockWidget))
    case.qtbot.keyClick(case.window, Qt.Key.Key_Escape)
    assert find(command).enabled(case.ws)
