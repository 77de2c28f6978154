"""Every tab below the canvas and every panel beside it, on every template: something is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from answers import answered, newest
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import TemplateRegistry, template
from playground.core.views.feature_maps import PICTURE
from playground.gui.panels.registry import PANELS
from playground.gui.panels.sample_list import SampleModel
from playground.gui.panels.sample_rows import RowModel
from playground.gui.panels.samples import SamplesPanel
from real_window import RealWindow

QUICK = ("wine-mlp", "sensor-gru", "two-inputs", "siamese-digits", "reviews-transformer", "regression-plane")
LEAST_COLOURS = 24  # of a panel with words on it: its letters alone have as many shades


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    yield made
    made.close()


def colours(image: QImage) -> int:
    """Return how many colours a picture has."""
    pixels = image.convertToFormat(QImage.Format.Format_RGB32)
    return len(np.unique(np.frombuffer(pixels.constBits(), np.uint32)))


def offered(case: RealWindow) -> list[str]:
    """Return the tabs that can be seen."""
    tabs = case.window.bottom.tabs
    return [key for key in case.window.bottom._panels if tabs.isTabVisible(tabs.index_of(key))]


def open_template(case: RealWindow, name: str) -> None:
    """Open a template and train a few steps."""
    assert case.ws.files.new(name)
    case.wait(lambda: not case.ws.training.why_not)
    case.ws.run.step_once()
    case.wait(lambda: case.ws.live.step == 1)
    case.ws.run.step_once()
    case.wait(lambda: case.ws.live.step == 2)


def listed(panel: SamplesPanel) -> SampleModel | RowModel:
    """Return the samples that are listed, as pictures or as rows."""
    return (panel.list if panel.list.isVisible() else panel.rows).samples


def look_at_every_tab(case: RealWindow) -> None:
    for key in offered(case):
        case.window.bottom.show_panel(key)
        panel = case.window.bottom._panels[key]
        if key == "samples":
            case.wait(lambda shown=panel: listed(shown).rowCount() > 0)
        not_blank(case, panel)
    for spec in PANELS:
        if case.panel(spec.id).isVisible():
            not_blank(case, case.panel(spec.id))


def not_blank(case: RealWindow, panel: QWidget) -> None:
    case.wait(lambda: colours(case.pixels(panel)) >= LEAST_COLOURS)


def look_at_every_block(case: RealWindow) -> None:
    """Select each block with the tab of its weights open: weights are shown exactly where there are any."""
    case.window.bottom.show_panel("weights")
    tab = case.window.bottom._panels["weights"]
    for node in case.ws.here.network.nodes:
        case.ws.select(frozenset({node}))
        learns = case.ws.inference.parameters.get(node, 0) > 0
        grouped = case.ws.here.network.nodes[node].network is not None
        if learns and not grouped:
            case.wait(lambda: tab.map.isVisible())
        assert colours(case.pixels(tab)) >= LEAST_COLOURS


@pytest.mark.parametrize("name", QUICK)
def test_every_tab_shows_something(case: RealWindow, name: str) -> None:
    open_template(case, name)
    look_at_every_tab(case)
    look_at_every_block(case)


@pytest.mark.slow
def test_every_tab_shows_something_on_every_template(case: RealWindow) -> None:
    for entry in TemplateRegistry(CATALOGUE):
        open_template(case, entry.id)
        look_at_every_tab(case)
        look_at_every_block(case)


def test_samples_that_are_no_pictures_are_listed_and_looked_at(case: RealWindow) -> None:
    case.ws.files.new("digits-cnn")
    case.window.bottom.show_panel("samples")
    panel = case.window.bottom._panels["samples"]
    case.wait(lambda: panel.list.isVisible() and panel.list.samples.rowCount() == 539)
    open_template(case, "sensor-gru")
    assert case.window.bottom.current() == "samples"
    case.wait(lambda: panel.rows.isVisible() and panel.rows.samples.rowCount() not in (0, 539))
    case.wait(lambda: len(panel.rows.samples.columns) > 0)
    assert not panel.list.isVisible() and not panel.detail.isVisible()
    case.wait(lambda: "feature_maps" in answered(case.ws))
    assert PICTURE not in newest(case.ws, "feature_maps").arrays
    model = panel.rows.samples
    place = panel.rows.visualRect(model.index(1, 2)).center()
    case.qtbot.mouseClick(panel.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    chosen = int(model.indices[1])
    case.wait(lambda: newest(case.ws, "feature_maps").facts.get("sample") == chosen)


def test_the_browser_of_the_data_takes_the_place_of_samples_and_stays_where_there_are_pictures(
    case: RealWindow,
) -> None:
    case.ws.files.new("digits-cnn")
    case.window.bottom.show_panel("samples")
    open_template(case, "wine-mlp")
    assert case.window.bottom.current() == "rows" and "samples" not in offered(case)
    case.wait(lambda: case.panel("rows").rows.rows.rowCount() == 178)
    open_template(case, "digits-cnn")
    assert case.window.bottom.current() == "rows" and "samples" in offered(case)
    case.wait(lambda: case.panel("rows").sheet.rows.rowCount() == 1797)
