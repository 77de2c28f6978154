"""Lines of dense layers are taken without autograd, to its very bits; anything else is left to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
import torch
from torch import nn

from playground.core.builtin import CATALOGUE
from playground.core.network.edits import append_after, set_learning, set_params
from playground.core.network.values import Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training import direct
from playground.core.training.plan import Plan
from playground.core.training.session import Session
from run_bits import differences, run

ENDS: tuple[tuple[str, str, dict[str, Any], int], ...] = (  # data, source, goal, units
    ("moons", "points", {"kind": "classify"}, 2),
    ("digits", "image", {"kind": "classify"}, 10),
    ("plane", "points", {"kind": "regress"}, 1),
    ("wine", "table", {"kind": "classify"}, 3),
)
BENDS = ("linear", "relu", "tanh", "sigmoid", "silu")
OPTIMIZERS = ("adam", "adamw", "sgd", "rmsprop", "nadam")


def drawn(seed: int) -> Project:
    """Return a random line of dense layers, narrow ones and lone samples among them."""
    random = Random(seed)
    data, source, goal, units = ENDS[seed % len(ENDS)]
    layers: list[tuple[str, dict[str, Any]]] = [(source, {})]
    layers += [("flatten", {})] if source == "image" else []
    for _ in range(random.randint(0, 3)):
        params = {"units": random.choice((1, 1, 3, 8, 40)), "bias": random.random() < 0.7}
        layers.append(("dense", {**params, "activation": random.choice(BENDS)}))
        layers += [("dropout", {"rate": random.choice((0.0, 0.3))})] if random.random() < 0.3 else []
    layers += [("dense", {"units": units, "activation": "linear"}), (goal["kind"], {})]
    network, before = Network(), None
    for kind, params in layers:
        network, before = append_after(network, Node(kind, params), before)
    recipe = Recipe(random.choice(OPTIMIZERS), {}, 0.01, random.choice((1, 7, 9, 64)), 3, seed=seed,
                    clip=random.choice((0.0, 0.5)), weight_decay=random.choice((0.0, 0.1)),
                    decay_all=random.random() < 0.5, average=random.choice((0.0, 0.9)))  # fmt: skip
    return Project("Drawn", network, DataChoice(data), recipe, catalogue=CATALOGUE)


def begun(made: Project, autograd: bool = False, plan: Plan | None = None) -> Session:
    session = Session.start(made, engine="torch", plan_as=plan)
    assert direct.direct_of(session.parts, "cpu") is not None
    if autograd:
        session.stepper._direct = None  # type: ignore[attr-defined]
        session.stepper._follow()  # type: ignore[attr-defined]
    return session


def spoilt(made: Project, steps: int = 70, **plan: Any) -> list[str]:
    """Return what is not as autograd has it."""
    taken = Plan(**plan) if plan else None
    return differences(*(run(begun(made, each, taken), steps).record() for each in (False, True)))


@pytest.mark.parametrize("seed", range(24))
def test_no_bit_is_other_than_autograds(seed: int) -> None:
    assert spoilt(drawn(seed)) == []


@pytest.mark.parametrize("plan", [{"flat": False}, {"flat": True}, {"dtype": "float64"}], ids=str)
def test_so_it_is_however_weights_lie_and_whatever_they_are(plan: dict[str, Any]) -> None:
    for seed in range(4):
        assert spoilt(drawn(seed), 30, **plan) == []


@pytest.mark.parametrize("batch", [64, 65])
def test_so_it_is_of_wide_layers(batch: int) -> None:
    wide = template("digits-mlp", CATALOGUE).open().with_recipe(batch_size=batch)
    network = set_params(
        wide.network, next(each for each in wide.network.nodes if "dense" in each), units=300
    )
    assert spoilt(wide.with_network(network), 60) == []


def test_a_wrong_way_back_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    made = template("iris-mlp", CATALOGUE).open()
    monkeypatch.setattr(direct, "_BENDS", {**direct._BENDS, nn.ReLU: (torch.relu, lambda d, _x, y: d * y)})
    assert spoilt(made, 5)


@pytest.mark.parametrize("change", [{"l1": 0.01}, {"accumulate": 3}, {"l2": 0.01, "clip": 0.1}], ids=str)
def test_what_it_does_not_know_of_a_recipe_is_autograds_from_then_on(change: dict[str, Any]) -> None:
    whole = []
    for autograd in (False, True):
        session = run(begun(drawn(3), autograd), 20)
        session.set_recipe(replace(session.recipe, **change))
        run(session, 40)
        session.set_recipe(replace(session.recipe, l1=0.0, l2=0.0, accumulate=1))
        whole.append(run(session, 40).record())
    assert differences(*whole) == []


def frozen(made: Project) -> Project:
    nodes = dict(made.network.nodes)
    nodes["dense"] = replace(nodes["dense"], frozen=True)
    return made.with_network(replace(made.network, nodes=nodes))


def weighed(name: str, value: Any) -> Callable[[Project], Project]:
    return lambda made: made.with_network(set_params(made.network, "classify", **{name: value}))


@pytest.mark.parametrize(
    "other", [frozen, weighed("label_smoothing", 0.1), weighed("weight", 2.0),
              weighed("class_weights", "balanced"),
              lambda made: made.with_network(set_params(made.network, "dense", activation="gelu")),
              lambda made: made.with_network(set_params(made.network, "dense", weights="weight_norm"))],
)  # fmt: skip
def test_anything_else_is_left_to_autograd(other: Callable[[Project], Project]) -> None:
    made = template("spiral-mlp", CATALOGUE).open()
    assert direct.direct_of(Session.start(made).parts, "cpu") is not None
    session = Session.start(other(made), engine="torch")
    taken = direct.direct_of(session.parts, "cpu")
    assert taken is None or not taken.stands_for(session.parts.program.run)
    assert direct.direct_of(Session.start(made).parts, "cuda") is None


def test_blocks_may_take_other_rates() -> None:
    made = template("spiral-mlp", CATALOGUE).open()
    assert spoilt(made.with_network(set_learning(made.network, "dense", {"rate_factor": 0.5}))) == []
