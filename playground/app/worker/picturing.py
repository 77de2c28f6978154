"""Small pictures of the way a run has come: made one by one, on a network of their own, in no hurry."""

from __future__ import annotations

import logging
from collections.abc import Callable

from playground.app import messages as said
from playground.app.worker.requests import PicturePast
from playground.core.training.moments import EarlierMoments
from playground.core.training.session import Session
from playground.core.views.registry import VIEWS

log = logging.getLogger(__name__)

_SHARE = 0.1  # of the time while training goes on


class Picturing:
    """Answer one view of each of some steps that a run kept."""

    def __init__(self, tell: Callable[[said.Message], None], clock: Callable[[], float]) -> None:
        self._tell, self._clock = tell, clock
        self._moments: EarlierMoments | None = None
        self._left: list[int] = []
        self._wanted: PicturePast | None = None
        self._due = 0.0

    @property
    def goes_on(self) -> bool:
        """Say whether a picture may be made now."""
        return bool(self._left) and self._clock() >= self._due

    def begin(self, session: Session | None, wanted: PicturePast) -> None:
        """Make these pictures, and none of those asked for before; none of a view that shows nothing here."""
        self._left.clear()
        if session is None or session.id != wanted.run or not _shows(session, wanted):
            return
        if self._moments is None or not self._moments.is_of(session):
            self._moments = EarlierMoments(session)
        self._wanted, self._left = wanted, list(wanted.steps)
        if wanted.hurried:
            self._due = 0.0

    def work(self, training: bool) -> None:
        """Make the next picture."""
        if not training:
            self._due = 0.0
        if not self.goes_on:
            return
        started = self._clock()
        self._make(self._left.pop(0))
        took = self._clock() - started
        self._due = started + took / _SHARE if training else 0.0

    def _make(self, step: int) -> None:
        assert self._moments is not None and self._wanted is not None  # something is left
        network, key = self._moments.show(step), self._wanted.key
        if network is None:
            return
        try:
            picture = VIEWS.get(key.view).snapshot(network, key.options)
        except Exception:
            log.exception("The view %s of step %s failed.", key.view, step)
            self._left.clear()
            return
        self._tell(said.PastPictured(self._wanted.run, key, picture))

    def leave(self) -> None:
        """Make no more, and let go of the run."""
        self._left.clear()
        self._moments = self._wanted = None


def _shows(session: Session, wanted: PicturePast) -> bool:
    """Say whether a view makes sense for a run: the window may have asked of the project it shows by now."""
    known = session.parts.analysis
    return VIEWS.get(wanted.key.view).applies(known.project, known.fields)
