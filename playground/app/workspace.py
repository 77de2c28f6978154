"""What is open: the project, its run, its problems, and everything the window can ask for. No Qt.

All methods and signals belong to one thread, the window's. `pump` fetches what the worker said.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from psygnal import Signal

from playground.app import data_edits, recovery
from playground.app import messages as said
from playground.app.ask import Ask, escape
from playground.app.banners import Banner
from playground.app.checks import Checks
from playground.app.copy_control import CopyControl
from playground.app.data_control import DataControl
from playground.app.document import Document
from playground.app.edits import Edit, apply_fix
from playground.app.export_control import ExportControl
from playground.app.file_control import FileControl
from playground.app.live import LiveState
from playground.app.mailbox import Mail, Mailbox
from playground.app.run_control import RunControl, state_of
from playground.app.scope import Scope
from playground.app.settings import Settings
from playground.app.shown import Shown
from playground.app.texts import tr
from playground.app.view_control import ViewControl
from playground.app.window_port import NoWindow, WindowPort
from playground.app.worker.requests import LoadSamples
from playground.app.worker.thread import Worker
from playground.core.errors import Fix, PlaygroundError, Problem
from playground.core.network.unfolding import outermost
from playground.core.project.records import RunRecord
from playground.core.project.values import DataFields, Project, Speed
from playground.core.shapes.infer import Inference


class Workspace:
    """Hold everything that is open; see the signals for what can be followed."""

    project_changed = Signal(Project, Project)  # old, new: an edit, an undo, another file
    document_replaced = Signal()  # another file: fit the view, nothing is selected
    history_changed = Signal()  # labels of undo and redo
    path_changed = Signal(object)  # Path | None
    unsaved_changed = Signal(bool)
    problems_changed = Signal()  # problems, inference and fields are new
    selection_changed = Signal(frozenset)  # ids of blocks
    live_changed = Signal()  # figures or curves grew
    run_changed = Signal()  # running or not, another run, a mark, ready
    samples_changed = Signal()
    status_changed = Signal(str)  # a sentence for the status bar; "" clears it
    banner_changed = Signal(object)  # Banner | None

    def __init__(
        self, project: Project, settings: Settings, ask: Ask = escape, path: Path | None = None
    ) -> None:
        self.settings = settings
        self.ask = ask
        self.window: WindowPort = NoWindow()
        self.mailbox = Mailbox()
        self.worker = Worker(self.mailbox)
        self.live = LiveState(speed=project.speed)
        self.checks = Checks(project)
        self.scope = Scope(project)
        self.scope.changed.connect(self._on_scope)
        self.views = ViewControl(self.worker.post, lambda: (self.project, self.fields))
        self.live.outdated.connect(self.views.forget)
        self.samples: Any = None  # core.data.prepared.Samples of the data choice; None until they are made
        self.torch_ready = False
        self.banner: Banner | None = None
        self.shown_problem: Problem | None = None  # where F8 stands
        self._selection: frozenset[str] = frozenset()
        self._was_unsaved = False
        self._closed = False
        self.document = self._adopt(Document(project, path))
        self.run = RunControl(self.worker.post, self.live, lambda: self.project, lambda: self.checks.blocker)
        self.run.changed.connect(self.run_changed.emit)
        self.run.banner.connect(self.show_banner)
        self.run.stopped.connect(self._on_stopped)
        self.files = FileControl(self)
        self.copies = CopyControl(self)
        self.data = DataControl(self)
        self.exports = ExportControl(self.project_and_record, self.say)
        self.checks.update(project, False)

    # What is open

    @property
    def project(self) -> Project:
        """Return the project as it stands."""
        return self.document.project

    @property
    def here(self) -> Project:
        """Return the project with the network the canvas shows: that of the group that is open."""
        return self.shown.project

    @property
    def shown(self) -> Shown:
        """Return what the canvas shows, and how its ids translate."""
        return self.scope.shown

    @property
    def fields(self) -> DataFields:
        """Return what the data set brings."""
        return self.checks.fields

    @property
    def inference(self) -> Inference:
        """Return shapes and counts of the blocks the canvas shows; empty until torch is there."""
        return self.shown.inference(self.checks.inference)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return all problems, errors first, each told at a block the canvas shows, or at none."""
        return tuple(map(self.shown.problem, self.checks.problems))

    @property
    def blocker(self) -> Problem | None:
        """Return the problem that holds training back."""
        return self.checks.blocker

    @property
    def unsaved(self) -> bool:
        """Say whether closing would lose edits or training."""
        return self.document.dirty or self.run.unsaved

    @property
    def why_not_train(self) -> str:
        """Return why training cannot start, "" when it can."""
        if self.blocker is not None:
            return self.blocker.message
        return "" if self.torch_ready else tr("Getting ready")

    @property
    def state(self) -> str:
        """Return loading, blocked, held, ready, training, paused or done."""
        return state_of(self.run, self.live, self.blocker is not None, self.torch_ready)

    # Selection

    @property
    def selection(self) -> frozenset[str]:
        """Return the ids of the selected blocks; selecting is no step of undo."""
        return self._selection

    def select(self, ids: frozenset[str]) -> None:
        """Select these blocks and no others."""
        ids = outermost(frozenset(ids) & self.here.network.nodes.keys())
        if ids != self._selection:
            self._selection = ids
            self.selection_changed.emit(ids)

    def select_all(self) -> None:
        """Select every block."""
        self.select(frozenset(self.here.network.nodes))

    def _on_scope(self, left: str) -> None:
        """Show another network; the group that was left is selected."""
        self._selection = frozenset()
        self.selection_changed.emit(self._selection)  # first: what is selected is not seen any more
        self.problems_changed.emit()
        self.select(frozenset({left}) if left else frozenset())

    # Edits

    def apply(
        self, builder: Callable[..., Edit], *args: Any, merge_key: Hashable | None = None, **options: Any
    ) -> bool:
        """Make an edit, `apply(edits.set_param, "dense", "units", 8)`; False: refused, and said why."""
        try:
            self.edit(builder(self.here, *args, **options), merge_key)
        except PlaygroundError as error:
            self.say(error.message)
            return False
        return True

    def apply_fix(self, fix: Fix) -> None:
        """Take the way out that a problem offers."""
        self.edit_whole(apply_fix(self.project, fix))

    def edit(self, edit: Edit, merge_key: Hashable | None = None) -> None:
        """Take an edit of what is shown as one step of undo; in a row with one merge key they are one.

        PlaygroundError when it cannot be.
        """
        project, names = self.scope.whole(self.project, edit.project)
        chosen = None if edit.select is None else frozenset(names.get(each, each) for each in edit.select)
        self.edit_whole(replace(edit, project=project, select=chosen), merge_key)

    def edit_whole(self, edit: Edit, merge_key: Hashable | None = None) -> None:
        """Take an edit of the whole project, whatever is shown of it."""
        self._label, self._merging = edit.label, merge_key is not None
        self.document.edit(edit.label, edit.project, merge_key)
        if edit.select is not None:
            self.select(edit.select)

    def end_merge(self) -> None:
        """Say that a drag is over: the next edit is a step of its own."""
        self.document.end_merge()

    def undo(self) -> None:
        """Take the last edit back."""
        self._label, self._merging = tr("Undo {edit}").format(edit=self.document.undo_label), False
        self.document.undo()

    def redo(self) -> None:
        """Bring the last undone edit back."""
        self._label, self._merging = self.document.redo_label, False
        self.document.redo()

    def choose_data(self, data_id: str) -> None:
        """Take a data set; when the network does not suit it, propose to fit it in the same step."""
        self.data.choose(data_id)

    # Training

    def toggle_training(self) -> None:
        """Train or pause; when training cannot start, say why."""
        if not self.live.running and not self.run.held and self.why_not_train:
            self.say(self.why_not_train)
            return
        self.run.toggle()

    def step_once(self) -> None:
        """Take exactly one step."""
        self.run.step_once()

    def reset(self) -> None:
        """Go back to the same initial weights."""
        self.run.reset()

    def new_seed(self) -> None:
        """Start from other initial weights."""
        self.apply(data_edits.new_seed)

    def set_speed(self, speed: Speed) -> None:
        """Set the pace, which the file keeps; it is no step of undo."""
        self.document.replace_quietly(speed)
        self.run.set_speed(speed)

    def set_weight(self, key: str, index: tuple[int, ...], value: float) -> None:
        """Give one weight of the live model another value."""
        self.run.set_weight(key, index, value)

    # Sentences

    def say(self, sentence: str) -> None:
        """Show a sentence in the status bar."""
        self.status_changed.emit(sentence)

    def report(self, sentence: str) -> None:
        """Show a sentence in the status bar soon; any thread may call this."""
        self.mailbox.put(said.Note(sentence))

    def show_banner(self, banner: Banner | None) -> None:
        """Show or take away the bar above the canvas."""
        banner = banner or self.copies.offer
        if banner != self.banner:
            self.banner = banner
            self.banner_changed.emit(banner)

    # Life

    def start(self) -> None:
        """Start the worker, which loads torch; the window calls it once it is painted."""
        self.worker.start()
        self.worker.post(LoadSamples(self.project.data))

    def pump(self) -> None:
        """Fetch what the worker said; a timer calls this 30 times a second."""
        self._take(self.mailbox.drain())
        self.run.tick()
        self.exports.pump()
        self.copies.pump()
        self._tell_unsaved()

    def close(self, timeout_s: float = 3.0, *, asked: bool = True) -> bool:
        """End the worker, which may fail in time: False; leave what nobody was `asked` about to others."""
        if self._closed:
            return True
        self._closed = True
        self.exports.cancel()
        self.copies.close(leave=not asked and self.unsaved)
        ended = self.worker.close(timeout_s)
        self.document.close()
        for signal in (self.run.changed, self.run.banner, self.run.stopped, self.scope.changed):
            signal.disconnect()
        return ended

    def project_and_record(self) -> tuple[Project, RunRecord | None]:
        """Return the project and its current run as it stands."""
        return self.project, self.run.record(even_untrained=True)

    def replace_document(self, document: Document, runs: tuple[RunRecord, ...] = ()) -> None:
        """Open another project in place of this one."""
        old = self.document
        old.close()
        self.document = self._adopt(document)
        self._selection = frozenset()
        self.scope.show(())
        self.views.forget()
        self.mailbox.drop_pictures()
        self.copies.forget()
        self.data.forget()
        self.show_banner(None)
        self._refresh(old.project, document.project)
        self.run.open(runs)
        self.document_replaced.emit()
        self.selection_changed.emit(self._selection)
        self.path_changed.emit(document.path)
        self.history_changed.emit()
        self._tell_unsaved()

    def _adopt(self, document: Document) -> Document:
        self._label, self._merging = "", False
        document.changed.connect(self._on_edited)
        document.history_changed.connect(self.history_changed.emit)
        document.path_changed.connect(self.path_changed.emit)
        document.dirty_changed.connect(self._tell_unsaved)
        return document

    def _on_edited(self, old: Project, new: Project) -> None:
        self._refresh(old, new)
        self.select(self._selection)
        self.run.edited(self._label, self._merging)

    def _refresh(self, old: Project, new: Project) -> None:
        """Work out shapes and problems, then tell; moved blocks and speeds change neither."""
        if old.data != new.data:
            self.samples = None
            self.views.other_data()
            self.worker.post(LoadSamples(new.data))
        self.checks.update(new, self.torch_ready)
        self.scope.look_at(new)
        self.project_changed.emit(old, new)
        self.problems_changed.emit()

    def _take(self, mail: Mail) -> None:
        for message in mail.messages:
            self._hear(message)
        if mail.pace is not None:
            self.live.steps_per_second = mail.pace.steps_per_second
            self.live.views_share = mail.pace.views_share
        if mail.messages or mail.pace is not None:
            self.live_changed.emit()
        if mail.pictures and not self.run.awaiting:
            self.views.take(mail.pictures)

    def _hear(self, message: said.Message) -> None:
        if isinstance(message, said.Loaded):
            self._on_loaded()
        elif isinstance(message, said.Note):
            self.say(message.sentence)
        elif isinstance(message, said.SamplesReady):
            if message.data == self.project.data:
                self.samples = message.samples
                self.samples_changed.emit()
        elif not self.copies.heard(message):
            self.run.handle(message)

    def _on_loaded(self) -> None:
        self.torch_ready = True
        self.checks.update(self.project, True)
        self.problems_changed.emit()
        self.run.torch_ready()
        self.data.torch_ready()

    def _on_stopped(self, done: said.RunDone) -> None:
        if done.reason == "not_finite":
            mend = partial(recovery.mend, self, done)
            self.show_banner(recovery.not_finite_banner(self.project, done, mend))

    def _tell_unsaved(self, _dirty: bool = False) -> None:
        if self.unsaved != self._was_unsaved:
            self._was_unsaved = self.unsaved
            self.unsaved_changed.emit(self._was_unsaved)
