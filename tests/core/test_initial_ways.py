"""Initial weights by name: the bits of `torch.nn.init` by the run's own seed, and a change begins anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import init

from playground.core.blocks.learning import WAYS
from playground.core.builtin import CATALOGUE
from playground.core.graph.names import node_of
from playground.core.model.initial import derived_seed
from playground.core.network.edits import set_learning
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training.moments import of_project
from playground.core.training.session import Session
from run_bits import differences, run

THEIRS = {
    "kaiming_uniform": init.kaiming_uniform_, "kaiming_normal": init.kaiming_normal_,
    "xavier_uniform": init.xavier_uniform_, "xavier_normal": init.xavier_normal_,
    "orthogonal": init.orthogonal_, "normal": lambda weight: init.normal_(weight, std=0.5),
    "truncated_normal": lambda weight: init.trunc_normal_(weight, std=0.5, a=-1.0, b=1.0),
    "zeros": init.zeros_,
}  # fmt: skip


def project(way: str = "usual", node: str = "dense_2") -> Project:
    """Return a small network on a few points, one block of which begins by name."""
    opened = replace(template("spiral-mlp", CATALOGUE).open(), data=DataChoice("spiral", {"samples": 60}))
    network = set_learning(opened.network, node, {"initial_weights": way, "initial_spread": 0.5})
    return opened.with_network(network).with_recipe(batch_size=8, device="cpu", threads=1, epochs=3)


def test_every_way_is_held_against_pytorch() -> None:
    assert {"usual", *THEIRS} == {way.id for way in WAYS}


@pytest.mark.parametrize("way", THEIRS)
def test_weights_have_the_bits_of_pytorchs_own_init(way: str) -> None:
    made, plain = Session.start(project(way)), Session.start(project())
    weight = nn.Parameter(torch.empty(8, 8))
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(derived_seed(1, "dense_2:layer"))
        THEIRS[way](weight)
    assert torch.equal(torch.from_numpy(made.start_weights["dense_2.weight"]), weight)
    assert not made.start_weights["dense_2.bias"].any() and plain.start_weights["dense_2.bias"].any()
    others = {key for key, each in plain.start_weights.items() if (each == made.start_weights[key]).all()}
    assert others == {"dense.weight", "dense.bias", "dense_3.weight", "dense_3.bias"}
    shown = of_project(project(way)).weights()["dense_2.weight"]  # as training would begin
    assert np.array_equal(shown, made.start_weights["dense_2.weight"])


def test_the_same_run_again_has_the_same_bits_and_another_seed_others() -> None:
    one, two = (run(Session.start(project("orthogonal"), run_id="run"), 8).record() for _ in range(2))
    assert differences(one, two) == []
    other = Session.start(project("orthogonal").with_recipe(seed=2))
    assert not np.array_equal(other.start_weights["dense_2.weight"], one.start["dense_2.weight"])


def test_a_block_in_groups_begins_as_the_group_says() -> None:
    opened = template("resnet-small", CATALOGUE).open()
    group = next(name for name, node in opened.network.nodes.items() if node.network is not None)
    made = Session.start(
        opened.with_network(set_learning(opened.network, group, {"initial_weights": "zeros"}))
    ).start_weights
    zero = {key for key, each in made.items() if each.ndim > 1 and not each.any()}
    assert zero == {key for key, each in made.items() if each.ndim > 1 and node_of(key) == group}
    scales = [each for key, each in made.items() if node_of(key) == group and each.ndim == 1]
    assert any((each == 1).all() for each in scales)  # norms are left as they are


def test_padding_stays_at_zero() -> None:
    opened = template("reviews-lstm", CATALOGUE).open()
    made = Session.start(
        opened.with_network(set_learning(opened.network, "embedding", {"initial_weights": "normal"}))
    ).start_weights["embedding.weight"]
    assert not made[0].any() and made[1:].any(axis=1).all() and made.std() == pytest.approx(0.02, rel=0.05)


def test_a_change_in_mid_run_lets_that_block_begin_anew_and_no_other() -> None:
    parent = run(Session.start(project()), 10).record()
    child = Session.start(project("orthogonal"), inherit=parent)
    for key, each in child.start_weights.items():
        assert np.array_equal(each, parent.weights[key]) == (not key.startswith("dense_2."))
    fresh = Session.start(project("orthogonal")).start_weights
    assert np.array_equal(child.start_weights["dense_2.weight"], fresh["dense_2.weight"])
    assert child.kept is not None and child.kept.anew == {"dense_2": 72}
    idle = replace(project(), network=set_learning(project().network, "dense_2", {"initial_spread": 0.1}))
    same = Session.start(idle, inherit=parent)  # a spread that no way asks for
    assert same.kept is not None and same.kept.whole
