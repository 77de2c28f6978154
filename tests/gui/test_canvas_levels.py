"""A U on the canvas: bands for its levels, straight skips, wires that turn from level to level."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.app.tidying import tidy
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.canvas.bands import BandsItem
from playground.gui.canvas.edge_item import EdgeItem
from playground.gui.theme.numbers import percent
from real_window import RealWindow

WIDE = (1300, 900)
SKIPS = {
    ("level_28", "level_28_up"): "skip · 28 × 28 × 12",
    ("level_14", "level_14_up"): "skip · 14 × 14 × 24",
}
STEPS = {("level_28", "level_14"): "halve", ("level_7", "level_14_up"): "double"}


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path, "shapes-segment", size=WIDE)
    yield made
    made.close()


def bands(case: CanvasCase) -> BandsItem:
    return case.view.canvas.wires.bands


def wire(case: CanvasCase, source: str, target: str) -> EdgeItem:
    return case.view.canvas.edges[case.edge(source, target)]


def words(case: CanvasCase) -> list[tuple[str, str]]:
    return [bands(case).words(band) for band in bands(case).bands]


def test_each_level_has_its_band_with_its_sides(case: CanvasCase) -> None:
    assert words(case) == [
        ("28 × 28", "full size: where things are"), ("14 × 14", "half the side"),
        ("7 × 7", "a quarter: what things are"),
    ]  # fmt: skip
    band = bands(case).bands[1]
    ground = case.colour(QPointF(band.room.x + 6, band.room.bottom - 7))
    beside = case.colour(QPointF(band.room.right + 3, band.room.bottom - 7))
    assert ground != beside


def test_skips_run_straight_and_other_wires_turn_once(case: CanvasCase) -> None:
    for (source, target), said in SKIPS.items():
        item = wire(case, source, target)
        assert item.start.y() == item.end.y() and item.path.boundingRect().height() == 0
        assert item._rides and item._words.text == said
    for (source, target), said in STEPS.items():
        item = wire(case, source, target)
        assert item._words.text == said and not item._rides
        assert item.path.pointAtPercent(0.5).x() == pytest.approx(item.middle.x())
        middle = item._words_area().center().x()
        assert middle > item.middle.x() if said == "halve" else middle < item.middle.x()


def test_wires_of_a_u_cross_no_block(case: CanvasCase) -> None:
    blocks = [item.scene_rect.adjusted(1, 1, -1, -1) for item in case.view.canvas.blocks.values()]
    for item in case.view.canvas.edges.values():
        points = [item.path.pointAtPercent(step / 200) for step in range(201)]
        assert not any(rect.contains(point) for rect in blocks for point in points)


def test_a_block_that_leaves_its_level_takes_the_bands_away_until_undo(case: CanvasCase) -> None:
    place = case.header("level_7")
    case.drag(place, place - QPointF(0, 400))
    assert bands(case).bands == ()
    case.ws.document.undo()
    assert len(bands(case).bands) == 3


def test_without_its_skips_it_is_no_u(case: CanvasCase) -> None:
    for source, target in SKIPS:
        case.click(wire(case, source, target).path.pointAtPercent(0.9))
        case.key(Qt.Key.Key_Delete)
    assert len(case.network.edges) == 7 and bands(case).bands == ()


def test_tidy_puts_a_u_in_order_that_somebody_mixed_up(case: CanvasCase) -> None:
    place = case.header("level_7")
    case.drag(place, place - QPointF(0, 400))
    case.ws.apply(tidy, frozenset(), case.view.drawn_sizes())
    assert len(bands(case).bands) == 3
    case.ws.document.undo()
    assert bands(case).bands == ()


def test_each_skip_says_what_is_lost_without_it_and_of_which_moment(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = RealWindow(qtbot, qapp, tmp_path, template("shapes-segment", CATALOGUE).open())
    canvas = case.window.canvas.canvas
    items = [canvas.edges[case.edge(*ends)] for ends in SKIPS]
    assert not any(item.note for item in items)  # nothing is trained
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.step >= 4)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running)
    case.wait(lambda: all(item.note for item in items))
    for item in items:
        shown = case.ws.views.answer("skips", {"wires": (item.edge.as_tuple(),)})
        assert shown is not None and shown.step == case.ws.live.step
        value = shown.facts["without"][item.edge.as_tuple()]
        assert item.note == f"without it: overlap {percent(value, 1)}"
    case.close()


def test_words_of_a_short_wire_keep_clear_of_a_skip_that_rises_from_its_port(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    narrow = CanvasCase(qtbot, qapp, tmp_path, "shapes-segment", size=(400, 700))
    assert bands(narrow).bands == ()  # too narrow for a U: in rows
    rising = [item for item in narrow.view.canvas.edges.values() if item.rises]
    assert rising
    for skip in rising:
        points = [skip.path.pointAtPercent(step / 400) for step in range(401)]
        for item in narrow.view.canvas.edges.values():
            beside = (item.edge.source, item.edge.source_port) == (skip.edge.source, skip.edge.source_port)
            if beside and item is not skip and item._words.text and not item._rides:
                assert not any(item._words_area().contains(point) for point in points)
    narrow.close()
