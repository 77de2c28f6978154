"""Linked copies as values: who follows whom, what goes with what, and one sentence where that cannot be."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from playground.app.grouping import grouped
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError, Problem
from playground.core.graph.drawn import is_drawn
from playground.core.network.block_path import BlockPath
from playground.core.network.edits import remove_nodes, set_params
from playground.core.network.linking import HOLDS_ITSELF, in_step, linked, partners, unlinked, with_own_names
from playground.core.network.nesting import with_inner
from playground.core.network.values import Edge, Network, Node
from playground.core.project.differences import differences, in_words
from playground.core.project.schema import from_bytes, from_json, to_bytes, to_json
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.session import Session

DENSE = Node("dense", {"units": 4})


def row(*named: tuple[str, Node], data: str = "spiral") -> Project:
    """Return a network of blocks in a row."""
    nodes = {
        "points": Node("points"),
        **dict(named),
        "last": Node("dense", {"units": 2}),
        "goal": Node("classify"),
    }
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    choice = DataChoice(data, {"samples": 60})
    return Project("Row", Network(nodes, edges), choice, Recipe(batch_size=16), catalogue=CATALOGUE)


def group(*named: tuple[str, Node], **params: object) -> Node:
    nodes = {"begin": Node("group_input"), **dict(named), "end": Node("group_output")}
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Node("group", params, network=Network(nodes, edges))


def errors(project: Project) -> list[Problem]:
    found = analyse(project, fields_of(project)).problems
    return [problem for problem in found if problem.severity == "error"]


def sentences(project: Project) -> list[str]:
    return [str(problem.message) for problem in errors(project)]


def child(parent: Session, project: Project) -> Session:
    return Session.start(project, inherit=parent.record())


TWO = row(("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w"))).network
A, B = BlockPath("a"), BlockPath("b")


@pytest.mark.parametrize("changed", ["a", "b"])
def test_whichever_copy_is_changed_the_others_follow(changed: str) -> None:
    edited = set_params(TWO, changed, units=7)
    found = in_step(edited, TWO)
    assert [found.nodes[each].params["units"] for each in ("a", "b")] == [7, 7]
    assert in_step(found, edited) is found and in_step(TWO, TWO) is TWO


def test_what_is_in_a_group_follows_too() -> None:
    one = replace(group(("d", DENSE)), linked="g")
    network = row(("one", one), ("two", one)).network
    inside = network.nodes["two"].network
    assert inside is not None
    found = in_step(with_inner(network, ("two",), set_params(inside, "d", units=9)), network)
    assert found.nodes["one"].network == found.nodes["two"].network
    assert found.nodes["one"].network.nodes["d"].params["units"] == 9  # type: ignore[union-attr]


def holding(inside: str, count: int, linked: str) -> Node:
    """Return a group of so many linked copies that hold one block each."""
    one = replace(group(("d", DENSE)), linked=inside)
    return replace(group(*((f"g_{number}", one) for number in range(count))), linked=linked)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("levels", [8, 40])
def test_copies_that_hold_copies_do_not_grow_without_end(levels: int) -> None:
    """A file of a few lines may stand for millions of blocks: each copy takes over what the first holds."""
    rows = [(f"r_{level}", holding(f"w_{level}", 4, f"w_{level + 1}")) for level in range(levels)]
    bomb = row(*rows[:3]).network
    assert in_step(bomb).total > bomb.total  # three levels are no more than a network can have
    refusal = r"copies would make [\d\u2009]+ blocks; 10\u2009000 are the most"
    with pytest.raises(PlaygroundError, match=refusal):
        in_step(row(*rows).network)


@pytest.mark.timeout(60)
def test_a_long_circle_is_found_at_once() -> None:
    names = [f"w_{number}" for number in range(3000)]
    groups = [(f"g_{name}", holding(inside, 1, name)) for inside, name in pairwise(names)]
    assert in_step(row(*groups[:30]).network)
    with pytest.raises(PlaygroundError) as caught:
        in_step(row(*groups, ("closing", holding(names[-1], 1, names[0]))).network)
    assert caught.value.message == HOLDS_ITSELF


def test_where_it_stands_and_whether_it_is_on_is_its_own() -> None:
    other = replace(TWO.nodes["b"], label="B", position=(5.0, 5.0), disabled=True)
    network = replace(TWO, nodes={**TWO.nodes, "b": other})
    assert in_step(network, TWO) is network


def test_linking_takes_over_what_the_first_is() -> None:
    network = row(("a", DENSE), ("b", Node("dense", {"units": 9}, frozen=True))).network
    made = linked(network, (A, B))
    assert made.nodes["a"].linked == made.nodes["b"].linked != ""
    assert (made.nodes["b"].params, made.nodes["b"].frozen) == (DENSE.params, False)
    assert partners(made, A) == (B,) and partners(unlinked(made, (B,)), A) == ()


def test_a_copy_of_a_group_that_is_unlinked_shares_with_none_but_what_stands_outside() -> None:
    inner = group(("x", replace(DENSE, linked="in")), ("y", replace(DENSE, linked="in")),
                  ("z", replace(DENSE, linked="out")))  # fmt: skip
    one = replace(inner, linked="g")
    network = row(("one", one), ("two", one), ("free", replace(DENSE, linked="out"))).network
    apart = unlinked(network, (BlockPath("two"),)).nodes["two"].network
    assert apart is not None
    names = [apart.nodes[each].linked for each in ("x", "y", "z")]
    assert names[0] == names[1] != "in" and names[2] == "out"


def test_copies_share_among_themselves_and_with_no_others() -> None:
    pair = {name: replace(DENSE, linked="w") for name in ("c", "d")}
    made = with_own_names(pair, {"w"})
    assert made["c"].linked == made["d"].linked not in ("", "w")
    assert with_own_names({"c": pair["c"]}, {"w"})["c"].linked == ""


# What weights become


def trained(project: Project) -> Session:
    session = Session.start(project)
    session.advance(3)
    return session


def test_taking_a_copy_away_loses_no_weights_whichever_it_is() -> None:
    project = row(("a", replace(DENSE, linked="w")), ("mid", Node("dense", {"units": 2})),
                  ("b", replace(DENSE, linked="w")))  # fmt: skip
    parent = trained(project)
    for gone, left in (("a", "b"), ("b", "a")):
        after = project.with_network(remove_nodes(project.network, [gone]))
        assert np.array_equal(child(parent, after).start_weights[f"{left}.weight"],
                              parent.record().weights["a.weight"])  # fmt: skip


def test_an_unlinked_copy_begins_with_the_weights_that_it_shared() -> None:
    project = row(("lift", DENSE), ("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w")))
    parent = trained(project)
    start = child(parent, project.with_network(unlinked(project.network, (B,)))).start_weights
    shared = parent.record().weights["a.weight"]
    assert np.array_equal(start["a.weight"], shared) and np.array_equal(start["b.weight"], shared)


def test_an_original_that_is_off_leaves_its_weights_to_the_copies() -> None:
    project = row(("lift", DENSE), ("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w")))
    parent = trained(project)
    off = replace(project.network.nodes["a"], disabled=True)
    after = project.with_network(replace(project.network, nodes={**project.network.nodes, "a": off}))
    assert sentences(after) == []
    found = child(parent, after)
    assert np.array_equal(found.start_weights["b.weight"], parent.record().weights["a.weight"])
    known = found.parts.analysis.inference
    assert known.total == sum(each.numel() for each in found.parts.model.parameters())


def test_grouping_a_copy_keeps_what_is_shared() -> None:
    project = row(("lift", DENSE), ("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w")))
    parent = trained(project)
    for chosen in ("a", "b"):
        network, _ = grouped(project.network, [chosen])
        after = project.with_network(network)
        assert sentences(after) == []
        made = child(parent, after)
        weights = [
            each for key, each in made.start_weights.items() if key.endswith((".a.weight", "a.weight"))
        ]
        assert len(weights) == 1 or chosen == "b"
        assert sum(each.size for each in made.start_weights.values()) == sum(
            each.size for each in parent.record().weights.values()
        )
        assert any(np.array_equal(each, parent.record().weights["a.weight"]) for each in weights)


# Sentences


def test_other_widths_are_told_with_a_way_out() -> None:
    project = row(("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w")))
    (problem,) = errors(project)
    assert str(problem.message) == ("Dense shares its weights with Dense, which gets 2, but gets 4 itself.")
    assert [str(fix.title) for fix in problem.fixes] == ["Unlink Dense"]
    assert sentences(problem.fixes[0].edit(project)) == []


def test_other_kinds_are_told_with_a_way_out() -> None:
    project = row(("a", replace(DENSE, linked="w")), ("b", Node("layer_norm", linked="w")))
    (problem,) = errors(project)
    assert "cannot share weights" in str(problem.message)
    assert sentences(problem.fixes[0].edit(project)) == []


def test_a_repeat_around_one_of_them_is_told_with_two_ways_out() -> None:
    inside = group(("b", replace(DENSE, linked="w")), repeat=3)
    project = row(("lift", DENSE), ("a", replace(DENSE, linked="w")), ("g", inside))
    (problem,) = errors(project)
    assert "repeats with weights of its own each time" in str(problem.message)
    assert all(sentences(fix.edit(project)) == [] for fix in problem.fixes) and len(problem.fixes) == 2
    within = group(("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w")), repeat=3)
    assert sentences(row(("lift", DENSE), ("g", within))) == []


def test_copies_of_a_group_that_repeats_share_round_by_round() -> None:
    pair = (("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w")))
    turning = replace(group(*pair, repeat=2), linked="g")
    project = row(("lift", DENSE), ("one", turning), ("two", turning))
    assert sentences(project) == []
    keys = [key for key in Session.start(project).start_weights if key.endswith("weight")]
    assert keys == ["lift.weight", "one.0.a.weight", "one.1.a.weight", "last.weight"]


def test_tables_of_other_sizes_are_told_with_a_way_out() -> None:
    blocks = (("words", Node("embedding", {"entries": 90, "features": 6}, linked="w")),
              ("scores", Node("dense", {"units": 80}, linked="w")), ("sum", Node("over_time")))  # fmt: skip
    project = row(*blocks, data="reviews")
    nodes = {("tokens" if name == "points" else name): node for name, node in project.network.nodes.items()}
    nodes["tokens"] = Node("tokens")
    first, *rest = project.network.edges
    project = project.with_network(Network(nodes, (replace(first, source="tokens"), *rest)))
    (problem,) = errors(project)
    assert "90 rows of 6 numbers" in str(problem.message)
    assert [str(fix.title) for fix in problem.fixes] == ["Give Dense 90 units", "Unlink Dense"]
    assert all(sentences(fix.edit(project)) == [] for fix in problem.fixes)


HELD = replace(group(("in", replace(group(), linked="g"))), linked="g")
EACH_OTHER = (("one", replace(group(("h", replace(group(), linked="h"))), linked="g")),
              ("two", replace(group(("k", replace(group(), linked="g"))), linked="h")))  # fmt: skip


@pytest.mark.parametrize("project", [row(("one", HELD)), row(*EACH_OTHER)], ids=["itself", "each other"])
def test_copies_inside_themselves_or_in_a_circle_are_refused_in_one_sentence(project: Project) -> None:
    with pytest.raises(PlaygroundError) as caught:
        in_step(project.network)
    assert caught.value.message == HOLDS_ITSELF
    with pytest.raises(PlaygroundError, match="cannot be read: Linked copies cannot stand inside"):
        from_bytes(to_bytes(project), CATALOGUE)


# Files


def test_links_are_kept_in_files_and_files_without_any_open_as_ever() -> None:
    project = row(("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w")))
    opened, notes = from_bytes(to_bytes(project), CATALOGUE)
    assert (opened, notes) == (project, ())
    assert b"linked" not in to_bytes(row(("a", DENSE)))


def test_copies_that_a_file_has_otherwise_are_set_as_the_first_with_a_note() -> None:
    document = to_json(row(("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w"))))
    document["network"]["nodes"][2]["params"]["units"] = 9
    opened, notes = from_json(document, CATALOGUE)
    assert opened.network.nodes["b"].params["units"] == 4
    assert [str(note.message) for note in notes] == ["Dense was set as Dense, whose weights it shares."]


@pytest.mark.parametrize("name", ["A b", "../x", 7, "x" * 100])
def test_a_name_that_is_none_is_refused(name: object) -> None:
    document = to_json(row(("a", DENSE)))
    document["network"]["nodes"][1]["linked"] = name
    with pytest.raises(PlaygroundError, match=r"network\.nodes\[1\]\.linked"):
        from_json(document, CATALOGUE)


def test_sharing_decides_what_trains_and_its_name_does_not() -> None:
    one = row(("lift", DENSE), ("a", replace(DENSE, linked="w")), ("b", replace(DENSE, linked="w")))
    other = row(("lift", DENSE), ("a", replace(DENSE, linked="v")), ("b", replace(DENSE, linked="v")))
    apart = row(("lift", DENSE), ("a", DENSE), ("b", DENSE))
    alone = row(("lift", DENSE), ("a", replace(DENSE, linked="w")), ("b", DENSE))
    assert is_drawn(one, other) and not is_drawn(one, apart) and is_drawn(apart, alone)
    assert in_words(differences(apart, one)) == "Dense sharing weights; Dense sharing weights"
