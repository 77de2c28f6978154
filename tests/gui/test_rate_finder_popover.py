"""The search for a learning rate in the recipe: by clicks, with its curve on the screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app.commands import perform
from playground.app.rate_finding import rounded
from playground.gui.docks.rate_popover import RatePopover
from playground.gui.theme.style import current_theme
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def opened(case: RealWindow) -> RatePopover:
    perform("train.find_rate", case.ws)
    found = case.window.findChild(RatePopover)
    assert found is not None and found.isVisible()
    return found


def is_near(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one.getRgb(), other.getRgb(), strict=True))


def test_the_rate_that_is_suggested_is_taken_by_one_click(case: RealWindow) -> None:
    popover, own = opened(case), case.ws.project.recipe.learning_rate
    assert popover.take.reason.startswith("Trying rates")
    case.wait(lambda: not case.ws.steering.rates.runs)
    suggestion = case.ws.steering.rates.found.suggestion
    assert suggestion is not None
    assert "falls best near" in popover.words.text()
    seen, tokens = case.pixels(popover.plot), current_theme().tokens
    x = round(popover.plot.place_of(suggestion))
    assert tokens.good.name() in {seen.pixelColor(x, y).name() for y in range(seen.height())}  # its dot
    assert any(is_near(seen.pixelColor(left, y), tokens.curve_train)
               for left in range(60, x - 20) for y in range(seen.height()))  # fmt: skip
    case.qtbot.mouseClick(popover.take, LEFT)
    assert case.ws.project.recipe.learning_rate == rounded(suggestion) != own
    assert not popover.isVisible() and case.window.canvas.hasFocus()


def test_closing_it_ends_the_search(case: RealWindow) -> None:
    popover = opened(case)
    case.qtbot.keyClick(popover, Qt.Key.Key_Escape)
    case.wait(lambda: not case.ws.steering.rates.runs)
    assert not popover.isVisible()


@pytest.mark.parametrize("width", [1280, 1600])
def test_it_lies_within_the_window(case: RealWindow, width: int) -> None:
    case.window.resize(width, 800)
    assert case.window.rect().contains(opened(case).geometry())
