"""Edits of networks: pure, sharing what did not change, and never breaking what a network promises."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.network import edits, topology
from playground.core.network.rows import Rows
from playground.core.network.values import Edge, Network, Node


def line(*ids: str) -> Network:
    nodes = {node_id: Node("dense", position=(184.0 * i, 0.0)) for i, node_id in enumerate(ids)}
    return Network(nodes, tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False)))


def test_ids_are_the_kind_then_the_kind_with_a_number() -> None:
    network, first = edits.add_node(Network(), Node("dense"))
    network, second = edits.add_node(network, Node("dense"))
    assert (first, second) == ("dense", "dense_2")


@pytest.mark.parametrize("kind", ["", "7up", "Über-Block", "x" * 200, "../../etc", "Ünï"])
def test_ids_of_strange_kinds_are_plain(kind: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,63}", edits.fresh_id(Network(), kind))


def test_labels_count_on() -> None:
    network = Network({"a": Node("dense", label="Dense"), "b": Node("dense", label="Dense 2")})
    assert edits.fresh_label(network, "Dense") == "Dense 3"
    assert edits.fresh_label(network, "Flatten") == "Flatten"


def test_adding_under_a_taken_id_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        edits.add_node(line("a"), Node("dense"), "a")


def test_removing_bridges_the_neighbours() -> None:
    network = edits.remove_nodes(line("a", "b", "c", "d"), ["b", "c"])
    assert network.edges == (Edge("a", "out", "d", "in"),)
    assert list(network.nodes) == ["a", "d"]


def test_removing_without_a_bridge_leaves_a_gap() -> None:
    assert edits.remove_nodes(line("a", "b", "c"), ["b"], bridge=False).edges == ()


def test_bridging_joins_every_wire_that_left() -> None:
    network, _ = edits.add_node(line("a", "b", "c"), Node("dense"), "d")
    network = edits.connect(network, Edge("b", "out", "d", "in"))
    joined = {Edge("a", "out", "c", "in"), Edge("a", "out", "d", "in")}
    assert set(edits.remove_nodes(network, ["b"]).edges) == joined


def test_bridging_makes_no_loop() -> None:
    network = edits.connect(line("a", "b"), Edge("b", "out", "a", "in"))
    assert edits.remove_nodes(network, ["b"]).edges == ()


def test_removing_what_is_not_there_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        edits.remove_nodes(line("a"), ["b"])


def test_connecting_replaces_the_wire_that_held_the_port() -> None:
    network = edits.connect(line("a", "b", "c"), Edge("a", "out", "c", "in"))
    assert topology.incoming(network, "c") == (Edge("a", "out", "c", "in"),)
    assert edits.connect(network, Edge("a", "out", "c", "in")) is network


def test_connecting_to_nothing_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        edits.connect(line("a"), Edge("a", "out", "z", "in"))


def test_inserting_takes_the_targets_place_and_moves_what_is_behind() -> None:
    before = line("a", "b", "c")
    network, node_id = edits.insert_on_edge(before, Node("dropout"), before.edges[0])
    assert topology.order(network) == ("a", node_id, "b", "c")
    places = [network.nodes[each].position[0] for each in ("a", node_id, "b", "c")]
    assert places == [0.0, 184.0, 368.0, 552.0]
    assert network.nodes["a"] is before.nodes["a"]


def test_inserting_on_a_wire_that_is_gone_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        edits.insert_on_edge(line("a", "b"), Node("dropout"), Edge("b", "out", "a", "in"))


def test_appending_goes_on_the_only_wire() -> None:
    network, node_id = edits.append_after(line("a", "b"), Node("dropout"), "a")
    assert topology.order(network) == ("a", node_id, "b")


def test_appending_to_an_end_connects() -> None:
    network, node_id = edits.append_after(line("a", "b"), Node("dropout"), "b")
    assert network.edges[-1] == Edge("b", "out", node_id, "in")
    assert network.nodes[node_id].position == (368.0, 0.0)


def test_appending_without_a_selection_stands_alone() -> None:
    network, node_id = edits.append_after(line("a", "b"), Node("dropout"), None)
    assert topology.incoming(network, node_id) == ()
    assert edits.append_after(Network(), Node("dropout"), None)[0].nodes["dropout"].position == (0.0, 0.0)


def test_appending_to_a_fork_finds_a_free_spot() -> None:
    network = line("a", "b")
    network, second = edits.add_node(network, Node("dense", position=(184.0, 320.0)))
    network = edits.connect(network, Edge("a", "out", second, "in"))
    network, third = edits.append_after(network, Node("dropout"), "a")
    assert network.nodes[third].position == (184.0, 640.0)
    assert len(topology.outgoing(network, "a")) == 3


def test_a_network_made_by_edits_wraps_into_rows() -> None:
    network, last = edits.add_node(Network(), Node("points"))
    for _ in range(11):
        network, last = edits.append_after(network, Node("dense"), last)
    rows = [node.position[1] for node in network.nodes.values()]
    assert rows == [0.0] * 8 + [320.0] * 4
    assert network.nodes[last].position == (552.0, 320.0)
    assert topology.order(network) == tuple(network.nodes)


def test_inserting_wraps_what_stands_behind_a_row_that_became_too_long() -> None:
    network = line(*"abcdefgh")
    network, made = edits.insert_on_edge(network, Node("dropout"), network.edges[-1])
    assert network.nodes[made].position == (1288.0, 0.0)
    assert network.nodes["h"].position == (0.0, 320.0)
    network, second = edits.insert_on_edge(network, Node("dropout"), network.edges[-1])
    assert network.nodes[second].position == (0.0, 320.0)
    assert network.nodes["h"].position == (184.0, 320.0)


def test_rows_are_as_wide_as_the_view_and_clear_of_tall_blocks() -> None:
    network, last = edits.add_node(Network(), Node("image"), "image")
    rows = Rows(660.0, {"image": (112.0, 276.0), "conv": (286.0, 400.0), "pool": (198.0, 276.0)})
    for name in ("conv", "pool", "dense"):
        network, made = edits.append_after(network, Node(name), last, width=rows.of(name), rows=rows)
        assert made == name
        last = made
    places = {name: node.position for name, node in network.nodes.items()}
    assert places == {"image": (0.0, 0.0), "conv": (180.0, 0.0), "pool": (0.0, 448.0),
                      "dense": (266.0, 448.0)}  # fmt: skip


def test_inserting_in_a_row_moves_that_row_alone_and_what_is_too_much_begins_another() -> None:
    network = line(*"abcdef")
    network = edits.move_nodes(network, {"d": (0.0, 320.0), "e": (184.0, 320.0), "f": (368.0, 320.0)})
    wide = edits.insert_on_edge(network, Node("dropout"), network.edges[0], rows=Rows(700.0))[0]
    assert [wide.nodes[each].position for each in "abcdef"] == [
        (0.0, 0.0), (368.0, 0.0), (552.0, 0.0), (0.0, 320.0), (184.0, 320.0), (368.0, 320.0)
    ]  # fmt: skip
    narrow = edits.insert_on_edge(network, Node("dropout"), network.edges[0], rows=Rows(500.0))[0]
    assert [narrow.nodes[each].position for each in "abcdef"] == [
        (0.0, 0.0), (368.0, 0.0), (0.0, 320.0), (0.0, 640.0), (184.0, 640.0), (368.0, 640.0)
    ]  # fmt: skip


def test_appending_a_block_without_input_leaves_it_unwired() -> None:
    network, node_id = edits.append_after(line("a", "b"), Node("points"), "a", in_port="")
    assert topology.incoming(network, node_id) == ()
    assert network.edges == line("a", "b").edges


def test_parameters_labels_and_places_change_one_block() -> None:
    before = line("a", "b")
    network = edits.set_params(before, "a", units=3, network="kept apart from the argument")
    network = edits.set_label(edits.move_nodes(network, {"a": (5.0, 6.0)}), "a", "First")
    node = network.nodes["a"]
    assert (node.params["units"], node.label, node.position) == (3, "First", (5.0, 6.0))
    assert network.nodes["b"] is before.nodes["b"]
    assert dict(before.nodes["a"].params) == {}


KINDS = st.sampled_from(["dense", "dropout", "conv2d"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "connect", "cut", "insert", "append", "move", "set"]),
              st.integers(0, 99), st.integers(0, 99), KINDS, st.booleans()),
    max_size=30,
)  # fmt: skip


def step(network: Network, action: tuple[str, int, int, str, bool]) -> Network:
    name, first, second, kind, flag = action
    ids, edges = list(network.nodes), network.edges
    if name == "add" or not ids:
        return edits.add_node(network, Node(kind))[0]
    a, b = ids[first % len(ids)], ids[second % len(ids)]
    if name in ("cut", "insert") and edges:
        edge = edges[first % len(edges)]
        return (
            edits.disconnect(network, edge)
            if name == "cut"
            else edits.insert_on_edge(network, Node(kind), edge)[0]
        )
    if name == "append":
        return edits.append_after(network, Node(kind), a if flag else None)[0]
    changes = {
        "remove": lambda: edits.remove_nodes(network, {a, b}, bridge=flag),
        "connect": lambda: edits.connect(network, Edge(a, "out", b, "in")),
        "move": lambda: edits.move_nodes(network, {a: (float(first), float(second))}),
    }
    return changes.get(name, lambda: edits.set_params(network, a, units=first))()


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_any_sequence_of_edits_keeps_the_promises(actions: list[tuple[str, int, int, str, bool]]) -> None:
    network = Network()
    for action in actions:
        before, kept = network, (dict(network.nodes), network.edges)
        network = step(network, action)
        assert (dict(before.nodes), before.edges) == kept
        assert_sound(network)


def assert_sound(network: Network) -> None:
    ports = [(edge.target, edge.target_port) for edge in network.edges]
    assert len(set(ports)) == len(ports), "an input port holds one wire"
    assert all(edge.source in network.nodes and edge.target in network.nodes for edge in network.edges)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,63}", node_id) for node_id in network.nodes)
    assert sorted(topology.order(network)) == sorted(network.nodes)
