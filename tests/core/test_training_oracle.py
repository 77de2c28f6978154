"""scikit-learn's MLPClassifier, with our initial weights and our order of samples, learns what we learn."""

import numpy as np
import pytest
import torch
from sklearn.neural_network import MLPClassifier

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.hardware import detect
from playground.core.training.plan import Plan
from playground.core.training.session import Session

RATE, MOMENTUM, BATCH, EPOCHS = 0.05, 0.9, 32, 20


def project() -> Project:
    """Return digits-mlp without dropout, by SGD with momentum."""
    opened = template("digits-mlp", CATALOGUE).open()
    nodes = dict(opened.network.nodes)
    nodes["dropout"] = type(nodes["dropout"])("dropout", {"rate": 0.0})
    network = type(opened.network)(nodes, opened.network.edges)
    options = {"momentum": MOMENTUM}
    return opened.with_network(network).with_recipe(
        optimizer="sgd", options=options, learning_rate=RATE, batch_size=BATCH
    )


def their_model(session: Session, inputs: np.ndarray, labels: np.ndarray) -> MLPClassifier:
    """Return an MLPClassifier that stands where the session does."""
    model = MLPClassifier(
        (128,), activation="relu", solver="sgd", alpha=0.0, batch_size=BATCH, learning_rate_init=RATE,
        momentum=MOMENTUM, nesterovs_momentum=False, shuffle=False, random_state=0,
    )  # fmt: skip
    model.partial_fit(inputs[:BATCH], labels[:BATCH], classes=np.arange(10))  # makes its arrays
    weights = session.live_model().weights()
    for index, name in enumerate(("dense", "dense_2")):
        model.coefs_[index][...] = weights[f"{name}.weight"].T
        model.intercepts_[index][...] = weights[f"{name}.bias"]
    del model._optimizer  # what one step of its own left
    return model


def test_sgd_with_momentum_agrees_with_scikit_learn_in_double_precision() -> None:
    session = Session.start(project(), plan_as=Plan(dtype="float64"), hardware=detect())
    part = session.parts.data.part("train")
    inputs, labels = part.feeds[0].reshape(part.count, -1).numpy(), part.targets[0].numpy()
    theirs = their_model(session, inputs, labels)
    for _ in range(EPOCHS):
        session.advance(1)
        assert session.stepper.epoch is not None
        order = session.stepper.epoch.order.numpy()
        ended = session.advance(1000).epoch
        assert ended is not None
        theirs.partial_fit(inputs[order], labels[order])
        assert ended["loss"] == pytest.approx(theirs.loss_, rel=1e-12)
    weights = session.live_model().weights()
    for index, name in enumerate(("dense", "dense_2")):
        assert np.abs(weights[f"{name}.weight"].T - theirs.coefs_[index]).max() < 1e-12
        assert np.abs(weights[f"{name}.bias"] - theirs.intercepts_[index]).max() < 1e-12
    assert ended["accuracy"] > 0.9 and weights["dense.weight"].dtype == np.float64


def test_a_wrong_momentum_is_told_apart() -> None:
    spoilt = project().with_recipe(options={"momentum": MOMENTUM + 1e-6})
    session = Session.start(spoilt, plan_as=Plan(dtype="float64"))
    part = session.parts.data.part("train")
    inputs, labels = part.feeds[0].reshape(part.count, -1).numpy(), part.targets[0].numpy()
    theirs = their_model(session, inputs, labels)
    session.advance(1)
    assert session.stepper.epoch is not None and torch.get_default_dtype() == torch.float32
    order = session.stepper.epoch.order.numpy()
    session.advance(1000)
    theirs.partial_fit(inputs[order], labels[order])
    weights = session.live_model().weights()
    assert np.abs(weights["dense_2.weight"].T - theirs.coefs_[1]).max() > 1e-9
