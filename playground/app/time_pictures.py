"""Small pictures along a run, for the time strip: asked for once, and kept by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from psygnal import Signal

from playground.app.live import LiveState
from playground.app.messages import Message, PastPictured
from playground.app.worker.requests import PicturePast, Request
from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot


class TimePictures:
    """Hold what one view showed at steps of the run that is live."""

    changed = Signal()  # another picture is there, or none any more

    def __init__(self, post: Callable[[Request], None], live: LiveState) -> None:
        self._post, self._live = post, live
        self._key: ViewKey | None = None
        self._held: dict[int, Snapshot] = {}
        self.row: tuple[int, ...] = ()  # steps whose pictures stand along the strip
        self._pointed: int | None = None  # the one that somebody points at, and waits for
        self._asked: tuple[int, ...] = ()

    @property
    def held(self) -> Mapping[int, Snapshot]:
        """Return the pictures by step."""
        return self._held

    def want(self, key: ViewKey, steps: Iterable[int]) -> None:
        """Ask for the pictures of these steps that are not there yet, behind the one pointed at.

        All others are asked for no more.
        """
        self.row = tuple(steps)
        self._ask(key)

    def point_at(self, key: ViewKey, step: int | None) -> None:
        """Ask for the picture of a step before all others, for somebody points at it; None: at none."""
        self._pointed = step
        self._ask(key)

    def _ask(self, key: ViewKey) -> None:
        """Ask for what is lacking, unless all of it is on its way and what is waited for comes first."""
        if key != self._key:
            self._key, self._held, self._asked = key, {}, ()
        awaited = self._pointed is not None and self._pointed not in self._held
        first = (self._pointed,) if self._pointed is not None else ()
        missing = tuple(step for step in dict.fromkeys((*first, *self.row)) if step not in self._held)
        coming = [step for step in self._asked if step not in self._held]
        if set(missing) <= set(coming) and not (awaited and coming[0] != self._pointed):
            return
        self._asked = missing
        self._post(PicturePast(self._live.run, key, missing, hurried=awaited))

    def heard(self, message: Message) -> bool:
        """Take in a picture; False for what is none."""
        if not isinstance(message, PastPictured):
            return False
        if message.run == self._live.run and message.key == self._key:
            self._held[message.picture.step] = message.picture
            self.changed.emit()
        return True

    def forget(self) -> None:
        """Forget all: another run is live, or this one is another from some step on."""
        self._held, self._asked, self.row, self._key = {}, (), (), None
        self._pointed = None
        self.changed.emit()
