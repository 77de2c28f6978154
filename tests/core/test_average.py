"""The running average of weights: PyTorch's own, and what the network becomes when training ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import AVERAGED
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training import memory, trail
from playground.core.training.recipes import check_recipe
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from run_bits import differences, run

EPOCH, EPOCHS, DECAY = 6, 4, 0.9  # steps of an epoch


def project(**recipe: Any) -> Project:
    """Return a small network on a few points."""
    opened = replace(template("spiral-mlp", CATALOGUE).open(), data=DataChoice("spiral", {"samples": 60}))
    plain = {"learning_rate": 0.05, "batch_size": 8, "epochs": EPOCHS, "device": "cpu", "threads": 1}
    return opened.with_recipe(**{**plain, **recipe})


@pytest.mark.parametrize("flat", [True, False])
def test_the_weights_become_the_average_that_pytorch_keeps(
    flat: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not flat:
        monkeypatch.setattr("playground.core.training.plan.FLAT_PARAMETERS", 0)
    plain, ours = Session.start(project()), Session.start(project(average=DECAY))
    weights = list(plain.parts.parameters.values())
    theirs = AveragedModel(nn.ParameterList(weights), multi_avg_fn=get_ema_multi_avg_fn(DECAY))
    for _ in range(EPOCHS * EPOCH):
        plain.advance(1)
        theirs.update_parameters(nn.ParameterList(weights))
    run(ours, None)
    assert ours.recorder.history().losses.tolist() == plain.recorder.history().losses.tolist()
    assert ours.recorder.epochs == plain.recorder.epochs  # figures on the way are of the weights that step
    for own, average, raw in zip(
        ours.parts.parameters.values(), theirs.module.parameters(), weights, strict=True
    ):
        assert torch.equal(own, average) and not torch.equal(own, raw)
    assert ours.recorder.changes == [{"step": EPOCHS * EPOCH, "what": AVERAGED, "from": 0.0, "to": DECAY}]
    assert ours.evaluate("validation")["loss"] != ours.recorder.epochs[-1]["val_loss"]


@pytest.mark.parametrize("recipe", [{}, {"optimizer": "muon"}, {"accumulate": 4}, {"optimizer": "sgd"}])
def test_it_resumes_to_the_bit_at_any_step(recipe: dict[str, Any], tmp_path: Path) -> None:
    made = project(average=DECAY, **recipe)
    whole = run(Session.start(made), None).record()
    going, file = Session.start(made), tmp_path / "run.nnplay"
    for point in (0, 1, 9, EPOCHS * EPOCH):
        saved = run(going, point - going.step).record()
        save_project(file, made, (saved,))
        (read,) = open_project(file, CATALOGUE).runs
        assert differences(whole, run(Session.resume(read), None).record()) == [], point


def test_before_the_first_update_it_is_nothing_whatever_pytorch_drew() -> None:
    one, other = (run(Session.start(project(average=DECAY, accumulate=4)), 2).record() for _ in range(2))
    assert differences(one, other) == []
    assert not any(array.any() for key, array in one.state.items() if key.startswith(memory.AVERAGE))


def test_a_state_without_its_average_is_refused_and_a_spoilt_one_shows() -> None:
    whole = run(Session.start(project(average=DECAY)), None).record()
    saved = run(Session.start(project(average=DECAY)), 10).record()
    averages = {key for key in saved.state if key.startswith(memory.AVERAGE)}
    assert len(averages) == 6
    lost = {key: array for key, array in saved.state.items() if key not in averages}
    with pytest.raises(PlaygroundError, match=r"average\..* is damaged"):
        Session.resume(replace(saved, state=lost))
    spoilt = {key: array + 1 if key in averages else array for key, array in saved.state.items()}
    assert differences(whole, run(Session.resume(replace(saved, state=spoilt)), None).record()) != []
    counted = {**saved.state, memory.AVERAGED: np.array([np.nan], np.float32)}
    with pytest.raises(PlaygroundError, match="count of steps is damaged"):
        Session.resume(replace(saved, state=counted))


def test_any_step_is_reached_again_where_training_went_on_behind_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trail, "EVERY", 2)
    going = run(Session.start(project(average=DECAY)), EPOCHS * EPOCH)
    going.advance(4)
    going.conclude()  # in mid-epoch, as when its time is over
    going.advance(2)
    going.set_recipe(replace(going.recipe, average=0.0))
    run(going, 3)
    record = going.record()
    assert [change["what"] for change in record.history.changes] == [AVERAGED, AVERAGED, "average"]
    for trail_of_it in (record.trail, ()):
        again = session_at(replace(record, trail=trail_of_it), going.step - 1)
        again.advance(1)
        assert differences(record, again.record()) == []


def test_training_ends_with_the_average_or_with_the_best_epoch() -> None:
    both = project(average=DECAY, keep_best=True)
    (problem,) = check_recipe(both.recipe)
    assert problem.where.param == "average" and "not both" in problem.message
    mended = [fix.edit(both).recipe for fix in problem.fixes]
    assert [(each.average, each.keep_best) for each in mended] == [(DECAY, False), (0.0, True)]
    assert all(check_recipe(each) == () for each in mended)
