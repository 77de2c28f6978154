"""The training loop as a generator of events: window, command line and tests use this one.

Pausing is not asking for the next event; a step is asking once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.core.training.cancel import Stop
from playground.core.training.events import Advance, EpochsDone, Event, Finished, Reason, Started, StepsDone
from playground.core.training.rule import LOSS
from playground.core.training.session import Session
from playground.core.training.target import SECONDS, Target


@dataclass(frozen=True)
class Limit:
    """How many *more* steps or epochs; with neither, the recipe's epochs are completed.

    Where an epoch has begun, finishing it counts as one epoch. `until` ends it before that, at the first
    epoch whose figures have come so far; the seconds of training are looked at after each chunk of steps.
    """

    steps: int | None = None
    epochs: int | None = None
    until: Target | None = None


def train(session: Session, limit: Limit, chunk: Callable[[], int], stop: Stop) -> Iterator[Event]:
    """Train until the limit, a stop or a fault; each event stands at a step boundary.

    Of several epochs taken at once all steps are told first, then the epochs. `chunk` says how many
    steps to take before the next event, `stop` whether to end; both are asked often.
    """
    session.ending.begin(session.step, session.recorder)
    first_step, first_epoch = session.step, session.epoch
    yield Started(session.plan.to_json())
    while (left := _steps_left(session, limit, first_step, first_epoch)) > 0:
        if stop():
            yield _finished(session, "stopped")
            return
        wanted = min(max(chunk(), 1), left)
        whole = session.advance_epochs(_whole_epochs(session, limit, wanted), stop)
        done = whole or session.advance(wanted, stop)
        yield from _told(session, done)
        if done.problem:
            yield _finished(session, done.reason, done.problem)
            return
        if session.waits:  # what may end it is asked behind the held-out data
            continue
        if limit.until is not None and limit.until.met(_standing(session, done)):
            yield _finished(session, "target")
            return
        if (why := session.over) is not None:
            if why == "time":  # the end of an epoch goes back by itself
                session.conclude()
            yield _finished(session, why)
            return
    yield _finished(session, "completed")


def _steps_left(session: Session, limit: Limit, first_step: int, first_epoch: int) -> int:
    """Return how many steps may follow; 1, too, where the last one's epoch waits to be closed."""
    if limit.steps is not None:
        return max(first_step + limit.steps - session.step, int(session.waits))
    goal = session.recipe.epochs if limit.epochs is None else first_epoch + limit.epochs
    more = goal - session.epoch
    return session.left_in_epoch + (more - 1) * session.steps_per_epoch if more > 0 else 0


def _whole_epochs(session: Session, limit: Limit, steps: int) -> int:
    """Return how many epochs may be taken at once: one, where each may be the last."""
    whole = steps // session.steps_per_epoch
    return whole if limit.until is None else min(whole, 1)


def _standing(session: Session, done: Advance) -> Mapping[str, Any]:
    """Return the figures by which a target is judged: of an epoch only at its end."""
    return {**(done.epoch or {}), SECONDS: session.position.seconds}


def _told(session: Session, done: Advance) -> Iterator[Event]:
    if len(done.losses):
        others = {name: losses for name, losses in done.named.items() if name != LOSS}
        yield StepsDone(done.first, done.losses, others)
    if done.epochs:
        yield EpochsDone(done.epochs, tuple(session.recorder.seconds[-len(done.epochs) :]))


def _finished(session: Session, reason: Reason, problem: str = "") -> Finished:
    session.position.reason = reason
    return Finished(reason, session.step, problem)


def figure_names(session: Session) -> tuple[str, ...]:
    """Return the figures that each epoch of a run tells, as its records name them."""
    held_out = session.evaluate("validation")
    own = held_out or session.evaluate("train")
    return (*dict.fromkeys((*session.parts.rule.losses, *own)), *(f"val_{name}" for name in held_out))
