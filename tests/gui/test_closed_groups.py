"""Closed groups in the real window: each shows what it gives, live and of the past, and opens as before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.views.spec import Snapshot
from playground.gui.canvas.block_item import BlockItem
from real_window import RealWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
LAST = "residual/1/bend_2"  # whose output the group gives, in the last of two repeats


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("resnet-small", CATALOGUE).open())
    yield made
    made.close()


def block(case: RealWindow, node: str = "residual") -> BlockItem:
    return case.window.canvas.canvas.blocks[node]


def seen(case: RealWindow, node: str = "residual") -> np.ndarray:
    """Return the maps that a block shows; empty while there are none."""
    values = block(case, node).body.atlas.values
    return np.zeros(0) if values is None else np.array(values)


def map_at(case: RealWindow, index: int) -> QPoint:
    return case.window.canvas.mapFromScene(block(case).tile_rect(index).center())


def pixels(case: RealWindow) -> bytes:
    """Return the pixels between header and footer of a group, as the window shows them."""
    item, canvas = block(case), case.window.canvas
    area = canvas.mapFromScene(item.area.translated(item.pos())).boundingRect().adjusted(4, 4, -4, -4)
    return bytes(canvas.viewport().grab(area).toImage().constBits())


def said(case: RealWindow, giver: str = LAST) -> Snapshot:
    """Return the newest answer that tells of a block in a closed group."""
    answers = [each for each in case.ws.views.answers.values() if giver in each.arrays]
    return max(answers, key=lambda answer: answer.step, default=Snapshot("feature_maps", -1))


def step(case: RealWindow, number: int) -> None:
    """Take one more step, and wait until the group shows it."""
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == said(case).step == number)
    case.wait(lambda: np.array_equal(seen(case), said(case).arrays[LAST]))


def test_a_closed_group_shows_the_maps_of_its_last_repeat_while_it_trains(case: RealWindow) -> None:
    case.wait(lambda: seen(case).shape == (16, 8, 8))
    before, drawn = seen(case), pixels(case)
    step(case, 1)
    assert not np.array_equal(seen(case), before)
    assert "residual/0/bend_2" not in said(case).arrays  # of blocks that nobody sees nothing is sent
    assert seen(case, "residual_2").shape == (32, 4, 4)
    assert pixels(case) != drawn


def test_back_in_time_a_closed_group_shows_the_past(case: RealWindow) -> None:
    case.wait(lambda: seen(case).size > 0)
    first = seen(case)
    for number in (1, 2, 3):
        step(case, number)
    newest_maps = seen(case)
    assert not np.array_equal(newest_maps, first)
    case.ws.time.look_near(0)
    case.wait(lambda: case.ws.time.shown == 0 and np.array_equal(seen(case), first))
    case.ws.time.go_live()
    case.wait(lambda: np.array_equal(seen(case), newest_maps))


def test_a_map_of_a_closed_group_is_framed_and_a_double_click_still_enters(case: RealWindow) -> None:
    case.wait(lambda: seen(case).size > 0)
    canvas = case.window.canvas
    QTest.mouseMove(canvas.viewport(), map_at(case, 5))
    case.wait(lambda: block(case).hot is not None)
    hot = block(case).hot
    assert hot is not None and (hot.kind, hot.index) == ("unit", 5)
    assert canvas.viewport().toolTip() == "Map 6"
    QTest.mouseClick(canvas.viewport(), LEFT, pos=map_at(case, 5))
    case.wait(lambda: case.ws.selection == {"residual"})
    QTest.mouseDClick(canvas.viewport(), LEFT, pos=map_at(case, 5))
    case.wait(lambda: "bend_2" in canvas.canvas.blocks)
    case.wait(lambda: seen(case, "input").shape == (16, 8, 8))  # what arrives at the group


def test_opened_in_place_its_blocks_show_themselves_and_closed_again_the_group_does(case: RealWindow) -> None:
    case.wait(lambda: seen(case).size > 0)
    shown, size = seen(case), block(case).rect.size()
    case.ws.select(frozenset({"residual"}))
    case.key(Qt.Key.Key_Down, CTRL | SHIFT)
    case.wait(lambda: block(case).is_frame and seen(case, "residual/bend_2").size > 0)
    case.wait(lambda: seen(case, "residual_2").shape == (32, 4, 4))  # still closed
    case.key(Qt.Key.Key_Down, CTRL | SHIFT)
    case.wait(lambda: not block(case).is_frame and np.array_equal(seen(case), shown))
    assert block(case).rect.size() == size


def test_a_canvas_that_is_not_seen_asks_for_no_pictures_of_groups(case: RealWindow) -> None:
    case.wait(lambda: seen(case).size > 0)
    assert any(LAST in key.options.get("also", ()) for key in case.ws.views.asked)
    case.window.canvas.hide()
    case.wait(lambda: not any("also" in key.options for key in case.ws.views.asked))
    case.window.canvas.show()
    case.wait(lambda: any(LAST in key.options.get("also", ()) for key in case.ws.views.asked))


def test_before_pytorch_is_there_a_group_is_as_large_as_with_its_maps(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, "shapes-segment", known=False)
    assert case.item("level_14").face.plan.kind == "group"
    size = case.item("level_14").width, case.item("level_14").body.height(compact=False)
    case.ws.torch_ready = True
    case.ws.checks.update(case.ws.project, True)
    case.ws.problems_changed.emit()
    assert case.item("level_14").face.plan.kind == "group_maps"
    assert (case.item("level_14").width, case.item("level_14").body.height(compact=False)) == size
    case.close()


def test_a_tower_that_gives_a_vector_shows_its_numbers(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = RealWindow(qtbot, qapp, tmp_path, template("siamese-digits", CATALOGUE).open())
    case.wait(lambda: seen(case, "tower_2").size > 0)
    numbers = said(case, "tower_2/0/dense").arrays["tower_2/0/dense"]
    assert numbers.size == 32 and np.array_equal(seen(case, "tower_2").reshape(-1)[: numbers.size], numbers)
    case.close()
