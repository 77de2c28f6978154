"""What blocks are called: one by its label, several by their number, a new one as nobody else is."""

from __future__ import annotations

from playground.app.texts import tr
from playground.core.project.values import Project


def names_of(project: Project, ids: list[str]) -> str:
    """Return what blocks are called, or how many they are."""
    if len(ids) == 1:
        return project.label_of(ids[0])
    return tr("{count} blocks").format(count=len(ids))


def fresh_label(project: Project, title: str) -> str:
    """Return "" while the kind's own title is free, else "Dense 2"."""
    shown = {project.label_of(node_id) for node_id in project.network.nodes}
    number = 2
    while f"{title} {number}" in shown:
        number += 1
    return f"{title} {number}" if title in shown else ""


def without_number(title: str) -> str:
    """Return "Dense" of "Dense 2"."""
    head, _, tail = title.rpartition(" ")
    return head if head and tail.isdigit() else title
