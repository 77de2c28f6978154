"""The window's run control by real keys and clicks, judged by the run itself."""

import time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.app.ask import Answer
from window_case import WindowCase

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CLOSE_S = 3.0


def test_space_trains_and_pauses(room: WindowCase) -> None:
    room.open()
    top = room.window.top
    assert top.train.text() == "Train"
    room.key(Qt.Key.Key_Space)
    room.wait(lambda: room.ws.live.epoch >= 2)
    assert top.train.text() == "Pause"
    room.key(Qt.Key.Key_Space)
    room.wait(lambda: room.ws.state == "paused" and room.ws.live.steps_per_second == 0)
    assert top.train.text() == "Train"
    assert len(room.ws.live.losses) == room.ws.live.step == int(room.record().position["step"])


def test_a_step_is_one_and_reset_brings_the_same_weights_back(room: WindowCase) -> None:
    room.open()
    first = room.record()
    room.key(Qt.Key.Key_Period)
    room.wait(lambda: room.ws.live.step == 1)
    stepped = room.record()
    assert len(stepped.history.losses) == 1
    assert any(not np.array_equal(stepped.weights[key], first.weights[key]) for key in first.weights)
    room.click(room.window.top.step)
    room.wait(lambda: room.ws.live.step == 2)
    room.key(Qt.Key.Key_R, CTRL)
    room.wait(lambda: room.ws.live.step == 0 and not room.ws.live.started)
    assert_same(room.record().weights, first.weights)


def test_a_new_seed_rolls_other_weights_and_undo_brings_the_old_back(room: WindowCase) -> None:
    room.open()
    first, seed = room.record(), room.ws.project.recipe.seed
    room.click(room.window.top.seed)
    room.wait(lambda: room.record().id != first.id)
    other = room.record()
    assert room.ws.project.recipe.seed != seed
    assert any(not np.array_equal(other.weights[key], first.weights[key]) for key in first.weights)
    room.key(Qt.Key.Key_Z, CTRL)
    room.wait(lambda: room.record().id not in (first.id, other.id))
    assert_same(room.record().weights, first.weights)
    room.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert room.ws.project.recipe.seed == other.project.recipe.seed


def assert_same(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray]) -> None:
    assert ours.keys() == theirs.keys()
    for key, array in ours.items():
        np.testing.assert_array_equal(array, theirs[key])


def test_the_speed_segments_set_the_pace(room: WindowCase) -> None:
    room.open()
    speed = room.window.top.speed
    assert (speed.current(), room.ws.live.speed) == ("1x", "1x")
    for name in ("10x", "max", "1x"):
        room.click(speed.button(name))
        assert (speed.current(), room.ws.live.speed, room.ws.project.speed) == (name, name, name)
    assert room.ws.document.undo_label == ""


def test_at_1x_ten_epochs_take_a_second(room: WindowCase) -> None:
    room.open()
    room.key(Qt.Key.Key_Space)
    room.wait(lambda: room.ws.live.epoch >= 2)
    began, epoch = time.monotonic(), room.ws.live.epoch
    room.wait(lambda: room.ws.live.epoch >= epoch + 10)
    assert 0.7 < time.monotonic() - began < 3


def test_the_run_rests_when_its_epochs_are_done_and_space_goes_on(room: WindowCase) -> None:
    room.open()
    room.ws.set_speed("max")
    room.key(Qt.Key.Key_Space)
    room.wait(lambda: room.ws.state == "done")
    planned = room.ws.project.recipe.epochs
    assert room.ws.live.epoch == planned
    room.key(Qt.Key.Key_Space)
    room.wait(lambda: room.ws.state == "done" and room.ws.live.epoch == 2 * planned)


def test_closing_in_mid_training_asks_and_ends_within_three_seconds(room: WindowCase) -> None:
    room.open("digits-cnn")
    room.ws.set_speed("max")
    room.key(Qt.Key.Key_Space)
    room.wait(lambda: room.ws.live.step > 5)
    room.window.close()
    assert [question.id for question in room.questions] == ["save_changes"]
    assert room.window.isVisible()  # cancelled: it goes on
    assert room.ws.live.running
    room.answers.append(Answer("discard"))
    began = time.monotonic()
    room.window.close()
    assert time.monotonic() - began < CLOSE_S
    assert not room.window.isVisible()
    assert not room.ws.worker.alive


def test_closing_can_save_first(room: WindowCase) -> None:
    room.open()
    path = room.folder / "mine.nnplay"
    room.key(Qt.Key.Key_Period)
    room.wait(lambda: room.ws.live.step == 1)
    room.answers += [Answer("save"), Answer(path=path)]
    room.window.close()
    assert [question.id for question in room.questions] == ["save_changes", "save_project"]
    assert path.stat().st_size > 1000
    assert not room.window.isVisible()


def test_closing_what_is_saved_asks_nothing(room: WindowCase) -> None:
    room.open()
    room.window.close()
    assert room.questions == []
    assert not room.window.isVisible()


@pytest.mark.parametrize("name", ["train", "undo", "step"])
def test_space_on_a_focused_button_presses_it_alone(room: WindowCase, name: str) -> None:
    room.open()
    button: QWidget = getattr(room.window.top, name)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    room.key(Qt.Key.Key_Space)
    if name == "train":
        room.wait(lambda: room.ws.live.running)
    elif name == "step":
        room.wait(lambda: room.ws.live.step == 1)
    assert room.ws.live.running == (name == "train")
