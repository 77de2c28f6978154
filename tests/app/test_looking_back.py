"""Looking back while it trains, through the real worker: figures as recorded, and no bit changes by it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.app import messages as said
from playground.app.mailbox import Mailbox
from playground.app.worker import requests as ask
from playground.core.builtin import CATALOGUE
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.moments import of_run
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS
from run_bits import differences, run


def project(name: str, **recipe: Any) -> Project:
    return template(name, CATALOGUE).open().with_recipe(**recipe)


def watch(driven: Any, wanted: Project, views: tuple[str, ...]) -> None:
    driven.post(ask.Open(wanted), *(ask.Watch(ViewKey.of(view, {})) for view in views))


def judged(driven: Any, run_id: str, step: int) -> said.PastJudged:
    """Look at a step and return its figures."""
    before = len(driven.of(said.PastJudged))
    driven.post(ask.LookBack(run_id, step))
    found: said.PastJudged = driven.wait(said.PastJudged, before + 1)
    return found


def look(driven: Any, run_id: str, step: int | None) -> said.LooksBack:
    """Look at a step and return what is told of it."""
    before = len(driven.of(said.LooksBack))
    driven.post(ask.LookBack(run_id, step))
    found: said.LooksBack = driven.wait(said.LooksBack, before + 1)
    return found


def trained(driven: Any, wanted: Project, views: tuple[str, ...]) -> RunRecord:
    watch(driven, wanted, views)
    driven.post(ask.Play())
    driven.wait(said.RunDone)
    record = driven.record()
    assert record is not None
    return record


@pytest.mark.parametrize(("name", "epochs"), [("spiral-mlp", 20), ("digits-cnn", 2)])
def test_figures_of_the_past_are_those_that_were_recorded(driven: Any, name: str, epochs: int) -> None:
    record = trained(driven, project(name, epochs=epochs), ())
    ends = {epoch["step"]: epoch for epoch in record.history.epochs}
    seen = 0
    for waypoint in record.trail:
        looks = judged(driven, record.id, waypoint.step)
        assert looks.step == waypoint.step
        if waypoint.step in ends:
            recorded = ends[waypoint.step]
            assert looks.figures == {key: value for key, value in recorded.items() if key[:4] == "val_"}
            seen += 1
    assert seen


def test_every_view_shows_the_step_that_is_looked_at(driven: Any) -> None:
    wanted = project("digits-cnn", epochs=2)
    data = replace(wanted)
    views = tuple(each.id for each in VIEWS if each.id in ("confusion", "samples", "weights", "unit_maps"))
    record = trained(driven, data, views)
    assert look(driven, record.id, 40).step == 40
    driven.wait_for(lambda: all(shown.step == 40 for shown in driven.pictures.values()) and driven.pictures)
    then = of_run(session_at(record, 40).record())
    for key, shown in driven.answers.items():
        expected = VIEWS.get(key.view).snapshot(then, key.options)
        assert shown.arrays.keys() == expected.arrays.keys()
        for array in shown.arrays:
            assert np.array_equal(shown.arrays[array], expected.arrays[array], equal_nan=True), array
    assert look(driven, record.id, None).step is None
    driven.wait_for(lambda: all(shown.step == record.position["step"] for shown in driven.pictures.values()))


@pytest.fixture
def came(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    """Return what the worker says of the past and which pictures it gives, each with its step, in order."""
    made: list[tuple[str, int | None]] = []
    put, show = Mailbox.put, Mailbox.put_pictures

    def told(mailbox: Mailbox, message: said.Message) -> None:
        if isinstance(message, (said.LooksBack, said.PastJudged)):
            made.append((type(message).__name__, message.step))
        put(mailbox, message)

    def shown(mailbox: Mailbox, answers: Any) -> None:
        made.extend((key.view, each.step) for key, each in answers.items())
        show(mailbox, answers)

    monkeypatch.setattr(Mailbox, "put", told)
    monkeypatch.setattr(Mailbox, "put_pictures", shown)
    return made


@pytest.mark.parametrize("playing", [False, True])
def test_pictures_come_before_the_figures_and_all_are_of_the_step_that_was_told(
    came: list[tuple[str, int | None]], driven: Any, playing: bool
) -> None:
    views = ("class_figures", "samples", "weights", "feature_maps")
    record = trained(driven, project("digits-cnn", epochs=2), views)
    if playing:
        driven.post(ask.Play(epochs=1000))
        driven.wait(said.Playing, 2)
    assert judged(driven, record.id, 20).step == 20
    since = came[came.index(("LooksBack", 20)) :]
    assert since[-1] == ("PastJudged", 20) and {step for _, step in since} == {20}
    names = [name for name, _ in since[1:-1]]
    assert sorted(names) == sorted(views)
    passed = [VIEWS.get(name).of_evaluation for name in names]
    assert passed == sorted(passed) and len(set(passed)) == 2  # what waits for the pass comes last


def test_training_goes_on_to_the_same_bits_while_somebody_looks_back(driven: Any) -> None:
    wanted = project("spiral-mlp", epochs=40)
    watch(driven, wanted, ("decision_map", "unit_maps", "class_figures"))
    driven.post(ask.SetSpeed("10x"), ask.Play())
    driven.wait_for(lambda: driven.of(said.SessionOpened) and driven.way is not None and driven.way.steps[3:])
    opened = driven.of(said.SessionOpened)[-1]
    for step in (20, 0, 40, 20, None, 40, 7, 60, 20):
        looks = look(driven, opened.run, step)
        assert looks.step == (None if step == 7 else step)  # which is not kept
    assert not driven.of(said.RunDone)
    driven.post(ask.SetSpeed("max"))
    driven.wait(said.RunDone)
    assert driven.pictures["decision_map"].step == 20  # what is shown of the past stays
    record = driven.record()
    assert record is not None
    assert differences(record, run(Session.start(wanted), None).record()) == []


def test_a_step_of_another_run_is_not_looked_at(driven: Any) -> None:
    record = trained(driven, project("spiral-mlp", epochs=3), ())
    assert look(driven, "another", 20).step is None
    assert look(driven, record.id, 20).step == 20
    driven.post(ask.Open(project("spiral-mlp", epochs=3)))
    assert look(driven, record.id, 20).step is None


def test_a_weight_typed_at_a_step_is_seen_there(driven: Any) -> None:
    watch(driven, project("spiral-mlp"), ("weights",))
    for _ in range(20):
        driven.post(ask.StepOnce())
    driven.wait(said.Paused, 20)
    driven.post(ask.SetWeight("dense.weight", (0, 1), 4.5, 1), ask.StepOnce())
    driven.wait(said.Paused, 21)
    run_id = driven.of(said.SessionOpened)[-1].run
    driven.wait_for(lambda: driven.pictures["weights"].step == 21)  # that of 20 before it was typed is gone
    assert look(driven, run_id, 20).step == 20
    driven.wait_for(lambda: driven.pictures["weights"].step == 20)
    assert driven.pictures["weights"].arrays["dense.weight"][0, 1] == 4.5
