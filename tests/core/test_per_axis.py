"""Sizes that may differ along each axis: one number or a row of them, and what follows from them."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import TypeAdapter, ValidationError

from kinds_in_torch import module_of, outputs
from playground.core.blocks.calls import parts_of
from playground.core.blocks.params import Param
from playground.core.blocks.per_axis import along, by_axes, tight
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import Analysis, analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError, Problem
from playground.core.layers.make import make
from playground.core.model.model import build
from playground.core.network.edits import set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project import schema
from playground.core.project.differences import differences
from playground.core.project.models import _type
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.shapes.receptive import receptive_fields
from playground.core.training.live import layer_of
from playground.core.training.session import Session
from playground.core.views.arithmetic import is_told, work_of
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel

KERNEL = CATALOGUE.blocks.get("conv2d").param("kernel")
PADDING = CATALOGUE.blocks.get("conv3d").param("padding")


def made(kind: str, sizes: tuple[int, ...], **given: Any) -> torch.nn.Module:
    """Return the layer of a block, activation left out."""
    spec = CATALOGUE.blocks.get(kind)
    shape = Shape(sizes)
    found = dict(parts_of(spec.call(spec.params_of({"activation": "linear", **given}), (shape,))))
    return make(found["layer"])


@pytest.mark.parametrize(
    ("param", "value", "kept"),
    [(KERNEL, 3, 3), (KERNEL, [1, 7], (1, 7)), (KERNEL, (3, 3), 3), (KERNEL, [2.0, 3.0], (2, 3)),
     (PADDING, "same", "same"), (PADDING, "valid", "valid"), (PADDING, 0, 0),
     (PADDING, [0, 1, 1], (0, 1, 1))],
)  # fmt: skip
def test_sizes_stay_as_few_numbers_as_say_them(param: Param, value: Any, kept: Any) -> None:
    assert param.check(value) == kept


@pytest.mark.parametrize(
    "value", [[1], [1, 7, 3], [1, 0], [1, "7"], [1, True], [1, 2.5], "same", "1x7", [], {}]
)
def test_a_row_that_does_not_fit_is_refused(value: Any) -> None:
    with pytest.raises(PlaygroundError, match=r"Kernel takes a whole number of 1 or more, or 2 of them"):
        KERNEL.check(value)


def test_what_may_stand_for_sizes_is_said_in_words() -> None:
    assert PADDING.expectation() == (
        "one of same, valid, or a whole number of 0 or more, or 3 of them (frames × rows × columns)"
    )
    assert (along(3, 2), along((1, 7), 2), tight((2, 2, 2)), by_axes(3, 2), by_axes((1, 7), 2)) == (
        (3, 3), (1, 7), 2, "3 × 3", "1 × 7",
    )  # fmt: skip


def test_one_number_stays_one_in_a_file_and_several_are_a_short_list() -> None:
    doc = schema.to_json(template("digits-cnn", CATALOGUE).open())
    conv, other = (each for each in doc["network"]["nodes"] if each["kind"] == "conv2d")
    conv["params"] |= {"kernel": [1, 7], "padding": [0, 3]}
    other["params"]["kernel"] = [3, 3]
    opened, notes = schema.from_json(doc, CATALOGUE)
    assert notes == ()
    told = {each["id"]: each["params"] for each in schema.to_json(opened)["network"]["nodes"]}
    assert (told[conv["id"]]["kernel"], told[conv["id"]]["padding"]) == ([1, 7], [0, 3])
    assert told[other["id"]]["kernel"] == 3


CASES: list[tuple[str, tuple[int, ...], dict[str, Any], torch.nn.Module]] = [
    ("conv2d", (2, 9, 11), {"filters": 4, "kernel": (1, 7), "stride": (1, 2), "padding": (0, 3)},
     torch.nn.Conv2d(2, 4, (1, 7), stride=(1, 2), padding=(0, 3))),
    ("conv2d", (2, 9, 11), {"filters": 4, "kernel": (1, 7)}, torch.nn.Conv2d(2, 4, (1, 7), padding="same")),
    ("conv2d", (2, 9, 11), {"filters": 4, "kernel": (2, 3), "dilation": (1, 2)},
     torch.nn.Conv2d(2, 4, (2, 3), padding="same", dilation=(1, 2))),
    ("conv3d", (2, 5, 6, 7), {"filters": 4, "kernel": (1, 2, 2), "stride": (1, 2, 2), "padding": "valid"},
     torch.nn.Conv3d(2, 4, (1, 2, 2), stride=(1, 2, 2))),
    ("conv_transpose3d", (2, 4, 5, 6), {"filters": 3, "kernel": (1, 4, 4), "stride": (1, 2, 2),
                                        "padding": (0, 1, 1)},
     torch.nn.ConvTranspose3d(2, 3, (1, 4, 4), stride=(1, 2, 2), padding=(0, 1, 1))),
    ("conv_transpose2d", (2, 5, 6), {"filters": 3, "kernel": (3, 2), "stride": (2, 1), "padding": 0,
                                     "output_padding": (1, 0), "dilation": (1, 3)},
     torch.nn.ConvTranspose2d(2, 3, (3, 2), stride=(2, 1), output_padding=(1, 0), dilation=(1, 3))),
    ("max_pool2d", (2, 9, 10), {"kernel": (3, 2), "stride": (2, 3), "padding": (1, 0), "dilation": (2, 1),
                                "partial": True},
     torch.nn.MaxPool2d((3, 2), (2, 3), (1, 0), (2, 1), ceil_mode=True)),
    ("average_pool2d", (2, 9, 10), {"kernel": (3, 2), "stride": 2, "padding": 1, "partial": True,
                                    "counts": False},
     torch.nn.AvgPool2d((3, 2), 2, 1, ceil_mode=True, count_include_pad=False)),
    ("max_pool3d", (2, 4, 7, 7), {"kernel": (1, 2, 2), "stride": (1, 2, 2)},
     torch.nn.MaxPool3d((1, 2, 2), (1, 2, 2))),
    ("average_pool3d", (2, 4, 7, 7), {"kernel": (1, 3, 2), "stride": (1, 2, 2), "padding": (0, 1, 1),
                                      "partial": True},
     torch.nn.AvgPool3d((1, 3, 2), (1, 2, 2), (0, 1, 1), ceil_mode=True)),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
@pytest.mark.parametrize(("kind", "sizes", "given", "theirs"), CASES)
def test_blocks_give_what_pytorch_gives_along_each_axis(
    kind: str, sizes: tuple[int, ...], given: dict[str, Any], theirs: torch.nn.Module
) -> None:
    ours = module_of(CATALOGUE.blocks.get(kind), (Shape(sizes),), activation="linear", **given)
    with torch.no_grad():
        for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
            mine.copy_(other)
    values = torch.randn(3, *sizes)
    assert torch.equal(outputs(ours(values))[0], theirs(values))


@pytest.mark.parametrize(
    ("kind", "pool"), [("max_pool1d", torch.nn.MaxPool1d(3, 2, 1, ceil_mode=True)),
                       ("average_pool1d", torch.nn.AvgPool1d(3, 2, 1, ceil_mode=True))],
)  # fmt: skip
def test_pools_over_time_take_rims_and_partial_windows(kind: str, pool: torch.nn.Module) -> None:
    spec, values = CATALOGUE.blocks.get(kind), torch.randn(3, 8, 5)
    ours = module_of(spec, (Shape((8, 5)),), kernel=3, padding=1, partial=True)
    assert torch.equal(ours(values), pool(values.transpose(1, 2)).transpose(1, 2))


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [("conv2d", {"kernel": 3}, "nn.Conv2d(1, 16, 3, stride=1, padding=1, bias=True)"),
     ("conv2d", {"kernel": (1, 7)}, "nn.Conv2d(1, 16, (1, 7), stride=1, padding=(0, 3), bias=True)"),
     ("conv2d", {"padding": 2}, "nn.Conv2d(1, 16, 3, stride=1, padding=2, bias=True)"),
     ("max_pool2d", {}, "nn.MaxPool2d(2, stride=2)"),
     ("max_pool2d", {"padding": (1, 0)}, "nn.MaxPool2d(2, stride=2, padding=(1, 0))"),
     ("average_pool2d", {"partial": True, "counts": False},
      "nn.AvgPool2d(2, stride=2, ceil_mode=True, count_include_pad=False)"),
     ("zero_pad2d", {}, "nn.ZeroPad2d((1, 1, 1, 1))"),
     ("zero_pad2d", {"mode": "circular", "left": 2}, "nn.CircularPad2d((2, 1, 1, 1))")],
)  # fmt: skip
def test_calls_say_rows_only_where_axes_differ(kind: str, given: dict[str, Any], words: str) -> None:
    spec = CATALOGUE.blocks.get(kind)
    call = spec.call(spec.params_of(given), (Shape((1, 9, 9)),))
    assert repr(dict(parts_of(call))["layer"]) == words


def test_a_block_says_its_sizes_in_words() -> None:
    told = {
        ("conv2d", (1, 7)): "16 filters · 1 × 7", ("conv2d", 3): "16 filters · 3 × 3",
        ("conv3d", (1, 2, 2)): "16 filters · 1 × 2 × 2", ("max_pool2d", (1, 2)): "1 × 2 · stride 2",
        ("depthwise_conv2d", (1, 7)): "1 × 7",
    }  # fmt: skip
    for (kind, kernel), words in told.items():
        spec = CATALOGUE.blocks.get(kind)
        assert spec.setting(spec.params_of({"kernel": kernel})) == words


TAKEN_APART = [
    ("conv2d", {"filters": 3, "kernel": (1, 3), "stride": (1, 2), "padding": (1, 2), "dilation": (1, 2)}),
    ("conv2d", {"filters": 3, "kernel": (3, 2), "padding": 1, "dilation": 2}),
    ("max_pool2d", {"kernel": (3, 2), "stride": (2, 1), "padding": (1, 0), "partial": True}),
    ("max_pool2d", {"kernel": 2, "stride": 2, "padding": 1, "dilation": 2}),
    *[("average_pool2d", {"kernel": (3, 2), "stride": (2, 3), "padding": 1, "partial": partial,
                          "counts": counts}) for partial, counts in product((False, True), repeat=2)],
    *[("zero_pad2d", {"left": 2, "top": 3, "right": 0, "mode": mode})
      for mode in ("zero", "reflect", "replicate", "circular")],
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given"), TAKEN_APART)
def test_every_number_is_taken_apart(kind: str, given: dict[str, Any]) -> None:
    """Its parts add up to what PyTorch gives, whatever gaps, rims and partial windows there are."""
    torch.manual_seed(2)
    layer, values = made(kind, (2, 8, 7), **given), torch.randn(1, 2, 8, 7)
    way = CATALOGUE.blocks.get(kind).taken_apart
    found = layer_of("layer", f"nn.{type(layer).__name__}", layer, values, layer(values))
    assert is_told(found, way)
    for unit in np.ndindex(found.made.shape):
        work = work_of(found, way, unit)
        assert work.total == pytest.approx(float(found.made[unit]), rel=1e-5, abs=1e-6), unit
        assert work.sum + (work.bias or 0.0) == pytest.approx(work.total)


def row(*blocks: tuple[str, dict[str, Any]], data: str = "digits") -> Project:
    """Return a project of blocks in a row behind its picture."""
    nodes = {f"n{at}": Node(kind, params) for at, (kind, params) in enumerate((("image", {}), *blocks))}
    ids = list(nodes)
    edges = tuple(Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    return Project("Row", Network(nodes, edges), DataChoice(data), catalogue=CATALOGUE)


LINEAR = {"filters": 3, "activation": "linear"}
ROW = row(
    ("conv2d", {**LINEAR, "kernel": (1, 7)}),
    ("conv2d", {**LINEAR, "kernel": (2, 3), "dilation": (1, 2)}),
    ("max_pool2d", {"kernel": (3, 2), "stride": (1, 2), "padding": (1, 0), "partial": True}),
    ("average_pool2d", {"kernel": (2, 3), "stride": 1, "padding": (0, 1), "counts": False}),
    ("zero_pad2d", {"mode": "reflect", "left": 2}),
    ("flatten", {}), ("dense", {"units": 10, "activation": "linear"}), ("classify", {}),
)  # fmt: skip


def known(project: Project) -> Analysis:
    return analyse(project, fields_of(project))


def test_a_number_sees_as_far_as_its_gradients_reach_along_each_axis() -> None:
    seen = receptive_fields(known(ROW))
    assert seen["n1"] == (1, 7) and seen["n2"] == (2, 11) and seen["n3"] == (4, 12)
    model = build(known(ROW)).double().eval()
    picture = torch.randn(64, 1, 8, 8, dtype=torch.double).requires_grad_()
    for node, made in model.outputs({"image": picture}).items():
        if made.dim() == 4:
            middle = made[:, :, made.shape[2] // 2, made.shape[3] // 2].square().sum()
            (gradient,) = torch.autograd.grad(middle, picture, retain_graph=True)
            for axis, width in zip((2, 1), seen[node], strict=True):
                there = gradient.abs().sum((0, 1)).sum(axis - 1).nonzero().flatten()
                assert int(there[-1] - there[0]) + 1 == min(width, int(there[-1]) + 1, 8 - int(there[0]))


def test_rows_and_columns_change_places_with_what_they_see() -> None:
    seen = receptive_fields(known(row(
        ("conv2d", {"kernel": (1, 7)}), ("permute", {"order": "swap_last"}), ("conv2d", {"kernel": (3, 1)}),
    )))  # fmt: skip
    assert (seen["n1"], seen["n2"], seen["n3"]) == ((1, 7), (7, 1), (9, 1))


def test_a_network_of_them_costs_what_pytorch_counts() -> None:
    from torch.utils.flop_counter import FlopCounterMode

    inference, model = known(ROW).inference, build(known(ROW)).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model({"image": torch.ones(2, 1, 8, 8)})
    assert sum(inference.multiply_adds[node] for node in ROW.network.nodes) == counter.get_total_flops() // 4


@cache
def live() -> LiveModel:
    session = Session.start(ROW)
    session.advance(2)
    return session.live_model()


@pytest.mark.parametrize("node", ["n1", "n2", "n3", "n4", "n5"])
def test_one_unit_at_work_stands_where_its_window_lies(node: str) -> None:
    maps = VIEWS.get("feature_maps").snapshot(live(), {"sample": 5}).arrays
    given, made = maps[f"n{int(node[1]) - 1}" if node != "n1" else "n0"], maps[node]
    for unit in list(np.ndindex(made.shape))[::7]:
        shown = VIEWS.get("unit_at_work").snapshot(live(), {"node": node, "unit": unit, "sample": 5})
        assert shown.facts["total"] == pytest.approx(float(made[unit]), rel=1e-4, abs=1e-5)
        if shown.facts["window"] is not None:
            top, left, height, width = shown.facts["window"]
            gaps = 2 if node == "n2" else 1
            for (channel, at, across), value in np.ndenumerate(shown.arrays["x"]):
                y, x = top + at, left + across * gaps
                channel = channel if shown.arrays["x"].shape[0] > 1 or node == "n1" else unit[0]
                inside = 0 <= y < given.shape[1] and 0 <= x < given.shape[2]
                assert not inside or value == pytest.approx(float(given[channel, y, x]), rel=1e-5, abs=1e-6)
            assert (height, width) == {"n1": (1, 7), "n2": (2, 5), "n3": (3, 2), "n4": (2, 3)}[node]
        follows = shown.facts["next"]
        if follows is not None and follows[0] in maps and maps[follows[0]].ndim == 3:
            assert all(
                0 <= place < size for place, size in zip(follows[1], maps[follows[0]].shape, strict=True)
            )


@pytest.mark.parametrize("method", ["gradient", "occlusion"])
def test_why_an_answer_came_is_told_of_each_pixel(method: str) -> None:
    shown = VIEWS.get("saliency").snapshot(live(), {"sample": 5, "method": method})
    assert shown.arrays["map"].shape == (8, 8) and np.isfinite(shown.arrays["map"]).all()


def test_filters_are_pictures_of_their_own_shape() -> None:
    filters = VIEWS.get("weights").snapshot(live(), {}).arrays["n1.filters"]
    assert filters.shape == (3, 1, 7)


def problem_of(project: Project, node: str = "n1") -> Problem:
    return next(each for each in known(project).problems if each.where.node == node or (
        each.where.edge is not None and each.where.edge[2] == node))  # fmt: skip


@pytest.mark.parametrize(
    ("block", "message", "fix"),
    [
        (("conv2d", {"kernel": (1, 9), "padding": "valid"}),
         "Conv 2D looks through a window of 1 × 9, but gets a picture of 8 × 8.", "Use a kernel of 1 × 8"),
        (("max_pool2d", {"kernel": (20, 3), "padding": (2, 1)}),
         "Max pool looks through a window of 20 × 3, but gets a picture of 8 × 8.", "Use a window of 8 × 3"),
        (("conv2d", {"kernel": 12, "padding": 1}),
         "Conv 2D looks through a window of 12 × 12, but gets a picture of 8 × 8.", "Use a kernel of 8 × 8"),
        (("max_pool2d", {"kernel": (1, 3), "padding": 1}),
         "Max pool cannot work on 8 × 8 × 1: the padding may be half the window at most.",
         "Set Max pool to 1 × 3 · stride 2"),
        (("conv_transpose2d", {"stride": (1, 2), "output_padding": 1}),
         "Transposed conv cannot work on 8 × 8 × 1: what is added at the end must be less than the stride.",
         ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_along_each_axis_and_mended(
    block: tuple[str, dict[str, Any]], message: str, fix: str
) -> None:
    project = row(block)
    problem = problem_of(project)
    assert problem.message == message
    if fix:
        assert problem.fixes[0].title == fix
        assert known(problem.fixes[0].edit(project)).inference.failures == ()


def test_what_does_not_fit_a_sequence_or_a_clip_is_said_too() -> None:
    shapes = {"sequence": {"channels": 4, "height": 16, "width": 0},
              "clip": {"channels": 1, "frames": 4, "height": 4, "width": 4}}  # fmt: skip
    told = {}
    for name, kind, given in (("sequence", "max_pool1d", {"kernel": 5}),
                              ("clip", "conv3d", {"kernel": (5, 1, 1), "padding": 0})):  # fmt: skip
        project = row(("flatten", {}), ("reshape", shapes[name]), (kind, given))
        problem = problem_of(project, "n3")
        told[problem.message] = problem.fixes[0].title
        assert known(problem.fixes[0].edit(project)).inference.failures == ()
    assert told == {
        "Max pool 1D looks through a window of 5 steps, but gets a sequence of 4.": "Use a window of 4",
        "Conv 3D looks through a window of 5 × 1 × 1, but gets a clip of 4 × 4 × 4.":
            "Use a kernel of 4 × 1 × 1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "given"),
    [("conv2d", {"kernel": (1, 10**9)}), ("conv2d", {"padding": (10**6, 10**6)}),
     ("zero_pad2d", {"left": 10**9}), ("conv_transpose2d", {"kernel": (1, 10**9), "padding": 0})],
)  # fmt: skip
def test_sizes_beyond_memory_are_refused_before_anything_is_made(kind: str, given: dict[str, Any]) -> None:
    (failure,) = known(row((kind, given))).inference.failures
    assert failure.reason == "memory" and "would need" in failure.message


def test_differences_are_told_by_axis() -> None:
    after = ROW.with_network(set_params(ROW.network, "n1", kernel=3, padding=(0, 3)))
    words = [each.words for each in differences(ROW, after)]
    assert words == ["Conv 2D 1 × 7 px → 3 px kernel", "Conv 2D Same size → 0 × 3 padding"]


def test_a_recipe_s_field_of_sizes_would_be_read_by_its_record() -> None:
    """No field of a recipe or of data has sizes yet; a form that took them would be checked like blocks."""
    checked = TypeAdapter(_type(PADDING))
    assert [checked.validate_python(value) for value in (2, [0, 1, 1], "same")] == [2, [0, 1, 1], "same"]
    for value in ([0, 1], "wide", -1, [0, 1, -1]):
        with pytest.raises(ValidationError):
            checked.validate_python(value)


def test_sizes_beyond_memory_shrink_along_the_axes_that_are_too_large() -> None:
    project = row(("conv2d", {"kernel": (3, 10**9)}))
    problem = problem_of(project)
    assert problem.fixes[0].title == "Use 3 × 7 kernel"
    assert known(problem.fixes[0].edit(project)).inference.failures == ()
