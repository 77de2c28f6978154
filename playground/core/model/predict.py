"""Answers of a trained network for raw samples: probabilities of the classes, or values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.shapes import DataFields, Field
from playground.core.checks.analysis import analyse
from playground.core.data.reading import must_be_known
from playground.core.errors import PlaygroundError, refuse_first
from playground.core.graph.wiring import target_of
from playground.core.layers.make import make
from playground.core.model import weights as weights_module
from playground.core.model.fitting import fit_sources
from playground.core.model.initial import initialise
from playground.core.model.model import PlaygroundModel, build
from playground.core.project.records import Arrays
from playground.core.project.values import Project
from playground.core.sentences import Text
from playground.core.shapes.given import checked

DTYPES = {"float": np.float32, "int": np.int64}


@dataclass(frozen=True)
class Answers:
    """What one goal says about some samples."""

    output: np.ndarray  # (samples, classes) probabilities, as the goal is aligned, or (samples, 1) values
    rule: GoalRule
    classes: tuple[str, ...] = ()

    @property
    def labels(self) -> list[Any]:
        """Return what is said of each sample: its class, those of its steps or pixels, or every label.

        Empty for values.
        """
        names = np.array(self.classes, dtype=object)
        if self.rule.answer == "number" or not self.classes:
            return []
        if self.rule.answer == "every":
            return [names[row > 0.5].tolist() for row in self.output]
        said: list[Any] = names[self.output.argmax(axis=self.rule.axis)].tolist()
        return said


class Predictor(nn.Module):
    """The network as others use it: raw values in, in the order of `fields`; probabilities or values out."""

    def __init__(self, model: PlaygroundModel, finishes: Mapping[str, nn.Module]) -> None:
        super().__init__()
        self.model = model
        self.fields = model.fields
        self.goals = tuple(goal for goal in model.goals if goal in finishes)  # that answer
        self.finishes = nn.ModuleList([finishes[goal] for goal in self.goals])

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor | tuple[torch.Tensor, ...]:
        """Return one tensor for one goal, a tuple in the order of `goals` for several."""
        scores = self.model(dict(zip(self.fields, inputs, strict=True)))
        pairs = zip(self.goals, self.finishes, strict=True)
        answers = tuple(finish(scores[goal]) for goal, finish in pairs)
        return answers[0] if len(answers) == 1 else answers


def predictor(project: Project, fields: DataFields, arrays: Arrays | None) -> Predictor:
    """Return the network in eval mode with given weights, or with the initial ones of the recipe's seed.

    Raises PlaygroundError when the network could not be trained or the weights do not fit it.
    """
    known = analyse(project, fields)
    refuse_first(known.problems)
    model = build(known)
    if arrays is None:
        initialise(model, project.recipe.seed)
        fit_sources(model, project)
    else:
        weights_module.load_weights(model, arrays)
    answering = [goal for goal in model.goals if rule_of(project, goal).answers]
    finishes = {goal: finish_of(project, goal) for goal in answering}
    return Predictor(model, finishes).eval()


def finish_of(project: Project, goal: str) -> nn.Module:
    """Return what turns a goal's raw scores into answers; KeyError where there is no such goal."""
    rule, spec = rule_of(project, goal), project.spec_of(goal)
    assert spec is not None  # it has a rule
    checked(spec, project.network.nodes[goal].params)
    return make(rule.finish) if rule.finish else nn.Identity()


def rule_of(project: Project, goal: str) -> GoalRule:
    """Return what a goal asks for; KeyError where there is no such goal."""
    spec = project.spec_of(goal)
    if spec is None or spec.goal is None:
        raise KeyError(goal)
    return spec.goal


def predict(project: Project, fields: DataFields, arrays: Arrays | None,
            inputs: Mapping[str, np.ndarray]) -> dict[str, Answers]:  # fmt: skip
    """Return the answers of every goal to raw samples: {field: (samples, ...)} -> {goal id: answers}."""
    network = predictor(project, fields, arrays)
    tensors = tuple(tensor_of(fields.fields[name], inputs.get(name)) for name in network.fields)
    if len({len(tensor) for tensor in tensors}) != 1:
        raise PlaygroundError(Text("The inputs do not hold the same number of samples."))
    outputs = run(network, tensors)
    return {
        goal: Answers(output, rule_of(project, goal), _classes(project, fields, goal))
        for goal, output in zip(network.goals, outputs, strict=True)
    }


def run(network: Predictor, tensors: tuple[torch.Tensor, ...]) -> list[np.ndarray]:
    """Return the output of each goal for all samples."""
    pieces: list[tuple[torch.Tensor, ...]] = []
    with torch.no_grad():
        for start in range(0, len(tensors[0]), network.model.pieces):
            given = (tensor[start : start + network.model.pieces] for tensor in tensors)
            output = network(*given)
            pieces.append(output if isinstance(output, tuple) else (output,))
    return [torch.cat(parts).numpy() for parts in zip(*pieces, strict=True)]


def tensor_of(field: Field, array: np.ndarray | None) -> torch.Tensor:
    """Return raw samples as a tensor; raise PlaygroundError when they are not what the field holds."""
    if array is None:
        raise PlaygroundError(Text("The input {field!r} is missing.", field=field.name))
    if array.dtype.kind not in "fiub":
        raise PlaygroundError(
            Text("The input {field!r} holds {dtype}, not numbers.", field=field.name, dtype=array.dtype)
        )
    expected = ("samples", *field.sizes)
    if array.ndim != len(expected) or array.shape[1:] != field.sizes or not len(array):
        given, wanted = (" × ".join(map(str, sizes)) for sizes in (array.shape, expected))
        raise PlaygroundError(
            Text(
                "The input {field!r} is {given}; {wanted} is needed.",
                field=field.name,
                given=given or Text("a single number"),
                wanted=wanted,
            )
        )
    must_be_known(field, array)
    with np.errstate(over="ignore", invalid="ignore"):  # looked at next
        converted = array.astype(DTYPES[field.dtype])
    held = converted[~np.isnan(converted)] if field.open else converted
    if field.dtype == "float" and not np.isfinite(held).all():
        raise PlaygroundError(
            Text("The input {field!r} holds numbers that are not finite or too large.", field=field.name)
        )
    return torch.from_numpy(converted)


def _classes(project: Project, fields: DataFields, goal: str) -> tuple[str, ...]:
    target = target_of(project, goal, fields)
    return target.classes if target else ()
