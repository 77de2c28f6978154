"""A network at a moment that is kept: a run's record, the weights of any step, or none trained yet."""

from __future__ import annotations

from playground.core.checks.analysis import analyse
from playground.core.data.held_out import held_out
from playground.core.data.prepared import Samples, fields_of
from playground.core.model.fitting import fit_sources
from playground.core.model.initial import initialise
from playground.core.model.weights import arrays_of, load_weights
from playground.core.project.records import Arrays, RunRecord
from playground.core.project.values import Project
from playground.core.training.assembly import Assembly, assemble
from playground.core.training.hardware import Hardware, detect
from playground.core.training.live import LiveNetwork, Moment
from playground.core.training.plan import Plan, check_plan, plan
from playground.core.training.record import Position, seen


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
