"""The model: order of execution, keys, initial weights by path, and what goes over to a changed network."""

from typing import Any

import numpy as np
import pytest
import torch

from playground.core.blocks.calls import Call
from playground.core.blocks.shapes import DataFields, Field
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.errors import PlaygroundError
from playground.core.graph.names import node_of, weight_key
from playground.core.layers.make import make, module_class
from playground.core.layers.modules import Affine, PointFeatures
from playground.core.model import weights
from playground.core.model.initial import initialise
from playground.core.model.model import PlaygroundModel, build
from playground.core.network.block_path import BlockPath
from playground.core.network.edits import insert_on_edge, remove_nodes
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project

LABEL = Field((), "int", "label", ("Blue", "Orange"))
POINTS = DataFields({"points": Field((2,), name="points"), "label": LABEL}, 500)


def spiral() -> Project:
    return template("spiral-mlp", CATALOGUE).open()


def with_wires(nodes: dict[str, Node], *wires: tuple[str, str]) -> Project:
    edges = tuple(Edge(source, "out", target, "in") for source, target in wires)
    return Project("test", Network(nodes, edges), DataChoice("spiral"), catalogue=CATALOGUE)


def two_goals() -> Project:
    """Return points that feed two branches with a goal each; wires and nodes stand in no helpful order."""
    nodes = {
        "classify_2": Node("classify"),
        "head_2": Node("dense", {"units": 2, "activation": "linear"}),
        "body": Node("dense", {"units": 4, "activation": "tanh"}),
        "head": Node("dense", {"units": 2, "activation": "linear"}),
        "classify": Node("classify"),
        "points": Node("points", {"features": ("x1", "sin_x2")}),
    }
    return with_wires(
        nodes,
        ("head", "classify"),
        ("body", "head"),
        ("points", "body"),
        ("body", "head_2"),
        ("head_2", "classify_2"),
    )


def test_a_line_gives_what_the_same_torch_layers_give() -> None:
    model = build(analyse(spiral(), POINTS))
    points = torch.randn(5, 2)
    held = weights.tensors(model)
    value = points
    for name in ("dense", "dense_2"):
        value = torch.nn.functional.silu(value @ held[f"{name}.weight"].T + held[f"{name}.bias"])
    value = value @ held["dense_3.weight"].T + held["dense_3.bias"]
    torch.testing.assert_close(model({"points": points})["classify"], value)


def test_branches_run_in_topological_order() -> None:
    model = build(analyse(two_goals(), POINTS))
    points = torch.randn(5, 2)
    scores = model({"points": points})
    assert set(scores) == {"classify", "classify_2"}
    held = weights.tensors(model)
    features = torch.stack([points[:, 0], torch.sin(points[:, 1])], dim=1)
    body = torch.tanh(features @ held["body.weight"].T + held["body.bias"])
    for goal, head in (("classify", "head"), ("classify_2", "head_2")):
        torch.testing.assert_close(scores[goal], body @ held[f"{head}.weight"].T + held[f"{head}.bias"])


@pytest.mark.parametrize("project", [spiral(), two_goals()], ids=["line", "branches"])
def test_outputs_agree_with_forward_and_with_hooks(project: Project) -> None:
    model = build(analyse(project, POINTS)).eval()
    points = {"points": torch.randn(5, 2)}
    seen: dict[str, torch.Tensor] = {}
    for step in model.steps:
        step.module.register_forward_hook(lambda _, given, out, node=step.node: seen.update({node: out}))
    scores = model(points)
    heard = dict(seen)
    outputs = model.outputs(points)
    assert set(outputs) == set(project.network.nodes)
    for node in outputs.keys() - set(model.goals):
        torch.testing.assert_close(outputs[node], heard[node], rtol=0, atol=0)
    for goal in model.goals:
        torch.testing.assert_close(outputs[goal], scores[goal], rtol=0, atol=0)


def test_keys_name_block_and_tensor() -> None:
    model = build(analyse(spiral(), POINTS))
    assert list(weights.parameters(model)) == [
        f"{node}.{name}" for node in ("dense", "dense_2", "dense_3") for name in ("weight", "bias")
    ]
    assert set(model.keys()) == set(model.state_dict())
    assert weight_key(BlockPath("dense"), "activation", "weight") == "dense.activation.weight"
    assert node_of("dense_2.bias") == "dense_2"


def test_block_ids_may_be_names_that_torch_uses() -> None:
    nodes = {
        "forward": Node("points"),
        "keys": Node("dense", {"units": 3}),
        "parameters": Node("dense", {"units": 2}),
        "type": Node("classify"),
    }
    model = build(
        analyse(
            with_wires(nodes, ("forward", "keys"), ("keys", "parameters"), ("parameters", "type")), POINTS
        )
    )
    assert set(model({"points": torch.zeros(2, 2)})) == {"type"}


def test_building_leaves_the_random_state_alone() -> None:
    before = torch.random.get_rng_state()
    model = build(analyse(spiral(), POINTS))
    initialise(model, 3)
    analyse(spiral(), POINTS)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_initial_weights_depend_on_seed_and_path_alone() -> None:
    project = spiral()
    edge = project.network.edges[1]
    longer = project.with_network(insert_on_edge(project.network, Node("dense", {"units": 8}), edge)[0])
    one, other, again = (build(analyse(each, POINTS)) for each in (project, longer, project))
    for model, seed in ((one, 1), (other, 1), (again, 2)):
        initialise(model, seed)
    start, grown, rolled = (weights.arrays_of(model) for model in (one, other, again))
    assert all(np.array_equal(array, grown[key]) for key, array in start.items())
    assert all(not np.array_equal(array, rolled[key]) for key, array in start.items())
    initialise(again, 1)
    assert all(np.array_equal(array, start[key]) for key, array in weights.arrays_of(again).items())


def test_initial_weights_follow_the_rule_of_torch() -> None:
    project = spiral()
    model = build(analyse(project, POINTS))
    initialise(model, 1)
    bound = 1 / np.sqrt(8)
    held = weights.arrays_of(model)["dense_2.weight"]
    assert np.abs(held).max() <= bound
    assert np.abs(held).max() > 0.9 * bound
    assert abs(held.mean()) < 0.1


def test_initialise_resets_running_statistics() -> None:
    nodes = {
        "points": Node("points"),
        "norm": Node("batch_norm"),
        "dense": Node("dense", {"units": 2}),
        "classify": Node("classify"),
    }
    model = build(
        analyse(with_wires(nodes, ("points", "norm"), ("norm", "dense"), ("dense", "classify")), POINTS)
    )
    model({"points": 9 + torch.randn(8, 2)})
    initialise(model, 1)
    held = weights.arrays_of(model)
    assert held["norm.running_mean"].tolist() == [0, 0]
    assert held["norm.num_batches_tracked"] == 0


def test_weights_that_do_not_fit_name_the_block() -> None:
    model = build(analyse(spiral(), POINTS))
    held = weights.arrays_of(model)
    weights.load_weights(model, held)
    wrong: dict[str, Any] = {**held, "dense_2.weight": np.zeros((3, 3), np.float32)}
    with pytest.raises(PlaygroundError, match=r"dense_2.*\(3, 3\).*\(8, 8\)") as caught:
        weights.load_weights(model, wrong)
    assert caught.value.where.node == "dense_2"
    with pytest.raises(PlaygroundError, match="incomplete"):
        weights.load_weights(model, {key: held[key] for key in list(held)[1:]})
    with pytest.raises(PlaygroundError, match="ghost"):
        weights.load_weights(model, {**held, "ghost.weight": held["dense.bias"]})


def test_what_cannot_be_built_is_said_in_a_sentence() -> None:
    project = spiral()
    loose = project.with_network(remove_nodes(project.network, ["dense_2"], bridge=False))
    with pytest.raises(PlaygroundError, match="Dense 3"):
        build(analyse(loose, POINTS))
    with pytest.raises(PlaygroundError, match="no goal"):
        build(analyse(project.with_network(remove_nodes(project.network, ["classify"])), POINTS))
    with pytest.raises(PlaygroundError, match="pictures"):
        build(analyse(template("digits-mlp", CATALOGUE).open(), POINTS))


def test_what_leads_to_no_goal_is_left_out() -> None:
    project = two_goals()
    pruned = project.with_network(remove_nodes(project.network, ["classify_2"]))
    assert not any(key.startswith("head_2") for key in weights.arrays_of(build(analyse(pruned, POINTS))))


@pytest.mark.parametrize(
    "target", ["nn.Module", "nn.Parameter", "nn.functional", "os.system", "modules.torch", "nn", ""]
)
def test_the_table_of_modules_is_closed(target: str) -> None:
    with pytest.raises(ValueError, match="not in the table"):
        module_class(target)


def test_calls_are_made_on_the_device_asked_for() -> None:
    assert make(Call("nn.Linear", 2, 3), "meta").weight.device.type == "meta"  # type: ignore[union-attr]
    assert isinstance(make(Call("modules.Affine", 0.5, 1.0), "meta"), Affine)


def test_point_features() -> None:
    names = PointFeatures.known()
    points = torch.tensor([[0.5, -2.0], [3.0, 1.0]])
    expected = [[a, b, a * a, b * b, a * b, np.sin(a), np.sin(b)] for a, b in points.tolist()]
    torch.testing.assert_close(PointFeatures(names)(points), torch.tensor(expected, dtype=torch.float32))
    assert PointFeatures(("x2",))(points).tolist() == [[-2.0], [1.0]]
    assert PointFeatures(("x2", "x1"))(points).tolist() == points.flip(1).tolist()
    with pytest.raises(ValueError, match="features are some of"):
        PointFeatures(("x3",))


def test_affine() -> None:
    assert Affine(0.5, -1.0)(torch.tensor([4.0])).tolist() == [1.0]
    assert Affine()(torch.tensor([4.0])).tolist() == [4.0]


def test_a_deep_line_stays_one_line() -> None:
    model: PlaygroundModel = build(analyse(spiral(), POINTS))
    assert len(model._line) == 6  # source, two layers with activation, one without
    assert build(analyse(two_goals(), POINTS))._line == ()
