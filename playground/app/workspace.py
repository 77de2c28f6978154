"""What is open: the project, its run, its problems, and everything the window can ask for. No Qt.

All methods and signals belong to one thread, the window's. `pump` fetches what the worker said.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from pathlib import Path
from typing import Any

from psygnal import Signal

from playground.app import messages as said
from playground.app import recovery
from playground.app.ask import Ask, escape
from playground.app.banners import Banner
from playground.app.checks import Checks
from playground.app.copy_control import CopyControl
from playground.app.data_control import DataControl
from playground.app.device_measuring import DeviceMeasuring
from playground.app.document import Document
from playground.app.editing import Editing
from playground.app.edits import Edit
from playground.app.export_control import ExportControl
from playground.app.file_control import FileControl
from playground.app.live import LiveState, figures_of
from playground.app.mailbox import Mail, Mailbox
from playground.app.notices import Notices
from playground.app.own_data import OwnData
from playground.app.pointed import NOTHING, Pointed
from playground.app.rate_finding import RateFinding
from playground.app.run_control import RunControl
from playground.app.scope import Scope
from playground.app.settings import Settings
from playground.app.shown import Shown
from playground.app.steering import Steering
from playground.app.texts import tr
from playground.app.time_travel import TimeTravel
from playground.app.training import Training
from playground.app.view_control import ViewControl
from playground.app.which_network import WhichNetwork
from playground.app.window_port import NoWindow, WindowPort
from playground.app.worker.requests import LoadSamples
from playground.app.worker.thread import Worker
from playground.core.blocks.shapes import DataFields
from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import Problem
from playground.core.network.unfolding import outermost
from playground.core.project.records import RunRecord
from playground.core.project.values import Project
from playground.core.shapes.infer import Inference


class Workspace:
    """Hold everything that is open; see the signals for what can be followed."""

    project_changed = Signal(Project, Project)  # old, new: an edit, an undo, another file
    document_replaced = Signal()  # another file: fit the view, nothing is selected
    problems_changed = Signal()  # problems, inference and fields are new
    selection_changed = Signal(frozenset)  # ids of blocks
    live_changed = Signal()  # figures or curves grew
    run_changed = Signal()  # running or not, another run, a mark, ready
    samples_changed = Signal()

    def __init__(
        self, project: Project, settings: Settings, ask: Ask = escape, path: Path | None = None,
        compiles: bool = False,
    ) -> None:  # fmt: skip
        self.settings, self.ask = settings, ask
        self.window: WindowPort = NoWindow()
        self._mailbox = Mailbox()
        self._worker = Worker(self._mailbox, compiles=compiles)
        self._live = LiveState(speed=project.speed, figures=figures_of(project))
        self.checks = Checks(project)
        self.scope = Scope(project)
        self.views = ViewControl(self._worker.post, lambda: (self.project, self.fields),
                                 samples=lambda: self.samples)  # fmt: skip
        self.samples: Any = None  # core.data.prepared.Samples of the data choice; None until they are made
        self.torch_ready = False
        self.pointed: Pointed = NOTHING  # what the menu that is open is about
        self._selection: frozenset[str] = frozenset()
        self._closed = False
        self.notices = Notices(self._mailbox.put, self._offer)
        self.editing = Editing(self)
        self.training = Training(self)
        self.files = FileControl(self)
        self.document = self._adopt(Document(project, path))
        self.run = RunControl(
            self._worker.post, self._live, lambda: self.project, lambda: self.checks.blocker,
            looked=lambda: self.time.edits_at,
        )  # fmt: skip
        self.time: TimeTravel = TimeTravel(self, self._worker.post, self._live)
        self.copies = CopyControl(self, self._worker.post, self._mailbox.put)
        self.data = DataControl(self)
        self.exports = ExportControl(WhichNetwork(self), self.say)
        self.own = OwnData(self, self.exports.which, self._mailbox.put)
        self._listen()
        self.checks.update(project, False)

    def _listen(self) -> None:
        self.scope.changed.connect(self._on_scope)
        self._live.outdated.connect(self.views.forget)
        self.run.changed.connect(self.run_changed.emit)
        self.run.banner.connect(self.notices.show_banner)
        self.run.stopped.connect(self._on_stopped)
        self.run.weights_gone.connect(self.editing.forget_weights)

    @cached_property
    def steering(self) -> Steering:
        """Return what asks for more of a training than to start and to pause."""
        return Steering(self, RateFinding(self, self._worker.post), DeviceMeasuring(self, self._worker.post))

    # What is open

    @property
    def project(self) -> Project:
        """Return the project as it stands."""
        return self.document.project

    @property
    def live(self) -> LiveState:
        """Return what is known of the run; nothing where it was trained on a data set that is left."""
        left = self._live.project is not None and not self._live.is_of(self.project)
        return self._live.of_nothing(self.project) if left and self.checks.blocker is not None else self._live

    @property
    def seen(self) -> LiveState:
        """Return the run as it is shown: as it was at the step looked at, or what is known of it."""
        return self.live if self.time.shown is None else self.time.seen

    @property
    def catalogue(self) -> Catalogue:
        """Return the kinds of block and the data sets there are to choose from."""
        return self.project.catalogue

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
        return self.editing.apply(builder, *args, merge_key=merge_key, **options)

    def say(self, sentence: str) -> None:
        """Show a sentence in the status bar."""
        self.notices.say(sentence)

    # Life

    def start(self) -> None:
        """Start the worker, which loads torch; the window calls it once it is painted."""
        self._worker.start()
        self._worker.post(LoadSamples(self.project))
        self.own.finding.tell_missing()

    def pump(self) -> None:
        """Fetch what the worker said; a timer calls this 30 times a second."""
        self._worker.go_on()
        self._take(self._mailbox.drain())
        self.run.catch_up(in_time=True)
        self.time.tick()
        self.exports.pump()
        self.copies.pump()
        self.files.tell_unsaved()

    def close(self, timeout_s: float = 2.0, *, asked: bool = True) -> bool:
        """End the worker, which may fail in time: False; leave what nobody was `asked` about to others."""
        if self._closed:
            return True
        self._closed = True
        self.exports.cancel()
        self.own.end()
        self.own.public.close()
        self.copies.close(leave=not asked and self.files.unsaved)
        ended = self._worker.close(timeout_s)
        self.document.close()
        run = self.run
        for signal in (run.changed, run.banner, run.stopped, run.weights_gone, self.scope.changed):
            signal.disconnect()
        return ended

    def replace_document(self, document: Document, runs: tuple[RunRecord, ...] = ()) -> None:
        """Open another project in place of this one."""
        with self._worker.held():
            self._replace(document, runs)

    def _replace(self, document: Document, runs: tuple[RunRecord, ...]) -> None:
        old = self.document
        old.close()
        self.document = self._adopt(document)
        self._selection = frozenset()
        self.scope.show(())
        self.views.forget()
        self._mailbox.drop_pictures()
        self.copies.forget()
        self.data.forget()
        self.own.end()
        self.training.forget()
        self.notices.show_banner(None)
        self._refresh(old.project, document.project)
        self._look_at_newest()
        self.run.open(runs)
        self.time.runs.begin(runs)
        self.document_replaced.emit()
        self.selection_changed.emit(self._selection)
        self.files.path_changed.emit(document.path)
        self.editing.history_changed.emit()
        self.files.tell_unsaved()
        self.own.finding.tell_missing()

    def _adopt(self, document: Document) -> Document:
        document.changed.connect(self._on_edited)
        self.editing.begin(document)
        self.files.begin(document)
        return document

    def _offer(self) -> Banner | None:
        return self.copies.offer

    def _on_edited(self, old: Project, new: Project) -> None:
        self._refresh(old, new)
        self.time.edited(old, new)  # what it says is of the new network, with which older sentences go
        self.select(self._selection)
        self.run.edited(self.editing.label, self.editing.merging)

    def _refresh(self, old: Project, new: Project) -> None:
        """Work out shapes and problems, then tell; moved blocks and speeds change neither."""
        if old.data != new.data and not old.data.has_samples_of(new.data):
            self.samples = self.checks.samples = None
            self.views.other_data()
        if old.data != new.data or old.catalogue.own_files != new.catalogue.own_files:
            self._worker.post(LoadSamples(new))
        if old.data.id != new.data.id:
            self.views.forget()
            self.views.ask_anew()
        self._live.aim_at(new)
        self.checks.update(new, self.torch_ready)
        self.scope.look_at(new)
        self.project_changed.emit(old, new)
        self.problems_changed.emit()

    def _take(self, mail: Mail) -> None:
        for message in mail.messages:
            self._hear(message)
        if mail.pace is not None:
            self._live.steps_per_second = mail.pace.steps_per_second
            self._live.views_share = mail.pace.views_share
        if mail.way is not None:
            self.time.take_way(mail.way)
        pictures = mail.pictures if not self.run.awaiting and self._live.is_of(self.project) else {}
        self.views.keep(pictures)
        self._live.settle(self.views.pictured if self.views.moment is None else None)
        if mail.messages or mail.pace is not None:
            self.live_changed.emit()
        self.views.tell(pictures)

    def _hear(self, message: said.Message) -> None:
        if isinstance(message, said.Loaded):
            self._on_loaded()
        elif isinstance(message, said.Note):
            self.say(message.sentence)
        elif isinstance(message, said.SamplesReady):
            if message.data == self.project.data:
                self._take_samples(message.samples)
        elif isinstance(message, said.LooksBack):
            self.views.moment = message.step
            self.time.take(message)
        elif isinstance(message, said.WentBack):
            if not self.run.awaiting:
                self.time.went_back(message)
        elif not any(
            each.heard(message)
            for each in (
                self.time,
                self.time.runs,
                self.copies,
                self.steering.rates,
                self.steering.devices,
                self.own,
            )
        ):
            self.run.handle(message)
        if isinstance(message, (said.SessionOpened, said.SessionClosed)):
            self._look_at_newest()

    def _look_at_newest(self) -> None:
        """Another run is live: its past is another one."""
        self.views.moment = None
        self.time.leave()

    def _take_samples(self, samples: Any) -> None:
        subject = self.views.subject.still(self.samples.parts, samples.parts) if self.samples else None
        self.samples = self.checks.samples = samples
        if subject is not None and subject != self.views.subject:
            self.views.look_at(subject)
        before = self.checks.problems
        self.checks.update(self.project, self.torch_ready)
        if self.checks.problems != before:
            self.problems_changed.emit()
        self.samples_changed.emit()

    def _on_loaded(self) -> None:
        self.torch_ready = True
        self.checks.update(self.project, True)
        self.problems_changed.emit()
        self.run.torch_ready()
        self.training.torch_ready()
        self.data.torch_ready()

    def _on_stopped(self, done: said.RunDone) -> None:
        words = {"early_stop": tr("Training stopped early: the loss on held-out data fell no more."),
                 "time": tr("Training stopped: its time was over.")}  # fmt: skip
        if done.reason in words:
            self.say(words[done.reason])
        self.steering.ended(done)
        if done.problem:
            self.notices.show_banner(recovery.banner(self, done))
