"""Figures and pictures are of one moment: of one pass, of the run that is open, of weights as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.app import data_edits
from playground.app import messages as said
from playground.app.age import oldest
from playground.app.ask import Answer
from playground.app.live import LiveState, told_step
from playground.app.worker import requests as ask
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training import live as live_module
from playground.core.views.key import ViewKey

FIGURES, SAMPLES = ViewKey("class_figures"), ViewKey("samples")
DIGITS = template("digits-mlp", CATALOGUE).open()


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many samples each pass over a part of the data had, as passes are made."""
    made: list[int] = []
    whole = live_module.passing

    def counted(program: Any, objective: Any, goals: Any, part: Any, sizes: Any) -> Any:
        made.append(part.count)
        return whole(program, objective, goals, part, sizes)

    monkeypatch.setattr(live_module, "passing", counted)
    return made


def test_accuracy_matrix_and_samples_come_from_one_pass_and_agree(driven: Any, passes: list[int]) -> None:
    driven.post(ask.Open(DIGITS), ask.Watch(FIGURES), ask.Watch(SAMPLES))
    driven.wait_for(lambda: driven.answers.keys() == {FIGURES, SAMPLES})
    assert len(passes) == 1  # untrained, for both
    seen: list[tuple[Any, Any]] = []

    def look() -> bool:
        seen.append((driven.answers[FIGURES], driven.answers[SAMPLES]))
        return bool(driven.of(said.RunDone))

    driven.post(ask.Play(epochs=6))
    driven.wait_for(look)
    last = driven.of(said.Epochs)[-1].records[-1]["step"]
    driven.wait_for(lambda: {each.step for each in driven.answers.values()} == {last})
    look()
    assert len(passes) == 1 + 6  # one an epoch: nothing is computed twice
    told = {each["step"]: each["val_accuracy"] for said_ in driven.of(said.Epochs) for each in said_.records}
    for matrix, samples in seen[1:]:
        right = float((samples.arrays["answer"] == samples.arrays["label"]).mean())
        assert samples.step == 0 or right == pytest.approx(told[samples.step])
        assert matrix.step == 0 or matrix.facts["accuracy"] == told[matrix.step]
        table = matrix.arrays["confusion"]
        assert matrix.facts["accuracy"] == pytest.approx(table.trace() / table.sum())


def test_at_rest_between_two_epochs_the_figures_are_told_of_the_weights_as_they_rest(
    driven: Any, passes: list[int]
) -> None:
    driven.post(ask.Open(DIGITS), ask.Watch(FIGURES), *[ask.StepOnce()] * 3)
    driven.wait_for(lambda: driven.answers.get(FIGURES) is not None and driven.answers[FIGURES].step == 3)
    told = driven.wait(said.Evaluated, len(driven.of(said.Evaluated)) or 1)
    assert driven.of(said.Evaluated)[-1].figures["val_accuracy"] == driven.answers[FIGURES].facts["accuracy"]
    assert told.figures.keys() >= {"val_loss", "val_accuracy"}
    before = len(passes)
    driven.post(ask.SetWeight("dense.weight", (0, 0), 30.0))
    driven.wait(said.Evaluated, len(driven.of(said.Evaluated)) + 1)
    assert len(passes) == before + 1
    driven.wait_for(
        lambda: (
            driven.of(said.Evaluated)[-1].figures["val_accuracy"] == driven.answers[FIGURES].facts["accuracy"]
        )
    )


def curve_is_empty(live: LiveState) -> bool:
    """Say whether nothing is seen of a run that was."""
    figures = (live.loss, live.val_loss, live.metric("val_accuracy"), live.best, *live.marks, *live.others)
    return not any(figures) and not len(live.epochs) and not live.metrics


def trained(desk: Any) -> Workspace:
    """Return a workspace at rest after some epochs, with marks and pictures."""
    space: Workspace = desk.ready().workspace
    for view in ("decision_map", "class_figures", "unit_maps"):
        space.views.subscribe(view).ask()
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 3)
    space.editing.set_weight("dense", (0, 0), 1.0)
    desk.wait(lambda: bool(space.live.marks))
    assert not curve_is_empty(space.live) and space.run.unsaved
    return space


def rest(space: Workspace) -> None:
    """Pause, and hear all that the worker has to say of the run."""
    space.run.pause()
    space.run.record()
    space.pump()


def by_template(space: Workspace, folder: Path) -> None:
    space.files.new("digits-mlp")


def by_empty(space: Workspace, folder: Path) -> None:
    space.files.new_empty()


def by_reset(space: Workspace, folder: Path) -> None:
    space.run.reset()


@pytest.mark.parametrize("following", [True, False])
@pytest.mark.parametrize("replace", [by_template, by_empty, by_reset])
def test_nothing_of_a_run_that_is_left_stays(
    desk: Any, tmp_path: Path, following: bool, replace: Callable[[Workspace, Path], None]
) -> None:
    space = trained(desk)
    if not following:
        rest(space)
    run = space.live.run
    desk.answers.given = [Answer("discard")]
    replace(space, tmp_path)
    desk.wait(lambda: space.live.run != run)
    assert curve_is_empty(space.live) and not len(space.live.losses)
    assert (space.live.step, space.live.epoch, space.live.running) == (0, 0, False)
    kept = [run] if replace is by_reset else []  # a reset can be taken back: no file holds that run yet
    assert [record.id for record in space.run.earlier] == kept
    assert space.run.unsaved == space.files.unsaved == bool(kept)
    assert all(answer.step == 0 for answer in space.views.answers.values())
    desk.workspace.pump()
    assert curve_is_empty(space.live)
    assert all(answer.step == 0 for answer in space.views.answers.values())


def test_pictures_of_a_project_that_is_left_are_gone_at_once_and_whoever_shows_them_is_told(
    desk: Any,
) -> None:
    space = trained(desk)
    shown = space.views.subscribe("decision_map")
    shown.ask()
    desk.wait(lambda: shown.answer is not None)
    told: list[object] = []
    shown.answered.connect(lambda: told.append(shown.answer))
    desk.answers.given = [Answer("discard")]
    space.files.new_empty()
    assert told == [None] and not space.views.answers


def test_a_weight_typed_at_rest_gives_figures_of_the_new_weights(desk: Any) -> None:
    space = trained(desk)
    rest(space)
    before = space.live.metric("val_loss")
    space.run.saved(space.run.records())
    assert not space.run.unsaved
    space.editing.set_weight("dense_3", (0, 0), 40.0)
    assert space.live.metric("val_loss") is None and space.live.metric("loss") is None
    desk.wait(lambda: space.live.metric("val_loss") is not None)
    assert space.live.metric("val_loss") != before and space.live.metric("loss") is None
    assert space.run.unsaved
    assert len(space.live.epochs) == space.live.step // space.live.steps_per_epoch
    desk.wait(
        lambda: (
            space.views.answer("class_figures") is not None
            and space.views.answer("class_figures").facts["accuracy"]  # type: ignore[union-attr]
            == space.live.metric("val_accuracy")
        )
    )


def test_figures_that_were_on_their_way_when_a_weight_was_typed_are_of_weights_that_are_no_more(
    desk: Any,
) -> None:
    space = trained(desk)  # which typed one
    rest(space)
    late = said.Evaluated({"val_loss": 123.0}, typed=1)
    space.live.settle(None)
    space.run.handle(late)
    space.live.settle(None)
    assert space.live.metric("val_loss") == 123.0
    space.editing.set_weight("dense_3", (0, 0), 40.0)
    space.run.handle(late)
    assert space.live.metric("val_loss") is None
    desk.wait(lambda: space.live.metric("val_loss") is not None)
    assert space.live.metric("val_loss") != 123.0


def test_figures_are_told_again_where_the_weight_to_set_is_gone(driven: Any) -> None:
    driven.post(ask.Open(DIGITS), ask.StepOnce())
    before = driven.wait(said.Evaluated)
    driven.post(ask.SetWeight("gone.weight", (0, 0), 1.0))
    after = driven.wait(said.Evaluated, 2)
    assert (before.typed, after.typed) == (0, 1) and after.figures == before.figures


def test_figures_are_of_the_data_that_are_chosen(desk: Any, spiral: Project) -> None:
    space = trained(desk)
    rest(space)
    step, marks = space.live.step, list(space.live.marks)
    space.apply(data_edits.choose_data, "circle")
    desk.wait(lambda: space.live.project is not None and space.live.project.data.id == "circle")
    assert curve_is_empty(space.live) and space.run.unsaved
    desk.wait(lambda: space.views.answer("class_figures") is not None)
    space.editing.undo()
    desk.wait(lambda: space.live.project is not None and space.live.project.data.id == spiral.data.id)
    # An epoch that waited for its held-out data at the pause is closed on the way back.
    desk.wait(lambda: len(space.live.epochs) == step // space.live.steps_per_epoch)
    assert space.live.step == step and space.live.marks == marks
    assert space.live.metric("val_accuracy") is not None


def test_figures_of_data_that_do_not_fit_the_network_are_empty_until_the_choice_is_taken_back(
    desk: Any,
) -> None:
    space = trained(desk)
    desk.wait(lambda: space.views.answer("class_figures") is not None)
    space.apply(data_edits.choose_data, "digits")
    assert space.checks.blocker is not None
    assert curve_is_empty(space.live) and not space.views.answers
    for _ in range(50):
        space.pump()
    assert not space.views.answers
    space.editing.undo()
    assert not curve_is_empty(space.live)
    desk.wait(lambda: space.views.answer("class_figures") is not None)


def test_a_setting_of_the_data_empties_the_figures_and_leaves_the_curve(desk: Any) -> None:
    space = trained(desk)
    rest(space)
    epochs = len(space.live.epochs)
    space.apply(data_edits.set_data_option, "noise", 0.4)
    desk.wait(lambda: space.live.metric("val_accuracy") is None)
    assert len(space.live.epochs) == epochs
    assert np.isfinite(space.live.epochs.column("val_loss")).all()


def of_one_moment(space: Workspace) -> bool:
    """Say whether figures, matrix and samples are of one step, or the older says of which."""
    answers = [space.views.answer(key.view) for key in (FIGURES, SAMPLES)]
    matrix, samples = answers
    if matrix is None or samples is None:
        return False
    right = float((samples.arrays["answer"] == samples.arrays["label"]).mean())
    told, old = space.live.metric("val_accuracy"), oldest(space.live, space.views.subscriptions)
    assert old or matrix.step == samples.step
    assert matrix.step != samples.step or matrix.facts["accuracy"] == pytest.approx(right)
    assert old or told is None or told == matrix.facts["accuracy"]
    return not old and told is not None


@pytest.mark.parametrize("name", ["digits-mlp", "iris-mlp"])
def test_while_it_trains_fast_bar_matrix_and_samples_are_of_one_step(desk: Any, name: str) -> None:
    space: Workspace = desk.ready().workspace
    space.files.new(name)
    space.apply(data_edits.set_recipe, epochs=100_000)
    for key in (FIGURES, SAMPLES):
        space.views.subscribe(key.view).ask()
    space.training.toggle()
    agreed, steps, behind = 0, set[int](), 0

    def look() -> bool:
        nonlocal agreed, behind
        if space.live.running and of_one_moment(space):
            agreed += 1
            steps.add(space.views.answers[FIGURES].step)
            behind += space.live.told_epoch < space.live.epoch
        return agreed > 20 and len(steps) > 2 and behind > 5

    desk.wait(look)
    rest(space)
    desk.wait(lambda: of_one_moment(space) and space.views.answers[FIGURES].step == space.live.step)
    assert space.live.told_epoch == space.live.epoch


def test_an_epoch_that_a_typed_weight_closed_says_nothing_of_the_weights_as_they_are() -> None:
    live = LiveState()
    live.add_steps(np.ones(10, np.float32))
    live.weight_typed()
    live.add_epochs([{"epoch": 1, "step": 10, "loss": 1.0, "val_accuracy": 0.5}])
    assert (live.metrics, len(live.epochs)) == ({}, 1)
    live.evaluated({"val_accuracy": 0.25})
    assert live.metrics == {"val_accuracy": 0.25}
    live.add_steps(np.ones(10, np.float32))
    live.add_epochs([{"epoch": 2, "step": 20, "loss": 1.0, "val_accuracy": 0.75}])
    assert live.metric("val_accuracy") == 0.75


def test_figures_wait_for_what_is_pictured_beside_them_and_for_nothing_else() -> None:
    live = LiveState(running=True)
    for epoch in range(1, 6):
        live.add_steps(np.ones(10, np.float32))
        live.add_epochs([{"epoch": epoch, "step": 10 * epoch, "loss": 1 / epoch, "val_accuracy": epoch / 10}])
        live.settle(20 if epoch > 1 else 0)
    assert (live.told_epoch, live.metric("val_accuracy"), live.loss) == (2, 0.2, 0.5)
    assert (live.step, told_step(live)) == (50, 29)  # the last before the third epoch's end
    live.settle(33)  # between two epochs' ends: nothing newer is known of it
    assert (live.told_epoch, live.metric("val_accuracy")) == (2, 0.2)
    live.settle(None)  # nothing is pictured
    assert (live.told_epoch, live.metric("val_accuracy")) == (5, 0.5)
    live.settle(40)
    live.running = False
    live.settle(40)  # until what is pictured is of the weights as they rest
    assert (live.told_epoch, live.metric("val_accuracy")) == (4, 0.4)
    live.settle(50)
    assert (live.told_epoch, live.metric("val_accuracy")) == (5, 0.5)
    live.add_steps(np.ones(4, np.float32))
    assert (live.told_epoch, told_step(live)) == (5, 54)
