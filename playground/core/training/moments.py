"""A network at a moment that is kept: a run's record, the weights of any step, or none trained yet."""

from __future__ import annotations

from dataclasses import replace

import torch

from playground.core.checks.analysis import analyse
from playground.core.data.held_out import held_out
from playground.core.data.prepared import Samples, fields_of
from playground.core.model.fitting import fit_sources
from playground.core.model.initial import initialise
from playground.core.model.weights import all_parameters, arrays_of, load_weights, parameters
from playground.core.project.records import RETURNED, Arrays, RunRecord
from playground.core.project.values import Project
from playground.core.training.assembly import Assembly, assemble, build_as
from playground.core.training.hardware import Hardware, detect
from playground.core.training.history import weight_of
from playground.core.training.live import LiveNetwork, Moment
from playground.core.training.objective import Objective
from playground.core.training.plan import Plan, check_plan, plan
from playground.core.training.program import Program
from playground.core.training.reaching import weights_reached
from playground.core.training.record import Position, seen
from playground.core.training.session import Session


def of_run(run: RunRecord, *, hardware: Hardware | None = None) -> LiveNetwork:
    """Return what views see of a run as its record stands; raise PlaygroundError for one that cannot be."""
    recorded = Plan.from_json(run.plan)
    check_plan(recorded, hardware or detect())
    held = held_out(run.project, seen(run.state))
    step = Position.from_json(run.position).step
    return of_weights(run.project, recorded, run.weights, step, run.start, held.samples)


def of_weights(project: Project, planned: Plan, weights: Arrays, step: int, start: Arrays,
               samples: Samples | None = None) -> LiveNetwork:  # fmt: skip
    """Return what views see of a project with the weights it had at a step; `start` are those of step 0."""
    parts = _assembled(project, planned, samples)
    load_weights(parts.model, weights)
    return LiveNetwork(parts, lambda: Moment(step), lambda: start)


def of_project(
    project: Project, runs: tuple[RunRecord, ...] = (), *, hardware: Hardware | None = None
) -> LiveNetwork:
    """Return what views see of a file: of its current run, or of the network as training would begin."""
    if runs:
        return of_run(runs[0], hardware=hardware)
    parts = _assembled(project, plan(analyse(project, fields_of(project)), hardware or detect()))
    initialise(parts.model, project.recipe.seed)
    fit_sources(parts.model, project)
    start = arrays_of(parts.model)
    return LiveNetwork(parts, lambda: Moment(0), lambda: start)


def _assembled(project: Project, planned: Plan, samples: Samples | None = None) -> Assembly:
    return assemble(analyse(project, fields_of(project)), planned, project.recipe, samples)


class EarlierMoments:
    """Show a run at moments that it kept, in a second network beside the one that trains; data are shared."""

    def __init__(self, session: Session) -> None:
        self._session, self.parts = session, _beside(session)
        self._moment = Moment(-1)
        self.network = LiveNetwork(self.parts, lambda: self._moment, lambda: session.start_weights)

    def is_of(self, session: Session) -> bool:
        """Say whether these are moments of a session's run."""
        return session is self._session

    def show(self, step: int) -> LiveNetwork | None:
        """Return the network as it was at a step, single weights typed there included; None if not kept."""
        weights = self._session.weights_at(step)
        if weights is None:
            return None
        load_weights(self.parts.model, self._returned(step) or weights)
        own = all_parameters(self.parts.model)
        for change in self._session.recorder.changes:
            typed = weight_of(str(change["what"])) if int(change["step"]) == step else None
            if typed is not None and typed[0] in own:
                with torch.no_grad():
                    own[typed[0]][typed[1]] = float(change["to"])
        self._moment = Moment(step, self._moment.version + 1)
        return self.network

    def _returned(self, step: int) -> Arrays | None:
        """Return the best epoch's weights where the run went back to them at a step; None if it did not.

        The time limit ends a training within an epoch, when the step is kept already.
        """
        session, offset = self._session, self._session.position.offset_epochs
        best = [int(change["to"]) - offset for change in session.recorder.changes
                if int(change["step"]) == step and change["what"] == RETURNED]  # fmt: skip
        if not best:
            return None
        if session.position.best_of == best[-1]:
            return session.ending.best
        return session.weights_at(int(session.recorder.epochs[best[-1] - 1]["step"]))


def _beside(session: Session) -> Assembly:
    """Return what a session computes with, but a network of its own; nothing may step meanwhile."""
    parts, plan = session.parts, session.plan
    model = build_as(plan, parts.analysis)
    learning, reached = parameters(model), weights_reached(model, parts.analysis)
    return replace(
        parts, model=model, program=Program(model, parts.analysis.graph), parameters=learning, flat=False,
        objective=Objective(parts.goals, learning, session.recipe, parts.factors, reached),
    )  # fmt: skip
