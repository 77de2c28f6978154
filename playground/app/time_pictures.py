"""Small pictures along a run, for the opened time strip: asked for once, and kept by step."""

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
        self._asked: tuple[int, ...] = ()

    @property
    def held(self) -> Mapping[int, Snapshot]:
        """Return the pictures by step."""
        return self._held

    def want(self, key: ViewKey, steps: Iterable[int]) -> None:
        """Ask for the pictures of these steps that are not there yet, and for no others any more."""
        if key != self._key:
            self._key, self._held, self._asked = key, {}, ()
        missing = tuple(step for step in steps if step not in self._held)
        if missing and not set(missing) <= set(self._asked):
            self._asked = missing
            self._post(PicturePast(self._live.run, key, missing))

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
        self._held, self._asked, self._key = {}, (), None
        self.changed.emit()
