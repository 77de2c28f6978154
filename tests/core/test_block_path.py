"""A block inside groups and repeats: every spelling of its path is read back and agrees with `expand`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinds_in_torch import LAYERS, settings_of
from kinds_in_torch import given as given_to
from playground.app.shown import Shown
from playground.core.blocks.calls import parts_of
from playground.core.blocks.spec import BlockSpec
from playground.core.builtin import CATALOGUE
from playground.core.checks.scopes import within
from playground.core.graph.expand import Flat, expand
from playground.core.graph.names import key_of, node_of, weight_key
from playground.core.layers.make import make
from playground.core.network.block_path import BlockPath, array_name, groups_around, lies_in, owners
from playground.core.network.nesting import inner, paths
from playground.core.network.unfolding import folded, group_of, unfolded
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.shapes.infer import Inference
from playground.core.views import places

SOME = settings(max_examples=25)
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,3}", fullmatch=True)
LEAVES = st.builds(Node, st.sampled_from(["dense", "relu", "dropout"]), label=st.sampled_from(["", "Own"]))
TENSORS = st.sampled_from(["weight", "bias", "weight_ih_l0", "projections.0.weight"])


def networks(depth: int = 2) -> st.SearchStrategy[Network]:
    """Return networks with groups in groups, all of them opened in place."""
    nodes = LEAVES if depth == 0 else LEAVES | groups(depth - 1)
    return st.dictionaries(IDS, nodes, min_size=1, max_size=3).map(chained)


def groups(depth: int) -> st.SearchStrategy[Node]:
    params = st.fixed_dictionaries({"repeat": st.integers(1, 2), "shared": st.booleans()})
    return st.builds(Node, st.just("group"), params, network=networks(depth), unfolded=st.just(True))


def chained(nodes: dict[str, Node]) -> Network:
    ids = list(nodes)
    return Network(nodes, tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False)))


def laid_out(network: Network, here: BlockPath) -> Iterator[BlockPath]:
    """Yield the paths of all blocks that are no groups, by hand."""
    for own, node in network.nodes.items():
        place = here.beside(own)
        if node.network is None:
            yield place
            continue
        for repeat in range(node.params["repeat"]):
            yield from laid_out(node.network, BlockPath("", (*here.groups, own), (*here.repeats, repeat)))


def in_state(path: BlockPath, part: str, tensor: str) -> str:
    """Return the name that PyTorch gives a tensor of the model."""
    return f"parts.{path.module(part)}.{tensor}"


def blocks(network: Network) -> list[tuple[str, BlockPath]]:
    """Return the blocks of the flat network with what their ids are read as."""
    return [(node, BlockPath.of(node)) for node in expand(CATALOGUE.blocks, network).network.nodes]


@SOME
@given(networks())
def test_the_flat_network_has_a_block_for_each_path(network: Network) -> None:
    read = dict(blocks(network))
    assert set(read.values()) == set(laid_out(network, BlockPath()))
    assert all(str(path) == node for node, path in read.items())


@SOME
@given(networks(), TENSORS)
def test_what_is_written_is_read_back(network: Network, tensor: str) -> None:
    for node, path in blocks(network):
        assert BlockPath.of_key(path.key(tensor)) == (path, tensor)
        assert BlockPath.of_key(path.key())[0] == path
        assert BlockPath.of_module(path.module("activation")) == (path, "activation")
        assert BlockPath.of_state(in_state(path, "activation", tensor)) == (path, "activation", tensor)
        assert (
            key_of(in_state(path, "layer", tensor)) == weight_key(path, "layer", tensor) == path.key(tensor)
        )
        assert key_of(in_state(path, "activation", tensor)) == path.key("activation", tensor)
        assert node_of(path.key(tensor)) == path.top in network.nodes
        assert (node, f".{tensor}") in owners(array_name(node, tensor))
        assert (path.key(), f".{tensor}") in owners(path.key(tensor))


@SOME
@given(networks())
def test_a_path_leads_to_the_block_that_is_drawn(network: Network) -> None:
    flat, drawn = expand(CATALOGUE.blocks, network), unfolded(network)
    for node, path in blocks(network):
        own = inner(network, path.groups).nodes[path.own]
        assert own.kind == flat.network.nodes[node].kind == drawn.nodes[str(path.drawn)].kind
        assert BlockPath.of(str(path.drawn)) == path.drawn
        assert [str(each) for each in path.around] == list(groups_around(node))
        assert all(lies_in(node, around) for around in groups_around(node)) and lies_in(node, node)
        titles = [inner(network, path.ids[:end]).nodes[each] for end, each in enumerate(path.ids)]
        label_of = CATALOGUE.blocks.label_of
        assert label_of(network, node) == " › ".join(label_of(Network({"x": each}), "x") for each in titles)
        assert group_of(str(path.drawn)) == (str(path.group.drawn) if path.group else "")


@SOME
@given(networks())
def test_all_that_is_drawn_is_read_back(network: Network) -> None:
    found = [(path, own) for path in paths(network) for own in inner(network, path).nodes]
    assert {BlockPath(own, path) for path, own in found} == {*map(BlockPath.of, unfolded(network).nodes)}
    assert folded(network, unfolded(network)) == (network, {})


@SOME
@given(networks())
def test_every_network_within_holds_its_own_blocks(network: Network) -> None:
    read = dict(blocks(network))
    for path in paths(network):
        here = BlockPath(groups=path).first
        below = {node: inside for node, each in read.items() if (inside := each.below(here)) is not None}
        assert all(here / inside == read[node] for node, inside in below.items())
        assert set(map(str, below.values())) == set(
            expand(CATALOGUE.blocks, inner(network, path)).network.nodes
        )
        known = within(Inference(parameters=dict.fromkeys(read, 1)), here)
        assert set(known.parameters) == set(map(str, below.values()))


@SOME
@given(networks())
def test_what_is_shown_translates_there_and_back(network: Network) -> None:
    whole = Project("Paths", network, DataChoice("spiral"), catalogue=CATALOGUE)
    for path in paths(network):
        seen = unfolded(inner(network, path))
        shown = Shown(whole.with_network(seen), BlockPath(groups=path).first)
        flat = {node: shown.flat(node) for node in seen.nodes}
        assert [shown.own(each) for each in flat.values()] == list(seen.nodes)
        trained = {each for each in flat.values() if each in expand(CATALOGUE.blocks, network).network.nodes}
        assert trained == {each for node, each in flat.items() if seen.nodes[node].network is None}
        for node, each in flat.items():
            assert BlockPath.of_key(shown.key(node, "bias")) == (BlockPath.of(each), "bias")
            assert places.is_shown(each, shown.within)


@SOME
@given(networks())
def test_twins_part_at_the_group_that_shares(network: Network) -> None:
    flat: Flat = expand(CATALOGUE.blocks, network)
    for node, twin in flat.shared.twins.items():
        path, first = BlockPath.of(node), BlockPath.of(twin)
        group = path.parting(first)
        assert (path.drawn, path) == (first.drawn, BlockPath.of(node)) and group in path.around
        assert inner(network, group.groups).nodes[group.own].params["shared"]
        assert path.repeats[: len(group.groups)] == first.repeats[: len(group.groups)]


def test_a_path_says_when_it_is_asked_for_what_it_does_not_know() -> None:
    drawn = BlockPath.of("g/dense")
    assert (drawn, drawn.repeats) == (BlockPath("dense", ("g",)), ())
    with pytest.raises(ValueError, match="every repeat"):
        drawn.key("weight")
    with pytest.raises(ValueError, match="not repeated"):
        BlockPath("dense", ("g", "h"), (0,))
    with pytest.raises(ValueError, match="no network"):
        replace(drawn) / BlockPath("relu")
    assert (drawn.first.key("weight"), str(drawn.first)) == ("g.0.dense.weight", "g/0/dense")


@pytest.mark.parametrize("spec", LAYERS, ids=lambda spec: spec.id)
def test_no_weight_of_a_kind_is_called_by_a_number(spec: BlockSpec) -> None:
    """Else "dense.0.weight" could be that of a block in a group, or of a module in a module."""
    path = BlockPath.of("g/1/block")
    for shapes in given_to(spec):
        for part, call in parts_of(spec.call(next(iter(settings_of(spec, shapes, 1))), shapes)):
            for tensor in make(call, "meta").state_dict():
                assert BlockPath.of_key(weight_key(path, part, tensor))[0] == path


def test_a_number_too_long_to_count_with_is_a_name() -> None:
    digits = "9" * 5000
    path, name = BlockPath.of_key(f"dense.{digits}.x.weight")
    assert (path.top, name) == ("dense", f"{digits}.x.weight")
    assert BlockPath.of(f"group/{digits}/dense").own == "dense"
