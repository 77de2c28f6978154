"""LBFGS on all samples at once: the bits of PyTorch's own class, and refused where it cannot be followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.app import edits
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.export.script.printed import optimizer_of
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training import cancel
from playground.core.training.dense_chain import known_recipe
from playground.core.training.recipes import check_recipe
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from playground.core.training.torch_steps import TorchSteps
from run_bits import differences, run

SAMPLES = 42  # that train


def project(**recipe: Any) -> Project:
    """Return a small network on a few points, all of them in one step."""
    opened = replace(template("spiral-mlp", CATALOGUE).open(), data=DataChoice("spiral", {"samples": 60}))
    plain = {"optimizer": "lbfgs", "options": {"iterations": 4, "history": 5}, "learning_rate": 1.0,
             "batch_size": 42, "epochs": 10, "device": "cpu", "threads": 1}  # fmt: skip
    return opened.with_recipe(**{**plain, **recipe})


def problems(project: Project) -> list[Any]:
    found = analyse(project, fields_of(project)).problems
    return [each for each in found if each.severity == "error"]


def torchs_own(session: Session, options: dict[str, Any], steps: int) -> dict[str, Tensor]:
    """Return a run's weights after steps of PyTorch's own class, which keeps its state from step to step."""
    parts, epoch = session.parts, session.parts.data.part("train")
    own = list(parts.parameters.values())
    optimizer = torch.optim.LBFGS(own, lr=1.0, **options)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = parts.objective(parts.program.run([feed[order] for feed in epoch.feeds]),
                               [target[order] for target in epoch.targets])  # fmt: skip
        loss.backward()
        return loss

    for _ in range(steps):
        order = torch.randperm(SAMPLES, generator=session.order_generator)
        optimizer.step(closure)  # type: ignore[arg-type]
    return {key: each.detach() for key, each in parts.parameters.items()}


@pytest.mark.parametrize("line_search", [True, False])
@pytest.mark.parametrize("flat", [True, False])
def test_weights_have_the_bits_of_pytorchs_own_class(
    flat: bool, line_search: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not flat:
        monkeypatch.setattr("playground.core.training.plan.FLAT_PARAMETERS", 0)
    rate = {} if line_search else {"learning_rate": 1.0}
    made = project(options={"iterations": 4, "history": 5, "line_search": line_search}, **rate)
    ours, theirs = run(Session.start(made), 8), Session.start(made)
    monkeypatch.setattr("playground.core.training.plan.FLAT_PARAMETERS", 0)
    theirs = Session.start(made)  # with weights apart, as PyTorch's class is usually given them
    options = {"max_iter": 4, "history_size": 5, "line_search_fn": "strong_wolfe" if line_search else None}
    expected = torchs_own(theirs, options, 8)
    for key, weight in ours.parts.parameters.items():
        assert torch.equal(weight, expected[key]), key
    losses = ours.recorder.history().losses
    assert len(losses) == 8 and losses[-1] < losses[0]


@pytest.mark.parametrize("recipe", [
    {}, {"average": 0.5}, {"clip": 0.5, "l2": 0.001}, {"schedule": "cosine"},
    {"options": {"line_search": False}, "learning_rate": 0.1},
])  # fmt: skip
def test_it_resumes_to_the_bit_at_any_step_and_any_is_reached_again(
    recipe: dict[str, Any], tmp_path: Path
) -> None:
    made, file = project(**recipe), tmp_path / "run.nnplay"
    whole = run(Session.start(made), None).record()
    going = Session.start(made)
    for point in (0, 1, 4, 7):
        saved = run(going, point - going.step).record()
        save_project(file, made, (saved,))
        (read,) = open_project(file, CATALOGUE).runs
        assert differences(whole, run(Session.resume(read), None).record()) == [], point
    assert differences(saved, session_at(whole, 7).record()) == []
    kept = {key for key, array in saved.state.items() if key.startswith("optimizer.") and array.size > 1}
    spoilt = {key: array * 2 if key in kept else array for key, array in saved.state.items()}
    assert differences(whole, run(Session.resume(replace(saved, state=spoilt)), None).record()) != []


def test_a_state_that_holds_more_than_there_is_room_for_is_refused() -> None:
    saved = run(Session.start(project()), 3).record()
    for held in (6.0, 2.5):
        state = {**saved.state, "optimizer.held": np.array([held], np.float32)}
        with pytest.raises(PlaygroundError, match="what the optimizer remembers is damaged"):
            Session.resume(replace(saved, state=state))


def test_a_step_that_is_left_in_its_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(Session.start(project()), None).record()
    going = run(Session.start(project()), 3)
    calls = 0
    real: Callable[..., Any] = TorchSteps._step

    def counted(self: TorchSteps, forward: Any) -> Any:
        def seldom(feeds: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == 3:  # within the search
                raise cancel.Cancelled
            return forward(feeds)

        return real(self, seldom)

    with monkeypatch.context() as patch:
        patch.setattr(TorchSteps, "_step", counted)
        going.stepper.careful = True  # type: ignore[attr-defined]
        assert len(going.advance(1).losses) == 0 and calls == 3
    assert differences(whole, run(going, None).record()) == []


def test_batches_are_refused_with_a_way_out() -> None:
    small = project(batch_size=16)
    (problem,) = problems(small)
    assert problem.message == "LBFGS takes all 42 training samples at once, but a batch has 16."
    assert problem.fixes[0].edit(small).recipe.batch_size == SAMPLES
    with pytest.raises(PlaygroundError, match="takes all 42 training samples at once"):
        Session.start(small)
    going = run(Session.start(project(optimizer="adam", options={}, batch_size=16)), 1)
    for batch, words in ((16, "use batches of 42"), (42, "when this epoch is over")):
        with pytest.raises(PlaygroundError, match=words):
            going.set_recipe(replace(going.recipe, optimizer="lbfgs", batch_size=batch))
    run(going, 2)
    going.set_recipe(replace(going.recipe, optimizer="lbfgs", batch_size=42, learning_rate=1.0))
    going.advance(1)
    assert going.epoch == 2


def test_what_it_knows_nothing_of_is_refused_with_a_way_out() -> None:
    (problem,) = check_recipe(project(weight_decay=0.1).recipe)
    assert problem.message == "LBFGS knows no weight decay; L2 does the same."
    assert check_recipe(problem.fixes[0].edit(project(weight_decay=0.1)).recipe) == ()
    uneven = edits.set_learning(project(), "dense", "rate_factor", 0.5).project
    (problem,) = problems(uneven)
    assert problem.message == "LBFGS changes all weights alike: Dense cannot have a rate of its own."
    assert problems(problem.fixes[0].edit(uneven)) == []
    going = Session.start(uneven.with_recipe(optimizer="adam", options={}))
    with pytest.raises(PlaygroundError, match="no block can have a rate of its own"):
        going.set_recipe(uneven.recipe)
    with pytest.raises(PlaygroundError, match="A script cannot train with LBFGS yet"):
        optimizer_of(project().recipe)
    assert known_recipe(project().recipe) == "its optimizer"


def test_it_learns_a_small_network_in_few_steps() -> None:
    fit = run(Session.start(project(options={}, epochs=8)), None).record()
    adam = run(
        Session.start(project(optimizer="adam", options={}, learning_rate=0.02, epochs=8)), None
    ).record()
    assert fit.history.losses[-1] < 0.5 * adam.history.losses[-1]
