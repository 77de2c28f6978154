"""Goals of steps and pixels in the window: their blocks show answer and truth, the bar names their figure."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aligned_goals import PROJECTS
from answers import newest
from playground.gui.canvas.bodies.marks import MarksBody, class_colours
from playground.gui.window.topbar import FigureRow
from real_window import RealWindow

ROOMS = {  # where the answer is drawn, and the truth
    "pixels": (QRectF(12, 26, 92, 92), QRectF(118, 26, 92, 92)),
    "steps": (QRectF(12, 26, 212, 22), QRectF(12, 84, 212, 22)),
}


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
    image = QImage(236, 210, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    body.paint(painter, QRectF(0, 0, 236, 210), case.window.canvas.canvas.look)
    painter.end()
    colours = class_colours(case.window.canvas.canvas.look, len(body.plan.names))
    for places, room in ((said, ROOMS[name][0]), (true, ROOMS[name][1])):
        high, wide = np.atleast_2d(places).shape
        for row, column in np.ndindex(high, wide):
            x = room.x() + (column + 0.5) * room.width() / wide
            y = room.y() + (row + 0.5) * room.height() / high
            wanted = colours[int(np.atleast_2d(places)[row, column])]
            assert image.pixelColor(int(x), int(y)).rgb() == wanted.rgb(), (row, column)
