"""Public sets in the window: fetched in the background when a person asks, cancelled, gone on with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any, Literal

from psygnal import Signal

from playground.app.folders import folders
from playground.core.catalogue.public_set import PublicSet
from playground.core.catalogue.public_sets import PUBLIC_SETS
from playground.core.errors import PlaygroundError
from playground.core.importing.public.fetching import FetchCancelled, fetch, fetched_bytes, opened_path
from playground.core.sentences import Text

PublicState = Literal["absent", "begun", "fetching", "stopping", "laying", "there"]
_STEP = 0.002  # of a set: smaller steps are not told


@dataclass(frozen=True)
class FetchOn:
    """How many bytes of a set are there, and whether its files are being laid out."""

    ticket: int
    there: int
    laying: bool


@dataclass(frozen=True)
class FetchEnded:
    """A set is there, or why it is not."""

    ticket: int
    path: Path | None = None
    problem: Text | None = None
    cancelled: bool = False


def public_root() -> Path:
    """Return the folder that public sets are fetched into."""
    return folders().cache / "public"


class PublicSets:
    """What is known of each public set on this machine; the window's thread alone, but for the fetching."""

    changed = Signal()  # how far the one that is fetched has come, or what is there

    def __init__(self, tell: Callable[[Any], None], look_at: Callable[[PublicSet, Path], object]) -> None:
        self._tell, self._look_at = tell, look_at
        self.fetching: PublicSet | None = None  # one at a time
        self.problems: dict[str, Text] = {}  # why a set could not be had, by its id
        self._progress = FetchOn(0, 0, False)
        self._ticket = 0
        self._stop = Event()

    def state(self, spec: PublicSet) -> PublicState:
        """Return how far a set is."""
        if self.fetching is spec:
            return "stopping" if self._stop.is_set() else "laying" if self._progress.laying else "fetching"
        if opened_path(spec, public_root()) is not None:
            return "there"
        return "begun" if fetched_bytes(spec, public_root()) else "absent"

    def share(self, spec: PublicSet) -> float:
        """Return the share of a set that is there, 0 to 1."""
        there = self._progress.there if self.fetching is spec else fetched_bytes(spec, public_root())
        return min(1.0, there / spec.size)

    def open(self, set_id: str) -> None:
        """Look at a set; one that is not there is fetched first, on from where it was left."""
        spec = PUBLIC_SETS.get(set_id)
        path = opened_path(spec, public_root())
        if path is not None:
            self._look_at(spec, path)
        elif self.fetching is None:
            self._fetch(spec)

    def cancel(self) -> None:
        """Stop fetching as soon as the next bytes come; what is there stays."""
        self._stop.set()
        self.changed.emit()

    def close(self) -> None:
        """Stop fetching and hear nothing more of it."""
        self._stop.set()
        self.fetching = None
        self._ticket += 1

    def heard(self, message: object) -> bool:
        """Take what the fetching thread said; False for what is not its."""
        if not isinstance(message, (FetchOn, FetchEnded)):
            return False
        if message.ticket == self._ticket:
            if isinstance(message, FetchOn):
                self._progress = message
            else:
                self._end(message)
            self.changed.emit()
        return True

    def _end(self, ended: FetchEnded) -> None:
        spec, self.fetching = self.fetching, None
        if spec is None:
            return
        if ended.problem is not None and not ended.cancelled:
            self.problems[spec.id] = ended.problem
        if ended.path is not None:
            self._look_at(spec, ended.path)

    def _fetch(self, spec: PublicSet) -> None:
        self._stop = stop = Event()
        self._ticket += 1
        self.fetching = spec
        self.problems.pop(spec.id, None)
        self._progress = last = FetchOn(self._ticket, fetched_bytes(spec, public_root()), False)
        ticket = self._ticket

        def go_on(there: int, laying: bool) -> None:
            nonlocal last
            if stop.is_set():
                raise FetchCancelled
            if laying != last.laying or abs(there - last.there) >= _STEP * spec.size:
                last = FetchOn(ticket, there, laying)
                self._tell(last)

        def work() -> None:
            self._tell(_fetched(ticket, spec, go_on))

        Thread(target=work, name="fetching", daemon=True).start()
        self.changed.emit()


def _fetched(ticket: int, spec: PublicSet, go_on: Callable[[int, bool], None]) -> FetchEnded:
    """Return what came of fetching; every failure is told, since nobody waits for the thread."""
    try:
        return FetchEnded(ticket, fetch(spec, public_root(), go_on))
    except PlaygroundError as error:
        return FetchEnded(ticket, problem=error.message, cancelled=isinstance(error, FetchCancelled))
    except Exception as error:
        why = Text("{title} could not be fetched: {why}", title=spec.title, why=str(error)[:200])
        return FetchEnded(ticket, problem=why)
