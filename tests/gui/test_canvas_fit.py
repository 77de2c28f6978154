"""Fit shows the network clear of what lies over the canvas, and never too small to read without saying so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.app import edits, tidying
from playground.gui.canvas.bars import Legend
from playground.gui.canvas.navigation import LEAST_READABLE
from playground.gui.widgets.buttons import IconButton

PART = "This is the first part of the network: Tidy (Ctrl+Shift+L) wraps it, F shows all of it."


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[str], CanvasCase]]:
    made: list[CanvasCase] = []

    def open_case(template: str) -> CanvasCase:
        made.append(CanvasCase(qtbot, qapp, tmp_path, template))
        return made[-1]

    yield open_case
    for each in made:
        each.close()


def seen(case: CanvasCase) -> QRectF:
    """Return what the view shows of the scene."""
    return case.view.mapToScene(case.view.viewport().rect()).boundingRect()


def test_a_network_too_large_to_read_is_shown_in_part_and_said_so(
    opened: Callable[[str], CanvasCase],
) -> None:
    case = opened("inception-small")
    case.view.resize(700, 500)
    case.view.zoom_to(2.0)
    case.view.fit()
    assert case.view.navigator.zoom >= LEAST_READABLE and case.sentences[-1] == PART
    rect = case.view.canvas.network_rect()
    assert seen(case).contains(rect.topLeft()) and not seen(case).contains(rect)
    case.view.fit()
    assert seen(case).contains(rect) and case.view.navigator.zoom < 0.6
    case.view.fit()
    assert case.view.navigator.zoom >= LEAST_READABLE


def test_what_fits_is_shown_whole_and_nothing_is_said(opened: Callable[[str], CanvasCase]) -> None:
    case = opened("digits-cnn")
    case.view.zoom_to(2.0)
    case.view.fit()
    assert seen(case).contains(case.view.canvas.network_rect())
    assert PART not in case.sentences


def test_fit_keeps_clear_of_a_panel_opened_over_the_canvas(
    opened: Callable[[str], CanvasCase], qtbot: QtBot
) -> None:
    case = opened("spiral-mlp")
    stage = QWidget()
    qtbot.addWidget(stage)
    stage.resize(712, 640)
    case.view.setParent(stage)
    case.view.setGeometry(stage.rect())
    panel = QWidget(stage)
    panel.setGeometry(0, 424, 712, 216)
    stage.show()
    case.view.show()
    panel.raise_()
    case.view.fit()
    bottom = case.view.canvas.network_rect().bottom()
    assert case.view.mapFromScene(QPointF(0, bottom)).y() <= 424
    panel.hide()
    case.view.fit()
    assert case.view.mapFromScene(QPointF(0, bottom)).y() > 424
    case.view.setParent(None)


@pytest.mark.parametrize("size", [(936, 659), (1400, 400)])
def test_inside_a_group_no_block_is_under_the_way_back(
    opened: Callable[[str], CanvasCase], size: tuple[int, int]
) -> None:
    case = opened("reviews-transformer")
    case.view.resize(*size)
    case.ws.scope.enter("encoder")
    bar = case.view.crumbs.geometry()
    assert case.view.crumbs.isVisible()
    for item in case.view.canvas.blocks.values():
        block = case.view.mapFromScene(item.scene_rect).boundingRect()
        assert not block.intersects(bar)


def test_at_40_percent_a_block_is_one_thumbnail_with_its_name(opened: Callable[[str], CanvasCase]) -> None:
    case = opened("digits-cnn")
    item = case.item("conv2d")
    case.view.zoom_to(0.4)
    case.view.centerOn(item)
    corner = case.view.mapFromScene(item.scene_rect.topLeft())
    wide, high = round(item.width * 0.4), round(44 * 0.4)
    image = case.pixels().copy(corner.x() + 6, corner.y() + 1, wide - 12, high - 2)
    bright = {y for y in range(image.height()) for x in range(image.width())
              if image.pixelColor(x, y).lightness() > 170}  # fmt: skip
    assert max(bright) - min(bright) >= 7  # as tall as capitals of 11 px
    assert item.body.tiles() > 1 and not item.look.bodies


@pytest.mark.parametrize("template", ["inception-small", "two-inputs", "deep-residual-100", "digits-cnn"])
def test_after_tidy_no_wire_runs_through_a_block(template: str, opened: Callable[[str], CanvasCase]) -> None:
    case = opened(template)
    case.ws.apply(tidying.tidy, frozenset(), case.view.drawn_sizes())
    for edge, wire in case.view.canvas.edges.items():
        for name, item in case.view.canvas.blocks.items():
            inner = item.scene_rect.adjusted(3, 3, -3, -3)
            if name not in (edge.source, edge.target):
                points = (wire.path.pointAtPercent(step / 100) for step in range(101))
                assert not any(inner.contains(point) for point in points), (edge, name)


def test_the_button_on_the_canvas_tidies_and_gives_the_keyboard_back(
    opened: Callable[[str], CanvasCase], qtbot: QtBot
) -> None:
    case = opened("inception-small")
    before = case.ws.project
    (button,) = (each for each in case.view.zoom_bar.findChildren(IconButton) if "Tidy" in each.toolTip())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert case.ws.document.undo_label == "Tidy" and case.view.hasFocus()
    case.ws.editing.undo()
    assert case.ws.project == before


def test_tidy_of_a_network_shown_in_part_leaves_it_readable(
    opened: Callable[[str], CanvasCase], qtbot: QtBot
) -> None:
    case = opened("shapes-multilabel")
    case.ws.window.canvas = case.view
    assert case.ws.apply(edits.move, {"image": (-4000.0, 0.0)})
    case.view.zoom_to(2.0)
    case.view.fit()
    assert case.sentences[-1] == PART
    (button,) = (each for each in case.view.zoom_bar.findChildren(IconButton) if "Tidy" in each.toolTip())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert case.ws.document.undo_label == "Tidy"
    assert case.view.navigator.zoom >= LEAST_READABLE


def test_the_shape_of_a_wire_that_goes_around_stands_in_the_aisle(
    opened: Callable[[str], CanvasCase],
) -> None:
    case = opened("resnet-small")
    case.ws.apply(tidying.tidy, frozenset(), case.view.drawn_sizes())
    blocks = [item.scene_rect for item in case.view.canvas.blocks.values()]
    back = [wire for wire in case.view.canvas.edges.values() if wire.end.x() < wire.start.x()]
    assert back
    for wire in back:
        assert not any(rect.intersects(wire.words_rect()) for rect in blocks)


def test_words_that_have_no_room_on_a_steep_wire_stand_in_its_tip(
    opened: Callable[[str], CanvasCase],
) -> None:
    case = opened("inception-small")
    edge = case.edge("conv", "five")
    wire = case.view.canvas.edges[edge]
    case.ws.apply(edits.move, {"five": (case.item("conv").scene_rect.right() + 48, 900.0)})
    assert wire.words_rect().isEmpty()
    assert "8 × 8 × 12" in wire.face.tip
    case.ws.apply(edits.move, {"five": (case.item("conv").scene_rect.right() + 160, 900.0)})
    assert not wire.words_rect().isEmpty()


@pytest.mark.parametrize("pictures", [True, False])
def test_wires_do_not_show_through_the_words_of_the_legend(qtbot: QtBot, pictures: bool) -> None:
    canvas = QWidget()
    qtbot.addWidget(canvas)
    legend = Legend(canvas)
    legend.show_reach(1.5, pictures)
    seen = QImage(legend.size(), QImage.Format.Format_ARGB32)
    seen.fill(Qt.GlobalColor.transparent)
    legend.render(seen, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    row = [seen.pixelColor(x, legend.height() // 2).alpha() for x in range(legend.width())]
    first, last = row.index(255), len(row) - row[::-1].index(255)
    assert last - first > 150 and set(row[first:last]) == {255}


@pytest.mark.parametrize("size", [(712, 640), (936, 840)])
def test_a_template_that_would_be_seen_in_part_is_laid_out_for_the_view_unchanged(
    opened: Callable[[str], CanvasCase], size: tuple[int, int]
) -> None:
    case = opened("two-inputs")
    stored = case.network
    case.view.resize(300, 300)  # passing, as while a window opens
    case.view.resize(*size)
    assert case.view.navigator.zoom >= LEAST_READABLE
    rects = [item.scene_rect for item in case.view.canvas.blocks.values()]
    assert all(seen(case).contains(rect) for rect in rects)
    assert not any(a.intersects(b) for a in rects for b in rects if a is not b)
    assert not case.ws.files.unsaved and not case.undo_steps()
    assert (case.network == stored) == (size == (936, 840))  # as stored where that is seen whole


def test_no_block_moves_by_itself_once_somebody_edited(opened: Callable[[str], CanvasCase]) -> None:
    case = opened("two-inputs")
    assert case.ws.apply(edits.rename, "dense", "Mine")
    before = case.network
    case.view.resize(500, 500)
    assert case.network == before


def test_small_inception_is_whole_or_shows_whole_rows_large_enough_to_read(
    opened: Callable[[str], CanvasCase],
) -> None:
    case = opened("inception-small")
    for size, whole in (((934, 840), True), ((710, 640), False)):
        case.view.resize(*size)
        assert case.view.navigator.zoom >= LEAST_READABLE
        rects = {name: item.scene_rect for name, item in case.view.canvas.blocks.items()}
        met = {name for name, rect in rects.items() if seen(case).intersects(rect)}
        assert met == {name for name, rect in rects.items() if seen(case).contains(rect)}
        assert {"image", "conv", "one", "three", "five", "pad", "join"} <= met
        assert (met == rects.keys()) == whole
        every = list(rects.values())
        assert not any(a.intersects(b) for a in every for b in every if a is not b)
    assert not case.ws.files.unsaved and not case.undo_steps()


def test_blocks_of_three_lanes_are_low_and_say_their_parameters_in_the_header(
    opened: Callable[[str], CanvasCase],
) -> None:
    case = opened("inception-small")
    low = case.item("three")
    assert low.rect.height() == 108 and low.area.bottom() == low.rect.bottom()
    assert all(low.area.contains(low.body.tile(each, low.area, low.look)) for each in range(low.body.tiles()))
    case.view.zoom_to(1.0)
    case.view.centerOn(low)
    corner = case.view.mapFromScene(low.scene_rect.topRight())
    head = case.pixels().copy(corner.x() - 90, corner.y() + 14, 80, 16)
    inks = {head.pixelColor(x, y).lightness() for x in range(head.width()) for y in range(head.height())}
    assert max(inks) - min(inks) > 60
    for gone in ("one", "five"):
        assert case.ws.apply(edits.delete, frozenset({gone}))
    assert case.item("three").rect.height() > 108


def test_a_join_is_as_tall_as_its_lanes_and_their_wires_run_straight_where_there_is_room(
    opened: Callable[[str], CanvasCase],
) -> None:
    case = opened("inception-small")
    join, last = case.item("join"), case.item("pad")
    wires = [case.view.canvas.edges[case.edge(each, "join")] for each in ("one", "three", "five", "pad")]
    assert [wire.start.y() for wire in wires] == [wire.end.y() for wire in wires]
    assert join.scene_rect.bottom() == last.scene_rect.bottom()
    x, y = case.network.nodes["join"].position
    assert case.ws.apply(edits.move, {"flatten": (x, y + 320.0)})  # no room now
    assert [round(wire.end.y() - y) for wire in wires] == [22, 46, 70, 94]
    assert not join.scene_rect.intersects(case.item("flatten").scene_rect)


def test_an_empty_network_after_another_fits_as_it_is(opened: Callable[[str], CanvasCase]) -> None:
    case = opened("two-inputs")
    assert case.ws.files.new_empty()
    assert not case.view.canvas.blocks and case.view.navigator.zoom == 1.0


def test_weights_that_ran_away_are_written_in_the_legends_room(qtbot: QtBot) -> None:
    canvas = QWidget()
    qtbot.addWidget(canvas)
    legend = Legend(canvas)
    legend.show_reach(8.763e20, False)
    assert legend.accessibleName() == "± 8.8×10²⁰"
