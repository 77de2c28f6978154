"""How far training is to go: to the recipe's last epoch, or to what was asked for and lies nearer."""

from __future__ import annotations

from dataclasses import replace

from playground.app.messages import Paused, RunDone
from playground.app.worker.requests import Play
from playground.core.training.session import Session
from playground.core.training.target import EPOCH, SECONDS, Target
from playground.core.training.trainer import Limit


class Destination:
    """Count along the whole curve, so that training may be interrupted and go on as it was asked to."""

    def __init__(self) -> None:
        self._epoch = 0
        self._step: int | None = None  # so many steps were asked for: training rests there
        self.until: Target | None = None

    def take(self, session: Session, play: Play) -> None:
        """Take up what is asked for now; seconds count from here."""
        self._epoch = self._next_epoch(session, play.epochs)
        self._step = None if play.steps is None else session.step + play.steps
        self.until = play.until
        if self.until is not None and self.until.figure == SECONDS:
            self.until = replace(self.until, bound=self.until.bound + session.position.seconds)
        if self.until is not None and self.until.figure == EPOCH:
            self._epoch = int(self.until.bound)

    def forget(self) -> None:
        """Begin with another project."""
        self._epoch, self._step, self.until = 0, None, None

    def follow(self, before: int, after: int) -> None:
        """Go where the recipe ends now, if that is where training was to go."""
        if self._epoch == before:
            self._epoch = after

    def limit(self, session: Session) -> Limit:
        """Return what is left to train."""
        if self._step is not None:
            return Limit(steps=max(0, self._step - session.step), until=self.until)
        return Limit(epochs=max(0, self._epoch - session.epoch), until=self.until)

    def ended(self, done: RunDone, session: Session | None) -> RunDone | Paused:
        """Return what is told of an end; steps that were asked for are no end of the run."""
        if done.reason == "completed" and self._step is not None:
            return Paused(done.step)
        return replace(done, until=self.until, reached=self.reached(session) if session is not None else None)

    def reached(self, session: Session) -> float | None:
        """Return how far the figure came that training was to bring somewhere."""
        if self.until is None or not session.recorder.epochs:
            return None
        value = session.recorder.epochs[-1].get(self.until.figure)
        return float(value) if isinstance(value, (int, float)) else None

    def _next_epoch(self, session: Session, more: int | None) -> int:
        """Return at which epoch to stop: the recipe's last, and when that is done as many again."""
        if more is not None:
            return session.epoch + more
        if session.epoch < session.recipe.epochs:
            return session.recipe.epochs
        return self._epoch if self._epoch > session.epoch else session.epoch + session.recipe.epochs
