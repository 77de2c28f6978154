"""What the window tells in passing: sentences in the status bar, and the bar above the canvas."""

from __future__ import annotations

from collections.abc import Callable

from psygnal import Signal

from playground.app.banners import Banner
from playground.app.messages import Message, Note


class Notices:
    """Hold what is told now; but for `report` used by the window's thread alone."""

    said = Signal(str)  # a sentence for the status bar; "" clears it
    banner_changed = Signal(object)  # Banner | None

    def __init__(self, put: Callable[[Message], None], offer: Callable[[], Banner | None]) -> None:
        self._put = put  # from any thread
        self._offer = offer  # the bar that is shown whenever there is no other
        self.banner: Banner | None = None
        self._sentence = ""  # that was said last

    def say(self, sentence: str) -> None:
        """Show a sentence in the status bar."""
        self._sentence = sentence
        self.said.emit(sentence)

    def replace(self, old: str, new: str) -> None:
        """Say something else in place of what is not so any more, unless another sentence came since."""
        if self._sentence == old:
            self.say(new)

    def report(self, sentence: str) -> None:
        """Show a sentence in the status bar soon; any thread may call this."""
        self._put(Note(sentence))

    def show_banner(self, banner: Banner | None) -> None:
        """Show or take away the bar above the canvas."""
        banner = banner or self._offer()
        if banner != self.banner:
            self.banner = banner
            self.banner_changed.emit(banner)

    def leave(self) -> bool:
        """Take the bar away as Esc does, with nothing changed; False when there is none to leave."""
        banner = self.banner
        if banner is None or banner is self._offer():
            return False
        self.show_banner(None)
        if banner.left is not None:
            banner.left()
        return True
