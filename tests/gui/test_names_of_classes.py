"""Classes are named in the room there is: in the matrix of 2 to 100 of them, and in the goal's block."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.canvas.bodies.verdict import names_room
from playground.gui.canvas.look import STRONG
from playground.gui.panels.confusion import ConfusionTable
from playground.gui.panels.confusion_layout import RECALL, height_for, lay_out, measure
from playground.gui.panels.confusion_table import (
    LEGIBLE,
    ConfusionDelegate,
    ConfusionModel,
    cell_colour,
    legible,
)
from playground.gui.theme.style import apply_theme, current_theme
from playground.gui.theme.tokens import DARK, LIGHT, Tokens, contrast
from playground.gui.widgets.short_names import short_names

GROWERS = ("grower 1", "grower 2", "grower 3")
FLOWERS = ("setosa", "versicolor", "virginica")
REGIONS = ("region of the north", "region of the south", "region of the east", "region of the west")
MANY = {count: tuple(f"category {index}" for index in range(count)) for count in (2, 5, 10, 17, 26, 40, 100)}
SETS = (GROWERS, FLOWERS, REGIONS, tuple("0123456789"), *MANY.values())
ROOMS = ((288, 330), (360, 400))


def letters(words: str) -> float:
    return float(len(words))


def test_names_are_cut_where_they_are_alike() -> None:
    assert short_names(GROWERS, 8, letters) == GROWERS
    assert short_names(GROWERS, 5, letters) == ("gro…1", "gro…2", "gro…3")
    assert short_names(GROWERS, 2, letters) == ("…1", "…2", "…3")
    assert short_names(FLOWERS, 6, letters) == ("setosa", "versi…", "virgi…")
    assert short_names(("left hand", "left foot", "right hand"), 6, letters) == ("lef…nd", "lef…ot", "right…")


@pytest.mark.parametrize("names", SETS)
@pytest.mark.parametrize("room", [3, 5, 8, 12, 40])
def test_names_fit_and_can_be_told_apart(names: tuple[str, ...], room: int) -> None:
    made = short_names(names, room, letters)
    assert all(len(name) <= room for name in made)
    if room >= 5:
        assert len(set(made)) == len(names)


@pytest.mark.parametrize("names", SETS)
@pytest.mark.parametrize("room", ROOMS)
def test_the_matrix_lies_in_its_room_and_uses_it(
    names: tuple[str, ...], room: tuple[int, int], qapp: QApplication
) -> None:
    made = lay_out(names, *room)
    wide, high = made.outer(len(names))
    assert wide <= room[0] and high <= room[1]
    assert len(set(made.rows)) == len(set(made.columns)) == len(names)
    if made.dense:
        assert made.width * made.every >= 13  # one name does not lie over the next
    else:
        assert all(measure(words) <= (made.head if made.turned else made.width) for words in made.columns)
        room = made.width * made.foot_lines  # of a figure below
        assert measure("100") + 6 <= room and made.foot >= 13 * made.foot_lines
        assert made.recall == RECALL


@pytest.mark.parametrize("names", [(), ("one",), *SETS])
@pytest.mark.parametrize("room", [(0, 0), (-10, 640), (60, 20), (640, 30), (30, 640)])
def test_no_room_is_too_small(names: tuple[str, ...], room: tuple[int, int], qapp: QApplication) -> None:
    made = lay_out(names, *room)
    assert min(made.width, made.height) >= 1 and min(made.names, made.head, made.foot, made.every) >= 0
    assert len(made.rows) == len(made.columns) == len(names)


def test_digits_stand_upright_above_small_cells_and_each_has_its_own(qapp: QApplication) -> None:
    made = lay_out(tuple("0123456789"), 288, 165)
    assert made.dense and not made.turned and made.every == 1
    assert lay_out(MANY[10], 288, 165).turned


def test_names_stand_whole_where_they_can(qapp: QApplication) -> None:
    marks, alike = ("neither", "blame", "praise"), ("different", "same")
    for names in (GROWERS, FLOWERS, marks, alike, ("circle", "square", "triangle", "star", "cross", "heart")):
        for room in ROOMS:
            made = lay_out(names, *room)
            assert made.rows == names and made.columns == names


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_every_figure_reads_on_its_cell(tokens: Tokens) -> None:
    for right in (True, False):
        for share in np.linspace(0, 1, 301):
            ground, ink = legible(cell_colour(tokens, right, float(share)))
            assert contrast(ground, ink) >= LEGIBLE
            wanted = cell_colour(tokens, right, float(share))
            assert sum(abs(a - b) for a, b in zip(ground.getRgb(), wanted.getRgb(), strict=True)) < 60


def table(qtbot: QtBot, names: tuple[str, ...], counts: np.ndarray, room: tuple[int, int]) -> ConfusionTable:
    """Return a matrix on the screen."""
    made = ConfusionTable()
    model = ConfusionModel(made)
    made.setModel(model)
    made.setItemDelegate(ConfusionDelegate(made))
    shares = np.ones(len(names))
    model.show_counts(names, counts, shares, shares)
    qtbot.addWidget(made)
    made.resize(*room)
    made.show()
    qtbot.waitExposed(made)
    made.lay_out(lay_out(names, *room))
    return made


def near(image: QImage, place: QPoint, wanted: QColor) -> bool:
    found = image.pixelColor(place)
    return sum(abs(a - b) for a, b in zip(found.getRgb()[:3], wanted.getRgb()[:3], strict=True)) < 30


@pytest.mark.parametrize("count", [2, 10, 26, 100])
def test_cells_are_drawn_and_chosen_where_they_stand(count: int, qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    names, counts = MANY[count], np.diag(np.full(count, 7))
    counts[1, 0] = 3
    made = table(qtbot, names, counts, (360, 400))
    image, model, tokens = made.grab().toImage(), made.matrix, current_theme().tokens

    def corner(row: int, column: int) -> QPoint:
        area: QRect = made.visualRect(model.index(row + 1, column + 1))
        return area.center() if made.layout_now.dense else area.topLeft() + QPoint(4, 4)

    assert near(image, corner(0, 0), cell_colour(tokens, True, 1.0))
    assert near(image, corner(count - 1, count - 1), cell_colour(tokens, True, 1.0 if count > 2 else 0.7))
    assert near(image, corner(1, 1), cell_colour(tokens, True, 0.7))
    assert near(image, corner(1, 0), cell_colour(tokens, False, 0.3))
    assert near(image, corner(0, 1), tokens.raised)
    place = made.visualRect(model.index(2, 1)).center()
    QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)
    chosen = made.selectionModel().selectedIndexes()
    assert [model.pair(index) for index in chosen] == [(1, 0)]
    assert made.grab().toImage() != image  # it is marked


def test_a_matrix_that_was_not_laid_out_yet_is_painted(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    made = ConfusionTable()
    made.setItemDelegate(ConfusionDelegate(made))
    model = ConfusionModel(made)
    made.setModel(model)
    model.show_counts(MANY[100], np.diag(np.full(100, 7)), np.ones(100), np.ones(100))
    qtbot.addWidget(made)
    made.resize(360, 400)
    assert not made.grab().isNull()  # a fault in painting fails the test


def test_a_name_that_is_cut_tells_itself_whole(qapp: QApplication, qtbot: QtBot) -> None:
    made = table(qtbot, REGIONS, np.eye(4, dtype=int), (200, 200))
    assert "…" in made.layout_now.columns[0]
    assert made.matrix.data(made.matrix.index(0, 1), Qt.ItemDataRole.ToolTipRole) == "region of the north"


def test_a_hundred_classes_are_wanted_within_what_a_panel_has(qapp: QApplication) -> None:
    assert all(height_for(names, 360) <= 400 for names in SETS)


def test_the_goals_block_gives_names_what_they_need(qapp: QApplication) -> None:
    for names in (GROWERS, FLOWERS):
        assert short_names(names, names_room(names, 212), STRONG.width) == names


def inked(image: QImage, area: QRect) -> set[int]:
    """Return the rows of an area in which something is written."""
    ground = image.pixelColor(area.topLeft())
    return {y for y in range(area.top(), area.bottom() + 1) for x in range(area.left(), area.right() + 1)
            if not near(image, QPoint(x, y), ground)}  # fmt: skip


def test_precisions_below_small_cells_lie_on_two_lines_in_turn(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "dark")
    names = tuple("0123456789")
    made = table(qtbot, names, np.diag(np.full(10, 50)), (288, 330))
    assert made.layout_now.foot_lines == 2 and not made.layout_now.dense
    image, last = made.viewport().grab().toImage(), made.matrix.rowCount() - 1
    upper, lower = (inked(image, made.visualRect(made.matrix.index(last, column)).adjusted(4, 0, -4, 0))
                    for column in (1, 2))  # fmt: skip
    assert upper and lower and max(upper) < min(lower)
    assert max(upper) - min(upper) < 10 > max(lower) - min(lower)  # none lies on its side


def test_a_precision_that_changes_is_drawn_with_its_neighbours(qapp: QApplication) -> None:
    names, counts = tuple("0123456789"), np.diag(np.full(10, 50))
    model = ConfusionModel(qapp)
    model.show_counts(names, counts, np.ones(10), np.ones(10))
    told: set[tuple[int, int]] = set()
    model.dataChanged.connect(lambda first, _last: told.add((first.row(), first.column())))
    precision = np.ones(10)
    precision[3] = 0.05
    model.show_counts(names, counts, precision, np.ones(10))
    assert {(11, 3), (11, 4), (11, 5)} <= told and all(row == 11 for row, _ in told)  # wider than their cells
