"""One unit at work: its numbers add up to what PyTorch computes, for every kind of layer."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from playground.app.subject import Subject
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training.hardware import Device, Hardware
from playground.core.training.session import Session
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel, Snapshot

NODES = {
    "image": Node("image"),
    "plain": Node("conv2d", {"filters": 4, "activation": "linear"}),
    "stride": Node("conv2d", {"filters": 5, "stride": 2, "activation": "tanh"}),
    "even": Node("conv2d", {"filters": 3, "kernel": 2, "activation": "relu"}),
    "narrow": Node("conv2d", {"filters": 6, "kernel": 3, "padding": "valid", "bias": False}),
    "norm": Node("batch_norm"),
    "max": Node("max_pool2d", {"kernel": 2, "stride": 1}),
    "flatten": Node("flatten"),
    "dense": Node("dense", {"units": 7, "activation": "silu"}),
    "flat_norm": Node("batch_norm"),
    "dropout": Node("dropout"),
    "activation": Node("activation", {"function": "sigmoid"}),
    "last": Node("dense", {"units": 10, "activation": "linear"}),
    "classify": Node("classify"),
}
POOLED = {"image": Node("image"), "average": Node("average_pool2d", {"kernel": 3, "stride": 2}),
          "flatten": Node("flatten"), "last": Node("dense", {"units": 10, "activation": "linear"}),
          "classify": Node("classify")}  # fmt: skip
NAMES = [name for name in NODES if name != "classify"]


@cache
def model(pooled: bool = False, precision: str = "float32") -> LiveModel:
    """Return the live model of a network with every layer, a few steps old."""
    nodes = POOLED if pooled else NODES
    ids = list(nodes)
    edges = tuple(Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    project = Project("All layers", Network(nodes, edges), DataChoice("digits"), catalogue=CATALOGUE)
    hardware = Hardware(1, (Device("cpu", "Some CPU", bf16=True),))
    session = Session.start(project.with_recipe(precision=precision), hardware=hardware)
    session.advance(4)
    return session.live_model()


def at_work(node: str, unit: tuple[int, ...], pooled: bool = False, **options: Any) -> Snapshot:
    """Return one number of a block, taken apart."""
    return VIEWS.get("unit_at_work").snapshot(
        model(pooled), {"node": node, "unit": unit, "sample": 5, **options}
    )


def said(node: str, pooled: bool = False) -> np.ndarray:
    """Return what the block gives on for that sample."""
    one = model(pooled).samples("validation")["image"][5:6]
    return np.asarray(model(pooled).outputs({"image": one}, "said")[node][0])


@pytest.mark.parametrize("node", NAMES)
def test_every_number_of_a_block_adds_up(node: str) -> None:
    output = said(node)
    functions = {"ReLU": lambda v: max(v, 0.0), "Tanh": np.tanh, "Sigmoid": lambda v: 1 / (1 + np.exp(-v)),
                 "SiLU": lambda v: v / (1 + np.exp(-v)), "": lambda v: v}  # fmt: skip
    places = list(np.ndindex(output.shape))
    for unit in places[:: max(1, len(places) // 40)]:
        shown = at_work(node, unit)
        facts = shown.facts
        assert facts["output"] == float(output[unit])
        assert facts["sum"] == pytest.approx(float(shown.arrays["product"].sum()))
        if facts["layer"] != "pointwise":
            assert facts["total"] == pytest.approx(facts["sum"] + (facts["bias"] or 0.0), rel=1e-12)
            made = functions[facts["activation"]](facts["total"])
            assert made == pytest.approx(facts["output"], rel=1e-4, abs=2e-6)
        if "w" in shown.arrays:
            assert (shown.arrays["x"] * shown.arrays["w"] == shown.arrays["product"]).all()


@pytest.mark.parametrize("node", [name for name in NAMES if NODES[name].kind in ("conv2d", "dense")])
def test_in_bf16_the_layer_s_own_number_stands_beside_the_sum(node: str) -> None:
    live = model(precision="bf16")
    for unit in [(0,), (3,)] if "dense" in NODES[node].kind else [(0, 0, 0), (2, 0, 0)]:
        facts = VIEWS.get("unit_at_work").snapshot(live, {"node": node, "unit": unit, "sample": 5}).facts
        assert facts["rounded"] == pytest.approx(facts["total"], abs=0.03)  # of terms about 1 in size
        assert (
            facts["rounded"] != facts["total"] and np.float32(facts["rounded"]).view(np.uint32) % 2**16 == 0
        )
    assert at_work(node, unit).facts["rounded"] is None


@pytest.mark.parametrize("unit", [(0, 0, 0), (0, 1, 2), (0, 2, 0)])
def test_an_average_is_the_mean_of_its_window(unit: tuple[int, ...]) -> None:
    facts = at_work("average", unit, pooled=True).facts
    assert facts["total"] == pytest.approx(float(said("average", True)[unit]), rel=1e-6)
    top, left, height, width = facts["window"]
    assert said("image", True)[0, top : top + height, left : left + width].mean() == pytest.approx(
        facts["total"]
    )


def test_the_pixels_of_a_window_are_the_inputs_with_nothing_beyond_the_border() -> None:
    shown = at_work("plain", (2, 0, 3))
    assert shown.facts["window"] == (-1, 2, 3, 3)
    assert (shown.arrays["x"][0, 0] == 0).all()
    assert shown.arrays["x"][0, 1:] == pytest.approx(said("image")[0, 0:2, 2:5])
    assert shown.arrays["w"] == pytest.approx(model().weights()["plain.weight"][2])


def test_an_even_kernels_window_lies_in_the_blocks_own_input() -> None:
    shown = at_work("even", (1, 2, 1))
    top, left, height, width = shown.facts["window"]
    assert shown.arrays["x"] == pytest.approx(said("stride")[:, top : top + height, left : left + width])


@pytest.mark.parametrize(
    ("node", "unit"), [("plain", (1, 3, 3)), ("stride", (0, 1, 1)), ("max", (2, 0, 0)), ("flatten", (3,)),
                       ("dense", (2,)), ("flat_norm", (1,)), ("dropout", (1,)), ("activation", (0,))],
)  # fmt: skip
def test_following_goes_on_to_a_unit_that_sees_this_one(node: str, unit: tuple[int, ...]) -> None:
    after, place = at_work(node, unit).facts["next"]
    assert list(NODES)[list(NODES).index(node) + 1] == after
    seen = at_work(after, tuple(place))
    assert seen.facts["unit"] == tuple(place) and seen.arrays
    if seen.facts["window"] is not None:
        top, left, height, width = seen.facts["window"]
        assert top <= unit[1] < top + height and left <= unit[2] < left + width


def test_the_last_block_leads_nowhere_and_a_goal_has_no_units() -> None:
    assert at_work("last", (0,)).facts["next"] is None
    assert at_work("classify", (0,)).facts["shape"] == () and not at_work("classify", (0,)).arrays


@pytest.mark.parametrize("unit", [(99,), (0, 0), (-1,), (0, 0, 99)])
def test_a_unit_that_is_not_there_has_no_numbers(unit: tuple[int, ...]) -> None:
    shown = at_work("dense", unit)
    assert not shown.arrays and shown.facts["shape"] == (7,)


@pytest.mark.parametrize("method", ["occlusion", "gradient"])
def test_saliency_is_of_the_class_asked_for_and_leaves_gradients_alone(method: str) -> None:
    live = model()
    before = live.gradients()
    view = VIEWS.get("saliency")
    one, other = (view.snapshot(live, {"sample": 5, "method": method, "column": column}) for column in (3, 4))
    assert one.arrays["map"].shape == (8, 8) and (one.arrays["map"] != other.arrays["map"]).any()
    assert all((before[key] == values).all() for key, values in live.gradients().items())
    facts = VIEWS.get("feature_maps").snapshot(live, {"sample": 5}).facts
    assert view.snapshot(live, {"sample": 5, "method": method}).facts["column"] == facts["answer"]


def test_covering_a_pixel_is_what_the_map_says() -> None:
    live = model()
    shown = VIEWS.get("saliency").snapshot(live, {"sample": 5, "column": 2})
    covered = shown.arrays["picture"].copy()
    covered[:, 2:5, 3:6] = covered.min()
    maps = VIEWS.get("feature_maps")
    whole, less = (maps.snapshot(live, {"picture": each}).facts["probabilities"][2]
                   for each in (shown.arrays["picture"], covered))  # fmt: skip
    assert shown.arrays["map"][3, 4] == pytest.approx(whole - less, abs=1e-6)


def test_a_gradient_is_what_a_small_change_brings() -> None:
    live = model(pooled=True)  # every score is linear in the pixels
    picture = live.samples("validation")["image"][5:6].astype(np.float32)
    gradient = live.input_gradient({"image": picture}, "classify", 1)["image"][0, 0]
    row, column = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
    nudged = picture.copy()
    nudged[0, 0, row, column] += 1
    one, two = (live.outputs({"image": each}, f"nudge {i}")["classify"][0, 1]
                for i, each in enumerate((picture, nudged)))  # fmt: skip
    assert two - one == pytest.approx(gradient[row, column], rel=0.01)


def test_what_does_not_add_up_is_not_told() -> None:
    nodes = {
        "image": Node("image"), "first": Node("conv2d", {"filters": 4}),
        "conv": Node("conv2d", {"groups": 2, "filters": 4}), "norm": Node("layer_norm"),
        "pool": Node("global_pool"), "dense": Node("dense", {"units": 10, "activation": "linear"}),
        "goal": Node("classify"),
    }  # fmt: skip
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    session = Session.start(Project("Told", Network(nodes, edges), DataChoice("digits"), catalogue=CATALOGUE))
    for node, told in (("first", True), ("conv", False), ("norm", False), ("pool", False), ("dense", True)):
        unit = (0, 3, 3) if node in ("first", "conv", "norm") else (0,)
        made = VIEWS.get("unit_at_work").snapshot(session.live_model(), {"node": node, "unit": unit})
        assert bool(made.arrays) == told, node


def test_numbers_are_followed_into_a_rim_and_no_further_than_there_is_a_place() -> None:
    nodes = {
        "image": Node("image"), "conv": Node("conv2d", {"filters": 4}),
        "rim": Node("zero_pad2d", {"left": 2, "top": 1}), "bend": Node("relu"), "pool": Node("global_pool"),
        "dense": Node("dense", {"units": 10, "activation": "linear"}), "goal": Node("classify"),
    }  # fmt: skip
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    live = Session.start(
        Project("Rim", Network(nodes, edges), DataChoice("digits"), catalogue=CATALOGUE)
    ).live_model()
    work = VIEWS.get("unit_at_work")
    inside = work.snapshot(live, {"node": "conv", "unit": (3, 2, 5)}).facts
    after, place = inside["next"]
    assert (after, place) == ("rim", (3, 3, 7))
    around = work.snapshot(live, {"node": after, "unit": place})
    assert around.facts["output"] == around.facts["sum"] == inside["output"]
    corner = work.snapshot(live, {"node": "rim", "unit": (3, 0, 1)})
    assert corner.arrays["x"].tolist() == [0.0] and corner.facts["output"] == 0.0
    assert work.snapshot(live, {"node": "bend", "unit": (3, 7, 7)}).facts["next"] is None


def test_filters_that_see_one_map_each_are_followed_too() -> None:
    nodes = {
        "image": Node("image"), "conv": Node("conv2d", {"filters": 4}), "each": Node("depthwise_conv2d"),
        "parted": Node("separable_conv2d", {"filters": 4}), "pool": Node("global_pool"),
        "dense": Node("dense", {"units": 10, "activation": "linear"}), "goal": Node("classify"),
    }  # fmt: skip
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    live = Session.start(
        Project("Parted", Network(nodes, edges), DataChoice("digits"), catalogue=CATALOGUE)
    ).live_model()
    work = VIEWS.get("unit_at_work")
    assert work.snapshot(live, {"node": "conv", "unit": (3, 2, 5)}).facts["next"] == ("each", (3, 2, 5))


def test_it_says_for_which_sample_or_point_it_is() -> None:
    held = model().numbers("validation")
    shown = at_work("dense", (1,), sample=7)
    assert (shown.facts["part"], shown.facts["number"], shown.facts["point"]) == (
        "validation", held[7], None,
    )  # fmt: skip
    plane = Session.start(template("spiral-mlp", CATALOGUE).open()).live_model()
    view = VIEWS.get("unit_at_work")
    asked = {"node": "dense", "unit": (0,)}
    of_sample = view.snapshot(plane, {**asked, "sample": 3})
    lies_at = plane.samples("validation")["points"][3]
    assert of_sample.facts["part"] == "validation"
    assert of_sample.facts["point"] == pytest.approx(tuple(lies_at))
    chosen = view.snapshot(plane, {**asked, "point": (1.5, -2.25)})
    assert (chosen.facts["part"], chosen.facts["number"]) == ("chosen", None)
    assert chosen.facts["point"] == (1.5, -2.25) and chosen.arrays["x"].tolist() == [1.5, -2.25]
    there = view.snapshot(plane, {**asked, "point": tuple(lies_at)})
    assert there.facts["output"] == of_sample.facts["output"]
    assert "point" not in {**Subject(point=(0.0, 1.0)).beside(1, 9).options}
