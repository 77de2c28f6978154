"""How old what is shown is, in words: none as long as it is as new as it can be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from playground.app.live import LiveState
from playground.app.subscription import Subscription
from playground.app.texts import tr
from playground.app.time_travel import TimeTravel
from playground.app.worker.looking import RENEWED_S
from playground.core.sentences import thousands


def oldest(live: LiveState, answers: Iterable[Subscription]) -> str:
    """Return the age of the oldest answer in words, "" while all are new."""
    told = [(each.answer.step, each.seconds) for each in answers if each.answer is not None]
    return next((words for step, seconds in sorted(told) if (words := age(live, step, seconds))), "")


def told(live: LiveState, time: TimeTravel, answers: Iterable[Subscription]) -> str:
    """Return of which moment answers are, where that is not the newest: "step 420", "computing"..."""
    shown = [each for each in answers if each.answer is not None]
    if any(each.moment != time.step for each in shown):
        return tr("computing")
    if time.step is not None:
        return time.words if shown else ""
    return oldest(live, shown)


def age(live: LiveState, step: int, seconds: float) -> str:
    """Return "as of epoch 3" of what belongs to a step and came some seconds ago, "" while that is new.

    While training goes on nothing is newer than the last epoch's end, or than RENEWED_S ago.
    """
    if step >= live.step or seconds < RENEWED_S:
        return ""
    if step == 0:
        return tr("before training")
    ends = live.epochs.column("step")
    since = len(ends) - int(np.searchsorted(ends, step, side="right"))  # epochs that ended since
    if live.running and not since:
        return ""
    if since < len(ends) and int(ends[len(ends) - since - 1]) == step:
        return tr("as of epoch {epoch}").format(epoch=thousands(live.epoch - since))
    return tr("as of step {step}").format(step=thousands(step))
