"""Whether a network that was edited at rest keeps its weights: asked once, when training goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from playground.app import kept_words
from playground.app import messages as said
from playground.app.banners import Banner, BannerAction
from playground.app.texts import tr


class KeptQuestion:
    """Know of which child run it is still to be asked, and whether the question is seen."""

    def __init__(
        self, show: Callable[[Banner | None], None], keep: Callable[[], None], fresh: Callable[[], None]
    ) -> None:
        self._show, self._keep, self._fresh = show, keep, fresh
        self._of: said.SessionOpened | None = None
        self._seen = False

    def made(self, opened: said.SessionOpened, running: bool) -> None:
        """Note a run that was opened; what a child kept is told at once where training goes on."""
        if opened.origin != "child":
            self._of = None
        elif running:
            fresh = (BannerAction(tr("Start fresh"), self._fresh),)
            self._show(Banner(kept_words.going_on(opened), "good", fresh, id="kept"))
        else:
            self._of = opened

    def asks(self) -> bool:
        """Ask, if there is something to ask; asked already, the next start keeps the weights."""
        opened, self._of = self._of, None
        if opened is None or opened.kept.weights == 0 or (opened.kept.whole and opened.kept.same_data):
            return False
        self._of, self._seen = replace(opened, kept=said.Kept()), True
        actions = (BannerAction(tr("Keep them"), self._keep), BannerAction(tr("Start fresh"), self._fresh))
        left = partial(self._again, opened)
        self._show(Banner(kept_words.asked(opened), "question", actions, left=left, id="question"))
        return True

    def forget(self) -> None:
        """Ask nothing any more; another run begins, or the answer is given."""
        self._of = None

    def answered(self) -> None:
        """Note that training goes on: the question's banner is replaced."""
        self._seen = False

    def take_back(self) -> None:
        """Take the question away, for the network is edited again."""
        if self._seen:
            self._seen = False
            self._show(None)

    def _again(self, opened: said.SessionOpened) -> None:
        """Ask at the next start, for the question was left."""
        self._of, self._seen = opened, False
