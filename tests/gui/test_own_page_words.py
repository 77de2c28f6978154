"""What the page of one's own data says where the file is long, odd, or still unknown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from own_page_case import LEFT, files, hold, page_of
from own_tables import table_file
from playground.app import own_data
from playground.app.offered import as_question, offer_of
from playground.gui.own.rows import GUTTER
from playground.gui.own.title import UNKNOWN
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY, CAPTION, REGULAR
from playground.gui.widgets.painting import width_of
from playground.gui.window import drop_zones
from playground.gui.window.drop_zones import CARD_NARROW, Zone
from real_window import RealWindow


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_large_line_numbers_stand_whole(case: RealWindow, tmp_path: Path) -> None:
    lines = [f"{row},{'ab'[row % 2]}" for row in range(60)]
    lines[30] += "\n" * 1_000_000
    page = page_of(case, table_file(tmp_path, lines, "gap.csv", "size,kind"))
    told = page.view.rows.data(page.view.rows.index(59, GUTTER))
    assert told == "1000061"
    room = page.view.columnWidth(GUTTER) - 8 - 20  # px before the number, and of the sign behind it
    assert width_of(told, font(BODY, REGULAR, True)) <= room


def test_it_is_said_where_equal_times_leave_other_parts_than_asked(case: RealWindow, tmp_path: Path) -> None:
    lines = [f"{1 + (row % 4 > 1) + (row % 4 > 0)},{row % 7}.5,{'ab'[row % 2]}" for row in range(200)]
    split = page_of(case, table_file(tmp_path, lines, "decks.csv", "deck,size,kind")).split
    case.qtbot.mouseClick(split.how.button("by_time"), LEFT)
    draft = case.ws.own.draft
    assert draft is not None and split.by.current() == "deck" and draft.parts == (50, 50, 100)
    assert "not as asked" in split._told.text() and "deck" in split._told.text()
    assert split.sign.icon == "triangle-alert"
    split.by.chosen.emit("size")
    draft = case.ws.own.draft
    assert draft is not None and draft.split_by == "size"
    assert "not as asked" not in split._told.text() and split.sign.icon == "circle-check"


def test_a_file_of_which_nothing_is_seen_has_no_other_files_sign(
    case: RealWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"{row},{'ab'[row % 2]}" for row in range(60)]
    page = page_of(case, table_file(tmp_path, lines, "one.csv", "size,kind"))
    assert page.title.icon == "table"
    go, read_draft = Event(), own_data.read_draft

    def later(*told: Any) -> Any:
        go.wait(30)
        return read_draft(*told)

    monkeypatch.setattr(own_data, "read_draft", later)
    hold(case, files(table_file(tmp_path, lines, "two.csv", "size,kind")), drop=True)
    case.wait(lambda: page.title.icon == UNKNOWN)
    go.set()
    case.wait(lambda: case.ws.own.draft is not None)
    assert page.title.icon == "table"


def test_what_a_drop_does_is_told_whole_on_the_narrow_card(tmp_path: Path) -> None:
    zone = Zone("look", QRect(0, 0, 700, 640), "", "", "", print)
    for path in (tmp_path, tmp_path / "one.csv"):
        for _icon, _title, detail in drop_zones._steps(zone, offer_of([path])):
            assert width_of(detail, font(CAPTION, REGULAR)) <= CARD_NARROW - 2 * 22 - 30


def test_one_picture_is_refused_as_data_in_words_that_help_and_taken_as_a_question(tmp_path: Path) -> None:
    path = tmp_path / "leaf.png"
    offer = offer_of([path])
    assert not offer.taken and "folder of many" in offer.detail and "cannot be opened" not in offer.detail
    asked = as_question(offer)
    assert asked.taken and asked.kind == "single" and asked.paths == (path,)
    assert as_question(offer_of([tmp_path / "leaf.exe"])).kind == "strange"
