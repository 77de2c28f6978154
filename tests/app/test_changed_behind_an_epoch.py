"""What is changed while an epoch's held-out data wait in their middle: the epoch is closed and told first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from playground.app import messages as said
from playground.app.worker import requests as ask
from playground.app.worker.live_run import LiveRun
from playground.core.project.values import Project
from playground.core.training.session import Session

Change = Callable[[LiveRun, Project], object]
CHANGES: dict[str, Change] = {
    "the recipe": lambda live, project: live.set_recipe(replace(project.recipe, learning_rate=0.01)),
    "the recipe by an edit": lambda live, project: live.replace(project.with_recipe(learning_rate=0.01), ""),
    "a weight": lambda live, _: live.set_weight(ask.SetWeight("dense.weight", (0, 0), 3.0, 1)),
}


def waiting(project: Project, closing: Callable[[], bool] = bool) -> tuple[LiveRun, list[said.Message]]:
    """Return a live run behind the last step of its first epoch, and what it tells from now on."""
    told: list[said.Message] = []
    live = LiveRun(told.append, closing=closing)
    live.open(project, (), keep_run=False)
    session = live.session
    assert session is not None
    session.parts.model.pieces = 20
    while not session.waits:
        session.advance(100, lambda: session.waits)
    told.clear()
    return live, told


@pytest.mark.parametrize("change", list(CHANGES.values()), ids=list(CHANGES))
def test_the_epoch_is_closed_and_told_before_what_is_changed(change: Change, spiral: Project) -> None:
    live, told = waiting(spiral)
    whole = Session.start(spiral)
    whole.advance(100)
    change(live, spiral)
    kinds = [type(each) for each in told if isinstance(each, (said.Epochs, said.RecipeChanged))]
    assert kinds == [said.Epochs, said.RecipeChanged]
    (ended,) = (each for each in told if isinstance(each, said.Epochs))
    assert list(ended.records) == whole.recorder.epochs and len(ended.seconds) == 1
    change(live, spiral)
    assert sum(isinstance(each, said.Epochs) for each in told) == 1, "it is told once"


def test_nothing_is_changed_in_a_window_that_closes(spiral: Project) -> None:
    live, told = waiting(spiral, closing=lambda: True)
    live.set_recipe(replace(spiral.recipe, learning_rate=0.01))
    session = live.session
    assert session is not None and session.waits
    assert (told, session.recipe, session.recorder.changes) == ([], spiral.recipe, [])
