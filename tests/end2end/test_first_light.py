"""The first minute in the real window: train, drop a block in, undo, save, reopen, export."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground import app
from playground.app.ask import Answer
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from real_window import RealWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def short(epochs: int) -> Project:
    """Return the spirals at full speed, with fewer epochs."""
    project = template("spiral-mlp", CATALOGUE).open()
    return replace(project, speed="max", recipe=replace(project.recipe, epochs=epochs))


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_a_block_dropped_in_while_it_trains_goes_on_learning(case: RealWindow) -> None:
    before = case.pixels(case.panel("map"))
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 3)
    assert case.pixels(case.panel("map")) != before
    run, step = case.ws.live.run, case.ws.live.step
    case.drop_on_wire("dense", "dense", "dense_2")
    assert case.edge("dense", "dense_4") and case.edge("dense_4", "dense_2")
    assert case.ws.inference.parameters["dense_4"] == 72
    case.wait(lambda: case.ws.live.run != run and case.ws.live.step > step + 20)
    assert case.ws.live.running and case.ws.live.parent == run
    banner = case.ws.notices.banner
    assert banner is not None and "Kept the 114 weights that still fit" in banner.text
    assert any(mark.kind == "edit" and mark.step >= step for mark in case.ws.live.marks)
    assert len(case.ws.live.losses) == case.ws.live.step
    case.key(Qt.Key.Key_Z, CTRL)
    assert "dense_4" not in case.ws.project.network.nodes
    step = case.ws.live.step
    case.wait(lambda: case.ws.live.step > step + 20)


def test_the_window_learns_the_same_bits_as_the_plain_trainer(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    project = short(10)
    case = RealWindow(qtbot, qapp, tmp_path, project)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "done")
    live = case.ws.live
    session = Session.start(project)
    for _ in train(session, Limit(), chunk=lambda: 7, stop=lambda: False):
        pass
    history = session.record().history
    np.testing.assert_array_equal(live.losses.exact, history.losses)
    for name in ("loss", "val_loss", "accuracy", "val_accuracy"):
        expected = [record[name] for record in history.epochs]
        np.testing.assert_array_equal(live.epochs.column(name), expected)
    case.close()


def test_a_saved_project_opens_with_its_run(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case = RealWindow(qtbot, qapp, tmp_path, short(3))
    path = tmp_path / "mine.nnplay"
    case.answer = lambda question: Answer(path=path)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "done")
    losses = np.array(case.ws.live.losses.exact)
    case.key(Qt.Key.Key_S, CTRL)
    assert path.exists() and not case.ws.files.unsaved
    opened = open_project(path, CATALOGUE)
    np.testing.assert_array_equal(opened.runs[0].history.losses, losses)
    assert opened.thumbnail is not None and opened.thumbnail.startswith(b"\x89PNG")
    assert case.ws.files.open(path)
    case.wait(lambda: len(case.ws.live.losses) == len(losses))
    np.testing.assert_array_equal(case.ws.live.losses.exact, losses)
    case.close()


@pytest.mark.slow
def test_what_the_window_exports_answers_as_the_window_does(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    import onnxruntime

    case = RealWindow(qtbot, qapp, tmp_path, short(60))
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "done")
    case.ws.exports.start("onnx", tmp_path / "m.onnx")
    qtbot.waitUntil(lambda: not case.ws.exports.state.running, timeout=120_000)
    assert case.ws.exports.state.failure == ""
    taken = case.ws.samples.take("validation")
    session = onnxruntime.InferenceSession(tmp_path / "m.onnx")
    (shares,) = session.run(None, {"input": taken["points"]})
    accuracy = float((shares.argmax(1) == taken["label"]).mean())
    assert accuracy == case.ws.live.metric("val_accuracy")
    case.close()


@pytest.mark.slow
def test_the_demonstration_does_the_main_job_for_real(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(app.__file__).parents[2])}

    def playground(*words: str) -> str:
        command = [sys.executable, "-m", "playground", *words]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=300, cwd=tmp_path, env=environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    told = playground("--demo", "--out", "demo")
    assert {path.name for path in (tmp_path / "demo").iterdir()} == {"demo.nnplay", "demo.onnx", "window.png"}
    playground("new", "spiral-mlp", "-o", "a.nnplay")
    playground("train", "a.nnplay", "-o", "b.nnplay")
    shown, trained = (
        json.loads(playground("history", name, "--json")) for name in ("demo/demo.nnplay", "b.nnplay")
    )
    assert shown["steps"] == trained["steps"] and shown["epochs"] == trained["epochs"]
    accuracy = shown["epochs"][-1]["val_accuracy"]  # another machine's bits may be one sample off ours
    assert accuracy >= 0.97
    assert f"Validation accuracy {100 * accuracy:.1f} %" in told.replace("\u2009", " ")
