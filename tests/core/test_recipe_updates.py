"""What a recipe says of each update: clipping, accumulation, weight decay that spares biases and norms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training import assembly, working_group
from playground.core.training.rule import TrainingRule, Update
from playground.core.training.session import Session
from run_bits import bits, differences, run


def project(**recipe: Any) -> Project:
    """Return a small network on a few points: six steps an epoch, five epochs."""
    opened = replace(template("spiral-mlp", CATALOGUE).open(), data=DataChoice("spiral", {"samples": 60}))
    plain = {"learning_rate": 0.03, "batch_size": 8, "epochs": 5, "device": "cpu", "threads": 1}
    return opened.with_recipe(**{**plain, **recipe})


@pytest.mark.parametrize(("recipe", "update"), [
    ({"clip": 0.05}, Update(clip=0.05)), ({"accumulate": 4}, Update(every=4)),
    ({"clip": 0.01, "accumulate": 2}, Update(clip=0.01, every=2)),
])  # fmt: skip
def test_a_field_trains_as_the_rule_that_says_the_same(
    recipe: dict[str, Any], update: Update, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = run(Session.start(project(**recipe), run_id="run"), 20).record()
    plain = run(Session.start(project(), run_id="run"), 20).record()
    monkeypatch.setattr(assembly, "PLAIN", TrainingRule((update,)))
    ruled = run(Session.start(project(), run_id="run"), 20).record()

    def learned(record: Any) -> list[Any]:
        return [each for each in bits(record) if each[0].startswith("weights") or each[0] == "losses"]

    assert learned(ours) == learned(ruled) != learned(plain)


MIXED: dict[str, dict[str, Any]] = {
    "spared": {"optimizer": "adamw", "weight_decay": 0.1, "decay_all": False},
    "spared, momentum": {"optimizer": "sgd", "weight_decay": 0.1, "decay_all": False},
    "spared, radam": {"optimizer": "radam", "weight_decay": 0.1, "decay_all": False, "schedule": "cosine"},
    "muon": {"optimizer": "muon", "weight_decay": 0.1, "schedule": "one_cycle"},
    "muon, spared": {"optimizer": "muon", "weight_decay": 0.1, "decay_all": False, "clip": 1.0},
    "clipped and gathered": {"optimizer": "adam", "clip": 0.02, "accumulate": 4, "schedule": "one_cycle"},
}


@pytest.mark.parametrize("case", MIXED)
def test_it_resumes_to_the_bit_at_any_step(case: str) -> None:
    made = project(**MIXED[case])
    whole = run(Session.start(made), None).record()
    going = Session.start(made)
    for point in (1, 9, 16, 23):
        saved = run(going, point - going.step).record()
        assert differences(whole, run(Session.resume(saved), None).record()) == [], point


@pytest.mark.parametrize("flat", [True, False])
def test_biases_are_spared_as_in_pytorchs_groups(flat: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not flat:
        monkeypatch.setattr("playground.core.training.plan.FLAT_PARAMETERS", 0)
    going = Session.start(project(**MIXED["spared"]))
    theirs = {key: nn.Parameter(torch.from_numpy(values.copy()))
              for key, values in going.start_weights.items()}  # fmt: skip
    spared = [each for each in theirs.values() if each.dim() < 2]
    groups = [{"params": [each for each in theirs.values() if each.dim() > 1]},
              {"params": spared, "weight_decay": 0.0}]  # fmt: skip
    oracle = torch.optim.AdamW(groups, lr=0.03, weight_decay=0.1)
    assert len(spared) == 3
    for _ in range(12):
        going.advance(1)
        for key, gradient in going.stepper.gradients().items():
            theirs[key].grad = torch.from_numpy(gradient)
        oracle.step()
    for key, values in going.record().weights.items():
        np.testing.assert_allclose(values, theirs[key].detach().numpy(), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("flat", [True, False])
def test_muon_turns_matrices_and_leaves_the_rest_to_adamw(
    flat: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not flat:
        monkeypatch.setattr("playground.core.training.plan.FLAT_PARAMETERS", 0)
    going = Session.start(project(optimizer="muon", weight_decay=0.1))
    theirs = {key: nn.Parameter(torch.from_numpy(values.copy()))
              for key, values in going.start_weights.items()}  # fmt: skip
    matrices = [each for each in theirs.values() if each.dim() == 2]
    common: dict[str, Any] = {"lr": 0.03, "weight_decay": 0.1}
    oracles = (
        torch.optim.Muon(matrices, adjust_lr_fn="match_rms_adamw", **common),
        torch.optim.AdamW([each for each in theirs.values() if each.dim() != 2], **common),
    )
    assert len(matrices) == 3
    for _ in range(12):
        going.advance(1)
        for key, gradient in going.stepper.gradients().items():
            theirs[key].grad = torch.from_numpy(gradient)
        for oracle in oracles:
            oracle.step()
    for key, values in going.record().weights.items():
        np.testing.assert_allclose(values, theirs[key].detach().numpy(), rtol=1e-4, atol=1e-5)


def test_what_muon_keeps_is_saved_by_weight_and_comes_and_goes_in_mid_run() -> None:
    going = run(Session.start(project(optimizer="muon")), 4)
    kept = {key for key in going.record().state if key.startswith("optimizer.")}
    assert "optimizer.momentum_buffer.dense.weight" in kept and "optimizer.exp_avg.dense.bias" in kept
    assert len(kept) == 1 + 3 + 2 * 3
    going.set_recipe(replace(going.recipe, optimizer="adam", options={}))
    run(going, 4)
    going.set_recipe(replace(going.recipe, optimizer="muon", options={}))
    run(going, 3)
    resumed = Session.resume(going.record())
    assert differences(run(going, 9).record(), run(resumed, 9).record()) == []


def test_sparing_biases_in_mid_run_keeps_what_the_optimizer_remembers() -> None:
    going = run(Session.start(project(optimizer="adam", weight_decay=0.1)), 9)
    before = {key: array for key, array in going.record().state.items() if key.startswith("optimizer.")}
    assert len(before) == 1 + 2 * 6 and all(array.any() for array in before.values())
    for decay_all in (False, True):
        going.set_recipe(replace(going.recipe, decay_all=decay_all))
        after = going.record().state
        assert all(np.array_equal(after[key], array) for key, array in before.items())


def test_where_nothing_decays_nothing_is_treated_apart() -> None:
    group = Session.start(project(decay_all=False)).stepper.groups[0]
    assert [portion.keys for portion in group.portions] == [None]
    group = Session.start(project(**MIXED["spared"])).stepper.groups[0]
    assert [len(portion.keys) for portion in group.portions] == [3, 3]


def test_sparing_that_is_forgotten_on_resuming_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(**MIXED["spared"])
    whole = run(Session.start(made), None).record()
    saved = run(Session.start(made), 9).record()
    monkeypatch.setattr(working_group, "_own_recipe", lambda recipe, axes: recipe)
    assert differences(whole, run(Session.resume(saved), None).record()) != []


def test_a_place_without_accumulation_is_refused() -> None:
    saved = run(Session.start(project()), 9).record()
    assert saved.position["accumulate"] == 1
    older = {name: value for name, value in saved.position.items() if name != "accumulate"}
    whole = run(Session.start(project()), None).record()
    resumed = run(Session.resume(replace(saved, position=older)), None).record()
    assert differences(whole, resumed) == []  # as a file says that is older than the field
    with pytest.raises(PlaygroundError, match="its place in the training is damaged"):
        Session.resume(replace(saved, position={**saved.position, "accumulate": 0}))
