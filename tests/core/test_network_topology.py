"""Neighbours, order and cycles."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.network.topology import cycle, downstream, incoming, order, outgoing, upstream
from playground.core.network.values import Edge, Network, Node


def graph(text: str) -> Network:
    """Make a network from "ab bc": one letter a block, one word a wire."""
    ids = dict.fromkeys(text.replace(" ", ""))
    nodes = {node_id: Node("dense") for node_id in ids}
    wires = (word for word in text.split() if len(word) == 2)
    return Network(nodes, tuple(Edge(word[0], "out", word[1], f"in_{word[0]}") for word in wires))


def test_order_puts_sources_first_and_cycles_last() -> None:
    assert order(graph("ca ab cb")) == ("c", "a", "b")
    assert order(graph("ab ba cd")) == ("c", "d", "a", "b")


def test_a_cycle_is_named_along_its_wires() -> None:
    assert cycle(graph("ab bc")) == ()
    found = cycle(graph("sa ab bc ca ce"))
    assert sorted(found) == ["a", "b", "c"]
    assert "".join(found) in "abcabc"


def test_a_block_wired_to_itself_is_a_cycle() -> None:
    assert cycle(graph("aa")) == ("a",)


def test_neighbours_near_and_far() -> None:
    network = graph("ab bc bd")
    assert [edge.target for edge in outgoing(network, "b")] == ["c", "d"]
    assert [edge.source for edge in incoming(network, "b")] == ["a"]
    assert upstream(network, "d") == {"a", "b"}
    assert downstream(network, "a") == {"b", "c", "d"}


def test_wires_to_nowhere_are_passed_over() -> None:
    network = Network({"a": Node("dense")}, (Edge("a", "out", "gone", "in"), Edge("gone", "out", "a", "in")))
    assert order(network) == ("a",)
    assert cycle(network) == ()
    assert downstream(network, "a") == frozenset()


def test_a_thousand_blocks_in_a_row_are_no_deep_recursion() -> None:
    ids = [f"n{i}" for i in range(3000)]
    wires = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    network = Network({node_id: Node("dense") for node_id in ids}, wires)
    assert order(network) == tuple(ids)
    assert cycle(network) == ()
    assert len(downstream(network, "n0")) == 2999


WIRES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


@settings(max_examples=150, deadline=None)
@given(WIRES)
def test_order_and_cycle_agree(pairs: list[tuple[int, int]]) -> None:
    nodes = {f"n{i}": Node("dense") for i in range(10)}
    wires = tuple(Edge(f"n{a}", "out", f"n{b}", f"in{i}") for i, (a, b) in enumerate(pairs))
    network = Network(nodes, wires)
    place = {node_id: i for i, node_id in enumerate(order(network))}
    backward = [edge for edge in wires if place[edge.source] >= place[edge.target]]
    loop = cycle(network)
    assert bool(loop) == bool(backward)
    steps = set(zip(loop, (*loop[1:], *loop[:1]), strict=True))
    assert steps <= {(edge.source, edge.target) for edge in wires}
