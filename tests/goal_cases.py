"""A small network for every kind of goal there is: what it is trained, resumed, shared and exported by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aligned_goals import line
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project

Block = tuple[str, dict[str, Any]]


def scores(units: int) -> Block:
    """Return a layer of raw scores."""
    return ("dense", {"units": units, "activation": "linear"})


def maps(filters: int, **more: Any) -> Block:
    """Return a convolution that keeps a picture's size."""
    return ("conv2d", {"filters": filters, "kernel": 3, "padding": "same", **more})


def of_data(data: str, options: dict[str, Any], *blocks: Block) -> Project:
    """Return a project on a few samples, in the order of their way."""
    return line(DataChoice(data, options), *blocks).with_recipe(batch_size=25, device="cpu")


def graph(data: str, options: dict[str, Any], nodes: dict[str, Block], *wires: str) -> Project:
    """Return a project from blocks and wires such as "a.out_2 > b.in_2"."""
    made = of_data(data, options, *nodes.values())
    edges = []
    for wire in wires:
        (source, port), (target, to) = ((*end.split("."), "")[:2] for end in wire.split(" > "))
        edges.append(Edge(source, port or "out", target, to or "in"))
    blocks = {name: Node(kind, params) for name, (kind, params) in nodes.items()}
    return made.with_network(Network(blocks, tuple(edges)))


LINEAR = {"activation": "linear"}
FLATS: Block = ("table", {})
CASES: Mapping[str, Project] = {
    "classify": of_data("iris", {}, ("table", {}), ("dense", {"units": 6}), scores(3), ("classify", {})),
    "yes_or_no": of_data(
        "spiral", {"samples": 200}, ("points", {}), ("dense", {"units": 6}), scores(1),
        ("yes_or_no", {"class_weights": "balanced"}),
    ),
    "ordinal": of_data(
        "iris", {}, ("table", {}), ("dense", {"units": 6}), scores(2),
        ("ordinal", {"class_weights": "balanced"}),
    ),
    "multi_label": of_data(
        "scenes", {"samples": 150}, ("image", {}), maps(4, stride=2), ("global_pool", {}), scores(6),
        ("multi_label", {}),
    ),
    "label_steps": of_data(
        "reviews", {"samples": 200}, ("tokens", {}), ("embedding", {"entries": 72, "features": 8}),
        ("gru", {"units": 8}), scores(3),
        ("label_steps", {"class_weights": "balanced"}),
    ),
    "mark_pixels": of_data(
        "side_by_side", {"samples": 120}, ("image", {}), maps(6), maps(7, **LINEAR), ("mark_pixels", {})
    ),
    "regress": of_data(
        "flats", {"samples": 200}, FLATS, ("dense", {"units": 8}), scores(1), ("regress", {"loss": "huber"})
    ),
    "quantiles": of_data(
        "flats", {"samples": 200}, FLATS, ("dense", {"units": 8}), scores(4),
        ("quantiles", {"shares": ("90", "50", "5", "75")}),
    ),
    "reconstruct": of_data(
        "digits", {}, ("image", {}), ("flatten", {}), ("dense", {"units": 12}), scores(64),
        ("reconstruct", {}),
    ),
    "make_picture": of_data(
        "damaged", {"samples": 120, "lost": "size"}, ("image", {}), maps(6), ("upsample", {}),
        maps(1, **LINEAR), ("make_picture", {"loss": "mae"}),
    ),
    "pairs": graph(
        "shape_pairs", {"samples": 120},
        {"one": ("image", {}), "other": ("image", {"field": "image_2"}), "flat": ("flatten", {}),
         "flat_2": ("flatten", {}), "code": scores(4), "code_2": scores(4), "goal": ("pairs", {})},
        "one > flat", "other > flat_2", "flat > code", "flat_2 > code_2", "code > goal",
        "code_2 > goal.in_2",
    ).with_recipe(learning_rate=0.001),
    "triplet": graph(
        "iris", {},
        {"row": ("table", {}), "one": scores(3), "like": scores(3), "other": scores(3),
         "goal": ("triplet", {})},
        "row > one", "row > like", "row > other", "one > goal", "like > goal.in_2", "other > goal.in_3",
    ),
    "among_others": graph(
        "triples", {},
        {"one": ("image", {}), "other": ("image", {"field": "image_2"}), "flat": ("flatten", {}),
         "flat_2": ("flatten", {}), "code": scores(6), "code_2": scores(6),
         "goal": ("among_others", {"among": 10, "own_side": True, "temperature": 0.2})},
        "one > flat", "other > flat_2", "flat > code", "flat_2 > code_2", "code > goal",
        "code_2 > goal.in_2",
    ),
    "penalty": graph(
        "digits", {},
        {"image": ("image", {}), "flat": ("flatten", {}), "small": ("penalty", {"weight": 0.1}),
         "code": ("dense", {"units": 16, "activation": "tanh"}), "back": scores(64),
         "goal": ("reconstruct", {})},
        "image > flat", "flat > code", "code > small", "code > back", "back > goal",
    ),
    "divergence": graph(
        "iris", {},
        {"row": ("table", {}), "mean": scores(2), "spread": scores(2), "bend": ("tanh", {}),
         "near": ("divergence", {"weight": 0.1}), "score": scores(3), "goal": ("classify", {})},
        "row > mean", "row > spread", "mean > bend", "bend > score", "score > goal", "mean > near",
        "spread > near.log_variance",
    ),
}  # fmt: skip
