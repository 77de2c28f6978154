"""A trained network asked about a file: dropped on its output, read on a page, saved."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from own_tables import HEAD, project_of, table_file, things
from playground.app.ask import Answer
from playground.core.data.asked import asked_of
from playground.core.data.prepared import fields_of
from playground.core.model.predict import predict
from playground.gui.answers.page import AnswersPage
from real_window import RealWindow

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    project = project_of(table_file(tmp_path / "own", things()), "kind")
    made = RealWindow(qtbot, qapp, tmp_path, project)
    yield made
    made.close()


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """Return a file of other things, its columns in another order and one line broken."""
    order = [4, 0, 3, 1, 2]
    rows = [line.split(",") for line in things(60, seed=9)]
    lines = [",".join(row[at] for at in order) for row in rows]
    lines[5] += ",too,many"
    return table_file(tmp_path, lines, "others.csv", ",".join(HEAD.split(",")[at] for at in order))


def hold(case: RealWindow, path: Path, over: QPointF, drop: bool) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    QApplication.sendEvent(case.window, QDragEnterEvent(over.toPoint(), COPY, mime, LEFT, NONE))
    QApplication.sendEvent(case.window, QDragMoveEvent(over.toPoint(), COPY, mime, LEFT, NONE))
    if drop:
        QApplication.sendEvent(case.window, QDropEvent(over, COPY, mime, LEFT, NONE))


def output(case: RealWindow) -> QPointF:
    return QPointF(case.window.docks.beside().center())


def train(case: RealWindow) -> None:
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.step > 60)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running)


def page_of(case: RealWindow, path: Path) -> AnswersPage:
    hold(case, path, output(case), drop=True)
    case.wait(lambda: case.ws.own.answering.answers is not None)
    page = case.window.findChild(AnswersPage)
    assert page is not None and page.isVisible()
    return page


def test_the_output_takes_no_file_before_anything_is_trained(case: RealWindow, asked: Path) -> None:
    hold(case, asked, output(case), drop=False)
    assert "ask" not in [zone.name for zone in case.window.dropping.overlay.zones]
    train(case)
    hold(case, asked, output(case), drop=False)
    case.window.dropping.overlay.end()
    hold(case, asked, output(case), drop=False)
    overlay = case.window.dropping.overlay
    assert "ask" in [zone.name for zone in overlay.zones]
    assert overlay.hot is not None and overlay.hot.name == "ask"


def test_every_row_is_answered_as_the_command_line_answers(case: RealWindow, asked: Path) -> None:
    train(case)
    page = page_of(case, asked)
    record = case.ws.run.record()
    assert record is not None
    rows = asked_of(record.project, asked)
    assert rows is not None
    said = predict(record.project, fields_of(record.project), record.weights, rows.inputs)
    (goal,) = said.values()
    table = page.table.rows
    assert table.rowCount() == 59 and table.headerData(0, Qt.Orientation.Horizontal) == "predicted kind"
    assert [table.index(row, 0).data() for row in range(59)] == goal.labels
    true = [cells[0] for cells in rows.cells]
    wrong = np.array([one != two for one, two in zip(goal.labels, true, strict=True)])
    assert wrong.any() and not wrong.all()
    assert f"{100 * (1 - wrong.mean()):.1f}" in page.worth.text() and str(wrong.sum()) in page.worth.text()
    assert "line 7" in page.notes[0].text()
    case.qtbot.mouseClick(page.which.button("missed"), LEFT)
    listed = [table.row_of_file(row) for row in range(table.rowCount())]
    assert listed == np.flatnonzero(wrong).tolist()


def test_answers_are_saved_beside_their_rows_and_esc_leads_back(
    case: RealWindow, asked: Path, tmp_path: Path
) -> None:
    train(case)
    page = page_of(case, asked)
    out = tmp_path / "told.csv"
    case.answer = lambda question: Answer("accept", out)
    case.qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with out.open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    assert len(lines) == 59 and head[:5] == ["kind", "size", "weight", "colour", "when"]
    assert [line[5] for line in lines] == [page.table.rows.index(row, 0).data() for row in range(59)]
    case.qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.isVisible() and case.window.canvas.isVisible()


def test_what_lacks_a_column_is_refused_in_a_sentence(case: RealWindow, tmp_path: Path) -> None:
    train(case)
    path = table_file(tmp_path, ["1,red", "2,blue"], "few.csv", "size,colour")
    hold(case, path, output(case), drop=True)
    case.wait(lambda: case.ws.notices.banner is not None)
    assert "lacks" in case.ws.notices.banner.text and not case.ws.own.answering.page.shown
