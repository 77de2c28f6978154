"""What a block costs and how far it sees, held against PyTorch; and the fixes for shapes that do not meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import torch

from playground.core.blocks.calls import Call
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import Problem
from playground.core.model.model import build
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.shapes import operations
from playground.core.shapes.measure import measure
from playground.core.shapes.receptive import receptive_fields


def line(data: str, *blocks: tuple[str, dict[str, Any]]) -> Project:
    nodes = {f"n{index}": Node(kind, params) for index, (kind, params) in enumerate(blocks)}
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Project("Line", Network(nodes, edges), DataChoice(data), catalogue=CATALOGUE)


def problems(project: Project) -> tuple[Problem, ...]:
    fields = fields_of(project)
    return analyse(project, fields).problems


def wired_too(project: Project, edge: Edge) -> Project:
    return project.with_network(Network(project.network.nodes, (*project.network.edges, edge)))


def sight(project: Project) -> Mapping[str, tuple[float, ...]]:
    fields = fields_of(project)
    return receptive_fields(analyse(project, fields))


@pytest.mark.parametrize("name", ["digits-cnn", "shapes-cnn", "resnet-small"])
def test_a_number_sees_as_far_as_its_gradient_reaches(name: str) -> None:
    project = template(name, CATALOGUE).open()
    fields = fields_of(project)
    found = receptive_fields(analyse(project, fields))
    model = build(analyse(project, fields)).double().eval()
    picture = torch.randn(1, *fields.fields["image"].sizes, dtype=torch.double).requires_grad_()
    for node, made in model.outputs({"image": picture}).items():
        if made.dim() == 4 and node in found and found[node][1] < picture.shape[-1]:
            middle = made[0, :, made.shape[2] // 2, made.shape[3] // 2].square().sum()
            (gradient,) = torch.autograd.grad(middle, picture, retain_graph=True)
            seen = gradient[0, 0].abs().sum(0).nonzero().flatten()
            assert int(seen[-1] - seen[0]) + 1 <= found[node][1]
            assert int(seen[-1] - seen[0]) + 1 >= found[node][1] - 1 or int(seen[-1]) == picture.shape[-1] - 1


def test_windows_widen_what_is_seen() -> None:
    project = line(
        "digits", ("image", {}), ("conv2d", {"kernel": 3}), ("conv2d", {"kernel": 3, "dilation": 2}),
        ("max_pool2d", {}), ("conv2d", {"kernel": 3}), ("flatten", {}),
    )  # fmt: skip
    fields = fields_of(project)
    found = receptive_fields(analyse(project, fields))
    assert [max(each) for each in found.values()] == [1, 3, 7, 8, 12, float("inf")]


@pytest.mark.parametrize("kind", ["layer_norm", "rms_norm", "group_norm", "instance_norm", "dot_product"])
def test_what_looks_at_a_whole_picture_sees_all_of_it(kind: str) -> None:
    project = line("digits", ("image", {}), ("conv2d", {"kernel": 3}), (kind, {}))
    if kind == "dot_product":
        project = wired_too(project, Edge("n1", "out", "n2", "in_2"))
    assert [max(each) for each in sight(project).values()] == [1, 3, float("inf")]


def test_maps_that_are_weighed_by_their_means_see_all_of_the_picture() -> None:
    """Squeeze and excite, Hu et al., arXiv:1709.01507: a wire of its own goes round to a product."""
    project = line(
        "digits", ("image", {}), ("conv2d", {"filters": 4}), ("global_pool", {}), ("dense", {"units": 4}),
        ("reshape", {"channels": 4, "height": 1, "width": 1}), ("upsample", {"factor": 8.0}),
        ("multiply", {}), ("conv2d", {}),
    )  # fmt: skip
    found = sight(wired_too(project, Edge("n1", "out", "n6", "in_2")))
    assert found["n1"] == (3, 3)
    assert found["n6"] == found["n7"] == (float("inf"), float("inf"))


@pytest.mark.parametrize(
    ("enlarged", "seen"),
    [(("upsample", {"factor": 2.0}), 4), (("upsample", {"factor": 2.0, "mode": "bilinear"}), 5),
     (("conv_transpose2d", {"kernel": 4, "stride": 2, "padding": 1}), 5)],
)  # fmt: skip
def test_pixels_of_enlarged_maps_lie_closer_together(
    enlarged: tuple[str, dict[str, Any]], seen: float
) -> None:
    """A filter of three looks at three of them: 3 + the two around + 2 of half a pixel."""
    assert sight(line("digits", ("image", {}), ("conv2d", {}), enlarged, ("conv2d", {})))["n3"] == (
        seen,
        seen,
    )


def test_a_network_costs_what_pytorch_counts() -> None:
    from torch.utils.flop_counter import FlopCounterMode

    for name in ("digits-cnn", "reviews-transformer", "deep-residual-100"):
        project = template(name, CATALOGUE).open()
        fields = fields_of(project)
        inference = analyse(project, fields).inference
        model = build(analyse(project, fields)).eval()
        values = {
            each: torch.ones((2, *fields.fields[each].sizes),
                             dtype=torch.int64 if fields.fields[each].dtype == "int" else torch.float32)
            for each in model.fields
        }  # fmt: skip
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(values)
        ours = sum(inference.multiply_adds[node] for node in project.network.nodes)
        # On the CPU the counter passes over the two products inside attention: 14 x 14 steps, 32 features.
        unseen = 2 * (2 * 14 * 14 * 32) if name == "reviews-transformer" else 0
        assert ours == counter.get_total_flops() // 4 + unseen, name


def mended(project: Project, title: str) -> Project:
    """Return a project after the fix whose title begins so."""
    fix = next(fix for each in problems(project) for fix in each.fixes if fix.title.startswith(title))
    changed: Project = fix.edit(project)
    return changed


def test_words_get_an_embedding_and_a_sequence_is_summed_up() -> None:
    raw = line("reviews", ("tokens", {}), ("dense", {"units": 2, "activation": "linear"}), ("classify", {}))
    embedded = mended(raw, "Insert Embedding of 72 words")
    flat = mended(embedded, "Insert Over time → 2 features")
    assert problems(flat) == ()


def test_maps_may_be_pooled_instead_of_flattened() -> None:
    raw = line("digits", ("image", {}), ("conv2d", {"filters": 10, "activation": "linear"}), ("classify", {}))
    assert problems(mended(raw, "Insert Global pool → 10 features")) == ()


def test_a_list_becomes_a_picture_again() -> None:
    raw = line("digits", ("image", {}), ("flatten", {}), ("conv2d", {}), ("global_pool", {}),
               ("dense", {"units": 10, "activation": "linear"}), ("classify", {}))  # fmt: skip
    assert problems(mended(raw, "Insert Reshape → 8 × 8 × 1")) == ()


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        (("dense", {"units": 6}), ("dense", {"units": 9}), "Insert Dense 6 as a projection"),
    ],
)  # fmt: skip
def test_a_skip_of_another_width_gets_a_projection(first: Any, second: Any, title: str) -> None:
    nodes = {
        "points": Node("points"), "one": Node(*first), "two": Node(*second), "add": Node("add"),
        "last": Node("dense", {"units": 2, "activation": "linear"}), "goal": Node("classify"),
    }  # fmt: skip
    wires = (("points", "one", "in"), ("one", "two", "in"), ("one", "add", "in"), ("two", "add", "in_2"),
             ("add", "last", "in"), ("last", "goal", "in"))  # fmt: skip
    edges = tuple(Edge(source, "out", target, port) for source, target, port in wires)
    raw = Project("Skip", Network(nodes, edges), DataChoice("spiral"), catalogue=CATALOGUE)
    assert "needs inputs whose sizes are equal" in problems(raw)[0].message
    assert problems(mended(raw, title)) == ()


def test_maps_of_another_number_get_filters_of_one_pixel() -> None:
    nodes = {
        "image": Node("image"), "maps": Node("conv2d", {"filters": 3}),
        "conv": Node("conv2d", {"filters": 4}), "add": Node("add"), "pool": Node("global_pool"),
        "last": Node("dense", {"units": 10, "activation": "linear"}), "goal": Node("classify"),
    }  # fmt: skip
    wires = (("image", "maps", "in"), ("maps", "conv", "in"), ("conv", "add", "in"), ("maps", "add", "in_2"),
             ("add", "pool", "in"), ("pool", "last", "in"), ("last", "goal", "in"))  # fmt: skip
    edges = tuple(Edge(source, "out", target, port) for source, target, port in wires)
    raw = Project("Skip", Network(nodes, edges), DataChoice("digits"), catalogue=CATALOGUE)
    assert problems(mended(raw, "Insert Conv 2D 1 × 1 with 4 filters")) == ()


def test_dropout_before_batch_norm_is_advised_against() -> None:
    raw = line("spiral", ("points", {}), ("dense", {}), ("dropout", {}), ("batch_norm", {}),
               ("dense", {"units": 2, "activation": "linear"}), ("classify", {}))  # fmt: skip
    advice = next(each for each in problems(raw) if "Dropout before Batch norm" in each.message)
    assert advice.severity == "advice"
    assert problems(mended(raw, "Move Batch norm before Dropout")) == ()


def test_a_branch_that_nothing_else_needs_takes_the_others_width() -> None:
    nodes = {
        "image": Node("image"), "one": Node("conv2d", {"filters": 8}), "two": Node("conv2d", {"filters": 16}),
        "bend": Node("relu"), "add": Node("add"), "pool": Node("global_pool"),
        "last": Node("dense", {"units": 10, "activation": "linear"}), "goal": Node("classify"),
    }  # fmt: skip
    wires = (("image", "one", "in"), ("image", "two", "in"), ("two", "bend", "in"), ("one", "add", "in"),
             ("bend", "add", "in_2"), ("add", "pool", "in"), ("pool", "last", "in"),
             ("last", "goal", "in"))  # fmt: skip
    edges = tuple(Edge(source, "out", target, port) for source, target, port in wires)
    raw = Project("Branches", Network(nodes, edges), DataChoice("digits"), catalogue=CATALOGUE)
    assert problems(mended(raw, "Set Conv 2D to 8 filters")) == ()
    assert problems(mended(raw, "Insert Conv 2D 1 × 1 with 8 filters")) == ()


@pytest.mark.parametrize(
    ("call", "sizes"),
    [
        (Call("nn.BatchNorm1d", 5), (5,)),
        (Call("nn.BatchNorm2d", 3), (3, 8, 6)),
        (Call("nn.BatchNorm3d", 2), (2, 3, 4, 5)),
    ],
)
def test_what_is_known_of_batch_norm_is_what_pytorch_says(
    call: Call, sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = measure.__wrapped__(call, (Shape(sizes),))
    monkeypatch.setattr(operations, "_KNOWN", {})
    assert known == measure.__wrapped__(call, (Shape(sizes),)) and known.outputs == (Shape(sizes),)
