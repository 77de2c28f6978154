"""The inspector by mouse and keys, and with a live model."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dock_case import DockCase, click, drag_slider, flip, number, pick, switch, type_number
from playground.app import edits
from playground.app.document import Document
from playground.app.worker.requests import Watch
from playground.core.blocks.learning import LEARNING
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.views.key import ViewKey
from playground.gui.docks.inspector import InspectorPanel
from playground.gui.docks.node_form import NodeForm
from playground.gui.docks.norms import MOST, NormHistory
from playground.gui.docks.param_row import SeveralRow, TextRow
from playground.gui.docks.plots import fitted, smoothed
from real_window import RealWindow


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DockCase]:
    made = DockCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


@pytest.fixture
def panel(case: DockCase) -> InspectorPanel:
    return case.show(InspectorPanel)


def form_of(panel: InspectorPanel) -> NodeForm:
    form = panel.form()
    assert form is not None
    return form


def select(case: DockCase, panel: InspectorPanel, *ids: str) -> None:
    case.ws.select(frozenset(ids))
    case.app.processEvents()


def params(case: DockCase, node: str) -> dict[str, object]:
    return dict(case.ws.project.network.nodes[node].params)


def test_the_form_follows_the_selection(case: DockCase, panel: InspectorPanel) -> None:
    assert panel.form() is None
    select(case, panel, "dense_2")
    assert panel.head.title.text() == "Dense 2"
    assert list(form_of(panel).rows) == ["units", "activation", "bias", "weights"]
    select(case, panel, "points")
    assert list(form_of(panel).rows) == ["features"]
    select(case, panel, "dense", "dense_2")
    assert panel.form() is None and panel.head.title.text() == "2 blocks"
    assert panel.facts.facts()["Blocks"] == "2"


def test_the_cap_turns_to_how_a_block_learns(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense_2")
    click(panel.head.cap)
    assert list(form_of(panel).rows) == [param.name for param in LEARNING]
    type_number(number(form_of(panel).row("rate_factor")), "0.25")
    assert case.ws.project.network.nodes["dense_2"].learning == {"rate_factor": 0.25}
    assert panel.facts.facts()["Rate factor"] == "0.25"
    select(case, panel, "points")  # has no weights, so nothing to learn
    assert panel.head.cap.isHidden() and list(form_of(panel).rows) == ["features"]
    select(case, panel, "dense")  # the cap stays turned for the next one
    assert number(form_of(panel).row("rate_factor")).value() == 1
    case.ws.editing.undo()
    assert case.ws.project.network.nodes["dense_2"].learning == {}
    click(panel.head.cap)
    assert list(form_of(panel).rows) == ["units", "activation", "bias", "weights"]


def test_the_summary_is_told(qtbot: QtBot, case: DockCase, panel: InspectorPanel) -> None:
    with qtbot.waitSignal(panel.summary_changed) as told:
        select(case, panel, "dense")
    assert told.args == ["Every unit sees every input."] == [panel.summary()]
    select(case, panel)
    assert panel.summary() == ""


def test_dragging_units_is_one_step(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense")
    seen: list[int] = []

    def note(_old: Project, new: Project) -> None:
        seen.append(int(new.network.nodes["dense"].params.get("units", 0)))

    case.ws.project_changed.connect(note)
    drag_slider(number(form_of(panel).row("units")), 0.2, 0.5, 0.9, 1.0)
    case.ws.project_changed.disconnect(note)
    assert seen[-1] == 64 and len(seen) == 4  # the project follows every move
    assert case.undo_steps() == 1
    case.ws.editing.undo()
    assert number(form_of(panel).row("units")).value() == 8


def test_a_typed_number_out_of_range_is_refused(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense")
    units = number(form_of(panel).row("units"))
    type_number(units, "0")
    assert units.problem().startswith("1 or more") and case.undo_steps() == 0
    type_number(units, "500")  # beyond the slider, as typing may
    assert params(case, "dense")["units"] == 500


def test_choices_and_switches(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense_2")
    pick(form_of(panel).row("activation"), 1)
    assert params(case, "dense_2")["activation"] == "mish"  # SiLU, then Mish
    flip(form_of(panel).row("bias"))
    assert params(case, "dense_2")["bias"] is False
    assert case.undo_steps() == 2


def test_features_are_switched(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "points")
    row = form_of(panel).row("features")
    switch(row, "sin_x1")
    assert params(case, "points")["features"] == ("x1", "x2", "sin_x1")
    switch(row, "x2")
    assert params(case, "points")["features"] == ("x1", "sin_x1")
    assert isinstance(row, SeveralRow)
    QTest.keyClick(row.chips.chip("sin_x1"), Qt.Key.Key_Right)
    assert row.chips.chip("sin_x2").hasFocus()


def test_what_is_wrong_is_red_in_place(case: DockCase, panel: InspectorPanel) -> None:
    case.get_ready()
    select(case, panel, "points")
    row = form_of(panel).row("features")
    switch(row, "x1")
    assert row.problem() == ""
    switch(row, "x2")
    assert "no features" in row.problem() and row.toolTip() == row.problem()
    case.ws.editing.undo()
    assert row.problem() == ""


def test_a_name_is_changed_in_place(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense")
    click(panel.head.pencil)
    assert panel.head.field.hasFocus()
    QTest.keyClicks(panel.head.field, "First layer")
    QTest.keyClick(panel.head.field, Qt.Key.Key_Return)
    assert case.ws.project.network.nodes["dense"].label == "First layer"
    assert panel.head.title.text() == "First layer" and panel.head.title.isVisible()
    case.ws.editing.undo()
    assert panel.head.title.text() == "Dense"


def test_escape_keeps_the_name(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense")
    click(panel.head.pencil)
    QTest.keyClicks(panel.head.field, "Nonsense")
    QTest.keyClick(panel.head.field, Qt.Key.Key_Escape)
    assert panel.head.field.isHidden() and case.undo_steps() == 0


def test_enter_on_a_block_edits_its_first_parameter(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense")
    panel.edit()
    field = number(form_of(panel).row("units")).field
    assert field.hasFocus() and field.selectedText() == "8"
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert params(case, "dense")["units"] == 9
    field.selectAll()
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert params(case, "dense")["units"] == 7


def test_typing_goes_to_the_block_it_was_typed_for(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense")
    field = number(form_of(panel).row("units")).field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "12")
    select(case, panel, "dense_2")  # the field goes away with the number in it
    assert params(case, "dense_2").get("units", 8) == 8
    assert params(case, "dense").get("units", 8) == 12


def test_an_edit_from_elsewhere_keeps_the_form(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense")
    form = form_of(panel)
    case.ws.apply(edits.set_param, "dense", "units", 20)
    assert panel.form() is form and number(form.row("units")).value() == 20
    case.ws.apply(edits.delete, ["dense"])
    assert panel.form() is None and panel.head.title.text() == "Spiral MLP"


def test_facts_of_a_layer(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense_2")
    assert panel.facts.facts()["Parameters"] == "?"  # before torch is there
    case.get_ready()
    facts = panel.facts.facts()
    assert facts["Shape"] == "8 → 8" and facts["Parameters"] == "72"
    assert facts["Weights + biases"] == "64 + 8"


def test_facts_of_source_and_goal(case: DockCase, panel: InspectorPanel) -> None:
    case.get_ready()
    select(case, panel, "points")
    assert panel.facts.facts() == {"Gives": "2", "Samples": "500", "Training": "350", "Validation": "150"}
    select(case, panel, "classify")
    assert panel.facts.facts()["Classes"] == "2" and panel.facts.facts()["Validation loss"] == "—"


def test_weights_and_gradients_are_live(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense_2")
    panel.build_plots()
    case.get_ready()
    case.pump_until(lambda: panel.weights.words() == "")
    assert "…" in panel.facts.facts()["Weight range"]
    assert panel.gradients.words() != ""  # no step was taken yet
    case.ws.training.toggle()
    case.pump_until(lambda: panel.gradients.words() == "")
    assert panel.facts.facts()["Gradient norm"] != "—"
    case.ws.training.toggle()
    steps, norms = panel._norms.of("dense_2")
    assert (np.diff(steps) > 0).all() and (norms > 0).all()


def test_a_hidden_panel_asks_for_nothing(case: DockCase, panel: InspectorPanel) -> None:
    asked: list[Watch] = []
    case.ws.views._post = asked.append
    select(case, panel, "dense")
    panel.hide()
    panel.show()
    all_of_it, dense = (ViewKey.of("weight_stats", {"node": node}) for node in ("", "dense"))
    assert asked == [Watch(dense), Watch(all_of_it, False), Watch(dense, False), Watch(dense)]


def test_another_file_forgets_the_gradients(case: DockCase, panel: InspectorPanel) -> None:
    panel._norms.add(5, {"dense": 1.0})
    case.ws.replace_document(Document(template("digits-mlp", CATALOGUE).open()))
    assert len(panel._norms.of("dense")[0]) == 0 and panel.head.title.text() == case.ws.project.name


@pytest.mark.parametrize("width", [712, 936, 1300])
@pytest.mark.parametrize("node", ["conv2d", "dense", "image", "classify"])
def test_nothing_is_clipped(qtbot: QtBot, qapp: QApplication, tmp_path: Path, width: int, node: str) -> None:
    case = DockCase(qtbot, qapp, tmp_path, "digits-cnn")
    panel = case.show(InspectorPanel, width)
    case.ws.torch_ready = True
    case.ws.checks.update(case.ws.project, True)
    select(case, panel, node)
    form = form_of(panel)
    for row in form.rows.values():
        place = row.control.mapTo(panel, row.control.rect().bottomRight())
        assert panel.rect().contains(place) and row.control.width() >= row.control.minimumSizeHint().width()
    columns = [column.widget for column in panel.columns._columns if column.widget.isVisible()]
    for left, right in zip(columns, columns[1:], strict=False):
        assert left.geometry().right() < right.geometry().left()
    assert panel.rect().contains(columns[-1].geometry())
    case.close()


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000)])
def test_no_control_of_a_block_is_cut(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, size: tuple[int, int]
) -> None:
    case = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    case.window.resize(*size)
    case.wait(lambda: case.window.width() == size[0])
    view, inspector = case.window.canvas, case.window.inspector
    top = view.canvas.blocks["conv2d"].scene_rect.topLeft()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(top + QPointF(60, 12)))
    case.wait(lambda: case.ws.selection == {"conv2d"})
    view.setFocus()
    case.key(Qt.Key.Key_Return)
    case.wait(lambda: inspector.isVisible() and form_of(inspector).isVisible())
    case.app.processEvents()
    cut = [name for name, row in form_of(inspector).rows.items() if _reaches_out(row, inspector)]
    case.close()
    assert cut == []


def _reaches_out(row: QWidget, panel: QWidget) -> bool:
    """Tell whether a row, or something in it, is not seen whole."""
    inside = [child for child in row.findChildren(QWidget) if child.isVisibleTo(row)]
    below = max(child.mapTo(row, child.rect().bottomLeft()).y() for child in inside)
    return below >= row.height() or row.mapTo(panel, row.rect().bottomLeft()).y() > panel.height()


def test_norms_are_thinned_and_cut() -> None:
    history = NormHistory()
    for step in range(5000):
        history.add(step, {"a": 1.0 + step})
    steps, norms = history.of("a")
    assert len(steps) <= MOST + 1 and steps[-1] > 4990 and (norms == steps + 1).all()
    history.add(100, {"a": 7.0})  # rewound
    assert history.of("a")[0][-1] <= 100
    assert len(history.of("b")[0]) == 0
    history.add(101, {"a": float("nan")})
    assert np.isfinite(history.of("a")[1]).all()


def test_the_histogram_is_cut_evenly_around_zero() -> None:
    edges = np.linspace(-10.0, 10.0, 41)
    counts = np.zeros(40, np.int64)
    counts[[13, 20, 28]] = 3, 5, 2
    bars, ends = fitted(counts, edges)
    assert bars.sum() == counts.sum() and ends[0] == -ends[-1] and len(ends) == len(bars) + 1
    assert ends[-1] == 4.5
    wide = np.ones(40, np.int64)
    bars, ends = fitted(wide, edges)
    assert len(bars) == 20 and ends[-1] == 10.0 and (bars == 2).all()
    assert fitted(np.zeros(40, np.int64), edges)[0].sum() == 0


def test_smoothing_keeps_a_constant() -> None:
    assert np.allclose(smoothed(np.full(200, 3.0)), 3.0)
    assert np.allclose(smoothed(np.arange(5.0)), np.arange(5.0))


def test_a_spread_is_asked_for_where_something_takes_it(case: DockCase, panel: InspectorPanel) -> None:
    select(case, panel, "dense_2")
    click(panel.head.cap)
    spread = form_of(panel).row("initial_spread")
    assert not spread.isVisible()  # PyTorch's own way asks for none
    pick(form_of(panel).row("initial_weights"), 7)
    assert case.ws.project.network.nodes["dense_2"].learning == {"initial_weights": "normal"}
    case.pump_until(spread.isVisible)
    pick(form_of(panel).row("initial_weights"), -7)
    case.pump_until(spread.isHidden)


def test_a_formula_is_typed_and_what_is_wrong_with_it_is_said(case: DockCase, panel: InspectorPanel) -> None:
    case.get_ready()
    (edge,) = (each for each in case.ws.project.network.edges if each.target == "dense")
    case.ws.apply(edits.insert, "formula", edge)
    select(case, panel, "formula")
    row = form_of(panel).row("formula")
    assert isinstance(row, TextRow)
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, "a * sin(")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert params(case, "formula")["formula"] == "a * sin("
    wrong = "Formula: a number, an input or a function is missing at its end."
    case.pump_until(lambda: [each.message for each in case.ws.problems] == [wrong])
    assert row.problem() == wrong
    QTest.keyClicks(row.field, "a)")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    case.pump_until(lambda: not case.ws.problems)
    assert params(case, "formula")["formula"] == "a * sin(a)"
    case.ws.editing.undo()
    assert params(case, "formula")["formula"] == "a * sin(" and row.field.text() == "a * sin("
    QTest.keyClicks(row.field, "a" * 300)
    assert len(row.field.text()) == 200
    QTest.keyClick(row.field, Qt.Key.Key_Escape)
    assert row.field.text() == "a * sin("
