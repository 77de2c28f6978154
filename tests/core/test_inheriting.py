"""Weights go over to a changed network by what they mean: what was not changed answers as it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
import pytest
import torch

from made_data import known_too
from playground.app import group_edits, grouping
from playground.core.blocks.shapes import DataFields, Field
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.data_set import DataSet, DataSetSpec
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.model.inheriting import meant
from playground.core.network.edits import insert_on_edge, remove_nodes, set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.session import Session

COLUMNS = ("a", "b", "c", "d")
CLASSES = ("red", "green", "blue")
WORDS = ("", "one", "two", "three", "four")


@dataclass(frozen=True)
class Named(DataSetSpec):
    """A data set with columns, channels, words and classes in an order of one's own; each has its values."""

    def make(self, given: Mapping[str, Any], seed: int) -> DataSet:
        """Return 60 samples: what belongs to a name is the same in whichever place it stands."""
        found, random = self.fields(self.options(given)), np.random.default_rng(3)
        values = random.standard_normal((60, 9, 9)).astype(np.float32)
        arrays: dict[str, np.ndarray] = {"label": np.arange(60) % len(found.fields["label"].classes)}
        field = found.fields[self.source]
        if self.source == "tokens":
            arrays["tokens"] = random.integers(1, len(field.parts), (60, 5))
        else:
            place = [sum(map(ord, name)) % 9 for name in field.parts]
            arrays[self.source] = (
                values[:, 0][:, place] if self.source == "table" else values[:, :6][..., place]
            )
        return DataSet(found, arrays)


def named(data_id: str, source: str, parts: tuple[str, ...], classes: tuple[str, ...] = CLASSES) -> Named:
    sizes = {"table": (len(parts),), "series": (6, len(parts)), "tokens": (5,)}[source]
    kind = {"dtype": "int", "values": len(parts)} if source == "tokens" else {}
    brought = Field(sizes, name=source, parts=parts, high=len(parts) - 1.0, **kind)  # type: ignore[arg-type]
    label = Field((), "int", name="label", classes=classes, high=len(classes) - 1.0)
    fields = DataFields({source: brought, "label": label}, 60)
    return Named(data_id, data_id, "tables", "classify", "", source, "classify", lambda _options: fields, "")


def chain(*blocks: tuple[str, str, dict[str, Any]]) -> Network:
    nodes = {name: Node(kind, params) for name, kind, params in blocks}
    ids = list(nodes)
    return Network(nodes, tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False)))


def project_on(
    spec: Named, *inner: tuple[str, str, dict[str, Any]], others: tuple[Named, ...] = ()
) -> Project:
    network = chain(("data", spec.source, {}), *inner, ("goal", "classify", {}))
    return Project("Named", network, DataChoice(spec.id, seed=1), Recipe(epochs=2),
                   catalogue=known_too((spec, *others)))  # type: ignore[arg-type]  # fmt: skip


def dense(name: str, units: int) -> tuple[str, str, dict[str, Any]]:
    return name, "dense", {"units": units, "activation": "linear" if name == "scores" else "tanh"}


def trained(project: Project, steps: int = 3) -> Session:
    session = Session.start(project)
    session.advance(steps)
    return session


def child_of(parent: Session, project: Project, **more: Any) -> Session:
    return Session.start(project, inherit=parent.record(), **more)


def scores(session: Session) -> dict[str, np.ndarray]:
    """Return the scores of all samples, by goal, as the network answers when judged."""
    arrays = session.parts.data.samples.dataset.arrays
    wanted = {name: arrays[name].copy() for name in session.parts.model.fields}
    model = session.parts.model.eval()
    with torch.no_grad():
        found = model(session.parts.data.tensors(wanted))
    model.train()
    return {goal: each.numpy() for goal, each in found.items()}


def spiral(*features: str) -> Project:
    project = template("spiral-mlp", CATALOGUE).open()
    return with_features(project, *(features or ("x1", "x2")))


def with_features(project: Project, *features: str) -> Project:
    return project.with_network(set_params(project.network, "points", features=features))


def test_an_input_that_goes_takes_its_own_weights_along_and_no_others() -> None:
    parent = trained(spiral("x1", "x2", "x1_squared"))
    child = child_of(parent, spiral("x1", "x1_squared"))
    old, new = parent.record().weights["dense.weight"], child.start_weights["dense.weight"]
    assert np.array_equal(new, old[:, [0, 2]])


def test_another_input_in_the_same_place_starts_at_zero_and_is_told() -> None:
    parent = trained(spiral("x1", "x2"))
    child = child_of(parent, spiral("x1", "x1_squared"))
    old, new = parent.record().weights["dense.weight"], child.start_weights["dense.weight"]
    assert np.array_equal(new[:, 0], old[:, 0]) and not new[:, 1].any()
    assert child.kept is not None and (child.kept.anew, child.kept.silent) == ({}, 8)
    child.advance(20)
    assert parent.parts.model is not child.parts.model and child.record().weights["dense.weight"][:, 1].all()


def test_only_the_same_network_in_another_order_goes_over_whole() -> None:
    parent = trained(spiral("x1", "x2"))
    whole = {features: child_of(parent, spiral(*features)).kept
             for features in (("x1", "x2"), ("x2", "x1"), ("x1",), ("x1", "x2", "sin_x1"))}  # fmt: skip
    assert [kept is not None and kept.whole for kept in whole.values()] == [True, True, False, False]


def test_a_third_input_leaves_the_answers_as_they_were() -> None:
    parent = trained(spiral("x1", "x2"))
    child = child_of(parent, spiral("x1", "x2", "sin_x1"))
    assert np.allclose(scores(parent)["classify"], scores(child)["classify"], atol=1e-6)
    assert child.kept is not None and child.kept.weights == 114


def test_an_input_that_returns_brings_its_weights_back() -> None:
    parent = trained(spiral("x1", "x2"))
    child = child_of(parent, spiral("x1"))
    child.advance(2)
    away = {key: (each,) for key, each in meant(parent.record().weights, parent.parts.analysis).items()}
    back = child_of(child, spiral("x1", "x2"), remembered=away)
    new = back.start_weights["dense.weight"]
    assert np.array_equal(new[:, 1], parent.record().weights["dense.weight"][:, 1])
    assert np.array_equal(new[:, 0], child.record().weights["dense.weight"][:, 0])


def test_more_units_leave_the_answers_as_they_were_and_learn() -> None:
    parent = trained(spiral())
    wider = parent.project.with_network(set_params(parent.project.network, "dense", units=12))
    child = child_of(parent, wider)
    assert np.allclose(scores(parent)["classify"], scores(child)["classify"], atol=1e-6)
    child.advance(3)
    assert child.record().weights["dense_2.weight"][:, 8:].all()


def test_columns_and_classes_go_by_name() -> None:
    one, other = named("one", "table", COLUMNS), named("other", "table", ("d", "e", "a", "b"), CLASSES[::-1])
    project = project_on(one, dense("hidden", 5), dense("scores", 3), others=(other,))
    parent = trained(project)
    child = child_of(parent, replace(project, data=replace(project.data, id="other")))
    old, new = parent.record().weights, child.start_weights
    assert np.array_equal(new["hidden.weight"][:, [2, 3, 0]], old["hidden.weight"][:, [0, 1, 3]])
    assert not new["hidden.weight"][:, 1].any()
    assert np.array_equal(new["scores.weight"], old["scores.weight"][::-1])
    assert np.array_equal(new["scores.bias"], old["scores.bias"][::-1])


def test_other_classes_start_anew() -> None:
    one, other = named("one", "table", COLUMNS), named("other", "table", COLUMNS, ("x", "green", "z"))
    project = project_on(one, dense("hidden", 5), dense("scores", 3), others=(other,))
    parent = trained(project)
    child = child_of(parent, replace(project, data=replace(project.data, id="other")))
    same = child.start_weights["scores.weight"] == parent.record().weights["scores.weight"]
    assert same.all(axis=1).tolist() == [False, True, False]


def test_words_go_by_word_and_channels_by_name() -> None:
    one, other = named("one", "tokens", WORDS), named("other", "tokens", ("", "two", "five", "one"))
    inner = (
        ("embed", "embedding", {"entries": 6, "features": 4}),
        ("sum", "over_time", {}),
        dense("scores", 3),
    )
    parent = trained(project_on(one, *inner, others=(other,)))
    child = child_of(parent, replace(parent.project, data=replace(parent.project.data, id="other")))
    old, new = parent.record().weights["embed.weight"], child.start_weights["embed.weight"]
    assert np.array_equal(new[[0, 1, 3]], old[[0, 2, 1]]) and (new[2] != old[2]).all()
    steps, more = named("steps", "series", ("x", "y")), named("more", "series", ("z", "x", "y"))
    inner = (("read", "lstm", {"units": 4}), ("sum", "over_time", {}), dense("scores", 3))
    parent = trained(project_on(steps, *inner, others=(more,)))
    child = child_of(parent, replace(parent.project, data=replace(parent.project.data, id="more")))
    name = "read.forth.0.weight_ih_l0"
    assert np.array_equal(child.start_weights[name][:, 1:], parent.record().weights[name])
    assert np.array_equal(child.start_weights["read.forth.0.weight_hh_l0"],
                          parent.record().weights["read.forth.0.weight_hh_l0"])  # fmt: skip


def test_filters_that_go_take_their_columns_behind_flatten_along() -> None:
    digits = template("digits-cnn", CATALOGUE).open()
    convolution = next(name for name, node in digits.network.nodes.items() if node.kind == "conv2d")
    parent = trained(digits, 1)
    count = parent.record().weights[f"{convolution}.weight"].shape[0]
    wider = child_of(parent, digits.with_network(set_params(digits.network, convolution, filters=count + 3)))
    for goal, before in scores(parent).items():
        assert np.allclose(before, scores(wider)[goal], atol=1e-4)


def test_blocks_that_are_grouped_or_freed_keep_their_weights() -> None:
    parent = trained(spiral())
    network, group = grouping.grouped(parent.project.network, {"dense", "dense_2"})
    together = parent.project.with_network(network)
    child = child_of(parent, together)
    assert np.array_equal(scores(parent)["classify"], scores(child)["classify"])
    assert child.kept is not None and not child.kept.anew
    child.advance(2)
    free = child.project.with_network(grouping.ungrouped(network, group)[0])
    again = child_of(child, free)
    assert again.kept is not None and again.kept.weights == 114
    assert np.array_equal(scores(child)["classify"], scores(again)["classify"])


def test_rounds_of_a_group_stay_what_they_were() -> None:
    three = chain(("points", "points", {}), dense("wide", 4), dense("round", 4), dense("scores", 2),
                  ("classify", "classify", {}))  # fmt: skip
    network, group = grouping.grouped(three, {"round"})
    project = replace(spiral(), network=set_params(network, group, repeat=3))
    parent = trained(project)
    outer, around = grouping.grouped(project.network, {group, "wide"})
    child = child_of(parent, replace(project, network=outer))
    old, new = parent.record().weights, child.start_weights
    for number in range(3):
        key = f"{group}.{number}.round.weight"
        assert np.array_equal(new[f"{around}.0.{key}"], old[key])


def test_a_wire_from_another_block_brings_other_meanings() -> None:
    blocks = chain(
        ("points", "points", {}), dense("left", 4), dense("scores", 2), ("classify", "classify", {})
    )
    nodes = {**blocks.nodes, "right": Node("dense", {"units": 4}), "more": Node("dense", {"units": 2}),
             "also": Node("classify")}  # fmt: skip
    wires = (
        Edge("points", "out", "right", "in"),
        Edge("right", "out", "more", "in"),
        Edge("more", "out", "also", "in"),
    )
    project = replace(spiral(), network=Network(nodes, (*blocks.edges, *wires)))
    parent = trained(project)
    crossed = tuple(replace(edge, source="right") if edge.target == "scores" else
                    replace(edge, source="left") if edge.target == "more" else edge
                    for edge in project.network.edges)  # fmt: skip
    child = child_of(parent, project.with_network(replace(project.network, edges=crossed)))
    assert (child.start_weights["scores.weight"] != parent.record().weights["scores.weight"]).all()
    assert np.array_equal(child.start_weights["left.weight"], parent.record().weights["left.weight"])


@pytest.mark.parametrize("seed", range(16))
def test_random_edits_that_change_no_meaning_change_no_answer(seed: int) -> None:
    random = Random(seed)
    columns = random.sample(COLUMNS, 3)
    one = named("one", "table", tuple(columns))
    other = named("other", "table", tuple(random.sample(COLUMNS, 4)), tuple(random.sample(CLASSES, 3)))
    inner = [dense(f"d{number}", random.randint(2, 6)) for number in range(random.randint(1, 4))]
    project = project_on(one, *inner, dense("scores", 3), others=(other,))
    parent = trained(project)
    for _ in range(random.randint(1, 4)):
        project = random.choice((_wider, _grouped, _freed, _other_data, _passed_on))(project, random)
    child = child_of(parent, project)
    classes = fields_of(project).fields["label"].classes
    order = [classes.index(name) for name in CLASSES]
    before, after = scores(parent)["goal"], scores(child)["goal"][:, order]
    assert np.allclose(before, after, atol=1e-5), project.network


def _hidden(network: Network) -> list[str]:
    return [name for name, node in network.nodes.items() if node.kind == "dense" and name != "scores"]


def _wider(project: Project, random: Random) -> Project:
    names = _hidden(project.network)
    if not names:
        return project
    name = random.choice(names)
    units = project.network.nodes[name].params["units"] + random.randint(1, 3)
    return project.with_network(set_params(project.network, name, units=units))


def _grouped(project: Project, random: Random) -> Project:
    names = _hidden(project.network)
    first = random.randrange(len(names)) if names else 0
    try:
        return group_edits.group(project, names[first : first + random.randint(1, 2)]).project
    except PlaygroundError:  # nothing is left, or a way leads out and in again
        return project


def _freed(project: Project, random: Random) -> Project:
    groups = [name for name, node in project.network.nodes.items() if node.network is not None]
    return project.with_network(grouping.ungrouped(project.network, groups[0])[0]) if groups else project


def _other_data(project: Project, random: Random) -> Project:
    return replace(project, data=replace(project.data, id="other"))


def _passed_on(project: Project, random: Random) -> Project:
    wire = random.choice(project.network.edges)
    kind = random.choice(("identity", "dropout"))
    return project.with_network(insert_on_edge(project.network, Node(kind), wire)[0])


def test_a_block_that_is_taken_out_leaves_the_rest() -> None:
    parent = trained(spiral())
    child = child_of(parent, parent.project.with_network(remove_nodes(parent.project.network, ["dense_2"])))
    for key, array in child.start_weights.items():
        assert np.array_equal(array, parent.record().weights[key])
