"""Scripts follow whatever a recipe asks for, and its changes on the way, to the bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from carried_sources import formatted
from playground.core.blocks.spec import Role
from playground.core.builtin import CATALOGUE
from playground.core.network.edits import set_params
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from run_bits import run
from script_runs import Told, differences, told

Stretch = tuple[int, dict[str, Any]]  # so many steps, and what is changed behind them


def project(name: str, **recipe: Any) -> Project:
    return template(name, CATALOGUE).open().with_recipe(**recipe)


def trained(of: Project, *stretches: Stretch, last: int = 5) -> RunRecord:
    session = Session.start(of, engine="torch")
    for steps, changes in stretches:
        run(session, steps)
        session.set_recipe(replace(session.recipe, **changes))
    return run(session, last).record()


def balanced(name: str) -> Project:
    """Return a template whose goals let rare classes count as much as others."""
    made = project(name)
    for goal in made.of_role(Role.GOAL):
        made = made.with_network(set_params(made.network, goal, class_weights="balanced"))
    return made


SOME_DECAY: dict[str, Any] = {"weight_decay": 0.05, "decay_all": False}
CASES: Mapping[str, Callable[[], RunRecord]] = {
    "a gradient that is clipped": lambda: trained(project("iris-mlp", clip=0.5), last=17),
    "clipping that begins and ends": lambda: trained(
        project("iris-mlp", batch_size=16), (5, {"clip": 0.1}), (8, {"clip": 0.0})
    ),
    "gradients that wait": lambda: trained(
        project("iris-mlp", accumulate=3, batch_size=16, clip=0.2), last=17
    ),
    "another optimizer while gradients wait": lambda: trained(
        project("iris-mlp", accumulate=3, batch_size=16, l2=0.01),
        (4, {"accumulate": 2, "clip": 1.0}), (6, {"optimizer": "sgd", "options": {}}),
        (14, {"accumulate": 1}),
    ),
    "gradients that wait for a schedule": lambda: trained(
        project("digits-cnn", accumulate=2, warmup=0.5), last=9
    ),
    "classes that are weighed": lambda: trained(balanced("shapes-cnn"), last=4),
    "steps that are classified and weighed": lambda: trained(balanced("sensor-gru"), last=3),
    "decay of some weights": lambda: trained(
        project("iris-mlp", batch_size=16, accumulate=2, clip=1.0, **SOME_DECAY), last=17
    ),
    "decay of some weights, not in a row": lambda: trained(
        project("digits-cnn", optimizer="adamw", **SOME_DECAY), last=6
    ),
    "Muon": lambda: trained(project("digits-cnn", optimizer="muon", **SOME_DECAY), last=6),
    "Muon by a schedule, and Adam behind it": lambda: trained(
        project("iris-mlp", optimizer="muon", options={}, weight_decay=0.05, schedule="cosine"),
        (12, {"options": {"momentum": 0.5}}), (10, {"learning_rate": 0.01}),
        (4, {"optimizer": "adam", "options": {}}),
    ),
    "RMSprop that is centred now and then": lambda: trained(
        project("iris-mlp", optimizer="rmsprop", options={}),
        (4, {"options": {"centered": True}}), (4, {"options": {}}), (4, {"options": {"centered": True}}),
    ),
    "RMSprop that is centred apart": lambda: trained(
        project("iris-mlp", optimizer="rmsprop", options={}, weight_decay=0.1),
        (4, {"options": {"centered": True}, "decay_all": False}), (4, {"options": {}}),
        (4, {"options": {"centered": True}, "decay_all": True}),
    ),
    **{f"{spec.id}, decay of all and of some": lambda spec=spec: trained(  # type: ignore[misc]
        project("iris-mlp", optimizer=spec.id, options={}, weight_decay=0.05, batch_size=16),
        (7, {"decay_all": False}), (10, {"learning_rate": 0.02}), (5, {"weight_decay": 0.0}),
        (6, {"weight_decay": 0.1}), (5, {"optimizer": "sgd", "options": {"momentum": 0.0}}),
        (4, {"options": {"momentum": 0.8}}), (5, {"decay_all": True}), (6, {"options": {"momentum": 0.0}}),
        (3, {"decay_all": False}),
    ) for spec in OPTIMIZERS},
}  # fmt: skip


@pytest.fixture(scope="module")
def records() -> dict[str, RunRecord]:
    return {name: make() for name, make in CASES.items()}


@pytest.fixture(scope="module")
def found(records: dict[str, RunRecord], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    return told(records, tmp_path_factory.mktemp("scripts"))


@pytest.mark.parametrize("name", CASES)
def test_the_script_follows_the_recipe(
    name: str, records: dict[str, RunRecord], found: dict[str, Told]
) -> None:
    assert differences(records[name], found[name]) == []
    assert formatted(found[name].script.text) == found[name].script.text
