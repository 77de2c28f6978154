"""Goals of steps and pixels in the window: their blocks show answer and truth, the bar names their figure."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aligned_goals import PROJECTS
from answers import newest
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.views.spec import Snapshot
from playground.gui.canvas.bodies.marks import MarksBody
from playground.gui.canvas.bodies.pixels import PixelsBody
from playground.gui.panels.confusion import ConfusionPanel
from playground.gui.panels.marks import MarksPanel
from playground.gui.panels.overlaps import FIGURE, IOU, NAMES, ROW, OverlapRows
from playground.gui.theme import colormaps, metric_words
from playground.gui.theme.class_colours import class_colours
from playground.gui.theme.numbers import percent
from playground.gui.theme.style import apply_theme, current_theme
from playground.gui.theme.tokens import mix
from playground.gui.widgets.marked import MASK, MarkedWords
from playground.gui.window.topbar import FigureRow
from real_window import RealWindow


@pytest.mark.parametrize(("name", "caption"), [("steps", "Accuracy val."), ("pixels", "Overlap val.")])
def test_the_goals_block_shows_what_is_said_and_what_is_true(
    name: str, caption: str, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = RealWindow(qtbot, qapp, tmp_path, PROJECTS[name]())
    try:
        shown(case, name, caption)
    finally:
        case.close()


def shown(case: RealWindow, name: str, caption: str) -> None:
    """Train a little and look at the block of the goal."""
    goal = list(case.ws.project.network.nodes)[-1]
    case.ws.run.toggle()
    case.wait(lambda: case.ws.live.epoch >= 2)
    case.ws.run.pause()
    case.wait(lambda: not case.ws.live.running)
    body = case.window.canvas.canvas.blocks[goal].body
    assert isinstance(body, MarksBody)
    case.wait(lambda: body.said is newest(case.ws, "feature_maps").arrays.get(f".said.{goal}"))
    snapshot = newest(case.ws, "feature_maps")
    said, true = (snapshot.arrays[f".{which}.{goal}"] for which in ("said", "true"))
    assert np.array_equal(body.said, said) and np.array_equal(body.true, true) and said.shape == true.shape
    bar = case.window.findChild(FigureRow)
    assert caption in bar.toolTip()
    main = {"steps": "accuracy", "pixels": "iou"}[name]
    assert case.ws.live.metric(f"val_{main}") is not None
    assert all(places_are_drawn(case, body, which, name) for which in range(2))


def places_are_drawn(case: RealWindow, body: MarksBody, which: int, name: str) -> bool:
    """Tell whether each place has the colour of its class, over the picture where there is one."""
    look, area = case.window.canvas.canvas.look, QRectF(0, 0, body.width(False), body.height(False))
    image = QImage(int(area.width()), int(area.height()), QImage.Format.Format_ARGB32)
    if isinstance(body, PixelsBody):
        body.regions = ()  # whose names would lie over the pixels
    with QPainter(image) as painter:
        body.paint(painter, area, look)
    room = body.room(which, area.adjusted(12, 0, -12, 0), name == "steps")
    places = np.atleast_2d((body.said, body.true)[which])
    colours = class_colours(look.tokens, len(body.plan.names))
    picture = newest(case.ws, "feature_maps").arrays.get(".picture")
    for row, column in np.ndindex(*(each - 2 for each in places.shape) if name == "pixels" else places.shape):
        at = (row + 1, column + 1) if name == "pixels" else (row, column)  # the rim lies under a line
        x = room.x() + (at[1] + 0.5) * room.width() / places.shape[1]
        y = room.y() + (at[0] + 0.5) * room.height() / places.shape[0]
        wanted, seen = colours[int(places[at])], image.pixelColor(int(x), int(y))
        if name == "pixels":
            ground = colormaps.rgba(picture[0][at], colormaps.grey(True), 0, float(picture.max()))
            wanted = mix(QColor(*ground[:3].tolist()), wanted, MASK if places[at] else 0.0)
        if max(abs(a - b) for a, b in zip(wanted.getRgb(), seen.getRgb(), strict=True)) > 2:
            return False
    return True


def test_figures_and_samples_of_pixels_stand_beside(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case = RealWindow(qtbot, qapp, tmp_path, PROJECTS["pixels"]())
    try:
        trained(case)
        case.window.show_bottom("marks")
        matrix, overlaps, marks = (case.panel(name) for name in ("confusion", "overlaps", "marks"))
        case.wait(lambda: all(panel.step == case.ws.live.step for panel in (matrix, overlaps, marks)))
        shown = newest(case.ws, "class_figures")
        case.wait(lambda: bool((matrix.model.counts == shown.arrays["confusion"]).all()))
        assert matrix.model.shares and matrix.model.counts.sum() == shown.facts["samples"] * 28 * 28
        case.wait(lambda: len(overlaps.rows.lines()) == 3)
        name, figure, doubt = overlaps.rows.lines()[-1]
        assert name == "Mean" and doubt.startswith("±")
        assert figure == percent(case.ws.live.metric("val_iou"), 0)
        case.wait(lambda: marks.pixels.isVisible() and len(marks.pixels.seen()) > 1)
        errors, seen = marks.shown.arrays["errors"], marks.pixels.seen()
        assert errors[seen[0]] == errors.max()
        place = marks.pixels.place(1).center().toPoint()
        QTest.mouseClick(marks.pixels, Qt.MouseButton.LeftButton, pos=place)
        assert case.ws.views.subject.sample == seen[1]
        chosen_in_the_matrix(case, matrix, marks)
    finally:
        case.close()


def test_each_class_has_an_overlap_a_doubt_and_a_bar_of_its_own(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "dark")
    rows = OverlapRows()
    qtbot.addWidget(rows)
    rows.resize(400, 3 * ROW)
    arrays = {"iou": np.array([0.9, 0.3]), "iou_half": np.array([0.01, 0.05])}
    facts = {"classes": ("ground", "square"), "iou": 0.6, "interval": {"iou": 0.04}}
    rows.show_figures(Snapshot("class_figures", 1, arrays, facts))
    shown = (("ground", 0.9, 0.01), ("square", 0.3, 0.05), ("Mean", 0.6, 0.04))
    assert rows.lines() == [
        (name, percent(share, 0), metric_words.doubt(IOU, half)) for name, share, half in shown
    ]
    tokens, seen = current_theme().tokens, rows.grab().toImage()
    colours = [*class_colours(tokens, 2), tokens.good]
    first = round(NAMES * rows.width())
    drawn = [sum(seen.pixelColor(x, round((at + 0.5) * ROW)) == colour for x in range(first, rows.width()))
             for at, colour in enumerate(colours)]  # fmt: skip
    whole = rows.width() - first - FIGURE
    assert drawn == pytest.approx([0.9 * whole, 0.3 * whole, 0.6 * whole], abs=4)


def chosen_in_the_matrix(case: RealWindow, matrix: ConfusionPanel, marks: MarksPanel) -> None:
    """A cell lists the samples that have such pixels, those with most of them first."""
    cell = int(np.argmax(matrix.model.counts - np.diag(matrix.model.counts.diagonal())))
    true, said = divmod(cell, 2)
    centre = matrix.table.visualRect(matrix.model.index(true + 1, said + 1)).center()
    case.window.show_bottom("curves")
    QTest.mouseClick(matrix.table.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    case.wait(marks.isVisible)

    def counts() -> np.ndarray:
        arrays = marks.shown.arrays
        both = (arrays["trues"] == true) & (arrays["saids"] == said)
        return both.reshape(len(both), -1).sum(axis=1)

    case.wait(lambda: len(counts()) > 1 and counts().min() > 0 and bool((np.diff(counts()) <= 0).all()))
    case.wait(lambda: marks.pixels.seen() == marks.shown.arrays["order"].tolist())


def test_words_stand_on_what_is_said_with_the_truth_beneath(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = RealWindow(qtbot, qapp, tmp_path, template("reviews-tagger", CATALOGUE).open())
    try:
        trained(case)
        case.window.show_bottom("marks")
        body, marks = case.window.canvas.canvas.blocks["label_steps"].body, case.panel("marks")
        case.wait(lambda: isinstance(body.marked, MarkedWords))
        shown = newest(case.ws, "feature_maps").arrays
        case.wait(lambda: body.said is newest(case.ws, "feature_maps").arrays[".said.label_steps"])
        shown = newest(case.ws, "feature_maps").arrays
        count = int(np.count_nonzero(shown[".tokens"]))
        assert len(body.marked.words) == count
        assert list(body.marked.said) == list(shown[".said.label_steps"][:count])
        assert list(body.marked.true) == list(shown[".true.label_steps"][:count])
        case.wait(lambda: marks.steps.isVisible() and len(marks.steps.seen()) > 1)
        QTest.keyClick(marks.steps, Qt.Key.Key_Down)
        assert case.ws.views.subject.sample == marks.steps.seen()[0]
    finally:
        case.close()


def trained(case: RealWindow) -> None:
    """Train a little and rest."""
    case.ws.training.set_speed("max")
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 2)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running)
