"""A network's answers to a file of somebody's own: asked in the background, shown on a page of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from psygnal import Signal

from playground.app.ask import Answer, Question
from playground.app.banners import Banner
from playground.app.live import LiveState
from playground.app.logs import log
from playground.app.notices import Notices
from playground.app.own_page import NoPage, OwnPage, readable_suffixes
from playground.app.settings import Settings
from playground.app.texts import tr
from playground.app.which_network import Exportable, WhichNetwork
from playground.core.data.asked import asked_of, can_be_asked
from playground.core.data.asked_rows import AskedRows
from playground.core.errors import PlaygroundError
from playground.core.importing.importers import ReadingCancelled
from playground.core.project.values import Project
from playground.core.sentences import Text

if TYPE_CHECKING:  # it needs torch, which a run has brought
    from playground.core.model.answered_rows import AnswerColumn


@dataclass(frozen=True)
class FileAnswers:
    """What a network said of the rows of a file."""

    path: Path
    network: Exportable
    step: int
    rows: AskedRows
    columns: list[AnswerColumn]
    figures: dict[str, float]  # empty where the file does not say what is true
    missed: np.ndarray  # (rows,) bool: the file says another class


@dataclass(frozen=True)
class FileAsked:
    """A file was asked about, or could not be: said by the thread that asks."""

    ticket: int
    answers: FileAnswers | None = None
    problem: Text | None = None


@dataclass(frozen=True)
class AskedOn:
    """How far reading has come, 0 to 1."""

    ticket: int
    share: float


class AsksNetwork(Protocol):
    """The workspace, as far as asking about files needs it."""

    notices: Notices
    settings: Settings
    ask: Callable[[Question], Answer]

    @property
    def project(self) -> Project:
        """Return the project as it stands."""

    @property
    def live(self) -> LiveState:
        """Return what is known of the run."""


class FileAnswering:
    """Ask the network about files, one at a time; the window's thread alone, but for the work."""

    changed = Signal()  # other answers, or how far the work has come

    def __init__(self, host: AsksNetwork, which: WhichNetwork, tell: Callable[[Any], None]) -> None:
        self._host, self._which, self._tell = host, which, tell
        self.page: OwnPage = NoPage()
        self.answers: FileAnswers | None = None
        self.asking: Path | None = None  # the file that is being read and asked about
        self.share = 0.0  # of it that is read
        self._ticket = 0
        self._stop = Event()

    @property
    def why_not(self) -> str:
        """Return why no file can be asked about now, "" where one can."""
        if self._host.project.data.own is None:
            return tr("This network learns from data that come with the program: it takes no file.")
        return "" if self._host.live.trained is not None else tr("Train the network first.")

    def can_take(self, paths: tuple[Path, ...]) -> bool:
        """Say whether the network could be asked about files by their names; nothing is read."""
        return not self.why_not and len(paths) == 1 and can_be_asked(self._host.project, paths[0])

    def choose(self, folder: bool = False) -> bool:
        """Let a person choose which file, or folder, to ask about, and do."""
        last = self._host.settings.values.last_folder
        suggested = Path(last) if last else None
        if folder:
            question = Question("open_asked_folder", tr("Ask about a folder"), kind="folder",
                                suggested=suggested)  # fmt: skip
        else:
            question = Question("open_asked", tr("Ask about a file"), kind="open",
                                suffixes=readable_suffixes(), suggested=suggested)  # fmt: skip
        path = self._host.ask(question).path
        return path is not None and self.ask((path,))

    def ask(self, paths: tuple[Path, ...]) -> bool:
        """Ask the network that answers now about a file and show its page; False where it cannot be asked."""
        try:
            network = self._which.exportable("trained" if self._which.changed_since else "drawn")
        except PlaygroundError as error:
            self._host.notices.show_banner(Banner(tr(error.message), "bad", id="asked"))
            return False
        self._stop.set()
        self._stop = stop = Event()
        self._ticket += 1
        self.asking, self.share = paths[0], 0.0
        work = (self._ticket, paths[0], network, self._step(network), stop)
        Thread(target=self._run, args=work, name="asking", daemon=True).start()
        self.page.enter()
        self.changed.emit()
        return True

    def _step(self, network: Exportable) -> int:
        return 0 if network.record is None else int(network.record.position.get("step", 0))

    def save(self) -> bool:
        """Write rows and answers where a person chooses; False where nothing was written."""
        found = self.answers
        if found is None:
            return False
        from playground.core.model.answered_rows import write_columns

        suggested = found.path.with_name(tr("{name} answered.csv").format(name=found.path.stem))
        question = Question("save_answers", tr("Save the answers"), kind="save", suffixes=(".csv",),
                            suggested=suggested)  # fmt: skip
        path = self._host.ask(question).path
        if path is None:
            return False
        try:
            write_columns(path, found.rows, found.columns)
        except PlaygroundError as error:
            self._host.notices.show_banner(Banner(tr(error.message), "bad", id="asked"))
            return False
        words = tr("Wrote {count} answers to {path}")
        self._host.notices.say(words.format(count=len(found.rows.cells), path=path.name))
        return True

    def stop(self) -> None:
        """Read no further; answers to a file before stay, else the canvas comes back."""
        self._stop.set()
        self._ticket += 1
        self.asking = None
        if self.answers is None:
            self.page.leave()
        self.changed.emit()

    def close(self) -> None:
        """Go back to the canvas; the work ends."""
        self._stop.set()
        self._ticket += 1
        self.asking = self.answers = None
        self.page.leave()

    def heard(self, message: object) -> bool:
        """Take what the asking thread said; False for what is not its."""
        if not isinstance(message, (FileAsked, AskedOn)):
            return False
        if message.ticket == self._ticket:
            if isinstance(message, AskedOn):
                self.share = message.share
            else:
                self._take(message)
            self.changed.emit()
        return True

    def _take(self, asked: FileAsked) -> None:
        self.asking = None
        if asked.answers is not None:
            self.answers = asked.answers
        elif asked.problem is not None:
            if self.answers is None:
                self.page.leave()
            self._host.notices.show_banner(Banner(tr(asked.problem), "bad", id="asked"))

    def _run(self, ticket: int, path: Path, network: Exportable, step: int, stop: Event) -> None:
        """Read and ask; every failure is told, since nobody waits for the thread."""

        def go_on(share: float) -> None:
            if stop.is_set():
                raise ReadingCancelled
            self._tell(AskedOn(ticket, share))

        try:
            self._tell(FileAsked(ticket, _answers(path, network, step, go_on)))
        except PlaygroundError as error:
            self._tell(FileAsked(ticket, problem=error.message))
        except Exception as error:
            log.exception("%s could not be asked about.", path)
            words = Text("{name} could not be asked about: {why}", name=path.name, why=str(error)[:200])
            self._tell(FileAsked(ticket, problem=words))


def _answers(path: Path, network: Exportable, step: int, go_on: Callable[[float], None]) -> FileAnswers:
    """Return what a network says of a file's rows; PlaygroundError says what it lacks."""
    from playground.core.data.prepared import fields_of
    from playground.core.model.answered_rows import answer_columns, missed, score
    from playground.core.model.predict import predict

    project, record = network.project, network.record
    rows = asked_of(project, path, go_on)
    if rows is None:
        raise PlaygroundError(Text("{name} is no file that this network can be asked about.", name=path.name))
    answers = predict(project, fields_of(project), record.weights if record else None, rows.inputs)
    columns = answer_columns(project, answers)
    return FileAnswers(path, network, step, rows, columns, score(project, rows, answers),
                       missed(project, rows, answers))  # fmt: skip
