"""The bar of a run that cannot go on, by keyboard and mouse: it is read in full, and its buttons go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planted_shortage import plant
from playground.app import data_edits
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.widgets.banner import Banner
from playground.gui.widgets.labels import WrappedLabel
from real_window import RealWindow

SIZES = ((1600, 1000), (1280, 800))


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("spiral-mlp", CATALOGUE).open())
    yield made
    made.close()


def bar(case: RealWindow) -> Banner:
    return next(each for each in case.window.stage.banner.findChildren(Banner) if each.isVisible())


def is_whole(words: WrappedLabel) -> bool:
    return words.height_in(words.width()) <= words.height() + 1 and words.toolTip() == ""


def test_what_went_wrong_is_read_in_full_and_the_second_button_taken_by_key(case: RealWindow) -> None:
    case.ws.apply(data_edits.set_recipe, optimizer="sgd", learning_rate=1e37)
    case.ws.training.toggle()
    case.wait(lambda: case.ws.run.finished == "not_finite")
    (words,) = bar(case).findChildren(WrappedLabel)
    for size in SIZES:
        case.window.resize(*size)
        case.app.processEvents()
        assert is_whole(words), size
        assert words.lines_in(words.width()) <= 3, size  # else its actions stand beneath it
        assert bar(case).geometry().bottom() < case.window.stage.height()
    words.resize(120, 40)
    assert words.toolTip() == words.text()
    button = bar(case).action("1")
    assert button is not None and button.text() == "Start fresh, clip at 1"
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert case.ws.project.recipe.clip == 1.0 and case.ws.document.undo_label == "Start fresh, clip at 1"
    case.wait(lambda: case.ws.live.step > 0 or bool(case.ws.run.finished))


def test_half_the_batch_is_taken_by_a_click_and_trains_on(
    case: RealWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = case.ws.project.recipe.batch_size
    plant(monkeypatch, "backward", lambda steps: len(steps.batch()[0][0]) > batch // 2)
    case.ws.training.toggle()
    case.wait(lambda: case.ws.run.finished == "out_of_memory")
    assert "Memory ran out at step 1, with" in bar(case).text()
    (words,) = bar(case).findChildren(WrappedLabel)
    assert is_whole(words)
    link = bar(case).action("0")
    assert link is not None and link.text() == f"Batches of {batch // 2}, accumulate 2"
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    case.wait(lambda: case.ws.live.running and case.ws.live.step > 2)
    assert case.ws.project.recipe.batch_size == batch // 2
    case.ws.training.toggle()
