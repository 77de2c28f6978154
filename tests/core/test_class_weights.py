"""Classes that count alike, however rare they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.utils.class_weight import compute_class_weight
from torch import nn

from aligned_goals import PROJECTS
from playground.core.builtin import CATALOGUE
from playground.core.network.edits import set_params
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.goal import Goal
from playground.core.training.session import Session
from run_bits import differences, run


def project(**params: object) -> Project:
    """Return three classes of wine, of which one is rare."""
    opened = template("wine-mlp", CATALOGUE).open()
    return replace(opened, network=set_params(opened.network, "goal", **params))


def loss_of(session: Session) -> nn.CrossEntropyLoss:
    (goal,) = session.parts.goals
    assert isinstance(goal.loss, nn.CrossEntropyLoss)
    return goal.loss


def test_the_weights_are_those_of_scikit_learn() -> None:
    session = Session.start(project(class_weights="balanced"))
    (labels,) = session.parts.data.part("train").targets
    wanted = compute_class_weight("balanced", classes=np.arange(3), y=labels.numpy())
    weights = loss_of(session).weight
    assert weights is not None and len(set(wanted.tolist())) > 1
    np.testing.assert_allclose(weights.numpy(), wanted, rtol=1e-6)
    assert loss_of(Session.start(project())).weight is None


def test_a_class_that_no_sample_has_does_not_count() -> None:
    goal = Session.start(project(class_weights="balanced")).parts.goals[0]
    goal.balance(torch.tensor([0, 0, 0, 2, -100]), torch.float32)
    assert isinstance(goal.loss, nn.CrossEntropyLoss) and goal.loss.weight is not None
    np.testing.assert_allclose(goal.loss.weight.numpy(), [4 / 6, 0.0, 2.0])


def test_a_run_resumes_to_the_bit_and_a_weight_that_is_forgotten_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = project(class_weights="balanced", label_smoothing=0.1)
    whole = run(Session.start(made), 19).record()
    saved = run(Session.start(made), 7).record()
    assert differences(whole, run(Session.resume(saved), 12).record()) == []
    monkeypatch.setattr(Goal, "balance", lambda *_: None)
    assert differences(whole, run(Session.resume(saved), 12).record()) != []


@pytest.mark.parametrize("name", PROJECTS)
def test_classes_of_steps_and_pixels_count_alike_too(name: str) -> None:
    made = PROJECTS[name]()
    goal = list(made.network.nodes)[-1]
    session = Session.start(replace(made, network=set_params(made.network, goal, class_weights="balanced")))
    (targets,) = session.parts.data.part("train").targets
    labels = targets.flatten().numpy()
    wanted = compute_class_weight("balanced", classes=np.unique(labels), y=labels)
    weights = loss_of(session).weight
    assert weights is not None and len(set(wanted.tolist())) > 1
    np.testing.assert_allclose(weights.numpy(), wanted, rtol=1e-6)
