"""Early stopping, the best weights that come back, and the time that a recipe allows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import PATIENCE, RETURNED, RunRecord
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training import ending, trail
from playground.core.training.ending import epochs_without_gain
from playground.core.training.events import Finished
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from run_bits import differences, run

EPOCH = 6  # steps


def project(**recipe: Any) -> Project:
    """Return a small network whose loss soon rises again: its learning rate is far too high."""
    opened = replace(template("spiral-mlp", CATALOGUE).open(), data=DataChoice("spiral", {"samples": 60}))
    wild = {"learning_rate": 0.3, "batch_size": 8, "epochs": 8, "device": "cpu", "threads": 1}
    return opened.with_recipe(**{**wild, **recipe})


def ended(session: Session, limit: Limit | None = None) -> Finished:
    *_, last = train(session, limit or Limit(), lambda: 10_000, lambda: False)
    assert isinstance(last, Finished)
    return last


def losses(record: RunRecord) -> list[float]:
    return [float(epoch["val_loss"]) for epoch in record.history.epochs]


def best_epoch(record: RunRecord) -> int:
    return int(np.argmin(losses(record))) + 1


def test_epochs_without_gain_are_counted_from_the_lowest_loss() -> None:
    nan = float("nan")
    cases = {(): 0, (1.0,): 0, (2.0, 1.0): 0, (1.0, 2.0, 1.0): 2, (nan, nan): 1, (nan, 3.0, nan): 1}
    assert {each: epochs_without_gain(each) for each in cases} == cases


def test_the_weights_of_the_best_epoch_are_back_at_the_end() -> None:
    plain, kept = Session.start(project()), Session.start(project(keep_best=True))
    assert ended(plain).reason == ended(kept).reason == "completed"
    record, best = kept.record(), best_epoch(kept.record())
    assert best < 8 and losses(record) == losses(plain.record())  # they came back at the end alone
    assert record.history.changes == ({"step": 8 * EPOCH, "what": RETURNED, "from": 8, "to": best},)
    there = run(Session.start(project()), best * EPOCH).record()
    assert all(np.array_equal(there.weights[key], values) for key, values in record.weights.items())
    assert kept.evaluate("validation")["loss"] == losses(record)[best - 1] != losses(record)[-1]


def test_training_ends_when_the_loss_has_not_fallen_for_so_long() -> None:
    whole = run(Session.start(project()), None).record()
    waited = [epochs_without_gain(losses(whole)[: count + 1]) for count in range(8)]
    going = Session.start(project(early_stopping=2, keep_best=True))
    last = ended(going)
    assert last.reason == going.position.reason == "early_stop"
    assert going.epoch == waited.index(2) + 1 < 8 and last.step == going.epoch * EPOCH
    assert going.record().history.changes[-1]["to"] == going.epoch - 2


def test_going_on_after_an_early_stop_waits_anew() -> None:
    going = Session.start(project(early_stopping=1))
    first = ended(going).step
    stopped = Session.resume(going.record())
    for each in (going, stopped):
        again = ended(each)
        assert first < again.step and (again.reason == "completed" or again.step >= first + 2 * EPOCH)
    assert differences(going.record(), stopped.record()) == []


@pytest.mark.parametrize("recipe", [
    {"keep_best": True}, {"early_stopping": 2}, {"early_stopping": 2, "keep_best": True, "optimizer": "sgd"},
    {"keep_best": True, "schedule": "plateau", "accumulate": 2},
])  # fmt: skip
def test_it_resumes_to_the_bit_at_any_step(recipe: dict[str, Any], tmp_path: Path) -> None:
    made = project(**recipe)
    whole = run(Session.start(made), None).record()
    going, file = Session.start(made), tmp_path / "run.nnplay"
    for point in (3, 10, 16):
        saved = run(going, point - going.step).record()
        save_project(file, made, (saved,))
        (read,) = open_project(file, CATALOGUE).runs
        assert differences(whole, run(Session.resume(read), None).record()) == [], point


def test_any_step_is_reached_again_from_a_file_after_an_early_stop_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "EVERY", 2)  # waypoints to go on from at steps 20 and 40
    going = Session.start(project(early_stopping=1, keep_best=True, accumulate=2, learning_rate=0.3))
    before = [going.record()]
    while going.position.reason != "completed":
        for _ in train(going, Limit(), lambda: 1, lambda: False):
            before.append(going.record())
    stops = [each for each in going.recorder.changes if each["what"] == PATIENCE]
    assert stops and any(each["what"] == RETURNED for each in going.recorder.changes)
    file = tmp_path / "run.nnplay"
    save_project(file, going.project, (going.record(),))
    (read,) = open_project(file, CATALOGUE).runs
    assert any(waypoint.state for waypoint in read.trail)
    by_step, bare = {int(each.position["step"]): each for each in before}, replace(read, trail=())
    from_the_start = [(bare, int(each["step"]) + EPOCH) for each in stops[:2]]  # where it may wait wrongly
    for found, step in (*((read, step) for step in (*range(0, going.step, 5), going.step)), *from_the_start):
        again = session_at(found, step).record()
        assert all(np.array_equal(again.weights[key], each) for key, each in by_step[step].weights.items()), (
            step
        )


def test_best_weights_that_are_lost_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(keep_best=True)
    whole = run(Session.start(made), None).record()
    best = best_epoch(whole)
    saved = run(Session.start(made), best * EPOCH + 1).record()
    assert any(key.startswith(ending.BEST) for key in saved.state)
    lost = {key: array for key, array in saved.state.items() if not key.startswith(ending.BEST)}
    with pytest.raises(PlaygroundError, match="the state's 'best"):
        Session.resume(replace(saved, state=lost))
    spoilt = {key: array + 1 if key.startswith(ending.BEST) else array for key, array in saved.state.items()}
    found = differences(whole, run(Session.resume(replace(saved, state=spoilt)), None).record())
    assert any(name.startswith("weights") for name in found)
    forgotten = replace(saved, position={**saved.position, "best_of": 0})
    assert differences(whole, run(Session.resume(forgotten), None).record()) != []


def test_a_place_that_points_beyond_the_run_is_refused() -> None:
    saved = run(Session.start(project(keep_best=True)), 10).record()
    for name in ("best_of", "patient_from"):
        with pytest.raises(PlaygroundError, match="is damaged"):
            Session.resume(replace(saved, position={**saved.position, name: 5}))


def test_training_ends_when_its_time_is_over_and_gets_as_much_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(10_000))
    monkeypatch.setattr("playground.core.training.session.clock", lambda: 10.0 * next(clock))
    going = Session.start(project(time_limit=0.5, epochs=100, keep_best=True))  # ten seconds a chunk
    events = list(train(going, Limit(), lambda: 4, lambda: False))
    assert events[-1] == Finished("time", going.step) and going.position.seconds == 30.0
    assert ended(going).reason == "time" and going.position.seconds == 60.0
    assert going.record().history.changes[-1]["what"] == RETURNED
    # the best weights came back inside an epoch, by the clock: so they do where the run is gone through again
    whole, again = going.record(), session_at(replace(going.record(), trail=()), 14)
    assert whole.history.changes[0] == {"step": 10, "what": RETURNED, "from": 2, "to": 1}
    best = run(Session.start(project()), EPOCH).record().weights
    there = session_at(replace(whole, trail=()), 10).record().weights
    assert all(np.array_equal(there[key], values) for key, values in best.items())
    assert again.recorder.history().losses.tobytes() == whole.history.losses[:14].tobytes()
    # as many as of all steps in proportion, and no fewer than its last epoch had by the clock
    last = float(whole.history.seconds[len(again.recorder.epochs) - 1])
    assert again.position.seconds == pytest.approx(max(60.0 * 14 / going.step, last))
