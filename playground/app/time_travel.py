"""Which step of the run is looked at: the newest, or one that was kept on the way; training goes on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from time import monotonic
from typing import Protocol

from psygnal import Signal

from playground.app.changes import change
from playground.app.document import Document
from playground.app.live import LiveState
from playground.app.messages import KeptSteps, LooksBack, Message, PastJudged, WentBack
from playground.app.notices import Notices
from playground.app.run_control import RunControl
from playground.app.run_list import RunList
from playground.app.run_rows import in_force
from playground.app.texts import tr
from playground.app.time_pictures import TimePictures
from playground.app.worker.requests import GoOnFrom, LookBack, Open, Request
from playground.core.project.values import Project
from playground.core.sentences import thousands

HURRY_S = 0.3  # after another step is chosen: somebody waits to see it
COMING_S = 0.25  # as long a moment that is on its way is let come whole before another is asked for
FAR = 10  # kept steps that are taken at once
PLAY_S = 0.1  # from one step to the next while the past is played back


class Host(Protocol):
    """The workspace, as far as going on from the past needs it."""

    document: Document
    run: RunControl
    notices: Notices


class TimeTravel:
    """Hold the step that is looked at, and what the run was like there; looking is no step of undo."""

    changed = Signal()  # another step is looked at, or others can be

    def __init__(
        self, host: Host, post: Callable[[Request], None], live: LiveState,
        clock: Callable[[], float] = monotonic,
    ) -> None:  # fmt: skip
        self._host, self._post, self._live, self._clock = host, post, live, clock
        self.runs = RunList(host, post, live)
        self.pictures = TimePictures(post, live)
        self.step: int | None = None  # that is wanted; None: the newest
        self.shown: int | None = None  # that pictures are of, which come a moment later
        self.seen = live  # the run as it was at the step that is shown
        self._way = KeptSteps()
        self._asked_at = -HURRY_S
        self._posted: int | None = None  # the step that the worker was asked for last
        self._posted_at: float | None = None  # when it was; None: all of it has come
        self._played_at: float | None = None  # when the last step was; None: it is not played
        self._announced = ""  # what was said of the next start
        self._returning: tuple[str, int] | None = None  # a run on its way back, and the step to look at then

    @property
    def steps(self) -> tuple[int, ...]:
        """Return the steps that can be looked at, the newest not among them."""
        if self._way.run != self._live.run or not self._live.started:
            return ()
        return tuple(step for step in self._way.steps if step < self._live.step)

    @property
    def is_back(self) -> bool:
        """Say whether a step of the past is wanted."""
        return self.step is not None

    @property
    def words(self) -> str:
        """Return which step is wanted: "step 420"; "" while it is the newest."""
        return tr("step {step}").format(step=thousands(self.step)) if self.step is not None else ""

    @property
    def edits_at(self) -> int | None:
        """Return the step that edits belong to: the one looked at, or to be again; None: the newest."""
        if self.step is None and self._returning is not None:
            return self._returning[1]
        return self.step

    @property
    def branch_step(self) -> int | None:
        """Return the step at which the next start branches; None where no edit waits for that."""
        return self.step if self.step is not None and self._host.run.waiting != "none" else None

    @property
    def branch_words(self) -> str:
        """Return where the next start branches: "From step 420"; "" where it does not."""
        step = self.branch_step
        return tr("From step {step}").format(step=thousands(step)) if step is not None else ""

    @property
    def why_not_continue(self) -> str:
        """Return why one cannot go on here in place of the later steps, "" where one can."""
        if self._host.run.waiting != "replace":
            return ""
        return tr("A changed network is a run of its own: branch (Ctrl+B).")

    @property
    def playing(self) -> bool:
        """Say whether the past is played back."""
        return self._played_at is not None

    @property
    def hurried(self) -> bool:
        """Say whether somebody waits to see another step."""
        return self._clock() - self._asked_at < HURRY_S

    def look_near(self, step: float) -> None:
        """Look at the step that is kept nearest to one, or at the newest where that is nearer."""
        nearest = self.nearest(step)
        self._look(nearest if nearest in self.steps else None)

    def nearest(self, step: float) -> int:
        """Return the step that is kept nearest to one, or the newest where that is nearer."""
        return min((*self.steps, self._live.step), key=lambda each: abs(each - step))

    def move(self, places: int) -> None:
        """Look so many kept steps later, or earlier; behind the last one stands the newest."""
        steps = self.steps
        if not steps:
            return
        at = len(steps) if self.step is None else bisect_left(steps, self.step)
        if places > 0 and self.is_back and self.step not in steps:  # it was thinned out: the next one counts
            at -= 1
        to = max(0, at + places)
        self._look(steps[to] if to < len(steps) else None)

    def go_live(self) -> None:
        """Look at what is newest again."""
        self._look(None)

    def play(self) -> None:
        """Play the way so far from the step that is looked at, or from its start; stop if it is played."""
        if self.playing:
            self._played_at = None
        elif self.steps:
            self._played_at = self._clock()
            self._show(self.step if self.step is not None else self.steps[0])
        self.changed.emit()

    def tick(self) -> None:
        """Ask for what is wanted by now; take the next step while the past is played back."""
        self._ask()
        if self._played_at is None or self._clock() < self._played_at + PLAY_S or self.step != self.shown:
            return
        self._played_at = self._clock()
        steps = self.steps
        later = [step for step in steps if self.step is not None and step > self.step]
        stays = self.step if self._host.run.waiting != "none" else None  # an edit belongs to this step
        self._show(later[0] if later else stays)
        if not later:
            self._played_at = None
            self.changed.emit()

    def take_way(self, way: KeptSteps) -> None:
        """Note which steps can be looked at."""
        self._way = way
        self.changed.emit()

    def take(self, looks: LooksBack) -> None:
        """Note which step pictures are of from now on; what is not known of it yet is blank."""
        self.shown = looks.step
        self.seen = self._live if looks.step is None else self._live.as_of(looks.step, {})
        if looks.lost is not None and looks.lost == self.step:  # another may be wanted by now
            self._lose(looks.lost)
        if looks.step is None:
            self._posted_at = None
        self.changed.emit()

    def _lose(self, lost: int) -> None:
        """Look at the newest as a step is gone; where an edit waits in the past, at the nearest one."""
        waits, kept = self._host.run.waiting != "none", [step for step in self.steps if step != lost]
        self.step = self._posted = None
        if waits and kept:
            self._show(min(kept, key=lambda step: abs(step - lost)))

    def heard(self, message: Message) -> bool:
        """Note the figures of the step that is shown: all of it has come. False: it is not of the past."""
        if not isinstance(message, PastJudged):
            return self.pictures.heard(message)
        if message.step == self.shown:
            self.seen = self._live.as_of(message.step, message.figures)
        if message.step == self._posted:
            self._posted_at = None
            self._ask()
        return True

    def edited(self, old: Project, new: Project) -> None:
        """Say what an edit changes, where somebody looks back: a branch from there, or the newest network."""
        if self.step is None or change(old, new) == "none":
            return
        if words := self._announcement():
            self._announced = words
            self._host.notices.say(words)
        else:
            self._announce_again()
            if old.data != new.data:
                self._host.notices.say(self._of_newest(self.step))
        self.changed.emit()

    def _of_newest(self, step: int) -> str:
        """Return that an edit is of the newest network, where a step in the past is looked at."""
        words = tr("This changes the newest network, {newest}. To change it as it was at step {step}, "
                   "branch there first.")  # fmt: skip
        newest = tr("step {step}").format(step=thousands(self._live.step))
        return words.format(newest=newest, step=thousands(step))

    def _announcement(self) -> str:
        """Return what the next start does; "" where no edit waits for it in the past."""
        words = tr("{from_step}: the next start branches there with what you changed, and keeps the run "
                   "so far. L returns to the newest step and changes that.")  # fmt: skip
        return words.format(from_step=self.branch_words) if self.branch_words else ""

    def _announce_again(self) -> None:
        """Let what was said of the next start follow the step that is looked at, and go with the wish."""
        if self._announced and self._announced != (now := self._announcement()):
            self._host.notices.replace(self._announced, now)
            self._announced = now

    def leave(self) -> None:
        """Look at what is newest: another run is live, which the worker looks at by itself.

        At an earlier step of it where that is what an undo gives back.
        """
        was_back = self.is_back or self.shown is not None
        run, step = self._returning or ("", None)
        self._returning = None
        self.step = self.shown = self._played_at = self._posted = self._posted_at = None
        self.seen = self._live
        self.pictures.forget()
        self._announce_again()
        if run == self._live.run:
            self._show(step)
        elif was_back:
            self.changed.emit()

    def go_on(self, keep: bool) -> None:
        """Train on from the step that is looked at; the later ones are dropped, or kept as another run."""
        step, host = self.step, self._host
        if step is None:
            return
        self._played_at = None
        host.run.catch_up()
        label = host.document.undo_label if host.run.waiting != "none" else ""
        host.run.go_over(GoOnFrom(self._live.run, step, host.document.project, keep, label=label))

    def went_back(self, told: WentBack) -> None:
        """Note that training goes on from an earlier step; one step of undo brings the later ones back.

        What was edited there waits there again then, as it did before the start.
        """
        host, keep = self._host, told.keep
        edited = change(in_force(told.whole), host.document.project) != "none"
        words = tr("Branch from step {step}") if keep else tr("Continue from step {step}")
        host.run.labels.went_back(self._live.run, told.whole.id, told.step, keep)
        held = [told.whole]

        def exchange(again: bool) -> None:
            before = host.run.record(even_untrained=True)
            self._returning = (told.whole.id, told.step) if edited and not again else None
            host.run.go_over(Open(host.document.project, (held.pop(),), keep_run=keep))
            held.append(before or told.whole)

        host.document.note(words.format(step=thousands(told.step)), exchange)

    def _look(self, step: int | None) -> None:
        self._played_at = None
        self._show(step)

    def _show(self, step: int | None) -> None:
        if step == self.step:
            return
        self.step, self._asked_at = step, self._clock()
        self._announce_again()
        self._ask()
        self.changed.emit()

    def _ask(self) -> None:
        """Ask the worker for what is wanted, once the moment before has come whole.

        Who drags faster than moments come would else see the first view of each and the others of none.
        """
        coming = self._posted_at is not None and self._clock() - self._posted_at < COMING_S
        if self.step == self._posted or (coming and self.step is not None):
            return
        self._posted, self._posted_at = self.step, self._clock()
        self._post(LookBack(self._live.run, self.step))
