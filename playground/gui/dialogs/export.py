"""Export: choose a kind of file and its place, watch it written and verified, copy code that uses it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.ask import Question
from playground.app.export_control import ExportState
from playground.app.texts import tr
from playground.app.which_network import Which
from playground.app.workspace import Workspace
from playground.gui.dialogs.export_panes import FailurePane, Notice, ProgressPane, ResultPane
from playground.gui.dialogs.exporter_cards import ExporterCards
from playground.gui.dialogs.sheet import Sheet, button_row
from playground.gui.theme import numbers
from playground.gui.theme.tokens import PRIMARY_HEIGHT, SEMIBOLD, SPACE_S
from playground.gui.widgets.buttons import PrimaryButton, QuietButton
from playground.gui.widgets.fields import TextField
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.segments import Segments

WIDTH = 840


class ExportDialog(Sheet):
    """Export the project as it stands; training may go on meanwhile, and Esc stops an export first."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(tr("Export"), parent)
        self._workspace = workspace
        self._cancelled = False
        self._asked = workspace.exports.state  # what was there before this dialog is no result of its own
        self.cards = ExporterCards(tuple(workspace.exports.exporters))
        self.path = TextField(name=tr("File"))
        self.browse = QuietButton(tr("Browse…"), "folder-open")
        self.hint = Caption()
        self.which = self._choice()
        self.progress, self.failure, self.outcome = ProgressPane(), FailurePane(), ResultPane()
        self.note = Notice("info", "neutral")
        self.close_button = QuietButton(tr("Close"), height=PRIMARY_HEIGHT)
        back = workspace.time.words
        words = tr("Export {step}").format(step=back) if back else tr("Export")
        self.export_button = PrimaryButton(words, "download", tr("Enter"))
        self._lay_out()
        self._follow()
        self.path.set_text(str(self._suggested()))
        self._show(workspace.exports.state)
        self.cards.cards[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _lay_out(self) -> None:
        self.setFixedWidth(WIDTH)
        self.add_heading(tr("Export {name}").format(name=self._workspace.project.name), self._subject())
        if self.which is not None:
            self.page.addWidget(self.which)
            self.page.addWidget(self.which_words)
        self.page.addWidget(self.cards)
        self.page.addLayout(self._place())
        for widget in (self.note, self.progress, self.failure, self.outcome):
            self.page.addWidget(widget)
        self.page.addStretch(1)
        self.page.addLayout(button_row(None, self.close_button, self.export_button))

    def _place(self) -> QVBoxLayout:
        """Return the field of the path with what is said of it."""
        row = button_row(self.path, self.browse)
        row.setStretch(0, 1)
        column = QVBoxLayout()
        column.setSpacing(SPACE_S - 2)
        self.place = ElidedLabel(tr("File"), weight=SEMIBOLD)
        column.addWidget(self.place)
        column.addLayout(row)
        column.addWidget(self.hint)
        return column

    def _choice(self) -> Segments | None:
        """Return the choice between the network trained and the one drawn, where they are two."""
        self.which_words = Caption(self._workspace.exports.which.words("trained"), color="text2")
        since = self._workspace.exports.which.changed_since
        if not since:
            return None
        options = [("trained", tr("Trained to {moment}").format(moment=since)), ("drawn", tr("As drawn now"))]
        made = Segments(options, "trained", name=tr("Which network"))
        made.chosen.connect(self._on_which)
        return made

    @property
    def wanted(self) -> Which:
        """Return which network is to be written."""
        return "trained" if self.which is not None and self.which.current() == "trained" else "drawn"

    def _on_which(self) -> None:
        self.which_words.set_text(self._workspace.exports.which.words(self.wanted))
        self._show_ready()

    def _follow(self) -> None:
        self._workspace.exports.changed.connect(self._show)
        self.cards.chosen.connect(self._take_suffix)
        self.path.textEdited.connect(self._on_typed)
        self.browse.clicked.connect(self._browse)
        self.export_button.clicked.connect(self.start)
        self.close_button.clicked.connect(self.reject)
        self.progress.cancel.clicked.connect(self.cancel)
        self.failure.again.connect(self.start)
        self.failure.elsewhere.clicked.connect(self._browse)

    # What is exported, and where to

    def _subject(self) -> str:
        live = self._workspace.live
        if self._workspace.time.step is not None:
            return tr("As it was at {step}").format(step=self._workspace.time.words)
        if not live.started:
            return tr("Not trained yet")
        return tr("Trained for {epochs} epochs").format(epochs=numbers.integer(live.epoch))

    def _suggested(self) -> Path:
        """Return a path beside the project, or where files were last saved."""
        document, settings = self._workspace.document, self._workspace.settings.values
        folder = Path(settings.last_folder) if settings.last_folder else Path.home()
        base = (document.path or folder / _file_name(document.project.name)).absolute()
        return base.with_name(base.stem + self.cards.current().suffix if document.path else
                              base.name + self.cards.current().suffix)  # fmt: skip

    def destination(self) -> Path:
        """Return the path of the field, absolute and with the exporter's ending."""
        path = Path(self.path.text().strip()).expanduser()
        if not path.is_absolute():
            path = self._suggested().parent / path
        suffix = self.cards.current().suffix
        return path if path.suffix == suffix or not path.name else path.with_name(path.name + suffix)

    def _take_suffix(self) -> None:
        """Give the path the ending of the exporter chosen now."""
        path = Path(self.path.text().strip())
        if path.suffix in {spec.suffix for spec in self._workspace.exports.exporters}:
            self._put_path(path.with_suffix(self.cards.current().suffix))
        self.place.set_text(tr("Folder") if self.cards.current().inside else tr("File"))
        self._show_ready()

    def _put_path(self, path: Path) -> None:
        self.path.setModified(False)
        self.path.set_text(str(path))

    def _on_typed(self) -> None:
        self._show_ready()

    def _browse(self) -> None:
        spec = self.cards.current()
        title = tr("Export to {kind}").format(kind=tr(spec.title))
        question = Question(
            "export", title, kind="save", suffixes=(spec.suffix,), suggested=self.destination()
        )
        if spec.inside:
            question = Question("export", title, kind="folder", suggested=self.destination().parent)
        path = self._workspace.ask(question).path
        if path is not None:
            self._put_path(path)
            self._asked = self._workspace.exports.state
            self._show(self._asked)

    # The export

    def start(self) -> None:
        """Export now."""
        if self._workspace.exports.state.running or self._why_not():
            return
        self._cancelled = False
        path = self.destination()
        self._put_path(path)
        self._workspace.settings.set(last_folder=str(path.parent))
        self._workspace.exports.start(self.cards.current().id, path, self.wanted)

    def cancel(self) -> None:
        """Stop the export; what was there before stays."""
        self._cancelled = True
        self._workspace.exports.cancel()
        self._workspace.exports.pump()

    def _why_not(self) -> str:
        """Return why it cannot be exported now, or nothing."""
        workspace = self._workspace
        blocked = workspace.checks.blocker is not None and self.wanted == "drawn"
        if blocked or not workspace.torch_ready:
            return workspace.training.why_not
        path, inside = self.destination(), self.cards.current().inside
        if not self.path.text().strip() or (path.is_dir() and not inside):
            return tr("Give the file a name.")
        if inside and path.is_file():
            return tr("This is a file: give the folder another name.")
        if not path.parent.is_dir():
            return tr("The folder {folder} does not exist.").format(folder=path.parent)
        return ""

    # What is shown

    def _show(self, state: ExportState) -> None:
        """Show how far the export is, or how it ended."""
        own = state is not self._asked or state.running
        done, failed = own and state.result is not None, own and bool(state.failure) and not self._cancelled
        self.progress.setVisible(state.running)
        self.outcome.setVisible(done)
        self.failure.setVisible(failed)
        self.note.setVisible(own and self._cancelled and not done)
        if state.running:
            self.progress.show_state(state)
        elif done:
            told = self.which_words.text() if self.which is not None else ""
            self.outcome.show_result(state.result, self._noun(), told)
        elif failed:
            self.failure.show_failure(state.failure)
        elif self.note.isVisibleTo(self):
            self.note.say(tr("Cancelled. Nothing was written."))
        self._show_ready()
        if done:
            self._shorten()
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shorten(self) -> None:
        """Show less of the code where the screen has no room for all."""
        frame = self.frameGeometry().height() - self.height()
        over = self.page.totalHeightForWidth(WIDTH) + frame - self.screen().availableGeometry().height()
        if over > 0:
            self.outcome.code.shorten(over)

    def _show_ready(self) -> None:
        """Say what the path means and whether the export can start."""
        state = self._workspace.exports.state
        busy = tr("The export is going on.") if state.running else ""
        self.cards.hold_back(busy)
        self.path.setEnabled(not busy)
        if self.which is not None:
            self.which.setEnabled(not busy)
        self.browse.hold_back(busy)
        self.export_button.hold_back(busy or self._why_not())
        self.hint.set_text(self._hint() if not state.running else "")
        self.hint.setVisible(bool(self.hint.text()))

    def _hint(self) -> str:
        why = self._why_not()
        if why:
            return why
        if not self._workspace.live.started and not self.outcome.isVisibleTo(self):
            return tr("This network has not been trained: the file will hold its initial weights.")
        if self.outcome.isVisibleTo(self):
            return ""
        there = [path.name for path in self.cards.current().files(self.destination()) if path.exists()]
        if there and self.cards.current().inside:
            words = tr("{files} there will be replaced, the old ones kept as .bak.")
            return words.format(files=", ".join(there))
        if self.destination().is_file():
            return tr("This file is there already: it will be replaced, the old one kept as .bak.")
        return ""

    def event(self, event: QEvent) -> bool:
        """Be as high as what is shown, whenever that changes."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Polish):
            self.setFixedHeight(self.page.totalHeightForWidth(WIDTH))
        return handled

    def _noun(self) -> str:
        family = self._workspace.project.family
        return tr(family.noun if family is not None else "samples")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Export by Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.start()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Stop an export that goes on; only without one close."""
        if self._workspace.exports.state.running:
            self.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Follow the export no longer."""
        self._workspace.exports.changed.disconnect(self._show)
        super().done(result)


def _file_name(name: str) -> str:
    """Return a project's name as a file's: spiral-mlp."""
    letters = (letter if letter.isalnum() or letter in "-_" else "-" for letter in name.lower())
    return "-".join(part for part in "".join(letters).split("-") if part)[:60] or "model"
