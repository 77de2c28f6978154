"""The last maps before a goal of pixels: probabilities in the classes' colours, with their names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.canvas.bodies.class_maps import ClassMapsBody, probabilities, tinted
from playground.gui.canvas.bodies.grid import MapsBody
from real_window import RealWindow


def test_the_scores_of_pixels_are_drawn_as_the_probabilities_that_the_goal_says(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = RealWindow(qtbot, qapp, tmp_path, template("shapes-segment", CATALOGUE).open())
    blocks = case.window.canvas.canvas.blocks
    scores, goal = blocks["scores"].body, blocks["mark_pixels"].body
    assert isinstance(scores, ClassMapsBody) and scores.plan.names == goal.plan.names
    case.wait(lambda: scores.shares is not None and goal.certain is not None)
    assert scores.shares.sum(axis=0) == pytest.approx(1.0, abs=1e-5)
    assert np.array_equal(scores.shares.argmax(axis=0), goal.said)
    assert scores.shares.max(axis=0) == pytest.approx(goal.certain, abs=1e-5)
    other = blocks["level_28_up"].body
    assert isinstance(other, MapsBody) and not isinstance(other, ClassMapsBody)
    case.wait(lambda: any(key.view == "class_figures" for key in case.ws.views.answers))
    case.close()


def test_a_class_is_as_strong_as_it_is_probable() -> None:
    shares = probabilities(np.log(np.array([[[0.25, 0.5]], [[0.75, 0.5]]], np.float32)))
    assert shares == pytest.approx(np.array([[[0.25, 0.5]], [[0.75, 0.5]]]))
    image = tinted(shares[1], QColor("#E69F00"))
    assert image.pixelColor(0, 0).alphaF() == pytest.approx(0.75, abs=0.01)
    assert image.pixelColor(1, 0).getRgb()[:3] == pytest.approx(QColor("#E69F00").getRgb()[:3], abs=2)
