"""Which views are asked for, what they look at, and which samples the person wants to see listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Any

from psygnal import Signal

from playground.app.counted_parts import counted_parts
from playground.app.sample_filter import SampleFilter
from playground.app.subject import Subject
from playground.app.subscription import Subscription
from playground.app.worker.looking import RENEWED_S
from playground.app.worker.requests import Request, Watch
from playground.core.blocks.shapes import DataFields
from playground.core.data.prepared import Samples
from playground.core.project.values import Project
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot


class ViewControl:
    """Hold the questions to the live model; looking is no step of undo."""

    subject_changed = Signal(object)  # Subject
    filter_changed = Signal(object)  # SampleFilter
    work_changed = Signal(object)  # (x1, x2), for which one unit is seen at work; None: for none

    def __init__(
        self,
        post: Callable[[Request], None],
        data: Callable[[], tuple[Project, DataFields]],
        clock: Callable[[], float] = monotonic,
        samples: Callable[[], Samples | None] = lambda: None,
    ) -> None:
        self._post, self._data, self.clock, self._samples = post, data, clock, samples
        self._asked: dict[ViewKey, list[Subscription]] = {}
        self._answers: dict[ViewKey, Snapshot] = {}
        self.moment: int | None = None  # the earlier step that answers are of; None: the newest
        self._subject, self._filter = Subject(), SampleFilter()
        self._work: tuple[float, float] | None = None

    @property
    def asked(self) -> frozenset[ViewKey]:
        """Return every question that somebody asks."""
        return frozenset(self._asked)

    @property
    def subscriptions(self) -> Iterator[Subscription]:
        """Yield everybody's means to ask, of those that ask now."""
        for asking in self._asked.values():
            yield from asking

    @property
    def answers(self) -> Mapping[ViewKey, Snapshot]:
        """Return the newest answer to each question that has one."""
        return self._answers

    def answer(self, view: str, options: Mapping[str, Any] | None = None) -> Snapshot | None:
        """Return the newest answer to a question that somebody asks."""
        return self._answers.get(ViewKey.of(view, options))

    @property
    def pictured(self) -> int | None:
        """Return of which step the pictures of held-out data are; what is older says so itself."""
        held = ((each, answer.step) for key, answer in self._answers.items()
                if VIEWS.get(key.view).of_evaluation for each in self._asked[key])  # fmt: skip
        return min((step for each, step in held if each.seconds < RENEWED_S), default=None)

    @property
    def subject(self) -> Subject:
        """Return what the blocks look at."""
        return self._subject

    @property
    def filter(self) -> SampleFilter:
        """Return which samples are listed."""
        return self._filter

    def subscribe(self, view: str) -> Subscription:
        """Return the means to ask a view; each one asks with options of its own."""
        return Subscription(view, self._turn, lambda: self.clock())

    def _turn(self, subscription: Subscription, key: ViewKey | None) -> tuple[Snapshot, int | None] | None:
        """Let somebody ask another question; return its answer and moment if somebody else knows it."""
        if key is not None:
            if key not in self._asked:
                self._post(Watch(key))
            self._asked.setdefault(key, []).append(subscription)
        before = subscription.key
        if before is not None:
            self._asked[before].remove(subscription)
            if not self._asked[before]:
                del self._asked[before]
                self._answers.pop(before, None)
                self._post(Watch(before, wanted=False))
        known = self._answers.get(key) if key is not None else None
        if known is None or key is None:
            return None
        return known, next((each.moment for each in self._asked[key] if each.answer is known), self.moment)

    def take(self, answers: Mapping[ViewKey, Snapshot]) -> None:
        """Take what the worker says, and tell all that ask."""
        self.keep(answers)
        self.tell(answers)

    def keep(self, answers: Mapping[ViewKey, Snapshot]) -> None:
        """Take what the worker says; answers to what nobody asks any more are dropped."""
        for key, answer in answers.items():
            if key in self._asked:
                self._answers[key] = answer
                for subscription in self._asked[key]:
                    subscription.receive(answer, self.moment)

    def tell(self, answers: Mapping[ViewKey, Snapshot]) -> None:
        """Tell all that ask of answers, when everything of the same moment is there."""
        told = [subscription for key in answers for subscription in self._asked.get(key, ())]
        for subscription in told:
            subscription.answered.emit()

    def forget(self) -> None:
        """Forget all answers: what they were of is gone."""
        self._answers.clear()
        held = [each for every in self._asked.values() for each in every if each.answer is not None]
        for subscription in held:
            subscription.receive(None)
        for subscription in held:
            subscription.answered.emit()

    def ask_anew(self) -> None:
        """Ask everything again, answered already or not: what was forgotten may be true after all."""
        for key in self._asked:
            self._post(Watch(key))

    def look_at(self, subject: Subject) -> None:
        """Let every view look at another sample, or at a drawing."""
        self._subject = subject
        self.subject_changed.emit(subject)

    def look_beside(self, step: int) -> None:
        """Look at the sample so many places on."""
        project, fields = self._data()
        sizes = counted_parts(project, fields, self._samples())
        self.look_at(self._subject.beside(step, sizes[self._subject.part] if fields.samples else 0))

    @property
    def work_at(self) -> tuple[float, float] | None:
        """Return the point of the plane for which one unit is seen at work."""
        return self._work

    def show_work_at(self, point: tuple[float, float] | None) -> None:
        """Mark the point of the plane for which one unit is seen at work, or none any more."""
        if point != self._work:
            self._work = point
            self.work_changed.emit(point)

    def list_samples(self, wanted: SampleFilter) -> None:
        """List other samples, or in another order."""
        if wanted != self._filter:
            self._filter = wanted
            self.filter_changed.emit(wanted)

    def other_data(self) -> None:
        """Begin with the first sample of other data, all of them listed."""
        self.look_at(Subject())
        self.list_samples(SampleFilter())
