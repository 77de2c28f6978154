"""The live run and its descent: new runs, children that keep weights, going back, and what is remembered."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from playground.app import messages as said
from playground.app.changes import change
from playground.app.run_rows import in_force
from playground.app.texts import tr
from playground.app.worker import requests as ask
from playground.core.errors import PlaygroundError
from playground.core.model.inheriting import Meant, Remembered, meant
from playground.core.model.meaning import ArrayMeaning
from playground.core.network.block_path import BlockPath
from playground.core.project.differences import differences, in_words
from playground.core.project.records import History, RunRecord
from playground.core.project.values import Project, Recipe
from playground.core.sentences import Text, thousands
from playground.core.training.cancel import Stop, never
from playground.core.training.events import Finished
from playground.core.training.record import Position
from playground.core.training.replay import cut_at, healthy, session_at
from playground.core.training.session import Session
from playground.core.training.trail import thinned

_REMEMBERED = 200  # arrays of blocks that are away


def _nobody(_step: int) -> None:
    """Tell nobody."""


class LiveRun:
    """Hold the session; every change of it is told. Used by the worker's thread alone."""

    def __init__(
        self, tell: Callable[[said.Message], None], engine: str = "auto", closing: Stop = never
    ) -> None:
        self._tell, self._engine, self._closing = tell, engine, closing
        self.session: Session | None = None
        self._base: Session | None = None  # the last run that took steps, while its child took none
        self._base_record: RunRecord | None = None
        self._away: dict[tuple[str, ArrayMeaning], Meant] = {}  # last weights by key and meaning, newest last
        self._good: RunRecord | None = None  # the last healthy state of this run
        self._lowest = float("inf")  # training loss of an epoch
        self._left_alone = False  # it was told, once, that no machine code takes over
        self._replaced: dict[int, float] = {}  # what weights were before others were typed, by their number

    def open(self, project: Project, runs: tuple[RunRecord, ...], keep_run: bool) -> None:
        """Begin a run, or go on with that of a file; raise PlaygroundError when the project cannot train."""
        if keep_run:
            self._keep_run()
        self.discard()
        if runs and self._resume(runs):
            return
        self.session = session = Session.start(project, engine=self._engine)
        self._tell(_opened(session, "new"))

    def discard(self) -> None:
        """Let go of the run and of what it remembers."""
        self.session = self._base = self._base_record = self._good = None
        self._lowest = float("inf")
        self._away.clear()
        self._replaced.clear()

    def replace(self, project: Project, label: str) -> None:
        """Go on with another project from the weights that fit; back at the old project, with the old run."""
        base = self._trained()
        if base is None:
            self.open(project, (), keep_run=False)
            return
        self._base, kind = base, change(_in_force(base), project)
        if kind in ("none", "recipe"):
            self._go_back_to(base, project)
            return
        if self._base_record is None or self._base_record.id != base.id or self.session is base:
            self._base_record = base.record()
        self.session = child = Session.start(
            project, inherit=self._base_record, remembered=self._remembered(), engine=self._engine
        )
        self._good, self._lowest = None, float("inf")
        words = _told(_in_force(base), project, label)
        self._tell(_opened(child, "child", kept=_kept(child, base), label=words))

    def set_recipe(self, recipe: Recipe) -> None:
        """Change the recipe of the run; PlaygroundError when it cannot be followed."""
        if self.session is not None and self._settled(self.session):
            self.session.set_recipe(recipe)
            self._tell_changes(self.session)

    def set_weight(self, typed: ask.SetWeight) -> None:
        """Give one weight another value, and remember the one it had."""
        old = self._put(typed, typed.value)
        if old is not None:
            self._replaced[typed.number] = old

    def take_back_weight(self, typed: ask.SetWeight) -> None:
        """Give one weight the value again that it had; what was trained since stays in all the others."""
        if typed.number in self._replaced:
            self._put(typed, self._replaced[typed.number])
        else:  # another run is live since
            self._tell(said.Note(tr("This weight is not there any more.")))

    def _put(self, typed: ask.SetWeight, value: float) -> float | None:
        """Set a weight and return what it was; say so, and return None, where it is gone meanwhile."""
        if self.session is None or not self._settled(self.session):
            return None
        try:
            old = self.session.set_weight(typed.key, typed.index, value)
        except (KeyError, IndexError):
            self._tell(said.Note(tr("This weight is not there any more.")))
            return None
        self._tell_changes(self.session)
        return old

    def _settled(self, session: Session) -> bool:
        """Close an epoch that waits for it before anything is changed; False where the window closes."""
        return session.settle(self._closing) or not self._closing()

    def rewind(self, recipe: Recipe) -> bool:
        """Go back to the last healthy state with another recipe; False when there is none."""
        if self._good is None or self.session is None:
            return False
        way = tuple(each for each in self.session.trail.row() if each.step <= self.good_step)
        self.session = session = Session.resume(replace(self._good, trail=way))
        self._base = self._base_record = None
        self._replaced.clear()
        session.set_recipe(recipe)
        self._tell(_opened(session, "rewound"))
        self._tell_changes(session)
        return True

    def descend(self, project: Project, label: str) -> None:
        """Go on with a child, from all weights as they are; the run so far goes to the earlier ones.

        That one lets go of its memory first. Where the child cannot be made, it is there again.
        """
        if self.session is None:
            return
        parent, trained = self.session.record(), _in_force(self.session)
        self.session = self._base = self._base_record = self._good = None
        self._lowest = float("inf")
        try:
            child = Session.start(project, inherit=replace(parent, project=trained))
        except Exception:
            self.session = Session.resume(parent)
            raise
        self.session = child
        self._tell_kept(parent)
        whole = said.Kept(sum(each.numel() for each in child.parts.parameters.values()), whole=True)
        self._tell(_opened(child, "child", kept=whole, label=label))

    def go_on_from(
        self, wanted: ask.GoOnFrom, tell: Callable[[int], None] = _nobody, stop: Stop = never
    ) -> RunRecord:
        """Stand at an earlier step of the run, as a run of its own, and return what it was.

        With another network that run is a child, which begins from the weights of then that fit.
        PlaygroundError where that run is not live, or this computer does not come to the recorded bits;
        Cancelled once `stop` says so. `tell` hears which step is reached meanwhile.
        """
        session = self.session
        if session is None or session.id != wanted.run:
            words = "Step {step} cannot be gone on from: another run is live by now."
            raise PlaygroundError(Text(words, step=thousands(wanted.step)))
        whole, origin, label = session.record(), _origin(session, wanted.project), wanted.label
        if origin == "child":
            back, label = self._child_at(whole, wanted, tell, stop)
        else:
            back = session_at(whole, wanted.step, tell=tell, stop=stop)
            back.id = secrets.token_hex(8)
            back.set_recipe(wanted.project.recipe)
        self.session, self._lowest = back, float("inf")
        self._base = self._base_record = self._good = None
        self._replaced.clear()
        if wanted.keep:
            self._tell_kept(whole)
        kept = _kept(back, session)
        self._tell(_opened(back, origin, kept=kept, label=label, from_past=True))
        self._tell_changes(back)
        return whole

    def _child_at(
        self, whole: RunRecord, wanted: ask.GoOnFrom, tell: Callable[[int], None], stop: Stop
    ) -> tuple[Session, str]:
        """Return a child with another network, which begins at a step: its weights are all that it needs.

        With it what differs from the network and the recipe of then, for the mark on the curve.
        """
        then = cut_at(whole, wanted.step) or session_at(whole, wanted.step, tell=tell, stop=stop).record()
        remembered = self._remembered()
        child = Session.start(wanted.project, inherit=then, remembered=remembered, engine=self._engine)
        return child, _told(in_force(then), wanted.project, wanted.label)

    def take_over(self) -> None:
        """Let machine code take the steps from here on where the plan has it so and it is there by now."""
        session = self.session
        if session is not None and session.may_take_over:
            session.take_over()
            self._tell_changes(session)
        elif session is not None and session.waits_in_vain and not self._left_alone:
            self._left_alone = True
            self._tell(said.Note(tr("Machine code could not be made, as the log says: PyTorch goes on.")))

    def stepped(self) -> None:
        """Note that the run took steps: a child is a run of its own from now."""
        if self._base is not None and self.session is not self._base:
            self._supersede()

    def epoch_done(self, loss: float) -> None:
        """Keep a copy of a healthy state, for the way back."""
        if self.session is not None and loss <= 2 * self._lowest:
            self._lowest = min(loss, self._lowest)
            self._good = self.session.record(with_trail=False)  # the session keeps it, also of then

    @property
    def good_step(self) -> int:
        """Return the step of the last healthy state, -1 when there is none.

        Before an epoch has left one it is a waypoint, or where a child began.
        """
        if self._good is None and self.session is not None:
            self._good = healthy(self.session.record())
        return int(self._good.position["step"]) if self._good is not None else -1

    def done(self, ended: Finished) -> said.RunDone:
        """Return how the run ended, with what the ways out need where it could not go on."""
        session, told = self.session, said.RunDone(ended.reason, ended.step, ended.problem)
        if session is None or not ended.problem:
            return told
        if ended.reason == "out_of_memory":
            return replace(told, batch=session.batch, device=session.plan.device)
        return replace(told, good_step=self.good_step)

    def record(self, even_untrained: bool) -> RunRecord | None:
        """Return a copy of the run: of the last one that took steps, or of the live model whatever it is."""
        if even_untrained:
            return self.session.record() if self.session is not None else None
        trained = self._trained()
        if trained is None:
            return None
        return trained.record() if trained is self.session else self._base_record

    def _resume(self, runs: tuple[RunRecord, ...]) -> bool:
        try:
            self.session = session = Session.resume(runs[0])
        except PlaygroundError as error:
            self._tell(said.Failed(tr(error.message), error.as_problem()))
            self._tell(said.RunKept(runs[0]))  # saving must not lose it
            return False
        self._tell(_opened(session, "resumed", histories=_descent(runs)))
        return True

    def _trained(self) -> Session | None:
        """Return the run whose weights count: the live one if it took steps, else the one before it.

        A weight that was typed counts too, also in a child: going back would lose it.
        """
        session = self.session
        if session is not None and (session.recorder.count or _has_typed(session)):
            return session
        return self._base

    def _go_back_to(self, base: Session, project: Project) -> None:
        self.session = base
        base.set_recipe(project.recipe)
        self._tell(_opened(base, "back"))
        self._tell_changes(base)

    def _remembered(self) -> Remembered:
        """Return what is known of blocks and inputs that are away, the newest first."""
        found: dict[str, list[Meant]] = {}
        for (key, _), each in reversed(self._away.items()):
            found.setdefault(key, []).append(each)
        return found

    def _supersede(self) -> None:
        """Keep the parent's record and what only it knew: a block that returns has its last weights."""
        record, base, self._base, self._base_record = self._base_record, self._base, None, None
        if record is None or base is None:
            return
        for key, each in meant(record.weights, base.parts.analysis).items():
            self._away.pop((key, each.meaning), None)
            self._away[key, each.meaning] = each
        while len(self._away) > _REMEMBERED:
            del self._away[next(iter(self._away))]
        self._tell_kept(record)

    def _keep_run(self) -> None:
        record = self.record(even_untrained=False)
        if record is not None:
            self._tell_kept(record)

    def _tell_kept(self, record: RunRecord) -> None:
        """Hand a run that is over to the list of earlier ones, with as much of its way as those may keep."""
        self._tell(said.RunKept(replace(record, trail=thinned(record.trail))))

    def tell_changes(self) -> None:
        """Tell what was changed in the run, all of it."""
        if self.session is not None:
            self._tell_changes(self.session)

    def _tell_changes(self, session: Session) -> None:
        """Tell what was changed, behind the epoch that was closed before it."""
        if session.settled:
            ended = tuple(session.settled)
            self._tell(said.Epochs(ended, tuple(session.recorder.seconds[-len(ended) :])))
            session.settled.clear()
        self._tell(said.RecipeChanged(tuple(session.recorder.changes)))


def _origin(session: Session, wanted: Project) -> said.Origin:
    """Return what goes on from an earlier step of a run: the same run again, or a child of it."""
    return "rewound" if change(_in_force(session), wanted) in ("none", "recipe") else "child"


def _has_typed(session: Session) -> bool:
    """Say whether a weight was typed, dense.weight[0,1]; all else that changes is of the recipe."""
    return any("[" in str(change["what"]) for change in session.recorder.changes)


def _in_force(session: Session) -> Project:
    """Return the project as the run trains it now."""
    return replace(session.project, recipe=session.recipe)


def _told(before: Project, after: Project, label: str) -> str:
    """Return what a mark says of a new network: the edit's name, or all that differs where it is more."""
    found = differences(before, after)
    return tr(in_words(found)) if len(found) > 1 else label


def _kept(child: Session, base: Session) -> said.Kept:
    """Return what a child took over, in short."""
    kept = child.kept
    if kept is None:
        return said.Kept()
    blocks = tuple(dict.fromkeys(BlockPath.of(node).top for node in kept.anew))
    same_data = child.project.data == base.project.data
    return said.Kept(kept.weights, sum(kept.anew.values()), blocks, kept.silent, kept.whole, same_data)


def _opened(session: Session, origin: said.Origin, **more: Any) -> said.SessionOpened:
    return said.SessionOpened(
        run=session.id,
        origin=origin,
        project=_in_force(session),
        step=session.step,
        epoch=session.epoch,
        steps_per_epoch=session.steps_per_epoch,
        inherited_epochs=session.position.offset_epochs,
        parent=session.parent,
        plan=session.plan.to_json(),
        seen=session.held.sentences(),
        marked=session.held.marked,
        **more,
    )


def _descent(runs: tuple[RunRecord, ...]) -> tuple[History, ...]:
    """Return the histories that lead to the first run, oldest first; a missing parent ends them."""
    by_id: Mapping[str, RunRecord] = {run.id: run for run in runs}
    line = [runs[0]]
    while (parent := by_id.get(line[-1].parent)) is not None and parent not in line:
        line.append(parent)
    line.reverse()
    until = [Position.from_json(run.position).offset_steps for run in line[1:]]  # where a child left it
    return tuple(_up_to(*each) for each in zip(line[:-1], until, strict=True)) + (line[-1].history,)


def _up_to(run: RunRecord, step: int) -> History:
    """Return what happened in a run up to a step, where a child leaves it for good."""
    place = Position.from_json(run.position)
    return run.history if step >= place.step else run.history.before(step, place.offset_steps)
