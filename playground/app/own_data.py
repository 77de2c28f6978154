"""Somebody's own files: read in the background, looked at on their page, built into a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

from psygnal import Signal

from playground.app import chosen_files
from playground.app.ask import Question
from playground.app.banners import Banner
from playground.app.document import Document
from playground.app.draft_history import DraftHistory
from playground.app.file_answers import AsksNetwork, FileAnswering
from playground.app.file_control import FileControl
from playground.app.folders import folders
from playground.app.own_draft import Draft
from playground.app.own_finding import NeedsData, OwnFinding
from playground.app.own_kept import OwnKept, TakesSets
from playground.app.own_page import NoPage, OwnPage, readable_suffixes
from playground.app.own_reading import FirstRowsSeen, first_seen, read_draft, reader_of
from playground.app.own_ways import RemarkWay
from playground.app.public_sets import PublicSets
from playground.app.texts import tr
from playground.app.which_network import WhichNetwork
from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.public_set import PublicSet
from playground.core.errors import PlaygroundError
from playground.core.files.packed_data import pack
from playground.core.importing.importers import (
    IMPORTERS,
    Importer,
    ReadingCancelled,
)
from playground.core.importing.understood import Remark
from playground.core.project.records import RunRecord
from playground.core.sentences import Text

PASTED = 20_000_000  # letters of a table at most
LOOKED_AT = 100_000  # of them, by which a table is known


@dataclass(frozen=True)
class FileLookedAt:
    """A file was read, or could not be: said by the thread that reads."""

    ticket: int
    found: Draft | Text  # what it holds, or why it could not be read


@dataclass(frozen=True)
class ReadOn:
    """How far reading has come, 0 to 1."""

    ticket: int
    share: float


@dataclass(frozen=True)
class DraftWorkedOut:
    """How far a change of a large table was worked out, and the draft at last, or why there is none."""

    ticket: int
    share: float
    draft: Draft | None = None
    problem: Text | None = None


class Trains(Protocol):
    """What trains, as far as own data need it."""

    def toggle(self) -> None:
        """Train what is open, as soon as it can be trained."""


class Host(AsksNetwork, NeedsData, TakesSets, Protocol):
    """The workspace, as far as own data need it."""

    files: FileControl

    @property
    def training(self) -> Trains:
        """Return what trains."""

    @property
    def catalogue(self) -> Catalogue:
        """Return the kinds of block and the data sets there are to choose from."""

    def replace_document(self, document: Document, runs: tuple[RunRecord, ...] = ()) -> None:
        """Open another project in place of this one."""


class OwnData:
    """Read files and hold what is being made of them; the window's thread alone, but for the reading."""

    changed = Signal()  # another draft, or how far reading has come

    def __init__(self, host: Host, which: WhichNetwork, tell: Callable[[Any], None]) -> None:
        self._host, self._tell = host, tell
        self.answering = FileAnswering(host, which, tell)
        self.finding = OwnFinding(host, tell)
        self.page: OwnPage = NoPage()
        self.history = DraftHistory()
        self.public = PublicSets(tell, self._look_at_set)
        self.kept = OwnKept(host, tell, self.look_at, self.finding.tell_missing)
        self.reading: Path | None = None  # the file that is being read
        self.share = 0.0  # of it that is read
        self.first: FirstRowsSeen | None = None  # of a large file, until all of it is read
        self._known: PublicSet | None = None  # whose files they are, where they are a public set's
        self._acting: tuple[Remark, Text] | None = None  # what a file is read again for
        self._ticket = 0
        self._stop = Event()
        self.working = False  # a change is being worked out
        self._leave_work = Event()

    @property
    def draft(self) -> Draft | None:
        """Return what is being made of the file; None until it is read."""
        return self.history.draft

    def look_at(self, paths: tuple[Path, ...]) -> bool:
        """Read what somebody chose and show its page; a sentence comes where nothing can read it.

        What reads it is found out by the thread that reads: a folder or zip may hold very many files.
        """
        self._begin(paths[0], None, None)
        return True

    def _look_at_set(self, spec: PublicSet, path: Path) -> None:
        """Show the page of a public set that was fetched."""
        self._begin(path, IMPORTERS.get(spec.importer), spec)

    def _begin(self, path: Path, importer: Importer | None, known: PublicSet | None) -> None:
        self.history.clear()
        self._known = known
        self.page.enter()
        self._read(path, importer, {})

    def choose(self) -> bool:
        """Ask which file to look at, and do."""
        folder = self._host.settings.values.last_folder
        question = Question("open_data", tr("Open data"), kind="open", suffixes=readable_suffixes(),
                            suggested=Path(folder) if folder else None)  # fmt: skip
        path = self._host.ask(question).path
        return path is not None and self.look_at((path,))

    def paste(self, text: str, paths: tuple[Path, ...]) -> bool:
        """Look at what was copied elsewhere: a file, or a table as text, which is kept with the data."""
        if paths:
            return self.look_at(paths)
        rows = [line for line in text[:LOOKED_AT].splitlines() if line.strip()][:2]
        if len(rows) < 2 or len(text) > PASTED or not any(mark in rows[0] for mark in "\t;,"):
            self._host.notices.say(tr("Copy a table of several rows, or a file, to paste it here."))
            return False
        content = text.encode("utf-8", errors="replace")
        path = folders().cache / "pasted" / f"{sha256(content).hexdigest()[:12]}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return self.look_at((path,))

    def choose_folder(self) -> bool:
        """Ask which folder to look at, and do."""
        folder = self._host.settings.values.last_folder
        question = Question("open_data_folder", tr("Open a folder of data"), kind="folder",
                            suggested=Path(folder) if folder else None)  # fmt: skip
        path = self._host.ask(question).path
        return path is not None and self.look_at((path,))

    @property
    def undo_label(self) -> str:
        """Return what undo would take back, "" for nothing."""
        return self.draft.done if self.draft is not None and self.history.at else ""

    @property
    def redo_label(self) -> str:
        """Return what redo would make again, "" for nothing."""
        later = self.history.drafts[self.history.at + 1 :]
        return later[0].done if later else ""

    def act(self, remark: Remark, way: RemarkWay) -> None:
        """Do what was chosen about a remark, which stays there with the way back."""
        make = way.make
        if make is not None:
            self.change_by(lambda: make().having_acted(remark, way.done))
        else:
            self.read_again(**dict(way.options))
            self._acting = remark, way.done

    def read_again(self, **options: Any) -> None:
        """Read the same file in another way."""
        self._acting = None
        draft = self.draft
        importer = IMPORTERS.find(draft.understood.manifest.importer) if draft is not None else None
        if draft is not None and importer is not None:
            self._read(draft.path, importer, {**draft.understood.manifest.options, **options})

    def change(self, draft: Draft) -> None:
        """Take another draft as one step of undo."""
        if draft != self.draft:
            self.change_by(lambda: draft)

    def change_by(self, make: Callable[[], Draft]) -> None:
        """Take the draft that follows as one step of undo: of a large table once all of it was worked out.

        PlaygroundError where there is none and the table is small; of a large one it is told.
        """
        before = self.draft
        if self.working:
            self._host.notices.say(tr("The last change is still being worked out."))
        elif before is not None and before.takes_long:
            self._work_out(make)
        elif before is not None and (made := make()) != before:
            self.history.do(made)
        self.changed.emit()

    def _work_out(self, make: Callable[[], Draft]) -> None:
        self._leave_work = leave = Event()
        self.working, self.share = True, 0.0
        self._ticket += self.reading is None
        ticket = self._ticket

        def go_on(share: float) -> None:
            if leave.is_set():
                raise ReadingCancelled
            self._tell(DraftWorkedOut(ticket, share))

        Thread(
            target=lambda: self._tell(_worked_out(ticket, make, go_on)), name="working", daemon=True
        ).start()

    def _leave(self) -> bool:
        """Give up what is being worked out; False where nothing is."""
        was, self.working = self.working, False
        self._leave_work.set()
        self._ticket += was and self.reading is None
        return was

    def undo(self) -> None:
        """Take the last change of the page back, or give it up while it is worked out."""
        if not self._leave():
            self.history.undo()
        self.changed.emit()

    def redo(self) -> None:
        """Make it again."""
        self._leave()
        self.history.redo()
        self.changed.emit()

    def build(self) -> bool:
        """Open the project that was proposed and train it; False where there is none, or it is not wanted."""
        draft = self.draft
        if draft is None or draft.project is None or not self._host.files.may_let_go():
            return False
        chosen_files.remember({each.sha256: draft.path for each in draft.understood.manifest.files})
        self.kept.keep(draft)
        self.close()
        project = pack(draft.project) if draft.packs else draft.project
        self._host.replace_document(Document(project))
        self._host.training.toggle()
        return True

    def close(self) -> None:
        """Go back to what is open; reading ends."""
        self.finding.forget()
        self._stop.set()
        self._leave()
        self.reading = self.first = None
        self._ticket += 1
        self.history.clear()
        self.page.leave()

    def stop_reading(self) -> None:
        """Leave the file that is read: what was known before stays, without it the page is left."""
        if self.draft is None:
            self.close()
        elif self.reading is not None:
            self._stop.set()
            self.reading = None
            self._ticket += 1
            self.changed.emit()

    def end(self) -> None:
        """Leave everything that is read: another project comes, or none."""
        self.close()
        self.kept.close()
        self.answering.close()

    def heard(self, message: object) -> bool:
        """Take what the reading thread said; False for what is not its."""
        if not isinstance(message, (FirstRowsSeen, FileLookedAt, ReadOn, DraftWorkedOut)):
            also = (self.answering, self.public, self.finding, self.kept)
            return any(each.heard(message) for each in also)
        if message.ticket == self._ticket:
            if isinstance(message, FirstRowsSeen):
                self.first = message
            elif isinstance(message, FileLookedAt):
                self._take(message)
            else:
                self.share = message.share
            if isinstance(message, DraftWorkedOut) and self.working:
                self._take_change(message)
            self.changed.emit()
        return True

    def _take_change(self, made: DraftWorkedOut) -> None:
        self.working = made.draft is None and made.problem is None
        if made.draft is not None:
            self.history.do(made.draft)
        elif made.problem is not None:
            self._host.notices.say(tr(made.problem))

    def _take(self, looked: FileLookedAt) -> None:
        self.reading, self.first, before, found = None, None, self.draft, looked.found
        if isinstance(found, Text):
            if before is None:
                self.page.leave()
            self._host.notices.show_banner(Banner(tr(found), "bad", id="own"))
        elif before is not None:
            again = replace(found, acted=before.acted)
            self.history.do(again.having_acted(*self._acting) if self._acting is not None else again)
        else:
            self.history.begin(found)

    def _read(self, path: Path, importer: Importer | None, options: Mapping[str, Any]) -> None:
        self._leave()
        self._stop.set()  # what is being read is not wanted any more
        self._stop = stop = Event()
        self._ticket += 1
        self.reading, self.share, self.first = path, 0.0, None
        ticket, catalogue, known = self._ticket, self._host.catalogue, self._known
        done = tr("how the file is read") if self.draft is not None else ""

        def go_on(share: float) -> None:
            if stop.is_set():
                raise ReadingCancelled
            self._tell(ReadOn(ticket, share))

        def read() -> None:
            first = None if done else first_seen(ticket, path, importer, options, catalogue)
            if first is not None:
                self._tell(first)
            found = read_draft(path, reader_of(importer, known), options, catalogue, go_on, done)
            self._tell(FileLookedAt(ticket, found))

        Thread(target=read, name="reading", daemon=True).start()
        self.changed.emit()


def _worked_out(ticket: int, make: Callable[[], Draft], go_on: Callable[[float], None]) -> DraftWorkedOut:
    """Return the draft that follows with all that its page shows; every failure is told, as above."""
    try:
        draft = make()
        draft.work_out(go_on)
    except PlaygroundError as error:
        return DraftWorkedOut(ticket, 1.0, problem=error.message)
    except Exception as error:
        return DraftWorkedOut(ticket, 1.0, problem=Text("{why}", why=str(error)[:200]))
    return DraftWorkedOut(ticket, 1.0, draft)
