"""A small language model: a goal whose target is made of its own input, where padding does not count."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from aligned_goals import line
from playground.core.blocks.calls import Call
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.goals import CLASSES, WEIGHT, raw_scores
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.spec import MASK, SAME, SEQUENCE, BlockSpec, Category, Role
from playground.core.builtin import CATALOGUE
from playground.core.data.vocabulary import WORDS
from playground.core.project.values import DataChoice, Project
from playground.core.training.goal import IGNORED


def next_words(ids: Tensor) -> Tensor:
    """Return for each word the one behind it (n, time); the last has none, nor has one before padding."""
    behind = torch.cat([ids[:, 1:], torch.zeros_like(ids[:, :1])], dim=1)
    return torch.where(behind == 0, IGNORED, behind)


NEXT_WORD = BlockSpec(
    id="next_word", title="Next word", category=Category.GOAL, summary="Learns which word comes next.",
    params=(WEIGHT,), inputs=(SEQUENCE, MASK), outputs=(), call=raw_scores, role=Role.GOAL, field=SAME,
    goal=GoalRule(
        loss=lambda p: Call("nn.CrossEntropyLoss"), finish=Call("nn.Softmax", dim=-1),
        accumulate=CLASSES, metrics=("accuracy",), figures=("accuracy",), width=lambda field: field.values,
        target="int", aligned="step", made=f"{__name__}:next_words", answer="likeliest", shares=True,
    ),
    tint="good",
)  # fmt: skip


WITH_IT = replace(CATALOGUE, blocks=BlockRegistry((*CATALOGUE.blocks, NEXT_WORD)))


def project(units: int = len(WORDS)) -> Project:
    """Return a small language model."""
    found = line(
        DataChoice("reviews", {"samples": 400}), ("tokens", {}), ("embedding", {}),
        ("gru", {"units": 24}), ("dense", {"units": units, "activation": "linear"}),
        ("next_word", {}),
    )  # fmt: skip
    return replace(found.with_recipe(learning_rate=0.02), catalogue=WITH_IT)
