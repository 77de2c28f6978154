"""The range test of the learning rate: what it suggests, where it ends, and that it leaves the run alone."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.training.rate_finder import RateFinder
from playground.core.training.rate_test import COUNT, LEAST, MOST, RateTest, longest_fall, rate_at, suggested
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from run_bits import differences


def record(steps: int = 0, **recipe: object) -> RunRecord:
    project = template("spiral-mlp", CATALOGUE).open().with_recipe(device="cpu", threads=1, **recipe)
    session = Session.start(project)
    for _ in train(session, Limit(steps=steps), lambda: 1000, lambda: False):
        pass
    return session.record()


def found_by(run: RunRecord) -> RateTest:
    finder = RateFinder(run)
    while not finder.advance().over:
        pass
    return finder.found


def test_the_longest_fall_may_have_others_between() -> None:
    assert longest_fall([4, 6, 5, 9, 3, 8, 2, 7]) == (3, 6)  # 6, 5, 3, 2
    assert longest_fall([1, 2, 3]) == (0, 0)
    assert longest_fall([]) == (0, 0)


def test_the_suggestion_lies_in_the_middle_of_the_valley() -> None:
    """A loss that is flat up to 1e-4, falls up to 1e-1 and explodes."""
    rates = [rate_at(each) for each in range(COUNT)]
    falls = [1.0 - min(max(np.log10(rate) + 4, 0), 3) / 4 for rate in rates]
    losses = [loss if rate < 0.1 else 0.25 + 10 * rate for loss, rate in zip(falls, rates, strict=True)]
    found = suggested(rates, losses)
    assert found is not None and 1e-3 < found < 1e-2
    assert suggested(rates, [1.0 + rate for rate in rates]) is None
    assert suggested([], []) is None


def test_rates_grow_evenly_until_the_loss_explodes() -> None:
    found = found_by(record(optimizer="sgd"))
    grown = np.diff(np.log10(found.rates))
    np.testing.assert_allclose(grown, grown[0])
    assert found.rates[0] == pytest.approx(LEAST) and found.rates[-1] <= MOST * 1.000001
    assert found.over and np.isfinite(found.losses).all()
    assert found.suggestion in found.rates


@pytest.mark.parametrize("steps", [0, 30])  # fresh, and in the midst of an epoch
def test_it_is_the_same_on_every_repeat_and_leaves_the_record_alone(steps: int) -> None:
    run, again = (
        record(steps, schedule="one_cycle", warmup=2.0),
        record(steps, schedule="one_cycle", warmup=2.0),
    )
    assert found_by(run) == found_by(again)
    assert not differences(run, again)


def test_a_run_beside_it_keeps_its_bits() -> None:
    """Dropout draws from torch's global random state, which the two share."""
    project = template("digits-mlp", CATALOGUE).open().with_recipe(device="cpu", threads=1)
    alone, beside = Session.start(project, run_id="a"), Session.start(project, run_id="a")
    finder = RateFinder(beside.record())
    for _ in range(6):
        alone.advance(1)
        finder.advance()
        beside.advance(1)
    one, other = alone.record(), beside.record()
    assert not differences(one, other)


def test_the_suggested_rate_trains_better_than_much_smaller_and_much_larger_ones() -> None:
    found = found_by(record()).suggestion
    assert found is not None
    ends = {share: float(np.mean(record(220, learning_rate=found * share).history.losses[-22:]))
            for share in (0.01, 1.0, 1000.0)}  # fmt: skip
    assert ends[1.0] < min(ends[0.01], ends[1000.0])


def test_gradients_that_are_averaged_change_the_weights_once_a_rate() -> None:
    finder = RateFinder(record(accumulate=3))
    finder.advance()
    assert finder._session.step == 3


def test_nothing_that_ends_a_training_moves_the_copy() -> None:
    """Its only epoch is over again and again: no average of the weights is taken there."""
    finder = RateFinder(record(epochs=1, average=0.99))
    while not finder.advance().over:
        pass
    assert finder._session.epoch > 1 and len(finder.found.rates) > 50
    assert {change["what"] for change in finder._session.recorder.changes} == {"learning_rate", "average"}
