"""What is shown of pictures that are made of others: before, made and truth, against plain numpy."""

from __future__ import annotations

import numpy as np
import pytest

from goal_cases import CASES
from playground.core.training.session import Session
from playground.core.views import places
from playground.core.views.registry import VIEWS
from run_bits import run


def test_errors_are_those_of_what_is_made_against_the_truth() -> None:
    session = run(Session.start(CASES["make_picture"]), 9)
    live = session.live_model()
    assert places.gives_back(live.project, live.fields)
    shown = VIEWS.get("reconstructions").snapshot(live, {"sample": 5, "order": "any", "count": 4})
    samples = live.samples("validation")
    made = live.evaluation("validation").scores["b4"]
    errors = np.square(made.astype(np.float64) - samples["picture"]).reshape(len(made), -1).mean(axis=1)
    np.testing.assert_allclose(shown.arrays["errors"], errors)
    assert shown.facts["mean"] == pytest.approx(session.evaluate("validation")["mse"], rel=1e-5)
    np.testing.assert_allclose(shown.arrays["before"], samples["image"][5], rtol=1e-6)
    np.testing.assert_array_equal(shown.arrays["input"], samples["picture"][5])
    np.testing.assert_array_equal(shown.arrays["made"], made[5])
    assert shown.arrays["befores"].shape == (4, 1, 14, 14) and shown.arrays["mades"].shape == (4, 1, 28, 28)
    np.testing.assert_allclose(shown.arrays["befores"], samples["image"][:4], rtol=1e-6)
    assert shown.facts["code"] is None and shown.facts["pca"] is None
