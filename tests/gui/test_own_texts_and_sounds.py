"""Somebody's own texts and recordings in the window: dropped, looked at, changed by clicks, trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from own_page_case import LEFT, NONE, page_of
from own_sounds import sound_folder, tone
from own_texts import text_folder, text_table
from playground.app.own_draft import TableDraft
from playground.gui.own.columns_head import ROWS
from playground.gui.own.page import OwnDataPage
from playground.gui.own.type_menu import TypeRow
from real_window import RealWindow


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def draft_of(case: RealWindow) -> TableDraft:
    assert isinstance(case.ws.own.draft, TableDraft)
    return case.ws.own.draft


def read_as(case: RealWindow, page: OwnDataPage, name: str, to: str) -> None:
    """Open a column's menu by a click and press another type in it."""
    place = next(at for at, each in enumerate(draft_of(case).columns) if each.name == name)
    top, height = ROWS["type"]
    spot = page.view.head.place_of(place).topLeft().toPoint() + QPoint(14, top + height // 2)
    case.qtbot.mouseClick(page.view.head.viewport(), LEFT, NONE, spot)
    assert page.menu is not None
    row = next(each for each in page.menu.findChildren(TypeRow) if each.kind == to)
    case.qtbot.mouseClick(row, LEFT)


def build(case: RealWindow, page: OwnDataPage) -> None:
    case.qtbot.mouseClick(page.made.button, LEFT)
    case.wait(lambda: case.ws.project.data.own is not None)
    case.wait(lambda: case.ws.training.state == "done")


def test_a_folder_of_texts_is_dropped_built_and_trained(case: RealWindow, tmp_path: Path) -> None:
    page = page_of(case, text_folder(tmp_path, 80))
    project = draft_of(case).project
    assert project is not None and draft_of(case).refusal is None
    assert [node.kind for node in project.network.nodes.values()][:3] == ["tokens", "embedding", "lstm"]
    build(case, page)
    assert (case.ws.live.metric("accuracy") or 0.0) > 0.8
    assert "great" in project.data.own.columns[2].kinds


def test_a_column_of_texts_is_read_by_characters_by_a_click_and_back(
    case: RealWindow, tmp_path: Path
) -> None:
    page = page_of(case, text_table(tmp_path, 80))
    by_words = draft_of(case).project
    read_as(case, page, "review", "characters")
    by_characters = draft_of(case).project
    assert by_words is not None and by_characters is not None
    own = by_characters.data.own
    assert own is not None and set(map(len, own.columns[0].kinds)) == {1}
    case.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert draft_of(case).project == by_words


def test_byte_pairs_and_their_number_are_chosen_by_clicks(case: RealWindow, tmp_path: Path) -> None:
    page = page_of(case, text_table(tmp_path, 80))
    read_as(case, page, "review", "byte_pairs")
    project = draft_of(case).project
    assert project is not None and project.data.own is not None
    pairs = project.data.own.columns[0].kinds
    assert "␣film" in pairs and len(pairs) < 500
    top, height = ROWS["type"]
    spot = page.view.head.place_of(0).topLeft().toPoint() + QPoint(14, top + height // 2)
    case.qtbot.mouseClick(page.view.head.viewport(), LEFT, NONE, spot)
    assert page.menu is not None
    sizes = page.menu.size_field
    assert sizes.current() == 0
    sizes.setFocus()
    case.qtbot.keyClick(sizes, Qt.Key.Key_Down)
    assert draft_of(case).columns[0].most == 500
    case.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert draft_of(case).columns[0].most == 0
    build(case, page)
    assert (case.ws.live.metric("accuracy") or 0.0) > 0.8


def test_a_vocabulary_follows_the_split_that_is_chosen(case: RealWindow, tmp_path: Path) -> None:
    page_of(case, text_table(tmp_path, 80))
    before = draft_of(case)
    case.ws.own.change(before.with_split(seed=1))
    one, other = before.project, draft_of(case).project
    assert one is not None and other is not None
    assert one.data.own != other.data.own and other.data.seed == 1


def test_recordings_are_dropped_read_as_waves_built_and_trained(case: RealWindow, tmp_path: Path) -> None:
    page = page_of(case, sound_folder(tmp_path, 12))
    project = draft_of(case).project
    assert project is not None
    assert next(iter(project.network.nodes.values())).kind == "image"
    read_as(case, page, "sound", "wave")
    project = draft_of(case).project
    assert project is not None
    assert next(iter(project.network.nodes.values())).kind == "series"
    case.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    build(case, page)
    assert (case.ws.live.metric("accuracy") or 0.0) > 0.8
    atlas = case.window.canvas.canvas.blocks["image"].body.atlas
    case.wait(lambda: len(atlas) == 1)
    shades = np.unique(atlas.pixels(dark=True, side=16))
    assert len(shades) > 3  # decibels lie below zero, and are seen all the same


def test_sounds_are_drawn_in_their_rows(case: RealWindow, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    for kind in ("a", "b"):
        (folder / kind).mkdir(parents=True)
        for number in range(6):
            wave = tone(300, 8_000, 0.4)
            wave[: len(wave) // 2] *= 0.0
            soundfile.write(folder / kind / f"{number}.wav", wave, 8_000)
    page = page_of(case, folder)
    loudness = draft_of(case).looked.loudness
    assert loudness.shape == (12, 40)
    assert loudness[:, :20].max() < 1e-4 and loudness[:, 20:].min() > 0.4
    place = page.view.visualRect(page.view.rows.index(0, 1))
    seen = case.pixels(page.view.viewport())

    def drawn(left: int) -> int:
        column = [seen.pixelColor(place.x() + left, place.y() + y).name() for y in range(place.height() - 1)]
        return sum(
            each != seen.pixelColor(place.x() + 2, place.y() + y).name() for y, each in enumerate(column)
        )

    quiet, loud = (max(drawn(8 + at) for at in range(start, start + 6)) for start in (20, 90))
    assert quiet <= 2 and loud > 6


def test_a_text_without_classes_says_what_can_be_done(case: RealWindow, tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text("It was a dark night.\nRain fell.\nNobody was out.\n", encoding="utf-8")
    page = page_of(case, book)
    assert draft_of(case).project is None
    assert "into a folder of their own" in page.made.why.text()


@pytest.mark.parametrize(("kind", "icon", "samples"), [
    ("texts", "type", "texts"), ("sounds", "audio-lines", "sounds"),
])  # fmt: skip
def test_a_set_stands_under_the_sign_and_the_word_of_its_kind(
    case: RealWindow, tmp_path: Path, kind: str, icon: str, samples: str
) -> None:
    page = page_of(case, text_folder(tmp_path) if kind == "texts" else sound_folder(tmp_path / "sounds"))
    assert page.title.icon == icon
    assert draft_of(case).noun == samples
    assert samples in page.made._training.text()
