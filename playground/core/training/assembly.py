"""Everything that a run computes with, put together from a project and a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import nn

from playground.core.blocks.learning import Factors, factors_of
from playground.core.checks.analysis import Analysis
from playground.core.data.prepared import Samples, load_samples
from playground.core.errors import Place, PlaygroundError, refuse_first
from playground.core.model.fitting import fit_sources
from playground.core.model.model import PlaygroundModel, build
from playground.core.model.weights import parameters
from playground.core.network.block_path import BlockPath
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Recipe
from playground.core.sentences import Text, thousands
from playground.core.training.goal import Goal, goal_of
from playground.core.training.objective import Loss, Objective
from playground.core.training.plan import Plan
from playground.core.training.program import Program, needs_pairs
from playground.core.training.reaching import weights_reached
from playground.core.training.recipes import check_recipe
from playground.core.training.resident import Resident
from playground.core.training.rule import LOSS, PLAIN, TrainingRule


@dataclass(frozen=True)
class Assembly:
    """A model with its data on the plan's device; weights as PyTorch drew them until somebody sets them."""

    analysis: Analysis  # of the project it was put together from
    model: PlaygroundModel
    program: Program
    goals: tuple[Goal, ...]
    rule: TrainingRule
    parameters: Mapping[str, nn.Parameter]  # those that learn, by key
    flat: bool  # they are views of one tensor a group
    objective: Objective
    data: Resident
    pairs: bool  # a batch of one cannot be trained on
    scores: tuple[tuple[int, ...], ...]  # the sizes of what arrives at each goal, without the batch axis
    factors: Mapping[str, Factors]  # by key, of weights that do not all take the recipe as it is

    @property
    def losses(self) -> Mapping[str, Loss]:
        """Return the losses that a rule may name."""
        return {LOSS: self.objective}


def assemble(analysis: Analysis, plan: Plan, recipe: Recipe, samples: Samples | None = None) -> Assembly:
    """Build model and data; raise PlaygroundError for a project or a recipe that cannot be trained.

    `samples` are those of the project in other parts than its split makes.
    """
    refuse_first(analysis.problems)
    refuse_first(check_recipe(recipe))
    project = analysis.project
    model, dtype = build_as(plan, analysis), getattr(torch, plan.dtype)
    samples = samples or load_samples(project)
    fit_sources(model, project, samples)
    program = Program(model, analysis.graph)
    goals = tuple(goal_of(project, node, analysis.fields, node in model.masks) for node in model.goals)
    learning = parameters(model)
    factors = factors_by_key(analysis, learning)
    objective = Objective(goals, learning, recipe, factors, weights_reached(model, analysis))
    data = Resident(samples, program, goals, plan)
    arriving = analysis.inference.inputs
    scores = tuple(goal.rule.arriving(arriving[goal.node]["in"].sizes) for goal in goals)
    pairs = needs_pairs(model, analysis.graph)
    made = Assembly(
        analysis,
        model,
        program,
        goals,
        PLAIN,
        learning,
        plan.flat,
        objective,
        data,
        pairs,
        scores,
        factors,
    )
    _must_suit_samples(made, recipe)
    for goal, targets in zip(goals, data.part("train").targets, strict=True):
        goal.balance(targets, dtype)
    return made


def build_as(plan: Plan, analysis: Analysis) -> PlaygroundModel:
    """Return a network that trains where a plan says, in its numbers."""
    model, dtype = build(analysis, plan.device, plan.precision).train(), getattr(torch, plan.dtype)
    return model if dtype == torch.get_default_dtype() else model.to(dtype)


def factors_by_key(analysis: Analysis, keys: Iterable[str]) -> Mapping[str, Factors]:
    """Return the factors of weights whose blocks say some."""
    nodes, usual = analysis.graph.network.nodes, Factors()
    found = {key: factors_of(nodes[str(BlockPath.of_key(key)[0])].learning) for key in keys}
    return {key: factors for key, factors in found.items() if factors != usual}


def must_fit_batches(samples: int, batch_size: int, pairs: bool) -> None:
    """Refuse batches of one where a layer needs two samples."""
    if pairs and min(samples, batch_size) < 2:
        raise PlaygroundError(Text("Batch norm needs two samples or more in a batch; raise the batch size."))


def must_take_all(made: Assembly, recipe: Recipe, epoch: tuple[int, ...] = ()) -> None:
    """Refuse batches and rates of blocks to an optimizer that takes all at once; `epoch`: one going on."""
    if not OPTIMIZERS.get(recipe.optimizer).whole:
        return
    title, samples = OPTIMIZERS.get(recipe.optimizer).title, made.data.part("train").count
    if any(factors.rate != 1 for factors in made.factors.values()):
        words = "{optimizer} changes all weights alike: no block can have a rate of its own."
        raise PlaygroundError(Text(words, optimizer=title), Place(param="optimizer"))
    if recipe.batch_size < samples:
        words = "{optimizer} takes all {samples} training samples at once; use batches of {samples}."
        raise PlaygroundError(
            Text(words, optimizer=title, samples=thousands(samples)), Place(param="batch_size")
        )
    if len(epoch) > 1:
        words = "{optimizer} takes all samples at once: choose it again when this epoch is over."
        raise PlaygroundError(Text(words, optimizer=title), Place(param="optimizer"))


def _must_suit_samples(made: Assembly, recipe: Recipe) -> None:
    if not made.data.part("train").count:
        raise PlaygroundError(Text("No sample is left for training; raise the share of training data."))
    must_take_all(made, recipe)
