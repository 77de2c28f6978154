"""Views of the live model: computed between steps, at their own rates, and once after each change at rest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from playground.app.worker.governor import Governor
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel, Snapshot, ViewSpec

log = logging.getLogger(__name__)

RENEWED_S = 2.0  # an answer that is older is renewed at the next epoch's end, whatever it costs


@dataclass
class _Question:
    """One question that is asked, and how old the answer to it is."""

    spec: ViewSpec
    due: float = 0.0  # when it may be answered next while training
    answered: float = -inf
    stale: bool = True  # not answered of the model as it stands
    overtaken: bool = True  # an epoch ended, or another model came, since the answer
    broken: bool = False  # it failed on this model
    fresh: bool = True  # just asked: a person waits to see it


class Looking:
    """Answer what is asked of the views; the worker's thread."""

    def __init__(
        self,
        show: Callable[[ViewKey, Snapshot], None],
        clock: Callable[[], float],
        unseen: Callable[[ViewKey], bool] = lambda key: False,  # its last answer was not fetched yet
    ) -> None:
        self._show, self._clock, self._unseen = show, clock, unseen
        self._asked: dict[ViewKey, _Question] = {}
        self.governor = Governor()

    def watch(self, key: ViewKey, wanted: bool = True) -> None:
        """Answer a question from now on, or no longer."""
        self._asked.pop(key, None)
        self.governor.close(key)
        spec = VIEWS.find(key.view)
        if wanted and spec is not None:
            self._asked[key] = _Question(spec)
            self.governor.open(key)

    def model_changed(self) -> None:
        """Note that the live model is another one: no answer is of it."""
        for asked in self._asked.values():
            asked.due, asked.answered, asked.broken = 0.0, -inf, False
            asked.stale = asked.overtaken = True

    def stepped(self) -> None:
        """Note that the weights are others: every answer is out of date."""
        for asked in self._asked.values():
            asked.stale = True

    def epoch_ended(self) -> None:
        """Note that an epoch is complete: answers older than RENEWED_S are owed now."""
        for asked in self._asked.values():
            asked.overtaken = True

    def while_training(self, model: LiveModel) -> None:
        """Answer what is due, all at one step since they share their passes, if the governor allows.

        What has just been asked is answered at once; what is owed, too, and nothing of another's account.
        """
        now = self._clock()
        ready = {key: asked for key, asked in self._asked.items() if self._is_ready(key, asked)}
        chosen = {key for key, asked in ready.items() if self._is_chosen(key, asked, now)}
        if any(ready[key].spec.of_evaluation for key in chosen):  # one pass found it all: shown together
            chosen |= {key for key, asked in ready.items() if asked.spec.of_evaluation}
        for key in [each for each in ready if each in chosen]:
            self._compute(key, model)
            self._asked[key].stale = self._asked[key].spec.of_evaluation  # of an epoch's end: at rest anew

    def at_rest(self, model: LiveModel) -> bool:
        """Answer one question that is out of date, in the order they were asked; False when none is left."""
        key = next((each for each, asked in self._asked.items() if asked.stale), None)
        if key is None:
            return False
        self._compute(key, model)
        return True

    @property
    def wanting(self) -> bool:
        """Say whether an answer is out of date."""
        return any(asked.stale for asked in self._asked.values())

    def wait_s(self) -> float:
        """Return the seconds until an answer is due and allowed while training."""
        now = self._clock()
        waits = (self._wait_s(key, asked, now) for key, asked in self._asked.items()
                 if self._is_ready(key, asked))  # fmt: skip
        return max(0.0, min(waits, default=inf))

    def _is_ready(self, key: ViewKey, asked: _Question) -> bool:
        """Say whether there is a newer answer, and somebody fetched the one before."""
        newer = asked.stale and (asked.overtaken or not asked.spec.of_evaluation)
        return newer and not self._unseen(key)

    def _is_chosen(self, key: ViewKey, asked: _Question, now: float) -> bool:
        allowed = asked.due <= now and self.governor.allows(key, now)
        return allowed or asked.fresh or self._is_owed(asked, now)

    def _is_owed(self, asked: _Question, now: float) -> bool:
        return asked.overtaken and now - asked.answered >= RENEWED_S

    def _wait_s(self, key: ViewKey, asked: _Question, now: float) -> float:
        if asked.fresh or self._is_owed(asked, now):
            return 0.0
        wait = max(asked.due - now, self.governor.wait_s(key, now))
        return min(wait, asked.answered + RENEWED_S - now) if asked.overtaken else wait

    def _compute(self, key: ViewKey, model: LiveModel) -> None:
        asked, started = self._asked[key], self._clock()
        asked.stale = asked.overtaken = False
        asked.due, asked.answered = started + 1 / asked.spec.rate_hz, started
        owed, asked.fresh = not asked.fresh, False
        if asked.broken or not asked.spec.applies(model.project, model.fields):
            return
        self._try(key, asked, model)
        ended = self._clock()
        self.governor.spend(key, ended, ended - started, owed=owed)

    def _try(self, key: ViewKey, asked: _Question, model: LiveModel) -> None:
        """Answer a question; one that fails is written down and left alone until the model changes."""
        try:
            snapshot = asked.spec.snapshot(model, key.options)
        except Exception:
            log.exception("The view %s failed.", asked.spec.id)
            asked.broken = True
        else:
            self._show(key, snapshot)
