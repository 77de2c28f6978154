"""Going on from an earlier step: only where it can be reached, and whatever is asked meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.app.document import Document
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from run_bits import run


def spirals(**recipe: Any) -> Project:
    return replace(template("spiral-mlp", CATALOGUE).open().with_recipe(**recipe), speed="max")


def elsewhere(record: RunRecord, step: int) -> RunRecord:
    """Return a run as another computer would have trained it: from a step on its losses are others."""
    losses = record.history.losses.copy()
    losses[step:] += 1e-9
    return replace(record, history=replace(record.history, losses=losses))


def opened(desk: Any, record: RunRecord) -> Workspace:
    """Return a workspace with a run of a file, before its training goes on."""
    space: Workspace = desk.ready().workspace
    space.replace_document(Document(record.project), (record,))
    desk.wait(lambda: space.live.run == record.id and space.time.steps)
    return space


def look(desk: Any, step: int) -> None:
    desk.workspace.time.look_near(step)
    desk.wait(lambda: desk.workspace.time.shown == step)


def test_a_step_that_cannot_be_reached_leaves_the_run_at_rest(desk: Any) -> None:
    space = opened(desk, elsewhere(run(Session.start(spirals()), 250).record(), 205))
    look(desk, 220)
    space.time.go_on(keep=False)
    desk.wait(lambda: space.notices.banner is not None and space.notices.banner.id == "failed")
    assert "Step 220 cannot be reached" in space.notices.banner.text
    current = space.run.record()
    space.pump()
    assert current is not None and current.position["step"] == 250
    assert not space.live.running and not space.document.undo_label and space.time.step == 220


def test_a_step_that_can_be_reached_is_gone_on_from_and_undone(desk: Any) -> None:
    record = run(Session.start(spirals(epochs=14)), 250).record()
    space = opened(desk, record)
    look(desk, 220)
    space.time.go_on(keep=False)
    assert not space.document.undo_label  # nothing is there to be undone yet
    desk.wait(lambda: space.live.run != record.id and not space.live.running)
    assert space.document.undo_label == "Continue from step 220" and space.live.step == 308
    space.editing.undo()
    desk.wait(lambda: space.live.run == record.id and space.live.step == 250)


def test_a_step_of_a_run_that_is_not_live_is_refused_in_a_sentence(desk: Any) -> None:
    space = opened(desk, run(Session.start(spirals()), 250).record())
    look(desk, 220)
    space.run.reset()
    space.time.go_on(keep=True)
    desk.wait(lambda: space.notices.banner is not None and space.notices.banner.id == "failed")
    assert "another run is live by now" in space.notices.banner.text
    assert not space.live.running and not space.document.undo_label and space.live.step == 0
