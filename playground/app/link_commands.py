"""The commands of linked copies: make one, let blocks share their weights, give them their own again."""

from __future__ import annotations

from playground.app import edits, link_edits
from playground.app.command import Command
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import names_in, partners


def selected_paths(workspace: Workspace) -> list[BlockPath]:
    """Return the selected blocks as they are drawn in the whole project, in the order of the canvas."""
    around = BlockPath(groups=workspace.scope.path)
    nodes = workspace.here.network.nodes
    return [around / BlockPath.of(each) for each in nodes if each in workspace.selection]


def duplicate(workspace: Workspace, shared: bool = False) -> None:
    """Copy the selected blocks, as linked copies or with weights of their own."""
    taken = names_in(workspace.project.network)
    rows = workspace.window.canvas.drawn_sizes().rows
    workspace.apply(edits.duplicate, workspace.selection, taken=taken, shared=shared, rows=rows)


def _link(workspace: Workspace) -> None:
    workspace.editing.apply_whole(link_edits.link, selected_paths(workspace))


def _unlink(workspace: Workspace) -> None:
    workspace.editing.apply_whole(link_edits.unlink, selected_paths(workspace))


def _can_link(workspace: Workspace) -> bool:
    return link_edits.why_no_link(workspace.project, selected_paths(workspace)) is None


def _why_no_link(workspace: Workspace) -> str:
    return tr(link_edits.why_no_link(workspace.project, selected_paths(workspace)) or "")


def _is_linked(workspace: Workspace) -> bool:
    network = workspace.project.network
    return network.has_links and any(partners(network, each) for each in selected_paths(workspace))


def _can_copy(workspace: Workspace) -> bool:
    specs = (workspace.here.spec_of(each) for each in workspace.selection)
    return any(spec is not None and spec.shareable for spec in specs)


LINKS = (
    Command("edit.linked_copy", "Linked copy", lambda w: duplicate(w, shared=True), "link", "Ctrl+L",
            _can_copy, lambda w: tr("Select a layer or a group first: sources and goals share no weights.")),
    Command("edit.link", "Link", _link, "link", "Ctrl+Shift+K", _can_link, _why_no_link),
    Command("edit.unlink", "Unlink", _unlink, "unlink", "Ctrl+Shift+U", _is_linked,
            lambda w: tr(link_edits.NONE_LINKED)),
)  # fmt: skip
