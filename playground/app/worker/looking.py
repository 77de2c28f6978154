"""Views of the live model: computed between steps, at their own rates, and once after each change at rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from math import inf

from playground.app.worker.governor import Governor
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel, Snapshot, ViewSpec

log = logging.getLogger(__name__)

RENEWED_S = 2.0  # an answer that is older is renewed at the next epoch's end, if that takes no more
OWED_SHARE = 0.05  # of the time: one that would waits until it is a smaller share, and says how old it is
QUICK_S = 0.05  # an answer that takes longer can be left in its middle: looking when costs quick ones a third
TOGETHER_S = 0.02  # as long what is made of a moment waits for the rest of it


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
    cost_s: float = 0.0  # of the last answer
    quick: bool = False  # this model's last answer was: it is not left in its middle


Leaving = Callable[[], AbstractContextManager[None]]
_Batch = tuple[ViewKey, ...]  # what is answered together


def _batches(asked: Mapping[ViewKey, _Question]) -> list[_Batch]:
    """Put together what one pass over held-out data found; the rest goes one by one, in order."""
    passed = tuple(key for key, each in asked.items() if each.spec.of_evaluation)
    return [passed if key in passed else (key,) for key in asked if key not in passed[1:]]


class Looking:
    """Answer what is asked of the views; the worker's thread."""

    def __init__(
        self,
        show: Callable[[Mapping[ViewKey, Snapshot]], None],
        clock: Callable[[], float],
        unseen: Callable[[ViewKey], bool] = lambda key: False,  # its last answer was not fetched yet
        leaving: Leaving = nullcontext,  # of an answer that nobody waits for any more
    ) -> None:
        self._show, self._clock, self._unseen, self._leaving = show, clock, unseen, leaving
        self._asked: dict[ViewKey, _Question] = {}
        self.governor = Governor()

    def watch(self, key: ViewKey, wanted: bool = True) -> None:
        """Answer a question from now on, or no longer."""
        self._asked.pop(key, None)
        self.governor.close(key)
        spec = VIEWS.find(key.view)
        if wanted and spec is not None:
            self._asked[key] = _Question(spec, fresh=not spec.study)
            self._put_off(self._asked[key])
            self.governor.open(key)

    def model_changed(self) -> None:
        """Note that the live model is another one: no answer is of it."""
        for asked in self._asked.values():
            asked.due, asked.answered, asked.broken, asked.quick = 0.0, -inf, False, False
            asked.stale = asked.overtaken = True
            self._put_off(asked)

    def _put_off(self, asked: _Question) -> None:
        """Let a study wait for its turn while training goes on; at rest it is made after all others."""
        if asked.spec.study:
            asked.answered = self._clock()
            asked.due = asked.answered + 1 / asked.spec.rate_hz

    def moved(self) -> None:
        """Note that another moment is looked at, and that somebody waits to see it."""
        self.model_changed()
        for asked in self._asked.values():
            asked.fresh = not asked.spec.study

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
        What one pass over held-out data found is told together, or a window would show two moments of it.
        """
        now = self._clock()
        for batch in [each for each in self._ready() if self._is_chosen(each, now)]:
            self._compute_all(batch, model)
            for asked in (self._asked[key] for key in batch):
                asked.stale = asked.spec.of_evaluation  # of an epoch's end: at rest anew

    def at_rest(self, model: LiveModel) -> bool:
        """Answer one question that is out of date, in the order they were asked, studies last; False: none.

        With one that shows what a pass over held-out data found, all that do.
        """
        stale = {key: asked for key, asked in self._asked.items() if asked.stale}
        batch = min(_batches(stale), key=lambda batch: stale[batch[0]].spec.study, default=None)
        if batch is not None:
            self._compute_all(batch, model)
        return batch is not None

    def at_once(self, model: LiveModel, interrupted: Callable[[], bool]) -> bool:
        """Answer everything that is out of date, unless something else is asked meanwhile: False.

        First what needs no pass over held-out data; what is quick is told together, so it is drawn once.
        """
        stale = {key: asked for key, asked in self._asked.items() if asked.stale}
        specs = {key: asked.spec for key, asked in stale.items()}
        batches = sorted(
            _batches(stale), key=lambda each: (specs[each[0]].study, specs[each[0]].of_evaluation)
        )
        made: dict[ViewKey, Snapshot] = {}
        since = self._clock()
        for batch in batches:
            slow = specs[batch[0]].study or specs[batch[0]].of_evaluation
            if slow or self._clock() - since >= TOGETHER_S:
                self._show(made)
                made, since = {}, self._clock()
            if interrupted():
                break
            for key in batch:
                made.update(self._compute(key, model))
        self._show(made)
        return not self.wanting

    @property
    def wanting(self) -> bool:
        """Say whether an answer is out of date."""
        return any(asked.stale for asked in self._asked.values())

    def wait_s(self) -> float:
        """Return the seconds until an answer is due and allowed while training."""
        now = self._clock()
        return max(0.0, min((self._wait_s(batch, now) for batch in self._ready()), default=inf))

    def _ready(self) -> list[_Batch]:
        return _batches({key: asked for key, asked in self._asked.items() if self._is_ready(key, asked)})

    def _is_ready(self, key: ViewKey, asked: _Question) -> bool:
        """Say whether there is a newer answer, and somebody fetched the one before."""
        newer = asked.stale and (asked.overtaken or not asked.spec.of_evaluation)
        return newer and not (self._pass_unseen() if asked.spec.of_evaluation else self._unseen(key))

    def _pass_unseen(self) -> bool:
        """Say whether some answer that shows what a pass over held-out data found was not fetched yet."""
        return any(self._unseen(key) for key, asked in self._asked.items() if asked.spec.of_evaluation)

    def _is_chosen(self, batch: _Batch, now: float) -> bool:
        """Say whether all of it is allowed, or any of it cannot wait."""
        allowed = [self._asked[key].due <= now and self.governor.allows(key, now) for key in batch]
        return all(allowed) or any(self._owed_s(self._asked[key], now) <= 0 for key in batch)

    def _wait_s(self, batch: _Batch, now: float) -> float:
        allowed = max(max(self._asked[key].due - now, self.governor.wait_s(key, now)) for key in batch)
        return min(allowed, *(self._owed_s(self._asked[key], now) for key in batch))

    def _owed_s(self, asked: _Question, now: float) -> float:
        """Return the seconds until an answer is owed, whatever it costs: at once where a person waits."""
        if asked.fresh:
            return 0.0
        renewed = 1 / asked.spec.rate_hz if asked.spec.study else RENEWED_S
        rest = max(renewed, asked.cost_s / OWED_SHARE)
        return asked.answered + rest - now if asked.overtaken else inf

    def _compute_all(self, keys: Iterable[ViewKey], model: LiveModel) -> None:
        """Answer questions, and show all answers at once."""
        self._show({key: answer for each in keys for key, answer in self._compute(each, model).items()})

    def _compute(self, key: ViewKey, model: LiveModel) -> dict[ViewKey, Snapshot]:
        """Return the answer to a question by its key; none where there is none."""
        asked, started = self._asked[key], self._clock()
        asked.stale = asked.overtaken = False
        asked.due, asked.answered = started + 1 / asked.spec.rate_hz, started
        owed, asked.fresh = not asked.fresh, False
        if asked.broken or not asked.spec.applies(model.project, model.fields):
            return {}
        answer = self._try(key, asked, model)
        ended = self._clock()
        asked.cost_s = ended - started
        self.governor.spend(key, ended, asked.cost_s, owed=owed)
        asked.quick = asked.cost_s < QUICK_S
        return answer

    def _try(self, key: ViewKey, asked: _Question, model: LiveModel) -> dict[ViewKey, Snapshot]:
        """Answer a question; one that fails is written down and left alone until the model changes."""
        try:
            with nullcontext() if asked.quick else self._leaving():
                return {key: asked.spec.snapshot(model, key.options)}
        except Exception:
            log.exception("The view %s failed.", asked.spec.id)
            asked.broken = True
        return {}
