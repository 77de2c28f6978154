"""One unit at work, the goal's verdict, filters and weights, by real clicks and keys on a real run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import answered, asked, newest
from playground.app.subject import Subject
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.views.spec import Snapshot
from playground.gui.canvas.bodies import verdict
from playground.gui.canvas.bodies.grid import MapsBody
from playground.gui.canvas.bodies.verdict import VerdictBody
from playground.gui.canvas.unit_popover import LINE, SHADOW, _formula
from playground.gui.panels.weight_map import WeightMap
from playground.gui.theme.numbers import integer
from playground.gui.theme.style import current_theme
from playground.gui.widgets.focus import FocusRing
from playground.gui.widgets.painting import in_proportion
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    made.wait(lambda: {"feature_maps", "weights", "samples"} <= answered(made.ws))
    yield made
    made.close()


def item(case: RealWindow, node: str) -> Any:
    return case.window.canvas.canvas.blocks[node]


def at(case: RealWindow, place: QPointF) -> QPoint:
    """Return where a place of the scene is in the canvas."""
    return case.window.canvas.mapFromScene(place)


def click_pixel(case: RealWindow, node: str, unit: tuple[int, int, int]) -> None:
    block = item(case, node)
    pixel = block.body.pixel(*unit, block.area, block.look).translated(block.pos())
    QTest.mouseClick(case.window.canvas.viewport(), LEFT, pos=at(case, pixel.center()))


def looked(case: RealWindow) -> tuple[str, tuple[int, ...]]:
    scope = case.window.canvas.microscope
    return scope.node, scope.unit


def work(case: RealWindow, node: str, unit: tuple[int, ...]) -> Any:
    """Wait for the popover to show one number, and return what it shows."""
    popover = case.window.canvas.microscope.popover
    case.wait(lambda: popover.isVisible() and popover.shown is not None
              and popover.shown.facts["node"] == node
              and tuple(popover.shown.facts["unit"]) == unit)  # fmt: skip
    return popover.shown


def test_a_pixel_is_taken_apart_by_a_click_and_adds_up(case: RealWindow) -> None:
    case.wait(
        lambda: isinstance(item(case, "conv2d").body, MapsBody) and len(item(case, "conv2d").body.atlas) == 16
    )
    click_pixel(case, "conv2d", (6, 3, 4))
    shown = work(case, "conv2d", (6, 3, 4))
    maps = newest(case.ws, "feature_maps").arrays
    assert shown.facts["output"] == pytest.approx(float(maps["conv2d"][6, 3, 4]))
    x = maps["image"][:, 2:5, 3:6].astype(np.float64)
    assert shown.arrays["x"] == pytest.approx(x)
    assert shown.facts["total"] == pytest.approx(float((x * shown.arrays["w"]).sum()) + shown.facts["bias"])
    assert max(shown.facts["total"], 0.0) == pytest.approx(shown.facts["output"], abs=1e-6)
    assert item(case, "conv2d").body.mark == (6, 3, 4)
    assert "map 7 › row 4, column 5" in case.window.canvas.microscope.popover.accessibleName()


def test_arrows_walk_enter_follows_and_esc_closes(case: RealWindow) -> None:
    case.wait(lambda: len(item(case, "conv2d").body.atlas) == 16)
    click_pixel(case, "conv2d", (6, 3, 4))
    work(case, "conv2d", (6, 3, 4))
    popover = case.window.canvas.microscope.popover
    for key, unit in (
        (Qt.Key.Key_Right, (6, 3, 5)),
        (Qt.Key.Key_Down, (6, 4, 5)),
        (Qt.Key.Key_PageDown, (7, 4, 5)),
    ):
        case.qtbot.keyClick(popover, key)
        work(case, "conv2d", unit)
    after = popover.shown.facts["next"]
    case.qtbot.keyClick(popover, Qt.Key.Key_Return)
    assert looked(case) == (after[0], tuple(after[1])) and after[0] == "conv2d_2"
    work(case, "conv2d_2", tuple(after[1]))
    case.qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible() and "unit_at_work" not in asked(case.ws)
    assert item(case, "conv2d_2").body.mark is None


def test_m_looks_into_the_selected_block_and_follow_is_a_click(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense_2"}))
    case.key(Qt.Key.Key_M)
    shown = work(case, "dense_2", (0,))
    assert shown.arrays["product"].shape == (64,)
    assert not case.window.canvas.microscope.popover.follow.isVisible()  # a goal comes next
    case.window.canvas.microscope.open("dense", (3,))
    work(case, "dense", (3,))
    QTest.mouseClick(case.window.canvas.microscope.popover.follow, LEFT)
    work(case, "dropout", (3,))


def test_the_numbers_follow_another_sample(case: RealWindow) -> None:
    case.window.canvas.microscope.open("dense_2", (4,))
    first = work(case, "dense_2", (4,)).facts["output"]
    case.ws.views.look_at(Subject(sample=7))
    popover = case.window.canvas.microscope.popover
    case.wait(lambda: popover.shown.facts["output"] != first)
    case.wait(lambda: newest(case.ws, "feature_maps").facts.get("sample") == 7)
    says = newest(case.ws, "feature_maps").arrays["dense_2"][4]
    assert popover.shown.facts["output"] == pytest.approx(float(says), abs=1e-6)


def test_it_closes_with_its_block_and_undo_does_not_bring_it_back(case: RealWindow) -> None:
    case.window.canvas.microscope.open("dropout", (4,))
    work(case, "dropout", (4,))
    case.ws.select(frozenset({"dropout"}))
    case.window.actions_table.run("edit.delete")
    assert not case.window.canvas.microscope.is_open
    case.ws.editing.undo()
    assert not case.window.canvas.microscope.popover.isVisible()


def test_the_verdict_says_what_the_snapshot_says(case: RealWindow) -> None:
    body = item(case, "classify").body
    assert isinstance(body, VerdictBody)
    case.wait(lambda: body.said != "")
    facts = newest(case.ws, "feature_maps").facts
    assert body.said == facts["classes"][facts["answer"]]
    before = case.pixels(case.window.canvas)
    case.ws.views.look_at(Subject(sample=11))
    case.wait(lambda: newest(case.ws, "feature_maps").facts.get("sample") == 11)
    case.wait(lambda: case.pixels(case.window.canvas) != before)


def test_a_small_loss_of_a_sample_is_told_and_not_called_zero(
    case: RealWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    block, said = item(case, "classify"), []
    case.wait(lambda: block.body.said != "")
    shown = newest(case.ws, "feature_maps")
    monkeypatch.setitem(shown.facts, "loss", 0.0043)
    monkeypatch.setattr(verdict, "write", lambda painter, place, words, *rest: said.append(words))
    block.update()
    case.wait(lambda: "0.0043" in said)


def test_filters_stand_beside_their_maps_until_they_are_switched_off(case: RealWindow) -> None:
    block = item(case, "conv2d")
    case.wait(lambda: block.body.filters.values is not None)
    assert (block.body.filters.values == newest(case.ws, "weights").arrays["conv2d.filters"]).all()
    assert not item(case, "conv2d_2").face.plan.filters  # its filters are 16 pictures each
    place = block.body.filter_rect(0, block.area, block.look)
    assert not place.intersects(block.body.tile(0, block.area, block.look))
    before = case.pixels(case.window.canvas)
    segments = case.window.canvas.modes.segments
    QTest.mouseClick(segments.button("filters"), LEFT)
    case.wait(lambda: case.pixels(case.window.canvas) != before)
    assert not case.window.canvas.canvas.look.filters and item(case, "conv2d").width == block.width


def test_the_weights_tab_shows_the_selected_block_and_says_a_weight(case: RealWindow) -> None:
    case.window.show_bottom("weights")
    panel = case.window.bottom._panels["weights"]
    case.ws.select(frozenset({"dense_2"}))
    case.wait(lambda: "block_weights" in answered(case.ws))
    case.wait(lambda: newest(case.ws, "block_weights").facts.get("node") == "dense_2")
    panel.refresh()
    weight = newest(case.ws, "block_weights").arrays["weight"]
    words = panel.map.words_at(panel.map.cell(4, 10).center())
    assert words.startswith("input 11 → 4: ")
    assert float(words.rpartition(": ")[2].replace("−", "-")) == pytest.approx(float(weight[4, 10]), abs=6e-4)
    QTest.mouseMove(panel.map, panel.map.cell(4, 10).center().toPoint())
    rows = panel._table()
    assert len(rows) == 11 and len(rows[1]) == 65
    case.ws.select(frozenset({"flatten"}))
    case.wait(lambda: panel._empty.isVisible())


def test_a_point_nets_unit_is_taken_apart_too(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case = RealWindow(qtbot, qapp, tmp_path)
    try:
        block = item(case, "dense")
        tile = block.body.tile(2, block.area, block.look).translated(block.pos())
        QTest.mouseClick(case.window.canvas.viewport(), LEFT, pos=at(case, tile.center()))
        shown = work(case, "dense", (2,))
        assert shown.arrays["x"].shape == (2,) and shown.facts["activation"] == "SiLU"
        total = shown.facts["total"]
        assert total / (1 + np.exp(-total)) == pytest.approx(shown.facts["output"], abs=1e-6)
    finally:
        case.close()


@pytest.fixture
def plane(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    made.wait(lambda: made.ws.samples is not None)
    yield made
    made.close()


def open_unit(case: RealWindow, node: str, unit: int) -> Any:
    """Click one unit's map on the canvas, and return what its popover shows."""
    block = item(case, node)
    tile = block.body.tile(unit, block.area, block.look).translated(block.pos())
    QTest.mouseClick(case.window.canvas.viewport(), LEFT, pos=at(case, tile.center()))
    return work(case, node, (unit,))


def test_the_popover_shows_what_bf16_makes_of_a_sum(plane: RealWindow) -> None:
    shown, popover = open_unit(plane, "dense", 2), plane.window.canvas.microscope.popover
    height = popover.height()
    popover.show_work("Dense", replace(shown, facts={**shown.facts, "rounded": 3.25}))
    assert popover.height() == height + LINE and popover._sums()[-1] == ("≈ in bf16", 3.25)
    assert "+3.25" in _formula(popover._shown.facts) and not popover.grab().isNull()


def test_the_popover_says_for_which_sample_it_is_and_steps_to_others(case: RealWindow) -> None:
    case.window.canvas.microscope.open("dense_2", (4,))
    first, popover = work(case, "dense_2", (4,)), case.window.canvas.microscope.popover
    numbers = newest(case.ws, "samples").arrays["number"]
    assert f"for Sample {integer(int(numbers[0]))} · validation" in popover.accessibleName()
    before = case.pixels(popover)
    QTest.mouseClick(popover.steps[1], LEFT)
    assert case.ws.views.subject.sample == 1
    case.wait(lambda: f"for Sample {integer(int(numbers[1]))}" in popover.accessibleName())
    assert popover.shown is not first and case.pixels(popover) != before
    QTest.mouseClick(popover.steps[0], LEFT)
    case.wait(lambda: popover.shown.facts["number"] == numbers[0])


def test_a_unit_of_a_point_net_is_marked_on_the_map_and_a_click_there_chooses_the_point(
    plane: RealWindow,
) -> None:
    plot, popover = plane.panel("map")._plot, plane.window.canvas.microscope.popover
    assert plot.mark is None
    shown = open_unit(plane, "dense", 2)
    first = tuple(plane.ws.samples.take("validation")["points"][0].tolist())
    assert shown.facts["point"] == plot.mark == first
    assert "for Sample" in popover.accessibleName() and "x₁" in popover.accessibleName()
    before = plane.pixels(plot)
    place = QPoint(round(plot.width() * 0.75), round(plot.height() * 0.25))
    QTest.mouseClick(plot, LEFT, pos=place)
    plane.wait(lambda: popover.shown.facts["part"] == "chosen")
    half = plot._half
    x1, x2 = popover.shown.facts["point"]
    assert (x1, x2) == pytest.approx((half / 2, half / 2), abs=half / 50)
    assert plot.mark == pytest.approx((x1, x2), abs=1e-5)
    assert popover.shown.arrays["x"] == pytest.approx(np.array([x1, x2]), abs=1e-6)
    assert "for x₁ +" in popover.accessibleName() and plane.pixels(plot) != before
    plane.qtbot.keyClick(plot, Qt.Key.Key_Left)
    plane.wait(lambda: popover.shown.facts["point"][0] < x1)
    plane.key(Qt.Key.Key_BracketRight)  # back to the samples
    plane.wait(lambda: popover.shown.facts["part"] == "validation" and plot.mark == first)
    plane.qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert plot.mark is None


def test_numbers_that_lag_say_so_and_a_reset_takes_them_away(
    plane: RealWindow,
) -> None:
    plane.key(Qt.Key.Key_Space)
    plane.wait(lambda: plane.ws.live.epoch >= 2)
    plane.key(Qt.Key.Key_Space)
    popover = plane.window.canvas.microscope.popover
    open_unit(plane, "dense", 2)
    plane.wait(lambda: popover.shown.step == plane.ws.live.step > 0)
    age, late = plane.window.canvas.microscope._age, plane.ws.views.clock() + 5.0
    assert not age.isVisible()
    plane.ws.views.clock = lambda: late
    plane.ws.live.add_steps(np.zeros(3))
    plane.ws.run_changed.emit()
    assert age.isVisible() and age.text().startswith("as of ")
    assert age.geometry().right() < popover.close_button.x()
    plane.qtbot.mouseClick(plane.window.top.reset, LEFT)
    plane.wait(lambda: popover.isVisible() and popover.shown.step == 0)


def test_a_network_that_cannot_train_says_nothing(case: RealWindow) -> None:
    body = item(case, "classify").body
    case.wait(lambda: body.said != "")
    case.ws.select(frozenset({"flatten"}))
    case.window.actions_table.run("edit.delete")
    case.wait(lambda: case.ws.checks.blocker is not None and item(case, "classify").body.said == "")
    case.ws.editing.undo()
    case.wait(lambda: item(case, "classify").body.said != "")


def test_its_frame_alone_says_that_the_keys_go_there(case: RealWindow) -> None:
    case.key(Qt.Key.Key_M)
    popover = case.window.canvas.microscope.popover
    case.wait(lambda: popover.isVisible() and popover.hasFocus())
    assert not [ring for ring in case.window.findChildren(FocusRing) if ring.isVisible()]
    tokens, edge = current_theme().tokens, QPoint(SHADOW, popover.height() // 2)
    assert case.pixels(popover).pixelColor(edge) == tokens.accent_text
    case.window.canvas.setFocus()
    assert popover.isVisible() and case.pixels(popover).pixelColor(edge) != tokens.accent_text


def test_filters_are_drawn_in_their_own_shape(qapp: QApplication) -> None:
    place = QRectF(10, 20, 21, 21)
    assert in_proportion(place, 3, 3) == place
    assert in_proportion(place, 1, 7) == QRectF(10, 29, 21, 3)
    assert in_proportion(place, 7, 1) == QRectF(19, 20, 3, 21)
    flat, table = WeightMap(), {"rows": ["1", "2"], "columns": ["map"], "scale": 1.0}
    flat.resize(400, 200)
    flat.show_weights(Snapshot("block_weights", 0, {"weight": np.eye(14)[:2].reshape(2, 1, 1, 14)}, table))
    drawn = flat.picture(1, 0)
    assert drawn.width() == pytest.approx(14 * drawn.height()) and flat.cell(1, 0).contains(drawn)
    pixel = drawn.height()
    second = QPointF(drawn.x() + 1.5 * pixel, drawn.center().y())
    assert flat.words_at(second) == "map → 2 [2]: +1.000"
    assert flat.words_at(drawn.topLeft() - QPointF(0, 9)) == ""
    flat.deleteLater()
