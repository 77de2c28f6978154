"""How long training had gone on at each epoch's end: kept, written, repeated by no run."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.arrays import read_safetensors, write_safetensors
from playground.core.files.run_members import from_members, to_members
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.training.events import EpochsDone
from playground.core.training.history import Recorder
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from run_bits import differences, run

HISTORY = "history.safetensors"


@pytest.fixture(scope="module")
def record() -> RunRecord:
    """Return five epochs and a half."""
    return run(Session.start(template("spiral-mlp", CATALOGUE).open()), 5 * 22 + 11, chunk=7).record()


def test_each_epoch_keeps_when_it_ended_and_tells_it() -> None:
    session = Session.start(template("spiral-mlp", CATALOGUE).open())
    events = list(train(session, Limit(epochs=4), lambda: 5, lambda: False))
    told = [each for event in events if isinstance(event, EpochsDone) for each in event.seconds]
    kept = session.record().history.seconds
    assert kept.tolist() == told and len(told) == 4
    assert (np.diff(kept, prepend=0.0) > 0).all() and kept[-1] == session.position.seconds


def test_they_are_no_bits_of_a_run_and_stay_in_its_file(record: RunRecord) -> None:
    again = run(Session.start(record.project), 5 * 22 + 11, chunk=9).record()
    assert differences(record, again) == []
    assert not np.array_equal(record.history.seconds, again.history.seconds)  # two clocks never agree
    members = to_members(record)
    read = from_members(members, CATALOGUE)
    assert read.history.seconds.tobytes() == record.history.seconds.tobytes()
    more = run(Session.resume(read), 11).record()
    assert more.history.seconds[:5].tobytes() == record.history.seconds.tobytes()
    assert more.history.seconds[5] > record.position["seconds"]


def test_a_file_from_before_has_none_and_a_damaged_one_is_refused(record: RunRecord) -> None:
    members = to_members(record)
    arrays = dict(read_safetensors(members[HISTORY], "the history"))
    without = {name: each for name, each in arrays.items() if name != "seconds"}
    old = from_members({**members, HISTORY: write_safetensors(without)}, CATALOGUE)
    assert not len(old.history.seconds) and np.isnan(old.history.clocked).all()
    more = run(Session.resume(old), 11).record().history.seconds
    assert np.isnan(more[:5]).all() and math.isfinite(more[5])
    short = {**arrays, "seconds": arrays["seconds"][:3]}
    with pytest.raises(PlaygroundError, match="different lengths"):
        from_members({**members, HISTORY: write_safetensors(short)}, CATALOGUE)
    for wrong in (-1.0, np.inf, -np.inf, 1e308):
        spoilt = {**arrays, "seconds": np.where(np.arange(5) == 2, wrong, arrays["seconds"])}
        with pytest.raises(PlaygroundError, match="below 0 or without end"):
            from_members({**members, HISTORY: write_safetensors(spoilt)}, CATALOGUE)


@pytest.mark.parametrize("steps", [[10**14], [100, 20]], ids=["beyond the end", "out of order"])
def test_changes_that_lie_nowhere_along_a_run_are_refused(record: RunRecord, steps: list[int]) -> None:
    changes = tuple({"step": step, "what": "learning_rate", "from": 0.1, "to": 0.2} for step in steps)
    spoilt = replace(record, history=replace(record.history, changes=changes))
    with pytest.raises(PlaygroundError, match="changes lie beyond the run"):
        from_members(to_members(spoilt), CATALOGUE)


def test_a_step_gone_back_to_has_the_seconds_that_were_recorded(record: RunRecord) -> None:
    back = session_at(record, 66)
    assert back.record().history.seconds.tobytes() == record.history.seconds[:3].tobytes()
    assert record.history.seconds[2] <= back.position.seconds <= record.position["seconds"]
    assert record.history.before(66, 0).seconds.tobytes() == record.history.seconds[:3].tobytes()


def test_a_step_gone_back_to_in_a_file_from_before_tells_no_seconds_of_its_epochs(record: RunRecord) -> None:
    """What the steps took to be taken again is no time that the run had trained."""
    old = replace(record, history=replace(record.history, seconds=np.zeros(0)), trail=())
    back = session_at(old, 66)
    assert back.record().history.clocked.tolist() == pytest.approx([math.nan] * 3, nan_ok=True)
    assert back.position.seconds == pytest.approx(record.position["seconds"] * 66 / 121)
    later = run(back, 22).record()
    assert later.history.clocked[3] > record.position["seconds"] * 66 / 121
    assert later.history.clocked[3] <= later.position["seconds"]


def test_epochs_taken_at_once_took_as_long_each() -> None:
    recorder = Recorder()
    recorder.epochs += [{"epoch": each, "step": 10 * each} for each in (1, 2, 3)]
    recorder.note_seconds(1.0, 4.0)
    recorder.note_seconds(4.0, 9.0)  # in which none ended
    assert recorder.history().seconds.tolist() == [2.0, 3.0, 4.0]


def test_too_many_or_too_few_are_told_by_epoch(record: RunRecord) -> None:
    few = replace(record.history, seconds=np.array([1.0, 2.0]))
    assert np.array_equal(few.clocked, [1.0, 2.0, np.nan, np.nan, np.nan], equal_nan=True)
    many = replace(record.history, epochs=record.history.epochs[:1])
    assert many.clocked.tolist() == record.history.seconds[:1].tolist()
