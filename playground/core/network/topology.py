"""Who feeds whom: neighbours, order and cycles. Wires whose ends are missing are passed over."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from playground.core.network.values import Edge, Network


def incoming(network: Network, node_id: str) -> tuple[Edge, ...]:
    """Return the wires that end at a block."""
    return network.into.get(node_id, ())


def outgoing(network: Network, node_id: str) -> tuple[Edge, ...]:
    """Return the wires that start at a block."""
    return network.out.get(node_id, ())


def order(network: Network) -> tuple[str, ...]:
    """Return all ids, sources before targets; ties, cycles and what hangs on them in the network's order."""
    waiting = {node_id: len(sources) for node_id, sources in predecessors(network).items()}
    after = successors(network)
    ready = deque(node_id for node_id, count in waiting.items() if count == 0)
    done: list[str] = []
    while ready:
        node_id = ready.popleft()
        done.append(node_id)
        for target in after[node_id]:
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    return (*done, *(node_id for node_id, count in waiting.items() if count > 0))


def cycle(network: Network) -> tuple[str, ...]:
    """Return the ids along one cycle, in the direction of its wires; empty when there is none."""
    before = predecessors(network)
    rest = set(_in_or_behind_cycles(network))
    if not rest:
        return ()
    # Every block left over has a predecessor left over, so walking back must come round.
    path: dict[str, None] = {}
    node_id = next(each for each in network.nodes if each in rest)
    while node_id not in path:
        path[node_id] = None
        node_id = next(source for source in before[node_id] if source in rest)
    walked = list(path)
    return tuple(reversed(walked[walked.index(node_id) :]))


def upstream(network: Network, node_id: str) -> frozenset[str]:
    """Return the blocks a block depends on, itself left out unless it lies on a cycle."""
    return _reached(network, node_id, lambda each: (edge.source for edge in incoming(network, each)))


def origin(network: Network, node_id: str) -> str:
    """Return where the way back from a block begins, along the first wire of each; on a cycle any of it."""
    passed: set[str] = set()
    while node_id not in passed and (wires := incoming(network, node_id)):
        passed.add(node_id)
        node_id = min(wires, key=lambda edge: edge.target_port).source
    return node_id


def downstream(network: Network, node_id: str) -> frozenset[str]:
    """Return the blocks that depend on a block, itself left out unless it lies on a cycle."""
    return _reached(network, node_id, lambda each: (edge.target for edge in outgoing(network, each)))


def predecessors(network: Network) -> dict[str, list[str]]:
    """Return for each block the ids that feed it, each once."""
    return _neighbours(network, ((edge.target, edge.source) for edge in network.edges))


def successors(network: Network) -> dict[str, list[str]]:
    """Return for each block the ids it feeds, each once."""
    return _neighbours(network, ((edge.source, edge.target) for edge in network.edges))


def _neighbours(network: Network, pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {node_id: {} for node_id in network.nodes}
    for here, there in pairs:
        if here in found and there in found:
            found[here][there] = None
    return {node_id: list(others) for node_id, others in found.items()}


def _in_or_behind_cycles(network: Network) -> tuple[str, ...]:
    """Return the ids that no order can place."""
    before = predecessors(network)
    placed: set[str] = set()
    left = []
    for node_id in order(network):
        if all(source in placed for source in before[node_id]):
            placed.add(node_id)
        else:
            left.append(node_id)
    return tuple(left)


def _reached(network: Network, start: str, beside: Callable[[str], Iterable[str]]) -> frozenset[str]:
    seen: set[str] = set()
    stack = list(beside(start)) if start in network.nodes else []
    while stack:
        node_id = stack.pop()
        if node_id not in seen and node_id in network.nodes:
            seen.add(node_id)
            stack.extend(beside(node_id))
    return frozenset(seen)
