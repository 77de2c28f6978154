"""Tidy and room: three hundred blocks put in order, and how that grows with the network."""

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from figures import Figure, ratio

from playground.core.layout.boxes import Box
from playground.core.layout.room import with_room
from playground.core.layout.tidy import DrawnSizes, tidied
from playground.core.network.values import Edge, Network, Node

MS = 1000
VIEW = 936.0


def figures(quick: bool) -> Iterator[Figure]:
    """Measure everything."""
    pairs = 5 if quick else 15
    for name, skip in (("a chain with skips", 4), ("skips within skips", 0)):
        small, large = network(300, skip), network(1200, skip)
        grown, _, ours = ratio(timed(tidied, large), timed(tidied, small), pairs)
        yield Figure(f"Tidy: 300 blocks, {name}", ours * MS, "ms", 100.0, False)
        yield Figure(f"Tidy: 1,200 against 300 blocks, {name}", grown, "x", 8.0, False, "4 is linear")
    crowded = {
        f"n{index}": Box(index % 20 * 100.0, index // 20 * 200.0, 115.0, 276.0) for index in range(300)
    }
    taken = []
    for _ in range(pairs):
        began = perf_counter()
        with_room(crowded)
        taken.append((perf_counter() - began) * MS)
    yield Figure("Room: 300 blocks that all overlap", median(taken), "ms", 100.0, False)


def network(count: int, skip: int) -> Network:
    """Return a chain that is skipped over every few blocks, or whose halves are wired like a U-Net."""
    ids = [f"n{index}" for index in range(count)]
    wires = [Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False)]
    far = ([(index, index + skip - 1) for index in range(0, count - skip, skip)] if skip
           else [(index, count - 1 - index) for index in range(count // 2 - 1)])  # fmt: skip
    wires += [Edge(ids[a], "out", ids[b], "other") for a, b in far]
    return Network({each: Node("dense") for each in ids}, tuple(wires))


def timed(run: Callable[[Network, DrawnSizes], object], what: Network) -> Callable[[], float]:
    """Return a function that measures one run."""

    def once() -> float:
        began = perf_counter()
        run(what, DrawnSizes(width=VIEW))
        return perf_counter() - began

    return once
