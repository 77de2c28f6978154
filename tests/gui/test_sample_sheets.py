"""Sheets of pictures, texts, recordings and series in the window: walked, selected and mended by input."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from answers import newest
from own_pictures import TONES, by_class, pixels
from own_sounds import sound_folder
from own_texts import text_table, texts
from playground.app.own_draft import TableDraft
from playground.app.pictures_draft import draft_of
from playground.app.row_filter import Brush, RowFilter
from playground.app.row_table import TARGET, RowColumn, RowTable
from playground.app.sample_looks import heard_in_wave
from playground.core.blocks.shapes import DataFields, Field
from playground.core.builtin import CATALOGUE
from playground.core.importing.importers import importer_of
from playground.core.project.row_edits import RowEdit
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.gui.rows.sheet import SampleSheet
from playground.gui.sheets.kind import SheetData
from playground.gui.sheets.reader import SheetReader
from playground.gui.sheets.registry import PICTURES, SENTENCES
from real_window import RealWindow

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
Open = Callable[[Project], RealWindow]


@pytest.fixture
def open_in(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    """Open projects in a window whose lower panel is large and shows the data."""
    made: list[RealWindow] = []

    def open_project(project: Project) -> RealWindow:
        case = RealWindow(qtbot, qapp, tmp_path, project)
        made.append(case)
        case.window.show_bottom("rows")
        QTest.mouseClick(case.window.bottom.row.larger, LEFT)
        panel = case.panel("rows")
        case.wait(lambda: panel.way is panel.sheet and panel.sheet.rows.rowCount() > 0)
        case.wait(lambda: panel.height() > 400 and panel.sheet.grid.count == panel.sheet.rows.rowCount())
        return case

    yield open_project
    for each in made:
        each.close()


def drafted(path: Path, column: str = "", to: str = "") -> Project:
    """Return the project that is proposed for files, a column read as another type."""
    importer = importer_of(path)
    assert importer is not None
    draft = draft_of(path, importer.understand(path, {}), CATALOGUE, 0.0)
    if column:
        assert isinstance(draft, TableDraft)
        place = next(at for at, each in enumerate(draft.columns) if each.name == column)
        draft = draft.with_type(place, to)
    assert draft.project is not None
    return draft.project


@pytest.fixture
def pictures(open_in: Open, tmp_path: Path) -> RealWindow:
    return open_in(drafted(by_class(tmp_path / "tones", 20)))


def click(case: RealWindow, line: int, keys: Qt.KeyboardModifier = NONE) -> int:
    """Click on a sample of the sheet; return its number."""
    sheet = case.panel("rows").sheet
    place = sheet.visualRect(sheet.rows.index(line, 0)).center()
    assert sheet.viewport().rect().contains(place)
    QTest.mouseClick(sheet.viewport(), LEFT, keys, place)
    return int(sheet.rows.rows[line])


def press(case: RealWindow, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(case.panel("rows").sheet, key, keys)


def looked_at(case: RealWindow) -> int:
    """Return the number of the sample that every block looks at."""
    subject = case.ws.views.subject
    return int(case.ws.samples.parts[subject.part][subject.sample])


def seen(case: RealWindow, line: int) -> Any:
    """Return what was read of a sample that is listed, once it is."""
    sheet = case.panel("rows").sheet
    row = int(sheet.rows.rows[line])
    case.wait(lambda: sheet.reader.get(row) is not None)
    return sheet.reader.get(row).seen


def test_pictures_are_read_when_seen_and_drawn_as_the_network_gets_them(pictures: RealWindow) -> None:
    panel = pictures.panel("rows")
    assert panel.sheet.data.kind is PICTURES and panel.line.count.text() == "60"
    arrays = pictures.ws.samples.dataset.arrays
    row = int(panel.sheet.rows.rows[2])
    image = seen(pictures, 2)
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    red, green, blue = arrays["image"][row][:, image.height() // 2, image.width() // 2].tolist()
    assert (middle.red(), middle.green(), middle.blue()) == (red, green, blue)
    pictures.wait(lambda: not panel.sheet._clock.isActive())
    grabbed = panel.sheet.viewport().grab().toImage()
    cell = panel.sheet.visualRect(panel.sheet.rows.index(2, 0))
    tones = {each: grabbed.pixelColor(cell.center() + QPoint(0, each)).name() for each in (-20, -8, 0)}
    assert middle.name() in tones.values()


def test_a_click_looks_and_keys_walk_in_reading_order(pictures: RealWindow) -> None:
    sheet = pictures.panel("rows").sheet
    row = click(pictures, 1)
    assert looked_at(pictures) == row
    pictures.wait(lambda: newest(pictures.ws, "feature_maps").facts.get("number") == row)
    columns = sheet.grid.columns
    assert columns > 4
    for key, line in ((Qt.Key.Key_Right, 2), (Qt.Key.Key_Down, 2 + columns), (Qt.Key.Key_Left, 1 + columns),
                      (Qt.Key.Key_Up, 1), (Qt.Key.Key_End, 59), (Qt.Key.Key_Home, 0)):  # fmt: skip
        press(pictures, key)
        assert sheet.currentIndex().row() == line
        assert looked_at(pictures) == int(sheet.rows.rows[line])
    press(pictures, Qt.Key.Key_PageDown)
    assert sheet.currentIndex().row() >= columns
    detail = pictures.panel("rows").detail
    assert detail._title.text() == f"Picture {looked_at(pictures)}"
    pictures.wait(lambda: detail.large._reader.get(looked_at(pictures)) is not None)


def test_shift_control_and_a_drag_select_and_all_are_mended_together(pictures: RealWindow) -> None:
    panel = pictures.panel("rows")
    sheet, rows = panel.sheet, panel.sheet.rows.rows
    click(pictures, 1)
    click(pictures, sheet.grid.columns + 1, SHIFT)  # in reading order, over the end of the line
    assert set(sheet.choice.selected()) == set(rows[1 : sheet.grid.columns + 2].tolist())
    click(pictures, 3, CONTROL)
    assert int(rows[3]) not in sheet.choice.selected()
    one, other = (sheet.visualRect(sheet.rows.index(at, 0)).center() for at in (1, sheet.grid.columns + 3))
    before = looked_at(pictures)
    QTest.mousePress(sheet.viewport(), LEFT, NONE, one)
    QTest.mouseMove(sheet.viewport(), one + QPoint(30, 30))
    QTest.mouseMove(sheet.viewport(), other)
    assert sheet._band is not None and looked_at(pictures) in (before, int(rows[1]))
    QTest.mouseRelease(sheet.viewport(), LEFT, NONE, other)
    around = [line * sheet.grid.columns + at for line in (0, 1) for at in (1, 2, 3)]
    assert set(sheet.choice.selected()) == set(rows[around].tolist()) and sheet._band is None
    press(pictures, Qt.Key.Key_W)
    assert pictures.ws.project.data.edits == tuple(
        RowEdit(row, wrong=True) for row in sorted(rows[around].tolist())
    )
    pictures.key(Qt.Key.Key_Z, CONTROL)
    assert pictures.ws.project.data.edits == ()
    press(pictures, Qt.Key.Key_A, CONTROL)
    assert sheet.choice.count == 60


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_keys_relabel_and_leave_out_and_files_stay_as_they_are(pictures: RealWindow, tmp_path: Path) -> None:
    panel = pictures.panel("rows")
    files = {path: path.read_bytes() for path in (tmp_path / "tones").rglob("*.png")}
    row = click(pictures, 4)
    given = int(panel.table.label[row])
    press(pictures, Qt.Key.Key_L)
    menu = panel.findChild(QMenu, "relabel")
    pictures.wait(menu.isVisible)
    other = (given + 1) % 3
    QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(menu.actions()[other]).center())
    assert pictures.ws.project.data.edits == (RowEdit(row, label=other),)
    pictures.wait(lambda: int(panel.table.label[row]) == other)
    part = panel.table.part_of(row)
    count = pictures.ws.samples.count(part)
    press(pictures, Qt.Key.Key_Delete)
    assert pictures.ws.project.data.edits == (RowEdit(row, label=other, out=True),)
    pictures.wait(lambda: pictures.ws.samples.count(part) == count - 1)
    assert panel.table.out[row] and panel.sheet.rows.rowCount() == 60  # it stands there still
    pictures.wait(lambda: panel.findChild(QMenu, "relabel") is None)
    pictures.window.activateWindow()  # which the list of classes was until now
    pictures.wait(pictures.window.isActiveWindow)
    for _ in range(2):
        pictures.key(Qt.Key.Key_Z, CONTROL)
    assert pictures.ws.project.data.edits == ()
    assert {path: path.read_bytes() for path in files} == files


def test_wheel_slider_and_keys_make_samples_larger_and_smaller(pictures: RealWindow) -> None:
    panel = pictures.panel("rows")
    sheet, columns, side = panel.sheet, panel.sheet.grid.columns, panel.sheet.side
    middle = QPointF(sheet.viewport().rect().center())
    for turn in (360, -120):
        event = QWheelEvent(
            middle, sheet.viewport().mapToGlobal(middle), QPoint(), QPoint(0, turn),
            Qt.MouseButton.NoButton, CONTROL, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(sheet.viewport(), event)
    assert side < sheet.side < 2 * side and sheet.grid.columns < columns
    assert panel.bar.slider.value() == sheet.side and sheet.data.fine == (sheet.side > 96)
    press(pictures, Qt.Key.Key_Minus)
    press(pictures, Qt.Key.Key_Minus)
    assert sheet.side == pytest.approx(side, abs=2)
    slider = panel.bar.slider
    QTest.mouseClick(slider, LEFT, NONE, QPoint(slider.width() - 2, slider.height() // 2))
    assert sheet.side == PICTURES.sides[2] and sheet.grid.columns == 1 and sheet.data.fine
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert sheet.side == PICTURES.sides[0] and not sheet.data.fine and sheet.grid.columns > columns


def test_class_part_and_words_say_what_is_listed(pictures: RealWindow) -> None:
    panel = pictures.panel("rows")
    label = panel.bar.label
    label.setFocus()
    for _ in range(2):
        QTest.keyClick(label, Qt.Key.Key_Down)
    green = sorted(TONES).index("green")
    assert panel.filter.brush_of(TARGET) == Brush(TARGET, green, green)
    assert (panel.table.label[panel.sheet.rows.rows] == green).all() and panel.sheet.rows.rowCount() == 20
    QTest.mouseClick(panel.line.parts.button("validation"), LEFT)
    held = panel.sheet.rows.rowCount()
    assert 0 < held < 20
    QTest.keyClicks(panel.line.search, "no such")
    assert panel.clear.isVisible()
    QTest.mouseClick(panel.clear, LEFT)
    assert panel.filter == RowFilter() and label.current() is None and panel.sheet.rows.rowCount() == 60


def test_texts_stand_in_tokens_and_are_found_by_their_words(open_in: Open, tmp_path: Path) -> None:
    case = open_in(drafted(text_table(tmp_path, 160)))
    panel, given = case.panel("rows"), texts(160)
    assert panel.sheet.data.kind is SENTENCES and panel.sheet.grid.columns == 1
    row = int(panel.sheet.rows.rows[3])
    assert [each.words for each in seen(case, 3)] == given[row][0].split()
    assert not any(each.unknown for each in seen(case, 3))
    QTest.keyClicks(panel.line.search, "lovely")
    wanted = {at for at, (words, _) in enumerate(given) if "lovely" in words.split()}
    assert set(panel.sheet.rows.rows.tolist()) == wanted and len(wanted) > 3
    assert click(case, 0) in wanted and looked_at(case) in wanted
    press(case, Qt.Key.Key_Plus)
    assert panel.sheet.side == 52
    press(case, Qt.Key.Key_Delete)
    assert len(case.ws.project.data.edits) == 1


def test_byte_pairs_show_their_spaces_and_words_of_several_are_found(open_in: Open, tmp_path: Path) -> None:
    path, given = text_table(tmp_path, 160), texts(160)
    path.write_text(path.read_text(encoding="utf-8") + '"a Quagmire of ␣",bad\n', encoding="utf-8")
    case = open_in(drafted(path, "review", "byte_pairs"))
    panel = case.panel("rows")
    assert panel.sheet.data.kind is SENTENCES
    row = int(panel.sheet.rows.rows[3])
    tokens = [each.words for each in seen(case, 3)]
    assert "".join(tokens).replace("␣", " ") == given[row][0] and len(tokens) >= len(given[row][0].split())
    assert any(each.startswith("␣") for each in tokens)
    lovely = {at for at, (words, _) in enumerate(given) if "lovely" in words.split()}
    for sought, wanted in (("lovely", lovely), ("quagmire", {160}), ("uagmire", set())):
        panel.line.search.clear()
        QTest.keyClicks(panel.line.search, sought)
        assert set(panel.sheet.rows.rows.tolist()) == wanted


def test_a_word_that_was_not_learned_is_marked(open_in: Open, tmp_path: Path) -> None:
    path = text_table(tmp_path, 160)
    rare = "\n".join(f'"the unheard{number} film was dull",bad' for number in range(30))
    path.write_text(path.read_text(encoding="utf-8") + rare + "\n", encoding="utf-8")
    case = open_in(drafted(path))
    case.panel("rows").list_rows(RowFilter())
    sheet = case.panel("rows").sheet
    ids = case.ws.samples.dataset.arrays["tokens"]
    row = int(np.flatnonzero((ids == 1).any(axis=1))[0])
    sheet.scrollTo(sheet.rows.index(sheet.rows.line_of(row), 0))
    tokens = seen(case, sheet.rows.line_of(row))
    assert [each.unknown for each in tokens] == [False, True, False, False, False]


@pytest.mark.parametrize("to", ["spectrogram", "wave"])
def test_recordings_show_how_they_swing_and_their_tones(open_in: Open, tmp_path: Path, to: str) -> None:
    case = open_in(drafted(sound_folder(tmp_path), "sound", to))
    panel = case.panel("rows")
    assert panel.sheet.data.kind.id == "sounds"
    arrays, row = case.ws.samples.dataset.arrays, int(panel.sheet.rows.rows[0])
    look = seen(case, 0)
    assert look.tones.height() == 40
    if to == "wave":
        field = panel.sheet.data.fields[0]
        heard = heard_in_wave(arrays["series"][row][:, 0], field.interval, len(look.swing))
        assert np.allclose(look.swing[:, 0], heard.high) and (heard.high > 0.3).any()
    else:
        assert look.tones.width() == arrays["image"].shape[-1] == len(look.swing)
    assert click(case, 0) == row == looked_at(case) and panel.detail._title.text() == f"Recording {row}"
    press(case, Qt.Key.Key_W)
    assert case.ws.project.data.edits == (RowEdit(row, wrong=True),)


def test_series_are_small_multiples_on_the_same_axes(open_in: Open) -> None:
    case = open_in(template("sensor-gru", CATALOGUE).open())
    panel = case.panel("rows")
    assert panel.sheet.data.kind.id == "series"
    values = case.ws.samples.dataset.arrays["series"]
    spans = panel.sheet.data.spans
    assert (spans == spans[0]).all()  # all in m/s²
    row = int(panel.sheet.rows.rows[0])
    curves = seen(case, 0)
    for channel, curve in enumerate(curves):
        back = spans[channel, 0] + curve * (spans[channel, 1] - spans[channel, 0])
        assert np.allclose(back, values[row][:, channel], atol=1e-4)
    assert click(case, 0) == row == looked_at(case)


def _many(count: int) -> tuple[RowTable, np.ndarray]:
    """Return a table of so many small pictures that exist only while they are read."""
    nothing, label = np.zeros(count, bool), np.arange(count) % 3
    number = RowColumn("row", "Row", "number", np.arange(count))
    part, sure = np.zeros(count, np.int8), np.full(count, np.nan, np.float32)
    flags = (nothing,) * 4
    table = RowTable((number,), part, tuple(sorted(TONES)), label, *flags, sure, np.arange(count))
    one = pixels("red", 3, 8).transpose(2, 0, 1)
    return table, np.broadcast_to(one, (count, *one.shape))


def test_a_million_pictures_scroll_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    table, arrays = _many(1_000_000)
    fields = DataFields({"image": Field((3, 8, 8), name="image", high=255.0)}, len(arrays)).fields
    data = SheetData(PICTURES, (fields["image"],), (arrays,), True, False)
    sheet = SampleSheet()
    qtbot.addWidget(sheet)
    sheet.resize(900, 500)
    sheet.show()
    qtbot.waitExposed(sheet)
    sheet.show_data(data)
    sheet.show_table(table, RowFilter(), ())
    assert sheet.grid.count == 1_000_000
    bar = sheet.verticalScrollBar()
    for at in np.linspace(0, bar.maximum(), 40).astype(int).tolist():
        bar.setValue(at)
        sheet.viewport().repaint()
    last = 999_999
    qtbot.waitUntil(lambda: sheet.reader.get(last) is not None, timeout=10_000)
    assert len(sheet.reader._known) < 20_000  # what is passed over is not read
    QTest.keyClick(sheet, Qt.Key.Key_A, CONTROL)
    assert sheet.choice.count == 1_000_000
    sheet.forget()


def test_what_cannot_be_read_has_a_mark_and_the_rest_goes_on(
    qtbot: QtBot, logged: list[logging.LogRecord]
) -> None:
    kind = replace(PICTURES, look=f"{__name__}:_spoilt")
    reader = SheetReader(SheetData(kind, (), (), True, False))
    reader.want((1, 2, 3))
    qtbot.waitUntil(lambda: reader.get(3) is not None, timeout=5_000)
    assert [reader.get(row).seen for row in (1, 2, 3)] == [1, None, 3]
    assert [each.getMessage() for each in logged] == ["Sample 2 could not be read to be looked at."]
    logged.clear()


def _spoilt(data: SheetData, row: int) -> Any:
    from playground.gui.sheets.kind import SheetLook

    if row == 2:
        raise OSError("gone")
    return SheetLook(row, 8)
