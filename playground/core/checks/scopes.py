"""Problems inside groups: found as if the network inside were a project of its own, told by their path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playground.core.errors import Fix, Problem
from playground.core.network.block_path import BlockPath
from playground.core.network.nesting import Path, inner, with_inner
from playground.core.project.values import Project
from playground.core.shapes.derived import Derived
from playground.core.shapes.infer import Inference


def scoped(project: Project, path: Path) -> Project:
    """Return the project as it looks from inside a group."""
    return project.with_network(inner(project.network, path)) if path else project


def inside(known: Derived, place: BlockPath) -> Derived:
    """Return what is known of the network in which a block stands, as if it were a project of its own."""
    if not place.groups:
        return known
    return replace(
        known, project=scoped(known.project, place.groups), drawn=known.inside[place.groups],
        inference=within(known.inference, place),
    )  # fmt: skip


def widened(project: Project, path: Path, changed: Project) -> Project:
    """Return the whole project with what was changed inside a group."""
    if not path:
        return changed
    return changed.with_network(with_inner(project.network, path, changed.network))


def within(inference: Inference, place: BlockPath) -> Inference:
    """Return what is known of the network in which a block stands, by the ids from there on."""
    if not place.groups:
        return inference
    cut = place.network.cut
    return replace(
        inference, outputs=cut(inference.outputs), inputs=cut(inference.inputs),
        parameters=cut(inference.parameters), lent=cut(inference.lent), bytes=cut(inference.bytes),
        multiply_adds=cut(inference.multiply_adds), failures=(),
    )  # fmt: skip


def lifted(problem: Problem, place: BlockPath) -> Problem:
    """Return a problem found in the network in which a block stands as one of the whole project."""
    if not place.groups:
        return problem
    node = place.network / BlockPath.of(problem.where.node) if problem.where.node else place.group
    fixes = tuple(replace(fix, edit=_inside(fix, place.groups)) for fix in problem.fixes)
    return replace(problem, where=replace(problem.where, node=str(node)), fixes=fixes)


def _inside(fix: Fix, path: Path) -> Callable[[Project], Project]:
    def edit(project: Project) -> Project:
        changed: Project = fix.edit(scoped(project, path))
        return widened(project, path, changed)

    return edit
