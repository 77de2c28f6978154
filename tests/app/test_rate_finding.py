"""The search for a learning rate by a real worker: beside the run, whose bits it leaves, and cancelled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.app import messages as said
from playground.app.commands import perform
from playground.app.rate_finding import rounded
from playground.app.worker import requests as ask
from playground.core.project.values import Project
from playground.core.training.rate_finder import RateFinder
from playground.core.training.session import Session
from run_bits import differences, run


def ended(desk: Any) -> None:
    desk.wait(lambda: not desk.workspace.steering.rates.runs)


def test_the_worker_finds_what_the_finder_does_beside_a_run_that_keeps_its_bits(
    driven: Any, spiral: Project
) -> None:
    project = spiral.with_recipe(epochs=3)
    driven.post(ask.Open(project), ask.Play(steps=30))
    driven.wait(said.Paused)
    before = driven.record()
    driven.post(ask.FindRate(), ask.Play())
    driven.wait_for(lambda: driven.of(said.RateTested) and driven.of(said.RateTested)[-1].test.over)
    driven.wait(said.RunDone)
    expected = RateFinder(before)
    while not expected.advance().over:
        pass
    assert driven.of(said.RateTested)[-1].test == expected.found
    found, plain = driven.record(), run(Session.start(project), None).record()
    assert not differences(replace(found, start=plain.start), plain)


def test_a_search_is_left_at_once(opened: Any) -> None:
    opened.post(ask.FindRate(), ask.LeaveRate())
    assert opened.wait(said.RateTested).test is None
    opened.post(ask.StepOnce())
    opened.wait(said.Paused)
    assert [each.test for each in opened.of(said.RateTested)] == [None]


def test_another_network_ends_the_search(opened: Any, spiral: Project) -> None:
    opened.post(ask.FindRate(), ask.Open(spiral))
    opened.wait_for(lambda: opened.of(said.RateTested) and opened.of(said.RateTested)[-1].test is None)


def test_what_was_found_is_taken_by_one_step_of_undo(desk: Any) -> None:
    space = desk.ready().workspace
    own = space.project.recipe.learning_rate
    assert space.steering.rates.start() and space.steering.rates.runs
    ended(desk)
    suggestion = space.steering.rates.found.suggestion
    assert suggestion is not None and space.project.recipe.learning_rate == own
    space.steering.rates.use()
    assert space.project.recipe.learning_rate == rounded(suggestion) != own
    perform("edit.undo", space)
    assert space.project.recipe.learning_rate == own
    assert not space.live.started


def test_a_search_that_was_stopped_tells_what_it_had(desk: Any) -> None:
    space = desk.ready().workspace
    space.steering.rates.start()
    desk.wait(lambda: space.steering.rates.found.rates)
    space.steering.rates.stop()
    ended(desk)
    assert space.steering.rates.found.suggestion is None or space.steering.rates.found.over


def test_nothing_is_searched_before_there_is_anything_to_train(desk: Any) -> None:
    assert not desk.workspace.steering.rates.start()
    assert desk.said == ["Getting ready"]
