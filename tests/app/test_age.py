"""What lags says of which epoch it is; what is as new as it can be says nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from playground.app.age import age, oldest
from playground.app.live import LiveState
from playground.core.views.spec import Snapshot


def run(epochs: int, steps: int, running: bool) -> LiveState:
    """Return a run of ten steps an epoch."""
    live = LiveState(running=running)
    live.add_steps(np.zeros(steps))
    for epoch in range(1, epochs + 1):
        live.add_epochs([{"epoch": epoch, "step": 10 * epoch, "loss": 1.0}])
    return live


@pytest.mark.parametrize(
    ("epochs", "steps", "running", "step", "seconds", "words"),
    [
        (9, 90, True, 90, 100.0, ""),  # the newest
        (9, 90, True, 30, 1.9, ""),  # came just now
        (9, 90, True, 30, 2.0, "as of epoch 3"),
        (9, 90, False, 30, 2.0, "as of epoch 3"),
        (9, 95, True, 90, 60.0, ""),  # a long epoch: nothing newer is promised before its end
        (9, 95, True, 92, 60.0, ""),
        (9, 95, False, 90, 2.0, "as of epoch 9"),
        (9, 95, False, 92, 2.0, "as of step 92"),
        (9, 95, True, 44, 2.0, "as of step 44"),
        (0, 5, True, 0, 2.0, "before training"),
        (0, 5, True, 0, 0.5, ""),
        (0, 5, True, 3, 9.0, ""),
        (0, 5, False, 3, 9.0, "as of step 3"),
    ],
)
def test_age_in_words(epochs: int, steps: int, running: bool, step: int, seconds: float, words: str) -> None:
    assert age(run(epochs, steps, running), step, seconds) == words


def test_of_several_answers_the_oldest_that_is_not_new_is_told() -> None:
    def answered(step: int, seconds: float) -> Any:
        return SimpleNamespace(answer=Snapshot("any", step, {}, {}), seconds=seconds)

    live = run(9, 90, True)
    answers = [answered(90, 9.0), answered(70, 9.0), answered(30, 9.0), answered(10, 0.5), answered(50, 9.0)]
    assert oldest(live, [*answers, SimpleNamespace(answer=None, seconds=99.0)]) == "as of epoch 3"  # type: ignore[list-item]
    assert oldest(live, [answered(90, 9.0), answered(10, 0.5)]) == ""
