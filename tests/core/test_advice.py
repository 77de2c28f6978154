"""Advice about the end of a network: seen through blocks that hand numbers on, with a fix that is right."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
import torch

from playground.app import grouping
from playground.core.blocks.activations import ANY_NUMBER
from playground.core.blocks.shapes import DataFields, Field, Shape
from playground.core.blocks.spec import BlockSpec, Category, Role
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.errors import Problem
from playground.core.layers.make import make
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project

LABEL = Field((), "int", name="label", classes=("Blue", "Orange"))
POINTS = Field((2,), name="points")
CLASSES = DataFields({"points": POINTS, "label": LABEL}, 500)
PLANE = DataFields({"points": POINTS, "value": Field((), name="value", low=-3.0, high=3.0)}, 500)
HANDS_ON = ("identity", "dropout", "gaussian_noise", "flatten", "reshape")
AS_TWO = {"channels": 2, "frames": 0, "height": 0, "width": 0}
BENDS = [spec for spec in CATALOGUE.blocks
         if spec.role is Role.LAYER and spec.span(spec.params_of({})) != ANY_NUMBER]  # fmt: skip


def line(*blocks: tuple[str, dict[str, object]]) -> Project:
    row = [("points", {}), ("dense", {"units": 8}), *blocks]
    nodes = {f"{kind}_{at}": Node(kind, params, "", (184.0 * at, 0)) for at, (kind, params) in enumerate(row)}
    ids = list(nodes)
    edges = tuple(Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    return Project("Line", Network(nodes, edges), DataChoice("spiral"), catalogue=CATALOGUE)


def problems(project: Project, fields: DataFields) -> tuple[Problem, ...]:
    return analyse(project, fields).problems


def is_mended_at_once(project: Project, fields: DataFields) -> None:
    (problem,) = problems(project, fields)
    assert problem.severity == "advice" and len(problem.fixes) == 1
    assert problems(problem.fixes[0].edit(project), fields) == ()


def handing_on(random: Random) -> list[tuple[str, dict[str, object]]]:
    kinds = random.choices(HANDS_ON, k=random.randint(0, 3))
    return [(kind, dict(AS_TWO) if kind == "reshape" else {}) for kind in kinds]


@pytest.mark.parametrize("seed", range(12))
def test_what_bends_scores_for_classes_is_seen_through_blocks(seed: int) -> None:
    random = Random(seed)
    kind = random.choice(("relu", "tanh", "sigmoid", "softplus", "gelu", "elu"))
    straight = ("dense", {"units": 2, "activation": "linear"})
    bent = [("dense", {"units": 2, "activation": kind})]
    block = [straight, random.choice(((kind, {}), ("activation", {"function": kind})))]
    made = line(*random.choice((bent, block)), *handing_on(random), ("classify", {}))
    is_mended_at_once(made, CLASSES)
    assert problems(line(straight, *handing_on(random), ("classify", {})), CLASSES) == ()


@pytest.mark.parametrize(
    "kind", [spec.id for spec in CATALOGUE.blocks if spec.category is Category.ACTIVATION]
)
def test_every_activation_before_a_goal_is_told_also_behind_identity(kind: str) -> None:
    straight = ("dense", {"units": 2, "activation": "linear"})
    for after in ((), (("identity", {}),), (("activation", {"function": "linear"}),)):
        told = problems(line(straight, (kind, {}), *after, ("classify", {})), CLASSES)
        assert told and told[0].where.node == f"{kind}_3" and told[0].fixes[0].way != "removes"


@pytest.mark.parametrize("name", ["leaky_relu", "prelu"])
def test_an_activation_that_takes_every_number_to_another_is_told_too(name: str) -> None:
    straight = ("dense", {"units": 2, "activation": "linear"})
    is_mended_at_once(line(straight, ("activation", {"function": name}), ("classify", {})), CLASSES)
    is_mended_at_once(line(("dense", {"units": 2, "activation": name}), ("classify", {})), CLASSES)


@pytest.mark.parametrize("bent", [("dense", {"units": 2}), ("leaky_relu", {})])
def test_a_group_that_ends_in_an_activation_is_told_where_it_stands(
    bent: tuple[str, dict[str, object]],
) -> None:
    straight = ("dense", {"units": 2, "activation": "linear"})
    whole = line(straight, bent, ("identity", {}), ("classify", {}))
    network, group = grouping.grouped(whole.network, {"dense_2", f"{bent[0]}_3"})
    project = whole.with_network(network)
    is_mended_at_once(project, CLASSES)
    (problem,) = problems(project, CLASSES)
    assert problem.where.node == f"{group}/0/{bent[0]}_3"
    mended = problem.fixes[0].edit(project).network
    assert mended.nodes.keys() == network.nodes.keys()


@pytest.mark.parametrize("seed", range(8))
def test_an_end_that_cannot_reach_the_targets_is_seen_through_blocks(seed: int) -> None:
    random = Random(seed)
    kind = random.choice(("tanh", "sigmoid", "relu"))
    straight = ("dense", {"units": 1, "activation": "linear"})
    after = [each for each in handing_on(random) if each[0] != "reshape"]
    bent = random.choice(([("dense", {"units": 1, "activation": kind})], [straight, (kind, {})]))
    is_mended_at_once(line(*bent, *after, ("regress", {})), PLANE)
    within = {**PLANE.fields, "value": Field((), name="value", low=0.0, high=1.0)}
    assert problems(line(*bent, *after, ("regress", {})), DataFields(within, 500)) == ()


def test_softmax_over_one_unit_says_nothing() -> None:
    made = line(("dense", {"units": 1, "activation": "linear"}), ("softmax", {}),
                ("dense", {"units": 1, "activation": "linear"}), ("regress", {}))  # fmt: skip
    told = [problem.message for problem in problems(made, PLANE)]
    assert "Softmax of one number always gives 1." in told


@pytest.mark.parametrize(("channels", "told"), [(1, True), (2, False)])
def test_softmax_over_the_one_channel_of_a_picture_says_nothing(channels: int, told: bool) -> None:
    sizes = {"channels": channels, "frames": 0, "height": 2, "width": 4 // channels}
    made = line(("reshape", sizes), ("softmax", {}), ("flatten", {}),
                ("dense", {"units": 1, "activation": "linear"}), ("regress", {}))  # fmt: skip
    messages = [problem.message for problem in problems(made, PLANE)]
    assert ("Softmax of one number always gives 1." in messages) == told


@pytest.mark.parametrize(("kind", "range_"), [("tanh", "from -1 to 1"), ("relu", "above 0")])
def test_an_end_that_cannot_reach_says_its_range_and_that_of_the_targets(kind: str, range_: str) -> None:
    (problem,) = problems(line(("dense", {"units": 1, "activation": kind}), ("regress", {})), PLANE)
    assert f"gives numbers {range_}, but" in problem.message
    assert problem.message.endswith("is to learn some from -3 to 3.")


def test_frozen_blocks_inside_groups_are_thawed_too() -> None:
    whole = line(("dense", {"units": 2, "activation": "linear"}), ("classify", {}))
    inner = [name for name, node in whole.network.nodes.items() if node.kind == "dense"]
    frozen = {name: replace(node, frozen=name in inner) for name, node in whole.network.nodes.items()}
    network, _ = grouping.grouped(replace(whole.network, nodes=frozen), set(inner))
    project = whole.with_network(network)
    (problem,) = (each for each in problems(project, CLASSES) if each.severity == "error")
    assert problem.message == "Every block with weights is frozen, so there is nothing to learn."
    assert all(each.severity != "error" for each in problems(problem.fixes[0].edit(project), CLASSES))


@pytest.mark.parametrize("spec", BENDS, ids=lambda spec: spec.id)
def test_what_a_kind_gives_lies_in_its_span(spec: BlockSpec) -> None:
    shape = Shape((50,))
    params = spec.params_of({})
    low, high = spec.span(params)
    numbers = torch.linspace(-30, 30, 50).expand(2, 50)
    if spec.domain(params) != ANY_NUMBER:
        numbers = numbers.abs()
    given = make(spec.call(params, (shape,)))(numbers)
    assert low - 1e-3 <= float(given.min()) and float(given.max()) <= high + 1e-3
