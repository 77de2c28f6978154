"""Everything that a run computes with, put together from a project and a plan."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from playground.core.build.check import check
from playground.core.build.expand import expand
from playground.core.build.fitting import fit_sources
from playground.core.build.infer import infer
from playground.core.build.model import PlaygroundModel, build
from playground.core.build.weights import parameters
from playground.core.data.prepared import fields_of, load
from playground.core.errors import PlaygroundError, refuse_first
from playground.core.project.values import DataFields, Project, Recipe
from playground.core.training.flat import Values
from playground.core.training.objective import Goal, Objective, goal_of
from playground.core.training.plan import Plan
from playground.core.training.program import Program, needs_pairs
from playground.core.training.recipes import check_recipe
from playground.core.training.resident import Resident


@dataclass(frozen=True)
class Assembly:
    """A model with its data on the plan's device; weights as PyTorch drew them until somebody sets them."""

    fields: DataFields
    model: PlaygroundModel
    program: Program
    goals: tuple[Goal, ...]
    values: Values
    objective: Objective
    data: Resident
    pairs: bool  # a batch of one cannot be trained on
    scores: tuple[tuple[int, ...], ...]  # the sizes of what arrives at each goal, without the batch axis


def must_be_trainable(project: Project, recipe: Recipe) -> None:
    """Raise PlaygroundError with the first thing that keeps a project from training."""
    fields = fields_of(project.data)
    refuse_first(check(project, fields, infer(project, fields)))
    refuse_first(check_recipe(recipe))


def assemble(project: Project, plan: Plan, recipe: Recipe) -> Assembly:
    """Build model and data; raise PlaygroundError for a project or a recipe that cannot be trained."""
    must_be_trainable(project, recipe)
    fields = fields_of(project.data)
    model = build(project, fields, plan.device).to(getattr(torch, plan.dtype)).train()
    fit_sources(model, project)
    flat = expand(project.network).network
    program = Program(model, flat)
    goals = tuple(goal_of(project.network, node, fields) for node in model.goals)
    values = Values(parameters(model), plan.flat)
    objective = Objective(goals, values.parameters, recipe)
    data = Resident(load(project.data), program, goals, plan)
    arriving = infer(project, fields).inputs
    scores = tuple(arriving[node]["in"].sizes for node in model.goals)
    made = Assembly(fields, model, program, goals, values, objective, data, needs_pairs(model, flat), scores)
    _must_have_samples(made)
    return made


def must_fit_batches(samples: int, batch_size: int, pairs: bool) -> None:
    """Refuse batches of one where a layer needs two samples."""
    if pairs and min(samples, batch_size) < 2:
        raise PlaygroundError("Batch norm needs two samples or more in a batch; raise the batch size.")


def _must_have_samples(made: Assembly) -> None:
    if not made.data.part("train").count:
        raise PlaygroundError("No sample is left for training; raise the share of training data.")
