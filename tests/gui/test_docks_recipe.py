"""The recipe panel by mouse and keys, at rest and in mid-run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dock_case import DockCase, click, drag_slider, flip, number, pick, type_number, walk
from other_values import fitting, misfits
from playground.app import data_edits, recovery
from playground.app.messages import RunDone
from playground.core.builtin import CATALOGUE
from playground.core.project import schema
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import RECIPE_FIELDS, Recipe
from playground.core.training.hardware import Device, Hardware, detect
from playground.gui.docks import device_rows
from playground.gui.docks.data import DataPanel
from playground.gui.docks.device_rows import DEVICE, DEVICES, ENGINE, PRECISION, THREADS
from playground.gui.docks.param_row import NumberRow, ParamRow
from playground.gui.docks.recipe import RecipePanel
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.window import run_words


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DockCase]:
    made = DockCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


@pytest.fixture
def panel(case: DockCase) -> RecipePanel:
    return case.show(RecipePanel)


def recipe(case: DockCase) -> Recipe:
    return case.ws.project.recipe


def test_dragging_the_learning_rate_is_one_step(case: DockCase, panel: RecipePanel) -> None:
    before = recipe(case).learning_rate
    drag_slider(number(panel.main.row("learning_rate")), 0.2, 0.5, 0.6)
    assert 0.005 < recipe(case).learning_rate < 0.02
    assert case.undo_steps() == 1
    case.ws.editing.undo()
    assert recipe(case).learning_rate == number(panel.main.row("learning_rate")).value() == before


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [("learning_rate", "0.3", 0.3), ("learning_rate", "1e9", 1e9), ("learning_rate", "1e-12", 1e-12),
     ("epochs", "7", 7), ("epochs", "1500", 1500)],
)  # fmt: skip
def test_numbers_are_typed(case: DockCase, panel: RecipePanel, name: str, typed: str, value: float) -> None:
    type_number(number(panel.main.row(name)), typed)
    assert getattr(recipe(case), name) == value


@pytest.mark.parametrize("typed", ["0", "-1", "quick", "1e39"])
def test_a_learning_rate_that_cannot_be_is_refused(case: DockCase, panel: RecipePanel, typed: str) -> None:
    row = number(panel.main.row("learning_rate"))
    before = recipe(case).learning_rate
    type_number(row, typed)
    assert row.problem() != "" and recipe(case).learning_rate == before


@pytest.mark.parametrize("name", ["l1", "l2", "weight_decay"])
def test_penalties(case: DockCase, panel: RecipePanel, name: str) -> None:
    form = panel.options if name == "weight_decay" else panel.penalties
    type_number(number(form.row(name)), "0.002")
    assert getattr(recipe(case), name) == 0.002
    drag_slider(number(form.row(name)), 0.5, 0.0)
    assert getattr(recipe(case), name) == 0.0


def test_each_optimizer_brings_its_own_rows(case: DockCase, panel: RecipePanel) -> None:
    always = ["weight_decay", "decay_all", "clip", "accumulate"]
    assert list(panel.options.rows) == ["beta1", "beta2", "epsilon", *always]
    type_number(number(panel.options.row("beta1")), "0.5")
    assert dict(recipe(case).options) == {"beta1": 0.5}
    pick(panel.main.row("optimizer"), -1)
    assert recipe(case).optimizer == "sgd" and dict(recipe(case).options) == {}
    assert list(panel.options.rows) == ["momentum", "nesterov", *always]
    flip(panel.options.row("nesterov"))
    assert dict(recipe(case).options) == {"nesterov": True}
    for _ in range(2):
        case.ws.editing.undo()
    assert number(panel.options.row("beta1")).value() == 0.5


def test_each_schedule_brings_its_own_rows_and_its_curve(case: DockCase, panel: RecipePanel) -> None:
    flat = panel.plot.curve
    assert list(panel.schedule_options.rows) == [] and flat is not None and len(set(flat.rates)) == 1
    pick(panel.course.row("schedule"), 3)
    assert recipe(case).schedule == "one_cycle"
    assert list(panel.schedule_options.rows) == ["rise", "start", "end"]
    type_number(number(panel.schedule_options.row("rise")), "50")
    assert dict(recipe(case).schedule_options) == {"rise": 0.5}
    curve = panel.plot.curve
    assert curve is not None and abs(int(curve.rates.argmax()) - len(curve.rates) / 2) < 3
    type_number(number(panel.course.row("warmup")), "2")
    assert recipe(case).warmup == 2.0
    for _ in range(5):
        case.ws.editing.undo()
    assert recipe(case).schedule == "constant" and list(panel.schedule_options.rows) == []


def test_the_present_point_moves_along_the_curve(case: DockCase, panel: RecipePanel) -> None:
    case.ws.apply(data_edits.set_recipe, schedule="linear", epochs=1000)
    case.get_ready()
    point = panel.plot.point()
    assert point is not None and panel.plot.curve is not None and panel.plot.curve.now == 0.0
    case.ws.training.toggle()
    case.pump_until(lambda: case.ws.live.epoch > 30)
    case.ws.training.toggle()
    case.pump_until(lambda: not case.ws.live.running)
    there, curve = panel.plot.point(), panel.plot.curve
    assert there is not None and there.x() > point.x() + 3 and there.y() > point.y()
    assert curve is not None and curve.rate == pytest.approx(
        recipe(case).learning_rate * (1 - curve.now / 1000)
    )
    assert curve.now == pytest.approx(case.ws.live.step / case.ws.live.steps_per_epoch)
    assert "epochs" in panel.plot.accessibleDescription()


def test_the_two_seeds_have_names_and_say_what_they_make(panel: RecipePanel) -> None:
    words = {label.text() for label in panel.findChildren(ElidedLabel)}
    assert {"Training seed", "Initial weights, order, dropout"} <= words
    assert "data seed" in panel.seed.accessibleDescription()  # which is another one


def test_another_seed(case: DockCase, panel: RecipePanel) -> None:
    before = recipe(case).seed
    click(panel.seed.dice)
    assert recipe(case).seed != before and recipe(case).seed == panel.seed.field.value()
    assert case.ws.project.data.seed == 3  # the data's seed is another one


def test_devices_that_are_not_here_are_held_back_with_a_reason(case: DockCase, panel: RecipePanel) -> None:
    model = panel.place.device.model()
    assert isinstance(model, QStandardItemModel)
    assert "still looking" in model.item(2).toolTip()
    case.get_ready()
    found = {device.id for device in detect().devices}
    for row, (device, title) in enumerate(DEVICES.items(), start=1):
        assert model.item(row).isEnabled() == (device in found)
        assert model.item(row).toolTip() == (
            "" if device in found else f"PyTorch finds no {title} device here."
        )


def test_auto_says_what_it_chose_and_why(case: DockCase, panel: RecipePanel) -> None:
    assert panel.place.device.currentText() == "Auto"
    case.get_ready()
    chosen = DEVICES[case.ws.live.plan["device"]]
    assert panel.place.device.currentText() == f"Auto: {chosen}"
    assert panel.place.threads.currentText() == f"Auto: {case.ws.live.plan['threads']}"
    assert panel.place.why.text() == case.ws.live.plan["why"] != ""


def test_device_threads_and_engine_are_picked(case: DockCase, panel: RecipePanel) -> None:
    walk(panel.place.device, 1)
    walk(panel.place.threads, 1)
    walk(panel.place.engine, 2)
    assert (recipe(case).device, recipe(case).threads, recipe(case).engine) == ("cpu", 1, "compiled")
    assert panel.place.why.text() == ""


@pytest.mark.parametrize("has", [True, False])
def test_bf16_is_held_back_with_a_reason_where_the_hardware_has_it_not(
    case: DockCase, panel: RecipePanel, has: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hardware = Hardware(1, (Device("cpu", "Some CPU", bf16=has),))
    monkeypatch.setattr(device_rows, "detect", lambda: hardware)
    model = panel.place.precision.model()
    assert isinstance(model, QStandardItemModel)
    assert not model.item(1).isEnabled() and "still looking" in model.item(1).toolTip()
    case.get_ready()
    lacking = "Some CPU has no instructions for bf16: layers compute in float32."
    assert model.item(1).isEnabled() == has and model.item(1).toolTip() == ("" if has else lacking)
    walk(panel.place.precision, 1)
    assert recipe(case).precision == ("bf16" if has else "float32")
    case.ws.apply(data_edits.set_recipe, precision="bf16")  # as a file from elsewhere may have it
    assert panel.place.precision.currentText() == "bf16"
    assert panel.place.instead.isVisible() != has
    assert panel.place.instead.minimumSizeHint().width() <= panel.place.instead.width()
    case.ws.editing.undo()
    assert panel.place.precision.currentText() == recipe(case).precision == "float32"
    assert not panel.place.instead.isVisible()


def test_another_precision_in_mid_run_goes_on_in_a_child_and_the_bars_name_it(
    case: DockCase, panel: RecipePanel
) -> None:
    has = detect().devices[0].bf16
    case.get_ready()
    case.ws.training.toggle()
    case.pump_until(lambda: case.ws.live.step > 20)
    first, before = case.ws.live.run, run_words.device(case.ws)
    case.ws.apply(data_edits.set_recipe, precision="bf16")
    case.pump_until(lambda: case.ws.live.run != first and case.ws.live.step > 40)
    assert case.ws.live.running and case.ws.live.plan["precision"] == ("bf16" if has else "float32")
    assert run_words.device(case.ws).endswith(" · bf16") == has and " · bf16" not in before
    assert "bf16" in run_words.device_reason(case.ws)
    case.ws.training.toggle()
    case.pump_until(lambda: not case.ws.live.running)


def test_the_learning_rate_takes_effect_in_mid_run(case: DockCase, panel: RecipePanel) -> None:
    case.get_ready()
    case.ws.training.toggle()
    case.pump_until(lambda: case.ws.live.step > 20)
    type_number(number(panel.main.row("learning_rate")), "0.005")
    case.pump_until(lambda: any(mark.kind == "learning_rate" for mark in case.ws.live.marks))
    assert case.ws.live.running
    case.ws.training.toggle()
    case.pump_until(lambda: not case.ws.live.running)


@pytest.mark.parametrize("width", [712, 936])
def test_nothing_is_clipped(case: DockCase, width: int) -> None:
    panel = case.show(RecipePanel, width)
    rows = [row for form in panel.forms for row in form.rows.values()]
    content = panel.widget()
    others = (panel.place.device, panel.seed, panel.place.why, panel.plot)
    for control in [*(row.control for row in rows), *others]:
        place = control.mapTo(content, control.rect().bottomRight())
        assert content.rect().contains(place), control  # which is scrolled where it is higher than the panel
        assert control.width() >= min(200, control.minimumSizeHint().width())
    assert all(row.toolTip() == row.param.help for row in rows)


def test_rows_that_come_with_a_choice_are_whole(case: DockCase) -> None:
    panel = case.show(RecipePanel, 712)
    QTest.keyClick(panel.course.row("schedule").control, Qt.Key.Key_O)
    assert recipe(case).schedule == "one_cycle"

    def apart() -> bool:
        column = [
            row for form in (panel.course, panel.schedule_options, panel.ending) for row in form.rows.values()
        ]
        tops = [row.mapTo(panel.widget(), QPoint()).y() for row in column]
        return all(
            below >= top + row.height() for row, top, below in zip(column, tops, tops[1:], strict=False)
        )

    case.qtbot.waitUntil(apart)


def rows_of(panel: RecipePanel, data: DataPanel) -> list[ParamRow]:
    """Return every row that a record made, in the recipe's panel and among the data's."""
    return [row for form in (*panel.forms, data.split) for row in form.rows.values()]


def test_every_field_of_the_recipe_stands_in_one_form(case: DockCase, panel: RecipePanel) -> None:
    data = case.show(DataPanel)
    shown = [row.param for row in rows_of(panel, data) if row.param.name in RECIPE_FIELDS]
    shown += [panel.seed.param, DEVICE, THREADS, ENGINE, PRECISION]
    assert sorted(param.name for param in shown) == sorted(RECIPE_FIELDS)
    assert all(param is RECIPE_FIELDS[param.name] for param in shown)


@pytest.mark.parametrize("optimizer", [spec.id for spec in OPTIMIZERS])
def test_a_field_to_type_in_takes_what_its_record_takes(case: DockCase, optimizer: str) -> None:
    case.ws.apply(data_edits.set_recipe, optimizer=optimizer)
    panel, data = case.show(RecipePanel), case.show(DataPanel)
    fields = [(row.param, row.slider.field) for row in rows_of(panel, data) if isinstance(row, NumberRow)]
    for param, field in [*fields, *((seed.param, seed.field) for seed in (panel.seed, data.seed))]:
        share = 100 if param.unit == "%" else 1
        for value in fitting(param):
            assert field.rules.read(repr(value * share)) == value, param.name
        wrong = (-0.01, 1.01) if share == 100 else tuple(misfits(param))
        assert wrong
        for value in wrong:
            assert field.rules.read(repr(value * share)) is None, (param.name, value)


@pytest.mark.parametrize("name", ["learning_rate", "l1", "l2", "weight_decay", "batch_size", "epochs"])
def test_what_a_file_may_hold_can_be_typed(case: DockCase, panel: RecipePanel, name: str) -> None:
    rows = {row.param.name: row for row in rows_of(panel, case.show(DataPanel))}
    most = RECIPE_FIELDS[name].maximum
    assert most is not None
    type_number(number(rows[name]), repr(most))
    assert getattr(recipe(case), name) == most
    assert schema.from_json(schema.to_json(case.ws.project), CATALOGUE) == (case.ws.project, ())


def test_the_learning_rate_that_a_fault_offers_can_be_typed(case: DockCase, panel: RecipePanel) -> None:
    project = case.ws.project.with_recipe(learning_rate=1e9)
    title = recovery.slower(project, RunDone("not_finite", 0, "", -1)).label
    assert title == "Start fresh with 1e+08"
    row = number(panel.main.row("learning_rate"))
    type_number(row, title.rsplit(" ", 1)[1])
    assert row.problem() == "" and recipe(case).learning_rate == 1e8


def test_a_seed_of_nineteen_digits_is_typed_exactly(case: DockCase, panel: RecipePanel) -> None:
    for typed, kept in (("9223372036854775807", 2**63 - 1), ("9007199254740993", 2**53 + 1)):
        panel.seed.field.setFocus()
        panel.seed.field.selectAll()
        QTest.keyClicks(panel.seed.field, typed)
        QTest.keyClick(panel.seed.field, Qt.Key.Key_Return)
        assert recipe(case).seed == kept
    panel.seed.field.selectAll()
    QTest.keyClicks(panel.seed.field, "9223372036854775808")
    QTest.keyClick(panel.seed.field, Qt.Key.Key_Return)
    assert recipe(case).seed == 2**53 + 1 and panel.seed.field.failing()
    assert case.said[-1].startswith("The training seed must be a whole number from 0 to 9")
