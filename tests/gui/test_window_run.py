"""What the window says and does as a run goes on: seeds, pace, its end, strip, status line, closing."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.app import data_edits, edits
from playground.app.ask import Answer
from playground.app.live import LiveState
from playground.core.project.records import RunRecord
from playground.gui.theme.style import current_theme
from playground.gui.widgets.labels import ChipLabel, ElidedLabel
from playground.gui.window import placing
from playground.gui.window.main_window import MainWindow
from playground.gui.window.measures import SIZE
from playground.gui.window.thrift import LEAST_MS, MOST_MS, SHARE, Thrift, at_the_limit
from playground.gui.window.timestrip import TimeTrack
from real_window import RealWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def record(case: RealWindow) -> RunRecord:
    found = case.ws.run.record(even_untrained=True)
    assert found is not None
    return found


def assert_same(ours: Mapping[str, np.ndarray], theirs: Mapping[str, np.ndarray]) -> None:
    assert ours.keys() == theirs.keys()
    for key, array in ours.items():
        np.testing.assert_array_equal(array, theirs[key])


def click(case: RealWindow, widget: QWidget) -> None:
    case.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_undoing_a_new_seed_brings_the_old_weights_back(case: RealWindow) -> None:
    first, seed = record(case), case.ws.project.recipe.seed
    click(case, case.window.top.seed)
    case.wait(lambda: record(case).id != first.id)
    other = record(case)
    assert case.ws.project.recipe.seed != seed
    assert any(not np.array_equal(other.weights[key], first.weights[key]) for key in first.weights)
    case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: record(case).id not in (first.id, other.id))
    assert_same(record(case).weights, first.weights)
    case.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert case.ws.project.recipe.seed == other.project.recipe.seed


def test_at_1x_ten_epochs_take_a_second(case: RealWindow) -> None:
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 2)
    began, epoch = time.monotonic(), case.ws.live.epoch
    case.wait(lambda: case.ws.live.epoch >= epoch + 10)
    assert 0.7 < time.monotonic() - began < 5


def test_the_run_rests_when_its_epochs_are_done_and_space_goes_on(case: RealWindow) -> None:
    planned = 20
    case.ws.apply(data_edits.set_recipe, epochs=planned)
    click(case, case.window.top.speed.button("max"))
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "done")
    assert case.ws.live.epoch == planned
    assert case.window.top.train.text() == "Train"
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "done" and case.ws.live.epoch == 2 * planned)


def test_the_strip_and_the_status_line_tell_where_the_run_stands(case: RealWindow) -> None:
    track, live = case.window.strip.findChild(TimeTrack), case.window.strip.findChild(ChipLabel)
    words = [label.text() for label in case.window.status.findChildren(ElidedLabel)]
    assert {"Training seed 1", "Nothing leaves this computer"} <= set(words)
    empty = case.pixels(track)
    assert not live.isVisible()
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 4 and "steps/s" in case.window.status.words.text())
    assert live.isVisible()
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not live.isVisible() and not case.window.strip._pace.isActive())
    image, accent = case.pixels(track), current_theme().tokens.accent
    assert image != empty
    middle = round(track.height() / 2 + 6)
    done = [x for x in range(track.width()) if image.pixelColor(x, middle) == accent]
    share = (case.ws.live.step / case.ws.live.steps_per_epoch) / case.ws.project.recipe.epochs
    assert max(done) == pytest.approx(8 + share * (track.width() - 16), abs=12)
    case.qtbot.mouseMove(track, QPoint(round(track.x_of(case.ws.live.best.step)), middle))
    case.wait(lambda: case.window.strip.card.isVisible())
    assert any(words.startswith("Best val.") for words, _, _ in case.window.strip.card.lines())
    sentences = [label.text() for label in case.window.strip.findChildren(ElidedLabel)]
    assert any(text.startswith(f"Epoch {case.ws.live.epoch} of 200") for text in sentences)


def test_a_sentence_stays_in_the_status_line_until_it_is_cleared(case: RealWindow) -> None:
    case.ws.say("Something was saved.")
    case.ws.run_changed.emit()
    assert case.window.status.words.text() == "Something was saved."
    case.ws.say("")
    assert case.window.status.words.text() == ""


def test_closing_can_save_first(case: RealWindow) -> None:
    path = case.folder / "mine.nnplay"
    assert case.ws.apply(edits.set_param, "dense_2", "units", 5)
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    case.answer = lambda asked: Answer(path=path) if asked.kind == "save" else Answer("save")
    case.window.close()
    assert [question.id for question in case.asked] == ["save_changes", "save_project"]
    assert path.stat().st_size > 1000
    assert not case.window.isVisible()


def test_closing_the_starter_that_was_only_trained_asks_nothing(case: RealWindow) -> None:
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 1)
    case.window.close()
    assert case.asked == [] and not case.window.isVisible()


def test_closing_what_is_saved_asks_nothing_and_keeps_size_and_layout(case: RealWindow) -> None:
    case.window.resize(1300, 900)
    case.window.close()
    assert case.asked == []
    assert case.ws.settings.values.geometry
    assert case.ws.settings.values.state


@pytest.mark.parametrize("stored", ["", "no base64 at all", "AAAA"])
def test_a_first_start_and_damaged_settings_give_the_usual_size(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, stored: str
) -> None:
    monkeypatch.setattr(placing, "room_of", lambda window: QRect(0, 0, 1920, 1080))
    window = MainWindow()
    window.restore(stored)
    assert (window.width(), window.height()) == SIZE
    window.deleteLater()


def test_drawing_gets_its_share_and_no_more_while_training_runs_at_its_limit() -> None:
    spent = [0.0]
    thrift = Thrift(lambda: spent[0])
    live = LiveState(speed="max", running=True)
    spent[0] = cost = 0.008
    assert thrift.interval_ms(live) == round(1e3 * cost / SHARE)
    spent[0] += 10.0
    assert thrift.interval_ms(live) == MOST_MS
    live.running = False
    assert thrift.interval_ms(live) == LEAST_MS
    live.running = True
    assert thrift.interval_ms(live) == LEAST_MS  # nothing was spent: what came before is forgotten


@pytest.mark.parametrize(
    ("speed", "pace", "limit"),
    [("max", 1.0, True), ("1x", 200.0, False), ("1x", 100.0, True), ("10x", 200.0, True), ("1x", 0.0, False)],
)
def test_a_run_is_at_its_limit_when_it_cannot_keep_its_pace(speed: str, pace: float, limit: bool) -> None:
    live = LiveState(speed=speed, running=True, steps_per_epoch=20, steps_per_second=pace)  # type: ignore[arg-type]
    assert at_the_limit(live) == limit
    live.running = False
    assert not at_the_limit(live)
