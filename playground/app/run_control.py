"""Train, pause, step, reset: turn what the person does into requests, and answers into what is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Any

from psygnal import Signal

from playground.app import messages as said
from playground.app.banners import Banner, after_reset, waits_for
from playground.app.changes import Change, change
from playground.app.keeping import FileMemory
from playground.app.kept_question import KeptQuestion
from playground.app.live import LiveState, goes_on_by
from playground.app.run_copy import copied_run
from playground.app.run_labels import RunLabels
from playground.app.worker import requests as ask
from playground.core.errors import Problem
from playground.core.project.records import RunRecord
from playground.core.project.values import Project, Speed

SETTLE_S = 0.12  # a drag of a slider reaches the run when it rests this long
_ALL = ask.Play()


class RunControl:
    """Steer the worker on behalf of one project at a time; used by the window's thread alone."""

    changed = Signal()  # running or not, another run, marks
    banner = Signal(object)  # Banner | None
    stopped = Signal(object)  # RunDone: the run stopped by itself
    weights_gone = Signal()  # the model has others, that are no children of those it had

    def __init__(
        self,
        post: Callable[[ask.Request], None],
        live: LiveState,
        project: Callable[[], Project],
        blocker: Callable[[], Problem | None],
        clock: Callable[[], float] = monotonic,
        looked: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._post, self._live, self._clock = post, live, clock
        self._project, self._blocker = project, blocker
        self._looked = looked  # at which earlier step of the run, None: at the newest
        self._compared: tuple[Project, Project, Change] | None = None  # asked many times between two edits
        self.ready = False  # whether torch is there
        self.finished = ""  # the reason when the run stopped by itself
        self.earlier: list[RunRecord] = []  # runs before the current one, newest first
        self.labels = RunLabels()
        self._sent: Project | None = None  # what the worker's live model is made from
        self._label = ""
        self._due = 0.0  # when a waiting edit is sent; 0: none waits
        self.held = False  # an edit made the network untrainable while it trained
        self._question = KeptQuestion(self.banner.emit, self.train, self.start_fresh)
        self._saved_step = -1  # along the curve, that the file holds
        self._typed = 0  # weights, or taken back, since the worker began
        self.file = FileMemory(clock)
        self._taken_up = ""  # a run that a reset ended, on its way back
        self._file_runs: tuple[RunRecord, ...] = ()  # of the file, until torch is there
        self._ticket = self._begun = 0  # of the project that is open, and that the worker serves

    @property
    def awaiting(self) -> bool:
        """Say whether the worker still speaks of the project before this one."""
        return self._ticket != self._begun

    @property
    def waiting(self) -> Change:
        """Return what kind of edits wait for the next start, at the earlier step that is looked at.

        "none" where no edit does: at the newest step they reach the run at once. Other data, and all that
        begins a run from nothing, do not belong to a step and never wait.
        """
        sent, project = self._sent, self._project()
        if self._looked() is None or sent is None or sent.data != project.data:
            return "none"
        if self._compared is None or self._compared[0] is not sent or self._compared[1] is not project:
            self._compared = sent, project, change(sent, project)
        kind = self._compared[2]
        return "none" if kind == "restart" else kind

    @property
    def unsaved(self) -> bool:
        """Say whether steps were taken, or weights typed, since the file was saved, in any of the runs."""
        taken = self._live.started and (self.file.typed or self._saved_step != self._live.step)
        return taken or self.file.lacks(self.earlier) or self.labels.unsaved

    def open(self, runs: tuple[RunRecord, ...] = ()) -> None:
        """Begin with another project, and with the runs that its file holds."""
        self._file_runs = runs
        self.earlier = list(runs[1:])
        self.labels.open(runs)
        self.file.trains(False)
        self.file.saved(runs)
        self.held, self.finished, self._due, self._saved_step = False, "", 0.0, -1
        self._question.forget()
        self._question.answered()
        self._live.close(self._project())
        self._live.speed = self._project().speed
        if not self.ready:
            return
        self._post(ask.SetSpeed(self._live.speed))
        self._ticket += 1
        if runs or self._blocker() is None:
            self._begin(runs, self._ticket)
        else:
            self._sent = None
            self._post(ask.Discard(self._ticket))
        self.changed.emit()

    def toggle(self) -> None:
        """Train or pause."""
        if self._live.running or self.held:
            self.pause()
        elif self._can_start():
            self._flush()
            if not self._question.asks():
                self._play()

    def pause(self) -> None:
        """Rest at the next step boundary."""
        if self.held:
            self.held = False
            self.banner.emit(None)
        self._post(ask.Pause())
        self._set_running(False)

    def step_once(self) -> None:
        """Take exactly one step."""
        if not self._can_start():
            return
        self.pause()
        self._flush()
        self._question.forget()
        if self.waiting != "none":
            self._play(ask.Play(steps=1))
        else:
            self._post(ask.StepOnce())

    def reset(self) -> None:
        """Go back to the same initial weights; the run so far can be taken up again."""
        self.held = False
        self._set_running(False)
        ended = self._live.run if self._live.started else ""
        if self._can_start():
            self._begin()
        self.banner.emit(after_reset(partial(self.take_up, ended)) if ended else None)

    def take_up(self, run: str) -> bool:
        """Go on with a run that a reset ended; False where it is not kept any more."""
        found = next((each for each in self.earlier if each.id == run), None)
        if found is not None:
            self.go_over(ask.Open(self._project(), (found,), keep_run=True))
        return found is not None

    def start_fresh(self) -> None:
        """Begin again from initial weights and train."""
        if self._can_start():
            self._begin()
            self._play()

    def train(self, play: ask.Play = _ALL) -> None:
        """Train as far as is asked, on from the weights that still fit."""
        self._flush()
        self._question.forget()
        self._play(play)

    def set_speed(self, speed: Speed) -> None:
        """Set the pace."""
        self._live.speed = speed
        self._post(ask.SetSpeed(speed))
        self.changed.emit()

    def set_weight(self, typed: ask.SetWeight, again: bool = True) -> None:
        """Give one weight another value, or back the one it had; a change of the run, not of the project."""
        self.file.typed = True
        self._typed += 1
        self._live.weight_typed()
        self._post(typed if again else ask.TakeBackWeight(typed))

    def go_over(self, wanted: ask.Rewind | ask.Descend | ask.GoOnFrom | ask.Open) -> None:
        """Go over to another run of the project that is open, or back along this one.

        Training goes on there once the worker came there.
        """
        self._question.forget()
        self.held = False
        if isinstance(wanted, ask.Open):
            self._set_running(False)
            self._taken_up, self._sent = wanted.runs[0].id, wanted.project
            self.earlier = [each for each in self.earlier if each.id != self._taken_up]
            self._post(replace(wanted, runs=(wanted.runs[0], *self.earlier)))
            return
        if not isinstance(wanted, ask.GoOnFrom):  # which may be left on the way: the answer tells
            self._sent = self._project()
        if isinstance(wanted, ask.Rewind):
            self.weights_gone.emit()
        self._post(wanted)
        self._plays()

    def edited(self, label: str, settle: bool = False) -> None:
        """Note an edit of the project; `settle` waits until a drag rests."""
        self._question.take_back()
        self._label = label
        self._due = self._clock() + (SETTLE_S if settle else 0.0)
        if not settle:
            self._flush()

    def catch_up(self, in_time: bool = False) -> None:
        """Send an edit that waits for a drag to rest, `in_time`: where it has rested by now."""
        if self._due and (not in_time or self._clock() >= self._due):
            self._flush()

    def torch_ready(self) -> None:
        """Note that networks can be made now."""
        self.ready = True
        self.open(self._file_runs)

    def records(self) -> tuple[RunRecord, ...]:
        """Return the runs for the file, the current one first; waits for the worker at a step boundary."""
        if not self.ready:
            return self._file_runs
        current = self.record()
        if current is None and self.earlier:  # reset: the runs before are not the current one any more
            current = self.record(even_untrained=True)
        return self.labels.labelled((*((current,) if current is not None else ()), *self.earlier))

    def record(self, even_untrained: bool = False) -> RunRecord | None:
        """Return a copy of the run as it stands; PlaygroundError when the worker does not answer in time."""
        if not self.ready:
            return None
        return copied_run(self._post, even_untrained)

    def saved(self, runs: tuple[RunRecord, ...]) -> None:
        """Note what the file holds."""
        self._saved_step = int(runs[0].position["step"]) if runs else -1
        self.file.saved(runs)
        self.labels.saved()

    def _can_start(self) -> bool:
        return self.ready and self._blocker() is None

    def _play(self, play: ask.Play = _ALL) -> None:
        step = self._looked()
        if step is not None and self.waiting != "none":
            self.go_over(ask.GoOnFrom(self._live.run, step, self._project(), True, play, self._label))
            return
        self._post(play)
        self._plays()

    def _plays(self) -> None:
        self.finished = ""
        self._question.answered()
        self.banner.emit(None)
        self._set_running(True)

    def _begin(self, runs: tuple[RunRecord, ...] = (), ticket: int = 0) -> None:
        """Make a new run of the same project, or (with a ticket) the first of another one, or a file's."""
        self._question.forget()
        self.finished = ""
        self._sent = self._project()
        self.weights_gone.emit()
        self._post(ask.Open(self._sent, runs, keep_run=not ticket, ticket=ticket))

    def _flush(self) -> None:
        """Bring the worker's model up to the project, but for edits that wait at an earlier step."""
        if self.waiting != "none":
            self._due = self._clock()  # until the newest step is looked at again
            return
        self._due = 0.0
        if not self.ready:
            return
        problem = self._blocker()
        if problem is not None:
            self._hold(problem)
            return
        self._bring_up(self._project())
        if self.held:
            self.held = False
            self._play()

    def _bring_up(self, project: Project) -> None:
        kind = change(self._sent, project) if self._sent is not None else "restart"
        untrained = not (self._live.started or self._live.running)
        if kind == "restart" or (kind != "none" and untrained):
            self._restart()
        elif kind == "replace":
            self._post(ask.Replace(project, self._label))
        elif kind == "recipe":
            self._post(ask.SetRecipe(project.recipe))
        self._sent = project

    def _restart(self) -> None:
        running = self._live.running
        self._begin()
        if running:
            self._play()

    def _hold(self, problem: Problem) -> None:
        if not self._live.running:
            return
        self._post(ask.Pause())
        self.held = True
        self._set_running(False)
        self.banner.emit(waits_for(problem))

    def _set_running(self, running: bool) -> None:
        self.file.trains(running)
        self._live.running = running
        self.changed.emit()

    def handle(self, message: said.Message) -> None:
        """Take in what the worker said; what it says of the project before this one does not count."""
        if isinstance(message, said.Begun):
            self._begun = message.ticket
        handler = _HANDLERS.get(type(message))
        if handler is not None and not self.awaiting:
            handler(self, message)

    def _opened(self, message: said.SessionOpened) -> None:
        self._live.open(message)
        if message.origin == "resumed":
            self._sent = message.project
            if message.run != self._taken_up:  # else it is none that a file holds
                self._saved_step = message.step
            self._taken_up = ""
            self._flush()
        elif message.from_past:
            self._sent = message.project
        self._question.made(message, self._live.running)
        self.changed.emit()

    def _closed(self, message: said.SessionClosed) -> None:
        self._live.close(self._project())
        self._sent = None
        self.changed.emit()

    def _steps(self, message: said.Steps) -> None:
        self.labels.of(self._live.run)  # it has a number from its first step
        self._live.add_steps(message.losses, message.others)

    def _epochs(self, message: said.Epochs) -> None:
        self._live.add_epochs(message.records, message.seconds)

    def _evaluated(self, message: said.Evaluated) -> None:
        if message.typed == self._typed:  # else of weights that are no more
            self._live.evaluated(message.figures)

    def _recipe(self, message: said.RecipeChanged) -> None:
        self._live.set_changes(message.changes)
        self.changed.emit()

    def _kept(self, message: said.RunKept) -> None:
        self.earlier = self.labels.kept([message.record, *self.earlier])
        self.changed.emit()

    def _done(self, message: said.RunDone) -> None:
        self.finished = message.reason
        self._set_running(False)
        self.stopped.emit(message)

    def _failed(self, message: said.Failed) -> None:
        self._sent = goes_on_by(self._live)  # what was asked for last was not made
        self._set_running(False)
        self.banner.emit(Banner(message.sentence, "bad", id="failed"))


_HANDLERS: Mapping[type, Callable[[RunControl, Any], None]] = {
    said.SessionOpened: RunControl._opened,
    said.SessionClosed: RunControl._closed,
    said.Playing: lambda run, _: run._set_running(True),
    said.Paused: lambda run, _: run._set_running(False),
    said.Steps: RunControl._steps,
    said.Epochs: RunControl._epochs,
    said.Evaluated: RunControl._evaluated,
    said.RecipeChanged: RunControl._recipe,
    said.RunKept: RunControl._kept,
    said.RunDone: RunControl._done,
    said.Failed: RunControl._failed,
}
