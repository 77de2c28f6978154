"""Gestures on the canvas by real events, judged by the project."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.app import edits
from playground.app.palette_order import shelves
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_a_click_selects_a_block_and_a_click_beside_selects_none(case: CanvasCase) -> None:
    case.click(case.header("dense"))
    assert case.ws.selection == {"dense"}
    case.click(case.header("dense_2"), SHIFT)
    assert case.ws.selection == {"dense", "dense_2"}
    case.click(QPointF(500, -40))
    assert not case.ws.selection
    assert case.undo_steps() == 0


def test_a_drag_moves_a_block_onto_the_grid_as_one_step(case: CanvasCase) -> None:
    start = case.header("dense_2")
    case.drag(start, start + QPointF(21, 61))
    assert case.network.nodes["dense_2"].position == (392.0, 64.0)
    assert case.undo_steps() == 1
    case.ws.editing.undo()
    assert case.network.nodes["dense_2"].position == (368.0, 0.0)
    assert case.item("dense_2").pos() == QPointF(368, 0)


def test_a_block_near_its_neighbours_line_meets_it_and_ctrl_suspends_that(case: CanvasCase) -> None:
    start = case.header("dense_2")
    case.drag(start, start + QPointF(0, 100))
    start = case.header("dense_2")
    case.drag(start, start + QPointF(8, -98))  # to 6 above the others' line
    assert case.network.nodes["dense_2"].position == (376.0, 0.0)
    start = case.header("dense_2")
    case.drag(start, start + QPointF(3, 3), CTRL)
    assert case.network.nodes["dense_2"].position == (379.0, 3.0)


def test_escape_takes_a_drag_back(case: CanvasCase) -> None:
    start = case.header("dense_2")
    case.drag(start, start + QPointF(30, 90), drop=False)
    assert case.item("dense_2").pos() != QPointF(368, 0)
    case.key(Qt.Key.Key_Escape)
    case.qtbot.waitUntil(lambda: case.item("dense_2").pos() == QPointF(368, 0))
    assert case.undo_steps() == 0


def test_an_alt_drag_makes_a_copy_as_one_step(case: CanvasCase) -> None:
    start = case.header("dense_2")
    case.drag(start, start + QPointF(0, 560), ALT)
    assert len(case.network.nodes) == 6
    assert case.network.nodes["dense_2"].position == (368.0, 0.0)
    (copy,) = case.ws.selection
    assert case.network.nodes[copy].position == (368.0, 560.0)
    assert case.undo_steps() == 1
    case.ws.editing.undo()
    assert len(case.network.nodes) == 5


def test_several_selected_blocks_move_together(case: CanvasCase) -> None:
    case.ws.select(frozenset({"dense", "dense_2"}))
    start = case.header("dense")
    case.drag(start, start + QPointF(0, 80))
    assert case.network.nodes["dense"].position == (184.0, 80.0)
    assert case.network.nodes["dense_2"].position == (368.0, 80.0)
    assert case.network.nodes["dense_3"].position == (552.0, 0.0)
    assert case.undo_steps() == 1


def test_a_rubber_band_selects_what_it_touches(case: CanvasCase) -> None:
    case.drag(QPointF(150, -20), QPointF(500, 30))
    assert case.ws.selection == {"dense", "dense_2"}


def test_a_chain_block_dropped_on_another_wire_stands_there(case: CanvasCase) -> None:
    target = case.view.canvas.edges[case.edge("dense_3", "classify")].middle
    grip = QPointF(60, 12)
    case.drag(case.item("dense").pos() + grip, target)
    edges = {(edge.source, edge.target) for edge in case.network.edges}
    assert edges == {
        ("points", "dense_2"),
        ("dense_2", "dense_3"),
        ("dense_3", "dense"),
        ("dense", "classify"),
    }
    assert case.undo_steps() == 1
    case.ws.editing.undo()
    assert case.edge("points", "dense")


def test_a_wire_drawn_from_port_to_port_connects(case: CanvasCase) -> None:
    case.drag(case.item("dense").port("out", "out"), case.item("dense_3").port("in", "in"))
    assert Edge("dense", "out", "dense_3", "in") in case.network.edges
    assert Edge("dense_2", "out", "dense_3", "in") not in case.network.edges
    case.ws.editing.undo()
    assert Edge("dense_2", "out", "dense_3", "in") in case.network.edges


def test_while_a_wire_is_drawn_only_fitting_ports_stay_bright(case: CanvasCase) -> None:
    start = case.item("dense_2").port("out", "out")
    case.drag(start, start + QPointF(30, 60), drop=False)
    assert case.item("classify").bright == {("in", "in")}
    assert case.item("dense").bright == frozenset()  # it would close a circle
    case.key(Qt.Key.Key_Escape)
    assert case.item("classify").bright is None
    assert case.undo_steps() == 0


def test_a_wrong_port_says_why(case: CanvasCase) -> None:
    case.drag(case.item("dense_2").port("out", "out"), case.item("dense").port("in", "in"))
    assert case.undo_steps() == 0
    assert "circle" in case.view.bubble.words
    case.qtbot.waitUntil(lambda: case.view._retraction is None)


def test_a_loose_wire_offers_blocks_that_fit(case: CanvasCase) -> None:
    start = case.item("dense_2").port("out", "out")
    case.drag(start, QPointF(560, 580))
    menu = case.view.quick_add
    assert menu is not None and menu.isVisible()
    titles = [offer.spec.id for offer in menu.rows.offers]
    assert "conv2d" not in titles and "dense" in titles
    case.qtbot.keyClicks(menu.search, "dro")
    assert [offer.spec.id for offer in menu.rows.offers] == ["dropout", "alpha_dropout"]
    assert menu.rows.offers[0].gives == "8"
    case.qtbot.keyClick(menu.search, Qt.Key.Key_Return)
    assert Edge("dense_2", "out", "dropout", "in") in case.network.edges
    assert case.undo_steps() == 1


def test_a_loose_wire_of_pictures_offers_first_what_pictures_call_for(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, "digits-cnn")
    case.drag(case.item("image").port("out", "out"), case.item("image").port("out", "out") + QPointF(10, 330))
    assert case.view.quick_add is not None
    offered = [offer.spec.id for offer in case.view.quick_add.rows.offers]
    shelved = [spec.id for shelf in shelves(CATALOGUE.blocks, case.ws.fields) for spec in shelf.specs]
    assert offered == [kind for kind in shelved if kind in offered]
    assert offered.index("conv2d") < offered.index("relu") and offered.index("conv2d") < 7  # seen at once
    case.close()


def test_a_row_whose_source_is_gone_is_refused_in_a_sentence(case: CanvasCase) -> None:
    case.drag(case.item("dense_2").port("out", "out"), QPointF(560, 580))
    menu = case.view.quick_add
    assert menu is not None
    assert case.ws.apply(edits.delete, {"dense_2"})
    before = case.network
    case.qtbot.keyClicks(menu.search, "dro")
    case.qtbot.keyClick(menu.search, Qt.Key.Key_Return)
    assert case.network == before
    assert case.sentences[-1] == "This block is not there any more."


def test_a_wire_taken_off_its_input_is_removed(case: CanvasCase) -> None:
    case.drag(case.item("classify").port("in", "in"), QPointF(690, 590))
    assert not [edge for edge in case.network.edges if edge.target == "classify"]
    case.ws.editing.undo()
    assert case.edge("dense_3", "classify")


def test_a_click_switches_a_feature_on_and_undo_takes_it_back(case: CanvasCase) -> None:
    item = case.item("points")
    case.click(item.tile_rect(4).center())
    assert tuple(case.network.nodes["points"].params["features"]) == ("x1", "x2", "x1_x2")
    assert len(case.item("points").anchors("out")) == 3
    case.ws.editing.undo()
    assert len(case.item("points").anchors("out")) == 2


def test_the_last_feature_stays(case: CanvasCase) -> None:
    case.click(case.item("points").tile_rect(0).center())
    case.click(case.item("points").tile_rect(1).center())
    assert tuple(case.network.nodes["points"].params["features"]) == ("x2",)
    assert "at least one feature" in case.sentences[-1]


# Only the offscreen platform says so, whenever a menu opens.
@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_the_feature_menu_switches_features(case: CanvasCase) -> None:
    item = case.item("points")
    case.click(item.tile_rect(6).center() + QPointF(20, 54))
    menu = case.view.actions_in_bodies.menu
    assert menu is not None and menu.isVisible()
    menu.actions()[6].trigger()
    menu.close()
    assert tuple(case.network.nodes["points"].params["features"]) == ("x1", "x2", "sin_x2")


def test_a_double_click_asks_for_the_inspector(case: CanvasCase) -> None:
    with case.qtbot.waitSignal(case.view.inspector_wanted) as asked:
        case.qtbot.mouseDClick(
            case.view.viewport(), Qt.MouseButton.LeftButton, pos=case.at(case.header("dense"))
        )
    assert asked.args == ["dense"]


def test_the_wheel_zooms_at_the_pointer(case: CanvasCase) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QWheelEvent

    place = QPointF(400, 300)
    before = case.at(place)
    event = QWheelEvent(QPointF(before), QPointF(before), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(case.view.viewport(), event)
    assert case.view.navigator.zoom == pytest.approx(1.44, rel=0.01)
    assert (case.at(place) - before).manhattanLength() <= 3


def test_the_middle_button_pans_and_space_pans_without_playing(case: CanvasCase) -> None:
    played: list[bool] = []
    case.view.play_wanted.connect(lambda: played.append(True))
    port = case.view.viewport()
    before = case.view.mapToScene(0, 0)
    case.qtbot.mousePress(port, Qt.MouseButton.MiddleButton, pos=case.at(QPointF(300, 590)))
    case.hover(QPointF(340, 610), Qt.MouseButton.MiddleButton)
    case.qtbot.mouseRelease(port, Qt.MouseButton.MiddleButton, pos=case.at(QPointF(340, 610)))
    assert case.view.mapToScene(0, 0) != before
    case.qtbot.keyPress(case.view, Qt.Key.Key_Space)
    before = case.view.mapToScene(0, 0)
    case.drag(QPointF(300, 590), QPointF(330, 600))
    case.qtbot.keyRelease(case.view, Qt.Key.Key_Space)
    assert case.view.mapToScene(0, 0) != before
    assert not played
    case.key(Qt.Key.Key_Space)
    assert played == [True]
