"""Views of the live model: computed between steps, at their own rates, and once after each change at rest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from math import inf

from playground.app.worker.governor import Governor
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel, Snapshot, ViewSpec

log = logging.getLogger(__name__)


class Looking:
    """Answer what is asked of the views; the worker's thread."""

    def __init__(
        self,
        show: Callable[[ViewKey, Snapshot], None],
        clock: Callable[[], float],
        unseen: Callable[[ViewKey], bool] = lambda key: False,  # its last answer was not fetched yet
    ) -> None:
        self._show, self._clock, self._unseen = show, clock, unseen
        self._next: dict[ViewKey, float] = {}  # what is asked: when each is due while training
        self._stale: set[ViewKey] = set()  # what was not answered of the model as it stands
        self._broken: set[ViewKey] = set()  # what failed on this model
        self._fresh: set[ViewKey] = set()  # just asked: a person waits to see it
        self.governor = Governor()

    def watch(self, key: ViewKey, wanted: bool = True) -> None:
        """Answer a question from now on, or no longer."""
        self._next.pop(key, None)
        for each in (self._stale, self._broken, self._fresh):
            each.discard(key)
        self.governor.close(key)
        if wanted and VIEWS.find(key.view) is not None:
            self._next[key] = 0.0
            self._stale.add(key)
            self._fresh.add(key)
            self.governor.open(key)

    def model_changed(self) -> None:
        """Note that the live model is another one."""
        self._broken.clear()
        self._next = dict.fromkeys(self._next, 0.0)
        self.stepped()

    def stepped(self) -> None:
        """Note that the weights are others: every answer is out of date."""
        self._stale.update(self._next)

    def while_training(self, model: LiveModel) -> None:
        """Answer what is due, all at one step since they share their passes, if the governor allows.

        What has just been asked is answered at once.
        """
        now = self._clock()
        due = [key for key, when in self._next.items()
               if key in self._stale and when <= now and not self._unseen(key)]  # fmt: skip
        for key in [each for each in due if self.governor.allows(each, now) or each in self._fresh]:
            self._compute(key, model)

    def at_rest(self, model: LiveModel) -> bool:
        """Answer one question that is out of date, in the order they were asked; False when none is left."""
        key = next((each for each in self._next if each in self._stale), None)
        if key is None:
            return False
        self._compute(key, model)
        return True

    @property
    def wanting(self) -> bool:
        """Say whether an answer is out of date."""
        return bool(self._stale)

    def wait_s(self) -> float:
        """Return the seconds until an answer is due and allowed while training."""
        seen = [key for key in self._stale if not self._unseen(key)]
        if not self._fresh.isdisjoint(seen):
            return 0.0
        now = self._clock()
        waits = (max(self._next[key] - now, self.governor.wait_s(key, now)) for key in seen)
        return max(0.0, min(waits, default=inf))

    def _compute(self, key: ViewKey, model: LiveModel) -> None:
        self._stale.discard(key)
        spec = VIEWS.get(key.view)
        started = self._clock()
        self._next[key] = started + 1 / spec.rate_hz
        if key in self._broken or not spec.applies(model.project, model.fields):
            self._fresh.discard(key)
            return
        self._try(key, spec, model)
        ended = self._clock()
        self.governor.spend(key, ended, ended - started, owed=key not in self._fresh)
        self._fresh.discard(key)

    def _try(self, key: ViewKey, spec: ViewSpec, model: LiveModel) -> None:
        """Answer a question; one that fails is written down and left alone until the model changes."""
        try:
            snapshot = spec.snapshot(model, key.options)
        except Exception:
            log.exception("The view %s failed.", spec.id)
            self._broken.add(key)
        else:
            self._show(key, snapshot)
