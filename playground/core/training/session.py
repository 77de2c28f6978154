"""A run that is alive: it steps, changes its recipe, is looked at, and becomes a record at any step.

Only one thread at a time may use a session; it takes torch's global random state for itself while it steps.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import torch

from playground.core.checks.analysis import Analysis, analyse
from playground.core.checks.augmenting import of_augmentation
from playground.core.data.held_out import NOBODY, HeldOut, held_out, seen_by
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError, refuse_first
from playground.core.model.fitting import fit_sources
from playground.core.model.inheriting import Donor, Inherited, Remembered
from playground.core.model.inheriting import inherit as take_over
from playground.core.model.initial import derived_seed, initialise
from playground.core.model.weights import all_parameters, arrays_of, load_weights
from playground.core.project.records import ENGINE, RunRecord
from playground.core.project.values import Part, Project, Recipe
from playground.core.sentences import Text
from playground.core.training import faults, recipes, record, shortage
from playground.core.training.assembly import assemble, must_fit_batches, must_take_all
from playground.core.training.batches import Epoch, batch_notes, batch_sizes, draw_order
from playground.core.training.cancel import Cancelled, Stop, never
from playground.core.training.compiled import compiling
from playground.core.training.course import Course
from playground.core.training.environment import environment
from playground.core.training.epoch_record import epoch_record, epoch_records
from playground.core.training.events import Advance, Reason
from playground.core.training.hardware import Hardware, detect, prepare_torch
from playground.core.training.history import Recorder, has_taken_over, weight_name
from playground.core.training.live import LiveNetwork, Moment
from playground.core.training.plan import RELAY, Plan, check_plan, must_be_as_many, plan, with_notes
from playground.core.training.record import Position
from playground.core.training.rule import LOSS
from playground.core.training.shortage import Shortage
from playground.core.training.stepper import Losses, Waypoints, make_stepper
from playground.core.training.team import clock
from playground.core.training.trail import Trail


class Session(Course):
    """One run in memory. Made by `start` and `resume`."""

    def __init__(self, analysis: Analysis, plan: Plan, run_id: str, recipe: Recipe, parent: str,
                 held: HeldOut) -> None:  # fmt: skip
        parts = assemble(analysis, plan, recipe, held.samples)
        super().__init__(parts, make_stepper(plan, parts, recipe), recipe, held)
        self.project, self.fields = analysis.project, analysis.fields
        self.plan, self.id, self.parent = plan, run_id, parent
        self.environment: Mapping[str, Any] = {}
        self.kept: Inherited | None = None  # what went over from the parent run
        self.settled: list[Mapping[str, Any]] = []  # epochs that a change closed, and nobody has told yet
        self._live = LiveNetwork(
            self.parts, lambda: Moment(self.step, self.version), lambda: self.start_weights,
            self.stepper.gradients, self.stepper.judge,
        )  # fmt: skip

    @classmethod
    def start(cls, project: Project, *, hardware: Hardware | None = None, inherit: RunRecord | None = None,
              run_id: str | None = None, plan_as: Plan | None = None, remembered: Remembered | None = None,
              engine: str = "auto") -> Session:  # fmt: skip
        """Begin a run from the project's initial weights; raise PlaygroundError when it cannot train.

        `inherit` goes on from what a run's weights mean to this network, then from what is `remembered` of
        blocks and inputs that were away; the optimizer begins anew, since what it keeps belongs to another
        loss. `plan_as` is obeyed instead of a new plan.
        """
        hardware, known = hardware or detect(), analyse(project, fields_of(project))
        chosen = plan_as or plan(known, hardware, engine)
        check_plan(chosen, hardware)
        held = held_out(project, seen_by(inherit, project.data) if inherit else NOBODY)
        parent = inherit.id if inherit else ""
        new = cls(known, chosen, run_id or secrets.token_hex(8), project.recipe, parent, held)
        initialise(new.parts.model, project.recipe.seed)
        new._take_over(inherit, remembered or {})
        fit_sources(new.parts.model, project, held.samples)  # again: the parent may have measured other data
        new.plan = with_notes(chosen, new._notes())
        new._seed()
        new.start_weights = arrays_of(new.parts.model)
        new.environment = environment(chosen, hardware)
        return new

    @classmethod
    def resume(cls, run: RunRecord, *, hardware: Hardware | None = None) -> Session:
        """Go on where a record stands, to the bit; raise PlaygroundError for one that cannot be."""
        recipe = recipes.replay(run.project.recipe, run.history.changes)
        resumed = cls._of(run, recipes.of_state(run), hardware)
        load_weights(resumed.parts.model, run.weights)
        resumed._stand_at(run)
        if resumed.recipe != recipe:  # it was changed behind the last step
            resumed._follow(recipe)
        if has_taken_over(run.history.changes):
            resumed.stepper.take_over()
        resumed.trail = Trail(run.trail, resumed.position.offset_steps)
        return resumed

    @classmethod
    def at_start(cls, run: RunRecord, *, hardware: Hardware | None = None) -> Session:
        """Stand where a record's run began, to the bit; raise PlaygroundError where that cannot be."""
        again, done = cls._of(run, run.project.recipe, hardware), Position.from_json(run.position)
        load_weights(again.parts.model, run.start)
        again.position = Position(offset_steps=done.offset_steps, offset_epochs=done.offset_epochs)
        again._seed()
        return again

    @classmethod
    def _of(cls, run: RunRecord, recipe: Recipe, hardware: Hardware | None) -> Session:
        """Return a session of a record's run that stands nowhere yet."""
        recorded = Plan.from_json(run.plan)
        hardware = hardware or detect()
        check_plan(recorded, hardware)
        must_be_as_many(recorded, hardware)
        known = analyse(run.project, fields_of(run.project))
        held = held_out(run.project, record.seen(run.state))
        made = cls(known, recorded, run.id, recipe, run.parent, held)
        record.check_changes(run.history.changes, all_parameters(made.parts.model))
        made.start_weights, made.environment = run.start, run.environment
        return made

    def record(self, with_trail: bool = True) -> RunRecord:
        """Return a complete copy of the run as it stands, its waypoints left out where they are kept here."""
        return RunRecord(
            self.id, self.project, self.plan.to_json(), self.environment, self.recorder.history(),
            self._standing(self.step).to_json(), self.start_weights, arrays_of(self.parts.model),
            self._packed(), self.parent, self.trail.row() if with_trail else (),
        )  # fmt: skip

    def advance(self, count: int, stop: Stop = never) -> Advance:
        """Take up to that many steps, at most to the epoch's end; fewer on `stop` or a fault.

        An epoch whose held-out data are left in their middle stays open: the next call closes it.
        """
        self.stepper.make_ready(stop)
        started, waited = clock(), self.waits
        prepare_torch(self.plan.device, self.plan.threads)
        first, (losses, failed) = self.step + 1, self._attempt(count, stop)
        taken = {name: each.double().cpu().numpy() for name, each in losses.items()}
        self.recorder.add_losses(taken)
        self.version += not waited  # else the weights are those that were being judged
        ended = None
        if not failed and self.waits:
            with Shortage() as short, suppress(Cancelled):
                ended = self._end_epoch(stop)
            failed = "out_of_memory" if short else None
        if failed:
            self.trail.cut(self.step)
        elif ended:
            self._keep(self.step)
        self._clocked(started)
        why = self._fault(failed) if failed else ""
        return Advance(first, taken, (ended,) if ended else (), why, failed or "completed")

    def settle(self, stop: Stop = never) -> bool:
        """Close an epoch that waits for it, so that its figures come before a change; False if it still does.

        Who tells of epochs finds it among those `settled`.
        """
        if self.waits:
            self.settled += self.advance(1, stop).epochs
        return not self.waits

    def advance_epochs(self, count: int, stop: Stop = never) -> Advance | None:
        """Take up to that many whole epochs at once; None where the engine or a fault forbids.

        None, too, where a waypoint lies within the next that holds more than weights.
        """
        sizes, samples = self._sizes(), self.parts.data.part("train").count
        count = min(count, self.trail.until_state(self.step) // len(sizes))
        if self.stepper.epoch is not None or count < 1:
            return None
        self.stepper.make_ready(stop)
        started, drawn, before, done = clock(), self.order_generator.get_state(), None, None
        waypoints = Waypoints(self.trail.every, self.step)
        with Shortage():
            before = self.stepper.snapshot()
            done = self.stepper.epochs(
                count, sizes, lambda row: draw_order(samples, self.order_generator, row), waypoints, stop
            )
        if done is None or not faults.is_finite(self.stepper, done.losses):
            if before is not None:
                self.stepper.restore(before)
            self.order_generator.set_state(drawn)
            return None
        first, taken = self.step + 1, {name: each.double().numpy() for name, each in done.losses.items()}
        ended = epoch_records(self.epoch, self.step, sizes, taken, done.trained, done.held_out)
        self.recorder.add_losses(taken)
        self.recorder.epochs += ended
        self.version += 1
        self.judged = self.version
        self.evaluate("validation")  # what views show until the next
        self._keep_passed(waypoints, done.kept)
        self._clocked(started)
        return Advance(first, taken, tuple(ended))

    def _clocked(self, started: float) -> None:
        """Note how long training went on since it started, also for the epochs that ended."""
        since = self.position.seconds
        self.position.seconds += clock() - started
        self.recorder.note_seconds(since, self.position.seconds)

    def evaluate(self, part: Part) -> dict[str, float]:
        """Return "loss" and the goals' figures on one part, in eval mode; empty without samples."""
        return dict(self._live.evaluate(part).figures)

    def held_out(self) -> dict[str, float]:
        """Return the figures, without the loss, on the test part if there is one, else on validation."""
        found = self.evaluate("test") or self.evaluate("validation")
        return {name: value for name, value in found.items() if name != "loss"}

    def set_recipe(self, recipe: Recipe) -> None:
        """Follow another recipe from the next step on (batch size: the next epoch) and record what changed.

        Seed, device and threads belong to the start of a run and stay as they are. Raise PlaygroundError for
        a recipe that cannot be followed.
        """
        refuse_first(recipes.check_recipe(recipe))
        samples, epoch = self.parts.data.part("train").count, self.stepper.epoch
        must_fit_batches(samples, recipe.batch_size, self.parts.pairs)
        must_take_all(self.parts, recipe, epoch.sizes if epoch else ())
        refuse_first(tuple(of_augmentation(self.parts.analysis, recipe)))
        self.settle()
        self._follow(recipes.note_changes(self.recipe, recipe, self.step, self.recorder))

    def _follow(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.parts.objective.set(recipe)
        self.stepper.set_recipe(recipe)

    @property
    def may_take_over(self) -> bool:
        """Say whether the kernel could take the steps from here on: between two epochs, once it is there."""
        waits = self.plan.engine == RELAY and self.stepper.epoch is None
        return waits and not has_taken_over(self.recorder.changes) and compiling.is_ready()

    @property
    def waits_in_vain(self) -> bool:
        """Say whether the kernel was to take the steps of a relay, and cannot be made here."""
        return self.plan.engine == RELAY and compiling.has_failed()

    def take_over(self) -> None:
        """Let the kernel take the steps of a relay from here on, and record it."""
        self.stepper.take_over()
        self.recorder.add_change(self.step, ENGINE, "torch", "compiled")

    def set_weight(self, key: str, index: tuple[int, ...], value: float) -> float:
        """Change one weight, record it and return what it was; KeyError or IndexError when there is none."""
        if not math.isfinite(value):
            raise PlaygroundError(Text("A weight takes a finite number."))
        key = self.parts.model.other_keys().get(key, key)
        parameter = all_parameters(self.parts.model)[key]
        self.settle()
        old = float(parameter.detach()[index])
        with torch.no_grad():
            parameter[index] = value
        new = float(parameter.detach()[index])
        self.recorder.add_change(self.step, weight_name(key, index), old, new)
        self.version += 1
        return old

    def live_model(self, training: bool = False) -> LiveNetwork:
        """Return what views look at, between two steps of a training that goes on or at rest."""
        self._live.training = training
        return self._live

    def begin_epoch(self, order: torch.Tensor, sizes: tuple[int, ...], every: int = 1,
                    done: int = 0) -> None:  # fmt: skip
        """Lay out an epoch in a given order of which steps are done; weights change every so many steps."""
        train, layout = self.parts.data.part("train"), self.plan.memory_format
        losses, seed = self.recorder.watched_losses, self.augmentation_seed + self.step - done
        each = Epoch(order, train.feeds, train.targets, sizes, layout, self.epoch, losses, every, seed)
        self.stepper.begin(each)

    def _attempt(self, count: int, stop: Stop) -> tuple[Losses, Reason | None]:
        """Take steps; return the losses of those that went well, and what went wrong with the next."""
        with Shortage():
            before, at = self._set_out(), self.stepper.index
            with Shortage() as short:
                losses = self._steps(count, stop)
            if short:
                return shortage.undo(self.stepper, before, self.stepper.index - at), "out_of_memory"
            if faults.is_finite(self.stepper, losses):
                return losses, None
            return faults.rewind(self.stepper, before, faults.count(losses)), "not_finite"
        return {name: torch.zeros(0) for name in self.parts.rule.losses}, "out_of_memory"

    def _set_out(self) -> Any:
        """Begin an epoch if none goes on, and copy what steps change."""
        if self.stepper.epoch is None:
            drawn = self.order_generator.get_state()
            try:
                self._begin_epoch()
            except Exception:
                self.order_generator.set_state(drawn)
                raise
        return self.stepper.snapshot()

    def _steps(self, count: int, stop: Stop) -> Losses:
        """Take steps of this epoch, and keep the weights where the run's trail wants them."""
        at, end = self.step, self.step + min(count, self.stepper.left)
        pieces: list[Losses] = []
        while not pieces or at < end:
            wanted = min(end - at, self.trail.until_next(at))
            pieces.append(self.stepper.steps(wanted, stop))
            taken = faults.count(pieces[-1])
            at += taken
            if taken < wanted:
                break
            if self.stepper.left:  # at the epoch's end it is kept when that is done
                self._keep(at)
        if len(pieces) == 1:
            return pieces[0]
        return {name: torch.cat([piece[name] for piece in pieces]) for name in pieces[0]}

    def _begin_epoch(self) -> None:
        samples = self.parts.data.part("train").count
        order = draw_order(samples, self.order_generator)
        self.begin_epoch(order, self._sizes(), self.recipe.accumulate)

    def _end_epoch(self, stop: Stop) -> Mapping[str, Any]:
        """Close the epoch with its record: losses and figures as training saw them, then held out."""
        epoch, stepper = self.stepper.epoch, self.stepper
        assert epoch is not None  # its last step was just taken
        losses = self.recorder.last_losses(len(epoch.sizes))
        held_out = dict(self._live.evaluate("validation", stop).figures)
        began = self.step - len(epoch.sizes)
        ended = epoch_record(self.epoch, began, epoch.sizes, losses, stepper.end(), held_out)
        self.recorder.epochs.append(ended)
        self.judged = self.version
        self._keep_best()
        return ended

    def _fault(self, why: Reason) -> str:
        if why == "out_of_memory":
            return shortage.sentence(self.step + 1, self.batch)
        fault, lately = self.stepper.fault(), self._lately()
        return faults.sentence(fault, self.step + 1, self.project, self.recipe, lately)

    def _stand_at(self, run: RunRecord) -> None:
        """Take up history, optimizer, random states and the epoch that goes on."""
        self.recorder, self.position = Recorder(run.history), Position.from_json(run.position)
        if self.recorder.count and {LOSS, *run.history.others} != set(self.parts.rule.losses):
            raise PlaygroundError(
                Text("This run cannot be resumed: it holds other losses than its network has; start anew.")
            )
        if self.step != self.position.step or self.epoch != self.position.epoch:
            words = "This run cannot be resumed: its history and its place differ; start anew."
            raise PlaygroundError(Text(words))
        if max(self.position.best_of, self.position.patient_from) > len(self.recorder.epochs):
            raise record.damaged(Text("its place in the training"))
        self.stepper.resume(run.state)
        self.ending.resume(run.state, self.parts.model)
        record.unpack_generator(run.state, self.order_generator)
        if self.position.batch_size:
            samples = self.parts.data.part("train").count
            order = record.permutation(run.state, samples)
            sizes = batch_sizes(samples, self.position.batch_size, self.parts.pairs)
            self.begin_epoch(order, sizes, self.position.accumulate, self.position.step_in_epoch)
            self.stepper.resume_epoch(run.state, self.position.step_in_epoch)

    def _take_over(self, inherit: RunRecord | None, remembered: Remembered) -> None:
        if inherit is None:
            return
        older = analyse(inherit.project, fields_of(inherit.project))
        donor = Donor(inherit.weights, older)
        self.kept = take_over(self.parts.model, self.parts.analysis, donor, remembered)
        done = Position.from_json(inherit.position)
        self.position = Position(offset_steps=done.step, offset_epochs=done.epoch)

    def _seed(self) -> None:
        """Seed order and dropout; a child run draws others than its parent did."""
        where, seed = self.position.offset_steps, self.project.recipe.seed
        self.order_generator.manual_seed(derived_seed(seed, f"order after {where}"))
        self.stepper.seed(derived_seed(seed, f"dropout after {where}"))

    def _notes(self) -> tuple[str, ...]:
        samples = self.parts.data.part("train").count
        of_code = compiling.notes() if self.plan.engine in ("compiled", RELAY) else ()
        of_batches = batch_notes(samples, self.recipe.batch_size, self.parts.pairs)
        return (*of_code, *of_batches, *self.held.sentences())
