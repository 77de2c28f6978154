"""Networks within networks: a path of group ids leads to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from playground.core.network.values import Network

Path = tuple[str, ...]  # ids of groups, outermost first; () is the whole network


def inner(network: Network, path: Path) -> Network:
    """Return the network at a path; KeyError when it leads nowhere."""
    for group in path:
        found = network.nodes[group].network
        if found is None:
            raise KeyError(group)
        network = found
    return network


def leads(network: Network, path: Path) -> bool:
    """Say whether there is a network at a path."""
    try:
        inner(network, path)
    except KeyError:
        return False
    return True


def with_inner(network: Network, path: Path, changed: Network) -> Network:
    """Return the whole network with another one at a path."""
    if not path:
        return changed
    group = network.nodes[path[0]]
    if group.network is None:
        raise KeyError(path[0])
    node = replace(group, network=with_inner(group.network, path[1:], changed))
    return replace(network, nodes={**network.nodes, path[0]: node})


def paths(network: Network, start: Path = ()) -> Iterator[Path]:
    """Yield the paths of all networks, the whole first, each before those in it."""
    yield start
    for node_id, node in network.nodes.items():
        if node.network is not None:
            yield from paths(node.network, (*start, node_id))
