"""Towers side by side in scripts: one class, called once for each, and the bits of the run all the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
import torch

from carried_sources import formatted
from goal_cases import graph, scores
from kinds_in_torch import LAYERS, batch, given, settings_of
from playground.core.blocks.calls import parts_of
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.builtin import CATALOGUE
from playground.core.export.script.gathering import draws, gathered
from playground.core.layers.make import make
from playground.core.model.blueprint import blueprint
from playground.core.network.block_path import BlockPath
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from run_bits import run
from script_runs import differences, told

STEPS = 5


def tower(*kinds: tuple[str, dict[str, object]], linked: str = "") -> Node:
    """Return a group of blocks in a row."""
    nodes = {"start": Node("group_input"), **{f"b{index}": Node(*kind) for index, kind in enumerate(kinds)},
             "end": Node("group_output")}  # fmt: skip
    ids = list(nodes)
    edges = [Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False)]
    return Node("group", network=Network(nodes, tuple(edges)), linked=linked)


def towers(*made: Node) -> Project:
    """Return a classifier of flowers whose rows go through groups side by side, which are added up."""
    names = [f"t{index}" for index in range(len(made))]
    wires = [f"row > {name}" for name in names]
    wires += [f"{name} > sum.{'in' if not index else f'in_{index + 1}'}" for index, name in enumerate(names)]
    base = graph(
        "iris", {},
        {"row": ("table", {}), **{name: ("group", {}) for name in names}, "sum": ("add", {}),
         "score": scores(3), "goal": ("classify", {})},
        *wires, "sum > score", "score > goal",
    )  # fmt: skip
    nodes = {**base.network.nodes, **dict(zip(names, made, strict=True))}
    return base.with_network(replace(base.network, nodes=nodes))


DENSE = ("dense", {"units": 6, "activation": "tanh"})
DROP = ("dropout", {"rate": 0.5})
NORMED = (DENSE, ("batch_norm", {}), DENSE)
CASES = {
    "siamese": template("siamese-digits", CATALOGUE).open(),
    "triplet": template("triplet-digits", CATALOGUE).open(),
    "three of one": towers(*[tower(*NORMED, linked="t")] * 3),
    "each its own": towers(tower(*NORMED), tower(DENSE, DENSE), tower(DENSE, *NORMED)),
    "dropping out": towers(*[tower(DENSE, DROP, DENSE, linked="t")] * 2),
    "dropping out twice": towers(*[tower(DENSE, DROP, DENSE, DROP, linked="t")] * 2),
    "in repeats": towers(*[replace(tower(DENSE, DENSE), params={"repeat": 2})] * 2).with_recipe(accumulate=2),
}
TOGETHER = ("siamese", "triplet", "three of one", "each its own", "dropping out", "in repeats")


def test_scripts_repeat_the_runs(tmp_path: Path) -> None:
    records = {name: run(Session.start(each, engine="torch"), STEPS).record() for name, each in CASES.items()}
    found = told(records, tmp_path)
    for name, each in found.items():
        assert differences(records[name], each) == [], name
        assert formatted(each.script.text) == each.script.text, name
    assert found["siamese"].script.text.count(" = self.tower(") == 2
    assert found["triplet"].script.text.count(" = self.tower(") == 3
    assert found["three of one"].script.text.count(" = self.t0(") == 3
    assert [found["each its own"].script.text.count(f" = self.t{each}(") for each in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("name", CASES)
def test_readers_layers_and_draws_keep_their_order(name: str) -> None:
    drawn = blueprint(Session.start(CASES[name]).parts.analysis)
    found = gathered(drawn)
    pieces = [group for group, _ in groupby(BlockPath.of(each.block).groups for each in found.calls) if group]
    assert (len(pieces) == len(set(pieces))) == (name in TOGETHER)
    assert sorted(each.name for each in found.calls) == sorted(each.name for each in drawn.calls)
    for layer in {each.name for each in drawn.calls}:
        blocks = [[each.block for each in calls if each.name == layer]
                  for calls in (drawn.calls, found.calls)]  # fmt: skip
        assert blocks[0] == blocks[1]
    made = set(dict(found.entries).values())
    for call in found.calls:
        assert set(call.reads) <= made and call.writes not in made
        made |= set(range(call.writes, call.writes + call.outputs))
    assert {slot for _, slot in found.exits} <= made


@pytest.mark.parametrize(
    "spec", [spec for spec in LAYERS if spec.role is Role.LAYER], ids=lambda spec: spec.id
)
def test_who_draws_random_numbers_is_known(spec: BlockSpec) -> None:
    for shapes in given(spec):
        for params in settings_of(spec, shapes, 6):
            calls = [call for _, call in parts_of(spec.call(params, shapes))]
            layers = [make(call).train() for call in calls]
            values: object = batch(shapes)
            state = torch.get_rng_state()
            for layer in layers:
                values = layer(*values) if isinstance(values, tuple) else layer(values)
            drawn = not torch.equal(state, torch.get_rng_state())
            assert any(map(draws, calls)) or not drawn, dict(params)
