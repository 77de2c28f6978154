"""Factors of a block: how far its weights follow the recipe's rate and penalties, as PyTorch's groups do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from playground.app import edits
from playground.app.changes import change
from playground.core.blocks.learning import FACTORS, LEARNING, Factors, within_group
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.graph.expand import expand
from playground.core.graph.names import node_of
from playground.core.network.block_path import BlockPath
from playground.core.network.edits import set_learning
from playground.core.project import schema
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training.assembly import factors_by_key
from playground.core.training.dense_chain import chain_of
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from run_bits import differences, run

GIVEN = {"dense": {"rate_factor": 0.1}, "dense_2": {"penalty_factor": 0.0}, "dense_3": {"rate_factor": 3.0}}


def project(learning: dict[str, dict[str, Any]] = GIVEN, **recipe: Any) -> Project:
    """Return a small network on a few points: six steps an epoch."""
    opened = replace(template("spiral-mlp", CATALOGUE).open(), data=DataChoice("spiral", {"samples": 60}))
    plain = {"learning_rate": 0.03, "batch_size": 8, "epochs": 4, "device": "cpu", "threads": 1}
    network = opened.network
    for node, given in learning.items():
        network = set_learning(network, node, given)
    return opened.with_network(network).with_recipe(**{**plain, **recipe})


def theirs_of(
    going: Session, recipe: dict[str, Any]
) -> tuple[dict[str, nn.Parameter], torch.optim.Optimizer]:
    """Return PyTorch's own groups of the same weights."""
    weights = {key: nn.Parameter(torch.from_numpy(each.copy())) for key, each in going.start_weights.items()}
    groups = []
    for key, weight in weights.items():
        factors = Factors(**{name.removesuffix("_factor"): value
                             for name, value in GIVEN[key.split(".")[0]].items()})  # fmt: skip
        groups.append({"params": [weight], "lr": 0.03 * factors.rate, "weight_decay": 0.1 * factors.penalty})
    kind = {"adamw": torch.optim.AdamW, "sgd": torch.optim.SGD, "radam": torch.optim.RAdam}[
        recipe["optimizer"]
    ]
    options = {"momentum": 0.9} if kind is torch.optim.SGD else {}
    fused = {} if kind is torch.optim.RAdam else {"fused": True}
    return weights, kind(groups, lr=0.03, **options, **fused)


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("optimizer", ["adamw", "sgd", "radam"])
def test_weights_step_as_in_pytorchs_groups(
    optimizer: str, flat: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not flat:
        monkeypatch.setattr("playground.core.training.plan.FLAT_PARAMETERS", 0)
    recipe = {"optimizer": optimizer, "weight_decay": 0.1}
    going = Session.start(project(**recipe))
    weights, oracle = theirs_of(going, recipe)
    for _ in range(12):
        going.advance(1)
        for key, gradient in going.live_model().gradients().items():
            weights[key].grad = torch.from_numpy(gradient)
        oracle.step()
    own = going.live_model().weights()
    for key, weight in weights.items():
        assert torch.allclose(torch.from_numpy(own[key]), weight, rtol=0, atol=1e-7), key
    assert len(going.stepper.groups[0].portions) == 3


def test_penalties_count_as_often_as_a_block_says() -> None:
    given = {"dense": {"penalty_factor": 0.0}, "dense_2": {"penalty_factor": 2.0}}
    going, plain = Session.start(project(given, l1=0.01, l2=0.02)), Session.start(project({}))
    weights = plain.live_model().weights()
    pull = {"dense.weight": 0.0, "dense_2.weight": 2.0, "dense_3.weight": 1.0}
    penalty = sum(factor * (0.01 * abs(weights[key]).sum() + 0.02 * (weights[key] ** 2).sum())
                  for key, factor in pull.items())  # fmt: skip
    loss, bare = (each.advance(1).losses[0] for each in (going, plain))
    assert loss == pytest.approx(bare + penalty, rel=1e-5)


def test_at_no_rate_a_block_stands_still_and_all_others_learn() -> None:
    going = run(Session.start(project({"dense": {"rate_factor": 0.0}}, weight_decay=0.1)), 8)
    record = going.record()
    still = {key for key, each in record.weights.items() if (each == record.start[key]).all()}
    assert still == {"dense.weight", "dense.bias"}


@pytest.mark.parametrize(
    "recipe", [{}, {"optimizer": "muon", "weight_decay": 0.1}, {"average": 0.9, "l2": 0.01}]
)
def test_it_resumes_to_the_bit_from_a_file_and_any_step_is_reached_again(
    recipe: dict[str, Any], tmp_path: Path
) -> None:
    made, file = project(**recipe), tmp_path / "run.nnplay"
    whole = run(Session.start(made), None).record()
    saved = run(Session.start(made), 9).record()
    save_project(file, made, (saved,))
    read = open_project(file, CATALOGUE)
    assert read.project == made
    assert differences(whole, run(Session.resume(read.runs[0]), None).record()) == []
    assert differences(saved, session_at(whole, 9).record()) == []


def test_what_is_as_usual_changes_no_bit() -> None:
    usual = {"dense": {"rate_factor": 1.0, "penalty_factor": 1.0}}
    one, other = (run(Session.start(project(each), run_id="run"), 8) for each in (usual, {}))
    assert len(one.stepper.groups[0].portions) == 1
    assert one.record().weights["dense.weight"].tobytes() == other.record().weights["dense.weight"].tobytes()


def test_an_edit_goes_on_with_a_child_and_one_to_the_usual_leaves_nothing() -> None:
    before = project({})
    after = edits.set_learning(before, "dense", "rate_factor", 0.5).project
    assert after.network.nodes["dense"].learning == {"rate_factor": 0.5}
    assert change(before, after) == "replace"
    assert edits.set_learning(after, "dense", "rate_factor", 1).project == before
    with pytest.raises(PlaygroundError, match=r"Rate factor takes a number from 0 to 100, not 200\."):
        edits.set_learning(before, "dense", "rate_factor", 200.0)


def test_a_file_says_only_what_is_not_as_usual_and_is_checked() -> None:
    doc = schema.to_json(project())
    said = {node["id"]: node.get("learning") for node in doc["network"]["nodes"]}
    assert said == {**dict.fromkeys(said), **GIVEN}
    nodes = {node["id"]: node for node in doc["network"]["nodes"]}
    nodes["dense"]["learning"] = {"rate_factor": -1.0}
    with pytest.raises(PlaygroundError, match=r"learning\.rate_factor: .*a number from 0 to 100, not -1"):
        schema.from_json(doc, CATALOGUE)
    nodes["dense"]["learning"] = {"rate_factor": "fast"}
    with pytest.raises(PlaygroundError, match="Rate factor takes a number"):
        schema.from_json(doc, CATALOGUE)


def test_a_group_s_factors_hold_for_all_that_is_in_it() -> None:
    opened = template("resnet-small", CATALOGUE).open()
    group = next(name for name, node in opened.network.nodes.items() if node.network is not None)
    network = set_learning(opened.network, group, {"rate_factor": 0.5})
    flat = expand(opened.blocks, network).network
    inside = [node for name, node in flat.nodes.items() if BlockPath.of(name).top == group]
    assert len(inside) > 3 and all(node.learning == {"rate_factor": 0.5} for node in inside)
    assert within_group({"rate_factor": 0.5}, {"rate_factor": 4.0, "penalty_factor": 0.0}) == {
        "rate_factor": 2.0, "penalty_factor": 0.0
    }  # fmt: skip
    known = analyse(opened.with_network(network), fields_of(opened))
    keys = Session.start(opened).parts.parameters
    found = factors_by_key(known, keys)
    assert {node_of(key) for key in found} == {group}


def test_names_are_no_block_s_own() -> None:
    names = {param.name for param in LEARNING}
    assert set(FACTORS) <= names
    assert not [spec.id for spec in CATALOGUE.blocks if names & {param.name for param in spec.params}]


def test_the_compiled_engine_does_not_leave_them_out() -> None:
    known = analyse(project(), fields_of(project()))
    assert chain_of(known) == "a block with factors of its own"
