"""Shapes: ours are those of torch, and what we call trainable trains."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.blocks.activations import ACTIVATIONS
from playground.core.blocks.shapes import DataFields, Field, Shape
from playground.core.blocks.spec import BlockSpec
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.checks.check import is_trainable
from playground.core.model.model import build
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.shapes import measure as measure_module
from playground.core.shapes.infer import _Inferring
from playground.core.shapes.kept import Kept
from playground.core.shapes.measure import Measured, measure
from playground.core.shapes.memory import free_bytes, in_words

LABEL = Field((), "int", "label", tuple("abc"))
PICTURES = DataFields({"image": Field((2, 6, 5), name="image", high=16.0), "label": LABEL}, 64)


def _node(kind: str, **params: st.SearchStrategy[Any]) -> st.SearchStrategy[Node]:
    return st.builds(lambda given: Node(kind, given), st.fixed_dictionaries(params))


names = st.sampled_from([activation.id for activation in ACTIVATIONS])
blocks = st.one_of(
    _node("dense", units=st.integers(1, 6), activation=names, bias=st.booleans()),
    _node("conv2d", filters=st.integers(1, 4), kernel=st.integers(1, 7), stride=st.integers(1, 3),
          padding=st.sampled_from(["same", "valid"]), activation=names),
    _node("max_pool2d", kernel=st.integers(1, 4), stride=st.integers(1, 3)),
    _node("average_pool2d", kernel=st.integers(1, 4), stride=st.integers(1, 3)),
    _node("activation", function=names),
    *(_node(kind) for kind in ("flatten", "batch_norm", "softmax", "dropout")),
)  # fmt: skip


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw a tree of blocks behind one source; a goal hangs on some of its ends."""
    nodes = {"image": Node("image", {"scale": draw(st.sampled_from(["unit", "raw"]))})}
    edges = []
    for index in range(draw(st.integers(1, 6))):
        before = draw(st.sampled_from(list(nodes))) if draw(st.integers(0, 3)) == 0 else list(nodes)[-1]
        nodes[f"n{index}"] = draw(blocks)
        edges.append(Edge(before, "out", f"n{index}", "in"))
    ends = [node for node in nodes if all(edge.source != node for edge in edges)]
    for index, end in enumerate(ends):
        nodes[f"head_{index}"] = Node("dense", {"units": 3, "activation": "linear"})
        nodes[f"goal_{index}"] = Node("classify")
        edges += [
            Edge(end, "out", f"head_{index}", "in"),
            Edge(f"head_{index}", "out", f"goal_{index}", "in"),
        ]
    return Network(nodes, tuple(edges))


@settings(max_examples=150)
@given(networks())
def test_what_is_called_trainable_trains_and_has_the_shapes_we_say(network: Network) -> None:
    project = Project("random", network, DataChoice("digits"), catalogue=CATALOGUE)
    inference = analyse(project, PICTURES).inference
    if not is_trainable(analyse(project, PICTURES).problems):
        assert any(problem.fixes for problem in analyse(project, PICTURES).problems)
        return
    model = build(analyse(project, PICTURES))
    inputs = {"image": torch.rand(4, 2, 6, 5)}
    for node, output in model.outputs(inputs).items():
        shapes = inference.outputs[node] or inference.inputs[node]
        assert tuple(output.shape[1:]) == next(iter(shapes.values())).sizes
    scores = model(inputs)
    loss = sum(
        torch.nn.functional.cross_entropy(each, torch.zeros(4, dtype=torch.int64)) for each in scores.values()
    )
    assert isinstance(loss, torch.Tensor)
    loss.backward()
    assert all(parameter.grad is not None for parameter in model.parameters())
    assert sum(parameter.numel() for parameter in model.parameters()) == inference.total


@settings(max_examples=100)
@given(blocks, st.integers(1, 4), st.integers(1, 6), st.integers(1, 6))
def test_we_refuse_exactly_what_torch_refuses(node: Node, channels: int, height: int, width: int) -> None:
    """One block on one picture: a failure of ours is a failure of torch."""
    picture = Field((channels, height, width), name="image")
    network = Network({"image": Node("image"), "n": node}, (Edge("image", "out", "n", "in"),))
    inference = analyse(
        Project("one", network, DataChoice("digits"), catalogue=CATALOGUE), DataFields({"image": picture}, 10)
    ).inference
    if node.kind == "dense":
        assert inference.failures  # torch would take a picture for many lists; we do not
        return
    from playground.core.blocks.calls import parts_of
    from playground.core.layers.make import make

    spec = CATALOGUE.blocks.get(node.kind)
    call = spec.call(spec.params_of(node.params), (picture,))
    value = torch.zeros(2, channels, height, width)
    try:
        for _, part in parts_of(call):
            value = make(part)(value)
    except RuntimeError:
        assert inference.failures
    else:
        assert inference.outputs["n"]["out"].sizes == tuple(value.shape[1:])


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    measure.cache_clear()
    calls: list[int] = []
    original = measure_module._sample

    def sample(shape: Shape) -> object:
        calls.append(1)
        return original(shape)

    monkeypatch.setattr(measure_module, "_sample", sample)
    yield calls
    measure.cache_clear()


def deep(units: int, layers: int) -> Project:
    nodes = {"image": Node("image"), "flatten": Node("flatten")}
    nodes |= {f"d{index}": Node("dense", {"units": units}) for index in range(layers)}
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Project("deep", Network(nodes, edges), DataChoice("digits"), catalogue=CATALOGUE)


def test_a_deep_network_has_few_distinct_layers(counted: list[int]) -> None:
    analyse(deep(7, 300), PICTURES)
    assert len(counted) == 4  # source, flatten, first dense, every other dense
    analyse(deep(7, 301), PICTURES)
    assert len(counted) == 4


def test_of_blocks_that_compute_the_same_one_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    look = _Inferring._measure

    def counted(work: _Inferring, spec: BlockSpec, node: str, given: Any) -> None:
        looked.append(node)
        look(work, spec, node, given)

    monkeypatch.setattr(_Inferring, "_measure", counted)
    project = deep(7, 60)
    nodes = {**project.network.nodes, "d30": Node("dense", {"units": 7}, frozen=True)}
    nodes["d40"] = Node("dense", {"units": 8}, label="another")
    found = analyse(project.with_network(Network(nodes, project.network.edges)), PICTURES).inference
    assert looked == ["image", "flatten", "d0", "d1", "d30", "d40", "d41"]
    assert found.outputs["d40"]["out"].sizes == (8,) and found.inputs["d41"]["in"].sizes == (8,)
    assert found.parameters["d41"] == 8 * 7 + 7 and found.parameters["d42"] == 7 * 7 + 7
    assert found.bytes["d30"] < found.bytes["d29"] == found.bytes["d2"]  # it takes no gradients


def test_a_failure_stops_what_is_downstream_without_repeating_itself() -> None:
    project = deep(5, 4)
    edges = tuple(edge for edge in project.network.edges if "flatten" not in (edge.source, edge.target))
    nodes = {name: node for name, node in project.network.nodes.items() if name != "flatten"}
    wired = Network(nodes, (Edge("image", "out", "d0", "in"), *edges))
    inference = analyse(project.with_network(wired), PICTURES).inference
    assert [failure.where.node for failure in inference.failures] == ["d0"]
    assert "d1" not in inference.outputs


def test_whole_numbers_do_not_go_into_a_dense_layer() -> None:
    fields = DataFields({"image": Field((4,), "int", "image")}, 10)
    network = Network({"image": Node("image", {"scale": "raw"}), "dense": Node("dense")},
                      (Edge("image", "out", "dense", "in"),))  # fmt: skip
    inference = analyse(Project("ints", network, DataChoice("digits"), catalogue=CATALOGUE), fields).inference
    assert [failure.message for failure in inference.failures] == [
        "Dense needs decimal numbers, but gets whole numbers."
    ]


def test_outputs_count_with_the_batch() -> None:
    sizes = (1, 51, 10**18)  # a batch is never larger than the data, 64 pictures here
    one, many, all_of_them = (
        analyse(deep(8, 2).with_recipe(batch_size=size), PICTURES).inference.bytes["d0"] for size in sizes
    )
    assert many - one == 50 * 8 * 3 * 4  # before the activation, behind it, and a gradient
    assert all_of_them - one == 63 * 8 * 3 * 4


def test_memory_in_words() -> None:
    assert in_words(41_000_000_000) == "41 GB"
    assert in_words(1_500_000_000) == "1.5 GB"
    assert in_words(64_000_000) == "64 MB"
    assert in_words(5) == "5 bytes" and in_words(2048) == "2.0 KB"
    assert in_words(10**400) == "more than a million TB"
    assert free_bytes() > 10**6


def test_measured_values_are_hashable_facts() -> None:
    from playground.core.blocks.calls import Call

    found = measure(Call("nn.Linear", 3, 4), (Shape((3,)),))
    assert found == Measured((Shape((4,)),), 16, 12, Kept(inputs=(True,), outputs=(False,), views=(-1,)))
    assert hash(found) == hash(measure(Call("nn.Linear", 3, 4), (Shape((3,)),)))
