"""Scripts follow whatever a recipe asks for, and its changes on the way, to the bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from carried_sources import formatted
from playground.core.blocks.spec import Role
from playground.core.builtin import CATALOGUE
from playground.core.export.script.of_run import run_to_print
from playground.core.network.edits import set_learning, set_params
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


def ended(**recipe: Any) -> Session:
    """Return a run that ended by itself, back at the weights of its best epoch."""
    made = project("iris-mlp", early_stopping=2, keep_best=True, learning_rate=0.3, epochs=50, **recipe)
    return run(Session.start(made, engine="torch"), None)


def gone_on() -> RunRecord:
    """Return a run that went on behind its end, twice, and went back in mid-epoch, as the clock makes it."""
    session = ended()
    session.set_weight("dense.weight", (0, 0), 0.5)
    run(session, 30)
    run(session, None)
    run(session, 3)
    session.conclude()
    run(session, 4)
    session.set_recipe(replace(session.recipe, keep_best=False))
    return session.record()


def learning(name: str, penalties: bool = False, only: str = "", **recipe: Any) -> Project:
    """Return a template in which each block with weights has factors of its own."""
    made = project(name, **recipe)
    for place, node in enumerate(made.network.nodes):
        if only in node and node.startswith(("dense", "conv", only or "dense")):
            rate = 1.0 if penalties else 0.5 + place / 10
            given = {"rate_factor": rate, "penalty_factor": place % 3 / 2}
            made = made.with_network(set_learning(made.network, node, given))
    return made


def balanced(name: str) -> Project:
    """Return a template whose goals let rare classes count as much as others."""
    made = project(name)
    for goal in made.of_role(Role.GOAL):
        made = made.with_network(set_params(made.network, goal, class_weights="balanced"))
    return made


PLATEAU: dict[str, Any] = {
    "schedule": "plateau", "schedule_options": {"patience": 0, "factor": 0.3}, "learning_rate": 0.2,
}  # fmt: skip
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
    "plain descent of weights apart, and Adagrad behind it": lambda: trained(
        learning("iris-mlp", optimizer="sgd", options={"momentum": 0.0}),
        (4, {"optimizer": "adagrad", "options": {}, "learning_rate": 0.01}), (4, {"epochs": 3}),
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
    "a rate that falls where the loss does not": lambda: trained(project("iris-mlp", **PLATEAU), last=60),
    "the same, warmed up": lambda: trained(project("iris-mlp", warmup=2.5, **PLATEAU), last=60),
    "the same, where nothing is held out": lambda: trained(
        project("iris-mlp", **PLATEAU).with_data(train=1.0, validation=0.0), last=60
    ),
    "a wave, warmed up, that begins again": lambda: trained(
        project("iris-mlp", epochs=4, schedule="cosine", warmup=1.5), last=40
    ),
    "one schedule after the other": lambda: trained(
        project("iris-mlp", epochs=4),
        (7, {"schedule": "cosine", "schedule_options": {"cycles": 2}}), (7, {"epochs": 6}),
        (20, {**PLATEAU, "learning_rate": 0.3}), (11, {"warmup": 20.0}),
        (9, {"schedule": "step", "schedule_options": {"every": 2}}),
        (7, {"schedule": "constant", "schedule_options": {}}), (9, {"warmup": 0.0}),
        (5, {"schedule": "one_cycle", "epochs": 30}), last=9,
    ),
    "a running average": lambda: trained(project("iris-mlp", average=0.9, epochs=2), last=14),
    "a running average, not in a row": lambda: trained(
        project("digits-cnn", average=0.8, accumulate=2), (5, {"average": 0.5}), last=4
    ),
    "a running average now and then, taken twice": lambda: trained(
        project("iris-mlp", epochs=2, batch_size=16, accumulate=3, **SOME_DECAY),
        (5, {"average": 0.9}), (12, {"average": 0.0}), (1, {"average": 0.5}), (11, {"average": 0.0}),
        (7, {"optimizer": "muon", "options": {}, "average": 0.7}), last=19,
    ),
    "blocks that follow the recipe so many times": lambda: trained(
        learning("iris-mlp", weight_decay=0.05, l1=0.01, l2=0.02, schedule="cosine"),
        (9, {"learning_rate": 0.03}), (5, {"decay_all": False}), (6, {"optimizer": "muon", "options": {}}),
        last=9,
    ),
    "blocks whose penalties begin": lambda: trained(
        learning("iris-mlp", penalties=True, optimizer="adamw", batch_size=16),
        (5, {"weight_decay": 0.2}), (5, {"weight_decay": 0.0, "l2": 0.01}),
    ),
    "repeats that follow the recipe less": lambda: trained(
        learning("deep-residual-100", only="deep"), last=3
    ),
    "an end by patience, and the best weights": lambda: ended().record(),
    "more ends than one": gone_on,
    **{f"{spec.id}, decay of all and of some": lambda spec=spec: trained(  # type: ignore[misc]
        project("iris-mlp", optimizer=spec.id, options={}, weight_decay=0.05, batch_size=16),
        (7, {"decay_all": False}), (10, {"learning_rate": 0.02}), (5, {"weight_decay": 0.0}),
        (6, {"weight_decay": 0.1}), (5, {"optimizer": "sgd", "options": {"momentum": 0.0}}),
        (4, {"options": {"momentum": 0.8}}), (5, {"decay_all": True}), (6, {"options": {"momentum": 0.0}}),
        (3, {"decay_all": False}),
    ) for spec in OPTIMIZERS if not spec.whole},
}  # fmt: skip

FRESH: Mapping[str, dict[str, Any]] = {  # recipes that no run has followed: the script ends as a run would
    "patience": {"early_stopping": 3, "keep_best": True, "learning_rate": 0.3, "epochs": 50},
    "best weights": {"keep_best": True, "learning_rate": 0.3, "epochs": 7},
    "a running average to end with": {"average": 0.9, "early_stopping": 2, "learning_rate": 0.3},
    "time that is not up": {"keep_best": True, "time_limit": 100.0, "epochs": 5},
}


@pytest.fixture(scope="module")
def records() -> dict[str, RunRecord]:
    untrained = {name: Session.start(project("iris-mlp", **recipe), engine="torch").record()
                 for name, recipe in FRESH.items()}  # fmt: skip
    return {name: make() for name, make in CASES.items()} | untrained


@pytest.fixture(scope="module")
def found(records: dict[str, RunRecord], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    return told(records, tmp_path_factory.mktemp("scripts"))


@pytest.mark.parametrize("name", CASES)
def test_the_script_follows_the_recipe(
    name: str, records: dict[str, RunRecord], found: dict[str, Told]
) -> None:
    assert differences(records[name], found[name]) == []
    assert formatted(found[name].script.text) == found[name].script.text


@pytest.mark.parametrize("name", FRESH)
def test_the_script_of_an_untrained_project_ends_as_its_training_does(
    name: str, records: dict[str, RunRecord], found: dict[str, Told]
) -> None:
    whole = run(Session.start(records[name].project, engine="torch"), None).record()
    script = found[name].script
    ours = run_to_print(whole).weights(script.network, whole.weights)
    assert differences(whole, replace(found[name], ours=dict(ours))) == []
    assert formatted(script.text) == script.text


def test_a_script_ends_when_its_time_is_up(tmp_path: Path) -> None:
    short = project("iris-mlp", time_limit=1e-9, keep_best=True)
    record = Session.start(short, engine="torch").record()
    found = told({"short": record}, tmp_path)["short"]
    assert [each["step"] for each in found.history["steps"]] == [1] and not found.history["epochs"]


def test_why_a_run_ended_stands_beside_its_last_epoch(found: dict[str, Told]) -> None:
    text = found["an end by patience, and the best weights"].script.text
    assert "  # early stopping ended it\n" in text and '"early_stopping"' not in text
    assert "time.perf_counter" in found["time that is not up"].script.text
