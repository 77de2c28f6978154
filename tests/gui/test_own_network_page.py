"""What is made of somebody's own table on its page: how large a network, and windows over rows in time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dock_case import walk
from own_page_case import LEFT, page_of, press_head, use_of, windows_page
from playground.app.own_draft import TableDraft
from playground.core.data.prepared import load_samples
from playground.gui.own.page import OwnDataPage
from playground.gui.widgets.buttons import LinkButton
from real_window import RealWindow


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a table of two kinds that a number tells apart."""
    lines = [f"{number % 9}.5,{number % 7},{('oak', 'elm')[number % 9 > 4]}" for number in range(90)]
    path = tmp_path / "trees.csv"
    path.write_text("\n".join(["height,girth,kind", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def is_way_back(link: LinkButton) -> bool:
    return link.text() == "Take each row by itself" and link.isVisible()


def test_windows_are_as_long_and_look_as_far_ahead_as_is_chosen(case: RealWindow, tmp_path: Path) -> None:
    page = windows_page(case, tmp_path)
    walk(page.split.windows.steps, 1)
    walk(page.split.windows.ahead, 2)
    assert case.ws.own.draft is not None and case.ws.own.draft.windows is not None
    assert (case.ws.own.draft.windows.steps, case.ws.own.draft.windows.horizon) == (24, 3)


def test_windows_that_cannot_be_cut_are_told_under_a_warning(case: RealWindow, tmp_path: Path) -> None:
    page = windows_page(case, tmp_path)
    sign = page.split.sign
    assert sign.isVisible() and sign.icon == "circle-check"  # the latest rows test
    draft = case.ws.own.draft
    assert isinstance(draft, TableDraft)
    page.split.windows.wanted.emit(partial(draft.with_windows, 9999))  # more than a field offers
    assert sign.isVisible() and sign.icon == "triangle-alert"
    walk(page.split.windows.ahead, 1)
    assert sign.icon == "circle-check"


def test_rows_in_time_become_windows_by_a_click(case: RealWindow, tmp_path: Path) -> None:
    page = windows_page(case, tmp_path)
    draft = case.ws.own.draft
    assert draft is not None and draft.windows is not None and draft.project is not None
    assert (draft.windows.steps, draft.windows.horizon, draft.windows.samples) == (14, 1, 136)
    assert draft.split == "by_time" and use_of(case, "day") == "out"
    found = load_samples(draft.project)
    assert draft.parts == tuple(map(found.count, ("train", "validation", "test")))
    press_head(case, page, "rain", "use")  # windows are cut anew without it
    assert case.ws.own.draft is not None and case.ws.own.draft.windows is not None
    assert case.ws.own.draft.project is not None
    assert load_samples(case.ws.own.draft.project).dataset.arrays["series"].shape == (136, 14, 1)
    case.wait(lambda: any(map(is_way_back, page.worth.findChildren(LinkButton))))
    case.qtbot.mouseClick(next(filter(is_way_back, page.worth.findChildren(LinkButton))), LEFT)
    assert case.ws.own.draft.windows is None and use_of(case, "rain") == "input"
    case.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert case.ws.own.draft.windows is not None
    case.qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: case.ws.project.data.own is not None)
    assert case.ws.project.network.nodes["series"].kind == "series"
    case.wait(lambda: case.ws.training.state == "done")


def choose_in_time(case: RealWindow, page: OwnDataPage, name: str, how: str) -> None:
    """Open the menu of a column, and click how it goes into the windows, or is told."""
    press_head(case, page, name, "type")
    assert page.menu is not None
    case.qtbot.mouseClick(page.menu.in_time.button(how), LEFT)


def test_columns_of_a_series_are_known_ahead_or_go_in_as_changes(case: RealWindow, tmp_path: Path) -> None:
    page = windows_page(case, tmp_path)
    choose_in_time(case, page, "rain", "known")
    draft = case.ws.own.draft
    assert draft is not None and draft.windows is not None and draft.windows.known == ("rain",)
    assert draft.project is not None
    samples = load_samples(draft.project).dataset.arrays["series"]
    assert samples[0, :, 0].tolist() == [(at + 1) % 3 for at in range(14)]  # as it is a day later
    walk(page.split.windows.ahead, 1)  # windows are cut anew
    draft = case.ws.own.draft
    assert draft is not None and draft.windows is not None and draft.windows.known == ("rain",)
    choose_in_time(case, page, "rain", "change")
    choose_in_time(case, page, "sold", "change")
    draft = case.ws.own.draft
    assert draft is not None and draft.windows is not None and draft.project is not None
    assert (draft.windows.known, draft.windows.changes) == ((), ("rain", "sold"))
    assert {"as_it_was", "value", "add"} <= set(draft.project.network.nodes)
    case.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert case.ws.own.draft is not None and case.ws.own.draft.windows is not None
    assert case.ws.own.draft.windows.changes == ("rain",)
    case.ws.own.redo()
    case.qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: case.ws.project.data.own is not None)
    case.wait(lambda: case.ws.training.state == "done")


def test_the_network_begins_linear_small_or_larger(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    counts = []
    for size in ("linear", "small", "larger"):
        case.qtbot.mouseClick(page.made.start.button(size), LEFT)
        draft = case.ws.own.draft
        assert draft is not None and draft.start == size and draft.project is not None
        assert page.made.parameters.text().startswith(f"{draft.parameters:,}".replace(",", "\u2009"))
        counts.append(draft.parameters)
    assert counts == sorted(set(counts))
    case.ws.own.undo()
    assert page.made.start.current() == "small"
    case.qtbot.mouseClick(page.made.start.button("linear"), LEFT)
    case.qtbot.mouseClick(page.made.button, LEFT)
    case.wait(lambda: case.ws.project.data.own is not None)
    assert [node.kind for node in case.ws.project.network.nodes.values()] == ["table", "dense", "classify"]


def test_the_buttons_stay_in_sight_in_a_low_window(case: RealWindow, table: Path) -> None:
    case.window.resize(1280, 800)
    page = page_of(case, table)
    case.wait(lambda: page.width() <= 1280)
    for button in (page.made.button, page.made.only):
        assert button.visibleRegion().boundingRect() == button.rect()
