"""A pupil brings data: dropped, built, trained, exported, and asked about new ones, by clicks and keys."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from own_pictures import by_class
from own_sounds import sound_folder
from own_tables import table_file, things
from own_texts import text_folder
from playground.app.ask import Answer
from playground.core.data.asked import asked_of
from playground.core.data.asked_rows import AskedRows
from playground.gui.answers.page import AnswersPage
from playground.gui.dialogs.export import ExportDialog
from playground.gui.own.page import OwnDataPage
from real_window import RealWindow

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


@dataclass(frozen=True)
class PupilsData:
    """What somebody has, and what is asked afterwards."""

    data: Callable[[Path], Path]
    asked: Callable[[Path], Path]
    rows: int  # that are asked about
    accuracy: float  # at least, of what was held out and of what is asked


TABLE = PupilsData(lambda at: table_file(at, things()), lambda at: table_file(at, things(40, 5)), 40, 0.8)
PICTURES = PupilsData(lambda at: by_class(at / "tones", 16), lambda at: by_class(at / "tones", 3), 9, 0.85)
TEXTS = PupilsData(text_folder, lambda at: text_folder(at, 20), 20, 0.85)
SOUNDS = PupilsData(sound_folder, lambda at: sound_folder(at, 4, seed=3), 12, 0.8)


def drop(case: RealWindow, path: Path, over: QPointF) -> None:
    """Hold a file over the window, and let it go there."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    QApplication.sendEvent(case.window, QDragEnterEvent(over.toPoint(), COPY, mime, LEFT, NONE))
    QApplication.sendEvent(case.window, QDragMoveEvent(over.toPoint(), COPY, mime, LEFT, NONE))
    QApplication.sendEvent(case.window, QDropEvent(over, COPY, mime, LEFT, NONE))


def build_and_train(case: RealWindow, path: Path, least: float) -> None:
    drop(case, path, QPointF(case.window.rect().center()))
    case.wait(lambda: case.ws.own.draft is not None)
    page = case.window.findChild(OwnDataPage)
    assert page is not None and page.isVisible()
    case.qtbot.mouseClick(page.made.button, LEFT)
    case.wait(lambda: case.ws.project.data.own is not None)
    case.wait(lambda: case.ws.training.state == "done")
    assert case.ws.live.epoch == case.ws.project.recipe.epochs
    assert (case.ws.live.metric("accuracy") or 0.0) >= least


def export(case: RealWindow, path: Path) -> None:
    case.answer = lambda question: Answer(path=path)  # the system's own file dialog
    case.key(Qt.Key.Key_E, CTRL)
    case.wait(lambda: case.window.findChild(ExportDialog) is not None)
    dialog = case.window.findChild(ExportDialog)
    case.qtbot.mouseClick(dialog.browse, LEFT)
    case.qtbot.mouseClick(dialog.export_button, LEFT)
    case.qtbot.waitUntil(lambda: case.ws.exports.state.result is not None, timeout=120_000)
    result = case.ws.exports.state.result
    assert result is not None and result.path == path and result.largest_difference < 1e-4
    case.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    case.wait(lambda: not dialog.isVisible())


def save_answers(case: RealWindow, path: Path, out: Path) -> None:
    drop(case, path, QPointF(case.window.docks.beside().center()))
    case.wait(lambda: case.ws.own.answering.answers is not None)
    page = case.window.findChild(AnswersPage)
    assert page is not None and page.isVisible()
    case.answer = lambda question: Answer("accept", out)
    case.qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    case.wait(out.exists)


def column_of(out: Path, name: str) -> list[str]:
    """Return a column of a saved table."""
    with out.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def answers_of_the_file(model: Path, rows: AskedRows) -> np.ndarray:
    """Return which class (n,) the exported network says, from raw values and on its own."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(model))
    given = {each.name: _as(array, each.type)
             for each, array in zip(session.get_inputs(), rows.inputs.values(), strict=True)}  # fmt: skip
    (said,) = session.run(None, given)
    return np.asarray(said).argmax(axis=1)


def _as(array: np.ndarray, kind: str) -> np.ndarray:
    return array.astype(np.int64 if "int64" in kind else np.float32)


@pytest.mark.parametrize("brought", [
    pytest.param(TABLE, id="a table"),
    pytest.param(PICTURES, id="pictures", marks=pytest.mark.slow),
    pytest.param(TEXTS, id="texts", marks=pytest.mark.slow),
    pytest.param(SOUNDS, id="recordings", marks=pytest.mark.slow),
])  # fmt: skip
def test_from_a_drop_to_saved_answers(case: RealWindow, brought: PupilsData, tmp_path: Path) -> None:
    model, out = tmp_path / "mine.onnx", tmp_path / "answers.csv"
    build_and_train(case, brought.data(tmp_path / "mine"), brought.accuracy)
    export(case, model)
    asked = brought.asked(tmp_path / "new")
    save_answers(case, asked, out)
    own, rows = case.ws.project.data.own, asked_of(case.ws.project, asked)
    assert own is not None and rows is not None
    (target,) = own.used_as("target")
    said = [target.kinds.index(each) for each in column_of(out, f"predicted {target.name}")]
    assert len(said) == brought.rows
    assert said == answers_of_the_file(model, rows).tolist()
    assert (rows.targets[target.name] == said).mean() >= brought.accuracy
