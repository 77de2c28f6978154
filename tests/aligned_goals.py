"""Small networks whose goals have one target a step or a pixel."""

from __future__ import annotations

from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project, Recipe


def line(data: DataChoice, *kinds: tuple[str, dict[str, object]]) -> Project:
    """Return a project whose blocks stand in one line."""
    nodes = {f"b{index}": Node(kind, params) for index, (kind, params) in enumerate(kinds)}
    names = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(names, names[1:], strict=False))
    return Project(
        "Aligned", Network(nodes, edges), data, Recipe(epochs=2, learning_rate=0.01), catalogue=CATALOGUE
    )


def steps() -> Project:
    """Return a network that labels each step of recordings."""
    straight = {"units": 3, "activation": "linear"}
    return line(
        DataChoice("sensor", {"samples": 300}), ("series", {}),
        ("gru", {"units": 12}), ("dense", straight),
        ("label_steps", {}),
    )  # fmt: skip


def pixels() -> Project:
    """Return a network that marks the shape in pictures."""
    small = {"filters": 6, "kernel": 3, "padding": "same"}
    return line(
        DataChoice("shapes", {"samples": 200}), ("image", {}), ("conv2d", small), ("conv2d", small),
        ("conv2d", {"filters": 2, "kernel": 1, "activation": "linear"}), ("mark_pixels", {}),
    )  # fmt: skip


PROJECTS = {"steps": steps, "pixels": pixels}
