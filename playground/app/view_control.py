"""Which views are asked for, what they look at, and which samples the person wants to see listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psygnal import Signal

from playground.app.live import LiveState
from playground.app.sample_filter import SampleFilter
from playground.app.subject import Subject
from playground.app.worker.requests import Request, Watch
from playground.core.data.split import PARTS, counts
from playground.core.project.values import DataFields, Project


class ViewControl:
    """Hold the questions to the live model; looking is no step of undo."""

    subject_changed = Signal(object)  # Subject
    filter_changed = Signal(object)  # SampleFilter

    def __init__(
        self,
        post: Callable[[Request], None],
        live: LiveState,
        data: Callable[[], tuple[Project, DataFields]],
    ) -> None:
        self._post, self._live, self._data = post, live, data
        self._watchers: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._subject, self._filter = Subject(), SampleFilter()

    @property
    def watched(self) -> frozenset[str]:
        """Return the ids of the views that somebody asks for."""
        return frozenset(view for view, _ in self._watchers)

    @property
    def subject(self) -> Subject:
        """Return what the blocks look at."""
        return self._subject

    @property
    def filter(self) -> SampleFilter:
        """Return which samples are listed."""
        return self._filter

    def watch(self, view_id: str, options: Mapping[str, Any] | None = None, watcher: str = "") -> None:
        """Ask for a view ({} for its defaults); None: this watcher needs it no longer."""
        if options is None:
            self._watchers.pop((view_id, watcher), None)
        else:
            self._watchers[(view_id, watcher)] = dict(options)
        wanted = [given for (view, _), given in self._watchers.items() if view == view_id]
        if not wanted:
            self._live.pictures.pop(view_id, None)
        newest = dict(options) if options is not None else (wanted[-1] if wanted else None)
        self._post(Watch(view_id, newest))

    def look_at(self, subject: Subject) -> None:
        """Let every view look at another sample, or at a drawing."""
        self._subject = subject
        self.subject_changed.emit(subject)

    def look_beside(self, step: int) -> None:
        """Look at the sample so many places on."""
        project, fields = self._data()
        shares = dict(zip(PARTS, counts(fields.samples, project.data), strict=True))
        self.look_at(self._subject.beside(step, shares[self._subject.part] if fields.samples else 0))

    def list_samples(self, wanted: SampleFilter) -> None:
        """List other samples, or in another order."""
        if wanted != self._filter:
            self._filter = wanted
            self.filter_changed.emit(wanted)

    def other_data(self) -> None:
        """Begin with the first sample of other data, all of them listed."""
        self.look_at(Subject())
        self.list_samples(SampleFilter())
