"""What an exporter gets: the finished network, the names of its ends, and samples to check it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.shapes import DataFields, Field
from playground.core.errors import PlaygroundError
from playground.core.graph.wiring import sources, target_of
from playground.core.model.predict import Predictor, predictor, rule_of, run, tensor_of
from playground.core.project.records import Arrays, RunRecord
from playground.core.project.values import Project
from playground.core.sentences import Text

FEWEST = 4  # samples that a file is tried on, however large the network: batch sizes must not matter


@dataclass(frozen=True)
class End:
    """One input or output of the exported network."""

    name: str  # "input" or "output"; of several, the label of the block
    node: str
    field: Field  # what goes in, or what is aimed at


@dataclass(frozen=True)
class Bundle:
    """A network ready to be written."""

    project: Project
    network: Predictor
    inputs: tuple[End, ...]
    outputs: tuple[End, ...]
    rules: tuple[GoalRule, ...]  # of the outputs
    samples: tuple[torch.Tensor, ...]  # raw values in the order of the inputs, as many as it is tried on
    record: RunRecord | None = None  # all that happened, for an exporter that tells it

    def expected(self) -> list[np.ndarray]:
        """Return what our network answers to the samples; raise PlaygroundError when it is no number."""
        answers = run(self.network, self.samples)
        if not all(np.isfinite(answer).all() for answer in answers):
            message = Text(
                "The network answers with numbers that are not finite; reset it and train it again."
            )
            raise PlaygroundError(message)
        return answers


def bundle(project: Project, fields: DataFields, weights: Arrays | None,
           samples: Mapping[str, np.ndarray], record: RunRecord | None = None) -> Bundle:  # fmt: skip
    """Return a network with its ends named; raise PlaygroundError when it cannot be built.

    Of the samples so many are kept as it judges at a time: the file is tried on all of them at once.
    """
    network = predictor(project, fields, weights)
    brings = {_field_name(project, node): node for node in reversed(sources(project))}
    inputs = _named("input", project, [(brings[name], fields.fields[name]) for name in network.fields])
    aims = [(goal, _aim(project, goal, fields)) for goal in network.goals]
    outputs = _named("output", project, aims)
    kept = max(FEWEST, network.model.pieces)
    tensors = tuple(tensor_of(fields.fields[name], samples.get(name))[:kept] for name in network.fields)
    rules = tuple(rule_of(project, goal) for goal in network.goals)
    return Bundle(project, network, inputs, outputs, rules, tensors, record)


def _named(only: str, project: Project, ends: list[tuple[str, Field]]) -> tuple[End, ...]:
    """Return ends with unique names: a lone one has a fixed name, of several each has its block's label."""
    if len(ends) == 1:
        return (End(only, *ends[0]),)
    labels = [project.label_of(node) for node, _ in ends]
    unique = len(set(labels)) == len(labels)
    return tuple(
        End(label if unique else f"{label} ({node})", node, field)
        for label, (node, field) in zip(labels, ends, strict=True)
    )


def _aim(project: Project, goal: str, fields: DataFields) -> Field:
    target = target_of(project, goal, fields)
    assert target is not None  # the network could be built
    return target


def _field_name(project: Project, node: str) -> str:
    spec = project.spec_of(node)
    return spec.field if spec else ""
