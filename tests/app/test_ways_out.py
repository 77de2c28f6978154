"""A run that cannot go on: what is offered really goes on, and one undo takes its change back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planted_shortage import PLACES, Place, plant
from playground.app import data_edits, recovery
from playground.app.messages import RunDone
from playground.app.worker import requests as ask
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.replay import healthy
from playground.core.training.session import Session
from run_bits import run as run_steps


def titles(space: Workspace) -> list[str]:
    banner = space.notices.banner
    return [action.title for action in banner.actions] if banner is not None else []


def fails(desk: Any) -> Workspace:
    """Return a desk whose run went well for two epochs and then fell to pieces."""
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 2)
    space.apply(data_edits.set_recipe, optimizer="sgd", learning_rate=1e30)
    desk.wait(lambda: space.run.finished == "not_finite")
    return space


def test_clipping_goes_on_from_the_last_good_step_and_is_one_step_of_undo(desk: Any) -> None:
    space = fails(desk)
    slower, clip = titles(space)
    assert slower.startswith("Go back to step ") and clip == "Go back, clip at 1"
    good = int(slower.split()[4])
    desk.take_button(clip)
    desk.wait(lambda: space.run.finished or (space.live.running and space.live.step > good))
    assert (space.project.recipe.clip, space.project.recipe.learning_rate) == (1.0, 1e30)
    assert space.document.undo_label == clip
    space.editing.undo()
    assert space.project.recipe.clip == 0.0


def test_who_clips_already_is_offered_no_clipping(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.apply(data_edits.set_recipe, optimizer="sgd", learning_rate=1e37, clip=0.5)
    space.apply(data_edits.set_recipe, l2=1e9)
    space.training.toggle()
    desk.wait(lambda: space.run.finished == "not_finite")
    assert titles(space) == ["Start fresh with 1e+36"]


@pytest.mark.parametrize(("rate", "offered"), [(1.0, 0.5), (0.03, 0.015), (8.0, 0.8), (1e-300, 5e-301)])
def test_half_the_learning_rate_is_offered(spiral: Project, rate: float, offered: float) -> None:
    edit = recovery.slower(spiral.with_recipe(learning_rate=rate), RunDone("not_finite", 300, "", 200))
    assert edit.project.recipe.learning_rate == offered
    assert edit.label == f"Go back to step 200 with {offered:g}"


def test_the_last_waypoint_before_the_loss_rose_is_gone_back_to() -> None:
    session = run_steps(Session.start(template("spiral-mlp", CATALOGUE).open()), 450)
    assert [each.step for each in session.trail.row() if each.state] == [200, 400]
    run = session.record()
    found = healthy(run)
    assert found is not None and found.position["step"] == 400
    assert [each.step for each in found.trail] == [each for each in session.trail.steps if each <= 400]
    run.history.losses[300:] *= 1e6
    found = healthy(run)
    assert found is not None and found.position["step"] == 200
    assert Session.resume(found).step == 200
    run.history.losses[100:] *= 1e6
    assert healthy(run) is None


def test_a_child_that_fails_at_once_goes_back_to_where_it_began() -> None:
    parent = Session.start(template("spiral-mlp", CATALOGUE).open())
    parent.advance(10)
    child = Session.start(parent.project, inherit=parent.record())
    child.advance(5)
    found = healthy(child.record())
    assert found is not None and found.position["step"] == 10
    assert all(np.array_equal(found.weights[key], each) for key, each in child.start_weights.items())


@pytest.mark.parametrize("place", PLACES)
def test_half_the_batch_accumulated_goes_on_from_the_last_good_step(
    desk: Any, monkeypatch: pytest.MonkeyPatch, place: Place
) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 2)
    batch = space.project.recipe.batch_size
    plant(monkeypatch, place, lambda steps: len(steps.batch()[0][0]) > batch // 2)
    desk.wait(lambda: space.run.finished == "out_of_memory")
    assert space.notices.banner is not None and "Memory ran out at step" in space.notices.banner.text
    assert titles(space) == [f"Batches of {batch // 2}, accumulate 2"]
    stood, run = space.run.record(), space.live.run
    assert stood is not None
    desk.take_button(titles(space)[0])
    desk.wait(
        lambda: space.live.running and space.live.run != run and space.live.step > stood.position["step"]
    )
    recipe = space.project.recipe
    assert (recipe.batch_size, recipe.accumulate) == (batch // 2, 2)
    record = space.run.record()
    assert record is not None and record.parent == stood.id
    assert all(np.array_equal(record.start[key], each) for key, each in stood.weights.items())
    assert [each.id for each in space.run.earlier] == [stood.id]
    space.training.toggle()
    space.editing.undo()
    assert (space.project.recipe.batch_size, space.project.recipe.accumulate) == (batch, 1)


def test_the_cpu_is_offered_where_a_gpu_was_full_and_nothing_where_one_sample_is_too_many(
    desk: Any,
) -> None:
    space: Workspace = desk.ready().workspace
    told = [action.title for action in recovery.banner(space, shortage(32, "cuda")).actions]
    assert told == ["Batches of 16, accumulate 2", "Go on on the CPU"]
    assert [each.title for each in recovery.banner(space, shortage(1, "cuda")).actions] == told[1:]
    assert recovery.banner(space, shortage(1, "cpu")).actions == ()
    space.apply(data_edits.set_recipe, optimizer="lbfgs")  # takes all samples at once
    assert [each.title for each in recovery.banner(space, shortage(32, "cuda")).actions] == told[1:]


def test_the_cpu_that_is_taken_trains_on(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    space.notices.show_banner(recovery.banner(space, shortage(1, "cuda")))
    desk.take_button("Go on on the CPU")
    desk.wait(lambda: space.live.step > 1)
    assert space.project.recipe.device == "cpu" and space.live.running
    space.training.toggle()


def test_a_run_that_cannot_be_left_for_another_stays(driven: Any, spiral: Project) -> None:
    driven.post(ask.Open(spiral), ask.StepOnce())
    before = driven.record()
    headless = spiral.with_data(train=0.0, validation=1.0)
    driven.post(ask.Descend(headless, "x"))
    assert driven.record().id == before.id


def shortage(batch: int, device: str) -> RunDone:
    return RunDone("out_of_memory", 7, "Memory ran out.", -1, batch, device)
