"""The search for a learning rate as the window has it: start, how far it is, take what was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from psygnal import Signal

from playground.app import data_edits
from playground.app.editing import Editing
from playground.app.messages import Message, RateTested
from playground.app.notices import Notices
from playground.app.run_control import RunControl
from playground.app.training import Training
from playground.app.worker.requests import FindRate, LeaveRate, Request
from playground.core.training.rate_test import RateTest


class Host(Protocol):
    """The workspace, as far as the search needs it."""

    editing: Editing
    notices: Notices
    run: RunControl
    training: Training


class RateFinding:
    """Ask the worker to try rates on a copy of the network; the run goes on as it is."""

    changed = Signal()

    def __init__(self, host: Host, post: Callable[[Request], None]) -> None:
        self._host, self._post = host, post
        self.found = RateTest()
        self.runs = False  # rates are tried

    def start(self) -> bool:
        """Search from the weights as they are; False where nothing can be trained, and said why."""
        if why_not := self._host.training.why_not:
            self._host.notices.say(why_not)
            return False
        self._host.run.catch_up()
        self.found, self.runs = RateTest(), True
        self._post(FindRate())
        self.changed.emit()
        return True

    def stop(self) -> None:
        """Search no more."""
        if self.runs:
            self._post(LeaveRate())

    def heard(self, message: Message) -> bool:
        """Take in how far the search is; False for what is none of its business."""
        if not isinstance(message, RateTested):
            return False
        if self.runs:
            self.found = message.test or self.found
            self.runs = message.test is not None and not message.test.over
            self.changed.emit()
        return True

    def use(self) -> None:
        """Set the recipe's learning rate to what was found, as one step of undo."""
        if self.found.suggestion is not None:
            self._host.editing.apply(data_edits.set_recipe, learning_rate=rounded(self.found.suggestion))


def rounded(rate: float) -> float:
    """Return a rate with two digits: more would say too much."""
    return float(f"{rate:.1e}")
