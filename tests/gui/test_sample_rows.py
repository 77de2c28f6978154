"""Samples that are no pictures stand in rows: what they bring, what is true, what is said; and labels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import newest
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import load_samples
from playground.core.project.templates import template
from playground.core.views.spec import Snapshot
from playground.gui.panels.labels import LabelRows
from playground.gui.panels.record_columns import columns_of
from playground.gui.panels.sample_rows import RowView
from playground.gui.panels.samples import SamplesPanel
from playground.gui.theme.numbers import figure
from playground.gui.theme.style import apply_theme, current_theme
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("diabetes-mlp", CATALOGUE).open())
    yield made
    made.close()


def test_rows_of_a_table_with_what_is_true_and_what_is_said(case: RealWindow) -> None:
    case.window.show_bottom("samples")
    panel = case.window.bottom._panels["samples"]
    rows, model = panel.rows, panel.rows.samples
    case.wait(lambda: rows.isVisible() and model.rowCount() == 133 and len(model.columns) == 10)
    assert not panel.list.isVisible() and not panel.detail.isVisible() and not panel.label.isVisible()
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert titles[:3] == ["Sample", "age", "sex"] and titles[-3:] == ["True", "Says", "Off by"]
    arrays = newest(case.ws, "samples").arrays
    hardest = int(arrays["loss"].argmax())
    shown = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    held = load_samples(case.ws.project).take("validation")
    assert shown[-3] == figure(float(held["value"][hardest]))
    assert shown[-2] == figure(float(arrays["answer"][hardest])) and shown[-1][0] in "+\u2212"
    assert shown[1] == f"{held['table'][hardest][0]:.0f}"  # its age
    assert panel.kinds.button("wrong").text().startswith("Off by > ")
    QTest.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(model.index(1, 2)).center())
    assert case.ws.views.subject.sample == model.indices[1]
    head = rows.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(1) + 20, head.height() // 2)
    QTest.mouseClick(head.viewport(), LEFT, pos=place)
    ages = held["table"][model.indices][:, 0]
    assert (np.diff(ages) >= 0).all()
    QTest.mouseClick(head.viewport(), LEFT, pos=place)
    assert (np.diff(held["table"][model.indices][:, 0]) <= 0).all()


@pytest.mark.parametrize("name", ["reviews-lstm", "sensor-gru", "wine-mlp"])
def test_sentences_and_recordings_have_columns_too(
    name: str, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    apply_theme(qapp, "dark")
    ws = Workspace(template(name, CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    assert columns_of(ws) == ()
    ws.samples = load_samples(ws.project)
    target = next(iter(ws.samples.dataset.arrays["label"][:1]))
    numbers = ws.samples.parts["validation"][:5]
    arrays = {"number": numbers, "label": np.full(5, target), "answer": np.zeros(5, int),
              "certainty": np.linspace(0.5, 1, 5), "loss": np.ones(5)}  # fmt: skip
    classes = ws.fields.fields["label"].classes
    view = RowView(ws)
    qtbot.addWidget(view)
    view.resize(700, 200)
    view.show()
    view.show_samples(Snapshot("samples", 1, arrays, {"classes": classes}), np.arange(5), 2)
    model = view.samples
    assert not view.grab().isNull() and view.currentIndex().row() == 2
    words = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    assert words[-3:] == [classes[target], classes[0], "50\u2009%"]
    if name == "reviews-lstm":
        field = ws.fields.fields["tokens"]
        ids = ws.samples.dataset.arrays["tokens"][numbers[0]]
        assert words[1] == " ".join(field.parts[each] for each in ids if each)
    for column in range(model.columnCount()):
        model.sort_by(column)
        assert sorted(model.indices) == list(range(5))
    ws.close()


def test_rows_are_sorted_by_a_certainty_that_is_no_number_too(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    apply_theme(qapp, "dark")
    ws = Workspace(template("wine-mlp", CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    ws.samples = load_samples(ws.project)
    arrays = {"number": ws.samples.parts["validation"][:4], "label": np.zeros(4, int),
              "answer": np.zeros(4, int), "certainty": np.array([np.nan, 0.996, 0.4, 0.999], np.float32),
              "loss": np.ones(4)}  # fmt: skip
    view = RowView(ws)
    qtbot.addWidget(view)
    classes = ws.fields.fields["label"].classes
    view.show_samples(Snapshot("samples", 1, arrays, {"classes": classes}), np.arange(4), None)
    model = view.samples
    model.sort_by(model.columnCount() - 1)
    assert model.indices.tolist() == [2, 1, 3, 0]
    ws.close()


def test_samples_are_listed_by_class_or_by_label(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    apply_theme(qapp, "dark")
    ws = Workspace(template("shapes-multilabel", CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    panel = SamplesPanel(ws)
    qtbot.addWidget(panel)
    words = [panel.label.itemText(index) for index in range(3)]
    assert words == ["Label: any", "Label: circle", "Label: square"]
    assert panel.label.accessibleName() == "True label"
    ws.close()


def test_a_line_a_label_and_a_click_chooses_it(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "dark")
    rows, said = LabelRows(), []
    qtbot.addWidget(rows)
    rows.resize(360, 100)
    rows.chosen.connect(said.append)
    rows.show()
    figures = {"support": np.array([9, 4, 0]), "f1": np.array([1.0, 0.5, 0.0]), "precision": np.ones(3),
               "recall": np.ones(3), "threshold": np.array([0.5, 0.3, 0.5]),
               "best_f1": np.array([1.0, 0.8, 0.0])}  # fmt: skip
    rows.show_figures(
        Snapshot("label_figures", 1, figures, {"classes": ("star", "heart", "disc"), "samples": 9})
    )
    image, good = rows.grab().toImage(), current_theme().tokens.good
    filled = [sum(image.pixelColor(x, round(rows.row(label).bottom()) - 4) == good for x in range(360))
              for label in range(3)]  # fmt: skip
    assert filled[0] > 1.8 * filled[1] > 20 and filled[2] == 0
    assert "at best 80.0" in rows.words(1) and "0.30" in rows.words(1)
    qtbot.mouseClick(rows, LEFT, pos=rows.row(1).center().toPoint())
    rows.show_current(1)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert said == [1, 2]
