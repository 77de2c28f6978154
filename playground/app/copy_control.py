"""What a window keeps for the case of a crash while it trains, and what it offers after one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Protocol

from playground.app import messages as said
from playground.app.banners import Banner, BannerAction
from playground.app.checkpoints.copies import Copy, CopyContents, left_behind
from playground.app.document import Document
from playground.app.file_control import FileControl
from playground.app.logs import log
from playground.app.notices import Notices
from playground.app.run_control import RunControl
from playground.app.run_copy import RECORD_S
from playground.app.texts import tr
from playground.app.worker.requests import NoteCheckpoint, Request
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import Opened, open_project
from playground.core.project.records import RunRecord
from playground.core.sentences import brief, thousands

MOST_LOOKED_AT = 8  # copies in a row that may be damaged: each of them keeps the window waiting
_NAME = 48  # letters of a name that the bar has room for


class Host(Protocol):
    """The workspace, as far as copies need it."""

    document: Document
    run: RunControl
    files: FileControl
    notices: Notices

    def replace_document(self, document: Document, runs: tuple[RunRecord, ...] = ()) -> None:
        """Open another project in place of this one."""


@dataclass(frozen=True)
class _Found:
    """A copy that a dead window left, opened."""

    copy: Copy
    opened: Opened
    path: Path | None

    @property
    def name(self) -> str:
        """Return what the person calls it."""
        return self.path.name if self.path is not None else self.opened.project.name


class CopyControl:
    """Keep the open document's copy up to date, and offer what was left; the window's thread alone."""

    def __init__(
        self, host: Host, post: Callable[[Request], None], tell: Callable[[said.Message], None]
    ) -> None:
        self._host = host
        self._post = post  # to the worker
        self._tell = tell  # from any thread
        self.offer: Banner | None = None  # shown whenever nothing else is
        self._copy = Copy()
        self._writer: Thread | None = None
        self._waiting: tuple[said.Checkpoint, CopyContents] | None = None
        self._saved = ("", -1)  # run and step that the file holds
        self._told = False  # that no copy can be written
        self._left: Iterator[Copy] = iter(())
        self._found: _Found | None = None
        self._discarded: _Found | None = None

    # Keeping

    def heard(self, message: said.Message) -> bool:
        """Take in a copy of the run, or that one is written; False: it is not for us."""
        if isinstance(message, said.Checkpoint):
            self._keep(message)
        elif isinstance(message, said.CheckpointWritten):
            self._written(message)
        else:
            return False
        return True

    def pump(self) -> None:
        """Write what waits, in a thread of its own: a disk may take long."""
        if self._waiting is None or (self._writer is not None and self._writer.is_alive()):
            return
        (checkpoint, kept), self._waiting = self._waiting, None
        given = (self._copy, kept, checkpoint.seconds, self._tell)
        self._writer = Thread(target=_write, args=given, name="checkpoint", daemon=True)
        self._writer.start()

    def saved(self, runs: tuple[RunRecord, ...]) -> None:
        """Let go of the copy: a file holds it."""
        if runs:
            self._saved = (runs[0].id, int(runs[0].position["step"]))
        self.forget()

    def forget(self) -> None:
        """Let go of the copy: the person did, or a file holds it."""
        self._copy.remove()
        self._copy = Copy()
        if self._waiting is not None:
            self._post(NoteCheckpoint(self._waiting[0].seconds))
            self._waiting = None

    def close(self, *, leave: bool = False) -> None:
        """Let go of the document's copy, or leave it and all else to the next window; the worker lives on."""
        if leave:
            self._leave()
        else:
            self.forget()
        self._remove_discarded()
        if self._found is not None:
            self._found.copy.release()

    def _leave(self) -> None:
        """Write the run as it stands."""
        if self._writer is not None:
            self._writer.join(RECORD_S)
        document = self._host.document
        try:
            run = self._host.run.record()
            if run is not None:
                self._copy.write(CopyContents(document.project, self._runs(run), document.path))
        except PlaygroundError as error:
            log.warning("The copy for the next window is not the newest: %s", error)
        self._copy.release()

    def _keep(self, message: said.Checkpoint) -> None:
        run, saved_run, saved_step = message.record, *self._saved
        if self._host.run.awaiting or (run.id == saved_run and int(run.position["step"]) <= saved_step):
            self._post(NoteCheckpoint(message.seconds))  # nobody writes it
            return
        document = self._host.document
        runs = tuple(each.without_trail for each in self._runs(run))
        self._waiting = (message, CopyContents(document.project, runs, document.path))

    def _runs(self, current: RunRecord) -> tuple[RunRecord, ...]:
        return self._host.run.labels.labelled((current, *self._host.run.earlier))

    def _written(self, message: said.CheckpointWritten) -> None:
        self._post(NoteCheckpoint(message.seconds))
        if message.problem and not self._told:
            self._told = True
            sentence = tr("No copy is kept for the case of a crash: {why}")
            self._host.notices.say(sentence.format(why=message.problem))

    # Offering

    def look(self) -> None:
        """Offer what windows that died left behind, the newest first."""
        self._left = left_behind()
        self._next()

    def _next(self) -> None:
        self.offer = self._found = None
        for copy in islice(self._left, MOST_LOOKED_AT):
            self._found = self._opened(copy)
            if self._found is not None:
                self.offer = self._banner(self._found)
                break
        self._host.notices.show_banner(None)  # nothing, or the offer

    def _opened(self, copy: Copy) -> _Found | None:
        """Open a copy; one that is damaged is set aside, and that is told."""
        path = copy.path()
        home = path.parent if path is not None else None
        try:
            opened = open_project(copy.file, self._host.document.project.catalogue, home)
            return _Found(copy, opened, path)
        except PlaygroundError as error:
            aside = copy.set_aside()
            message = tr("What a crash left cannot be read and was set aside as {path}: {why}")
            self._host.notices.say(message.format(path=aside, why=tr(error.message)))
            return None

    def _banner(self, found: _Found) -> Banner:
        runs = found.opened.runs
        step = int(runs[0].position["step"]) if runs else 0
        text = tr("Training of {name} was cut off at step {step}.")
        if runs and int(runs[0].position["epoch"]) >= runs[0].project.recipe.epochs:
            text = tr("{name} was trained to step {step} and never saved.")
        actions = (
            BannerAction(tr("Restore"), partial(self._restore, found)),
            BannerAction(tr("Discard"), partial(self._discard, found)),
        )
        return Banner(
            text.format(name=brief(found.name, _NAME), step=thousands(step)),
            "question",
            actions,
            id="recovered",
        )

    def _restore(self, found: _Found) -> None:
        """Open a copy as a document that is not saved; it stays until that is."""
        if not self._host.files.may_let_go():
            return
        opened = found.opened
        self._found = self.offer = None
        self._host.replace_document(Document(opened.project, found.path, saved=False), opened.runs)
        self._host.files.saved_at = None
        self._copy = found.copy  # what is trained from here on takes its place
        self._next()
        if opened.notes:
            self._host.notices.show_banner(Banner(" ".join(map(tr, opened.notes)), "info", id="note"))

    def _discard(self, found: _Found) -> None:
        """Put a copy away, to be removed when nobody asked for it back."""
        self._remove_discarded()
        self._discarded = found
        self._next()
        words = tr("What was left of {name} is discarded.").format(name=brief(found.name, _NAME))
        back = BannerAction(tr("Bring it back"), self._bring_back)
        self._host.notices.show_banner(Banner(words, "info", (back,), id="discarded"))

    def _bring_back(self) -> None:
        """Offer again what was discarded last; what was offered meanwhile waits for the next start."""
        found, self._discarded = self._discarded, None
        if found is None:
            return
        if self._found is not None:
            self._found.copy.release()
        self._found, self.offer = found, self._banner(found)
        self._host.notices.show_banner(None)

    def _remove_discarded(self) -> None:
        found, self._discarded = self._discarded, None
        if found is not None:
            found.copy.remove()


def _write(copy: Copy, kept: CopyContents, seconds: float, tell: Callable[[said.Message], None]) -> None:
    """Write a copy and tell what it took; a thread of its own."""
    started, problem = monotonic(), ""
    try:
        copy.write(kept)
    except PlaygroundError as error:
        problem = tr(error.message)
    tell(said.CheckpointWritten(seconds + monotonic() - started, problem))
