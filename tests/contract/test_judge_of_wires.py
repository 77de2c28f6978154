"""One judge of wires: what drawing refuses, the check of a file with that wire reports in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from made_data import holding
from playground.app import connecting, edits
from playground.core.blocks.spec import Role
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import Analysis, analyse
from playground.core.checks.check import is_trainable
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError, Problem
from playground.core.graph import judge
from playground.core.graph.wiring import shown_inputs
from playground.core.network.edits import connect
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.training.session import Session
from random_networks import Pile

GIVES = {  # a chain of blocks behind a source, for each kind of number and number of axes that there is
    "digits": (("image", ()), ("image", ("flatten",)), ("image", ("conv2d",))),
    "sensor": (("series", ()), ("series", ("lstm",))),
    "reviews": (("tokens", ()), ("tokens", ("embedding",))),
    "spiral": (("points", ()), ("points", ("dense",))),
}
TARGETS = [spec for spec in CATALOGUE.blocks if spec.id != "placeholder"]


def laid(data: str, source: str, chain: tuple[str, ...], kind: str) -> Project:
    """Return a source, blocks behind it, and a block of a kind without a wire."""
    ids = [source, *chain]
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    inside = CATALOGUE.blocks.get(kind).id == "group"
    ends = {"begin": Node("group_input"), "end": Node("group_output")}
    network = Network(ends, (Edge("begin", "out", "end", "in"),)) if inside else None
    nodes = {**{each: Node(each) for each in ids}, "judged": Node(kind, network=network)}
    return Project("Judged", Network(nodes, edges), DataChoice(data), catalogue=CATALOGUE)


FIELDS = {data: fields_of(holding(DataChoice(data))) for data in GIVES}


def known(project: Project, before: Analysis | None = None) -> Analysis:
    plain = FIELDS.get(project.data.id) if not project.data.options else None
    return analyse(project, plain or fields_of(project), before)


def told_of(wire: Edge, problems: tuple[Problem, ...]) -> set[str]:
    """Return what the check says of one wire."""
    return {str(each.message) for each in problems if each.where.edge == wire.as_tuple()}


def words_for(project: Project, wire: Edge, found: Analysis) -> tuple[str | None, set[str]]:
    """Return what the gesture says of a wire that is not there, and the check when it is."""
    drawn = connecting.refusal(project, wire, found.inference.outputs)
    held = project.with_network(connect(project.network, wire))
    return drawn, told_of(wire, known(held, found).problems)


def is_about_ports(message: str) -> bool:
    """Tell the sentences of the judge from those about one block's sizes and settings."""
    needs = {port.needs for spec in CATALOGUE.blocks for port in spec.inputs} | {
        "decimal numbers", "whole numbers", "a mask",
    }  # fmt: skip
    judged = ("in a circle", "does not exist", "begins the network", "ends the network")
    return any(words in message for words in judged) or any(
        f" needs {words}, but gets " in message for words in needs
    )


@pytest.mark.parametrize("spec", TARGETS, ids=lambda spec: spec.id)
def test_drawing_and_the_check_of_a_file_say_the_same_of_every_kind(spec: object) -> None:
    kind = spec.id  # type: ignore[attr-defined]
    for data, chains in GIVES.items():
        for source, chain in chains:
            project = laid(data, source, chain, kind)
            found = known(project)
            judged = project.spec_of("judged")
            assert judged is not None
            names = [port.name for port in judged.inputs] or ["in"]
            ports = names[:4] + names[-1:] if judged.takes_many else names  # the others are like these
            for port in ports:
                wire = Edge([source, *chain][-1], "out", "judged", port)
                drawn, told = words_for(project, wire, found)
                about = {message for message in told if is_about_ports(message)}
                assert about == ({drawn} if drawn else set()), (data, chain, port)


def every_wire(network: Network) -> Iterator[Edge]:
    """Yield all wires that might be drawn in a network, those that are there left out."""
    for source, one in network.nodes.items():
        for target, other in network.nodes.items():
            starts, ends = CATALOGUE.blocks.spec_of(one), CATALOGUE.blocks.spec_of(other)
            for port in [each.name for each in starts.outputs] or ["out"] if starts else []:
                for end in [each.name for each in ends.inputs] or ["in"] if ends else []:
                    if Edge(source, port, target, end) not in network.edges:
                        yield Edge(source, port, target, end)


@pytest.mark.parametrize("seed", range(0, 40, 5))
def test_drawing_and_the_check_agree_on_wires_of_random_networks(seed: int) -> None:
    project = Pile(seed).project()
    found, random = known(project), Random(seed)
    wires = list(every_wire(project.network))
    for wire in random.sample(wires, min(12, len(wires))):
        drawn, told = words_for(project, wire, found)
        if drawn is not None:
            assert drawn in told, wire
        elif not any("circle" in str(each.message) for each in found.problems):
            carried = found.inference.outputs.get(wire.source, {}).get(wire.source_port)
            about = {message for message in told if is_about_ports(message)}
            assert carried is None or not about, (wire, about)


@pytest.mark.parametrize("seed", range(4))
def test_bright_ports_are_those_that_the_judge_lets_pass(seed: int) -> None:
    project = Pile(seed).project()
    shapes = known(project).inference.outputs
    wires = [wire for wire in every_wire(project.network)
             if connecting.refusal(project, wire, shapes) is None]  # fmt: skip
    for wire in wires:
        assert (wire.source, wire.source_port) in connecting.fitting_outputs(
            project, wire.target, wire.target_port, shapes
        )
    for source, port in {(wire.source, wire.source_port) for wire in wires}:
        fitting = connecting.fitting_inputs(project, source, port, shapes)
        allowed = {(wire.target, wire.target_port) for wire in wires
                   if (wire.source, wire.source_port) == (source, port)}  # fmt: skip
        drawn = {name: shown_inputs(project, name) for name in project.network.nodes}
        assert fitting == {(node, end) for node, end in allowed if end in drawn[node]}


@pytest.mark.parametrize("data", sorted(GIVES))
def test_what_is_offered_at_a_loose_wire_the_judge_takes_and_the_check_too(data: str) -> None:
    for source, chain in GIVES[data]:
        project = laid(data, source, chain, "dense")
        project = project.with_network(replace(project.network, nodes={
            name: node for name, node in project.network.nodes.items() if name != "judged"}))  # fmt: skip
        shapes = known(project).inference.outputs
        last = [source, *chain][-1]
        offered = [spec for spec in CATALOGUE.blocks if judge.takes(spec, shapes[last]["out"])]
        assert offered
        for spec in offered:
            made = edits.attach(project, spec.id, (0.0, 0.0), last, "out", shapes).project
            wire = made.network.edges[-1]
            assert not {each for each in told_of(wire, known(made).problems) if is_about_ports(each)}, spec.id


def test_words_go_into_a_group_that_holds_an_embedding() -> None:
    """Refused once by drawing alone: the check and the training took them."""
    inside = Network(
        {"begin": Node("group_input"), "table": Node("embedding"), "end": Node("group_output")},
        (Edge("begin", "out", "table", "in"), Edge("table", "out", "end", "in")),
    )
    nodes = {"tokens": Node("tokens"), "group": Node("group", network=inside)}
    project = Project("Words", Network(nodes), DataChoice("reviews"), catalogue=CATALOGUE)
    wire = Edge("tokens", "out", "group", "in")
    assert words_for(project, wire, known(project)) == (None, set())


def test_every_source_and_goal_is_judged_as_an_end() -> None:
    for spec in CATALOGUE.blocks:
        network = Network({"dense": Node("dense"), "end": Node(spec.id)})
        project = Project("Ends", network, DataChoice("spiral"), catalogue=CATALOGUE)
        if spec.role is Role.SOURCE:
            why = judge.refusal(project, Edge("dense", "out", "end", "in"))
            assert why is not None and why.sentence == (
                f"{spec.title} begins the network: nothing can come before it."
            )
        if spec.role is Role.GOAL:
            why = judge.refusal(project, Edge("end", "out", "dense", "in"))
            assert (
                why is not None and why.sentence == f"{spec.title} ends the network: nothing can follow it."
            )


def test_the_data_sets_here_hold_every_kind_of_number() -> None:
    assert set(GIVES) <= {spec.id for spec in CATALOGUE.data}


def shared_group(channels: int) -> Project:
    """Return pictures of one channel that go twice through the same convolution."""
    begin, end = Node("group_input"), Node("group_output")
    conv = Node("conv2d", {"filters": channels, "padding": "same"})
    inside = Network(
        {"begin": begin, "conv": conv, "end": end},
        (Edge("begin", "out", "conv", "in"), Edge("conv", "out", "end", "in")),
    )
    group = Node("group", {"repeat": 2, "shared": True}, network=inside)
    ids = {"image": Node("image"), "group": group, "flatten": Node("flatten"),
           "dense": Node("dense", {"units": 10, "activation": "linear"}),
           "classify": Node("classify")}  # fmt: skip
    wires = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, list(ids)[1:], strict=False))
    return Project("Shared", Network(ids, wires), DataChoice("digits"), catalogue=CATALOGUE)


def test_the_same_weights_need_equal_shapes_in_every_repeat() -> None:
    project = shared_group(8)  # 1 -> 8 -> 8 channels
    problem = known(project).problems[0]
    words = "has the same weights in every repeat, but gets 8 × 8 × 1 in one and 8 × 8 × 8 in another."
    assert problem.severity == "error" and words in problem.message
    assert problem.where.node == "group" and problem.where.param == "shared"
    with pytest.raises(PlaygroundError, match="the same weights in every repeat"):
        Session.start(project)
    assert is_trainable(known(problem.fixes[0].edit(project)).problems)
    assert is_trainable(known(shared_group(1)).problems)


def test_ids_must_be_below_the_rows_of_a_table() -> None:
    nodes = {"tokens": Node("tokens"), "table": Node("embedding", {"entries": 10}), "over": Node("over_time"),
             "dense": Node("dense", {"units": 2, "activation": "linear"}),
             "classify": Node("classify")}  # fmt: skip
    wires = tuple(Edge(a, "out", b, "in") for a, b in zip(nodes, list(nodes)[1:], strict=False))
    project = Project("Words", Network(nodes, wires), DataChoice("reviews"), catalogue=CATALOGUE)
    problem = known(project).problems[0]
    assert problem.severity == "error" and "has 10 rows, but" in problem.message
    assert problem.where.edge == wires[0].as_tuple()
    with pytest.raises(PlaygroundError, match="each needs a row"):
        Session.start(project)
    assert is_trainable(known(problem.fixes[0].edit(project)).problems)
