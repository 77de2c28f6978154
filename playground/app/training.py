"""Train or pause, and why not: what stands above the single run."""

from __future__ import annotations

from typing import Protocol

from playground.app.checks import Checks
from playground.app.document import Document
from playground.app.live import LiveState
from playground.app.notices import Notices
from playground.app.own_data import OwnData
from playground.app.run_control import RunControl
from playground.app.texts import tr
from playground.app.time_travel import TimeTravel
from playground.core.project.values import Speed

STARTS_SOON = "Training starts as soon as PyTorch is ready."


class Host(Protocol):
    """The workspace, as far as training needs it."""

    document: Document
    run: RunControl
    checks: Checks
    notices: Notices
    time: TimeTravel
    own: OwnData
    torch_ready: bool

    @property
    def live(self) -> LiveState:
        """Return what is known of the run."""


class Training:
    """Start and pause, where nothing holds training back."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._is_wanted = False  # training was asked for before PyTorch was there

    @property
    def why_not(self) -> str:
        """Return why training cannot start, "" when it can."""
        if self._host.own.page.shown:
            return tr("Build the network first.")
        blocker = self._host.checks.blocker
        if blocker is not None:
            return tr(blocker.message)
        return "" if self._host.torch_ready else tr("Getting ready")

    @property
    def state(self) -> str:
        """Return loading, blocked, held, ready, training, paused or done."""
        host = self._host
        if host.run.held:
            return "held"
        if host.checks.blocker is not None:
            return "blocked"
        if not host.torch_ready:
            return "loading"
        if host.live.running:
            return "training"
        if host.run.finished not in ("", "target"):
            return "done"
        return "paused" if host.live.started else "ready"

    def toggle(self) -> None:
        """Train or pause; when training cannot start yet, say when it will, or why not."""
        if not self._host.torch_ready and self._host.checks.blocker is None:
            self._is_wanted = not self._is_wanted
            self._host.notices.say(tr(STARTS_SOON) if self._is_wanted else tr("Training does not start."))
            return
        if not self._host.live.running and not self._host.run.held and self.why_not:
            self._host.notices.say(self.why_not)
            return
        if not self._host.live.running:
            self.look_where_it_starts()
        self._host.run.toggle()

    def look_where_it_starts(self) -> None:
        """Look at the newest step, unless an edit waits to be trained from the one that is looked at."""
        if not self._host.time.branch_words:
            self._host.time.go_live()

    def torch_ready(self) -> None:
        """Start what was asked for while PyTorch was not there."""
        if self._is_wanted:
            self._is_wanted = False
            self._host.notices.replace(tr(STARTS_SOON), "")
            self.toggle()

    def forget(self) -> None:
        """Start nothing that was asked for: another project is open."""
        self._is_wanted = False

    def set_speed(self, speed: Speed) -> None:
        """Set the pace, which the file keeps; it is no step of undo."""
        self._host.document.replace_quietly(speed)
        self._host.run.set_speed(speed)
