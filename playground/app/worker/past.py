"""What the worker looks at while a person looks back: the run at a step that it kept; training goes on."""

from __future__ import annotations

from collections.abc import Callable

from playground.app import messages as said
from playground.app.worker.looking import Looking
from playground.core.training.live import LiveNetwork
from playground.core.training.moments import EarlierMoments
from playground.core.training.session import Session


class Past:
    """Hold the second network, made when somebody looks back for the first time."""

    def __init__(self) -> None:
        self._moments: EarlierMoments | None = None
        self.network: LiveNetwork | None = None  # None: what is newest is looked at
        self._told: tuple[Session | None, int] = (None, -1)
        self.unjudged = False  # the figures of what is looked at were not told yet

    def look(self, session: Session | None, run: str, step: int | None) -> said.LooksBack:
        """Look at a step of a run and return which it is; at the newest where it is not kept."""
        self.network, self.unjudged = None, False
        if session is None or session.id != run or step is None:
            return said.LooksBack(None, lost=step)
        if self._moments is None or not self._moments.is_of(session):
            self._moments = EarlierMoments(session)
        self.network = self._moments.show(step)
        if self.network is None:
            return said.LooksBack(None, lost=step)
        self.unjudged = True
        return said.LooksBack(step)

    def show(
        self, looking: Looking, interrupted: Callable[[], bool], tell: Callable[[said.Message], None]
    ) -> None:
        """Show what is looked at, its figures last and once; left as soon as another moment is wanted."""
        network = self.network
        if network is None or not looking.at_once(network, interrupted) or not self.unjudged:
            return
        self.unjudged = False
        figures = network.evaluate("validation").figures
        tell(said.PastJudged(network.step, {f"val_{name}": value for name, value in figures.items()}))

    def leave(self) -> None:
        """Look at what is newest: another run is live."""
        self._moments = self.network = None
        self.unjudged = False
        self._told = (None, -1)

    def way(self, session: Session) -> said.KeptSteps | None:
        """Return the steps that can be looked at, if they are others than was told last."""
        now = (session, session.trail.version)
        if now == self._told:
            return None
        self._told = now
        return said.KeptSteps(session.id, (session.position.offset_steps, *session.trail.steps))
