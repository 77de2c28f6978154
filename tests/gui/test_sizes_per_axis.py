"""Sizes that may differ along each axis, in the inspector by mouse and keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialog_case import keys
from dock_case import DockCase, drag_slider, number, type_number, walk
from playground.app import edits
from playground.app.settable import Settable, read_value, settables
from playground.core.errors import PlaygroundError
from playground.gui.dialogs.typed import setting_entry, written
from playground.gui.docks.inspector import InspectorPanel
from playground.gui.docks.param_form import ParamForm
from playground.gui.docks.param_row import WordOrSizesRow
from playground.gui.widgets.word_or_sizes import WordOrSizes

Key = Qt.Key


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DockCase]:
    made = DockCase(qtbot, qapp, tmp_path, "digits-cnn")
    yield made
    made.close()


@pytest.fixture
def form(case: DockCase) -> ParamForm:
    panel = case.show(InspectorPanel)
    case.ws.select(frozenset({"conv2d"}))
    case.app.processEvents()
    found = panel.form()
    assert found is not None
    return found


def kept(case: DockCase, name: str) -> object:
    return case.ws.project.network.nodes["conv2d"].params.get(name)


def setting(case: DockCase) -> str:
    node = case.ws.project.network.nodes["conv2d"]
    spec = case.ws.project.blocks.get(node.kind)
    return str(spec.setting(spec.params_of(node.params)))


def padding_of(form: ParamForm) -> WordOrSizes:
    row = form.row("padding")
    assert isinstance(row, WordOrSizesRow)
    return row.sizes


@pytest.mark.parametrize("typed", ["1x7", "1 × 7", "1 X 7", "[1, 7]", "(1,7)"])
def test_a_row_is_typed_where_one_number_stood(case: DockCase, form: ParamForm, typed: str) -> None:
    type_number(number(form.row("kernel")), typed)
    assert kept(case, "kernel") == (1, 7) and setting(case).endswith(" · 1 × 7")
    field = number(form.row("kernel")).field
    assert field.text().replace("\u2009", " ") == "1 × 7"
    assert field.width() >= field.fontMetrics().horizontalAdvance(field.text())
    type_number(number(form.row("kernel")), "5")
    assert kept(case, "kernel") == 5 and case.undo_steps() == 2
    case.ws.editing.undo()
    case.app.processEvents()
    assert field.text().replace("\u2009", " ") == "1 × 7"


@pytest.mark.parametrize("typed", ["1x7x3", "0x3", "1x", "1x2.5", "wide"])
def test_a_row_that_does_not_fit_is_refused_in_words(case: DockCase, form: ParamForm, typed: str) -> None:
    before, kernel = kept(case, "kernel"), number(form.row("kernel"))
    type_number(kernel, typed)
    assert kernel.problem().replace("\u2009", " ") == "1 px or more, or 1 × 7, please"
    assert case.said[-1].replace("\u2009", " ") == "Kernel: 1 px or more, or 1 × 7, please"
    assert kept(case, "kernel") == before and case.undo_steps() == 0
    QTest.keyClick(kernel.field, Key.Key_Escape)
    assert kernel.problem() == ""


def test_arrows_step_the_number_in_which_the_cursor_stands(case: DockCase, form: ParamForm) -> None:
    kernel = number(form.row("kernel"))
    type_number(kernel, "1x7")
    kernel.field.setCursorPosition(0)
    QTest.keyClick(kernel.field, Key.Key_Up)
    assert kept(case, "kernel") == (2, 7)
    kernel.field.end(False)
    for _ in range(5):
        QTest.keyClick(kernel.field, Key.Key_Down)
    assert kept(case, "kernel") == 2  # alike, but still a row while one steps
    QTest.keyClick(kernel.field, Key.Key_Down)
    assert kept(case, "kernel") == (2, 1)
    kernel.field.selectAll()
    QTest.keyClick(kernel.field, Key.Key_Up)
    assert kept(case, "kernel") == (3, 2)
    kernel.slider.setFocus()
    assert kernel.field.text().replace("\u2009", " ") == "3 × 2"
    case.ws.editing.undo()
    assert kept(case, "kernel") == (2, 1)


def test_the_slider_makes_one_number_of_a_row(case: DockCase, form: ParamForm) -> None:
    kernel = number(form.row("kernel"))
    type_number(kernel, "1x7")
    drag_slider(kernel, 0.9, 0.5)
    assert kept(case, "kernel") == 4 and case.undo_steps() == 2


def test_zeros_around_are_a_word_or_numbers(case: DockCase, form: ParamForm) -> None:
    padding = padding_of(form)
    assert not padding.field.isVisible()
    walk(padding.combo, 2)
    assert kept(case, "padding") == 1 and padding.field.isVisible()
    padding.field.setFocus()
    padding.field.selectAll()
    keys(padding.field, "0x3")
    QTest.keyClick(padding.field, Key.Key_Return)
    assert kept(case, "padding") == (0, 3)
    QTest.keyClick(padding.field, Key.Key_Home)
    QTest.keyClick(padding.field, Key.Key_Up)
    assert kept(case, "padding") == (1, 3)
    walk(padding.combo, -1)
    assert kept(case, "padding") == "valid" and not padding.field.isVisible()
    case.ws.editing.undo()
    case.app.processEvents()
    assert kept(case, "padding") == (1, 3) and padding.field.isVisible()


def found(case: DockCase, name: str) -> Settable:
    return next(each for each in settables(case.ws) if each.param.name == name and each.icon == "scan")


def test_the_command_palette_takes_rows(case: DockCase, form: ParamForm) -> None:
    typed = setting_entry(found(case, "kernel")).typed
    assert typed is not None
    entry = typed("1x7")
    assert entry.title.replace("\u2009", " ") == "Kernel: 3 px → 1 × 7"
    entry.run()
    assert kept(case, "kernel") == (1, 7)
    assert written(found(case, "padding").param, "same") == "Same size"
    padding = found(case, "padding").param
    assert [read_value(padding, words) for words in ("none", "same", "0", "0x3")] == [
        "valid",
        "same",
        0,
        (0, 3),
    ]
    with pytest.raises(PlaygroundError, match="Padding takes one of same, valid, or a whole number"):
        read_value(padding, "1x2x3")


def test_an_adaptive_pool_ends_at_other_rows_than_columns(case: DockCase) -> None:
    panel = case.show(InspectorPanel)
    wire = next(edge for edge in case.ws.project.network.edges if edge.source == "conv2d")
    assert case.ws.apply(edits.insert, "adaptive_pool2d", wire)
    case.app.processEvents()
    form = panel.form()
    assert form is not None
    type_number(number(form.row("side")), "2x3")
    node = case.ws.project.network.nodes["adaptive_pool2d"]
    spec = case.ws.project.blocks.get(node.kind)
    assert node.params["side"] == (2, 3)
    assert str(spec.setting(spec.params_of(node.params))).startswith("2 × 3")
