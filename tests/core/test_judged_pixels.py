"""Pixels that the data say are not judged: they count in no loss, no figure and no picture of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from carried_sources import formatted
from goal_cases import CASES
from playground.core.blocks.spec import JUDGED
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.data.shapes import rims
from playground.core.files.project_file import open_project, save_project
from playground.core.project.values import Project
from playground.core.training.session import Session
from playground.core.views.registry import VIEWS
from run_bits import differences, run
from script_runs import differences as script_differences
from script_runs import told


def with_options(kind: str, **options: object) -> Project:
    made = CASES[kind]
    return made.with_data(options={**made.data.options, **options})


PROJECTS = {
    "mark_pixels": with_options("mark_pixels", rims="out"),
    "make_picture": with_options("make_picture", judged="shape"),
}
EVERY = pytest.mark.parametrize("kind", PROJECTS)
STEPS = 6


def test_a_rim_is_what_touches_another_class() -> None:
    marks = np.zeros((1, 4, 5), np.int64)
    marks[0, :, 3:] = 2
    assert rims(marks)[0].astype(int).tolist() == [[0, 0, 1, 1, 0]] * 4
    marks[0, 0, 0] = 1  # at a corner of the picture
    assert rims(marks)[0, :2, :2].all() and not rims(marks)[0, 2:, :2].any()


@pytest.mark.parametrize("data", ["shapes", "side_by_side"])
def test_rims_are_left_out_and_all_else_stays(data: str) -> None:
    spec = CATALOGUE.data.get(data)
    plain, found = (spec.make({"samples": 30, **more}, 5) for more in ({}, {"rims": "out"}))
    assert found.arrays.keys() - plain.arrays.keys() == {JUDGED}
    assert all(np.array_equal(plain.arrays[name], found.arrays[name]) for name in plain.arrays)
    judged, marks = found.arrays[JUDGED], found.arrays["pixel_labels"]
    assert found.fields == spec.fields(spec.options({"samples": 30, "rims": "out"}))
    assert judged.dtype == bool and 0.05 < 1 - judged.mean() < 0.5
    whole = judged[:, 1:-1, 1:-1]
    assert (marks[:, 1:-1, 1:-1] == marks[:, :-2, :-2])[whole].all()


@EVERY
def test_what_is_not_judged_changes_nothing(kind: str) -> None:
    """Whatever was asked for or answered there: losses, figures and gradients are the same."""
    session = Session.start(PROJECTS[kind])
    parts, (goal,) = session.parts, session.parts.goals
    train = parts.data.part("train")
    raw = load_samples(PROJECTS[kind]).take("train")
    hidden = torch.from_numpy(~raw[JUDGED])
    scores = parts.program.run(train.feeds)[0].detach().requires_grad_(True)
    loss = goal.mean(scores, train.targets[0])
    (found,) = torch.autograd.grad(loss, scores)
    at = hidden[:, None].expand_as(found)
    assert bool((found[at] == 0).all()) and bool((found[~at] != 0).any())
    other = torch.where(at, 7.0, scores.detach())
    assert torch.equal(goal.mean(other, train.targets[0]), loss.detach())
    torch.testing.assert_close(
        goal.each(other, train.targets[0]), goal.each(scores, train.targets[0]).detach()
    )
    assert goal.measure(other.numpy(), train.targets[0].numpy()) == goal.measure(
        scores.detach().numpy(), train.targets[0].numpy()
    )


@EVERY
def test_it_learns_resumes_and_its_script_repeats_it(kind: str, tmp_path: Path) -> None:
    project = PROJECTS[kind]
    assert analyse(project, fields_of(project)).problems == ()
    whole = run(Session.start(project, run_id="run", engine="torch"), STEPS)
    half = run(Session.start(project, run_id="run", engine="torch"), 2)
    save_project(tmp_path / "half.nnplay", half.project, [half.record()])
    resumed = Session.resume(open_project(tmp_path / "half.nnplay", CATALOGUE).runs[0])
    assert differences(whole.record(), run(resumed, STEPS - 2).record()) == []
    assert whole.record().history.losses[-1] < whole.record().history.losses[0]
    found = told({kind: whole.record()}, tmp_path / "script")[kind]
    assert script_differences(whole.record(), found) == []
    assert formatted(found.script.text) == found.script.text


def test_overlap_confusion_and_samples_leave_them_out() -> None:
    session = run(Session.start(PROJECTS["mark_pixels"]), STEPS)
    live = session.live_model()
    samples = live.samples("validation")
    judged, true = samples[JUDGED], samples["pixel_labels"]
    said = live.evaluation("validation").scores[session.parts.goals[0].node]
    assert np.array_equal(said >= 0, judged)
    figures = VIEWS.get("class_figures").snapshot(live, {})
    assert int(figures.arrays["confusion"].sum()) == int(judged.sum()) == figures.facts["places"]
    right = (said == true)[judged].mean()
    assert figures.facts["accuracy"] == pytest.approx(right)
    assert session.evaluate("validation")["accuracy"] == pytest.approx(right)
    shown = VIEWS.get("marks").snapshot(live, {"order": "any", "count": 3})
    assert np.array_equal(shown.arrays["trues"] < 0, ~judged[:3])
    maps = VIEWS.get("feature_maps").snapshot(live, {"sample": 2, "part": "validation"})
    (seen,) = (each for name, each in maps.arrays.items() if name.startswith(".true."))
    assert np.array_equal(seen < 0, ~judged[2])


def test_errors_of_made_pictures_are_of_what_is_judged() -> None:
    session = run(Session.start(PROJECTS["make_picture"]), STEPS)
    live = session.live_model()
    shown = VIEWS.get("reconstructions").snapshot(live, {"sample": 5, "order": "any", "count": 4})
    samples = live.samples("validation")
    made = live.evaluation("validation").scores["b4"].astype(np.float64)
    squares, judged = np.square(made - samples["picture"]), samples[JUDGED][:, None]
    errors = [each[here].mean() for each, here in zip(squares, judged, strict=True)]
    np.testing.assert_allclose(shown.arrays["errors"], errors)
    assert shown.facts["mse"] == pytest.approx(errors[5])
    found = session.evaluate("validation")["mse"]
    assert found == pytest.approx(squares[np.broadcast_to(judged, squares.shape)].mean(), rel=1e-5)


def test_a_picture_without_any_judged_pixel_counts_nothing() -> None:
    session = Session.start(PROJECTS["mark_pixels"])
    (goal,) = session.parts.goals
    raw = torch.zeros(2, 28, 28, dtype=torch.int64)
    targets = goal.targets(raw, torch.zeros(2, 28, 28, dtype=torch.bool))
    scores = torch.randn(2, 7, 28, 28, generator=torch.Generator().manual_seed(0))
    assert float(goal.mean(scores, targets)) == 0 and goal.each(scores, targets).tolist() == [0, 0]
    assert replace(goal, mask_field="").masked
