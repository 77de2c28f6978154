"""The strip of a long network, on the canvas and in its panel, over a real worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import answered, asked
from playground.core.builtin import CATALOGUE
from playground.core.network.edits import set_params
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.gui.canvas.bodies.stack import StackBody
from playground.gui.panels.depth import DepthPanel
from playground.gui.theme.style import current_theme
from real_window import RealWindow

REPEATS = 60


def shorter(name: str) -> Project:
    opened = template(name, CATALOGUE).open()
    return replace(opened, network=set_params(opened.network, "deep", repeat=REPEATS))


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, shorter("deep-plain-100"))
    made.window.panels.reveal("depth")
    made.wait(lambda: "depth" in answered(made.ws))
    yield made
    made.close()


def panel_of(case: RealWindow) -> DepthPanel:
    found = case.window.findChild(DepthPanel)
    assert found is not None
    return found


def near(image: QImage, point: QPointF, colour: QColor, reach: int = 3) -> bool:
    """Tell whether a colour is found around a place, in logical pixels."""
    ratio = image.devicePixelRatio()
    x, y = round(point.x() * ratio), round(point.y() * ratio)
    around = ((x + i, y + j) for i in range(-reach, reach + 1) for j in range(-reach, reach + 1))
    seen = [image.pixelColor(*each) for each in around if image.rect().contains(*each)]
    return any(_distance(each, colour) < 90 for each in seen)


def _distance(one: QColor, other: QColor) -> int:
    return sum(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))  # type: ignore[arg-type, misc]


def lines_are_where_the_figures_say(case: RealWindow) -> None:
    panel, tokens = panel_of(case), current_theme().tokens
    case.wait(lambda: panel.strip.drawn.shown is not None and panel.strip.drawn.shown is panel.shown)
    shown = panel.strip.drawn.shown
    assert shown is not None
    image = case.pixels(panel.strip)
    for layer in (5, 20, 40, 55):
        for name, colour in (("gradient", tokens.image), ("activation", tokens.source)):
            place = panel.strip.point_of(layer, float(shown.arrays[name][layer]))
            assert near(image, place, colour), (layer, name)


def test_lines_stand_at_their_figures_and_the_plain_network_falls_far(case: RealWindow) -> None:
    panel = panel_of(case)
    lines_are_where_the_figures_say(case)
    assert panel.shown is not None
    first, last = (panel.strip.point_of(at, float(panel.shown.arrays["gradient"][at])).y() for at in (1, 59))
    assert first - last > 0.4 * panel.strip.height()
    assert "shrinks 10" in panel.says.accessibleName() and "over 60 layers" in panel.says.accessibleName()
    body = case.window.canvas.canvas.blocks["deep"].body
    assert isinstance(body, StackBody)
    case.wait(lambda: body.verdict == panel.verdict)
    still = panel.strip.point_of(2, panel.strip.drawn.still)
    assert panel.strip.drawn.still == pytest.approx(1e-10)
    assert near(case.pixels(panel.strip), still, current_theme().tokens.warn, reach=6)


def test_a_skip_is_one_step_of_undo_keeps_the_weights_and_the_gradient_arrives(case: RealWindow) -> None:
    panel = panel_of(case)
    case.wait(lambda: panel.skip.isVisible())
    case.ws.run.step_once()
    case.wait(lambda: case.ws.live.step == 1 and panel.step == 1)
    before = case.ws.project
    case.qtbot.mouseClick(panel.skip, Qt.MouseButton.LeftButton)
    inside = case.ws.project.network.nodes["deep"].network
    assert inside is not None and inside.nodes["add"].kind == "add"
    case.wait(lambda: (found := panel.verdict) is not None and found.fate == "reaches")
    case.wait(lambda: not panel.skip.isVisible())
    lines_are_where_the_figures_say(case)
    assert panel.shown is not None
    first, last = (panel.strip.point_of(at, float(panel.shown.arrays["gradient"][at])).y() for at in (1, 59))
    assert abs(first - last) < 0.2 * panel.strip.height()
    case.ws.editing.undo()
    assert case.ws.project.network == before.network


def test_arrows_and_pointer_choose_a_layer_whose_figures_are_written(case: RealWindow) -> None:
    panel = panel_of(case)
    strip = panel.strip
    case.wait(lambda: panel.shown is not None and panel.skip.isVisible())  # from now on nothing moves
    case.qtbot.keyClick(strip, Qt.Key.Key_End)
    assert panel.layer.text().startswith("Layer 62 of 62")
    case.qtbot.keyClick(strip, Qt.Key.Key_PageUp)
    assert "Layer 52 of 62" in panel.layer.text() and "repeat 51" in panel.layer.text()

    def is_pointed_at() -> bool:
        """Move there anew: what else comes into the window may have moved the strip under the pointer."""
        case.qtbot.mouseMove(strip, strip.point_of(9, 1.0).toPoint())
        return strip.layer == 9

    case.wait(is_pointed_at)
    place = strip.point_of(9, 1.0).toPoint()
    assert "Layer 10 of 62" in panel.layer.text() and "activation" in panel.sizes.text()
    x = strip.point_of(9, 1.0).x()
    case.qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    assert near(case.pixels(strip), QPointF(x, strip.height() / 2), current_theme().tokens.text, reach=1)


def test_it_is_asked_for_while_it_can_be_seen_alone(case: RealWindow) -> None:
    assert "depth" in asked(case.ws)
    assert case.ws.files.new("digits-mlp")
    case.wait(lambda: not case.ws.training.why_not)
    assert "depth" not in asked(case.ws)
    tabs = case.window.bottom.tabs
    assert not tabs.isTabVisible(tabs.index_of("depth"))
