"""What a person does in the window, without the window: train, edit while it trains, undo, go back."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from answers import answered, newest
from playground.app import commands, data_edits, edits, group_edits
from playground.app.document import Document
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge
from playground.core.project.templates import template
from playground.core.project.values import Project


def last_wire(project: Project) -> Edge:
    return next(edge for edge in project.network.edges if edge.target == "dense_3")


def test_before_torch_is_there_everything_but_training_works(desk: Any) -> None:
    space: Workspace = desk.workspace
    assert (space.training.state, space.training.why_not) == ("loading", "Getting ready")
    space.training.toggle()
    space.training.toggle()
    assert desk.said == ["Training starts as soon as PyTorch is ready.", "Training does not start."]
    assert space.apply(edits.delete, {"classify"})
    assert (space.training.state, bool(space.problems)) == ("blocked", True)
    space.editing.undo()
    assert (space.training.state, space.problems) == ("loading", ())


def test_space_before_torch_is_there_starts_when_it_is(desk: Any) -> None:
    space: Workspace = desk.workspace
    assert commands.perform("train.toggle", space)
    assert desk.said == ["Training starts as soon as PyTorch is ready."]
    space.start()
    desk.wait(lambda: space.live.running)
    assert desk.said == ["Training starts as soon as PyTorch is ready.", ""]  # it is no longer to start
    commands.perform("train.toggle", space)
    desk.wait(lambda: not space.live.running)


def test_space_taken_back_before_torch_is_there_starts_nothing(desk: Any) -> None:
    space: Workspace = desk.workspace
    for _ in range(2):
        commands.perform("train.toggle", space)
    space.start()
    desk.wait(lambda: space.live.project is not None)
    assert not space.live.running and space.training.state == "ready"


def test_what_is_gone_meanwhile_is_refused_in_a_sentence(desk: Any) -> None:
    """A menu or a gesture may mean a block that an undo took away."""
    space: Workspace = desk.workspace
    wire = last_wire(space.project)
    assert space.apply(edits.delete, {"dense_3"}, bridge=False)
    for builder, *given in (
        (edits.attach, "dense", (0.0, 0.0), "dense_3", "out"), (edits.insert, "dense", wire),
        (edits.attach_before, "dense", (0.0, 0.0), "dense_3", "in"), (edits.disconnect, wire),
        (edits.reconnect, wire, wire), (edits.move, {"dense_3": (0.0, 0.0)}),
        (edits.move_onto, "dense_3", wire, (0.0, 0.0)), (edits.set_param, "dense_3", "units", 3),
        (edits.rename, "dense_3", "Other"),
    ):  # fmt: skip
        assert not space.apply(builder, *given)
        assert desk.said[-1].endswith("is not there any more.")


def test_nothing_imports_torch_before_the_worker_does(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import playground.app.commands;"
        "from playground.app.workspace import Workspace; from playground.app.settings import Settings;"
        "from playground.core.project.templates import template;"
        "from playground.core.builtin import CATALOGUE; project = template('digits-cnn', CATALOGUE).open();"
        f"w = Workspace(project, Settings(Path({str(tmp_path)!r}) / 's.json'));"
        "w.say(''); w.pump(); w.close();"
        "print([name for name in ('torch', 'sklearn', 'onnx', 'PySide6') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_space_trains_and_pauses_and_figures_come(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    seen = {"live": 0, "run": 0}
    space.live_changed.connect(lambda: seen.update(live=seen["live"] + 1))
    space.run_changed.connect(lambda: seen.update(run=seen["run"] + 1))
    space.training.toggle()
    assert space.training.state == "training"
    desk.wait(lambda: space.live.epoch >= 3 and space.live.steps_per_second > 0)
    space.training.toggle()
    assert space.training.state == "paused"
    desk.wait(lambda: space.live.steps_per_second == 0)
    assert len(space.live.losses) == space.live.step
    assert space.live.epochs.column("epoch").tolist() == list(range(1, space.live.epoch + 1))
    assert space.live.metric("val_accuracy") is not None
    assert space.live.best is not None
    assert min(seen.values()) > 0


def test_pictures_come_untrained_and_follow_training(desk: Any) -> None:
    space: Workspace = desk.workspace
    shown: list[int] = []
    panel, canvas = space.views.subscribe("decision_map"), space.views.subscribe("unit_maps")
    panel.answered.connect(lambda: shown.append(panel.answer.step))  # type: ignore[union-attr]
    panel.ask()
    canvas.ask()
    desk.ready()
    desk.wait(lambda: answered(space) == {"decision_map", "unit_maps"})
    first = newest(space, "decision_map")
    space.run.step_once()
    desk.wait(lambda: newest(space, "decision_map").step == 1)
    assert not np.array_equal(first.arrays["value"], newest(space, "decision_map").arrays["value"])
    assert (shown[0], shown[-1]) == (0, 1)


def test_a_view_is_dropped_when_its_last_watcher_is_gone(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    canvas, panel = space.views.subscribe("weights"), space.views.subscribe("weights")
    canvas.ask()
    panel.ask()
    desk.wait(lambda: "weights" in answered(space))
    panel.stop()
    space.run.step_once()
    desk.wait(lambda: newest(space, "weights").step == 1)
    canvas.stop()
    assert "weights" not in answered(space)


def test_a_block_dropped_in_while_training_keeps_it_going(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 2)
    first = space.live.run
    assert space.apply(edits.insert, "dense", last_wire(space.project), space.fields)
    desk.wait(
        lambda: (
            space.live.run != first and space.live.step > space.live.marks[0].step if space.live.marks else 0
        )
    )
    assert space.live.running
    assert [mark.text for mark in space.live.marks] == ["Insert Dense 4"]
    assert space.notices.banner is not None
    assert space.notices.banner.text == "Kept the 114 weights that still fit. Training goes on."
    assert len(space.live.losses) == space.live.step
    desk.wait(lambda: [run.id for run in space.run.earlier] == [first])
    space.editing.undo()
    desk.wait(lambda: len(space.run.earlier) == 2)
    assert [mark.text for mark in space.live.marks] == ["Insert Dense 4", "Undo Insert Dense 4"]
    desk.take_button("Start fresh")
    desk.wait(lambda: not space.live.marks and space.live.step > 0)
    assert space.live.running


def test_a_drag_of_a_slider_reaches_the_run_when_it_rests(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 1)
    for units in range(9, 20):
        space.apply(edits.set_param, "dense_2", "units", units, merge_key="drag")
    space.editing.end_merge()
    desk.wait(lambda: space.live.marks)
    assert space.live.project is not None
    assert space.live.project.network.nodes["dense_2"].params["units"] == 19
    assert len(space.live.marks) == 1
    space.editing.undo()
    assert space.document.undo_label == ""


def test_an_edit_that_breaks_the_network_holds_training_until_it_is_mended(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 1)
    space.apply(edits.set_param, "dense_3", "units", 7)
    assert (space.training.state, space.live.running) == ("held", False)
    assert space.notices.banner is not None
    assert space.notices.banner.text.startswith("Training waits: Classify needs 2 scores")
    space.editing.undo()
    desk.wait(lambda: space.live.epoch >= 3)
    assert space.training.state == "training"


def test_a_block_without_wires_is_left_out_while_training_goes_on(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 1)
    space.apply(edits.place, "dense", (0.0, 900.0))
    desk.wait(lambda: space.live.epoch >= 3)
    assert space.training.state == "training"
    assert [problem.message for problem in space.problems] == ["Dense 4 is not connected, so it is left out."]


def test_held_training_can_be_given_up(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    space.apply(edits.delete, {"classify"})
    assert space.training.state == "held"
    space.training.toggle()
    assert space.training.state == "blocked"
    space.training.toggle()
    assert desk.said[-1] == space.checks.blocker.message if space.checks.blocker else False
    space.editing.undo()
    assert space.training.state in ("paused", "ready")


def test_after_edits_at_rest_play_asks_what_to_do_with_the_weights(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    for _ in range(3):
        space.run.step_once()
    desk.wait(lambda: space.live.step == 3)
    space.apply(edits.set_param, "dense_2", "units", 4)
    desk.wait(lambda: space.live.project is not None and space.live.project.network is space.project.network)
    assert space.notices.banner is None
    space.training.toggle()
    assert space.notices.banner is not None
    assert space.notices.banner.text == "The network changed. Keep the 70 weights that still fit?"
    assert not space.live.running
    desk.take_button("Keep them")
    desk.wait(lambda: space.live.step > 3)
    assert [mark.text for mark in space.live.marks] == ["Set units of Dense 2"]


def test_the_other_answer_starts_fresh(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    space.apply(edits.set_param, "dense_2", "units", 4)
    desk.wait(lambda: space.live.parent)
    space.training.toggle()
    desk.take_button("Start fresh")
    desk.wait(lambda: space.live.epoch >= 1)
    assert (space.live.marks, space.live.parent) == ([], "")
    assert space.notices.banner is None
    assert len(space.run.earlier) == 1


def test_an_edit_taken_back_at_rest_needs_no_question(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    space.apply(edits.set_param, "dense_2", "units", 4)
    desk.wait(lambda: space.live.parent)
    space.training.toggle()
    assert space.notices.banner is not None
    space.editing.undo()
    assert space.notices.banner is None
    desk.wait(lambda: not space.live.parent)
    space.training.toggle()
    desk.wait(lambda: space.live.step > 1)
    assert space.live.marks == []


def test_moving_blocks_and_naming_them_touches_no_run(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    run = space.live.run
    space.apply(edits.move, {"dense": (4.0, 44.0)})
    space.apply(edits.rename, "dense", "first")
    space.run.step_once()
    desk.wait(lambda: space.live.step == 2)
    assert space.live.run == run


def test_reset_gives_the_same_start_and_a_new_seed_another(desk: Any) -> None:
    space: Workspace = desk.ready().workspace

    def first_steps() -> list[float]:
        for count in range(1, 4):
            space.run.step_once()
            desk.wait(lambda count=count: space.live.step == count)
        return list(space.live.losses.exact)

    one = first_steps()
    space.run.reset()
    desk.wait(lambda: space.live.step == 0)
    assert first_steps() == one
    run = space.live.run
    space.apply(data_edits.new_seed)
    desk.wait(lambda: space.live.run != run)
    assert space.live.step == 0
    assert first_steps() != one
    assert space.document.undo_label.startswith("New seed")
    assert len(space.run.earlier) == 2


def test_a_run_that_a_reset_ended_can_be_taken_up_to_the_same_bits(desk: Any) -> None:
    space: Workspace = desk.ready().workspace

    def step_to(count: int) -> None:
        space.run.step_once()
        desk.wait(lambda: space.live.step == count)

    for count in (1, 2, 3, 4):
        step_to(count)
    whole, run = list(space.live.losses.exact), space.live.run
    space.run.reset()
    desk.wait(lambda: space.live.step == 0)
    banner = space.notices.banner
    assert banner is not None
    for count in (1, 2):
        step_to(count)
    space.run.reset()
    desk.wait(lambda: space.live.step == 0)
    banner.actions[0].run()
    desk.wait(lambda: space.live.step == 4)
    assert (list(space.live.losses.exact), space.live.run) == (whole, run)
    assert space.run.unsaved and run not in [each.id for each in space.run.earlier]


def test_a_reset_that_loses_something_offers_the_way_back(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.run.reset()
    assert space.notices.banner is None
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    space.run.reset()
    desk.wait(lambda: space.live.step == 0)
    banner = space.notices.banner
    assert banner is not None and banner.id == "reset"
    banner.actions[0].run()
    desk.wait(lambda: space.live.step == 1)


def test_the_learning_rate_changes_in_mid_run_with_a_mark(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 1)
    run = space.live.run
    space.apply(data_edits.set_recipe, learning_rate=0.005)
    desk.wait(lambda: space.live.marks)
    assert (space.live.marks[0].kind, space.live.marks[0].text) == ("learning_rate", "LR 0.02 → 0.005")
    assert space.live.run == run


def test_a_recipe_changed_before_the_first_step_is_the_run_s_own(desk: Any, spiral: Project) -> None:
    space: Workspace = desk.ready().workspace
    space.apply(data_edits.set_recipe, learning_rate=0.005)
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    record = space.run.record()
    assert record is not None
    assert record.project.recipe.learning_rate == 0.005
    assert record.history.changes == ()


def test_when_the_recipe_is_done_space_goes_on_for_as_many_more(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.apply(data_edits.set_recipe, epochs=3)
    space.training.toggle()
    desk.wait(lambda: space.training.state == "done")
    assert space.live.epoch == 3
    space.training.toggle()
    desk.wait(lambda: space.live.epoch == 6 and not space.live.running)


def test_a_loss_that_is_no_number_offers_the_way_back(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 2)
    space.apply(data_edits.set_recipe, optimizer="sgd", learning_rate=1e30)
    desk.wait(lambda: space.notices.banner is not None and space.notices.banner.id == "not_finite")
    assert space.notices.banner is not None
    assert "The learning rate 1e+30 is likely too high: the weights grew " in space.notices.banner.text
    title = space.notices.banner.actions[0].title
    assert title.startswith("Go back to step ")
    desk.take_button(title)
    assert space.project.recipe.learning_rate == 1e29
    assert space.document.undo_label == title
    space.training.toggle()


def test_a_run_that_fails_at_once_offers_a_fresh_start(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.apply(data_edits.set_recipe, optimizer="sgd", learning_rate=1e37)
    space.training.toggle()
    desk.press("Start fresh with 1e+36")
    assert space.live.running
    space.training.toggle()


def test_a_data_set_of_another_kind_is_fitted_in_one_step(desk: Any, spiral: Project) -> None:
    space: Workspace = desk.ready().workspace
    space.data.choose("moons")
    assert space.project.data.id == "moons"
    space.data.choose("digits")
    assert space.project.data.id == "moons"
    desk.take_button("Fit the network")
    assert (space.project.data.id, space.checks.blocker, space.notices.banner) == ("digits", None, None)
    desk.wait(lambda: space.samples is not None and "image" in space.samples.dataset.arrays)
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    space.editing.undo()
    assert space.project.data.id == "moons"
    space.editing.undo()
    assert space.project == spiral


def test_a_fit_asked_for_before_pytorch_is_there_is_made_once_it_is(desk: Any, spiral: Project) -> None:
    space: Workspace = desk.workspace
    said: list[str] = []
    space.notices.said.connect(said.append)
    space.data.choose("digits")
    desk.take_button("Fit the network")
    assert space.project == spiral and space.notices.banner is None
    assert said == ["Getting ready; then the network is fitted."]
    desk.ready()
    assert (space.project.data.id, space.checks.blocker) == ("digits", None)
    assert space.document.undo_label == "Fit the network to Digits"
    space.editing.undo()
    assert space.project == spiral


def test_a_fit_that_is_due_is_dropped_with_its_project_or_by_another_choice(desk: Any) -> None:
    space: Workspace = desk.workspace
    space.data.choose("digits")
    desk.take_button("Fit the network")
    space.data.choose("moons")
    other = template("wine-mlp", CATALOGUE).open()
    space.data.choose("reviews")
    desk.take_button("Fit the network")
    space.replace_document(Document(other))
    desk.ready()
    assert space.project == other


def test_the_whole_network_is_fitted_while_a_group_is_open(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.replace_document(Document(template("deep-plain-100", CATALOGUE).open()))
    group = next(name for name, node in space.project.network.nodes.items() if node.network is not None)
    space.scope.show((group,))
    space.data.choose("spiral")
    desk.take_button("Fit the network")
    assert (space.project.data.id, space.checks.blocker) == ("spiral", None)


def test_only_the_data_can_be_taken_and_the_problems_say_what_is_left_to_do(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.data.choose("digits")
    desk.take_button("Only the data")
    assert space.checks.blocker is not None
    while space.checks.blocker is not None:
        assert space.apply(edits.apply_fix, space.checks.blocker.fixes[0])
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)


def test_selection_follows_the_blocks_that_are_there(desk: Any) -> None:
    space: Workspace = desk.workspace
    told: list[frozenset[str]] = []
    space.selection_changed.connect(told.append)
    space.select(frozenset({"dense", "nobody"}))
    assert space.selection == frozenset({"dense"})
    space.apply(edits.delete, space.selection)
    assert space.selection == frozenset()
    space.select(frozenset(space.here.network.nodes))
    assert len(told) == 3
    assert space.document.undo_label == "Delete Dense"


def test_what_is_refused_is_said(desk: Any) -> None:
    space: Workspace = desk.workspace
    assert not space.apply(edits.connect, Edge("dense_2", "out", "dense", "in"))
    assert "circle" in desk.said[-1]
    assert space.document.undo_label == ""


@pytest.mark.parametrize("speed", ["1x", "10x"])
def test_the_pace_is_kept_and_the_file_keeps_it(desk: Any, speed: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.set_speed(speed)
    assert (space.project.speed, space.live.speed, space.document.dirty) == (speed, speed, False)
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 5)
    assert space.live.steps_per_second < 1.5 * 22 * (10 if speed == "1x" else 100)


def test_the_window_s_run_is_the_trainer_s_to_the_bit(desk: Any, spiral: Project) -> None:
    from playground.core.training.session import Session
    from playground.core.training.trainer import Limit, train

    project = spiral.with_recipe(epochs=5)
    desk.workspace.apply(data_edits.set_recipe, epochs=5)
    space: Workspace = desk.ready().workspace
    for view in ("decision_map", "unit_maps", "weights", "class_figures"):
        space.views.subscribe(view).ask()
    space.training.toggle()
    desk.wait(lambda: space.training.state == "done")
    session = Session.start(replace(project, name="other"))
    list(train(session, Limit(), lambda: 7, lambda: False))
    assert space.live.losses.exact.tobytes() == session.record().history.losses.tobytes()


def test_closing_while_it_trains_ends_the_worker_and_the_document(tmp_path: Path, desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 1)
    assert space.close(timeout_s=3.0)
    assert not space._worker.alive
    assert space.document.closed
    assert space.close()


def test_a_starter_template_is_ready_as_it_stands(desk: Any) -> None:
    assert desk.workspace.project.network == template("spiral-mlp", CATALOGUE).open().network


def test_what_was_kept_and_what_starts_anew_is_told(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 1)
    space.apply(edits.set_param, "points", "features", ("x1", "x1_squared"))
    desk.wait(lambda: space.live.parent and space.notices.banner is not None)
    assert space.notices.banner is not None
    told = "Kept the 106 weights that still fit; 8 for new inputs start at zero. Training goes on."
    assert space.notices.banner.text == told


@pytest.mark.parametrize("running", [True, False])
def test_a_group_made_after_training_asks_nothing_and_loses_nothing(desk: Any, running: bool) -> None:
    space: Workspace = desk.ready().workspace
    if running:
        space.training.toggle()
        desk.wait(lambda: space.live.epoch >= 1)
    else:
        space.run.step_once()
        desk.wait(lambda: space.live.step == 1)
    space.apply(group_edits.group, {"dense", "dense_2"})
    desk.wait(lambda: space.live.parent)
    if not running:
        space.training.toggle()
        assert space.notices.banner is None
    desk.wait(lambda: space.run.earlier)
    now = space.run.record()
    assert now is not None
    assert np.array_equal(now.start["group.0.dense.weight"], space.run.earlier[0].weights["dense.weight"])


def _on_digits(desk: Any) -> Workspace:
    space: Workspace = desk.ready().workspace
    halves = template("digits-mlp", CATALOGUE).open().with_data(train=0.5, validation=0.5, test=0.0)
    space.replace_document(Document(halves))
    desk.wait(lambda: space.live.project is not None and space.live.project.data == halves.data)
    return space


def test_another_split_tells_what_was_trained_on_and_the_person_chooses(desk: Any) -> None:
    space = _on_digits(desk)
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    space.apply(data_edits.set_data_seed, 7)
    desk.wait(
        lambda: space.live.seen and space.samples is not None and space.samples.count("validation") < 898
    )
    left = space.samples.count("validation")
    space.training.toggle()
    told = f"{898 - left} of 898 validation samples were trained on before; they count as training samples."
    assert space.notices.banner is not None and space.notices.banner.text.startswith("The data changed. Keep")
    assert space.notices.banner.text.endswith(told) and not space.live.marked
    assert commands.perform("train.seen_mark", space)
    desk.wait(lambda: space.live.marked and space.samples.count("validation") == 898)
    assert space.live.seen[0].endswith("figures are partly seen.")
    assert commands.perform("train.seen_fresh", space)
    space.apply(data_edits.set_data_seed, 8)
    desk.wait(lambda: not space.live.parent and not space.live.seen)
    assert space.samples.count("validation") == 898
