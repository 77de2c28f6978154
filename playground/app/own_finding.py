"""Find data of somebody's own that are not where the project has them: said at opening, with the way on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

from playground.app import chosen_files
from playground.app.ask import Answer, Option, Question
from playground.app.banners import Banner, BannerAction
from playground.app.document import Document
from playground.app.edits import Edit
from playground.app.notices import Notices
from playground.app.settings import Settings
from playground.app.texts import tr
from playground.core.catalogue.manifest import FileFact, Manifest
from playground.core.checks.own_data import missing_data, missing_file
from playground.core.errors import PlaygroundError
from playground.core.importing.retaking import found_at
from playground.core.project.values import Project
from playground.core.sentences import Text


@dataclass(frozen=True)
class DataFound:
    """Somebody said where data lie, and they were looked at: by the thread that reads."""

    ticket: int
    path: Path
    project: Project | None = None  # as it goes on with them
    problem: Text | None = None


class NeedsData(Protocol):
    """The workspace, as far as finding data needs it."""

    notices: Notices
    settings: Settings
    ask: Callable[[Question], Answer]

    @property
    def document(self) -> Document:
        """Return what is open."""

    @property
    def project(self) -> Project:
        """Return the project as it stands."""

    def apply(self, builder: Callable[..., Edit], *args: Any) -> bool:
        """Make an edit."""


class OwnFinding:
    """Ask where data lie now, look at them in the background, and go on with them; the window's thread."""

    def __init__(self, host: NeedsData, tell: Callable[[Any], None]) -> None:
        self._host, self._tell = host, tell
        self._ticket = 0

    @property
    def missing(self) -> FileFact | None:
        """Return the file or folder that is not there; None where all are."""
        return missing_file(self._host.project)

    def tell_missing(self) -> None:
        """Say at opening that data are not there, and offer to find them."""
        for problem in missing_data(self._host.project):
            action = BannerAction(tr("Find…"), self.find)
            self._host.notices.show_banner(Banner(tr(problem.message), "bad", (action,), id="own_missing"))

    def find(self) -> bool:
        """Ask where they lie now, and look there; False where nothing is missing, or nobody says."""
        fact = self.missing
        path = self._host.ask(self._question(fact)).path if fact is not None else None
        if path is None:
            return False
        self._ticket += 1
        ticket, project = self._ticket, self._host.project
        self._host.notices.say(tr("Looking at {name}…").format(name=path.name))
        Thread(target=lambda: self._tell(_looked(ticket, project, path)), name="finding", daemon=True).start()
        return True

    def _question(self, fact: FileFact) -> Question:
        """Ask for a folder where data were one, else for a file."""
        name, folder = Path(fact.path).name, self._host.settings.values.last_folder
        is_folder = fact.many and not Path(name).suffix
        words = tr("Find the folder {name}") if is_folder else tr("Find {name}")
        return Question("find_data", words.format(name=name), kind="folder" if is_folder else "open",
                        suggested=Path(folder) if folder else None)  # fmt: skip

    def heard(self, message: object) -> bool:
        """Take what the thread said; False for what is not its."""
        if not isinstance(message, DataFound):
            return False
        if message.ticket == self._ticket:
            self._take(message)
        return True

    def forget(self) -> None:
        """Expect nothing any more: another project is open."""
        self._ticket += 1

    def _take(self, found: DataFound) -> None:
        """Go on with the same data; others are taken where somebody wants that."""
        own = found.project.data.own if found.project is not None else None
        if found.project is None or own is None:
            if found.problem is not None:
                self._host.notices.show_banner(Banner(tr(found.problem), "bad", id="own_missing"))
            return
        same = own == self._host.project.data.own
        if same or self._wants(found.path):
            chosen_files.remember({each.sha256: found.path for each in own.files})
            self._host.document.know(found.project.catalogue)
            if not same:
                self._host.apply(_with, own)

    def _wants(self, path: Path) -> bool:
        words = tr("{name} holds something else than this project was made of. Take it as it is now?")
        options = (Option("take", tr("Take it")), Option("cancel", tr("Leave it"), "cancel"))
        detail = tr("The network stays as it is; columns keep what they are used for.")
        question = Question("other_data", words.format(name=path.name), detail, options, default="cancel")
        return self._host.ask(question).option == "take"


def _with(project: Project, own: Manifest) -> Edit:
    """Take data as they are now."""
    return Edit(tr("Take other data"), project.with_data(own=own))


def _looked(ticket: int, project: Project, path: Path) -> DataFound:
    """Return what a project is with the data that lie there; every failure is told, since nobody waits."""
    try:
        return DataFound(ticket, path, found_at(project, path))
    except PlaygroundError as error:
        return DataFound(ticket, path, problem=error.message)
    except Exception as error:
        why = Text("{name} could not be read: {why}", name=path.name, why=str(error)[:200])
        return DataFound(ticket, path, problem=why)
