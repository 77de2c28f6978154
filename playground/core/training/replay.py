"""Any step of a recorded run again, to the bit: from the last waypoint to go on from, or from its start.

What was changed on the way, recipe or single weights, is changed again at the same steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from time import perf_counter

import numpy as np

from playground.core.data.held_out import SEEN
from playground.core.errors import PlaygroundError
from playground.core.project.records import AVERAGED, ENGINE, PATIENCE, RETURNED, RunRecord, Waypoint
from playground.core.sentences import Text, thousands
from playground.core.training import recipes
from playground.core.training.cancel import Cancelled, Stop, never
from playground.core.training.hardware import Hardware
from playground.core.training.history import ChangeRecord, weight_of
from playground.core.training.record import Position
from playground.core.training.session import Session
from playground.core.training.trail import Trail, whole_before

_CHUNK = 500  # the most steps from one word on how far it is to the next
_CALM = 2.0  # times the lowest loss so far: what is higher has begun to run away
_CHUNK_S = 0.1  # about as long, where steps take long

Tell = Callable[[int], None]


def session_at(
    run: RunRecord, step: int, *, hardware: Hardware | None = None, tell: Tell = lambda step: None,
    stop: Stop = never,
) -> Session:  # fmt: skip
    """Return a session that stands at a step of a run, with the changes made there; the later ones are gone.

    `tell` hears how far the steps in between are. PlaygroundError where the run never was at that step, or
    where this computer does not come to the bits that were recorded. Cancelled once `stop` says so.
    """
    place = Position.from_json(run.position)
    _must_be_there(place, step)
    if step == place.step:
        return Session.resume(run, hardware=hardware)
    session, since = _stand_before(run, step, hardware)
    session.trail = Trail(_up_to(run, step), place.offset_steps)
    before = session.step
    missed = [each for each in run.history.changes if since <= int(each["step"]) <= step]
    for at, changes in groupby(missed, key=lambda change: int(change["step"])):
        _advance(session, at, tell, stop)
        _change(session, tuple(changes))
    _advance(session, step, tell, stop)
    _must_be_the_same(session, run, before)
    session.recorder.changes = [each for each in run.history.changes if int(each["step"]) <= step]  # in order
    session.recorder.seconds = run.history.clocked[: len(session.recorder.epochs)].tolist()
    session.position.seconds, session.position.timed_from = _clock_at(run, step)
    return session


def as_of(run: RunRecord, waypoint: Waypoint) -> RunRecord:
    """Return a run as it stood at a waypoint that can be gone on from, before anything was changed there."""
    place, (seconds, since) = Position.from_json(run.position), _clock_at(run, waypoint.step)
    then = replace(Position.from_json(waypoint.position), seconds=seconds, timed_from=since)
    return replace(
        run, history=run.history.before(waypoint.step, place.offset_steps), position=then.to_json(),
        weights=waypoint.weights, state=waypoint.state, trail=(),
    )  # fmt: skip


def _clock_at(run: RunRecord, step: int) -> tuple[float, float]:
    """Return how long a run had trained at a step, and since when the time that its recipe allows counted.

    As it was recorded at the last epoch's end, or by the step's share of all: never by how long it takes to
    come there again.
    """
    place = Position.from_json(run.position)
    recorded = run.history.before(step, place.offset_steps).seconds
    share = (step - place.offset_steps) / max(1, place.step - place.offset_steps)
    seconds = max([place.seconds * share, *recorded[np.isfinite(recorded)].tolist()])
    return seconds, place.timed_from if place.timed_from <= seconds else 0.0


def healthy(run: RunRecord) -> RunRecord | None:
    """Return a run as it stood at its last waypoint to go on from before its loss rose, or where it began.

    None where it began with weights of its own: those can be drawn again.
    """
    place, losses = Position.from_json(run.position), run.history.losses
    for waypoint in sorted(run.trail, key=lambda each: -each.step):
        taken = waypoint.step - place.offset_steps
        if waypoint.state and taken > 0 and losses[taken - 1] <= _CALM * losses[:taken].min():
            return replace(as_of(run, waypoint), trail=_up_to(run, waypoint.step))
    return Session.at_start(run).record() if run.parent and place.offset_steps else None


def _up_to(run: RunRecord, step: int) -> tuple[Waypoint, ...]:
    return tuple(waypoint for waypoint in run.trail if waypoint.step <= step)


def cut_at(run: RunRecord, step: int) -> RunRecord | None:
    """Return a run as it was at a step whose weights are kept: to look at and to export, not to go on from.

    None where they are not kept.
    """
    place = Position.from_json(run.position)
    weights = next((each.weights for each in run.trail if each.step == step), None)
    if step in (place.offset_steps, place.step):
        weights = run.start if step == place.offset_steps else run.weights
    if weights is None:
        return None
    then = as_of(run, Waypoint(step, weights, replace(place, step=step).counts()))
    epochs = place.offset_epochs + len(then.history.epochs)
    position = {**then.position, "epoch": epochs, "step_in_epoch": 0, "batch_size": 0, "best_of": 0}
    return replace(
        then, position=position, state={key: run.state[key] for key in (SEEN,) if key in run.state}
    )


def _must_be_there(place: Position, step: int) -> None:
    if place.offset_steps <= step <= place.step:
        return
    words = "The run has no step {step}: it goes from {first} to {last}."
    first, last = thousands(place.offset_steps), thousands(place.step)
    raise PlaygroundError(Text(words, step=thousands(step), first=first, last=last))


def _stand_before(run: RunRecord, step: int, hardware: Hardware | None) -> tuple[Session, int]:
    """Return a session at the last place up to a step that can be stood at, and which step that is."""
    found = whole_before(run.trail, step)
    if found is None:
        session = Session.at_start(run, hardware=hardware)
        return session, session.step
    return Session.resume(as_of(run, found), hardware=hardware), found.step


def _advance(session: Session, step: int, tell: Tell, stop: Stop) -> None:
    chunk = 1
    while session.step < step:
        started = perf_counter()
        done = session.advance(min(chunk, step - session.step), stop)
        if done.problem:
            raise PlaygroundError(Text(done.problem))
        if stop():
            raise Cancelled
        tell(session.step)
        is_quick = perf_counter() - started < _CHUNK_S
        chunk = min(_CHUNK, 2 * chunk) if is_quick else max(1, chunk // 2)


def _change(session: Session, changes: tuple[ChangeRecord, ...]) -> None:
    """Change again what was changed at one step."""
    session.set_recipe(recipes.replay(session.recipe, changes))
    for change in changes:
        typed = weight_of(str(change["what"]))
        if typed is not None:
            session.set_weight(*typed, float(change["to"]))
        elif change["what"] in (RETURNED, AVERAGED) and change not in session.recorder.changes:
            session.conclude()  # in mid-epoch, by the clock
        elif change["what"] == PATIENCE:
            session.position.patient_from = int(change["to"])
        elif change["what"] == ENGINE:
            session.take_over()


def _must_be_the_same(session: Session, run: RunRecord, since: int) -> None:
    taken = session.recorder.count
    if session.recorder.history().losses.tobytes() == run.history.losses[:taken].tobytes():
        return
    words = (
        "Step {step} cannot be reached again to the bit: this computer computes otherwise than the one that "
        "trained the run; step {kept} can."
    )
    raise PlaygroundError(Text(words, step=thousands(session.step), kept=thousands(since)))
