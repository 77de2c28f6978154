"""What the worker looks at while a person looks back: the run at a step that it kept; training goes on."""

from __future__ import annotations

from playground.app import messages as said
from playground.core.training.live import LiveNetwork
from playground.core.training.moments import EarlierMoments
from playground.core.training.session import Session


class Past:
    """Hold the second network, made when somebody looks back for the first time."""

    def __init__(self) -> None:
        self._moments: EarlierMoments | None = None
        self.network: LiveNetwork | None = None  # None: what is newest is looked at
        self._told: tuple[Session | None, int] = (None, -1)

    def look(self, session: Session | None, run: str, step: int | None) -> said.LooksBack:
        """Look at a step of a run and return what is told of it; at the newest where it is not kept."""
        self.network = None
        if session is None or session.id != run or step is None:
            return said.LooksBack(None, lost=step)
        if self._moments is None or not self._moments.is_of(session):
            self._moments = EarlierMoments(session)
        self.network = self._moments.show(step)
        if self.network is None:
            return said.LooksBack(None, lost=step)
        figures = self.network.evaluate("validation").figures
        return said.LooksBack(step, {f"val_{name}": value for name, value in figures.items()})

    def leave(self) -> None:
        """Look at what is newest: another run is live."""
        self._moments = self.network = None
        self._told = (None, -1)

    def way(self, session: Session) -> said.KeptSteps | None:
        """Return the steps that can be looked at, if they are others than was told last."""
        now = (session, session.trail.version)
        if now == self._told:
            return None
        self._told = now
        return said.KeptSteps(session.id, (session.position.offset_steps, *session.trail.steps))
