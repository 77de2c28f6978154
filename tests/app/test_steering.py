"""So many steps, one epoch, until a figure, slow motion, and a reset that can be undone: by a real worker."""

from __future__ import annotations

from typing import Any

import pytest

from playground.app import messages as said
from playground.app import target_words
from playground.app.commands import perform
from playground.app.steering import SLOW, SPEEDS
from playground.app.worker import requests as ask
from playground.app.worker.pacing import steps_wanted
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.target import Target

PER_EPOCH = 22  # steps of the starter


def test_so_many_steps_are_taken_and_then_it_rests(opened: Any) -> None:
    opened.post(ask.Play(steps=37))
    assert opened.wait(said.Paused).step == 37
    opened.post(ask.Play(steps=3))
    assert opened.wait(said.Paused, 2).step == 40
    assert not opened.of(said.RunDone)


def test_a_change_of_the_recipe_does_not_make_the_steps_more(opened: Any, spiral: Project) -> None:
    opened.post(ask.SetSpeed("1x"), ask.Play(steps=60))
    opened.wait(said.Steps)
    opened.post(ask.SetRecipe(spiral.with_recipe(learning_rate=0.01).recipe), ask.SetSpeed("max"))
    assert opened.wait(said.Paused).step == 60


def test_training_rests_where_a_figure_was_to_go(opened: Any) -> None:
    opened.post(ask.Play(until=Target("val_accuracy", 0.7)))
    done, last = opened.wait(said.RunDone), opened.of(said.Epochs)[-1].records[-1]
    assert (done.reason, done.step, done.reached) == ("target", last["step"], last["val_accuracy"])
    assert 0.7 <= done.reached < 1
    opened.post(ask.Play(steps=5))
    assert opened.wait(said.Paused).step == done.step + 5  # what it was to reach is over


def test_seconds_count_from_where_they_are_asked_for(opened: Any) -> None:
    opened.post(ask.Play(steps=50), ask.Play(until=Target("seconds", 0.05)))
    done = opened.wait(said.RunDone)
    assert done.reason == "target"
    assert opened.record().position["seconds"] >= 0.05


@pytest.mark.parametrize("speed", SLOW)
def test_slow_motion_goes_at_its_pace(speed: Any) -> None:
    assert steps_wanted(speed, PER_EPOCH) == int(speed.removesuffix("/s"))


def test_one_epoch_ends_where_the_epoch_does(desk: Any) -> None:
    space = desk.ready().workspace
    perform("train.step", space)
    desk.wait(lambda: space.live.step == 1)
    for epoch in (1, 2):
        perform("train.epoch", space)
        desk.wait(lambda epoch=epoch: space.live.epoch == epoch and not space.live.running)
        assert (space.live.step, space.training.state) == (epoch * PER_EPOCH, "paused")
    assert space.notices.banner is None


def test_several_steps_are_as_many_as_last_time(desk: Any) -> None:
    space = desk.ready().workspace
    space.steering.take_steps(7)
    desk.wait(lambda: space.live.step == 7 and not space.live.running)
    perform("train.steps", space)
    desk.wait(lambda: space.live.step == 14 and not space.live.running)
    assert space.settings.values.steps == 7


def test_it_says_in_words_what_was_reached(desk: Any) -> None:
    space = desk.ready().workspace
    space.steering.run_until(Target("val_accuracy", 0.7))
    desk.wait(lambda: space.notices.banner is not None)
    value = f"{100 * space.live.epochs.column('val_accuracy')[-1]:.1f}".removesuffix(".0")
    assert space.notices.banner.text == f"Stopped: validation accuracy {value}\u2009% reached 70\u2009%."
    space.steering.run_until(Target("val_accuracy", 0.6))
    assert desk.said[-1] == "Validation accuracy is at 60\u2009% already."
    assert not space.live.running
    assert [str(each) for each in space.steering.targets[:2]] == ["val_accuracy>=0.6", "accuracy>=0.95"]


def test_it_says_that_a_figure_was_not_reached(desk: Any) -> None:
    space = desk.ready().workspace
    space.document.edit("", space.project.with_recipe(epochs=2))
    space.steering.run_until(Target("loss", 1e-6, falls=True))
    desk.wait(lambda: space.notices.banner is not None)
    assert space.notices.banner.text.startswith("All epochs are trained: training loss 0.6")
    assert space.notices.banner.text.endswith("did not reach 1e-06.")


def test_an_epoch_beyond_the_recipes_last_can_be_gone_to(desk: Any) -> None:
    space = desk.ready().workspace
    space.document.edit("", space.project.with_recipe(epochs=2))
    space.steering.run_until(Target("epoch", 5))
    desk.wait(lambda: space.notices.banner is not None)
    assert space.notices.banner.text == "Stopped: epoch 5 is over."
    assert space.live.epoch == 5


def test_paces_go_one_up_and_one_down(desk: Any) -> None:
    space = desk.workspace
    space.steering.set_speed("2/s")
    perform("train.faster", space)
    assert (space.project.speed, space.steering.slow, desk.said[-1]) == ("5/s", "5/s", "5 steps a second")
    perform("train.slower", space)
    perform("train.slower", space)
    assert not perform("train.slower", space)
    assert space.project.speed == SPEEDS[0]
    space.steering.set_speed("max")
    perform("train.slow", space)
    assert space.project.speed == "1/s"


def test_a_reset_is_one_step_of_undo(desk: Any) -> None:
    space = desk.ready().workspace
    space.steering.take_steps(9)
    desk.wait(lambda: space.live.step == 9 and not space.live.running)
    run = space.live.run
    perform("train.reset", space)
    desk.wait(lambda: space.live.run != run)
    assert (space.live.step, space.document.undo_label) == (0, "Reset")
    perform("edit.undo", space)
    desk.wait(lambda: space.live.run == run)
    assert space.live.step == 9
    perform("edit.redo", space)
    desk.wait(lambda: space.live.run != run)
    perform("edit.undo", space)
    desk.wait(lambda: space.live.run == run)


@pytest.mark.parametrize("name", ["spiral-mlp", "regression-plane"])
def test_only_figures_that_are_told_are_offered(name: str) -> None:
    figures = [each.figure for each in target_words.offered(template(name, CATALOGUE).open())]
    main = "val_accuracy" if name == "spiral-mlp" else "val_r2"
    assert figures[0] == main
    assert {"val_loss", "loss", "epoch", "seconds"} <= {*figures}
