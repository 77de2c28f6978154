"""Groups that are made of other kinds, dropped into small networks, and what they compute."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

from playground.app import edits
from playground.core.blocks.spec import BlockSpec
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import Analysis, analyse
from playground.core.data.prepared import fields_of
from playground.core.graph.judge import of_port
from playground.core.model import weights
from playground.core.model.model import build
from playground.core.network.edits import connect
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project

BEFORE: dict[int, tuple[str, tuple[tuple[str, dict[str, Any]], ...]]] = {
    1: ("spiral", (("points", {}), ("dense", {"units": 6}))),
    2: ("sensor", (("series", {}), ("dense", {"units": 8}))),
    3: ("digits", (("image", {}), ("conv2d", {"filters": 12, "padding": "same"}))),
}  # by the number of axes that arrive
CLASSES = {"spiral": 2, "sensor": 4, "digits": 10}


def known(project: Project) -> Analysis:
    return analyse(project, fields_of(project))


def line(rank: int) -> Project:
    """Return a network without the group, which is to be dropped behind what is called "before"."""
    data, (source, before) = BEFORE[rank]
    row = {"source": source, "before": before, "flat": ("flatten", {}),
           "last": ("dense", {"units": CLASSES[data], "activation": "linear"}),
           "goal": ("classify", {})}  # fmt: skip
    nodes = {name: Node(kind, params) for name, (kind, params) in row.items()}
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(nodes, list(nodes)[1:], strict=False))
    return Project("Ready", Network(nodes, edges), DataChoice(data), catalogue=CATALOGUE)


def dropped(spec: BlockSpec, rank: int, **params: Any) -> Project:
    """Return the network after the group was dropped on its wire, further inputs fed by what they take."""
    plain = line(rank)
    shapes = known(plain).inference.outputs
    edit = edits.insert(plain, spec.id, Edge("before", "out", "flat", "in"), fields_of(plain), shapes=shapes)
    (made,) = edit.select or ()
    project = edit.project
    for port in spec.inputs[1:]:
        shape = shapes["before"]["out"]
        feed = "before" if of_port("", port, shape) is None else ""
        if not feed:
            pool = {2: "over_time", 3: "global_pool"}[rank]
            nodes = {**project.network.nodes, "other": Node(pool)}
            project = project.with_network(Network(nodes, project.network.edges))
            project = project.with_network(connect(project.network, Edge("before", "out", "other", "in")))
            feed = "other"
        project = project.with_network(connect(project.network, Edge(feed, "out", made, port.name)))
    for name, value in params.items():
        project = edits.set_param(project, made, name, value).project
    return project


def the_group(project: Project) -> str:
    nodes = project.network.nodes.items()
    return next(node for node, each in nodes if CATALOGUE.blocks.network_of(each) is not None)


def computed(spec: BlockSpec, rank: int, **params: Any) -> tuple[torch.Tensor, torch.Tensor, dict[str, Any]]:
    """Return what arrives at a group, what it makes of it, and its weights by their names inside."""
    project = dropped(spec, rank, **params)
    group = the_group(project)
    model = build(known(project)).eval()
    with torch.no_grad():
        for name, tensor in weights.tensors(model).items():
            drawn = torch.randn(tensor.shape) / 2
            tensor.copy_(drawn.abs() + 0.5 if name.endswith("running_var") else drawn)
    own = {key.removeprefix(f"{group}.0."): tensor for key, tensor in weights.tensors(model).items()}
    (field,) = {CATALOGUE.blocks.get(project.network.nodes["source"].kind).field}
    sizes = fields_of(project).fields[field].sizes
    outputs = model.outputs({field: torch.randn(5, *sizes)})
    return outputs["before"], outputs[group], {**own, **{f"other.{k}": v for k, v in outputs.items()}}


def applied(own: dict[str, Any], name: str, values: torch.Tensor) -> torch.Tensor:
    """Return a layer of the group by PyTorch's functions: dense, or filters of one pixel."""
    weight, bias = own[f"{name}.weight"], own.get(f"{name}.bias")
    if weight.dim() == 4:
        return functional.conv2d(values, weight, bias)
    return functional.linear(values, weight, bias)


def spec_of(kind: str) -> BlockSpec:
    return CATALOGUE.blocks.get(kind)
