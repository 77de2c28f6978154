"""Groups in the real window: made by keys, opened by a double click, trained, left by a click."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import newest
from playground.app import edits
from playground.core.network.unfolding import BORDER
from playground.core.network.values import Edge
from playground.gui.canvas.threads import Thread
from playground.gui.docks import block_facts
from playground.gui.docks.inspector import InspectorPanel
from playground.gui.docks.palette import PalettePanel
from playground.gui.theme.numbers import NOTHING
from real_window import RealWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def blocks(case: RealWindow) -> set[str]:
    return set(case.window.canvas.canvas.blocks)


def middle(case: RealWindow, node: str) -> QPointF:
    item = case.window.canvas.canvas.blocks[node]
    return case.window.canvas.mapFromScene(item.scene_rect.topLeft() + QPointF(60, 12)).toPointF()


def test_two_blocks_become_a_group_that_is_opened_edited_and_left(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense", "dense_2"}))
    case.key(Qt.Key.Key_G, CTRL)
    case.wait(lambda: "group" in blocks(case))
    assert blocks(case) == {"points", "group", "dense_3", "classify"}
    place = middle(case, "group").toPoint()
    QTest.mouseDClick(case.window.canvas.viewport(), LEFT, pos=place)
    case.wait(lambda: "dense" in blocks(case))
    assert blocks(case) == {"group_input", "dense", "dense_2", "group_output"}
    assert case.window.canvas.crumbs.isVisible()
    assert case.window.canvas.crumbs.accessibleName() == "Network › Group"
    assert case.ws.apply(edits.insert, "dropout", Edge("dense", "out", "dense_2", "in"))
    case.wait(lambda: "dropout" in blocks(case))
    spot = case.window.canvas.crumbs.spots()[0].center().toPoint()
    QTest.mouseClick(case.window.canvas.crumbs, LEFT, pos=spot)
    case.wait(lambda: "group" in blocks(case))
    assert case.ws.selection == {"group"} and not case.window.canvas.crumbs.isVisible()
    for _ in range(2):
        case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: "dense" in blocks(case))


def test_an_end_of_a_group_has_no_weights_and_says_so(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense", "dense_2"}))
    case.key(Qt.Key.Key_G, CTRL)
    case.wait(lambda: "group" in blocks(case))
    case.key(Qt.Key.Key_Down, CTRL | SHIFT)
    case.wait(lambda: "group/group_input" in blocks(case))
    shown = case.window.canvas.canvas.blocks
    assert shown["group/group_input"].face.footer == "no parameters" != shown["group/dense"].face.footer


def test_a_group_trains_and_keeps_its_weights_when_it_is_taken_apart(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense_2"}))
    case.key(Qt.Key.Key_G, CTRL)
    case.wait(lambda: "group" in blocks(case))
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    record = case.ws.run.record(even_untrained=True)
    assert record is not None and "group.0.dense_2.weight" in record.weights


def test_frozen_blocks_stand_still_and_show_it(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense"}))
    case.key(Qt.Key.Key_F, CTRL | SHIFT)
    case.wait(lambda: case.window.canvas.canvas.blocks["dense"].face.frozen)
    before = case.ws.run.record(even_untrained=True)
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    after = case.ws.run.record(even_untrained=True)
    assert before is not None and after is not None
    assert np.array_equal(before.weights["dense.weight"], after.weights["dense.weight"])
    assert not np.array_equal(before.weights["dense_2.weight"], after.weights["dense_2.weight"])


def test_a_block_that_is_switched_off_is_passed_by(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense_2"}))
    case.key(Qt.Key.Key_D, CTRL | SHIFT)
    case.wait(lambda: case.window.canvas.canvas.blocks["dense_2"].face.disabled)
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    record = case.ws.run.record(even_untrained=True)
    assert record is not None and not any(key.startswith("dense_2.") for key in record.weights)
    case.key(Qt.Key.Key_D, CTRL | SHIFT)
    case.wait(lambda: not case.window.canvas.canvas.blocks["dense_2"].face.disabled)


def test_a_block_made_of_others_opens_as_a_group(case: RealWindow) -> None:
    assert case.ws.apply(edits.place, "transformer_encoder", (0.0, 900.0))
    case.wait(lambda: "transformer_encoder" in blocks(case))
    assert case.window.canvas.canvas.blocks["transformer_encoder"].face.plan.kind in ("group", "text")
    case.key(Qt.Key.Key_Down, CTRL)
    case.wait(lambda: "attention" in blocks(case))
    case.key(Qt.Key.Key_Up, CTRL)
    case.wait(lambda: "points" in blocks(case))
    assert case.ws.project.network.nodes["transformer_encoder"].kind == "group"


def test_to_look_into_a_block_made_of_others_changes_nothing_that_was_trained(case: RealWindow) -> None:
    assert case.ws.apply(edits.insert, "mixture_of_experts", case.edge("points", "dense"))
    case.wait(lambda: case.ws.training.why_not == "")
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    chain = len(case.ws.run.record(even_untrained=True).weights)  # type: ignore[union-attr]
    case.ws.select(frozenset({"mixture_of_experts"}))
    case.key(Qt.Key.Key_Down, CTRL)
    case.wait(case.window.canvas.crumbs.isVisible)
    assert case.ws.project.network.nodes["mixture_of_experts"].kind == "group"
    assert case.ws.exports.which.changed_since == ""
    inside = next(
        name for name, item in case.window.canvas.canvas.blocks.items() if item.face.kind == "dense"
    )
    case.wait(lambda: len(case.window.canvas.canvas.blocks[inside].body.atlas) > 0)
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 2)
    record = case.ws.run.record(even_untrained=True)
    assert record is not None and len(record.weights) == chain
    case.ws.apply(edits.set_param, inside, "activation", "tanh")
    case.wait(lambda: case.ws.exports.which.changed_since == "step 2")


def test_inside_a_group_everything_works_as_outside(case: RealWindow) -> None:
    """Pictures, inspector, weights, threads and one unit at work: all of the block that is seen."""
    case.ws.select(frozenset({"dense", "dense_2"}))
    case.key(Qt.Key.Key_G, CTRL)
    case.wait(lambda: "group" in blocks(case))
    case.key(Qt.Key.Key_Down, CTRL)
    case.wait(lambda: "dense" in blocks(case))
    canvas, wire = case.window.canvas, Edge("dense", "out", "dense_2", "in")
    case.wait(lambda: len(canvas.canvas.blocks["dense"].body.atlas) == 8)
    assert canvas.canvas.blocks["dense"].face.plan.kind == "rows"
    assert newest(case.ws, "unit_maps").arrays["group/0/dense"].shape == (8, 50, 50)
    weights = newest(case.ws, "weights").arrays["group.0.dense_2.weight"]
    case.wait(lambda: canvas.canvas.wires.threads[wire].weights is not None)
    assert np.array_equal(canvas.canvas.wires.threads[wire].weights, weights)
    canvas.thread_tools._store(wire, Thread(2, 5), 0.75)
    case.wait(lambda: newest(case.ws, "weights").arrays["group.0.dense_2.weight"][5, 2] == 0.75)


def test_inside_a_group_the_inspector_shows_the_block(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense", "dense_2"}))
    case.key(Qt.Key.Key_G, CTRL)
    case.wait(lambda: "group" in blocks(case))
    case.key(Qt.Key.Key_Down, CTRL)
    case.wait(lambda: "dense_2" in blocks(case))
    case.ws.select(frozenset({"dense_2"}))
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    case.wait(lambda: block_facts.stats_of(case.ws, "dense_2").get("parameters") == 72)
    facts = dict(block_facts.block_facts(case.ws, "dense_2"))
    assert facts["Weights + biases"] == "64 + 8" and facts["Gradient norm"] != NOTHING
    form = case.window.findChild(InspectorPanel).form()
    assert form is not None and form.node == "dense_2"
    canvas = case.window.canvas
    canvas.microscope.open("dense_2", (3,))
    case.wait(canvas.microscope.popover.isVisible)
    shown = newest(case.ws, "unit_at_work").facts
    assert (shown["node"], shown["unit"], shown["layer"]) == ("group/0/dense_2", (3,), "dense")
    canvas.microscope.close()


def open_in_place(case: RealWindow, *blocks_inside: str) -> None:
    """Make a group of blocks and press the icon in its header."""
    case.ws.select(frozenset(blocks_inside))
    case.key(Qt.Key.Key_G, CTRL)
    case.wait(lambda: "group" in blocks(case))
    canvas = case.window.canvas
    spot = canvas.mapFromScene(canvas.canvas.blocks["group"].fold_rect.center())
    QTest.mouseClick(canvas.viewport(), LEFT, pos=spot)
    case.wait(lambda: canvas.canvas.blocks["group"].is_frame)


def test_a_group_opens_in_place_and_closes_as_it_was(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense", "dense_2"}))
    case.key(Qt.Key.Key_G, CTRL)
    case.wait(lambda: "group" in blocks(case))
    before = case.ws.project
    case.key(Qt.Key.Key_Down, CTRL | SHIFT)
    case.wait(lambda: "group/dense" in blocks(case))
    items = case.window.canvas.canvas.blocks
    frame = items["group"].scene_rect
    inside = [item.scene_rect for name, item in items.items() if name.startswith("group/")]
    assert len(inside) == 4 and all(frame.contains(rect) for rect in inside)
    outside = [items[name].scene_rect for name in ("points", "dense_3", "classify")]
    assert not any(frame.intersects(rect) for rect in outside)
    case.key(Qt.Key.Key_Down, CTRL | SHIFT)
    case.wait(lambda: "group/dense" not in blocks(case))
    assert case.ws.project == before


def test_what_is_in_a_frame_is_live_and_edited_as_outside(case: RealWindow) -> None:
    open_in_place(case, "dense", "dense_2")
    canvas, items = case.window.canvas, case.window.canvas.canvas.blocks
    case.wait(lambda: len(items["group/dense"].body.atlas) == 8)
    wire = Edge("group/dense", "out", "group/dense_2", "in")
    case.wait(lambda: canvas.canvas.wires.threads[wire].weights is not None)
    case.drop_on_wire("dropout", "group/dense", "group/dense_2")
    case.wait(lambda: "group/dropout" in blocks(case))
    inside = case.ws.project.network.nodes["group"].network
    assert inside is not None and Edge("dense", "out", "dropout", "in") in inside.edges
    assert case.ws.selection == {"group/dropout"} and "dropout" not in case.ws.project.network.nodes
    facts = dict(block_facts.block_facts(case.ws, "group/dropout"))
    assert facts["Shape"] == "8 → 8"
    case.key(Qt.Key.Key_Delete)
    case.wait(lambda: "group/dropout" not in blocks(case))
    assert wire in canvas.canvas.edges


def test_a_frame_is_dragged_with_what_is_in_it_and_a_block_inside_alone(case: RealWindow) -> None:
    open_in_place(case, "dense", "dense_2")
    items = case.window.canvas.canvas.blocks
    start = {name: item.pos() for name, item in items.items()}
    drag(case, "group", QPointF(0, 96))
    assert items["group/dense"].pos() - start["group/dense"] == items["group"].pos() - start["group"]
    assert items["group"].pos() != start["group"] and items["points"].pos() == start["points"]
    here = {name: item.pos() for name, item in items.items()}
    drag(case, "group/dense_2", QPointF(0, 160))
    assert items["group/dense_2"].pos().y() > here["group/dense_2"].y()
    assert items["group/dense"].pos() == here["group/dense"] and items["group"].pos() == here["group"]
    assert items["group"].scene_rect.contains(items["group/dense_2"].scene_rect)
    for _ in range(2):
        case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: items["group/dense_2"].pos() == start["group/dense_2"])


def drag(case: RealWindow, node: str, by: QPointF) -> None:
    viewport, start = case.window.canvas.viewport(), middle(case, node)
    QTest.mousePress(viewport, LEFT, pos=start.toPoint())
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(viewport, (start + by * share).toPoint())
    QTest.mouseRelease(viewport, LEFT, pos=(start + by).toPoint())


def test_a_wire_does_not_leave_its_group(case: RealWindow) -> None:
    open_in_place(case, "dense", "dense_2")
    said: list[str] = []
    case.ws.notices.said.connect(said.append)
    before = case.ws.project
    assert not case.ws.apply(edits.connect, Edge("points", "out", "group/dense_2", "in"))
    assert said == [BORDER]
    assert case.ws.project is before


def test_a_problem_in_a_frame_is_told_at_its_block(case: RealWindow) -> None:
    open_in_place(case, "dense", "dense_2")
    wire = Edge("group/dense", "out", "group/dense_2", "in")
    assert case.ws.apply(edits.insert, "conv2d", wire)
    case.wait(lambda: case.ws.checks.blocker is not None)
    problem = case.ws.problems[0]
    assert problem.where.node == "group/conv2d" and problem.message.startswith("Conv 2D needs a picture")
    assert problem.where.edge == ("group/dense", "out", "group/conv2d", "in")
    assert case.window.canvas.telling.edge_of(problem) is not None
    case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: case.ws.checks.blocker is None)


def test_opening_in_place_leaves_training_alone(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense", "dense_2"}))
    case.key(Qt.Key.Key_G, CTRL)
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    case.key(Qt.Key.Key_Down, CTRL | SHIFT)
    case.wait(lambda: "group/dense" in blocks(case))
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 2)
    assert case.ws.notices.banner is None


def test_the_ends_of_groups_are_offered_only_where_there_is_a_group(case: RealWindow) -> None:
    palette = case.window.findChild(PalettePanel)
    palette.search.setText("group")
    assert {chip.spec.id for chip in palette.shown()} & {"group", "group_input", "group_output"} == {"group"}
    open_in_place(case, "dense", "dense_2")
    ends = {"group_input", "group_output"}
    assert ends < {chip.spec.id for chip in palette.shown()}
    case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: not ends & {chip.spec.id for chip in palette.shown()})
