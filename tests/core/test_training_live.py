"""What views see of a run: right numbers, shared passes, copies."""

from typing import Any

import numpy as np
import pytest
import torch

from playground.core.builtin import CATALOGUE
from playground.core.network.edits import set_params
from playground.core.project.templates import TemplateRegistry, template
from playground.core.training.live import MEMOS, LiveNetwork
from playground.core.training.session import Session


@pytest.fixture
def session() -> Session:
    return Session.start(template("digits-mlp", CATALOGUE).open())


def test_outputs_are_those_of_every_block_in_eval_mode(session: Session) -> None:
    live = session.live_model()
    samples = live.samples("validation")
    seen = live.outputs({"image": samples["image"][:9]}, "nine")
    weights = live.weights()
    flat = samples["image"][:9].reshape(9, 64) / 16
    hidden = np.maximum(flat @ weights["dense.weight"].T + weights["dense.bias"], 0)
    scores = hidden @ weights["dense_2.weight"].T + weights["dense_2.bias"]
    assert np.allclose(seen["flatten"], flat) and np.allclose(seen["dense"], hidden, atol=1e-5)
    assert np.array_equal(seen["dropout"], seen["dense"])  # in eval mode it lets everything through
    assert np.allclose(seen["classify"], scores, atol=1e-5)
    assert session.parts.model.training


def test_a_pass_is_kept_until_weights_change(session: Session) -> None:
    live = session.live_model()
    first = live.outputs({"image": live.samples("validation")["image"][:2]}, "two")
    assert live.outputs({}, "two") is first
    session.advance(1)
    second = live.outputs({"image": live.samples("validation")["image"][:2]}, "two")
    assert not np.array_equal(first["dense"], second["dense"])
    session.set_weight("dense.bias", (0,), 5.0)
    third = live.outputs({"image": live.samples("validation")["image"][:2]}, "two")
    assert (third["dense"][:, 0] > second["dense"][:, 0]).all()


def test_weights_and_gradients_are_copies(session: Session) -> None:
    live: LiveNetwork = session.live_model()
    assert live.gradients() == {}
    session.advance(3)
    weights, gradients = live.weights(), live.gradients()
    assert set(weights) == set(gradients) == {"dense.weight", "dense.bias", "dense_2.weight", "dense_2.bias"}
    assert all(gradients[key].shape == weights[key].shape for key in weights)
    before = {key: array.copy() for key, array in {**weights}.items()}
    session.advance(3)
    assert all(np.array_equal(before[key], weights[key]) for key in weights)
    assert not np.array_equal(weights["dense.weight"], live.weights()["dense.weight"])


def test_gradients_are_of_the_last_step() -> None:
    project = (
        TemplateRegistry(CATALOGUE)
        .get("regression-plane")
        .open()
        .with_recipe(batch_size=350, optimizer="sgd")
    )
    session = Session.start(project)
    live = session.live_model()
    samples, start = live.samples("train"), live.weights()
    session.advance(1)
    leaves = {key: torch.tensor(array, requires_grad=True) for key, array in start.items()}
    hidden = torch.tanh(torch.from_numpy(samples["points"]) @ leaves["dense.weight"].T + leaves["dense.bias"])
    guess = hidden @ leaves["dense_2.weight"].T + leaves["dense_2.bias"]
    (guess[:, 0] - torch.from_numpy(samples["value"])).square().mean().backward()
    for key, gradient in live.gradients().items():
        leaf = leaves[key].grad
        assert leaf is not None and np.allclose(gradient, leaf.numpy(), atol=1e-5)


def test_answers_are_probabilities_or_the_values_themselves(session: Session) -> None:
    scores = np.array([[0.0] * 10, [5.0, *[0.0] * 9]], np.float32)
    shares = session.live_model().answers("classify", scores)
    assert np.allclose(shares.sum(1), 1) and np.allclose(shares[0], 0.1) and shares[1, 0] > 0.9
    plane = Session.start(template("regression-plane", CATALOGUE).open()).live_model()
    values = np.ones((3, 1), np.float32)
    assert plane.answers("regress", values) is values


def test_step_project_and_fields_are_the_runs(session: Session) -> None:
    live = session.live_model()
    session.advance(2)
    assert live.step == 2 and live.project is session.project and "image" in live.fields.fields
    assert live.samples("train") is live.samples("train")


@pytest.mark.parametrize(
    ("goal", "params", "kind"),
    [
        ("classify", {"label_smoothing": 0.2}, torch.nn.CrossEntropyLoss(label_smoothing=0.2)),
        ("regress", {"loss": "mse"}, torch.nn.MSELoss()),
        ("regress", {"loss": "mae"}, torch.nn.L1Loss()),
        ("regress", {"loss": "huber"}, torch.nn.HuberLoss()),
    ],
)
def test_figures_are_of_the_goals_own_loss(goal: str, params: dict[str, Any], kind: torch.nn.Module) -> None:
    project = template("digits-mlp" if goal == "classify" else "regression-plane", CATALOGUE).open()
    project = project.with_network(set_params(project.network, goal, **params))
    session = Session.start(project)
    live = session.live_model()
    held = live.samples("validation")
    field = "label" if goal == "classify" else "value"
    scores = live.outputs({name: held[name] for name in held if name != field}, "held")[goal]
    targets = torch.from_numpy(held[field])
    found = live.figures(goal, scores, held[field])
    expected = kind(torch.from_numpy(scores), targets if goal == "classify" else targets[:, None])
    assert found["loss"] == pytest.approx(float(expected), rel=1e-6)
    assert found == pytest.approx(session.evaluate("validation"), rel=1e-5)


def test_a_sure_mistake_has_a_finite_loss(session: Session) -> None:
    scores = np.eye(10, dtype=np.float32)[np.zeros(3, int)] * 80
    assert session.live_model().figures("classify", scores, np.array([1, 2, 3]))["loss"] == pytest.approx(80)


def test_looking_at_one_sample_after_another_keeps_but_the_last_few(session: Session) -> None:
    live = session.live_model()
    samples = live.samples("validation")
    for index in range(2 * MEMOS):
        one = {name: values[index : index + 1] for name, values in samples.items()}
        live.outputs(one, f"one {index}")
        live.layers(one, "dense", f"one {index}")
    assert len(live._memos) == MEMOS and len(live._traces) == MEMOS
    assert live.outputs({}, f"one {2 * MEMOS - 1}") is live._memos[f"one {2 * MEMOS - 1}"]
