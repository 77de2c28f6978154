"""The line at the bottom: what goes on, in words, and what stays true."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.project.values import Project
from playground.core.training.events import FAULTS
from playground.gui.panels.pace import NUMBERS_LAG_MS, NUMBERS_MS, Pace
from playground.gui.theme.tokens import STATUS_HEIGHT
from playground.gui.widgets.labels import Caption, ElidedLabel, Note
from playground.gui.window import run_words

SENTENCE_MS = 8_000  # how long a sentence stays

# state of the workspace -> word, icon, colour
_STATES = {
    "loading": ("Getting ready", "refresh-cw", "text2"),
    "blocked": ("Cannot train yet", "circle-alert", "bad"),
    "held": ("Training waits", "circle-alert", "bad"),
    "ready": ("Ready", "circle-check", "good"),
    "training": ("Training", "activity", "good"),
    "paused": ("Paused", "pause", "text2"),
    "done": ("Done", "circle-check", "good"),
    "stopped": ("Stopped", "circle-alert", "bad"),
}


class StatusLine(QWidget):
    """Show the state, its figures or the newest sentence; seed, PyTorch and privacy at the right."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setFixedHeight(STATUS_HEIGHT)
        self._workspace = workspace
        self._state = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self._row.setSpacing(12)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._note: Note | None = None
        self._words = Caption("", color="text2")
        self._seed = Caption("", color="text2")
        self._privacy = Caption("", "text2")
        self._row.addWidget(self._words, 1)
        facts = (
            self._seed,
            Caption(_torch_words(), "text2"),
            self._privacy,
        )
        for fact in facts:
            self._row.addWidget(fact)
        self._forget = QTimer(self, singleShot=True, interval=SENTENCE_MS)
        self._forget.timeout.connect(self.refresh)
        self._pace = Pace(self, NUMBERS_MS, self.refresh, NUMBERS_LAG_MS)
        workspace.live_changed.connect(self._pace.ask)
        workspace.project_changed.connect(self._on_project)
        for signal in (workspace.run_changed, workspace.problems_changed):
            signal.connect(self.refresh)
        workspace.notices.said.connect(self.say)
        workspace.own.public.changed.connect(self._show_privacy)
        self._show_privacy()
        self.refresh()

    @property
    def words(self) -> ElidedLabel:
        """Return the label that carries the sentence."""
        return self._words

    def say(self, sentence: str) -> None:
        """Show a sentence for a while; "" lets the figures come back."""
        self._forget.stop()
        if not sentence:
            self.refresh()
            return
        self._words.set_text(sentence)
        self._forget.start()

    def _on_project(self, old: Project, new: Project) -> None:
        """Let a sentence go with the network that it was said about."""
        if old.network is not new.network:
            self._forget.stop()
        self.refresh()

    def refresh(self) -> None:
        """Take over state, pace and seed; a sentence keeps its place until its time is up."""
        state = self._workspace.training.state
        self._show_state("stopped" if state == "done" and self._workspace.run.finished in FAULTS else state)
        self._seed.set_text(tr("Training seed {seed}").format(seed=self._workspace.project.recipe.seed))
        if not self._forget.isActive():
            self._words.set_text(self._figures())

    def _show_privacy(self) -> None:
        """Say what the network outside hears of: nothing, but for a set that somebody asked for."""
        fetched = self._workspace.own.public.fetching
        if fetched is None:
            self._privacy.set_text(tr("Nothing leaves this computer"))
        else:
            self._privacy.set_text(tr("Fetching {name}").format(name=tr(fetched.title)))

    def _show_state(self, state: str) -> None:
        if state == self._state:
            return
        self._state = state
        words, icon, color = _STATES[state]
        fresh = Note(tr(words), icon, color)
        if self._note is None:
            self._row.insertWidget(0, fresh)
        else:
            self._row.replaceWidget(self._note, fresh)
            self._note.hide()
            self._note.deleteLater()
        self._note = fresh

    def _figures(self) -> str:
        if self._workspace.checks.blocker is not None:
            return tr(self._workspace.checks.blocker.message)
        return run_words.pace(self._workspace) if self._workspace.live.running else ""


def _torch_words() -> str:
    """Return PyTorch's version without importing it."""
    try:
        return f"PyTorch {_version('torch')}"
    except PackageNotFoundError:
        return tr("PyTorch is missing")


@cache  # all that is written of a package is read for it: a hundredth of a second a window
def _version(package: str) -> str:
    """Return the first two numbers of a package's version; PackageNotFoundError if there is none."""
    return ".".join(version(package).split("+")[0].split(".")[:2])
