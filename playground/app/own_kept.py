"""Somebody's own sets in the gallery: kept, added by a drop, taken for what is open, and removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

from psygnal import Signal

from playground.app import chosen_files, kept_sets
from playground.app.banners import Banner, BannerAction
from playground.app.data_control import DataControl
from playground.app.document import Document
from playground.app.kept_sets import KeptSet
from playground.app.notices import Notices
from playground.app.own_draft import Draft
from playground.app.own_reading import read_draft, reader_of
from playground.app.texts import tr
from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.own_set import OWN
from playground.core.errors import PlaygroundError
from playground.core.importing.card_pictures import card_picture
from playground.core.importing.importers import ReadingCancelled
from playground.core.project.values import Project
from playground.core.sentences import Text


@dataclass(frozen=True)
class SetRead:
    """A file that is only to be added was read, or could not be: said by the thread that reads."""

    ticket: int
    path: Path
    found: Draft | Text


class TakesSets(Protocol):
    """The workspace, as far as own sets need it."""

    notices: Notices
    data: DataControl

    @property
    def document(self) -> Document:
        """Return what is open."""

    @property
    def project(self) -> Project:
        """Return the project as it stands."""

    @property
    def catalogue(self) -> Catalogue:
        """Return the kinds of block and the data sets there are to choose from."""


class OwnKept:
    """Hold the sets; the window's thread alone, but for the reading."""

    changed = Signal()
    added = Signal(str)  # the id of a set that somebody added: its card is to be seen

    def __init__(
        self,
        host: TakesSets,
        tell: Callable[[Any], None],
        look_at: Callable[[tuple[Path, ...]], object],
        tell_missing: Callable[[], None],
    ) -> None:
        self._host, self._tell = host, tell
        self._look_at, self._tell_missing = look_at, tell_missing
        self._sets: tuple[KeptSet, ...] | None = None  # None: not listed yet
        self._ticket = 0
        self._stop = Event()

    @property
    def sets(self) -> tuple[KeptSet, ...]:
        """Return all sets, the newest first."""
        if self._sets is None:
            self._sets = kept_sets.every(self._host.catalogue)
        return self._sets

    def find(self, set_id: str) -> KeptSet | None:
        """Return a set by its id; None where it is none of these."""
        return next((each for each in self.sets if each.id == set_id), None)

    def of(self, project: Project) -> KeptSet | None:
        """Return the set that a project has; None where it has another one."""
        own = project.data.own if project.data.id == OWN else None
        return next((each for each in self.sets if each.is_of(own)), None) if own is not None else None

    def keep(self, draft: Draft) -> str:
        """List what was read, as it is used now; return its id, "" where that cannot be, which is said."""
        if draft.project is None:
            return ""
        made = KeptSet(draft.path.absolute(), draft.project, card_picture(draft.looked))
        chosen_files.remember({each.sha256: made.place for each in made.manifest.files})
        return made.id if self._write(made) else ""

    def keep_only(self, draft: Draft) -> bool:
        """List what was read and say so; nothing that is open changes."""
        found = self.keep(draft)
        if found:
            words = tr("{name} stands among the data sets now. Click its card to use it.")
            self._host.notices.say(words.format(name=draft.understood.manifest.title))
            self.added.emit(found)
        return bool(found)

    def choose(self, set_id: str) -> None:
        """Take a set for what is open, as any other set of data; its missing files are told of."""
        found = self.find(set_id)
        if found is None or self.of(self._host.project) is found:
            return
        document = self._host.document
        document.know(chosen_files.with_chosen(document.project.catalogue, found.places))
        self._host.data.choose(found.project.data)
        if self.of(self._host.project) is found:
            self._tell_missing()

    def show_page(self, set_id: str) -> None:
        """Read a set again and show its page."""
        found = self.find(set_id)
        if found is not None:
            self._look_at((next(iter(found.places.values()), found.place),))

    def remove(self, set_id: str) -> None:
        """Take a set from the list, with a way back; its files stay where they are."""
        found = self.find(set_id)
        if found is None:
            return
        try:
            kept_sets.remove(found)
        except PlaygroundError as error:
            self._host.notices.say(tr(error.message))
            return
        self._list_anew()
        words = tr("{name} is no longer listed. Its files stay where they are.")
        back = BannerAction(tr("Put it back"), lambda: self._write(found))
        text = words.format(name=found.manifest.title)
        self._host.notices.show_banner(Banner(text, "info", (back,), id="set_removed"))

    def add(self, paths: tuple[Path, ...]) -> None:
        """Read a file in the background and list it; the page is not shown, nothing that is open changes."""
        path = paths[0]
        self._host.notices.say(tr("Reading {name}…").format(name=path.name))
        self._read(path)

    def heard(self, message: object) -> bool:
        """Take what the thread said; False for what is not its."""
        if not isinstance(message, SetRead):
            return False
        if message.ticket == self._ticket:
            self._take(message)
        return True

    def close(self) -> None:
        """Read nothing more."""
        self._stop.set()
        self._ticket += 1

    def _take(self, read: SetRead) -> None:
        found = read.found
        if isinstance(found, Text):
            self._host.notices.show_banner(Banner(tr(found), "bad", id="own"))
        elif found.refusal is not None:
            page = BannerAction(tr("Look at it"), lambda: self._look_at((read.path,)))
            self._host.notices.show_banner(Banner(tr(found.refusal), "bad", (page,), id="own"))
        else:
            self.keep_only(found)

    def _read(self, path: Path) -> None:
        self.close()
        self._stop = stop = Event()
        ticket, catalogue = self._ticket, self._host.catalogue

        def go_on(share: float) -> None:
            if stop.is_set():
                raise ReadingCancelled

        def read() -> None:
            self._tell(SetRead(ticket, path, read_draft(path, reader_of(), {}, catalogue, go_on)))

        Thread(target=read, name="reading", daemon=True).start()

    def _write(self, made: KeptSet) -> bool:
        try:
            kept_sets.keep(made)
        except PlaygroundError as error:
            self._host.notices.say(tr(error.message))
            return False
        self._list_anew()
        return True

    def _list_anew(self) -> None:
        self._sets = None
        self.changed.emit()
