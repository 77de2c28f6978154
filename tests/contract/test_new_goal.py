"""A goal is one description: here the next word of a sentence, a target that is made of its own input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from next_word import WITH_IT, next_words, project
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.files.project_file import open_project, save_project
from playground.core.training.goal import IGNORED
from playground.core.training.session import Session
from run_bits import bits


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
