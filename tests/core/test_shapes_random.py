"""Random networks: our shapes are PyTorch's, and after our own rules we refuse exactly what it refuses."""

from __future__ import annotations

from typing import Any

import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.core.blocks.calls import parts_of
from playground.core.blocks.params import Param
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.graph.wiring import needed
from playground.core.layers.make import make
from playground.core.network.edits import set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.shapes.given import checked
from playground.core.shapes.infer import Inference, Misfit, input_shapes

LAYERS = [
    spec for spec in CATALOGUE.blocks if spec.role is Role.LAYER and not spec.inner and spec.network is None
]
SOURCES = {"digits": "image", "sensor": "series", "iris": "table", "reviews": "tokens"}
TYPES = {"float": torch.float32, "int": torch.int64, "bool": torch.bool}
SMALL = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def values(param: Param) -> st.SearchStrategy[Any]:
    """Return small values that the parameter's own description allows."""
    if param.type == "flag":
        return st.booleans()
    if param.type == "text":
        return st.just(param.default)
    if param.type == "choice":
        return st.sampled_from([choice.id for choice in param.choices])
    if param.type == "several":
        return st.lists(st.sampled_from([choice.id for choice in param.choices]), min_size=1).map(tuple)
    low, high = param.minimum or 0, min(param.maximum or 9, 9)
    if param.type == "per_axis":
        number = st.integers(int(low), int(max(low, high)))
        words = [st.just(choice.id) for choice in param.choices]
        return st.one_of(*words, number, st.tuples(*[number] * param.axes))
    if param.type == "integer":
        return st.integers(int(low), int(max(low, high)))
    return st.floats(max(low, 0.0), max(low, min(high, 2.0)), allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def networks(draw: st.DrawFn) -> Project:
    """Draw a source and some blocks, each wired to outputs that stand before it."""
    data = draw(st.sampled_from(sorted(SOURCES)))
    nodes = {"source": Node(SOURCES[data])}
    outputs = [("source", "out")]
    edges: list[Edge] = []
    for number in range(draw(st.integers(1, 7))):
        spec = draw(st.sampled_from(LAYERS))
        name = f"block{number}"
        nodes[name] = Node(spec.id, {param.name: draw(values(param)) for param in spec.params})
        for index, port in enumerate(needed(spec)):
            source = outputs[-1] if index == 0 else draw(st.sampled_from(outputs))
            edges.append(Edge(*source, name, port.name))
        outputs += [(name, port.name) for port in spec.outputs]
    return Project("Random", Network(nodes, tuple(edges)), DataChoice(data), catalogue=CATALOGUE)


def really(spec: BlockSpec, project: Project, inference: Inference, node: str) -> Any:
    """Return what PyTorch makes of a batch of two on the CPU, or the error it raises."""
    fields = fields_of(project)
    shapes = input_shapes(spec, inference, node, fields)
    made: Any = tuple(
        None if each is None else torch.ones((2, *each.sizes), dtype=TYPES[each.dtype]) for each in shapes
    )
    try:
        call = spec.call(checked(spec, project.network.nodes[node].params), shapes)
        for _, part in parts_of(call):
            module = make(part).train()
            made = module(*made) if isinstance(made, tuple) else module(made)
    except (PlaygroundError, RuntimeError, ValueError, TypeError, IndexError, OverflowError) as error:
        return error
    return made if isinstance(made, tuple) else (made,)


@SMALL
@given(networks())
def test_shapes_are_those_of_the_real_forward(project: Project) -> None:
    inference = analyse(project, fields_of(project)).inference
    for node, shapes in inference.outputs.items():
        spec = CATALOGUE.blocks.get(project.network.nodes[node].kind)
        made = really(spec, project, inference, node)
        assert not isinstance(made, Exception), (node, made)
        assert [tuple(each.shape[1:]) for each in made] == [shape.sizes for shape in shapes.values()], node
    for failure in inference.failures:
        if isinstance(failure, Misfit) and failure.reason == "refused":
            node = failure.where.node
            spec = CATALOGUE.blocks.get(project.network.nodes[node].kind)
            assert isinstance(really(spec, project, inference, node), Exception), failure.message


@SMALL
@given(networks(), st.data())
def test_an_edit_finds_what_a_fresh_look_finds(project: Project, data: st.DataObject) -> None:
    fields = fields_of(project)
    before = analyse(project, fields)
    node = data.draw(st.sampled_from(sorted(project.network.nodes)))
    spec = CATALOGUE.blocks.get(project.network.nodes[node].kind)
    changes = {param.name: data.draw(values(param)) for param in spec.params}
    edited = project.with_network(set_params(project.network, node, **changes))
    after, fresh = analyse(edited, fields, before), analyse(edited, fields)
    assert after.inference == fresh.inference


def test_every_layer_is_drawn_from() -> None:
    assert len(LAYERS) > 60
