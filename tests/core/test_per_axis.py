"""Sizes that may differ along each axis: one number or a row of them, and what follows from them."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

from kinds_in_torch import module_of, outputs
from playground.core.blocks.calls import parts_of
from playground.core.blocks.params import Param
from playground.core.blocks.per_axis import along, by_axes, tight
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.layers.make import make
from playground.core.project import schema
from playground.core.project.templates import template
from playground.core.training.live import layer_of
from playground.core.views.arithmetic import is_told, work_of

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
