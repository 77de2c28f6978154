"""Linked copies and tied tables: one set of weights, counted, trained, saved and exported once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from safetensors.numpy import load_file

from both_paths import holds
from export_here import stay_in_this_process
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import Analysis, analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.model import weights
from playground.core.model.model import build
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.dense_chain import DenseChain, chain_of
from playground.core.training.session import Session
from script_runs import differences, told

LAST = Node("dense", {"units": 2, "activation": "linear"})
IN, OUT = "group_input", "group_output"


def wired(nodes: dict[str, Node], *wires: tuple[str, str, str]) -> Network:
    return Network(nodes, tuple(Edge(source, "out", target, port) for source, target, port in wires))


def dense(units: int = 6, **more: object) -> Node:
    return Node("dense", {"units": units, "activation": "tanh"}, **more)  # type: ignore[arg-type]


def towers(one: Node, other: Node, recipe: Recipe | None = None) -> Project:
    """Return a network with two towers that read the same, one of them halved before."""
    nodes = {"points": Node("points"), "first": dense(2), "one": one, "other": other,
             "both": Node("concatenate"), "last": LAST, "goal": Node("classify")}  # fmt: skip
    network = wired(nodes, ("points", "first", "in"), ("points", "one", "in"), ("first", "other", "in"),
                    ("one", "both", "in"), ("other", "both", "in_2"), ("both", "last", "in"),
                    ("last", "goal", "in"))  # fmt: skip
    data = DataChoice("spiral", {"samples": 60})
    return Project("Towers", network, data, recipe or Recipe(epochs=2, batch_size=16), catalogue=CATALOGUE)


def tower(units: int = 5) -> Node:
    inside = wired({"begin": Node(IN), "a": dense(units), "norm": Node("batch_norm"), "end": Node(OUT)},
                   ("begin", "a", "in"), ("a", "norm", "in"), ("norm", "end", "in"))  # fmt: skip
    return Node("group", {}, network=inside)


def known(project: Project) -> Analysis:
    return analyse(project, fields_of(project))


def sentences(project: Project) -> list[str]:
    return [str(problem.message) for problem in known(project).problems if problem.severity == "error"]


def row(recipe: Recipe | None = None) -> Project:
    """Return a network that runs through one group again and again, once between other blocks."""
    one = replace(tower(), linked="t")
    nodes = {"points": Node("points"), "lift": dense(5), "one": one, "between": dense(5), "other": one,
             "third": replace(one, disabled=True), "last": LAST, "goal": Node("classify")}  # fmt: skip
    ids = list(nodes)
    network = wired(nodes, *((a, b, "in") for a, b in zip(ids, ids[1:], strict=False)))
    data = DataChoice("spiral", {"samples": 60})
    return Project("Row", network, data, recipe or Recipe(epochs=2, batch_size=16), catalogue=CATALOGUE)


LINKED = {
    "blocks": towers(dense(linked="t"), dense(linked="t")),
    "groups": towers(replace(tower(), linked="t"), replace(tower(), linked="t")),
    "row": row(),
}
CALLED = dict.fromkeys(LINKED, "self.one(")  # a block, or a class for all of a group


@pytest.mark.parametrize("name", LINKED)
def test_linked_copies_are_one_set_of_weights(name: str) -> None:
    project = LINKED[name]
    found, model = known(project), build(known(project))
    assert sentences(project) == []
    assert found.inference.total == sum(each.numel() for each in model.parameters())
    assert found.inference.parameters["other"] == 0 < found.inference.parameters["one"]
    assert found.inference.multiply_adds["other"] == found.inference.multiply_adds["one"]
    assert not [key for key in weights.tensors(model) if key.startswith("other")]


@pytest.mark.parametrize("name", LINKED)
def test_linked_copies_train_by_both_paths_and_resume(name: str, tmp_path: Path) -> None:
    holds(LINKED[name], tmp_path)


@pytest.mark.parametrize("name", ["blocks", "groups"])
def test_gradients_of_all_uses_add_up(name: str) -> None:
    """A network of two towers whose gradients are added by hand takes the same step."""
    project = LINKED[name]
    apart = replace(project.network.nodes["other"], linked="")
    free = project.with_network(replace(project.network, nodes={**project.network.nodes, "other": apart}))
    session, rows = Session.start(project), {}
    model, copy = session.parts.model, build(known(free))
    arrays = dict(session.start_weights)
    arrays |= {key.replace("one", "other", 1): each for key, each in arrays.items() if key.startswith("one")}
    weights.load_weights(copy, arrays)
    rows = {"points": torch.randn(8, 2, generator=torch.Generator().manual_seed(0))}
    for each in (model, copy):
        each.train()
        each.zero_grad()
        each(rows)["goal"].square().sum().backward()
    shared, alone = weights.parameters(model), weights.parameters(copy)
    for key, parameter in shared.items():
        wanted = alone[key].grad
        if key.startswith("one"):
            wanted = wanted + alone[key.replace("one", "other", 1)].grad
        assert torch.allclose(parameter.grad, wanted, atol=1e-5), key


@pytest.mark.parametrize("name", LINKED)
def test_a_script_calls_the_same_attribute_twice_and_gives_the_same_bits(name: str, tmp_path: Path) -> None:
    session = Session.start(LINKED[name])
    session.advance(6)
    record = session.record()
    made = told({name: record}, tmp_path)[name]
    assert made.script.text.count(CALLED[name]) == 2 and "self.other" not in made.script.text
    assert differences(record, made) == []


# Tied tables


def tied(activation: str = "linear", bias: bool = False, **more: object) -> Project:
    """Return a network that learns the words it reads: the last layer scores by the embedding's table."""
    nodes = {"tokens": Node("tokens"), "table": Node("embedding", {"entries": 90, "features": 6}, linked="w"),
             "memory": Node("gru", {"units": 6}),
             "scores": Node("dense", {"units": 90, "activation": activation, "bias": bias}, linked="w"),
             "sum": Node("over_time"), "last": LAST, "goal": Node("classify")}  # fmt: skip
    nodes = {name: replace(node, **more) if name == "table" else node for name, node in nodes.items()}
    ids = list(nodes)
    network = wired(nodes, *((a, b, "in") for a, b in zip(ids, ids[1:], strict=False)))
    data = DataChoice("reviews", {"samples": 60})
    return Project("Tied", network, data, Recipe(epochs=2, batch_size=16), catalogue=CATALOGUE)


@pytest.mark.parametrize("bias", [False, True])
def test_a_tied_table_counts_once_and_is_one_parameter(bias: bool) -> None:
    project = tied(bias=bias)
    found = known(project)
    assert sentences(project) == []
    model = build(found)
    table, scores = model.parts["table:layer"], model.parts["scores:layer"]
    assert scores.weight is table.weight
    assert found.inference.parameters["scores"] == 90 * bias
    assert found.inference.total == sum(each.numel() for each in model.parameters())
    assert "scores.weight" not in weights.tensors(model) and "table.weight" in weights.parameters(model)


def test_a_tied_network_trains_by_both_paths_and_resumes(tmp_path: Path) -> None:
    holds(tied(bias=True), tmp_path)


def test_a_tied_script_gives_the_same_bits(tmp_path: Path) -> None:
    project = tied(bias=True, learning={"rate_factor": 0.5, "initial_weights": "normal"})
    session = Session.start(project)
    assert session.start_weights["table.weight"].std() < 0.03
    session.advance(6)
    record = session.record()
    made = told({"tied": record}, tmp_path)["tied"]
    assert "self.scores.weight = self.table.weight" in made.script.text
    assert differences(record, made) == []


def test_a_table_that_comes_later_gives_its_name_too(tmp_path: Path) -> None:
    """Scores beside the words: the layer runs before the embedding whose table it has."""
    project = tied(bias=True)
    nodes = dict(project.network.nodes)
    early = {"tokens": nodes.pop("tokens"), "scores": replace(nodes.pop("scores"), frozen=True)}
    network = wired({**early, "first": Node("embedding", {"entries": 90, "features": 6}), **nodes},
                    ("tokens", "first", "in"), ("first", "scores", "in"), ("scores", "sum", "in"),
                    ("tokens", "table", "in"), ("table", "memory", "in"), ("memory", "flat", "in"),
                    ("sum", "both", "in"), ("flat", "both", "in_2"), ("both", "last", "in"),
                    ("last", "goal", "in"))  # fmt: skip
    more = {"flat": Node("over_time"), "both": Node("concatenate")}
    project = project.with_network(replace(network, nodes={**network.nodes, **more}))
    assert sentences(project) == []
    session = Session.start(project)
    learning = session.parts.parameters
    assert "table.weight" in learning and not [key for key in learning if key.startswith("scores")]
    session.advance(6)
    record = session.record()
    assert differences(record, told({"early": record}, tmp_path)["early"]) == []


# Exports


EXPORTED = {**LINKED, "tied": tied(bias=True)}


@pytest.mark.parametrize("to", ["onnx", "safetensors"])
@pytest.mark.parametrize("name", EXPORTED)
def test_shared_weights_are_exported_once(name: str, to: str, tmp_path: Path,
                                          monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    stay_in_this_process(monkeypatch)
    session = Session.start(EXPORTED[name])
    session.advance(6)
    made = export(EXPORTERS.get(to), session.record(), tmp_path / f"network.{to}")
    if to == "onnx":
        held = [onnx.numpy_helper.to_array(each) for each in onnx.load(str(made.path)).graph.initializer]
        sizes = [each.size for each in held if each.dtype == np.float32]
    else:
        sizes = [each.size for each in load_file(made.path).values()]
    learned = sum(each.numel() for each in session.parts.model.parameters())
    kept = sum(each.numel() for each in session.parts.model.buffers() if each.is_floating_point())
    assert sum(size for size in sizes if size > 1) <= learned + kept + 8 and sum(sizes) >= learned


# What else there is of weights


def test_the_compiled_engine_leaves_shared_weights_to_pytorch() -> None:
    nodes = {"points": Node("points"), "lift": dense(5), "one": dense(5, linked="t"),
             "other": dense(5, linked="t"), "last": LAST, "goal": Node("classify")}  # fmt: skip
    ids = list(nodes)
    network = wired(nodes, *((a, b, "in") for a, b in zip(ids, ids[1:], strict=False)))
    project = LINKED["row"].with_network(network)
    assert chain_of(known(project)) == "weights that several blocks share"
    apart = {name: replace(node, linked="") for name, node in nodes.items()}
    assert isinstance(chain_of(known(project.with_network(replace(network, nodes=apart)))), DenseChain)
    with pytest.raises(PlaygroundError, match="weights that several blocks share"):
        Session.start(project.with_recipe(engine="compiled"))


def test_a_weight_typed_at_a_copy_is_that_of_all() -> None:
    session = Session.start(LINKED["blocks"])
    session.set_weight("other.weight", (0, 1), 0.25)
    assert session.record().weights["one.weight"][0, 1] == np.float32(0.25)
    seen = session.live_model().weights()
    assert np.array_equal(seen["other.weight"], seen["one.weight"]) and seen["other.weight"][0, 1] == 0.25
    assert session.record().history.changes[-1]["what"].startswith("one.weight")


def test_what_is_said_of_one_holds_for_all_that_share() -> None:
    """A copy in a frozen group, or in one with a factor: the weights are the same ones."""
    inside = wired({"begin": Node(IN), "d": dense(5, linked="t"), "end": Node(OUT)},
                   ("begin", "d", "in"), ("d", "end", "in"))  # fmt: skip
    still = towers(dense(5, linked="t"), Node("group", {}, network=inside, frozen=True))
    session = Session.start(still)
    assert not [key for key in session.parts.parameters if key.startswith("one")]
    assert session.parts.analysis.inference.frozen == 2 * 5 + 5
    own = towers(dense(5, linked="t", learning={"rate_factor": 0.5}), Node("group", {}, network=inside))
    assert Session.start(own).parts.factors["one.weight"].rate == 0.5


@pytest.mark.parametrize(("name", "offered"), [("", True), ("t", False)])
def test_a_fix_is_offered_only_where_it_mends_with_all_copies_that_follow_it(
    name: str, offered: bool
) -> None:
    one = replace(dense(4), linked=name)
    nodes = {"points": Node("points"), "one": one, "wide": Node("concatenate"), "other": one,
             "sum": Node("add"), "last": LAST, "goal": Node("classify")}  # fmt: skip
    network = wired(nodes, ("points", "one", "in"), ("points", "other", "in"), ("points", "wide", "in"),
                    ("one", "wide", "in_2"), ("wide", "sum", "in"), ("other", "sum", "in_2"),
                    ("sum", "last", "in"), ("last", "goal", "in"))  # fmt: skip
    data = DataChoice("spiral", {"samples": 60})
    problem = known(Project("Sum", network, data, Recipe(), catalogue=CATALOGUE)).problems[0]
    assert problem.where.node == "sum"
    assert ("Set Dense to 6 units" in [str(fix.title) for fix in problem.fixes]) == offered
