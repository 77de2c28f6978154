"""A project fitted to another data set: its ends are exchanged, then fixes of the analysis are taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import Any

from playground.core.blocks.shapes import DataFields
from playground.core.blocks.spec import Role
from playground.core.catalogue.data_set import DataSetSpec
from playground.core.checks import rewire
from playground.core.checks.analysis import Analysis, analyse
from playground.core.checks.scopes import lifted
from playground.core.data.prepared import data_set_of, fields_of
from playground.core.errors import Fix, PlaygroundError, Problem
from playground.core.network.block_path import BlockPath
from playground.core.network.edits import fresh_id
from playground.core.network.nesting import Path, inner, leads, paths
from playground.core.network.topology import incoming
from playground.core.network.values import Edge, Network, Node
from playground.core.project.first_recipe import recipe_on
from playground.core.project.values import DataChoice, Project

_IN_A_ROW = 3  # fixes that together make one block work
_SPARE = 8  # fixes beyond one a block, before blocks go instead
_BACK = 8  # steps that are gone back on from an error that nothing mends, and such errors until one gives up
Told = frozenset[tuple[str, str]]  # blocks and what is said of them
ChosenData = str | DataChoice  # a data set of the catalogue by its id, or somebody's own as they are kept


def with_data_set(project: Project, chosen: ChosenData) -> Project:
    """Return the project with another data set; shares, seed and the options that both have stay.

    So does the recipe, unless nobody chose it: then it is the one that suits the data. Somebody's own are
    split as they were when they were kept, since words are learned from their training part.
    """
    if isinstance(chosen, DataChoice):
        kept = replace(chosen, seen=project.data.seen, marked=project.data.marked)
        return replace(project, data=kept, recipe=recipe_on(project, kept.id, kept.own))
    spec, recipe = data_set_of(project, chosen), recipe_on(project, chosen)
    # What was changed about single samples goes with them.
    changed = project.with_data(id=chosen, options=_shared_options(project, spec))
    return replace(changed, recipe=recipe)


def suits(project: Project, data: ChosenData, shaped: bool) -> bool:
    """Say whether a network works on a data set as it does on its own.

    Without `shaped` PyTorch is not asked: then both sets must bring the same shapes.
    """
    chosen = with_data_set(project, data)
    spec = data_set_of(chosen)
    ends = {(each.role, each.id) for role in (Role.SOURCE, Role.GOAL)
            for each in project.of_role(role).values() if each.goal is None or each.goal.aims}  # fmt: skip
    if not ends <= {(Role.SOURCE, spec.source), (Role.GOAL, spec.goal)}:
        return False
    if not shaped:
        return _brings(project) == _brings(chosen)
    known = analyse(chosen, fields_of(chosen))
    return next(_errors(known, _told(project)), None) is None


def fitted(project: Project, data: ChosenData) -> Project:
    """Return the project on another data set: what no longer works there is mended as its badge offers.

    Fixes that keep every block come first; a block goes where nothing else helps. Where that leads to an
    error that nothing mends, what else was offered on the way is tried. What was wrong before is the person's
    own and stays. PyTorch is asked for the shapes.
    """
    chosen = with_data_set(project, data)
    spec = data_set_of(chosen)
    swapped = _swap(_swap(chosen, Role.SOURCE, spec.source), Role.GOAL, spec.goal)
    before = _told(project)
    ends = list[Analysis]()
    for end in islice(_ends_of(analyse(swapped, fields_of(chosen)), before), _BACK):
        if next(_errors(end, before), None) is None:
            return end.project
        ends.append(end)
    return ends[0].project


def _ends_of(start: Analysis, before: Told) -> Iterator[Analysis]:
    """Yield where fixes lead, one way after the other: nothing is wrong any more, or nothing mends it."""
    network = start.project.network
    tries = Counter(dict.fromkeys(paths(network), -_SPARE))  # fixes taken in each network within another
    ways = [(iter((start,)), tries)]
    while ways:
        onward, tries = ways[-1]
        if (known := next(onward, None)) is None:
            ways.pop()
            continue
        tries = tries.copy()
        steps = _steps(known, before, network, tries)
        if (first := next(steps, None)) is None:
            yield known
        else:
            ways = [*ways[-_BACK:], (chain((first,), steps), tries)]


def _steps(known: Analysis, before: Told, network: Network, tries: Counter[Path]) -> Iterator[Analysis]:
    """Yield what may be done about the first error: fixes that keep every block, then that one goes."""
    problem = next(_errors(known, before), None)
    if problem is None:
        return
    path = BlockPath.of(problem.where.node).groups
    tries[path] += 1
    if tries[path] <= len(_inside(network, path)) and not _goes_first(problem):
        yield from _kept(known, problem, before)
    if (cut := _cut(known, problem)) is not None:
        yield cut


def _kept(known: Analysis, problem: Problem, before: Told, most: int = _IN_A_ROW) -> Iterator[Analysis]:
    """Yield what follows once a block works by fixes that keep all blocks, the fewest first."""
    stuck = []
    for fix in problem.fixes:
        changed: Project = fix.edit(known.project)
        if fix.way != "mends" or not _blocks(known.project) <= _blocks(changed):
            continue
        made = analyse(changed, known.fields, known)
        first = next(_errors(made, before), None)
        if first is None or not _is_stuck(known, problem, first):
            yield made
        else:
            stuck.append((made, first))
    for made, first in stuck if most > 1 else ():
        yield from _kept(made, first, before, most - 1)


def _goes_first(problem: Problem) -> bool:
    """Say whether the best that can be done is to take a block away, as where a list needs no summing up."""
    return bool(problem.fixes) and problem.fixes[0].way != "mends"


def _is_stuck(known: Analysis, problem: Problem, first: Problem) -> bool:
    """Say whether the first error is still there, or stands at a block that was to mend it."""
    where, now = problem.where, first.where
    if (now.node, now.port) == (where.node, where.port):
        return True
    stuck = BlockPath.of(now.node)
    return bool(stuck.own) and (stuck.groups, stuck.own) not in _blocks(known.project)


def _cut(known: Analysis, problem: Problem) -> Analysis | None:
    """Return what follows once a block is gone that nothing makes work; sources and goals stay."""
    for fix in (*_removal(known.project, problem), *problem.fixes):
        changed: Project = fix.edit(known.project)
        if _blocks(changed) < _blocks(known.project) and _ends(changed) >= _ends(known.project):
            return analyse(changed, known.fields, known)
    return None


def _removal(project: Project, problem: Problem) -> Iterator[Fix]:
    """Yield the fix that takes away the block a problem is told at."""
    place = BlockPath.of(problem.where.node)
    if place.own in _inside(project.network, place.groups):
        fix = Fix(problem.message, partial(_without, node=place.own))
        here = Problem(problem.severity, replace(problem.where, node=place.own), problem.message, (fix,))
        yield from lifted(here, place).fixes


def _without(project: Project, node: str) -> Project:
    """Return the project without a block; what it was the first to get goes on to those behind it."""
    for edge in incoming(project.network, node)[1:]:
        project = rewire.disconnected(project, edge)
    return rewire.without(project, node)


def _errors(known: Analysis, before: Told) -> Iterator[Problem]:
    for problem in known.problems:
        if problem.severity == "error" and (problem.where.node, problem.message) not in before:
            yield problem


def _told(project: Project) -> Told:
    """Return what is wrong with a project on its own data; nothing where these cannot be had."""
    try:
        known = analyse(project, fields_of(project))
    except PlaygroundError:
        return frozenset()
    return frozenset((problem.where.node, problem.message) for problem in known.problems)


def _blocks(project: Project) -> frozenset[tuple[Path, str]]:
    """Return all blocks with the groups around them."""
    found = paths(project.network)
    return frozenset((path, node) for path in found for node in inner(project.network, path).nodes)


def _inside(network: Network, path: Path) -> Mapping[str, Node]:
    return inner(network, path).nodes if leads(network, path) else {}


def _ends(project: Project) -> set[str]:
    return {*project.of_role(Role.SOURCE), *project.of_role(Role.GOAL)}


def _brings(project: Project) -> list[tuple[Any, ...]] | None:
    """Return the fields of a data set as far as a network must know them."""
    try:
        found: DataFields = fields_of(project)
    except PlaygroundError:
        return None
    return [(each.name, each.sizes, each.dtype, each.values, each.levels, len(each.classes))
            for each in found.fields.values()]  # fmt: skip


def _shared_options(project: Project, spec: DataSetSpec) -> dict[str, Any]:
    """Keep options that both data sets have: noise and size stay when one looks through the gallery."""
    kept = {}
    for param in spec.params:
        if param.name in project.data.options:
            try:
                kept[param.name] = param.check(project.data.options[param.name])
            except PlaygroundError:  # outside the other set's range: its default holds
                continue
    return kept


def _swap(project: Project, role: Role, kind: str) -> Project:
    """Give every source (or goal) the kind that fits; place and wires stay, as far as it has their ports.

    A goal that aims at nothing in the data stays as it is.
    """
    for node, spec in project.of_role(role).items():
        if spec.id != kind and (spec.goal is None or spec.goal.aims):
            ports = {port.name for port in project.blocks.get(kind).inputs}
            project = project.with_network(_replaced(project.network, node, kind, ports))
    return project


def _replaced(network: Network, node: str, kind: str, ports: set[str]) -> Network:
    new = fresh_id(network, kind)
    made = Node(kind, {}, "", network.nodes[node].position)
    nodes = {new if each == node else each: made if each == node else old
             for each, old in network.nodes.items()}  # fmt: skip
    kept = (edge for edge in network.edges if edge.target != node or edge.target_port in ports)
    return Network(nodes, tuple(_moved(edge, node, new) for edge in kept))


def _moved(edge: Edge, old: str, new: str) -> Edge:
    source = new if edge.source == old else edge.source
    return replace(edge, source=source, target=new if edge.target == old else edge.target)
