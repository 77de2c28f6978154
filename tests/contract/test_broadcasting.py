"""Numbers put together one by one: sizes of 1 count for all places, as in PyTorch, and many wires."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
import torch

from playground.app import connecting
from playground.core.blocks.shapes import Shape, broadcast
from playground.core.blocks.spec import MOST_WIRES, BlockSpec
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import Analysis, analyse
from playground.core.checks.check import is_trainable
from playground.core.data.prepared import fields_of
from playground.core.errors import Problem
from playground.core.graph.wiring import shown_inputs
from playground.core.layers.make import make
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.shapes.misfit import odd_one
from playground.core.training.session import Session

KINDS = [spec for spec in CATALOGUE.blocks if spec.together == "broadcast"]
MANY = [spec for spec in CATALOGUE.blocks if spec.takes_many]
TORCH = {"add": torch.add, "multiply": torch.mul, "subtract": torch.sub,
         "average": lambda one, other: (one + other) / 2,
         "formula": lambda one, other: one * other + other}  # fmt: skip
GIVEN: dict[str, dict[str, object]] = {"formula": {"formula": "a * b + b"}}
SIZES = [sizes for rank in (1, 2, 3) for sizes in product((1, 2, 3), repeat=rank)]
LAST = Node("dense", {"units": 10, "activation": "linear"})


def in_torch(one: tuple[int, ...], other: tuple[int, ...], batch: int) -> tuple[int, ...] | None:
    """Return what PyTorch makes of two batches, where each sample is still for itself; else None."""
    try:
        made = torch.broadcast_shapes((batch, *one), (batch, *other))
    except RuntimeError:
        return None
    return tuple(made[1:]) if len(one) == len(other) else None


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_shapes_go_together_where_pytorch_says_so(batch: int) -> None:
    pairs = list(product(SIZES, repeat=2))
    for one, other in Random(batch).sample(pairs, 400):
        found = broadcast(Shape(one), Shape(other))
        assert (found.sizes if found else None) == in_torch(one, other, batch), (one, other)


def test_of_several_each_is_held_against_all_before_it() -> None:
    trios = [trio for trio in product(SIZES, repeat=3) if len({*map(len, trio)}) == 1]
    for trio in Random(3).sample(trios, 400):
        arriving = dict(zip(("in", "in_2", "in_3"), map(Shape, trio), strict=True))
        found, joined = odd_one("broadcast", arriving), trio[0]
        for port, sizes in [*zip(arriving, trio, strict=True)][1:]:
            made = in_torch(joined, sizes, 2)
            if made is None:
                assert found == (port, Shape(joined)), trio
                break
            joined = made
        else:
            assert found is None, trio


def test_with_another_number_of_axes_samples_would_mix() -> None:
    """Why a list does not go with a picture as it is: PyTorch lays the batch beside the rows."""
    scores, pictures = torch.ones(8, 3), torch.ones(8, 4, 8, 3)
    assert (scores * pictures).shape == (8, 4, 8, 3)  # sample 1 of the list upon row 1 of every picture
    with pytest.raises(RuntimeError):
        torch.broadcast_shapes((5, 3), (5, 4, 8, 3))
    assert broadcast(Shape((3,)), Shape((4, 8, 3))) is None


@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.id)
def test_numbers_and_gradients_are_those_of_pytorch(spec: BlockSpec) -> None:
    torch.manual_seed(1)
    pairs = [((4, 5, 6), (4, 1, 1)), ((1, 6), (3, 6)), ((4, 1, 6), (1, 5, 1)), ((3,), (1,))]
    for one, other in pairs:
        ours = [torch.randn(2, *sizes, requires_grad=True) for sizes in (one, other)]
        theirs = [each.detach().clone().requires_grad_() for each in ours]
        found = make(spec.call(spec.params_of(GIVEN.get(spec.id, {})), (Shape(one), Shape(other))))(*ours)
        expected = TORCH[spec.id](*theirs)
        assert torch.equal(found, expected)
        found.square().sum().backward()
        expected.square().sum().backward()
        assert all(torch.equal(a.grad, b.grad) for a, b in zip(ours, theirs, strict=True))


def known(project: Project) -> Analysis:
    return analyse(project, fields_of(project))


def gated(gate: tuple[tuple[str, dict[str, object]], ...], kind: str = "multiply") -> Project:
    """Return maps of digits, 8 × 8 × 6, beside what a row of blocks makes of them."""
    row = {f"gate_{at}": Node(each, given) for at, (each, given) in enumerate(gate)}
    nodes = {"image": Node("image"), "maps": Node("conv2d", {"filters": 6, "padding": "same"}), **row,
             "both": Node(kind, GIVEN.get(kind, {})), "flat": Node("flatten"), "last": LAST,
             "goal": Node("classify")}  # fmt: skip
    ways = [("image", "maps"), *zip(("maps", *row), row, strict=False), ("maps", "both"), ("both", "flat"),
            ("flat", "last"), ("last", "goal")]  # fmt: skip
    edges = [Edge(a, "out", b, "in") for a, b in ways] + [Edge(list(row)[-1], "out", "both", "in_2")]
    return Project("Gated", Network(nodes, tuple(edges)), DataChoice("digits"), catalogue=CATALOGUE)


POOL, LIST = ("adaptive_pool2d", {"side": 1}), ("global_pool", {})
DENSE = ("dense", {"units": 6, "activation": "sigmoid"})


def told(project: Project) -> Problem:
    return next(problem for problem in known(project).problems if problem.severity == "error")


@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.id)
def test_one_number_a_map_works_on_whole_maps_and_trains(spec: BlockSpec) -> None:
    project = gated((POOL,), spec.id)
    found = known(project)
    assert is_trainable(found.problems)
    assert found.inference.outputs["both"]["out"].sizes == (6, 8, 8)
    turned = [Edge(each.source, each.source_port, "both", {"in": "in_2", "in_2": "in"}[each.target_port])
              if each.target == "both" else each for each in project.network.edges]  # fmt: skip
    other = project.with_network(Network(project.network.nodes, tuple(turned)))
    assert known(other).inference.outputs["both"]["out"].sizes == (6, 8, 8)
    assert len(Session.start(project).advance(2).losses) == 2


@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.id)
def test_a_list_beside_a_picture_is_told_and_mended_by_one_click(spec: BlockSpec) -> None:
    project = gated((LIST, DENSE), spec.id)
    problem = told(project)
    assert problem.message == f"{spec.title} needs inputs with equally many axes, but gets 8 × 8 × 6 and 6."
    assert [fix.title for fix in problem.fixes][0] == "Insert Reshape → 1 × 1 × 6"
    mended = known(problem.fixes[0].edit(project))
    assert is_trainable(mended.problems)
    assert mended.inference.outputs["both"]["out"].sizes == (6, 8, 8)


def test_a_list_beside_a_sequence_becomes_one_step() -> None:
    nodes = {"series": Node("series"), "pool": Node("over_time"), "both": Node("multiply"),
             "flat": Node("flatten"), "last": LAST, "goal": Node("classify")}  # fmt: skip
    ways = [("series", "pool"), ("series", "both"), ("both", "flat"), ("flat", "last"), ("last", "goal")]
    edges = [Edge(a, "out", b, "in") for a, b in ways] + [Edge("pool", "out", "both", "in_2")]
    project = Project("Steps", Network(nodes, tuple(edges)), DataChoice("sensor"), catalogue=CATALOGUE)
    fix = told(project).fixes[0]
    assert fix.title == "Insert Reshape → 1 × 3"
    assert known(fix.edit(project)).inference.outputs["both"]["out"].sizes == (48, 3)


@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.id)
def test_sizes_that_do_not_go_together_are_both_named(spec: BlockSpec) -> None:
    few = ("conv2d", {"filters": 4, "kernel": 1})
    project = gated((POOL, few), spec.id)
    problem = told(project)
    assert problem.message == (
        f"{spec.title} needs inputs whose sizes are equal, or 1 in one of them, "
        "but gets 8 × 8 × 6 and 1 × 1 × 4."
    )
    assert problem.where.edge == ("gate_1", "out", "both", "in_2")
    assert problem.fixes[0].title == "Set Conv 2D to 6 filters"
    assert is_trainable(known(problem.fixes[0].edit(project)).problems)


def test_dot_product_still_wants_one_shape() -> None:
    assert "needs inputs of one shape" in told(gated((POOL,), "dot_product")).message


def test_padding_reaches_through_a_gate_that_comes_first() -> None:
    """The mask of the text finds the layer behind, whichever input brings the steps."""
    nodes = {"text": Node("tokens"), "words": Node("embedding", {"features": 4, "entries": 99}),
             "mean": Node("over_time", {"how": "mean"}), "gate": Node("multiply"), "read": Node("lstm"),
             "last": Node("over_time"),
             "scores": Node("dense", {"units": 2, "activation": "linear"}), "goal": Node("classify"),
             "step": Node("reshape", {"channels": 1, "height": 4, "width": 0})}  # fmt: skip
    ways = [("text", "words"), ("words", "mean"), ("mean", "step"), ("step", "gate"), ("gate", "read"),
            ("read", "last"), ("last", "scores"), ("scores", "goal")]  # fmt: skip
    edges = [Edge(a, "out", b, "in") for a, b in ways] + [Edge("words", "out", "gate", "in_2")]
    project = Project("Text", Network(nodes, tuple(edges)), DataChoice("reviews"), catalogue=CATALOGUE)
    found = known(project)
    assert is_trainable(found.problems), found.problems
    masks = {node for (node, port), edge in found.graph.held.items() if port == "mask"}
    assert masks == {"mean", "read", "last"}


# as many wires as arrive


def joined(kind: str, count: int, first: int = 0) -> Project:
    """Return as many dense layers as one likes, all into one block."""
    ports = ["in", *(f"in_{number}" for number in range(2, first + count + 1))][first:]
    rows = {f"row_{at}": Node("dense", {"units": 3}) for at in range(count)}
    nodes = {"points": Node("points"), **rows, "all": Node(kind),
             "last": Node("dense", {"units": 2, "activation": "linear"}),
             "goal": Node("classify")}  # fmt: skip
    edges = [Edge("points", "out", row, "in") for row in rows]
    edges += [Edge(row, "out", "all", port) for row, port in zip(rows, ports, strict=True)]
    edges += [Edge("all", "out", "last", "in"), Edge("last", "out", "goal", "in")]
    return Project("Joined", Network(nodes, tuple(edges)), DataChoice("spiral"), catalogue=CATALOGUE)


def test_every_merge_of_several_takes_many() -> None:
    assert {spec.id for spec in MANY} == {"add", "multiply", "average", "concatenate"}


@pytest.mark.parametrize("spec", MANY, ids=lambda spec: spec.id)
def test_a_free_input_is_always_there(spec: BlockSpec) -> None:
    for count in (2, 7, 40):
        project = joined(spec.id, count)
        assert is_trainable(known(project).problems)
        assert shown_inputs(project, "all")[count:] == (f"in_{count + 1}",)
    full = joined(spec.id, MOST_WIRES)
    found = known(full)
    assert is_trainable(found.problems) and len(shown_inputs(full, "all")) == MOST_WIRES
    wide = 3 * MOST_WIRES if spec.id == "concatenate" else 3
    assert found.inference.outputs["all"]["out"].sizes == (wide,)
    assert len(Session.start(full).advance(2).losses) == 2


@pytest.mark.parametrize("spec", MANY, ids=lambda spec: spec.id)
def test_one_wire_more_is_refused_in_a_sentence(spec: BlockSpec) -> None:
    project = joined(spec.id, MOST_WIRES)
    one = Edge("points", "out", "all", f"in_{MOST_WIRES + 1}")
    words = f"{spec.title} takes {MOST_WIRES} wires at most."
    assert connecting.refusal(project, one) == words
    beyond = project.with_network(Network(project.network.nodes, (*project.network.edges, one)))
    problem = told(beyond)
    assert problem.message == words
    assert is_trainable(known(problem.fixes[-1].edit(beyond)).problems)


def test_a_port_that_never_was_is_said_to_be_none() -> None:
    project = joined("add", 2)
    for port in ("in_1", "in_02", "bogus", "in_99999999999999999999"):
        why = connecting.refusal(project, Edge("points", "out", "all", port))
        assert why is not None and "one of these ends does not exist" in why


@pytest.mark.parametrize("count", [2, 7, 20])
def test_many_branches_add_up_to_what_they_are(count: int) -> None:
    for kind, whole in (("add", torch.sum), ("average", torch.mean), ("multiply", torch.prod)):
        spec = CATALOGUE.blocks.get(kind)
        values = torch.rand(count, 5, 3) + 0.5
        given = (Shape((3,)),) * count
        found = make(spec.call(spec.params_of({}), given))(*values)
        torch.testing.assert_close(found, whole(values, 0))
