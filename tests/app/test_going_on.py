"""Going on from an earlier step: only where it can be reached, and whatever is asked meanwhile."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.app.document import Document
from playground.app.worker.requests import GoOnFrom
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.sentences import thousands
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


def far(steps: int = 60_012) -> RunRecord:
    """Return a long run that can be gone back to from its start only."""
    whole = run(Session.start(spirals(epochs=3000, optimizer="nadam", options={})), 40).record()
    many = np.resize(whole.history.losses, steps)
    epochs = tuple({**whole.history.epochs[0], "epoch": 1 + each, "step": 22 * (1 + each)}
                   for each in range(steps // 22))  # fmt: skip
    history = replace(whole.history, losses=many, epochs=epochs)
    place = {**whole.position, "step": steps, "epoch": len(epochs), "step_in_epoch": steps - 22 * len(epochs)}
    return replace(whole, history=history, position=place)


@pytest.mark.parametrize("asked", ["pause", "close"])
def test_a_long_way_back_is_told_and_left_for_what_is_asked(desk: Any, asked: str) -> None:
    record, there = far(), thousands(59_000)
    space = opened(desk, record)
    space.time.look_near(0)
    space.run.go_over(GoOnFrom(record.id, 59_000, record.project, keep=False))
    desk.wait(lambda: any(re.fullmatch(rf"Going back to step {there}: \d+ %", each) for each in desk.said))
    began = time.monotonic()
    if asked == "close":
        assert space.close(3.0)
        return
    space.run.toggle()
    desk.wait(lambda: f"Going back to step {there} was left: the run stays as it is." in desk.said)
    assert time.monotonic() - began < 3.0
    current = space.run.record()
    space.pump()
    assert current is not None and current.position["step"] == 60_012
    assert not space.live.running and not space.document.undo_label and space.notices.banner is None
