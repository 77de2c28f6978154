"""Fixes tried out: what leaves a problem as it is, or brings a block that fails itself, is not offered.

Nor is what no file could hold, nor what breaks a block that stands before, as it may in a group that repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from playground.core.checks.savable import too_large_to_save
from playground.core.errors import Fix, Problem
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import in_step
from playground.core.network.topology import upstream
from playground.core.shapes.derived import Derived, derive
from playground.core.shapes.misfit import Misfit

TRIED = 8  # problems whose first fixes are tried out; a damaged file may hold any number
MEASURED = 1_200  # blocks that are measured again for that at each edit, in all: some 50 ms
Spot = tuple[tuple[str, ...], str, str, str]  # ids of the groups and the block, port, parameter, reason


def spot_of(failure: Problem) -> Spot:
    """Return where a block fails and why, whichever repeat of its groups this is."""
    place = BlockPath.of(failure.where.node)
    reason = failure.reason if isinstance(failure, Misfit) else ""
    return place.ids, failure.where.port, failure.where.param, reason


def mending(known: Derived, told: Iterable[tuple[Problem, Spot]]) -> Iterator[Problem]:
    """Yield problems, each told with its spot, without the first fixes that do not mend them."""
    left = MEASURED // max(1, len(known.flat.network.nodes))
    for number, (problem, spot) in enumerate(told):
        fixes, left = _tried(known, problem.fixes, spot, left) if number < TRIED else (problem.fixes, 0)
        yield replace(problem, fixes=fixes)


def _tried(known: Derived, fixes: tuple[Fix, ...], spot: Spot, left: int) -> tuple[tuple[Fix, ...], int]:
    """Return fixes from the first one that mends, and how many may still be tried; none where all delete."""
    for index, fix in enumerate(fixes):
        if fix.way == "removes":
            break
        if not left:
            return fixes[index:], 0
        left -= 1
        if _mends(known, fix, spot):
            return fixes[index:], left
    return (), left


def _mends(known: Derived, fix: Fix, spot: Spot) -> bool:
    edited = fix.edit(known.project)
    alike = edited.with_network(in_step(edited.network, known.project.network))
    after = derive(alike, known.fields, known, shaped=True)
    old = known.flat.network.nodes
    works = all(each.where.node in old and spot_of(each) != spot for each in after.inference.failures)
    harms = fix.way == "mends" and _breaks_before(known, after, spot)
    return works and not harms and (not any(too_large_to_save(after)) or any(too_large_to_save(known)))


def _breaks_before(known: Derived, after: Derived, spot: Spot) -> bool:
    """Say whether a block that stands before the one to mend fails anew: in a group that repeats one may."""
    *groups, own = spot[0]
    graph, failing = known.inside.get(tuple(groups)), {spot_of(each) for each in known.inference.failures}
    before = upstream(graph.network, own) if graph is not None else frozenset()
    beside = {(*groups, node) for node in before}
    new = (spot_of(each)[0] for each in after.inference.failures if spot_of(each) not in failing)
    return any(ids[: len(spot[0])] in beside for ids in new)
