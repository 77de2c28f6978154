"""Room for a drawing on a grid: its columns and rows stay, faces and words fit between them."""

from playground.core.layout.boxes import BETWEEN
from playground.core.layout.spread import spread
from playground.core.layout.tidy import BESIDE_LABEL, DrawnSizes
from playground.core.network.rows import AISLE
from playground.core.network.values import Edge, Network, Node

WIRES = (Edge("a", "out", "b", "in"), Edge("a", "out", "c", "in"), Edge("b", "out", "d", "in"))


def drawing() -> Network:
    places = {"a": (8.0, 16.0), "b": (192.0, 16.0), "c": (192.0, 536.0), "d": (376.0, 16.0)}
    return Network({name: Node("relu", position=place) for name, place in places.items()}, WIRES)


def test_columns_are_as_wide_as_what_stands_in_them_and_rows_as_high() -> None:
    sizes = {"a": (100.0, 90.0), "b": (120.0, 200.0), "c": (300.0, 100.0), "d": (80.0, 80.0)}
    spots = spread(drawing(), DrawnSizes(sizes))
    assert spots["a"] == (8.0, 16.0)
    assert spots["b"][0] == spots["c"][0] and spots["a"][1] == spots["b"][1] == spots["d"][1]
    assert BETWEEN <= spots["b"][0] - 108.0 < BETWEEN + 8
    assert BETWEEN <= spots["d"][0] - spots["c"][0] - 300.0 < BETWEEN + 8
    assert AISLE <= spots["c"][1] - spots["b"][1] - 200.0 < AISLE + 8


def test_words_on_a_wire_have_room_between_its_blocks() -> None:
    sizes = dict.fromkeys("abcd", (100.0, 90.0))
    spots = spread(drawing(), DrawnSizes(sizes, {WIRES[2]: 90.0}))
    assert spots["d"][0] - spots["b"][0] - 100.0 >= 90.0 + 2 * BESIDE_LABEL
    assert spots["b"][0] - spots["a"][0] - 100.0 < BETWEEN + 8


def test_places_are_stored_so_that_they_are_drawn_there_in_a_narrow_window() -> None:
    sizes = dict.fromkeys("abcd", (100.0, 90.0))
    near, far = (spread(drawing(), DrawnSizes(sizes, across=across)) for across in (1.0, 0.5))
    assert all(far[each][0] - 8.0 == 2 * (near[each][0] - 8.0) for each in "abcd")
    assert spread(Network(), DrawnSizes()) == {}
