"""Problems told at their place, with the way out as a button."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.app import edits
from playground.core.builtin import CATALOGUE
from playground.core.errors import Fix, Place, Problem
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import Project
from playground.core.sentences import Text
from playground.gui.widgets.buttons import PaintedButton, PrimaryButton

CTRL = Qt.KeyboardModifier.ControlModifier


def _without_flatten() -> Project:
    project = TemplateRegistry(CATALOGUE).get("digits-cnn").open()
    edit = edits.delete(project, ["flatten"])
    return replace(edit.project)


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path, project=_without_flatten())
    yield made
    made.close()


def _button(case: CanvasCase) -> PrimaryButton:
    return case.view.telling.popover.findChild(PrimaryButton)


def test_a_dense_after_a_picture_is_told_on_the_wire(case: CanvasCase) -> None:
    wire = case.view.canvas.edges[case.edge("max_pool2d", "dense")]
    assert wire.face.problem and not wire.moving
    assert case.item("dense").face.state == "problem"
    assert ("Gets", "4 × 4 × 32", "bad") in case.item("dense").face.facts
    bad = case.view.canvas.look.tokens.bad
    assert case.colour(wire.middle + QPointF(-7, 0)) == bad
    case.hover(wire.middle)
    popover = case.view.telling.popover
    assert popover.isVisible() and "needs a flat list of features" in popover.accessibleName()
    assert case.view.rect().contains(popover.geometry())
    case.hover(QPointF(60, -60))
    assert not popover.isVisible()


def test_one_click_mends_it_and_undo_takes_that_back(case: CanvasCase) -> None:
    case.click(case.view.canvas.edges[case.edge("max_pool2d", "dense")].middle)
    button = _button(case)
    assert button.text().startswith("Insert Flatten")
    case.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert case.ws.checks.blocker is None and case.undo_steps() == 1
    assert not case.view.telling.popover.isVisible()
    case.ws.editing.undo()
    assert case.ws.checks.blocker is not None


def test_the_keyboard_goes_to_the_problem_and_mends_it(case: CanvasCase) -> None:
    case.view.setFocus()
    case.key(Qt.Key.Key_F8)
    assert case.view.telling.popover.isVisible()
    assert case.view.hasFocus()
    case.key(Qt.Key.Key_Period, CTRL)
    assert case.ws.checks.blocker is None


def test_an_edit_that_makes_a_problem_opens_it_without_taking_the_focus(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, template="digits-cnn")
    case.view.setFocus()
    assert not case.view.telling.popover.isVisible()
    case.ws.apply(edits.delete, ["flatten"])
    popover = case.view.telling.popover
    assert popover.isVisible() and case.view.window().focusWidget() is case.view
    case.ws.editing.undo()
    assert not popover.isVisible()
    case.close()


def test_escape_closes_it(case: CanvasCase) -> None:
    case.view.next_problem()
    case.key(Qt.Key.Key_Escape)
    assert not case.view.telling.popover.isVisible()


def test_advice_is_a_bulb_and_nothing_red(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path)
    case.ws.apply(edits.set_param, "dense", "activation", "linear")
    assert case.item("dense_2").face.state == "advice"
    assert not case.view.telling.popover.isVisible()
    wire = case.view.canvas.edges[case.edge("dense", "dense_2")]
    assert not wire.face.problem and wire.moving
    item = case.item("dense_2")
    case.hover(item.pos() + QPointF(item.width - 15, 13))
    assert "no activation" in case.view.telling.popover.accessibleName()
    case.close()


def test_what_follows_a_problem_has_no_shape_and_stands_still(case: CanvasCase) -> None:
    after = case.view.canvas.edges[case.edge("dense", "dropout")]
    assert after.face.unknown and after.face.words == "?" and not after.moving


def test_a_block_left_unconnected_has_a_badge_of_its_own(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path)
    case.ws.apply(edits.disconnect, case.edge("dense", "dense_2"))
    item = case.item("dense_2")
    assert item.face.badge and item.face.state == "problem"
    case.view.telling.close()
    assert case.colour(item.pos() + QPointF(-7, 22)) == case.view.canvas.look.tokens.bad
    case.click(item.pos() + QPointF(-4, 22))
    assert case.view.telling.popover.isVisible()
    case.drag(item.port("in", "in"), case.item("dense").port("out", "out"))
    assert case.edge("dense", "dense_2") and not case.item("dense_2").face.badge
    case.close()


def test_a_popover_that_is_seen_has_room_for_another_problem_at_once(case: CanvasCase) -> None:
    popover, ways = (
        case.view.telling.popover,
        tuple(Fix(Text(name), lambda project: project) for name in "abc"),
    )
    long = " ".join(["Dense needs a flat list of features, but gets a picture"] * 2) + "."
    popover.show_problem(Problem("error", Place("dense"), Text("Short."), ways))
    popover.show()
    popover.show_problem(Problem("error", Place("dense"), Text(long), ways))
    assert popover.height() >= popover.layout().totalHeightForWidth(popover.width())
    QApplication.processEvents()
    button = next(each for each in popover.findChildren(PrimaryButton) if each.isVisible())
    assert button.height() == 34 and popover.height() == popover.layout().totalHeightForWidth(popover.width())


@pytest.mark.parametrize("seen", [True, False])
def test_buttons_keep_their_height_after_a_problem_without_any(case: CanvasCase, seen: bool) -> None:
    popover = case.view.telling.popover
    popover.show_problem(Problem("error", Place("dense"), Text("Nothing mends this.")))
    popover.show()
    QApplication.processEvents()
    popover.setVisible(seen)
    ways = (Fix(Text("One way"), lambda project: project), Fix(Text("Another"), lambda project: project))
    popover.show_problem(Problem("error", Place("dense"), Text("Two ways mend this."), ways))
    popover.show()
    QApplication.processEvents()
    buttons = [each for each in popover.findChildren(PaintedButton) if each.isVisible()]
    assert [button.height() for button in buttons] == [34, 34]


def test_a_formula_that_cannot_be_read_is_told_at_its_field_and_accuses_nothing_that_arrives(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, "spiral-mlp")
    wire = next(edge for edge in case.network.edges if edge.source == "dense")
    assert case.ws.apply(edits.insert, "formula", wire)
    assert case.ws.apply(edits.set_param, "formula", "formula", "a * sigmoid(a")
    assert case.item("formula").face.state == "problem"
    (problem,) = [each for each in case.ws.problems if each.where.node == "formula"]
    assert problem.where.param == "formula"
    rows = case.item("formula").face.facts
    assert ("Gets", "8", "") in rows and "Needs" not in [name for name, *_ in rows]
    assert all(not item.face.problem for item in case.view.canvas.edges.values())
    case.close()
