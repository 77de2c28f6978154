"""Problems inside groups: found as if the network inside were a project of its own, told by their path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from playground.core.errors import Fix, Problem
from playground.core.network.nesting import Path, inner, with_inner
from playground.core.project.values import Project
from playground.core.shapes.derived import Derived
from playground.core.shapes.infer import Inference

Known = TypeVar("Known")


def path_of(node: str) -> tuple[Path, str, str]:
    """Return the groups around a block, its own id, and what its flat id begins with: "g/0/dense"."""
    *around, own = node.split("/")
    return tuple(around[::2]), own, node.removesuffix(own)


def scoped(project: Project, path: Path) -> Project:
    """Return the project as it looks from inside a group."""
    return project.with_network(inner(project.network, path)) if path else project


def inside(known: Derived, path: Path, prefix: str) -> Derived:
    """Return what is known of the network in a group, as if it were a project of its own."""
    if not path:
        return known
    return replace(
        known, project=scoped(known.project, path), drawn=known.inside[path],
        inference=within(known.inference, prefix),
    )  # fmt: skip


def widened(project: Project, path: Path, changed: Project) -> Project:
    """Return the whole project with what was changed inside a group."""
    if not path:
        return changed
    return changed.with_network(with_inner(project.network, path, changed.network))


def within(inference: Inference, prefix: str) -> Inference:
    """Return what is known of the blocks whose paths begin so, by their own ids."""
    if not prefix:
        return inference

    def cut(known: Mapping[str, Known]) -> dict[str, Known]:
        return {node.removeprefix(prefix): each for node, each in known.items() if node.startswith(prefix)}

    return replace(
        inference, outputs=cut(inference.outputs), inputs=cut(inference.inputs),
        parameters=cut(inference.parameters), bytes=cut(inference.bytes),
        multiply_adds=cut(inference.multiply_adds), failures=(),
    )  # fmt: skip


def lifted(problem: Problem, path: Path, prefix: str) -> Problem:
    """Return a problem found inside a group as one of the whole project."""
    if not path:
        return problem
    node = prefix + problem.where.node if problem.where.node else prefix.rsplit("/", 2)[0]
    fixes = tuple(Fix(fix.title, _inside(fix, path)) for fix in problem.fixes)
    return replace(problem, where=replace(problem.where, node=node), fixes=fixes)


def _inside(fix: Fix, path: Path) -> Callable[[Project], Project]:
    def edit(project: Project) -> Project:
        changed: Project = fix.edit(scoped(project, path))
        return widened(project, path, changed)

    return edit
