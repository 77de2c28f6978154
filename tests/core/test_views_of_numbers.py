"""What is said of a number agrees with scikit-learn, PyTorch and draws of our own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import load_samples
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot
from playground.core.views.uncertainty import of_numbers


@cache
def session(name: str) -> Session:
    started = Session.start(project(name))
    started.advance(40)
    return started


def project(name: str) -> Project:
    return template(name, CATALOGUE).open()


def snapshot(view: str, name: str, **options: object) -> Snapshot:
    return VIEWS.get(view).snapshot(session(name).live_model(), options)


@pytest.mark.parametrize("name", ["diabetes-mlp", "regression-plane"])
@pytest.mark.parametrize("part", ["validation", "train"])
def test_the_linear_model_is_scikit_learns(name: str, part: str) -> None:
    from sklearn.linear_model import LinearRegression

    samples = load_samples(project(name))
    source = "table" if name == "diabetes-mlp" else "points"
    train, held = samples.take("train"), samples.take(part)  # type: ignore[arg-type]
    theirs = LinearRegression().fit(train[source].astype(float), train["value"].astype(float))
    shown = snapshot("class_figures", name, part=part)
    assert shown.arrays["linear"] == pytest.approx(
        theirs.predict(held[source].astype(float)), rel=1e-4, abs=1e-4
    )
    wanted = theirs.score(held[source].astype(float), held["value"].astype(float))
    assert shown.facts["linear"]["r2"] == pytest.approx(wanted, abs=1e-4)


def test_it_is_fitted_once_however_often_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    fits: list[int] = []
    solve = np.linalg.lstsq
    monkeypatch.setattr(np.linalg, "lstsq", lambda *a, **k: (fits.append(1), solve(*a, **k))[1])
    live = Session.start(project("diabetes-mlp"))
    for _ in range(3):
        VIEWS.get("class_figures").snapshot(live.live_model(), {})
        live.advance(1)
    assert fits == [1]


def test_more_inputs_than_samples_have_no_linear_model() -> None:
    few = project("diabetes-mlp")
    few = few.with_data(train=0.02, validation=0.5, test=0.48)
    live = Session.start(replace(few, recipe=replace(few.recipe, batch_size=2))).live_model()
    shown = VIEWS.get("class_figures").snapshot(live, {})
    assert "linear" not in shown.arrays and "linear" not in shown.facts and "r2" in shown.facts


def test_intervals_are_those_of_samples_drawn_anew() -> None:
    rng = np.random.default_rng(3)
    target = rng.normal(size=120) * 50 + 150
    answer, other = target + rng.normal(size=120) * 30, target + rng.normal(size=120) * 32
    found = of_numbers(target, answer, other)
    drawn = rng.integers(0, 120, (3000, 120))

    def r2(said: np.ndarray) -> np.ndarray:
        spread = ((target[drawn] - target[drawn].mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
        return 1 - ((said - target)[drawn] ** 2).sum(axis=1) / spread

    assert found["interval"]["r2"] == pytest.approx(1.96 * r2(answer).std(), rel=0.1)
    assert found["interval"]["mae"] == pytest.approx(
        1.96 * np.abs(answer - target)[drawn].mean(axis=1).std(), rel=0.1
    )
    ends = np.percentile(r2(answer) - r2(other), (2.5, 97.5))
    assert found["ahead"] == pytest.approx(ends, abs=0.02)


@pytest.mark.parametrize("name", ["diabetes-mlp"])
def test_samples_and_the_one_looked_at_are_what_pytorch_says(name: str) -> None:
    live, shown = session(name).live_model(), snapshot("samples", name)
    held = live.samples("validation")
    with torch.no_grad():
        model = session(name).parts.model.eval()
        goal = next(iter(model.goals))
        said = model({"table": torch.tensor(held["table"])})[goal][:, 0].numpy()
        model.train()
    assert shown.arrays["answer"] == pytest.approx(said, rel=1e-5)
    assert (shown.arrays["target"] == held["value"]).all()
    assert shown.arrays["loss"] == pytest.approx((said - held["value"]) ** 2, rel=1e-4)
    one = snapshot("feature_maps", name, sample=7)
    assert one.facts["value"] == pytest.approx(float(said[7]), rel=1e-5)
    assert one.facts["true"] == held["value"][7] and one.facts["number"] == shown.arrays["number"][7]
