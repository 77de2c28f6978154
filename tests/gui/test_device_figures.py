"""The recipe's place section: measure, what was found, and one click to train on the fastest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dock_case import DockCase, click
from playground.app.messages import DevicesMeasured
from playground.core.training import device_speeds
from playground.core.training.device_speed import DeviceSpeed
from playground.gui.docks.recipe import RecipePanel

FOUND = (DeviceSpeed("cpu", 1, 5000.0), DeviceSpeed("cpu", 2, 9000.0), DeviceSpeed("cuda", 1, 0.0))


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DockCase]:
    made = DockCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_a_click_measures_and_another_takes_the_fastest(
    case: DockCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_speeds, "_SECONDS", 0.01)
    figures = case.show(RecipePanel, height=900).figures
    assert not figures.take.isVisible() and "Memory in use: RAM" in figures.memory.text()
    case.get_ready()
    click(figures.measure)
    case.pump_until(lambda: bool(case.ws.steering.devices.found) and not case.ws.steering.devices.runs)
    first = figures.words[0].text()
    assert "CPU, 1 thread: " in first and "steps/s" in first
    case.ws.steering.devices.heard(DevicesMeasured(FOUND, True))
    assert figures.words[2].text() == "CUDA: cannot train this" and not figures.words[3].isVisible()
    assert figures.take.isVisible() and figures.take.text() == "Use the fastest: CPU, 2 threads"
    click(figures.take)
    assert (case.ws.project.recipe.device, case.ws.project.recipe.threads) == ("cpu", 2)
    assert not figures.take.isVisible() and case.undo_steps() == 1


def test_what_holds_training_back_holds_this_back(case: DockCase) -> None:
    figures = case.show(RecipePanel, height=900).figures
    click(figures.measure)  # PyTorch is not there yet
    assert case.said == ["Getting ready"] and not case.ws.steering.devices.runs
