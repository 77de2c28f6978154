"""A training that rests where a figure has come so far: at that epoch, and with the bits of any other."""

from __future__ import annotations

from typing import Any

import pytest

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.project.templates import template
from playground.core.training.events import EpochsDone, Event, Finished
from playground.core.training.session import Session
from playground.core.training.target import Target
from playground.core.training.trainer import Limit, figure_names, train


def started(engine: str = "auto", **recipe: Any) -> Session:
    project = template("spiral-mlp", CATALOGUE).open().with_recipe(device="cpu", threads=1, **recipe)
    return Session.start(project, engine=engine)


def trained(session: Session, limit: Limit) -> list[Event]:
    return list(train(session, limit, lambda: 10_000, lambda: False))


def epochs(events: list[Event]) -> list[Any]:
    return [each for event in events if isinstance(event, EpochsDone) for each in event.records]


@pytest.mark.parametrize("text", ["val_accuracy>=0.95", " val_accuracy >= 0.95 "])
def test_what_is_written_is_read(text: str) -> None:
    assert Target.read(text) == Target("val_accuracy", 0.95)
    assert Target.read("loss<=1e-2") == Target("loss", 0.01, falls=True)


@pytest.mark.parametrize(
    "text", ["", "loss", "loss>0.1", "loss<=", "loss<=few", "loss<=nan", "<=3", "a b<=3"]
)
def test_what_asks_for_nothing_is_refused(text: str) -> None:
    with pytest.raises(PlaygroundError, match="as val_accuracy>=0.95"):
        Target.read(text)


@pytest.mark.parametrize("engine", ["torch", "compiled"])
@pytest.mark.parametrize(("figure", "bound", "falls"), [("val_accuracy", 0.7, False), ("loss", 0.5, True)])
def test_training_rests_at_the_first_epoch_that_reaches_it(
    engine: str, figure: str, bound: float, falls: bool
) -> None:
    session, plain = started(engine, epochs=40), started(engine, epochs=40)
    events, all_of_them = trained(session, Limit(until=Target(figure, bound, falls))), trained(plain, Limit())
    assert isinstance(events[-1], Finished) and events[-1].reason == session.position.reason == "target"
    values = [record[figure] for record in epochs(all_of_them)]
    first = next(at for at, value in enumerate(values) if (value <= bound if falls else value >= bound))
    assert 0 < first < 39
    assert epochs(events) == epochs(all_of_them)[: first + 1]  # to the last bit, and not one more


def test_what_is_not_reached_leaves_the_training_as_it_is() -> None:
    last = trained(started(epochs=2), Limit(until=Target("val_accuracy", 1.1)))[-1]
    assert isinstance(last, Finished) and last.reason == "completed"


def test_the_seconds_of_training_count_within_an_epoch() -> None:
    session = started()
    events = list(train(session, Limit(until=Target("seconds", 1e-9)), lambda: 3, lambda: False))
    assert isinstance(events[-1], Finished) and (events[-1].reason, session.step) == ("target", 3)


def test_a_training_goes_on_from_its_target_to_the_same_bits() -> None:
    session, plain = started(epochs=6), started(epochs=6)
    trained(session, Limit(until=Target("epoch", 2)))
    assert session.epoch == 2
    trained(session, Limit())
    trained(plain, Limit())
    assert session.record().history.losses.tobytes() == plain.record().history.losses.tobytes()


def test_only_what_an_epoch_tells_can_be_a_target() -> None:
    session = started(epochs=1)
    (record,) = epochs(trained(session, Limit()))
    assert {*figure_names(session)} == {*record} - {"epoch", "step"}
    Target("seconds", 1).must_be_among(figure_names(session))
    with pytest.raises(PlaygroundError, match=r'tells no "acuracy".*val_accuracy'):
        Target("acuracy", 1).must_be_among(figure_names(session))
