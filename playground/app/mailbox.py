"""Where the worker leaves what it has to say: nothing is lost, of pictures only the newest counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from playground.app.messages import KeptSteps, Message, Pace, Steps
from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot


@dataclass(frozen=True)
class Mail:
    """Everything that came between two drains."""

    messages: tuple[Message, ...] = ()  # in order; losses in a row are one Steps
    pictures: Mapping[ViewKey, Snapshot] = field(default_factory=dict)  # newest of each question
    pace: Pace | None = None
    way: KeptSteps | None = None

    @property
    def empty(self) -> bool:
        """Say whether nothing came."""
        return not (self.messages or self.pictures or self.pace or self.way)


class Mailbox:
    """Collect from any thread, drain from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._messages: list[Message] = []
        self._losses: list[Steps] = []  # the steps in a row that came last
        self._first = 0
        self._pictures: dict[ViewKey, Snapshot] = {}
        self._pace: Pace | None = None
        self._way: KeptSteps | None = None

    def put(self, message: Message) -> None:
        """Add a message; all of them arrive, in order."""
        with self._lock:
            if isinstance(message, Steps):
                self._put_steps(message)
            else:
                self._seal()
                self._messages.append(message)

    def put_pictures(self, answers: Mapping[ViewKey, Snapshot]) -> None:
        """Answer questions to views, all fetched at once; answers that nobody fetched before are dropped."""
        with self._lock:
            self._pictures.update(answers)

    def waiting(self, key: ViewKey) -> bool:
        """Say whether a question's newest answer has not been fetched yet."""
        with self._lock:
            return key in self._pictures

    def drop_pictures(self) -> None:
        """Forget snapshots that wait: the model they show is gone."""
        with self._lock:
            self._pictures = {}

    def put_pace(self, pace: Pace) -> None:
        """Replace the figures of the moment."""
        with self._lock:
            self._pace = pace

    def put_way(self, way: KeptSteps) -> None:
        """Replace the steps that can be looked at again."""
        with self._lock:
            self._way = way

    def drain(self) -> Mail:
        """Return everything that came since the last drain, and start anew."""
        with self._lock:
            self._seal()
            mail = Mail(tuple(self._messages), self._pictures, self._pace, self._way)
            self._messages, self._pictures, self._pace, self._way = [], {}, None, None
            return mail

    def _put_steps(self, steps: Steps) -> None:
        if not self._losses:
            self._first = steps.first
        self._losses.append(steps)

    def _seal(self) -> None:
        if self._losses:
            losses = np.concatenate([steps.losses for steps in self._losses])
            others = {name: np.concatenate([steps.others[name] for steps in self._losses])
                      for name in self._losses[0].others}  # fmt: skip
            self._messages.append(Steps(self._first, losses, others))
            self._losses = []
