"""Tidy: chains in rows, lanes between fork and join, nothing on anything else, and stable."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.layout.boxes import Box
from playground.core.layout.crossing import any_overlap
from playground.core.layout.sections import Flow, in_lanes
from playground.core.layout.tidy import DrawnSizes, tidied
from playground.core.network import edits
from playground.core.network.unfolding import folded, unfolded
from playground.core.network.values import Edge, Network, Node, Point

SIZE = (120.0, 200.0)


def graph(text: str) -> Network:
    """Make a network from "ab bc": one letter a block, one word a wire."""
    nodes = {node_id: Node("dense") for node_id in dict.fromkeys(text.replace(" ", ""))}
    wires = (word for word in text.split() if len(word) == 2)
    return Network(nodes, tuple(Edge(word[0], "out", word[1], f"in_{word[0]}") for word in wires))


def spots(text: str, width: float = 2000.0, **known: object) -> dict[str, Point]:
    network = graph(text)
    return tidied(network, DrawnSizes(dict.fromkeys(network.nodes, SIZE), width=width, **known))  # type: ignore[arg-type]


def test_a_chain_stands_on_one_line_and_wraps_at_the_width_of_the_view() -> None:
    found = spots("ab bc cd de", width=700.0)
    assert [found[each] for each in "abcd"] == [(0, 0), (192, 0), (384, 0), (576, 0)]
    assert found["e"] == (0.0, 248.0)  # an aisle of 44 and more below, on the grid


def test_rows_are_as_wide_as_shows_all_of_it_at_the_largest_scale_or_as_the_view() -> None:
    chain = "ab bc cd de ef fg gh hi ij"
    low = spots(chain, width=700.0, height=400.0)
    wide, high = max(x for x, _ in low.values()) + SIZE[0], max(y for _, y in low.values()) + SIZE[1]
    assert 0.6 <= min(700.0 / wide, 400.0 / high) < 1.0
    narrow = spots(chain, width=700.0)
    assert max(y for _, y in narrow.values()) + SIZE[1] > high
    assert spots(chain, width=700.0, height=200.0) == spots(chain, width=700.0 / 0.9)  # seen in part


def test_lanes_stand_beneath_each_other_in_the_order_of_the_ports_that_take_them() -> None:
    text = "ab bc cf bd df be ef fg"
    found = spots(text)
    assert found["a"][1] == found["b"][1] == found["c"][1] == found["f"][1] == found["g"][1] == 0.0
    assert (found["d"][1], found["e"][1]) == (216.0, 432.0)
    assert found["c"][0] == found["d"][0] == found["e"][0] < found["f"][0]
    turned = spots(text, inputs={"f": ("in_e", "in_d", "in_c")})
    assert (turned["e"][1], turned["d"][1], turned["c"][1]) == (0.0, 216.0, 432.0)


def test_a_join_stands_in_the_row_of_its_lanes_though_the_fork_does_not() -> None:
    found = spots("ab bc cd be df ef fg gh", width=700.0)
    assert found["c"][1] == found["f"][1] > found["b"][1]
    assert found["f"][0] > found["d"][0] > found["e"][0] == 0.0


def test_blocks_lie_in_lanes_only_between_a_fork_and_a_join_that_has_so_many() -> None:
    lanes = "ab bc bd be cf df eg gf fh"
    assert in_lanes(Flow(graph(lanes), {}), 3) == set("cdeg")
    assert in_lanes(Flow(graph(lanes), {}), 4) == set()
    assert in_lanes(Flow(graph("ab ac ad"), {}), 3) == set()  # no join
    assert in_lanes(Flow(graph("ad bd cd"), {}), 3) == set()  # no fork


def test_a_chain_between_fork_and_join_stays_in_its_lane() -> None:
    found = spots("ab bc cd be ef fd dg")
    assert found["b"][1] == found["c"][1] == 0.0
    assert found["e"][1] == found["f"][1] > 200.0
    assert found["d"][0] > max(found["c"][0], found["f"][0]) + SIZE[0]


def test_a_skip_passes_over_its_row_and_the_rows_below_keep_away_from_it() -> None:
    plain = spots("ab bc cd de ef fg", width=700.0)
    skipped = spots("ab bc cd de ef fg eg", width=700.0)
    assert plain["f"] == skipped["f"] or plain["f"][1] < skipped["f"][1]
    assert plain["e"][1] < skipped["e"][1]


def test_goals_of_one_body_are_lanes_and_loose_blocks_stand_below() -> None:
    found = spots("ab bc bd x y")
    assert found["c"][0] == found["d"][0] and found["c"][1] < found["d"][1]
    assert found["x"][1] == found["y"][1] > found["d"][1] + SIZE[1]


def test_a_gap_holds_the_words_on_its_wire() -> None:
    network = graph("ab bc")
    wide = DrawnSizes(dict.fromkeys("abc", SIZE), labels={network.edges[0]: 150.0, network.edges[1]: 0.0})
    found = tidied(network, wide)
    assert found["b"][0] - SIZE[0] >= 162.0
    assert found["c"][0] - found["b"][0] - SIZE[0] == 40.0


def test_a_wire_that_forks_has_more_room_than_one_that_goes_straight_on() -> None:
    text = "ab bc bd ce de"
    found = spots(text, float("inf"), labels=dict.fromkeys(graph(text).edges, 0.0))
    gaps = [found[after][0] - found[before][0] - SIZE[0] for before, after in ("ab", "bc", "ce")]
    assert gaps == [40.0, 56.0, 56.0]


@pytest.mark.parametrize("across", [1.0, 0.76])
def test_the_whole_stays_at_the_corner_of_the_grid_nearest_to_where_it_was(across: float) -> None:
    network = graph("ab bc")
    places = {"a": (403.0 / across, 97.0), "b": (203.0 / across, 300.0), "c": (950.0 / across, 98.0)}
    drawn = DrawnSizes(dict.fromkeys("abc", SIZE), width=2000.0, across=across)
    found = tidied(edits.move_nodes(network, places), drawn)
    assert found["a"] == (pytest.approx(200.0 / across), 96.0)


IDS = [f"n{index}" for index in range(14)]
NETWORKS = st.builds(
    lambda pairs, chain: Network(
        {each: Node("dense") for each in IDS},
        (*(Edge(IDS[a], "out", IDS[b], f"in{i}") for i, (a, b) in enumerate(pairs)),
         *(Edge(a, "out", b, "in") for a, b in zip(IDS[:chain], IDS[1:chain], strict=False))),
    ),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=22),
    st.integers(1, 14),
)  # fmt: skip
SIZES = st.lists(st.tuples(st.sampled_from([92.0, 115.0, 288.0]), st.sampled_from([80.0, 276.0])),
                 min_size=14, max_size=14)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(NETWORKS, SIZES, st.sampled_from([300.0, 712.0, 1500.0]), st.sampled_from([1.0, 0.76]))
def test_nothing_overlaps_and_a_second_time_changes_nothing(
    network: Network, sizes: list[Point], width: float, across: float
) -> None:
    drawn = DrawnSizes(dict(zip(IDS, sizes, strict=True)), width=width, across=across)
    found = tidied(network, drawn)
    boxes = {name: Box(x * across, y, *drawn.sizes[name]) for name, (x, y) in found.items()}
    assert boxes.keys() == network.nodes.keys()
    assert not any_overlap(boxes)
    assert tidied(edits.move_nodes(network, found), drawn) == found


def test_what_is_in_an_open_group_is_tidied_in_its_frame() -> None:
    inside = replace(graph("pq qr"), nodes={each: Node("dense", position=(7.0, 90.0)) for each in "pqr"})
    whole = graph("ag gb")
    whole = replace(whole, nodes={**whole.nodes, "g": Node("group", network=inside, unfolded=True)})
    shown = unfolded(whole)
    drawn = DrawnSizes(dict.fromkeys(shown.nodes, SIZE), width=2000.0)
    found = tidied(shown, drawn)
    assert found["g"][0] < found["g/p"][0] < found["g/q"][0] < found["g/r"][0] + SIZE[0] < found["b"][0]
    stored, _ = folded(whole, edits.move_nodes(shown, found))
    again = unfolded(stored)
    assert {name: again.nodes[name].position for name in found} == found
    assert tidied(again, drawn) == found


def chained(count: int) -> Network:
    """Return a long chain in which every fourth block is skipped over."""
    ids = [f"n{index}" for index in range(count)]
    wires = [Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False)]
    wires += [Edge(ids[index], "out", ids[index + 3], "other") for index in range(0, count - 3, 4)]
    return Network({each: Node("dense") for each in ids}, tuple(wires))


def test_four_times_the_blocks_take_about_four_times_as_long() -> None:
    def seconds(network: Network) -> float:
        def once() -> float:
            began = perf_counter()
            tidied(network, DrawnSizes(width=900.0))
            return perf_counter() - began

        return min(once() for _ in range(3))

    assert seconds(chained(1200)) < 10 * seconds(chained(300))  # 16 would be quadratic
