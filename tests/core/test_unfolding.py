"""Groups opened in place: the unfolded network, edits of it, and what they make of the one that is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.app import grouping
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.network.edits import add_node, connect, insert_on_edge, move_nodes, remove_nodes
from playground.core.network.nesting import inner, paths, with_inner
from playground.core.network.rows import ROW
from playground.core.network.unfolding import SIDE, extent, folded, outermost, unfolded
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import TemplateRegistry, template


def nested() -> Network:
    """Return source, a group with a group in it, and a goal; both groups are open."""
    network, network_ids = Network(), []
    for index, kind in enumerate(("points", "dense", "relu", "dense", "classify")):
        network, made = add_node(network, Node(kind, position=(184.0 * index, 40.0)))
        network_ids.append(made)
    for source, target in zip(network_ids, network_ids[1:], strict=False):
        network = connect(network, Edge(source, "out", target, "in"))
    network, outer = grouping.grouped(network, network_ids[1:4])
    inside, deep = grouping.grouped(network.nodes[outer].network or Network(), ["relu"])
    return opened(with_inner(network, (outer,), inside), [(outer,), (outer, deep)])


def opened(network: Network, groups: Iterable[tuple[str, ...]]) -> Network:
    for *around, name in groups:
        there = inner(network, tuple(around))
        marked = replace(there, nodes={**there.nodes, name: replace(there.nodes[name], unfolded=True)})
        network = with_inner(network, tuple(around), marked)
    return network


def every() -> dict[str, Network]:
    """Return networks with all their groups open."""
    found = {"nested": nested()}
    for entry in TemplateRegistry(CATALOGUE):
        network = entry.open().network
        groups = [path for path in paths(network) if path]
        if groups:
            found[entry.id] = opened(network, groups)
    return found


NETWORKS = every()
EVERY = pytest.mark.parametrize("network", NETWORKS.values(), ids=list(NETWORKS))


@EVERY
def test_nothing_edited_is_the_same_network(network: Network) -> None:
    shown = unfolded(network)
    assert len(shown.nodes) == sum(len(inner(network, path).nodes) for path in paths(network))
    assert folded(network, shown) == (network, {}) and folded(network, shown)[0] is network


def test_without_open_groups_nothing_is_made() -> None:
    closed = template("resnet-small", CATALOGUE).open().network
    assert unfolded(closed) is closed


@EVERY
def test_frames_hold_what_is_in_them(network: Network) -> None:
    shown = unfolded(network)
    for name, node in shown.nodes.items():
        group = shown.nodes.get(name.rpartition("/")[0])
        if group is not None and group.network is not None:
            (left, top), (wide, high) = group.position, extent(group.network)
            assert left < node.position[0] < left + wide and top < node.position[1] < top + high


@given(st.data())
def test_a_moved_block_is_where_it_was_put_and_all_others_stay(data: st.DataObject) -> None:
    network = NETWORKS[data.draw(st.sampled_from(sorted(NETWORKS)))]
    shown = unfolded(network)
    name = data.draw(st.sampled_from(sorted(shown.nodes)))
    by = data.draw(st.tuples(st.integers(-500, 500), st.integers(-500, 500)))
    along = [each for each in shown.nodes if f"{each}/".startswith(f"{name}/")]
    places = {each: (shown.nodes[each].position[0] + by[0], shown.nodes[each].position[1] + by[1])
              for each in along}  # fmt: skip
    moved = move_nodes(shown, places)
    again = unfolded(folded(network, moved)[0])
    frames = {each for each, node in shown.nodes.items() if node.network is not None}
    for each in moved.nodes.keys() - frames:  # a frame goes along with what it holds
        assert again.nodes[each].position == pytest.approx(moved.nodes[each].position)


def test_a_frame_takes_its_blocks_along() -> None:
    network = nested()
    shown = unfolded(network)
    moved = move_nodes(shown, {"group": (1000.0, 500.0)})
    made = folded(network, moved)[0]
    assert made.nodes["group"].network is network.nodes["group"].network
    assert made.nodes["group"].position == (1000.0, 500.0)


def test_a_block_on_a_wire_inside_belongs_to_the_group() -> None:
    network = nested()
    shown = unfolded(network)
    edge = Edge("group/dense", "out", "group/group", "in")
    changed, made = insert_on_edge(shown, Node("dropout"), edge)
    result, names = folded(network, changed)
    assert names == {made: "group/dropout"}
    assert Edge("dense", "out", "dropout", "in") in inner(result, ("group",)).edges
    assert set(result.nodes) == set(network.nodes) and result.edges == network.edges


def test_a_block_dropped_into_a_frame_belongs_there_and_others_make_room() -> None:
    network = nested()
    group = network.nodes["group"]
    spot = (group.position[0] + 60.0, group.position[1] + 90.0)
    changed, made = add_node(unfolded(network), Node("dense", position=spot))
    result, names = folded(network, changed)
    assert names == {made: "group/dense_3"}
    inside = inner(result, ("group",))
    assert unfolded(result).nodes["group/dense_3"].position == pytest.approx(spot)
    outside, _ = add_node(unfolded(network), Node("dense", position=(-900.0, 0.0)))
    assert folded(network, outside)[1] == {} and len(inside.nodes) == 6


def test_a_block_moved_onto_a_wire_outside_leaves_its_group() -> None:
    network = nested()
    shown = remove_nodes(unfolded(network), ["group/dense_2"])
    changed = connect(add_node(shown, network.nodes["points"], "group/dense_2")[0],
                      Edge("points", "out", "group/dense_2", "in"))  # fmt: skip
    result, names = folded(network, changed)
    assert names == {"group/dense_2": "dense_2"} and "dense_2" in result.nodes
    assert "dense_2" not in inner(result, ("group",)).nodes


def test_a_wire_across_the_border_is_refused() -> None:
    network = nested()
    with pytest.raises(PlaygroundError, match="cannot cross the border of a group"):
        folded(network, connect(unfolded(network), Edge("points", "out", "group/group/relu", "in")))


def test_removing_a_frame_removes_what_is_in_it() -> None:
    network = nested()
    result, _ = folded(network, remove_nodes(unfolded(network), ["group"]))
    assert set(result.nodes) == {"points", "classify"}
    assert result.edges == (Edge("points", "out", "classify", "in"),)


def test_blocks_inside_become_a_group_with_ids_of_their_own() -> None:
    network = nested()
    changed, made = grouping.grouped(unfolded(network), {"group/dense", "group/group"})
    result, names = folded(network, changed)
    inside = inner(result, ("group",))
    assert names[made] in {f"group/{each}" for each in inside.nodes}
    made_inside = inner(result, tuple(names[made].split("/")))
    assert {"dense", "group"} <= set(made_inside.nodes) and "dense" not in inside.nodes
    assert not any("/" in each for each in made_inside.nodes)


@EVERY
def test_opening_makes_room_that_closing_gives_back(network: Network) -> None:
    groups = [each for each, node in network.nodes.items() if node.network is not None]
    for name in groups:
        shut = replace(network, nodes={**network.nodes, name: replace(network.nodes[name], unfolded=False)})
        there = grouping.opened(shut, name)
        assert grouping.closed(there, name) == shut
        left, top = shut.nodes[name].position
        for each, node in shut.nodes.items():
            x, y = there.nodes[each].position
            down = node.position[1] - top  # a U-Net's next level begins beside a group, not below it
            beside = -0.75 * ROW < down < ROW - SIDE and node.position[0] > left
            assert (x > node.position[0]) == beside and (y > node.position[1]) == (down >= ROW - SIDE)


def test_chosen_blocks_are_the_outermost() -> None:
    assert outermost(frozenset({"g", "g/a", "g/h/b", "x/y", "z"})) == {"g", "x/y", "z"}
