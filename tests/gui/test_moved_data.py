"""Data of somebody's own that were moved: said at opening, and found by a click, a folder or a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from own_pictures import by_class, pixels, save
from own_tables import table_file, things
from playground.app.ask import Answer
from playground.app.commands import find
from playground.app.pictures_draft import draft_of
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import save_project
from playground.core.importing.importers import importer_of
from playground.gui.widgets.buttons import LinkButton
from playground.gui.window.bannerbar import BannerBar
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def saved(data: Path, folder: Path) -> Path:
    """Save the project that is proposed for files, and return its own."""
    importer = importer_of(data)
    assert importer is not None
    project = draft_of(data, importer.understand(data, {}), CATALOGUE, 0.0).project
    assert project is not None
    save_project(folder / "p.nnplay", project)
    return folder / "p.nnplay"


def click_find(case: RealWindow, place: Path) -> None:
    """Click on *Find…* in the bar above the canvas, and answer with a place."""
    case.answer = lambda question: Answer(path=place) if question.id == "find_data" else Answer("take")
    bar = case.window.findChild(BannerBar)
    assert bar is not None
    (link,) = [each for each in bar.findChildren(LinkButton) if each.text() == "Find…"]
    case.wait(link.isVisible)
    case.qtbot.mouseClick(link, LEFT)


def test_a_folder_that_was_moved_is_found(case: RealWindow, tmp_path: Path) -> None:
    data = by_class(tmp_path / "tones")
    path = saved(data, tmp_path)
    moved = data.rename(tmp_path / "elsewhere")
    assert case.ws.files.open(path)
    banner = case.ws.notices.banner
    assert banner is not None and "tones, which holds this project's data, is not there" in banner.text
    assert case.ws.checks.blocker is not None and case.ws.samples is None
    nodes = set(case.ws.project.network.nodes)
    click_find(case, moved)
    assert case.asked[-1].kind == "folder" and case.asked[-1].text == "Find the folder tones"
    case.wait(lambda: case.ws.samples is not None)
    assert case.ws.samples.dataset.fields.samples == 36 and case.ws.checks.blocker is None
    assert set(case.ws.project.network.nodes) == nodes and not case.ws.document.undo_label
    assert not case.ws.document.dirty and case.ws.notices.banner is None


def test_another_folder_is_taken_where_somebody_wants_that(case: RealWindow, tmp_path: Path) -> None:
    data = by_class(tmp_path / "tones")
    path = saved(data, tmp_path)
    moved = data.rename(tmp_path / "elsewhere")
    save(moved / "red" / "more.png", pixels("red", 99))
    assert case.ws.files.open(path)
    before = case.ws.project
    click_find(case, moved)
    case.wait(lambda: case.ws.samples is not None)
    assert [each.id for each in case.asked[-2:]] == ["find_data", "other_data"]
    assert case.ws.samples.dataset.fields.samples == 37 and case.ws.document.undo_label == "Take other data"
    case.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert case.ws.project == before


def test_a_file_is_found_by_the_command_and_what_is_none_is_said(case: RealWindow, tmp_path: Path) -> None:
    data = table_file(tmp_path, things())
    path = saved(data, tmp_path)
    moved = data.rename(tmp_path / "elsewhere.csv")
    assert not find("file.find_data").enabled(case.ws)
    assert case.ws.files.open(path)
    click_find(case, tmp_path / "nowhere.csv")
    case.wait(lambda: case.ws.notices.banner is not None and "nowhere.csv" in case.ws.notices.banner.text)
    assert find("file.find_data").enabled(case.ws)
    case.answer = lambda question: Answer(path=moved)
    find("file.find_data").run(case.ws)
    assert case.asked[-1].kind == "open"
    case.wait(lambda: case.ws.samples is not None and case.ws.checks.blocker is None)
    assert not find("file.find_data").enabled(case.ws)
