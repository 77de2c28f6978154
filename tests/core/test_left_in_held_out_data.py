"""Held-out data left in their middle: the epoch is closed once, by the weights it ended with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from playground.core.builtin import CATALOGUE
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.training.events import EpochsDone, Finished
from playground.core.training.session import Session
from playground.core.training.target import Target
from playground.core.training.trainer import Limit, train
from run_bits import differences, run
from script_runs import differences as differences_of_script
from script_runs import told

PIECES = 4  # in which the held-out data are passed through
Change = Callable[[Session], object]


def start(**recipe: Any) -> Session:
    """Return a run whose pass over held-out data has several pieces."""
    project = template("spiral-mlp", CATALOGUE).open().with_recipe(**recipe)
    session = Session.start(project, engine="torch")
    session.parts.model.pieces = -(-session.parts.data.part("validation").count // PIECES)
    return session


def waiting(**recipe: Any) -> Session:
    """Return a run behind the last step of its second epoch, which was left after a piece of that pass."""
    session = run(start(**recipe), 2 * start().steps_per_epoch - 1)
    session.advance(1, in_the_pass(session))
    assert session.waits and len(session.recorder.epochs) == 1 and session.parts.model.training
    return session


def in_the_pass(session: Session) -> Callable[[], bool]:
    """Ask for something from the last step of the epoch on."""
    return lambda: session.waits


def ended(**recipe: Any) -> Session:
    return run(start(**recipe), 2 * start().steps_per_epoch)


def test_who_asks_all_the_time_cannot_keep_an_epoch_from_its_end() -> None:
    session, calls = waiting(), 1
    while session.waits:
        calls += 1
        assert calls <= PIECES + 1
        done = session.advance(1, lambda: True)
        assert not len(done.losses)
    assert calls > 2, "it has to be left more than once"
    assert [epoch["epoch"] for epoch in done.epochs] == [2]
    assert differences(ended().record(), session.record()) == []


def test_views_go_on_where_the_pass_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    session, whole = start(), ended()
    plain, judged = session.parts.program.run, []

    def counted(feeds: Any) -> Any:
        judged.extend([] if session.parts.model.training else [session.step])
        return plain(feeds)

    monkeypatch.setattr(session.parts.program, "run", counted)
    run(session, session.steps_per_epoch)
    judged.clear()
    while not session.waits:
        session.advance(1, in_the_pass(session))
    assert len(judged) == 1
    assert session.live_model().evaluation("validation").figures == whole.evaluate("validation")
    session.advance(1)
    assert judged == PIECES * [session.step] and not session.waits
    assert differences(whole.record(), session.record()) == []


def set_recipe(**changes: Any) -> Change:
    return lambda session: session.set_recipe(replace(session.recipe, **changes))


def set_weight(session: Session) -> None:
    key = next(key for key in session.live_model().weights() if key.endswith("weight"))
    session.set_weight(key, (0, 0), 3.0)


CHANGES: Mapping[str, Change] = {
    "a weight": set_weight,
    "weights kept": set_recipe(keep_best=True),
    "a schedule that watches": set_recipe(schedule="plateau", schedule_options={"patience": 0}),
    "an optimizer": set_recipe(optimizer="sgd", options={}),
    "a batch": set_recipe(batch_size=7),
}


def test_what_is_changed_meanwhile_counts_behind_the_epoch(tmp_path: Path) -> None:
    left = {"nothing": waiting().record()}
    wrong = {}
    for name, change in CHANGES.items():
        records = []
        for session in (ended(), waiting()):
            change(session)
            assert not session.waits
            records.append(run(session, session.steps_per_epoch + 3).record())
        wrong[name], left[name] = differences(*records), records[1]
    assert wrong == dict.fromkeys(CHANGES, [])
    scripts = told(left, tmp_path)
    assert {name: differences_of_script(left[name], scripts[name]) for name in left} == dict.fromkeys(
        left, []
    )


def test_who_tells_of_epochs_hears_of_one_that_a_change_closed() -> None:
    session = waiting()
    set_weight(session)
    assert [epoch["epoch"] for epoch in session.settled] == [2]
    assert session.settled == session.recorder.epochs[-1:]


def left_once(session: Session) -> Callable[[], bool]:
    """Ask for something once, in the pass at the end of the first epoch."""
    asked = []

    def stop() -> bool:
        if session.waits and not asked:
            asked.append(True)
            return True
        return False

    return stop


LIMITS = {
    "steps": Limit(steps=start().steps_per_epoch),
    "epochs": Limit(epochs=1),
    "a figure": Limit(epochs=9, until=Target.read("val_loss<=1000")),
    "seconds": Limit(epochs=9, until=Target.read("seconds>=0.000001")),
}


@pytest.mark.parametrize("limit", list(LIMITS.values()), ids=list(LIMITS))
def test_training_ends_behind_the_epoch_though_its_pass_was_left(limit: Limit) -> None:
    session, whole = start(), start()
    events = list(train(session, limit, lambda: 10_000, left_once(session)))
    others = list(train(whole, limit, lambda: 10_000, lambda: False))
    assert [type(event) for event in events] == [type(event) for event in others]
    assert [each.records for each in events if isinstance(each, EpochsDone)] == [
        each.records for each in others if isinstance(each, EpochsDone)
    ]
    assert isinstance(events[-1], Finished) and events[-1] == others[-1]
    assert differences(whole.record(), session.record()) == []


RECIPES: Mapping[str, dict[str, Any]] = {
    "best weights": {"epochs": 4, "keep_best": True, "learning_rate": 0.5},
    "patience": {"epochs": 9, "early_stopping": 1, "learning_rate": 0.5},
    "a schedule that watches": {"epochs": 4, "schedule": "plateau", "schedule_options": {"patience": 0}},
    "an average": {"epochs": 3, "average": 0.9},
    "a time limit": {"epochs": 3, "time_limit": 1e-9},
}


@pytest.mark.parametrize("recipe", list(RECIPES.values()), ids=list(RECIPES))
def test_every_epoch_may_be_left_and_gone_on_with_from_a_record(recipe: dict[str, Any]) -> None:
    whole = start(**recipe)
    *_, why = train(whole, Limit(), lambda: 10_000, lambda: False)
    left: list[int] = []
    session = start(**recipe)
    while True:
        *_, last = train(session, Limit(), lambda: 10_000, once_an_epoch(session, left))
        assert isinstance(last, Finished)
        if last.reason != "stopped":
            break
        session = resumed(session.record())
    assert last == why and left == [*range(whole.epoch)]
    assert differences(whole.record(), session.record()) == []


def once_an_epoch(session: Session, left: list[int]) -> Callable[[], bool]:
    """Ask for something in the pass at the end of every epoch that was not left before."""

    def stop() -> bool:
        if session.waits and session.epoch not in left:
            left.append(session.epoch)
            return True
        return session.epoch in left and len(left) > asked

    asked = len(left)
    return stop


def resumed(record: RunRecord) -> Session:
    session = Session.resume(record)
    session.parts.model.pieces = start().parts.model.pieces
    assert session.waits
    return session
