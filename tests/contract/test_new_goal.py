"""A goal is one description: here the next word of a sentence, a target that is made of its own input."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from aligned_goals import line
from playground.core.blocks.calls import Call
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.goals import CLASSES, WEIGHT, raw_scores
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.spec import MASK, SAME, SEQUENCE, BlockSpec, Category, Role
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.data.vocabulary import WORDS
from playground.core.files.project_file import open_project, save_project
from playground.core.project.values import DataChoice, Project
from playground.core.training.goal import IGNORED
from playground.core.training.session import Session
from run_bits import bits


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
        DataChoice("reviews", {"samples": 400}), ("tokens", {}), ("embedding", {"size": 8}),
        ("gru", {"units": 24, "returns": "sequence"}), ("dense", {"units": units, "activation": "linear"}),
        ("next_word", {}),
    )  # fmt: skip
    return replace(found.with_recipe(learning_rate=0.02), catalogue=WITH_IT)


def test_it_is_checked_and_trained_by_its_description() -> None:
    assert [each.message for each in analyse(project(), fields_of(project())).problems] == []
    run = Session.start(project())
    before = run.evaluate("validation")["accuracy"]
    while run.epoch < 2:
        run.advance(1000)
    after = run.held_out()["accuracy"]
    assert before < 0.1 and after > 0.35


def test_loss_and_accuracy_count_what_has_a_next_word() -> None:
    run = Session.start(project())
    part = run.parts.data.part("validation")
    ids = torch.from_numpy(run.parts.data.samples.take("validation")["tokens"])
    assert torch.equal(part.targets[0], next_words(ids))
    with torch.no_grad():
        scores = run.parts.program.run(part.feeds)[0]
    expected = nn.functional.cross_entropy(scores.movedim(-1, 1), next_words(ids), ignore_index=IGNORED)
    found = run.evaluate("validation")
    assert found["loss"] == pytest.approx(float(expected), rel=1e-5)
    counts = part.targets[0] != IGNORED
    right = (scores.argmax(-1) == part.targets[0])[counts].float().mean()
    assert found["accuracy"] == pytest.approx(float(right), rel=1e-5)


def test_a_wrong_width_is_mended_and_it_resumes_to_the_bit(tmp_path: Path) -> None:
    wrong = project(units=5)
    problem = analyse(wrong, fields_of(wrong)).problems[0]
    assert "one for each class at every step" in problem.message
    mended = problem.fixes[0].edit(wrong)
    whole = Session.start(mended, run_id="run")
    whole.advance(7)
    save_project(tmp_path / "half.nnplay", mended, [whole.record()])
    resumed = Session.resume(open_project(tmp_path / "half.nnplay", WITH_IT).runs[0])
    for each in (whole, resumed):
        each.advance(1000)
        each.advance(3)
    assert list(bits(whole.record())) == list(bits(resumed.record()))
    assert np.isfinite(whole.record().history.losses).all()
