"""Fixes tried out: what leaves a problem as it is, or brings a block that fails itself, is not offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from playground.core.errors import Fix, Problem
from playground.core.network.block_path import BlockPath
from playground.core.shapes.derived import Derived, derive
from playground.core.shapes.misfit import Misfit

TRIED = 8  # problems whose first fixes are tried out; a damaged file may hold any number
Spot = tuple[object, ...]


def spot_of(failure: Problem) -> Spot:
    """Return where a block fails and why, whichever repeat of its groups this is."""
    place = BlockPath.of(failure.where.node)
    reason = failure.reason if isinstance(failure, Misfit) else ""
    return place.groups, place.own, failure.where.port, failure.where.param, reason


def mending(known: Derived, told: Iterable[tuple[Problem, Spot]]) -> Iterator[Problem]:
    """Yield problems, each told with its spot, without the first fixes that do not mend them."""
    for number, (problem, spot) in enumerate(told):
        yield problem if number >= TRIED else _mending(known, problem, spot)


def _mending(known: Derived, problem: Problem, spot: Spot) -> Problem:
    fixes = problem.fixes
    while fixes and fixes[0].way != "removes" and not _mends(known, fixes[0], spot):
        fixes = fixes[1:]
    return replace(problem, fixes=() if fixes and fixes[0].way == "removes" else fixes)


def _mends(known: Derived, fix: Fix, spot: Spot) -> bool:
    after = derive(fix.edit(known.project), known.fields, known, shaped=True)
    old = known.flat.network.nodes
    return all(each.where.node in old and spot_of(each) != spot for each in after.inference.failures)
