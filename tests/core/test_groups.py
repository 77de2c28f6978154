"""Groups: laid out flat, repeated, frozen, switched off; their shapes, problems, weights and files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.checks.check import is_trainable
from playground.core.data.prepared import fields_of, load_samples
from playground.core.errors import PlaygroundError
from playground.core.graph.expand import expand, size
from playground.core.model import weights
from playground.core.model.initial import initialise
from playground.core.model.model import build
from playground.core.model.predict import predict
from playground.core.network.nesting import inner, paths, with_inner
from playground.core.network.values import MOST_BLOCKS, Edge, Network, Node
from playground.core.project.schema import from_bytes, to_bytes
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

IN, OUT = "group_input", "group_output"


def chain(nodes: dict[str, Node], *more: Edge) -> Network:
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Network(nodes, (*edges, *more))


def dense(units: int = 6, activation: str = "tanh") -> Node:
    return Node("dense", {"units": units, "activation": activation})


def residual(units: int = 6) -> Network:
    nodes = {"begin": Node(IN), "dense": dense(units), "add": Node("add"), "end": Node(OUT)}
    return chain(nodes, Edge("begin", "out", "add", "in_2"))


def project(group: Node, recipe: Recipe | None = None) -> Project:
    nodes = {"points": Node("points"), "first": dense(), "group": group, "last": dense(2, "linear")}
    network = chain(nodes | {"goal": Node("classify")})
    return Project("Groups", network, DataChoice("spiral"), recipe or Recipe(epochs=2), catalogue=CATALOGUE)


def group(network: Network, **params: object) -> Node:
    return Node("group", params, network=network)


def examined(made: Project) -> list[str]:
    fields = fields_of(made)
    return [problem.message for problem in analyse(made, fields).problems]


def test_a_network_without_groups_is_flat_as_it_is() -> None:
    made = project(dense())
    assert expand(CATALOGUE.blocks, made.network).network is made.network


def test_repeats_stand_in_a_row_with_weights_of_their_own() -> None:
    made = project(group(residual(), repeat=3))
    flat = expand(CATALOGUE.blocks, made.network).network
    assert [node for node in flat.nodes if node.startswith("group/")] == [
        f"group/{number}/{name}" for number in range(3) for name in ("dense", "add")
    ]
    assert Edge("group/0/add", "out", "group/1/dense", "in") in flat.edges
    assert Edge("group/0/add", "out", "group/1/add", "in_2") in flat.edges
    model = build(analyse(made, fields_of(made)))
    assert {"group.0.dense.weight", "group.2.dense.bias"} <= set(weights.parameters(model))
    inference = analyse(made, fields_of(made)).inference
    assert inference.parameters["group"] == 3 * (6 * 6 + 6)
    assert inference.total == sum(parameter.numel() for parameter in model.parameters())
    assert inference.outputs["group"]["out"].sizes == (6,)
    assert inference.outputs["group/1/dense"]["out"].sizes == (6,)


def test_a_group_computes_what_its_blocks_compute_one_by_one() -> None:
    made = project(group(residual(), repeat=2))
    by_hand = {
        "points": Node("points"), "first": dense(), "d0": dense(), "a0": Node("add"), "d1": dense(),
        "a1": Node("add"), "last": dense(2, "linear"), "goal": Node("classify"),
    }  # fmt: skip
    flat = made.with_network(
        chain(by_hand, Edge("first", "out", "a0", "in_2"), Edge("a0", "out", "a1", "in_2"))
    )
    names = {"group.0.dense": "d0", "group.1.dense": "d1"}
    model = build(analyse(made, fields_of(made)))
    initialise(model, 3)
    arrays = weights.arrays_of(model)
    renamed = {}
    for key, array in arrays.items():
        node, name = key.rsplit(".", 1)
        renamed[f"{names.get(node, node)}.{name}"] = array
    samples = load_samples(made).take("validation")
    answers = [
        predict(one, fields_of(one), held, samples)["goal"].output
        for one, held in ((made, arrays), (flat, renamed))
    ]
    assert np.array_equal(*answers)


def test_shared_repeats_are_one_set_of_weights() -> None:
    made = project(group(residual(), repeat=5, shared=True))
    model = build(analyse(made, fields_of(made)))
    assert {key for key in weights.parameters(model) if key.startswith("group")} == {
        "group.0.dense.weight",
        "group.0.dense.bias",
    }
    assert analyse(made, fields_of(made)).inference.parameters["group"] == 6 * 6 + 6
    assert len([step for step in model.steps if step.name == "group/0/dense:layer"]) == 5


def test_groups_nest_and_are_found_by_their_path() -> None:
    nested = group(
        chain({"begin": Node(IN), "deep": group(residual(), repeat=2), "end": Node(OUT)}), repeat=2
    )
    made = project(nested)
    assert list(paths(made.network)) == [(), ("group",), ("group", "deep")]
    assert inner(made.network, ("group", "deep")) == residual()
    assert "group.1.deep.0.dense.weight" in weights.parameters(build(analyse(made, fields_of(made))))
    wider = with_inner(made.network, ("group", "deep"), residual(9))
    assert inner(wider, ("group", "deep")).nodes["dense"].params["units"] == 9
    assert examined(made) == []
    with pytest.raises(KeyError):
        inner(made.network, ("group", "nothing"))


def test_two_inputs_and_two_outputs() -> None:
    nodes = {
        "a": Node(IN),
        "b": Node(IN),
        "sum": Node("add"),
        "halves": Node("split"),
        "x": Node(OUT),
        "y": Node(OUT),
    }
    edges = (
        Edge("a", "out", "sum", "in"), Edge("b", "out", "sum", "in_2"), Edge("sum", "out", "halves", "in"),
        Edge("halves", "out", "x", "in"), Edge("halves", "out_2", "y", "in"),
    )  # fmt: skip
    outer = {
        "points": Node("points"), "one": dense(), "two": dense(), "group": group(Network(nodes, edges)),
        "join": Node("concatenate"), "last": dense(2, "linear"), "goal": Node("classify"),
    }  # fmt: skip
    wires = (
        Edge("points", "out", "one", "in"), Edge("points", "out", "two", "in"),
        Edge("one", "out", "group", "in"),
        Edge("two", "out", "group", "in_2"), Edge("group", "out", "join", "in"),
        Edge("group", "out_2", "join", "in_2"), Edge("join", "out", "last", "in"),
        Edge("last", "out", "goal", "in"),
    )  # fmt: skip
    made = Project("Two", Network(outer, wires), DataChoice("spiral"), catalogue=CATALOGUE)
    inference = analyse(made, fields_of(made)).inference
    assert examined(made) == []
    assert [shape.sizes for shape in inference.outputs["group"].values()] == [(3,), (3,)]
    assert set(inference.inputs["group"]) == {"in", "in_2"}


def test_a_project_with_groups_comes_back_from_its_file() -> None:
    made = project(replace(group(residual(), repeat=3), frozen=True))
    read, notes = from_bytes(to_bytes(made), CATALOGUE)
    assert read == made
    assert notes == ()


def test_a_repeat_of_a_billion_is_refused_when_read_and_when_typed() -> None:
    made = project(group(residual(), repeat=10**9))
    with pytest.raises(PlaygroundError, match=r"params\.repeat: Group: Repeat takes .* to 1000, not 10"):
        from_bytes(to_bytes(made), CATALOGUE)
    with pytest.raises(PlaygroundError, match="from 1 to 1000"):
        CATALOGUE.blocks.get("group").param("repeat").check(10**9)


def test_repeats_that_multiply_beyond_all_bounds_are_one_sentence_with_a_fix() -> None:
    deep = residual()
    for _ in range(3):
        deep = chain({"begin": Node(IN), "deep": group(deep, repeat=1000), "end": Node(OUT)})
    made = project(group(deep, repeat=1000))
    assert size(CATALOGUE.blocks, made.network) > 10**12
    fields = fields_of(made)
    problems = analyse(made, fields).problems
    assert not is_trainable(problems)
    told = next(problem for problem in problems if "makes" in problem.message)
    assert f"{MOST_BLOCKS // 1000}" in told.message and told.fixes


def test_a_problem_inside_is_told_once_by_its_path_and_mended_there() -> None:
    broken = chain({"begin": Node(IN), "conv": Node("conv2d"), "end": Node(OUT)})
    made = project(group(broken, repeat=4))
    fields = fields_of(made)
    problems = analyse(made, fields).problems
    told = [problem for problem in problems if problem.where.node == "group/0/conv"]
    assert len(told) == 1 and "needs a picture" in told[0].message
    mended = told[0].fixes[-1].edit(made)
    assert "conv" not in inner(mended.network, ("group",)).nodes
    assert examined(mended) == []


def test_shapes_that_change_cannot_be_repeated() -> None:
    grows = chain({"begin": Node(IN), "dense": dense(9), "add": Node("add"), "end": Node(OUT)},
                  Edge("begin", "out", "add", "in_2"))  # fmt: skip
    assert any("sizes are equal" in message for message in examined(project(group(grows, repeat=2))))


@pytest.mark.parametrize("kind", [IN, OUT])
def test_ends_of_groups_stand_inside_groups_alone(kind: str) -> None:
    made = project(dense())
    stray = made.with_network(replace(made.network, nodes={**made.network.nodes, "stray": Node(kind)}))
    assert any("belongs inside a group" in message for message in examined(stray))


def test_sources_and_goals_stand_outside_groups() -> None:
    inside = chain({"points": Node("points"), "dense": dense(), "end": Node(OUT)})
    assert any("outside groups" in message for message in examined(project(group(inside))))


def test_a_group_without_an_output_says_so_and_gets_one() -> None:
    made = project(group(chain({"begin": Node(IN), "dense": dense()})))
    fields = fields_of(made)
    problem = next(each for each in analyse(made, fields).problems if "no output" in each.message)
    assert problem.where.node == "group"
    assert examined(problem.fixes[0].edit(made)) == []


def test_frozen_blocks_stand_still_and_keep_their_statistics() -> None:
    inside = chain({"begin": Node(IN), "dense": dense(), "norm": Node("batch_norm"), "end": Node(OUT)})
    made = project(replace(group(inside), frozen=True))
    session = Session.start(made)
    before = weights.arrays_of(session.parts.model)
    for _ in train(session, Limit(steps=20), lambda: 8, lambda: False):
        pass
    after = weights.arrays_of(session.parts.model)
    for key, array in before.items():
        assert np.array_equal(array, after[key]) == key.startswith("group."), key
    assert not any(key.startswith("group") for key in session.live_model().gradients())
    assert "group.0.dense.weight" in session.live_model().weights()


def test_everything_frozen_cannot_train_and_thaws_with_a_click() -> None:
    made = project(dense())
    frozen = {node: replace(each, frozen=True) for node, each in made.network.nodes.items()}
    cold = made.with_network(replace(made.network, nodes=frozen))
    fields = fields_of(cold)
    problem = next(each for each in analyse(cold, fields).problems if each.severity == "error")
    assert "frozen" in problem.message
    assert examined(problem.fixes[0].edit(cold)) == []


def test_a_disabled_block_hands_on_what_arrives() -> None:
    made = project(replace(dense(), disabled=True))
    without = project(dense())
    nodes = {node: each for node, each in without.network.nodes.items() if node != "group"}
    model = build(analyse(made, fields_of(made)))
    bare = build(analyse(without.with_network(chain(nodes)), fields_of(made)))
    assert set(weights.parameters(model)) == set(weights.parameters(bare))
    initialise(model, 1), initialise(bare, 1)
    values = {"points": torch.randn(4, 2)}
    assert torch.equal(model(values)["goal"], bare(values)["goal"])
    assert analyse(made, fields_of(made)).inference.outputs["group"]["out"].sizes == (6,)


def test_training_a_group_goes_on_to_the_bit() -> None:
    made = project(group(residual(), repeat=2), Recipe(epochs=3, batch_size=16))
    whole = Session.start(made)
    for _ in train(whole, Limit(steps=30), lambda: 7, lambda: False):
        pass
    half = Session.start(made)
    for _ in train(half, Limit(steps=13), lambda: 7, lambda: False):
        pass
    rest = Session.resume(half.record())
    for _ in train(rest, Limit(steps=17), lambda: 5, lambda: False):
        pass
    assert np.array_equal(whole.record().history.losses, rest.record().history.losses)
    for key, array in weights.arrays_of(whole.parts.model).items():
        assert np.array_equal(array, weights.arrays_of(rest.parts.model)[key])


def test_batch_norm_in_a_group_needs_two_samples_as_anywhere() -> None:
    inside = chain({"begin": Node(IN), "norm": Node("batch_norm"), "end": Node(OUT)})
    made = project(group(inside, repeat=2), Recipe(batch_size=1, epochs=2))
    (message,) = examined(made)
    assert message.endswith("needs batches of 2 samples or more, but the recipe says 1.")
    with pytest.raises(PlaygroundError, match="needs batches of 2 samples"):
        Session.start(made)


def test_a_group_with_two_outputs_that_is_switched_off_hands_on_by_both() -> None:
    inside = chain(
        {"begin": Node(IN), "dense": dense(), "end": Node(OUT)}, Edge("dense", "out", "other", "in")
    )
    inside = replace(inside, nodes={**inside.nodes, "other": Node(OUT)})
    made = project(replace(group(inside), disabled=True))
    added = replace(made.network, nodes={**made.network.nodes, "add": Node("add")})
    wires = tuple(edge for edge in added.edges if edge.source != "group")
    wires += (
        Edge("group", "out", "add", "in"),
        Edge("group", "out_2", "add", "in_2"),
        Edge("add", "out", "last", "in"),
    )
    whole = made.with_network(replace(added, edges=wires))
    assert examined(whole) == []
    assert len(Session.start(whole).advance(1).losses) == 1


def test_a_goal_in_a_group_is_refused_wherever_its_group_leads() -> None:
    nodes = {"begin": Node(IN), "dense": dense(), "end": Node(OUT), "goal": Node("regress")}
    inside = Network(nodes, (Edge("begin", "out", "dense", "in"), Edge("dense", "out", "end", "in"),
                             Edge("dense", "out", "goal", "in")))  # fmt: skip
    for made in (project(group(inside)), project(group(inside, repeat=2)), _beside(group(inside))):
        fields = fields_of(made)
        found = analyse(made, fields).problems
        assert any("belongs outside groups" in each.message and each.severity == "error" for each in found)
        with pytest.raises(PlaygroundError, match=r"outside groups|leads to no goal"):
            Session.start(made)


def _beside(node: Node) -> Project:
    """Return a project whose group is fed and leads to no goal."""
    made = project(Node("identity"))
    nodes = {**made.network.nodes, "beside": node}
    return made.with_network(Network(nodes, (*made.network.edges, Edge("first", "out", "beside", "in"))))


def test_a_source_cannot_be_switched_off_and_trains_where_a_file_says_so() -> None:
    made = project(Node("identity"))
    nodes = {**made.network.nodes, "points": replace(made.network.nodes["points"], disabled=True)}
    switched = made.with_network(replace(made.network, nodes=nodes))
    assert examined(switched) == []
    assert len(Session.start(switched).advance(1).losses) == 1
