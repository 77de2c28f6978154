"""The open project with its undo history; undo is keeping the old project."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from pathlib import Path

from psygnal import Signal

from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.network.values import Network
from playground.core.project.values import Project, Speed

RunChange = Callable[[bool], None]  # makes a change of the run again, with False takes it back


@dataclass(frozen=True)
class UndoStep:
    """One step of undo or redo."""

    label: str  # of the edit
    project: Project  # on its other side
    change: RunChange | None = None  # of the run, in place of the project or with it
    stays: bool = False  # it does not stand on weights, which may be gone


class Document:
    """Hold one project, how to undo and redo its edits, and whether it is saved."""

    changed = Signal(Project, Project)  # old, new
    history_changed = Signal()  # what can be undone and redone, and its labels
    path_changed = Signal(object)  # Path | None
    dirty_changed = Signal(bool)

    def __init__(self, project: Project, path: Path | None = None, *, saved: bool = True) -> None:
        self._project = self._opened = project
        self._saved = project if saved else None  # None: no file holds what is open
        self._path = path
        self._undo: list[UndoStep] = []
        self._redo: list[UndoStep] = []
        self._merge_key: Hashable | None = None
        self._was_dirty = not saved
        self._closed = False

    @property
    def project(self) -> Project:
        """Return the project as it stands."""
        return self._project

    @property
    def path(self) -> Path | None:
        """Return the file it was opened from or saved to."""
        return self._path

    @property
    def dirty(self) -> bool:
        """Say whether the project differs from the one last saved."""
        return self._project is not self._saved and self._project != self._saved

    @property
    def closed(self) -> bool:
        """Say whether the document was closed."""
        return self._closed

    @property
    def undo_label(self) -> str:
        """Return the label of the edit that undo takes back, "" when there is none."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        """Return the label of the edit that redo brings back, "" when there is none."""
        return self._redo[-1].label if self._redo else ""

    def edit(self, label: str, new: Project, merge_key: Hashable | None = None) -> None:
        """Take a new project as one step of undo; edits in a row with the same key are one step."""
        if self._closed or new == self._project:
            return
        if merge_key is None or merge_key != self._merge_key or not self._undo:
            self._undo.append(UndoStep(label, self._project))
        elif new == self._undo[-1].project:  # dragged back to where it was: nothing to undo
            self._undo.pop()
            merge_key = None
        self._redo.clear()
        self._merge_key = merge_key
        self._set(new)

    def note(self, label: str, change: RunChange, new: Project | None = None, *, stays: bool = False) -> None:
        """Take a change of the run as one step of undo, with the project that comes with it, if any does.

        `stays`: it changes no weights, and is a step of undo also when those of today are gone.
        """
        if self._closed:
            return
        self._undo.append(UndoStep(label, self._project, change, stays))
        self._redo.clear()
        self._merge_key = None
        if new is not None and new != self._project:
            self._set(new)
        else:
            self.history_changed.emit()

    def forget_changes(self) -> None:
        """Drop the changes of the run from the steps: the weights that they changed are gone."""
        for steps in (self._undo, self._redo):
            steps[:] = [step for step in steps if step.change is None or step.stays]
        self.history_changed.emit()

    def end_merge(self) -> None:
        """Make the next edit a step of its own, whatever its key: the drag is over."""
        self._merge_key = None

    def undo(self) -> None:
        """Take the last edit back, if there is one."""
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        """Bring the last undone edit back, if there is one."""
        self._swap(self._redo, self._undo)

    def replace_quietly(self, speed: Speed) -> None:
        """Change the speed, which the file keeps: neither a step of undo nor a change to save."""
        self._set_quietly(lambda project: replace(project, speed=speed))

    def know(self, catalogue: Catalogue) -> None:
        """Take what knows more, such as where files lie: what is open stays, and so do its steps of undo."""
        for steps in (self._undo, self._redo):
            steps[:] = [replace(step, project=replace(step.project, catalogue=catalogue)) for step in steps]
        self._set(replace(self._project, catalogue=catalogue))

    @property
    def untouched(self) -> Project | None:
        """Return the project as it was opened while it has no file and nobody edited it, else None."""
        touched = self._path is not None or self.dirty or self._undo or self._redo
        return None if touched else self._opened

    def lay_out(self, network: Network) -> None:
        """Show the blocks of an untouched project in other places: no step of undo, no change to save."""
        if self.untouched is not None:
            self._set_quietly(lambda project: project.with_network(network))

    def _set_quietly(self, change: Callable[[Project], Project]) -> None:
        """Change what is open, and with it what counts as saved."""
        new = change(self._project)
        if new == self._project:
            return
        if self._saved is not None:
            self._saved = change(self._saved)
        self._set(new)

    def mark_saved(self, project: Project, path: Path | None) -> None:
        """Remember which project the file holds, and where it is."""
        self._saved = project
        if path != self._path:
            self._path = path
            self.path_changed.emit(path)
        self._tell_dirty()

    def close(self) -> None:
        """Let go of everything: no signal comes any more and no edit is taken."""
        self._closed = True
        self._undo.clear()
        self._redo.clear()
        for signal in (self.changed, self.history_changed, self.path_changed, self.dirty_changed):
            signal.disconnect()

    def _swap(self, taken: list[UndoStep], given: list[UndoStep]) -> None:
        if self._closed or not taken:
            return
        step, speed = taken.pop(), self._project.speed
        given.append(replace(step, project=self._project))
        self._merge_key = None
        if step.change is None:
            self._set(step.project if step.project.speed == speed else replace(step.project, speed=speed))
        else:
            self._change_run(step, taken, given)
            self.history_changed.emit()
            if step.project != self._project:
                self._set(replace(step.project, speed=speed))

    def _change_run(self, step: UndoStep, taken: list[UndoStep], given: list[UndoStep]) -> None:
        """Change the run as a step says; where that is refused the step stays where it was."""
        assert step.change is not None  # or the project is what changes
        try:
            step.change(taken is self._redo)
        except PlaygroundError:
            given.pop()
            taken.append(step)
            raise

    def _set(self, new: Project) -> None:
        old, self._project = self._project, new
        self.changed.emit(old, new)
        self.history_changed.emit()
        self._tell_dirty()

    def _tell_dirty(self) -> None:
        if self.dirty != self._was_dirty:
            self._was_dirty = self.dirty
            self.dirty_changed.emit(self._was_dirty)
