"""Somebody's own table in the window: dropped, looked at, changed by clicks and keys, built and trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, current_thread
from threading import enumerate as threads
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragLeaveEvent
from PySide6.QtWidgets import QApplication, QProgressBar
from pytestqt.qtbot import QtBot

from dock_case import walk
from own_page_case import LEFT, NONE, files, hold, page_of, press_head, use_of, windows_page
from own_tables import table_file, things
from playground.app import own_data, own_draft, own_reading
from playground.app.offered import offer_of
from playground.app.own_draft import Draft, TableDraft
from playground.core.data.prepared import load_samples
from playground.core.importing.importers import Importer
from playground.core.sentences import Text
from playground.core.training.session import Session
from playground.gui.docks.data import DataPanel
from playground.gui.own.page import OwnDataPage
from playground.gui.own.preparation import Prepared, prepared_of
from playground.gui.own.type_words import FILLS
from playground.gui.widgets.buttons import LinkButton
from playground.gui.widgets.labels import ElidedLabel
from real_window import RealWindow

KINDS = {"pine": 30.0, "oak": 20.0, "birch": 10.0}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a table of trees; one line is broken, one value is no number."""
    draw = Random(0)
    lines = ["nr;species;height;girth;park"]
    for number in range(240):
        kind = draw.choice(list(KINDS))
        height = f"{draw.gauss(KINDS[kind], 2):.1f}".replace(".", ",")
        lines.append(f"{1000 + number};{kind};{height};{draw.gauss(100, 10):.0f};North")
    lines[7] = lines[7].replace("North", "North;too;many")
    lines[9] = lines[9].rsplit(";", 2)[0] + ";about 90;North"
    path = tmp_path / "trees.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_what_reads_a_file_is_not_found_out_where_the_window_waits(
    case: RealWindow, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()
    looks = Importer.looks

    def noted(self: Importer, path: Path) -> bool:
        asked.append(current_thread().name)
        return looks(self, path)

    monkeypatch.setattr(Importer, "looks", noted)
    page_of(case, table)
    assert set(asked) == {"reading"}


def test_what_nothing_reads_is_said_and_the_canvas_is_back(case: RealWindow, tmp_path: Path) -> None:
    path = tmp_path / "strange.xlsx"
    path.write_bytes(b"what is this")
    hold(case, files(path), drop=True)
    case.wait(lambda: case.ws.notices.banner is not None)
    assert case.ws.notices.banner is not None
    assert "strange.xlsx is of a kind" in case.ws.notices.banner.text
    case.wait(case.window.canvas.isVisible)
    assert case.ws.own.reading is None and case.ws.own.draft is None


def test_a_table_that_is_dropped_is_looked_at_built_and_trained(case: RealWindow, table: Path) -> None:
    before = case.ws.project
    page = page_of(case, table)
    draft = case.ws.own.draft
    assert draft is not None and draft.target is not None
    assert draft.target.name == "species" and sorted(draft.target.kinds) == sorted(KINDS)
    assert page.title.rejected.text() == "1 line left out, 1 value does not fit"
    assert case.ws.project == before  # looking changes nothing
    assert draft.project is not None
    numbers = sum(each.numbers for each in prepared_of(draft.project, draft.understood))
    assert numbers == Session.start(draft.project).record().weights["dense.weight"].shape[1]
    case.qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: case.ws.project.data.own is not None)
    assert not page.isVisible() and case.window.canvas.isVisible()
    case.wait(lambda: case.ws.training.state == "done")  # it trains by itself, as the button says
    assert (case.ws.live.metric("accuracy") or 0.0) > 0.9


def test_what_is_held_over_the_window_is_only_named(case: RealWindow, table: Path) -> None:
    dim = case.pixels(case.window).pixelColor(800, 400)
    hold(case, files(table), drop=False)
    overlay = case.window.dropping.overlay
    assert overlay.isVisible() and overlay.hot is not None and overlay.offer is not None
    assert overlay.offer.title == "trees.csv"
    case.wait(lambda: case.pixels(case.window).pixelColor(800, 400) != dim)
    QApplication.sendEvent(case.window, QDragLeaveEvent())
    case.wait(lambda: not overlay.isVisible())
    assert case.ws.own.draft is None and case.ws.own.reading is None


def test_what_nothing_reads_is_refused_with_the_reason(case: RealWindow, tmp_path: Path) -> None:
    strange = tmp_path / "tool.exe"
    strange.write_bytes(b"MZ")
    offer = offer_of((strange,))
    assert not offer.taken and ".exe" in offer.detail
    hold(case, files(strange), drop=False)
    overlay = case.window.dropping.overlay
    assert overlay.isVisible() and overlay.hot is None
    QApplication.sendEvent(case.window, QDragLeaveEvent())
    case.wait(lambda: not overlay.isVisible())
    assert case.ws.own.draft is None and case.ws.own.reading is None


def test_a_column_is_used_and_left_out_by_a_click_and_taken_back(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    assert use_of(case, "height") == "input"
    press_head(case, page, "height", "use")
    assert use_of(case, "height") == "out"
    case.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert use_of(case, "height") == "input"
    case.qtbot.keyClick(
        page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert use_of(case, "height") == "out"


def test_a_column_becomes_the_target_in_its_menu(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    press_head(case, page, "height", "type")
    assert page.menu is not None
    case.qtbot.mouseClick(page.menu.uses.button("target"), LEFT)
    draft = case.ws.own.draft
    assert draft is not None and draft.target is not None and draft.target.name == "height"
    assert use_of(case, "species") == "input" and page.target.current() == "height"
    assert draft.project is not None and draft.project.data.own is not None
    assert any(node.kind == "regress" for node in draft.project.network.nodes.values())


def test_heads_are_walked_and_their_menu_is_opened_by_keys(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    head = page.view.head
    head.setFocus()
    for _ in range(3):
        case.qtbot.keyClick(head, Qt.Key.Key_Right)
    case.qtbot.keyClick(head, Qt.Key.Key_Return)
    assert page.menu is not None
    here = next(row for row in page.menu.rows if row.hasFocus())
    assert here.kind == "number"
    case.qtbot.keyClick(here, Qt.Key.Key_Down)
    case.qtbot.keyClick(page.menu.focusWidget() or page.menu, Qt.Key.Key_Escape)
    assert page.menu is None


def test_parts_are_moved_by_a_drag_and_by_keys(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    bar = page.split.bar
    start = QPoint(round(0.7 * bar.width()), 12)
    case.qtbot.mousePress(bar, LEFT, NONE, start)
    case.qtbot.mouseMove(bar, start - QPoint(round(0.1 * bar.width()), 0))
    case.qtbot.mouseRelease(bar, LEFT, NONE, start - QPoint(round(0.1 * bar.width()), 0))
    draft = case.ws.own.draft
    assert draft is not None and draft.shares == pytest.approx((0.6, 0.25, 0.15), abs=0.011)
    bar.setFocus()
    case.qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert case.ws.own.draft is not None
    assert case.ws.own.draft.shares[0] == pytest.approx(draft.shares[0] + 0.01)
    project = case.ws.own.draft.project
    assert project is not None and project.data.train == case.ws.own.draft.shares[0]


def test_rows_are_split_by_group_by_time_and_as_given(case: RealWindow, tmp_path: Path) -> None:
    draw, lines = Random(2), ["patient,day,height,part,kind"]
    for number in range(200):
        height = draw.gauss(100, 30)
        part = "test" if number % 10 == 0 else "train"
        kind = "tall" if height > 100 else "low"
        lines.append(f"P{number % 20},2024-{1 + number // 20:02}-03,{height:.1f},{part},{kind}")
    path = tmp_path / "visits.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    page = page_of(case, path)
    split = page.split
    assert case.ws.own.draft is not None and case.ws.own.draft.split_by == "part"  # the table says it
    assert case.ws.own.draft.parts[2] == 20 and not split.bar.isEnabled()
    case.qtbot.mouseClick(split.how.button("by_group"), LEFT)
    assert split.by.isVisible() and split.by.current() == "patient" and split.bar.isEnabled()
    assert use_of(case, "patient") == "group" and case.ws.own.draft.parts == (140, 30, 30)
    case.qtbot.mouseClick(split.how.button("by_time"), LEFT)
    assert split.by.current() == "day" and use_of(case, "patient") != "group"
    assert case.ws.own.draft.parts == (140, 20, 40)  # twenty rows a day stay together
    legends = case.ws.own.draft.classes_of_parts
    assert tuple(sum(each.counts) for each in legends) == (140, 20, 40)
    assert legends[2].counts == tuple(
        sum(f",{kind}" in line for line in lines[161:]) for kind in legends[2].kinds
    )  # the last two days, whichever kinds those have
    project = case.ws.own.draft.project
    assert project is not None and load_samples(project).count("test") == 40
    case.qtbot.mouseClick(split.how.button("in_proportion"), LEFT)
    assert not split.by.isVisible() and case.ws.own.draft.split_by == ""
    case.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert case.ws.own.draft.split == "by_time" and split.by.isVisible()


def test_what_no_column_says_is_held_back_with_the_reason(case: RealWindow, table: Path) -> None:
    button = page_of(case, table).split.how.button("given")
    assert not button.live and "train, validation or test" in button.toolTip()
    case.qtbot.mouseClick(button, LEFT)
    assert case.ws.own.draft is not None and case.ws.own.draft.split == "in_proportion"


def test_the_data_panel_splits_by_a_column(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    case.qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: case.ws.project.data.own is not None)
    case.wait(lambda: case.ws.training.state == "done")
    panel = case.window.findChild(DataPanel)
    assert panel is not None and "split_by" not in panel.splitting.rows
    walk(panel.splitting.row("split").control, 2)
    assert case.ws.project.data.split == "by_group" and case.ws.project.data.split_by == "nr"
    walk(panel.splitting.row("split_by").control, 1)
    assert case.ws.project.data.split_by != "nr"
    for _ in range(3):
        case.ws.editing.undo()
    assert case.ws.project.data.split == "in_proportion" and "split_by" not in panel.splitting.rows


def is_way_back(link: LinkButton) -> bool:
    return link.text() == "Take each row by itself" and link.isVisible()


def test_what_is_worth_knowing_can_be_acted_on(case: RealWindow, table: Path) -> None:
    text = table.read_text().replace("pine", "pine ", 3).replace(";oak;", ";Oak;", 4)
    table.write_text(text)
    page = page_of(case, table)
    draft = case.ws.own.draft
    assert draft is not None and draft.target is not None and "Oak" in draft.target.kinds
    merge = next(each for each in page.worth.findChildren(LinkButton) if each.text() == "Merge")
    case.qtbot.mouseClick(merge, LEFT)
    case.wait(lambda: case.ws.own.reading is None)
    draft = case.ws.own.draft
    assert draft is not None and draft.target is not None and "Oak" not in draft.target.kinds
    assert draft.worth_knowing[0].kind == "other" and str(draft.worth_knowing[0].done) == "They are one now."

    def ways(words: str) -> list[LinkButton]:
        return [each for each in page.worth.findChildren(LinkButton) if each.text() == words]

    case.wait(lambda: not ways("Merge") and len(ways("Undo merge")) == 1)
    case.qtbot.mouseClick(ways("Undo merge")[0], LEFT)
    case.wait(lambda: case.ws.own.reading is None and "Oak" in case.ws.own.draft.target.kinds)
    case.wait(lambda: not ways("Undo merge") and len(ways("Merge")) == 1)
    assert all(each.done is None for each in case.ws.own.draft.worth_knowing)


def test_escape_leaves_everything_as_it_was(case: RealWindow, table: Path) -> None:
    before = case.ws.project
    page = page_of(case, table)
    assert case.ws.training.why_not
    case.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible() and case.window.canvas.isVisible()
    assert case.ws.project is before and not case.ws.training.why_not


def test_a_table_copied_elsewhere_is_pasted(case: RealWindow, table: Path) -> None:
    QApplication.clipboard().setText(table.read_text(encoding="utf-8").replace(";", "\t"))
    case.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: case.ws.own.draft is not None)
    draft = case.ws.own.draft
    assert (
        draft is not None and [each.name for each in draft.columns][:2] == ["nr", "species"] and draft.packs
    )
    case.ws.own.close()
    QApplication.clipboard().setText("just words")
    case.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert case.ws.own.draft is None and "Copy a table" in case.said[-1]


def test_a_project_may_hold_the_file_or_name_it(case: RealWindow, table: Path, tmp_path: Path) -> None:
    page = page_of(case, table)
    assert case.ws.own.draft is not None and case.ws.own.draft.packs
    case.qtbot.mouseClick(page.made.data.button("beside"), LEFT)
    assert not case.ws.own.draft.packs
    case.qtbot.mouseClick(page.made.data.button("packed"), LEFT)
    case.qtbot.mouseClick(page.made.button, LEFT)
    case.wait(lambda: case.ws.project.data.own is not None)
    own = case.ws.project.data.own
    assert own is not None and all(each.packed for each in own.files)
    table.unlink()  # the project has it
    case.wait(lambda: case.ws.training.state == "done")


def test_the_runs_and_the_page_are_never_shown_together(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    case.ws.time.runs.page.toggle()
    runs = case.window.runs.page
    assert runs is not None and runs.isVisible() and not page.isVisible()
    assert case.ws.own.draft is None
    hold(case, files(table), drop=True)
    case.wait(lambda: page.isVisible())
    assert not runs.isVisible()
    case.wait(lambda: case.ws.own.draft is not None)
    case.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert case.window.canvas.isVisible() and not page.isVisible() and not runs.isVisible()


def test_changes_of_a_large_table_are_worked_out_while_the_window_goes_on(
    case: RealWindow, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, own = page_of(case, table), case.ws.own
    go, work_out = Event(), TableDraft.work_out

    def held(draft: TableDraft, tell: Callable[[float], None]) -> None:
        assert go.wait(30)
        work_out(draft, tell)

    monkeypatch.setattr(own_draft, "AT_ONCE", 0)
    monkeypatch.setattr(TableDraft, "work_out", held)
    bar = page.findChild(QProgressBar)
    assert bar is not None and not bar.isVisible()
    press_head(case, page, "height", "use")
    assert own.working and bar.isVisible() and use_of(case, "height") == "input"
    press_head(case, page, "girth", "use")  # one after the other
    go.set()
    case.wait(lambda: not own.working)
    assert not bar.isVisible() and own.undo_label
    assert (use_of(case, "height"), use_of(case, "girth")) == ("out", "input")
    go.clear()
    press_head(case, page, "girth", "use")
    assert own.working
    case.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # gives it up
    assert not own.working and not bar.isVisible()
    go.set()
    case.wait(lambda: all(each.name != "working" for each in threads()))
    assert (use_of(case, "height"), use_of(case, "girth")) == ("out", "input")


def test_what_cannot_be_made_of_a_large_table_is_said(
    case: RealWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = windows_page(case, tmp_path)
    monkeypatch.setattr(own_draft, "AT_ONCE", 0)
    told = list[str]()
    case.ws.notices.said.connect(told.append)
    draft = case.ws.own.draft
    assert isinstance(draft, TableDraft)
    page.split.windows.wanted.emit(partial(draft.with_windows, 9999))  # more than a field offers
    case.wait(lambda: not case.ws.own.working)
    assert any("make windows shorter" in each for each in told)
    assert case.ws.own.draft is draft


def test_what_fills_gaps_is_what_was_chosen(case: RealWindow, tmp_path: Path) -> None:
    """What is said of the preparation is what the network's own module does."""
    page = page_of(case, table_file(tmp_path, things()))
    assert [each.detail for each in prepared(case)][:1] == ["Mean 0, spread 1 · gaps: mean"]
    press_head(case, page, "weight", "type")
    assert page.menu is not None
    walk(page.menu.fill, list(FILLS).index("frequent"))
    assert [each.detail for each in prepared(case)][:1] == ["Mean 0, spread 1 · gaps: most frequent"]
    draft = case.ws.own.draft
    assert draft is not None and draft.project is not None
    weights = load_samples(draft.project).take("train")["table"][:, 3]
    values, times = np.unique(weights[~np.isnan(weights)], return_counts=True)
    start = Session.start(draft.project).start_weights
    assert start["table.fill"][2] == values[times.argmax()] != pytest.approx(np.nanmean(weights))


def prepared(case: RealWindow) -> tuple[Prepared, ...]:
    draft = case.ws.own.draft
    assert draft is not None and draft.project is not None
    return prepared_of(draft.project, draft.understood)


def test_odd_rows_come_first_where_there_are_any(case: RealWindow, table: Path, tmp_path: Path) -> None:
    page = page_of(case, table)
    assert page.which.current() == "odd" and page.view.rows.rowCount() < 240
    case.qtbot.keyClick(page, Qt.Key.Key_Escape)
    lines = [f"{number * 1.5},{'ab'[number % 2]}" for number in range(60)]
    page = page_of(case, table_file(tmp_path, lines, "plain.csv", "size,kind"))
    assert page.which.current() == "first" and not page.which.button("odd").live
    case.qtbot.keyClick(page, Qt.Key.Key_Escape)
    page = page_of(case, table)
    assert page.which.current() == "odd" and page.which.button("odd").live


def test_only_whole_numbers_fit_whole_numbers(case: RealWindow, tmp_path: Path) -> None:
    lines = [f"{number}{'.5' if number % 4 else ''},{'ab'[number % 2]}" for number in range(60)]
    page_of(case, table_file(tmp_path, lines, "plain.csv", "size,kind"))
    draft = case.ws.own.draft
    assert isinstance(draft, TableDraft)
    assert (draft.fitting(0, "number"), draft.fitting(0, "whole")) == (60, 15)


def test_every_word_of_the_split_has_room_in_a_small_window(case: RealWindow, tmp_path: Path) -> None:
    case.window.resize(1280, 800)
    page = windows_page(case, tmp_path)
    case.wait(lambda: page.width() <= 1280 and page.split.width() < 1000)
    said = [each for each in page.split.findChildren(ElidedLabel) if each.isVisible() and each.text()]
    told = [each.text() for each in said if each.width() >= each.sizeHint().width()]
    assert {"Split", "Steps", "Ahead"} <= set(told) and "Seed" not in [each.text() for each in said]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Let a file count as a large one, that is read as soon as the event is set."""
    go, read_draft = Event(), own_reading.read_draft

    def later(*told: Any) -> Draft | Text:
        go.wait(30)
        return read_draft(*told)

    monkeypatch.setattr(own_reading, "SOON_READ", 0)
    monkeypatch.setattr(own_data, "read_draft", later)
    yield go
    go.set()


def test_the_first_rows_of_a_large_table_are_there_while_it_is_read(
    case: RealWindow, table: Path, held: Event
) -> None:
    hold(case, files(table), drop=True)
    case.wait(lambda: case.ws.own.first is not None)
    page = case.window.findChild(OwnDataPage)
    assert page is not None and page.view.rows.rowCount() > 20 and case.ws.own.draft is None
    assert [page.view.rows.data(page.view.rows.index(0, at)) for at in range(3)] == ["2", "1000", "oak"]
    shown = page.view.rows.draft
    assert shown is not None and [each.type for each in shown.columns][1:4] == ["category", "number", "whole"]
    assert "of about 2" in page.title._facts.text() and "≈" in page.title._facts.text()
    assert not page.made.isVisible() and not page.split.isVisible() and not page.target.isEnabled()
    assert page.made.button.isVisible() and not page.made.button.live and not page.made.only.live
    held.set()
    case.wait(lambda: case.ws.own.draft is not None)
    assert page.made.button.live and page.made.only.live
    assert page.made.isVisible() and page.split.isVisible() and page.target.isEnabled()
    assert not page.title.stop.isVisible() and page.view.rows.draft is case.ws.own.draft


def test_reading_is_stopped_by_a_click(case: RealWindow, table: Path, held: Event) -> None:
    hold(case, files(table), drop=True)
    case.wait(lambda: case.ws.own.first is not None)
    page = case.window.findChild(OwnDataPage)
    assert page is not None and page.title.stop.isVisible()
    case.qtbot.mouseClick(page.title.stop, LEFT)
    case.wait(lambda: not page.isVisible())
    assert case.ws.own.reading is None and case.ws.own.first is None
    held.set()
    case.wait(lambda: "reading" not in {each.name for each in threads()})
    assert case.ws.own.draft is None and case.window.canvas.isVisible()
