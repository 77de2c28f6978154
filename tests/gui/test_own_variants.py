"""Variants of somebody's own pictures on their page, and what is kept in one part, by real events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dock_case import drag_slider, flip, number
from own_page_case import LEFT, NONE, page_of, pictures_draft
from own_pictures import by_class, labelled_by_table
from playground.app.messages import Loaded
from playground.core.training.variants import COUNT, mixed_in
from playground.gui.own.page import OwnDataPage
from real_window import RealWindow


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_variants_follow_sliders_and_the_picture_and_go_into_the_project(
    case: RealWindow, tmp_path: Path
) -> None:
    folder = by_class(tmp_path / "tones", 16)
    card = page_of(case, folder).pictures.variants
    assert card.isVisible() and card.form is not None and card.sheet.variants is not None
    assert all(np.array_equal(each, card.sheet.variants.given) for each in card.sheet.variants.made)
    drag_slider(number(card.form.row("shift")), 0.3, 0.6, 1.0)
    assert pictures_draft(case).augmentation == {"shift": 0.3} and case.ws.own.undo_label == "variants"
    first = card.sheet.variants
    assert len(first.made) == 8 and not any(np.array_equal(each, first.given) for each in first.made)
    case.qtbot.mouseClick(card.roll, LEFT)
    assert not np.array_equal(card.sheet.variants.made, first.made)
    page = case.window.findChild(OwnDataPage)
    assert page is not None
    sheet = page.pictures.sheet
    case.qtbot.mouseClick(sheet, LEFT, NONE, sheet.place_of(5).center().toPoint())
    wanted = pictures_draft(case).looked.pictures[5].in_form(pictures_draft(case).form)
    assert np.array_equal(card.sheet.variants.given, wanted)
    case.ws.own.undo()
    assert pictures_draft(case).augmentation == {} and number(card.form.row("shift")).value() == 0
    flip(card.form.row("flip"))
    assert pictures_draft(case).augmentation == {"flip": True}
    case.qtbot.mouseClick(page.made.button, LEFT)
    case.wait(lambda: case.ws.project.data.own is not None)
    assert case.ws.project.recipe.augmentation == {"flip": True}


def test_pictures_kept_together_are_not_split_by_time(case: RealWindow, tmp_path: Path) -> None:
    table = labelled_by_table(tmp_path / "pictures") / "labels.csv"
    lines = table.read_text().splitlines()
    dated = [lines[0] + ",day", *(f"{line},2024-01-{1 + at % 28:02}" for at, line in enumerate(lines[1:]))]
    table.write_text("\n".join(dated) + "\n")
    page = page_of(case, tmp_path / "pictures")
    case.ws.own.change(pictures_draft(case).with_together(True))
    case.qtbot.mouseClick(page.split.how.button("by_time"), LEFT)
    refusal = pictures_draft(case).refusal
    assert pictures_draft(case).split == "by_time" and refusal is not None
    assert "split in proportion or by group, or let them part" in page.split._told.text()
    before = case.ws.project
    case.qtbot.mouseClick(page.made.button, LEFT)
    assert case.ws.project == before and page.isVisible()
    sign, warned = page.split.sign, page.split.sign.grab().toImage()
    assert sign.isVisible()
    case.ws.own.change(pictures_draft(case).with_together(False))
    assert pictures_draft(case).split == "by_time" and pictures_draft(case).refusal is None
    assert sign.isVisible() and sign.grab().toImage() != warned  # a tick
    case.ws.own.undo()
    case.qtbot.mouseClick(page.split.how.button("in_proportion"), LEFT)
    assert pictures_draft(case).refusal is None


def test_sliders_come_back_once_the_network_can_be_built_again(case: RealWindow, tmp_path: Path) -> None:
    page = page_of(case, by_class(tmp_path / "tones", 16))
    card, offered = page.pictures.variants, pictures_draft(case)
    assert card.form is not None
    names = set(card.form.rows)
    case.ws.own.change(replace(offered.with_together(True), split="by_time"))
    case.ws.own.change(pictures_draft(case).with_form(side=12))
    assert pictures_draft(case).refusal is not None and card.form is None
    case.qtbot.mouseClick(page.split.how.button("in_proportion"), LEFT)
    assert pictures_draft(case).refusal is None
    assert card.form is not None and set(card.form.rows) == names and card.sheet.variants is not None


@pytest.mark.parametrize("count", [2, 5, 9, 10, 300])
def test_a_picture_is_mixed_with_others_alone(count: int) -> None:
    for place in (0, 1, count - 1):
        rows = [mixed_in(place, count, seed) for seed in range(40)]
        assert all(len(each) == COUNT and place not in each for each in rows)
        assert {row for each in rows for row in each} == {*range(count)} - {place}
    assert mixed_in(0, 1, 3) == [0] * COUNT


def test_variants_wait_for_pytorch_and_come_with_it(case: RealWindow, tmp_path: Path) -> None:
    case.ws.torch_ready = False
    page = page_of(case, by_class(tmp_path / "tones", 16))
    card, sheet = page.pictures.variants, page.pictures.sheet
    case.qtbot.mouseClick(sheet, LEFT, NONE, sheet.place_of(5).center().toPoint())
    assert card.form is None and card.sheet.variants is None and not page.made.parameters.text()
    case.ws._hear(Loaded())
    wanted = pictures_draft(case).looked.pictures[5].in_form(pictures_draft(case).form)
    assert card.form is not None and card.sheet.variants is not None
    assert np.array_equal(card.sheet.variants.given, wanted) and page.made.parameters.text()


def test_variants_are_drawn_once_for_one_picture_and_strengths(case: RealWindow, tmp_path: Path) -> None:
    page = page_of(case, by_class(tmp_path / "tones", 16))
    card = page.pictures.variants
    shown = card.sheet.variants
    page.refresh()
    case.ws.own.change(replace(pictures_draft(case), seed=7))
    assert card.sheet.variants is shown
    case.ws.own.change(pictures_draft(case).with_form(side=12))
    assert card.sheet.variants is not shown
