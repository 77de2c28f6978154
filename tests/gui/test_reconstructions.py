"""An autoencoder in the window: input, reconstruction and difference on the block and as a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from goal_cases import CASES
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.canvas.bodies.reconstruction import ReconstructionBody
from playground.gui.panels.reconstructions import ReconstructionsPanel
from playground.gui.theme import colormaps
from playground.gui.widgets.triple import REACH
from real_window import RealWindow


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-autoencoder", CATALOGUE).open())
    made.ws.run.toggle()
    made.wait(lambda: made.ws.live.epoch >= 2)
    made.ws.run.pause()
    made.wait(lambda: not made.ws.live.running)
    yield made
    made.close()


def panel_of(case: RealWindow) -> ReconstructionsPanel:
    found = case.window.findChild(ReconstructionsPanel)
    assert found is not None
    case.wait(lambda: found.step == case.ws.live.step and found.sheet._shown is found.shown)
    return found


def body_of(case: RealWindow) -> ReconstructionBody:
    body = case.window.canvas.canvas.blocks["reconstruct"].body
    assert isinstance(body, ReconstructionBody)
    return body


def colours_of(given: np.ndarray, made: np.ndarray) -> list[np.ndarray]:
    """Return the colours that the three pictures should have, (h, w, 4) each."""
    grey, signed = colormaps.grey(True), colormaps.diverging(True)
    return [colormaps.rgba(given[0], grey, 0, 1), colormaps.rgba(made[0], grey, 0, 1),
            colormaps.rgba(made[0] - given[0], signed, -REACH, REACH)]  # fmt: skip


def test_a_narrow_panel_says_the_error_whole(case: RealWindow) -> None:
    panel = panel_of(case)
    case.window.resize(1280, 800)
    case.wait(lambda: panel.width() < 330)
    said = panel.mean.seen
    assert (
        said.startswith("MSE 0")
        and panel.mean.fontMetrics().horizontalAdvance(said) <= panel.mean.width() + 1
    )
    assert said in panel.mean.text()


def is_drawn(image: QImage, room: QRectF, wanted: np.ndarray) -> bool:
    """Tell whether a picture stands in a room, pixel by pixel; its rim, under a line, is left out."""
    high, wide, _ = wanted.shape
    for row, column in np.ndindex(high - 2, wide - 2):
        x = room.x() + (column + 1.5) * room.width() / wide
        y = room.y() + (row + 1.5) * room.height() / high
        if image.pixelColor(int(x), int(y)).getRgb()[:3] != tuple(wanted[row + 1, column + 1, :3].tolist()):
            return False
    return True


def is_of(case: RealWindow, body: ReconstructionBody, sample: int) -> bool:
    """Tell whether a sample is drawn as the network stands."""
    shown = body._shown
    return shown is not None and (shown.facts["sample"], shown.step) == (sample, case.ws.live.step)


def painted(case: RealWindow, body: ReconstructionBody) -> QImage:
    image = QImage(400, 210, QImage.Format.Format_ARGB32)
    with QPainter(image) as painter:
        body.paint(painter, QRectF(0, 0, 400, 210), case.window.canvas.canvas.look)
    return image


def test_the_block_shows_input_reconstruction_and_difference_of_any_sample(case: RealWindow) -> None:
    body = body_of(case)
    for sample in (0, 11):
        case.window.canvas.workspace.views.look_beside(sample)
        case.wait(lambda at=sample: is_of(case, body, at))
        assert body._shown is not None
        assert body._shown.facts["number"] == case.ws.samples.parts["validation"][sample]
        image = painted(case, body)
        wanted = colours_of(body._shown.arrays["input"], body._shown.arrays["made"])
        for which, colours in enumerate(wanted):
            assert is_drawn(image, body.room(which, QRectF(0, 0, 400, 210)), colours), (sample, which)
    assert not is_drawn(image, body.room(1, QRectF(0, 0, 400, 210)), wanted[0])


def test_the_sheet_shows_the_worst_first_and_a_click_looks_at_one_everywhere(case: RealWindow) -> None:
    panel = panel_of(case)
    shown = panel.shown
    assert shown is not None
    errors = shown.arrays["errors"]
    assert panel.sheet.columns == 3 and len(panel.sheet.seen()) >= 9
    assert panel.sheet.seen() == np.argsort(-errors, kind="stable")[: panel.sheet.room].tolist()
    image = case.pixels(panel.sheet)
    for position in (0, 4):
        pair = (shown.arrays[name][position] for name in ("inputs", "mades"))
        for which, colours in enumerate(colours_of(*pair)):
            assert is_drawn(image, panel.sheet.picture(position, which), colours), (position, which)
    sample = panel.sheet.seen()[4]
    case.qtbot.mouseClick(panel.sheet, Qt.MouseButton.LeftButton,
                          pos=panel.sheet.picture(4, 1).center().toPoint())  # fmt: skip
    assert case.ws.views.subject.sample == sample
    case.wait(lambda: body_of(case)._shown is not None and body_of(case)._shown.facts["sample"] == sample)
    case.qtbot.keyClick(panel.sheet, Qt.Key.Key_Right)
    assert case.ws.views.subject.sample == panel.sheet.seen()[5]


def test_the_order_is_chosen_and_pages_turn(case: RealWindow) -> None:
    panel = panel_of(case)
    case.qtbot.mouseClick(panel.order.button("best"), Qt.MouseButton.LeftButton)
    case.wait(
        lambda: panel.shown is not None and panel.sheet.seen()[0] == panel.shown.arrays["errors"].argmin()
    )
    first = panel.sheet.seen()
    case.qtbot.keyClick(panel.sheet, Qt.Key.Key_PageDown)
    case.wait(lambda: not set(panel.sheet.seen()) & set(first))
    assert panel.sheet.first == panel.sheet.room


def test_what_pca_reaches_is_said_with_the_better_of_both(case: RealWindow) -> None:
    panel = panel_of(case)
    shown = panel.shown
    assert shown is not None and shown.facts["code"] == 8
    said = panel.baseline.text()
    assert said.startswith("PCA, 8 numbers: 0.0") and "numbers: 0.024" in said
    assert ("PCA is better" in said) == (shown.facts["mean"] > shown.facts["pca"])


def test_a_picture_that_is_made_of_another_stands_between_that_and_the_truth(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    made = RealWindow(qtbot, qapp, tmp_path, CASES["make_picture"])
    try:
        made.ws.run.toggle()
        made.wait(lambda: made.ws.live.epoch >= 2)
        made.ws.run.pause()
        made.wait(lambda: not made.ws.live.running)
        body = made.window.canvas.canvas.blocks["b4"].body
        assert isinstance(body, ReconstructionBody)
        made.wait(lambda: is_of(made, body, made.ws.views.subject.sample or 0))
        assert body._shown is not None and body.triple is not None
        arrays, image, grey = body._shown.arrays, painted(made, body), colormaps.grey(True)
        ends = (body.triple.low, body.triple.high)
        for which, name in enumerate(("before", "made", "input")):
            room = body.room(which, QRectF(0, 0, 400, 210))
            assert is_drawn(image, room, colormaps.rgba(arrays[name][0], grey, *ends)), name
        panel = panel_of(made)
        assert panel.sheet.heads() == ("before", "made", "truth")
        assert all(each.before is not None for each in panel.sheet._triples)
    finally:
        made.close()
