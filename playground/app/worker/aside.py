"""What the worker does aside from a run, on copies of its network: try rates, measure devices, look back."""

from __future__ import annotations

from collections.abc import Callable

from playground.app import messages as said
from playground.app.worker.finding import Finding
from playground.app.worker.measuring import Measuring
from playground.app.worker.picturing import Picturing


class Aside:
    """Hold these jobs, and give each a turn between whatever else there is to do."""

    def __init__(self, tell: Callable[[said.Message], None], clock: Callable[[], float]) -> None:
        self.finding, self.measuring = Finding(tell, clock), Measuring(tell, clock)
        self.picturing = Picturing(tell, clock)

    @property
    def goes_on(self) -> bool:
        """Say whether something is left to do."""
        return self.finding.goes_on or self.measuring.goes_on or self.picturing.goes_on

    def work(self, training: bool, hurried: bool) -> None:
        """Do the next piece of each; pictures of the way wait while somebody does for others."""
        self.finding.work()
        self.measuring.work()
        if not hurried:
            self.picturing.work(training)

    def leave(self) -> None:
        """End them, and say so."""
        self.finding.leave()
        self.measuring.leave()
        self.picturing.leave()
