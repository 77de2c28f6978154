"""New, open, save, save as, recent files, and the question before anything unsaved is let go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import time
from typing import Protocol

from psygnal import Signal

from playground.app import own_templates
from playground.app.ask import Answer, Option, Question
from playground.app.banners import Banner, BannerAction
from playground.app.chosen_files import remember_saved
from playground.app.document import Document
from playground.app.folders import file_name
from playground.app.keeping import FileMemory, Unsaved, worth_asking
from playground.app.notices import Notices
from playground.app.own_templates import OwnTemplate
from playground.app.settings import Settings
from playground.app.texts import tr
from playground.app.window_port import WindowPort
from playground.core.errors import PlaygroundError
from playground.core.network.values import Network
from playground.core.project.first_recipe import first_recipe
from playground.core.project.records import RunRecord
from playground.core.project.values import Project

SUFFIX = ".nnplay"


class Runs(Protocol):
    """The runs of the open project, as far as files need them."""

    @property
    def unsaved(self) -> bool:
        """Say whether steps were taken since the file was saved."""

    @property
    def file(self) -> FileMemory:
        """Return what the file holds of them."""

    def records(self) -> tuple[RunRecord, ...]:
        """Return the runs for the file, the current one first."""

    def saved(self, runs: tuple[RunRecord, ...]) -> None:
        """Note what the file holds."""


class Copies(Protocol):
    """What is kept for the case of a crash, as far as files need it."""

    def saved(self, runs: tuple[RunRecord, ...]) -> None:
        """Note what the file holds."""


class Host(Protocol):
    """The workspace, as far as files need it."""

    document: Document
    settings: Settings
    window: WindowPort
    ask: Callable[[Question], Answer]
    notices: Notices

    @property
    def run(self) -> Runs:
        """Return the runs."""

    @property
    def copies(self) -> Copies:
        """Return what is kept for the case of a crash."""

    def replace_document(self, document: Document, runs: tuple[RunRecord, ...] = ()) -> None:
        """Open another project in place of this one."""


class FileControl:
    """Open and save on behalf of the workspace."""

    path_changed = Signal(object)  # Path | None
    unsaved_changed = Signal(bool)

    def __init__(self, host: Host) -> None:
        self._host = host
        self._was_unsaved = False
        self.saved_at: float | None = None  # seconds since 1970 of the last save of what is open

    def begin(self, document: Document) -> None:
        """Follow where a document is saved, and whether."""
        document.path_changed.connect(self.path_changed.emit)
        document.dirty_changed.connect(self.tell_unsaved)

    @property
    def unsaved(self) -> bool:
        """Say whether closing would lose edits or training."""
        return self._host.document.dirty or self._host.run.unsaved

    def tell_unsaved(self, _dirty: bool = False) -> None:
        """Tell when there is something to lose, or nothing any more."""
        if self.unsaved != self._was_unsaved:
            self._was_unsaved = self.unsaved
            self.unsaved_changed.emit(self._was_unsaved)

    @property
    def recent(self) -> tuple[Path, ...]:
        """Return the files opened or saved last, newest first."""
        return tuple(Path(name) for name in self._host.settings.values.recent)

    def new(self, template_id: str) -> bool:
        """Start from a template; False when the person would rather keep what is open."""
        if not self.may_let_go():
            return False
        try:
            catalogue = self._host.document.project.catalogue
            project = own_templates.find(template_id, catalogue).open()
        except PlaygroundError as error:
            self._host.notices.show_banner(Banner(tr(error.message), "bad", id="failed"))
            return False
        self._host.replace_document(Document(project))
        self.saved_at = None
        return True

    def save_as_template(self) -> bool:
        """Keep the project, without its runs, among the templates."""
        try:
            made = own_templates.save(self._host.document.project)
        except PlaygroundError as error:
            self._host.notices.show_banner(Banner(tr(error.message), "bad", id="failed"))
            return False
        self._host.notices.say(tr("Saved as the template {name}: see New, Yours").format(name=made.title))
        return True

    def remove_template(self, own: OwnTemplate) -> bool:
        """Delete one of the person's templates, if that is what they want."""
        options = (
            Option("remove", tr("Remove"), "destructive"),
            Option("cancel", tr("Keep it"), "cancel"),
        )
        text = tr("Remove the template {name}?").format(name=own.title)
        detail = tr("Projects that were started from it stay as they are.")
        question = Question("remove_template", text, detail, options, default="cancel")
        if self._host.ask(question).option != "remove":
            return False
        own_templates.remove(own)
        return True

    def new_empty(self) -> bool:
        """Start from an empty canvas, with the data that are open and a recipe that suits such data.

        False when the person stays.
        """
        if not self.may_let_go():
            return False
        before = self._host.document.project
        recipe = first_recipe(before.catalogue, before.data.id, before.data.own)
        empty = replace(before, name=tr("Untitled"), network=Network(), recipe=recipe)
        self._host.replace_document(Document(empty))
        self.saved_at = None
        return True

    def open(self, path: Path | None = None) -> bool:
        """Open a file, asking which when none is given; what cannot be opened is told, nothing changes."""
        path = path or self._host.ask(self._open_question()).path
        if path is None or not self.may_let_go():
            return False
        return self._open(path)

    def save(self) -> bool:
        """Save where the project came from, or ask where."""
        path = self._host.document.path
        return self.save_as() if path is None else self._save(path)

    def save_as(self) -> bool:
        """Ask where, and save there."""
        path = self._host.ask(self._save_question()).path
        if path is None:
            return False
        return self._save(path if path.suffix else path.with_suffix(SUFFIX))

    def may_let_go(self) -> bool:
        """Ask what to do with what is not saved; False: stay."""
        if not worth_asking(self._left()):
            return True
        option = self._host.ask(self._save_changes_question()).option
        return self.save() if option == "save" else option == "discard"

    def _left(self) -> Unsaved:
        """Return what would be lost now."""
        document, run = self._host.document, self._host.run
        return Unsaved(
            document.dirty, run.unsaved, run.file.seconds, run.file.typed, document.path is not None
        )

    def _open(self, path: Path) -> bool:
        from playground.core.files.project_file import open_project

        try:
            opened = open_project(path, self._host.document.project.catalogue)
        except PlaygroundError as error:
            self._could_not_open(path, error)
            return False
        self._show(opened.project, path, opened.runs, opened.notes)
        self._host.settings.remember(path)
        return True

    def _show(
        self, project: Project, path: Path | None, runs: tuple[RunRecord, ...], notes: tuple[str, ...]
    ) -> None:
        self._host.replace_document(Document(project, path), runs)
        self.saved_at = path.stat().st_mtime if path is not None else None
        if notes:
            self._host.notices.show_banner(Banner(" ".join(map(tr, notes)), "info", id="note"))

    def _could_not_open(self, path: Path, error: PlaygroundError) -> None:
        """Tell why, and offer the save before the last one when it is there."""
        from playground.core.files.atomic import backup_path, is_file

        if not is_file(path):
            self._host.settings.forget(path)
        backup = backup_path(path)
        actions: tuple[BannerAction, ...] = ()
        if is_file(backup):
            actions = (BannerAction(tr("Open the last save"), lambda: self._open_backup(backup)),)
        self._host.notices.show_banner(Banner(tr(error.message), "bad", actions, id="failed"))

    def _open_backup(self, backup: Path) -> None:
        """Open a backup as a project without a file, so that saving asks where."""
        from playground.core.files.project_file import open_project

        try:
            opened = open_project(backup, self._host.document.project.catalogue)
        except PlaygroundError as error:
            self._host.notices.show_banner(Banner(tr(error.message), "bad", id="failed"))
            return
        self._show(opened.project, None, opened.runs, opened.notes)

    def _save(self, path: Path) -> bool:
        from playground.core.files.project_file import save_project

        document = self._host.document
        project = document.project
        try:
            runs = self._host.run.records()
            save_project(path, project, runs, thumbnail=self._host.window.thumbnail() or None)
        except PlaygroundError as error:
            elsewhere = (BannerAction(tr("Save As…"), self._save_elsewhere),)
            self._host.notices.show_banner(Banner(tr(error.message), "bad", elsewhere, id="failed"))
            return False
        self._host.run.saved(runs)
        self._host.copies.saved(runs)
        self.saved_at = time()
        document.mark_saved(project, path)
        self._host.settings.remember(path)
        remember_saved(project, path)
        self._host.notices.say(tr("Saved {name}").format(name=path.name))
        return True

    def _save_elsewhere(self) -> None:
        self.save_as()

    def _open_question(self) -> Question:
        folder = self._host.settings.values.last_folder
        return Question(
            "open_project", tr("Open a project"), kind="open", suffixes=(SUFFIX,),
            suggested=Path(folder) if folder else None,
        )  # fmt: skip

    def _save_question(self) -> Question:
        document = self._host.document
        folder = Path(self._host.settings.values.last_folder or Path.home())
        suggested = document.path or folder / f"{file_name(document.project.name)}{SUFFIX}"
        return Question(
            "save_project", tr("Save the project"), kind="save", suffixes=(SUFFIX,), suggested=suggested
        )

    def _save_changes_question(self) -> Question:
        options = (
            Option("save", tr("Save")),
            Option("discard", tr("Don't save"), "destructive"),
            Option("cancel", tr("Cancel"), "cancel"),
        )
        text = tr("Save changes to {name}?").format(name=self._host.document.project.name)
        detail = tr("Edits and training since the last save are lost otherwise.")
        return Question("save_changes", text, detail, options, default="save")
