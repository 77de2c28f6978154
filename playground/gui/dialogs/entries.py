"""What the command palette offers: the command table, blocks, data sets, templates and recent files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QKeySequence

from playground.app import edits
from playground.app.command import GROUPS, Command
from playground.app.commands import COMMANDS
from playground.app.kept_sets import KeptSet
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.spec import BlockSpec
from playground.core.catalogue.data_set import DataSetSpec
from playground.core.catalogue.own_inputs import kind_of
from playground.core.project.templates import Template, TemplateRegistry

_SELF = "help.commands"


class Runner(Protocol):
    """What runs commands: the window's actions."""

    def run(self, command_id: str) -> None:
        """Run a command, or say why it cannot be."""

    def why_not(self, command_id: str) -> str:
        """Return why a command cannot run now, or nothing."""


@dataclass(frozen=True)
class Entry:
    """One line of the palette."""

    title: str
    run: Callable[[], object]
    group: str
    icon: str = ""
    tint: str = ""  # of the icon; nothing for plain grey
    key: str = ""
    reason: str = ""  # why it cannot be now
    checked: bool = False
    stem: str = ""  # what it puts into the line, for a value to be typed behind it
    typed: Callable[[str], Entry] | None = None  # the line that a typed value makes of it

    @property
    def name(self) -> str:
        """Return what it is found by: of a parameter not its value."""
        return self.title.partition(":")[0] if self.typed is not None else self.title


def entries(workspace: Workspace, actions: Runner) -> tuple[Entry, ...]:
    """Return everything that can be run by its name, what cannot be now with the reason."""
    catalogue = workspace.catalogue
    return (
        *(_command(command, workspace, actions) for command in COMMANDS if command.id != _SELF),
        *(_block(spec, workspace) for spec in catalogue.blocks if workspace.shown.in_group or not spec.inner),
        *(_data(spec, workspace) for spec in catalogue.data),
        *(entry for each in workspace.own.kept.sets for entry in _own(each, workspace)),
        *(_template(item, workspace) for item in TemplateRegistry(catalogue)),
        *_recent(workspace),
        *(_in_network(node_id, workspace) for node_id in workspace.here.network.nodes),
    )


def _command(command: Command, workspace: Workspace, actions: Runner) -> Entry:
    return Entry(
        command.label(workspace).rstrip("…"), lambda: actions.run(command.id), group_title(command.group),
        command.icon or "command", key=key_text(command.shortcut), reason=actions.why_not(command.id),
        checked=command.checked is not None and command.checked(workspace),
    )  # fmt: skip


def _block(spec: BlockSpec, workspace: Workspace) -> Entry:
    title = tr("Add {block}").format(block=tr(spec.title))
    return Entry(title, lambda: add_block(spec.id, workspace), tr("Block"), spec.icon, spec.tint)


def _in_network(node_id: str, workspace: Workspace) -> Entry:
    here = workspace.here
    spec = here.blocks.find(here.network.nodes[node_id].kind)
    title = tr("Go to {block}").format(block=here.label_of(node_id))
    icon, tint = (spec.icon, spec.tint) if spec is not None else ("circle-help", "")
    return Entry(title, lambda: workspace.window.show_block(node_id), tr("In the network"), icon, tint)


def add_block(kind: str, workspace: Workspace) -> bool:
    """Put a block behind the selected one, as a double click in the palette of blocks does."""
    selected = next(iter(workspace.selection)) if len(workspace.selection) == 1 else None
    rows = workspace.window.canvas.drawn_sizes().rows
    return workspace.apply(edits.append, kind, selected, workspace.fields, rows, workspace.inference.outputs)


def _data(spec: DataSetSpec, workspace: Workspace) -> Entry:
    title = tr("Data: {name}").format(name=tr(spec.title))
    used = workspace.project.data.id == spec.id
    icon = workspace.catalogue.families.get(spec.family).icon
    return Entry(title, lambda: workspace.data.choose(spec.id), tr("Data"), icon, "source", checked=used)


def _own(kept: KeptSet, workspace: Workspace) -> Iterator[Entry]:
    """Yield that a set of one's own is used by what is open, and that its page is looked at."""
    title, own = kept.manifest.title, workspace.own.kept
    used = own.of(workspace.project) is kept
    icon = kind_of(kept.manifest).icon
    words = tr("Data: {name}").format(name=title)
    yield Entry(words, lambda: own.choose(kept.id), tr("Your data"), icon, "source", checked=used)
    words = tr("Open {name} on its page").format(name=title)
    yield Entry(words, lambda: own.show_page(kept.id), tr("Your data"), icon, "source")


def _template(item: Template, workspace: Workspace) -> Entry:
    title = tr("Open {name}").format(name=tr(item.title))
    return Entry(title, lambda: workspace.files.new(item.id), tr("Template"), "layout-template")


def _recent(workspace: Workspace) -> Iterator[Entry]:
    for path in workspace.files.recent:
        title = tr("Open {name}").format(name=path.name)
        yield Entry(title, _opener(workspace, path), tr("Recent"), "history")


def _opener(workspace: Workspace, path: Path) -> Callable[[], object]:
    return lambda: workspace.files.open(path)


def group_title(group: str) -> str:
    """Return the name of a command's group in the person's language."""
    return tr(GROUPS.get(group, group.capitalize()))


def key_text(shortcut: str) -> str:
    """Return a key as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
