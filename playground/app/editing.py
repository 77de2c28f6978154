"""Edits of the open document: of what is shown or of the whole, each one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from psygnal import Signal

from playground.app.banners import Banner
from playground.app.document import Document
from playground.app.edits import Edit, apply_fix
from playground.app.notices import Notices
from playground.app.run_control import RunControl
from playground.app.scope import Scope
from playground.app.texts import tr
from playground.app.time_travel import TimeTravel
from playground.app.worker.requests import SetWeight
from playground.core.errors import Fix, PlaygroundError
from playground.core.network.linking import in_step


class Host(Protocol):
    """The workspace, as far as edits need it."""

    document: Document
    scope: Scope
    notices: Notices
    run: RunControl
    time: TimeTravel

    def select(self, ids: frozenset[str]) -> None:
        """Select these blocks and no others."""


class Editing:
    """Take edits, undo and redo them, and know what the last one was."""

    history_changed = Signal()  # labels of undo and redo

    def __init__(self, host: Host) -> None:
        self._host = host
        self.label, self.merging = "", False  # of the last edit: its name, and whether more may join it
        self._typed = 0  # weights so far

    def begin(self, document: Document) -> None:
        """Take up a document of which no edit is known yet."""
        self.label, self.merging = "", False
        document.history_changed.connect(self.history_changed.emit)

    def apply(
        self, builder: Callable[..., Edit], *args: Any, merge_key: Hashable | None = None, **options: Any
    ) -> bool:
        """Make an edit, `apply(edits.set_param, "dense", "units", 8)`; False: refused, and said why."""
        try:
            self.edit(builder(self._host.scope.shown.project, *args, **options), merge_key)
        except PlaygroundError as error:
            self._host.notices.say(tr(error.message))
            return False
        return True

    def apply_whole(self, builder: Callable[..., Edit], *args: Any) -> bool:
        """Make an edit of the whole project, whatever is shown of it; False: refused, and said why."""
        try:
            self.edit_whole(builder(self._host.document.project, *args))
        except PlaygroundError as error:
            self._host.notices.say(tr(error.message))
            return False
        return True

    def apply_fix(self, fix: Fix) -> bool:
        """Take the way out that a problem offers."""
        return self.apply_whole(apply_fix, fix)

    def set_weight(self, node: str, index: tuple[int, ...], value: float) -> bool:
        """Give a weight of a block that is shown another value, as one step of undo; False: refused.

        Undo gives back the value that this weight had; while it trains all others go on from where they are.
        """
        host, shown = self._host, self._host.scope.shown
        if not self.may_set_weight():
            return False
        if node not in shown.project.network.nodes:
            host.notices.say(tr("This weight is not there any more."))
            return False
        self._typed += 1
        typed = SetWeight(shown.key(node, "weight"), index, value, self._typed)
        host.run.set_weight(typed)
        words = tr("Set a weight of {block}").format(block=shown.project.label_of(node))
        host.document.note(words, partial(host.run.set_weight, typed))
        return True

    def may_set_weight(self) -> bool:
        """Say whether weights that are seen are those that train; where they are not, what to do about it."""
        time = self._host.time
        if time.is_back:
            words = tr("You look at {step}: branch there (Ctrl+B), or return to the newest (L) first.")
            self._host.notices.say(words.format(step=time.words))
        return not time.is_back

    def forget_weights(self) -> None:
        """Drop typed weights from what can be undone: the run began anew without them."""
        self._host.document.forget_changes()

    def edit(self, edit: Edit, merge_key: Hashable | None = None) -> None:
        """Take an edit of what is shown as one step of undo; in a row with one merge key they are one.

        PlaygroundError when it cannot be.
        """
        project, names = self._host.scope.whole(self._host.document.project, edit.project)
        chosen = None if edit.select is None else frozenset(names.get(each, each) for each in edit.select)
        self.edit_whole(replace(edit, project=project, select=chosen), merge_key)

    def edit_whole(self, edit: Edit, merge_key: Hashable | None = None) -> None:
        """Take an edit of the whole project, whatever is shown of it."""
        before, project = self._host.document.project, edit.project
        network = in_step(project.network, before.network)  # linked copies follow the one that changed
        if network is not project.network:
            project = project.with_network(network)
        self.label, self.merging = edit.label, merge_key is not None
        self._host.document.edit(edit.label, project, merge_key)
        if edit.select is not None:
            self._host.select(edit.select)

    def end_merge(self) -> None:
        """Say that a drag is over: the next edit is a step of its own."""
        self._host.document.end_merge()

    def undo(self) -> None:
        """Take the last edit back."""
        document = self._host.document
        self.label, self.merging = tr("Undo {edit}").format(edit=document.undo_label), False
        self._swap(document.undo)

    def redo(self) -> None:
        """Bring the last undone edit back."""
        document = self._host.document
        self.label, self.merging = document.redo_label, False
        self._swap(document.redo)

    def _swap(self, act: Callable[[], None]) -> None:
        """Go one step along the history; where a run cannot be exchanged now, say why."""
        try:
            act()
        except PlaygroundError as error:
            self._host.notices.show_banner(Banner(tr(error.message), "bad", id="failed"))
