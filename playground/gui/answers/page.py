"""The page of answers to a file: what they are worth, what was odd, each row beside its answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from playground.app.commands import perform
from playground.app.file_answers import FileAnswers
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.catalogue.own_inputs import kind_of
from playground.core.training.metrics import METRICS
from playground.gui.answers.model import Shown
from playground.gui.answers.table import AnswersTable
from playground.gui.theme import metric_words, numbers
from playground.gui.theme.tokens import BODY, LIVE, SEMIBOLD
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.buttons import IconButton, PrimaryButton, QuietButton
from playground.gui.widgets.cover_page import CoverPage
from playground.gui.widgets.labels import Caption, ElidedLabel, Note
from playground.gui.widgets.segments import Segments

_MOST_NOTES = 3


class AnswersPage(CoverPage):
    """Show what the network said of a file, in place of the canvas."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("answers")
        self._workspace, self._control = workspace, workspace.own.answering
        self.name, self.facts = ElidedLabel("", size=LIVE, weight=SEMIBOLD), Caption("")
        self.worth = ElidedLabel("", size=BODY, weight=SEMIBOLD)
        self.which = Segments([(Shown.ALL.value, tr("All")), (Shown.MISSED.value, tr("Missed"))],
                              Shown.ALL.value, name=tr("Which rows"))  # fmt: skip
        self.notes = [Note("", "triangle-alert", "warn") for _ in range(_MOST_NOTES)]
        self.table = AnswersTable()
        self.save = PrimaryButton(tr("Save the answers"), "download", tr("Ctrl+Enter"))
        self.another = QuietButton(tr("Ask about another file"), "file-text")
        self.stop = QuietButton(tr("Stop"), "square")
        self.close_button = IconButton("x", tr("Back to the canvas (Esc)"))
        self._reading = EmptyState("file-text", "", framed=False)
        self._progress, self._room = QProgressBar(), QStackedWidget()
        self._listed: FileAnswers | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        self._progress.setFixedHeight(3)
        self._progress.setTextVisible(False)
        self._room.addWidget(self._reading)
        self._room.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._progress)
        column.addWidget(self._told())
        column.addWidget(self._room, 1)

    def _head(self) -> QWidget:
        made, names = QWidget(), QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.facts)
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(12)
        row.addLayout(names, 1)
        for button in (self.stop, self.another, self.save, self.close_button):
            row.addWidget(button)
        return made

    def _told(self) -> QWidget:
        made = QWidget()
        column, line = QVBoxLayout(made), QHBoxLayout()
        column.setContentsMargins(16, 0, 16, 8)
        column.setSpacing(0)
        line.setSpacing(12)
        line.addWidget(self.worth)
        line.addWidget(self.which)
        line.addStretch(1)
        column.addLayout(line)
        for note in self.notes:
            column.addWidget(note)
        return made

    def _connect(self) -> None:
        self._control.changed.connect(self.refresh)
        self.which.chosen.connect(self._list)
        self.table.left.connect(self.leave)
        self.close_button.clicked.connect(self.leave)
        self.stop.clicked.connect(self._control.stop)
        self.another.clicked.connect(lambda: perform("file.ask", self._workspace))
        self.save.clicked.connect(lambda: perform("file.save_answers", self._workspace))

    def begin(self) -> None:
        """Show how far the work has come; the keyboard goes to the page."""
        self.refresh()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go back to the canvas; the work ends."""
        self._control.close()

    def refresh(self) -> None:
        """Show the answers, or how far reading has come."""
        asking, answers = self._control.asking, self._control.answers
        self._progress.setVisible(asking is not None)
        self._progress.setValue(round(100 * self._control.share))
        self.stop.setVisible(asking is not None)
        self._room.setCurrentIndex(0 if answers is None else 1)
        for widget in (self.save, self.another):
            widget.setEnabled(answers is not None)
        if asking is not None:
            words = tr("Reading {name}").format(name=asking.name)
            self._reading.set_texts(words, tr("Then the network is asked about each row."))
        if answers is not self._listed:
            self._show(answers)
        elif answers is None and asking is not None:
            self.name.set_text(asking.name)

    def _show(self, answers: FileAnswers | None) -> None:
        self._listed = answers
        self.name.set_text("" if answers is None else answers.path.name)
        self.facts.set_text("" if answers is None else _facts(answers))
        self.worth.set_text("" if answers is None else _worth(answers))
        notes = () if answers is None else tuple(map(tr, answers.rows.notes))
        words = "" if answers is None else answers.network.words
        told = [each for each in (words, *notes) if each]
        for note, each in zip(self.notes, [*told, *[""] * _MOST_NOTES], strict=False):
            note.set_text(each)
            note.setVisible(bool(each))
        missed = answers is not None and bool(answers.missed.any())
        self.which.setVisible(missed)
        self.which.set_current(Shown.ALL.value)
        self.table.show_answers(answers)
        if answers is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self, which: str) -> None:
        self.table.show_answers(self._listed, Shown(which))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save by Ctrl+Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & _CTRL:
            perform("file.save_answers", self._workspace)
        else:
            super().keyPressEvent(event)


_CTRL = Qt.KeyboardModifier.ControlModifier


def _facts(answers: FileAnswers) -> str:
    words = tr("Answered by {network} as it is at step {step}")
    if len(answers.rows.cells) > 1:
        words = tr("{rows} {samples}, answered by {network} as it is at step {step}")
    return words.format(rows=numbers.integer(len(answers.rows.cells)),
                        samples=_samples(answers), network=answers.network.project.name,
                        step=numbers.integer(answers.step))  # fmt: skip


def _samples(answers: FileAnswers) -> str:
    """Return what was asked about, of several: pictures, sounds, rows."""
    own = answers.network.project.data.own
    return tr(kind_of(own).samples if own is not None else "rows")


def _worth(answers: FileAnswers) -> str:
    """Return what the answers are worth where the file says what is true."""
    if not answers.figures:
        return tr("The file does not say what is true: the answers cannot be judged.")
    told = [f"{tr(METRICS[name].name)} {metric_words.written(METRICS[name], value)}"
            for name, value in answers.figures.items()]  # fmt: skip
    missed = int(answers.missed.sum())
    words = tr("{figures} on these {samples}")
    if missed:
        words = tr("{figures} on these {samples}, {missed} missed")
    return words.format(figures=", ".join(told), samples=_samples(answers), missed=numbers.integer(missed))
