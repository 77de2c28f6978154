"""Figures of steps and pixels on held-out data, against counts made one by one."""

from __future__ import annotations

import numpy as np
import pytest

from aligned_goals import PROJECTS
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.training.session import Session
from playground.core.views.place_figures import of_places, tables_of
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot
from run_bits import run


def figures(session: Session) -> Snapshot:
    live = session.live_model()
    assert VIEWS.get("class_figures").applies(live.project, live.fields)
    return VIEWS.get("class_figures").snapshot(live, {})


@pytest.mark.parametrize("name", list(PROJECTS))
def test_every_step_and_pixel_is_counted_as_the_run_counts_it(name: str) -> None:
    session = run(Session.start(PROJECTS[name]()), 9)
    told, shown = session.evaluate("validation"), figures(session)
    for figure in ("accuracy", "precision", "recall"):
        assert shown.facts[figure] == pytest.approx(told[figure], abs=1e-12)
    said = session.live_model().evaluation("validation").scores["b3" if name == "steps" else "b4"]
    assert shown.facts["places"] == shown.arrays["confusion"].sum() == said.size > shown.facts["samples"]
    assert (shown.arrays["iou_half"] >= 0).all() and shown.facts["interval"]["iou"] > 0


def test_padding_is_counted_nowhere() -> None:
    session = run(Session.start(template("reviews-tagger", CATALOGUE).open()), 3)
    shown, tokens = figures(session), session.live_model().samples("validation")["tokens"]
    assert shown.facts["places"] == np.count_nonzero(tokens) < tokens.size
    assert shown.facts["accuracy"] == pytest.approx(session.evaluate("validation")["accuracy"], abs=1e-12)


def test_tables_and_overlaps_are_those_of_counting_one_by_one() -> None:
    random = np.random.Generator(np.random.PCG64(5))
    said, true = random.integers(-1, 3, (20, 4, 5)), random.integers(0, 3, (20, 4, 5))
    tables = tables_of(said, true, 3)
    for sample, row, column in np.ndindex(20, 3, 3):
        assert tables[sample, row, column] == ((true[sample] == row) & (said[sample] == column)).sum()
    arrays, facts = of_places(said, true, 3)
    for label in range(3):
        both = ((true == label) & (said == label)).sum()
        either = (((true == label) & (said >= 0)) | (said == label)).sum()
        assert arrays["iou"][label] == both / either
    assert facts["iou"] == pytest.approx(arrays["iou"].mean()) and 0 < facts["interval"]["iou"] < 0.2


def test_doubts_are_those_of_whole_samples_drawn_anew() -> None:
    random = np.random.Generator(np.random.PCG64(6))
    true = random.integers(0, 2, (40, 6, 6))
    flaws = random.random(40)[:, None, None]  # pixels of a sample are wrong together
    said = np.where(random.random(true.shape) < flaws, 1 - true, true)
    arrays, facts = of_places(said, true, 2)

    def drawn_anew() -> list[float]:
        picked = random.integers(0, 40, 40)
        made, wanted = said[picked], true[picked]
        return [((made == k) & (wanted == k)).sum() / ((made == k) | (wanted == k)).sum() for k in range(2)]

    values = np.array([drawn_anew() for _ in range(2_000)])
    np.testing.assert_allclose(arrays["iou_half"], 1.96 * values.std(axis=0), rtol=0.1)
    assert facts["interval"]["iou"] == pytest.approx(1.96 * values.mean(axis=1).std(), rel=0.1)
