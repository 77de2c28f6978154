"""Views see the same of a training that stopped, of its file, and of the weights of a step that was kept."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.training import moments
from playground.core.training.hardware import Device, Hardware
from playground.core.training.plan import Plan
from playground.core.training.session import Session
from playground.core.training.torch_stepper import TorchStepper
from playground.core.training.trainer import Limit, train
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel, Snapshot, ViewSpec

TEMPLATE_IDS = ("spiral-mlp", "regression-plane", "digits-cnn", "wine-mlp", "two-inputs", "sensor-gru")
TEMPLATE = pytest.mark.parametrize("name", TEMPLATE_IDS)
STEPS = 3
GRADIENTS = "gradient_norms"  # of the last step alone, and kept in no file


@cache
def stopped(name: str) -> Session:
    """Return a training that was stopped within its first epoch."""
    session = Session.start(template(name, CATALOGUE).open())
    session.advance(STEPS)
    return session


def ways(live: LiveModel) -> list[dict[str, Any]]:
    """Return what a view may be asked with: nothing, and each block with a sample of the training part."""
    nodes = list(live.project.network.nodes)
    return [{}, *({"node": node, "sample": 2, "part": "train", "large": (node, 0)} for node in nodes)]


def same(one: Snapshot, two: Snapshot) -> bool:
    """Tell whether two answers are the same to the bit, but for gradients."""
    arrays = one.arrays.keys() == two.arrays.keys() and all(
        values.dtype == two.arrays[key].dtype and values.tobytes() == two.arrays[key].tobytes()
        for key, values in one.arrays.items()
    )
    facts = [{key: repr(value) for key, value in each.facts.items() if key != GRADIENTS}
             for each in (one, two)]  # fmt: skip
    return arrays and facts[0] == facts[1] and (one.view, one.step) == (two.view, two.step)


def assert_same(spec: ViewSpec, one: LiveModel, two: LiveModel) -> None:
    """Ask one view of both in every way."""
    assert spec.applies(one.project, one.fields) == spec.applies(two.project, two.fields)
    if spec.applies(one.project, one.fields):
        for options in ways(one):
            assert same(spec.snapshot(one, options), spec.snapshot(two, options)), options


@TEMPLATE
def test_every_view_of_a_file_is_that_of_the_training_that_was_stopped(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = stopped(name)
    save_project(tmp_path / "a.nnplay", session.project, (session.record(),))
    monkeypatch.setattr(TorchStepper, "__init__", None)  # nothing that could step is made
    opened = open_project(tmp_path / "a.nnplay", CATALOGUE)
    looked = moments.of_project(opened.project, opened.runs)
    assert looked.step == STEPS and looked.gradients() == {}
    for spec in VIEWS:
        assert_same(spec, session.live_model(), looked)


@TEMPLATE
def test_weights_of_an_earlier_step_show_what_was_seen_then(name: str) -> None:
    session = Session.start(template(name, CATALOGUE).open())
    session.advance(1)
    kept = session.record()
    seen = {spec.id: spec.snapshot(session.live_model(), {}) for spec in VIEWS
            if spec.applies(session.project, session.fields)}  # fmt: skip
    session.advance(2)
    then = moments.of_weights(kept.project, Plan.from_json(kept.plan), kept.weights, 1, kept.start)
    for view, before in seen.items():
        assert same(VIEWS.get(view).snapshot(then, {}), before), view
    assert not same(VIEWS.get("weights").snapshot(session.live_model(), {}), seen["weights"])


def test_a_project_without_a_run_is_seen_as_training_begins() -> None:
    project = template("spiral-mlp", CATALOGUE).open()
    for spec in VIEWS:
        assert_same(spec, Session.start(project).live_model(), moments.of_project(project))


def test_looking_at_a_moment_leaves_the_training_alone() -> None:
    looked, alone = (Session.start(template("digits-cnn", CATALOGUE).open(), run_id="same") for _ in range(2))
    for session in (looked, alone):
        session.advance(1)
    then = moments.of_run(looked.record())
    for spec in (each for each in VIEWS if each.applies(then.project, then.fields)):
        spec.snapshot(then, {"gradients": True})
    for session in (looked, alone):
        session.advance(2)
    one, two = looked.record(), alone.record()
    for mine, other in ((one.weights, two.weights), (one.state, two.state)):
        assert {key: value.tobytes() for key, value in mine.items()} == {
            key: value.tobytes() for key, value in other.items()
        }


def test_a_run_of_another_machine_is_refused_with_a_sentence() -> None:
    record = stopped("spiral-mlp").record()
    elsewhere = replace(record, plan={**record.plan, "device": "cuda"})
    with pytest.raises(PlaygroundError, match="trained on CUDA, which is not here"):
        moments.of_run(elsewhere, hardware=Hardware(1, (Device("cpu", "a CPU"),)))


def test_best_weights_that_came_back_within_an_epoch_are_shown_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is over at a step that is kept already, with the weights it had before."""
    project = template("spiral-mlp", CATALOGUE).open()
    project = project.with_recipe(learning_rate=0.3, batch_size=8, keep_best=True, time_limit=1.0, epochs=50)
    session = Session.start(project)
    monkeypatch.setattr(type(session.ending), "out_of_time", lambda self, recipe: session.step >= 200)
    for _ in train(session, Limit(), lambda: 1, lambda: False):
        pass
    (change,) = (each for each in session.recorder.changes if each["what"] == "best_epoch")
    assert change["step"] == 200 and session.stepper.epoch is not None
    best = session.record().weights
    network = moments.EarlierMoments(session).show(200)
    assert network is not None
    shown = network.weights()
    assert all(np.array_equal(shown[key], best[key]) for key in shown)
    kept = session.weights_at(200)
    assert kept is not None and any(not np.array_equal(kept[key], best[key]) for key in shown)
