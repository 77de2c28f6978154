"""An optimizer is one record: form, check, file, command line, training and resuming follow from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from playground.cli.main import run as command_line
from playground.core.blocks.calls import Call
from playground.core.blocks.params import number
from playground.core.builtin import CATALOGUE
from playground.core.project.optimizers import OPTIMIZERS, OptimizerSpec
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from run_bits import bits

ADAMAX = OptimizerSpec(
    id="adamax",
    title="Adamax",
    summary="Divides each step by the largest gradient of late.",
    call=lambda p: Call("optim.Adamax", betas=(p.beta1, p.beta2), eps=p.epsilon),
    kept=("exp_avg", "exp_inf"),
    params=(
        number("beta1", 0.9, minimum=0.0, maximum=0.9999, since="at_once", help="How long it remembers."),
        number("beta2", 0.999, minimum=0.0, maximum=0.9999, since="at_once", help="How long it fears."),
        number("epsilon", 1e-8, minimum=1e-16, maximum=1.0, since="at_once", help="Keeps the step finite."),
    ),
)


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPTIMIZERS._specs, ADAMAX.id, ADAMAX)


def project(**recipe: object) -> Project:
    """Return a small network that the new optimizer trains."""
    found = template("spiral-mlp", CATALOGUE).open()
    return found.with_recipe(optimizer="adamax", options={}, learning_rate=0.01, weight_decay=0.1, **recipe)


@pytest.mark.parametrize("flat", [True, False])
def test_it_equals_pytorchs_own_class(flat: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not flat:
        monkeypatch.setattr("playground.core.training.plan.FLAT_PARAMETERS", 0)
    run = Session.start(project())
    start = {key: torch.from_numpy(values.copy()) for key, values in run.start_weights.items()}
    theirs = {key: nn.Parameter(start[key]) for key in run.parts.parameters}
    oracle = torch.optim.Adamax(theirs.values(), lr=0.01, weight_decay=0.1)
    for _ in range(7):
        run.advance(1)
        for key, gradient in run.stepper.gradients().items():
            theirs[key].grad = torch.from_numpy(gradient)
        oracle.step()
    for key, values in run.record().weights.items():
        np.testing.assert_allclose(values, theirs[key].detach().numpy(), rtol=1e-6, atol=1e-7)


def test_it_resumes_to_the_bit_and_changes_in_mid_run() -> None:
    whole = Session.start(project(), run_id="run")
    whole.advance(5)
    whole.set_recipe(replace(whole.recipe, options={"beta1": 0.5}, learning_rate=0.02))
    whole.advance(4)
    resumed = Session.resume(whole.record())
    for each in (whole, resumed):
        each.advance(8)
    assert list(bits(whole.record())) == list(bits(resumed.record()))
    assert resumed.recipe.options["beta1"] == 0.5


def test_the_command_line_lists_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["list", "optimizers"]) == 0
    assert "Adamax" in capsys.readouterr().out
