"""Figures on held-out data of weights that rest between two epochs' ends: told once for each."""

from __future__ import annotations

from collections.abc import Callable

from playground.app import messages as said
from playground.core.training.session import Session


class ToldFigures:
    """Know of which weights figures were told."""

    def __init__(self, tell: Callable[[said.Message], None]) -> None:
        self._tell = tell
        self._last = ("", -1)  # run and version of its weights
        self._typed = 0  # weights that somebody asked to set

    def lacks(self, session: Session) -> bool:
        """Say whether the run has taken steps since its figures on held-out data were told."""
        return session.recorder.count > 0 and self._last != (session.id, session.version)

    def tell(self, session: Session) -> None:
        """Tell the figures of the weights as they rest: views show the same pass."""
        if self.lacks(session):
            self._last = session.id, session.version
            figures = session.evaluate("validation")
            named = {f"val_{name}": value for name, value in figures.items()}
            self._tell(said.Evaluated(named, self._typed))

    def weight_typed(self) -> None:
        """Note that a weight was to be set: figures told from now on are of what came of it."""
        self._typed += 1
        self._last = ("", -1)  # also where it was gone: the window forgot its figures

    def note_epoch(self, session: Session) -> bool:
        """Note of which weights an epoch's figures are; False where those of a better one are back."""
        self._last = session.id, session.judged
        return session.judged == session.version
