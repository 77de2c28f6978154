"""Blocks dragged in from the palette: what is shown on the way and what the drop does."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.app import commands, edits
from playground.app.window_port import NoWindow
from playground.gui.canvas.edge_item import HIT
from playground.gui.canvas.preview import PreviewItem
from playground.gui.canvas.reach import SHORT


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


def _previews(case: CanvasCase) -> list[PreviewItem]:
    return [item for item in case.view.canvas.items() if isinstance(item, PreviewItem)]


def test_over_a_wire_neighbours_slide_aside_and_the_drop_inserts(case: CanvasCase) -> None:
    edge = case.edge("dense", "dense_2")
    place = case.view.canvas.edges[edge].middle
    case.palette_enter("dense", place)
    assert case.view.canvas.edges[edge].target
    assert case.view.hints.isVisible()
    (preview,) = _previews(case)
    assert ("Gets", "8", "") in preview.face.facts and ("Gives", "8", "") in preview.face.facts
    assert "Insert between Dense and Dense 2" in case.view.bubble.words
    assert "brings 72 parameters" in case.sentences[-1]
    case.qtbot.waitUntil(lambda: case.item("dense_2").x() == 368 + 184)
    assert case.undo_steps() == 0
    case.palette_drop(place)
    assert not _previews(case) and not case.view.hints.isVisible() and not case.view.bubble.isVisible()
    assert case.edge("dense", "dense_4") and case.edge("dense_4", "dense_2")
    assert case.network.nodes["dense_2"].position == (552.0, 0.0)
    assert case.item("dense_4").pos() == QPointF(368, 0)
    assert case.ws.selection == {"dense_4"}
    assert case.undo_steps() == 1
    case.ws.editing.undo()
    assert case.edge("dense", "dense_2")


def test_after_a_drop_the_network_is_in_view_unless_the_person_chose_otherwise(
    case: CanvasCase,
) -> None:
    def seen() -> bool:
        shown = case.view.mapToScene(case.view.viewport().rect()).boundingRect()
        return shown.contains(case.view.canvas.network_rect())

    case.ws.apply(edits.insert, "dense", case.edge("dense", "dense_2"), case.ws.fields)
    assert seen() and case.view.navigator.zoom < 1
    case.view.zoom_to(1.0)
    case.ws.apply(edits.insert, "dense", case.edge("dense_2", "dense_3"), case.ws.fields)
    assert not seen() and case.view.navigator.zoom == 1


def test_leaving_slides_everything_back(case: CanvasCase) -> None:
    place = case.view.canvas.edges[case.edge("dense", "dense_2")].middle
    case.palette_enter("activation", place)
    case.qtbot.waitUntil(lambda: case.item("dense_2").x() == 552)
    case.palette_leave()
    case.qtbot.waitUntil(lambda: case.item("dense_2").x() == 368)
    assert not _previews(case)
    assert case.undo_steps() == 0
    assert not any(item.target for item in case.view.canvas.edges.values())


def test_moving_off_the_wire_slides_back_and_the_canvas_takes_the_block(case: CanvasCase) -> None:
    case.palette_enter("dropout", case.view.canvas.edges[case.edge("dense", "dense_2")].middle)
    case.palette_move(QPointF(300, 700))
    case.qtbot.waitUntil(lambda: case.item("dense_2").x() == 368)
    case.palette_drop(QPointF(300, 700))
    position = case.network.nodes["dropout"].position
    assert position == (240.0, 680.0)
    assert not [edge for edge in case.network.edges if "dropout" in (edge.source, edge.target)]


def test_on_a_port_it_is_attached(case: CanvasCase) -> None:
    port = case.item("dense_2").port("out", "out")
    case.palette_enter("activation", port)
    assert "Attach to Dense 2" in case.view.bubble.words
    case.palette_drop(port)
    assert case.edge("dense_2", "activation")
    assert case.undo_steps() == 1


def test_a_goal_cannot_be_dropped_into_a_wire_and_is_placed(case: CanvasCase) -> None:
    place = case.view.canvas.edges[case.edge("dense", "dense_2")].middle
    case.palette_enter("classify", place)
    assert not _previews(case)
    case.palette_drop(place)
    assert "classify_2" in case.network.nodes
    assert case.edge("dense", "dense_2")


@pytest.mark.parametrize(("kind", "mime"), [("dense", "text/plain"), ("warp_drive", None), ("", None)])
def test_other_things_are_not_taken(case: CanvasCase, kind: str, mime: str | None) -> None:
    extra = {} if mime is None else {"mime_type": mime}
    event = case.palette_enter(kind, QPointF(300, 600), **extra)
    assert case.view.drops.drag is None
    case.palette_drop(QPointF(300, 600))
    assert case.undo_steps() == 0
    assert event.dropAction() is not None


def test_inserting_before_the_goal_brings_as_many_units_as_it_needs(case: CanvasCase) -> None:
    place = case.view.canvas.edges[case.edge("dense_3", "classify")].middle
    case.palette_enter("dense", place)
    case.palette_drop(place)
    assert case.network.nodes["dense_4"].params["units"] == 2
    assert not case.ws.checks.blocker


@pytest.mark.parametrize("kind", ["conv2d", "max_pool2d", "flatten", "activation"])
def test_an_inserted_block_gets_the_room_it_needs(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, kind: str
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, template="digits-cnn")
    place = case.view.canvas.edges[case.edge("image", "conv2d")].middle
    case.palette_enter(kind, place)
    case.palette_drop(place)
    assert case.network.nodes[next(iter(case.ws.selection))].kind == kind
    rects = [item.scene_rect for item in case.view.canvas.blocks.values()]
    assert not [a for a in rects for b in rects if a is not b and a.intersects(b)]
    case.close()


def test_undo_while_a_block_is_dragged_in_takes_the_drag_back(case: CanvasCase) -> None:
    """What the drop aimed at is not undone under it, and a drop that comes all the same does no harm."""
    case.ws.window = CancellingWindow(case)
    assert case.ws.apply(edits.insert, "dense", case.edge("dense", "dense_2"), case.ws.fields)
    place = case.view.canvas.edges[case.edge("dense", "dense_4")].middle
    case.palette_enter("dense", place)
    commands.perform("edit.undo", case.ws)
    assert not _previews(case) and case.undo_steps() == 1
    case.palette_drop(place)
    commands.perform("edit.undo", case.ws)
    commands.perform("edit.undo", case.ws)
    assert case.edge("dense", "dense_2")
    case.palette_enter("dense", case.view.canvas.edges[case.edge("dense", "dense_2")].middle)
    assert _previews(case) and not case.undo_steps()  # nothing to undo but the drag
    assert commands.perform("edit.undo", case.ws) and not _previews(case)


class CancellingWindow(NoWindow):
    """A window of which only the canvas is there."""

    def __init__(self, case: CanvasCase) -> None:
        self.canvas = case.view


def _show_threads(case: CanvasCase) -> None:
    """Give the spiral's network weights to draw, as the worker would."""
    weights = {"dense.weight": (8, 2), "dense_2.weight": (8, 8), "dense_3.weight": (2, 8)}
    case.feed("weights", {key: np.linspace(-1, 1, rows * columns, dtype=np.float32).reshape(rows, columns)
                          for key, (rows, columns) in weights.items()})  # fmt: skip


def test_threads_are_the_wire(case: CanvasCase) -> None:
    _show_threads(case)
    edge = case.edge("dense", "dense_2")
    threads = case.view.canvas.wires.threads[edge]
    place = threads.boundingRect().center() + QPointF(0, 30)
    assert threads.covers(place) and case.view.canvas.edges[edge].distance(place) > HIT
    case.palette_enter("dense", place)
    assert case.view.canvas.edges[edge].target
    case.palette_drop(place)
    assert case.edge("dense", "dense_4") and case.edge("dense_4", "dense_2")
    assert case.ws.checks.blocker is None


def test_where_threads_are_not_drawn_a_drop_far_from_the_line_is_placed(case: CanvasCase) -> None:
    _show_threads(case)
    case.view.set_look(threads=False)
    threads = case.view.canvas.wires.threads[case.edge("dense", "dense_2")]
    case.palette_enter("dense", threads.boundingRect().center() + QPointF(0, 30))
    case.palette_drop(threads.boundingRect().center() + QPointF(0, 30))
    assert case.edge("dense", "dense_2") and "dense_4" in case.network.nodes


def test_a_wire_wins_over_the_port_it_fills_but_for_the_middle_of_an_output(case: CanvasCase) -> None:
    filled = case.item("dense_2").port("in", "in")
    case.palette_enter("dense", filled)
    case.palette_drop(filled)
    assert case.edge("dense", "dense_4") and case.edge("dense_4", "dense_2")
    source = case.item("dense").port("out", "out")
    case.palette_enter("dropout", source)
    case.palette_drop(source)
    assert case.edge("dense", "dropout") and case.edge("dense", "dense_4")


def test_a_short_wire_can_be_picked_and_dropped_on(case: CanvasCase) -> None:
    source = case.item("dense")
    case.ws.apply(edits.move, {"dense_2": (source.x() + source.rect.width() + 16, source.y())})
    edge = case.edge("dense", "dense_2")
    wire = case.view.canvas.edges[edge]
    assert wire.path.length() < SHORT
    case.click(wire.middle)
    assert case.view.chosen_edge == edge
    case.palette_enter("dense", wire.middle)
    case.palette_drop(wire.middle)
    assert case.edge("dense", "dense_4") and case.edge("dense_4", "dense_2")
    boxes = [item.scene_rect for item in case.view.canvas.blocks.values()]
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
