"""Samples that are wrong somewhere though sure, against counts of each pixel and step."""

from __future__ import annotations

import numpy as np
import pytest

from aligned_goals import PROJECTS
from playground.core.training.evaluated import SURELY
from playground.core.training.session import Session
from playground.core.views.place_figures import worst_confusions
from playground.core.views.registry import VIEWS
from run_bits import run


@pytest.mark.parametrize("name", list(PROJECTS))
def test_those_with_most_wrong_places_that_are_sure_come_first(name: str) -> None:
    session = run(Session.start(PROJECTS[name]()), 25)
    live = session.live_model()
    node = next(iter(live.evaluation("validation").scores))
    shown = VIEWS.get("marks").snapshot(live, {"order": "sure", "count": 5})
    samples = live.samples("validation")
    inputs = {each: samples[each] for each in ("tokens", "image", "series") if each in samples}
    shares = live.answers(node, live.outputs(inputs, "all")[node])
    axis = 1 if name == "pixels" else -1
    true = samples["pixel_labels" if name == "pixels" else "step_labels"]
    said = live.evaluation("validation").scores[node]
    wrong = (said >= 0) & (shares.argmax(axis=axis) != true)
    firm = np.abs(shares.max(axis=axis) - 0.9) > 1e-4  # others may fall on either side by rounding
    least = (wrong & firm & (shares.max(axis=axis) >= 0.9)).reshape(len(true), -1).sum(axis=1)
    most = (wrong & ~(firm & (shares.max(axis=axis) < 0.9))).reshape(len(true), -1).sum(axis=1)
    sure = shown.arrays["sure"]
    assert (least <= sure).all() and (sure <= most).all()
    assert np.array_equal(sure, live.evaluation("validation").scores[node + SURELY])
    assert shown.facts["listed"] == shown.facts["surely"] == (sure > 0).sum() < len(sure)
    assert list(shown.arrays["order"]) == list(np.argsort(-sure, kind="stable")[: len(shown.arrays["order"])])


def test_a_cell_of_the_matrix_is_listed_whatever_the_order() -> None:
    live = run(Session.start(PROJECTS["pixels"]()), 9).live_model()
    cell = {"true": 1, "said": 0, "count": 4}
    pages = [VIEWS.get("marks").snapshot(live, {**cell, "order": order}) for order in ("sure", "worst")]
    assert np.array_equal(pages[0].arrays["order"], pages[1].arrays["order"])


@pytest.mark.parametrize("name", list(PROJECTS))
def test_samples_that_hold_a_class_keep_their_order(name: str) -> None:
    live = run(Session.start(PROJECTS[name]()), 9).live_model()
    every, some = (VIEWS.get("marks").snapshot(live, {"count": 9999, **only}) for only in ({}, {"true": 1}))
    holds = (every.arrays["trues"] == 1).reshape(len(every.arrays["trues"]), -1).any(axis=1)
    assert 0 < holds.sum() == some.facts["listed"]
    assert np.array_equal(some.arrays["order"], every.arrays["order"][holds])


def test_the_worst_confusion_is_the_pair_with_most_places() -> None:
    true = np.array([[[0, 0, 1], [2, 2, 2]], [[0, 1, 2], [0, 1, 2]], [[1, 1, -1], [1, 1, 2]]])
    said = np.array([[[0, 1, 2], [1, 1, 0]], [[0, 1, 2], [0, 1, 2]], [[-1, 1, 0], [1, 0, 2]]])
    assert worst_confusions(said, true, 3).tolist() == [[2, 1, 2], [0, 0, 0], [1, 0, 1]]


def test_each_sample_of_a_page_says_what_is_taken_for_what() -> None:
    live = run(Session.start(PROJECTS["pixels"]()), 9).live_model()
    shown = VIEWS.get("marks").snapshot(live, {"order": "worst", "count": 5})
    for at, (true, said, often) in enumerate(shown.arrays["confused"].tolist()):
        trues, saids = shown.arrays["trues"][at], shown.arrays["saids"][at]
        assert often == ((trues == true) & (saids == said)).sum() > 0 and true != said
        wrong = (trues != saids) & (trues >= 0)
        each = (((trues == one) & (saids == other) & wrong).sum() for one in range(2) for other in range(2))
        assert often == max(each)
