"""The levels of a U: found from shapes alone, laid out row by row, and drawn where blocks stand so."""

from __future__ import annotations

import pytest

from playground.core.layout.boxes import Box
from playground.core.layout.in_levels import in_levels
from playground.core.layout.levels import Levels, Sides, bands, levels_of, nests
from playground.core.layout.sections import Flow
from playground.core.layout.tidy import DrawnSizes, tidied
from playground.core.network.values import Edge, Network, Node, Point

SIZE = (120.0, 200.0)
U = "ab bc bf cd ce de ef fg"  # a picture, down twice, up twice, two skips, a goal


def graph(text: str) -> Network:
    """Make a network from "ab bc": one letter a block, one word a wire."""
    nodes = {node_id: Node("dense") for node_id in dict.fromkeys(text.replace(" ", ""))}
    return Network(nodes, tuple(Edge(word[0], "out", word[1], f"in_{word[0]}") for word in text.split()))


def squares(text: str) -> dict[str, Sides]:
    """Return the sides of blocks from "a28 b14"."""
    return {word[0]: (int(word[1:]), int(word[1:])) for word in text.split()}


def a_u() -> tuple[Network, Levels]:
    network = graph(U)
    levels = levels_of(network, squares("a28 b28 c14 d7 e14 f28"))
    assert levels is not None
    return network, levels


def places(network: Network, levels: Levels) -> dict[str, Point]:
    sizes = dict.fromkeys(network.nodes, SIZE)
    return dict(in_levels(Flow(network, {}), levels, sizes, lambda edge: 40.0).spots)


def drawn(spots: dict[str, Point]) -> dict[str, Box]:
    return {node_id: Box(x, y, *SIZE) for node_id, (x, y) in spots.items()}


def test_levels_come_from_the_shapes_and_skips_are_what_is_joined_below_too() -> None:
    _, levels = a_u()
    assert levels.of == {"a": 0, "b": 0, "c": 1, "d": 2, "e": 1, "f": 0, "g": 0}
    assert levels.sides == ((28, 28), (14, 14), (7, 7))
    assert {(edge.source, edge.target) for edge in levels.skips} == {("b", "f"), ("c", "e")}
    assert [levels.shrunk(level) for level in range(3)] == [1, 2, 4]
    steps = {(edge.source, edge.target): levels.step(edge) for edge in graph(U).edges}
    assert (steps["b", "c"], steps["e", "f"], steps["b", "f"]) == (1, -1, 0)


def test_convolutions_without_padding_stay_on_their_level() -> None:
    sides = squares("a572 b568 c280 d136 e268 f532")
    levels = levels_of(graph(U), sides)
    assert levels is not None and levels.of["f"] == 0 and levels.of["d"] == 2


def test_single_blocks_make_a_u_as_groups_do() -> None:
    text = "ab bc cd de be ef"  # pool, conv, upsample, concatenate
    levels = levels_of(graph(text), squares("a28 b28 c14 d28 e28"))
    assert levels is not None
    assert [(edge.source, edge.target) for edge in levels.skips] == [("b", "e")]
    assert levels.of == {"a": 0, "b": 0, "c": 1, "d": 0, "e": 0, "f": 0}


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("ab bc cd bd de", "a28 b28 c28 d28"),  # residual: nothing below
        ("ab bc bd cd de", "a28 b14 c14 d14"),  # down alone
        ("ab bc cd de", "a28 b14 c7 d14 e28"),  # an autoencoder: no skips
        ("ab bc bd cd de", "a28 b28 c1 d28"),  # a gate: one pixel is no picture
        ("ab ac bd cd", "a28 b14 c28 d28"),  # two branches, neither of which is a wire alone
        (U, ""),  # nothing is known yet
    ],
)
def test_other_networks_are_no_u(text: str, sides: str) -> None:
    assert levels_of(graph(text), squares(sides)) is None


def test_without_shapes_skips_that_span_others_tell_a_u() -> None:
    assert nests(graph(U))
    assert not nests(graph("ab bc bd cd de df ef"))  # one after another
    assert not nests(graph("ab bc bd cd"))
    assert not nests(graph("ab ac ad be ce de"))  # lanes


def test_rows_are_levels_columns_are_blocks_and_the_goal_hangs_beneath_the_last_arm() -> None:
    network, levels = a_u()
    spots = places(network, levels)
    assert [spots[each][1] for each in "abf"] == [0.0] * 3
    assert spots["c"][1] == spots["e"][1] >= SIZE[1]
    assert spots["d"][1] >= spots["c"][1] + SIZE[1]
    lefts = [spots[each][0] for each in "abcdef"]
    assert all(there >= here + SIZE[0] for here, there in zip(lefts, lefts[1:], strict=False))
    assert spots["g"][0] == spots["f"][0] and spots["g"][1] > spots["c"][1]


def test_tidy_lays_a_u_out_level_by_level_and_a_second_time_changes_nothing() -> None:
    network, levels = a_u()
    sizes = dict.fromkeys(network.nodes, SIZE)
    wide = DrawnSizes(sizes, width=2000.0, height=1000.0, levels=levels)
    once = tidied(network, wide)
    assert bands(levels, drawn(once))
    again = Network({each: Node("dense", position=once[each]) for each in network.nodes}, network.edges)
    assert tidied(again, wide) == once
    narrow = tidied(network, DrawnSizes(sizes, width=300.0, height=300.0, levels=levels))
    assert narrow == tidied(network, DrawnSizes(sizes, width=300.0, height=300.0))  # too small to be seen
    assert bands(levels, drawn(narrow)) == ()  # in rows


def test_bands_hold_their_blocks_end_before_the_goal_and_leave_with_the_order() -> None:
    network, levels = a_u()
    boxes = drawn(places(network, levels))
    found = bands(levels, boxes)
    assert [band.level for band in found] == [0, 1, 2]
    for node_id, box in boxes.items():
        room = found[levels.of[node_id]].room
        inside = room.x <= box.x and box.right <= room.right and room.y <= box.y and box.bottom <= room.bottom
        assert inside == (node_id != "g")
        assert sum(band.room.overlaps(box) for band in found) == (node_id != "g")
    assert all(one.room.bottom < other.room.y for one, other in zip(found, found[1:], strict=False))
    assert bands(levels, boxes | {"d": boxes["d"].at((boxes["d"].x, 0.0))}) == ()
