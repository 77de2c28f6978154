"""Goals with one target a sample, a step or a pixel: all of them from their own descriptions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from aligned_goals import PROJECTS, line, pixels
from playground.core.blocks.shapes import Field
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.files.project_file import open_project, save_project
from playground.core.layers.make import make
from playground.core.model.predict import predict
from playground.core.network.values import Edge
from playground.core.project.values import DataChoice
from playground.core.training import tally
from playground.core.training.goal import IGNORED, Goal
from playground.core.training.session import Session
from run_bits import bits


def goal_of(kind: str, field: Field, masked: bool = False) -> Goal:
    """Return a goal of a kind, with its defaults."""
    spec = CATALOGUE.blocks.get(kind)
    assert spec.goal is not None
    loss = make(spec.goal.loss(spec.params_of({})))
    return Goal("goal", field, spec.goal, loss, None, masked=masked)


@pytest.mark.parametrize("name", PROJECTS)
def test_it_is_ready_learns_and_is_better_than_the_commonest_class(name: str) -> None:
    project = PROJECTS[name]()
    assert [each.message for each in analyse(project, fields_of(project)).problems] == []
    session = Session.start(project)
    before = session.evaluate("validation")
    while session.epoch < 6:
        session.advance(1000)
    after = session.evaluate("validation")
    spec = CATALOGUE.blocks.get(list(project.network.nodes.values())[-1].kind)
    targets = load_samples(project).take("validation")[spec.field]
    commonest = np.bincount(targets.ravel()).max() / targets.size
    assert after["loss"] < before["loss"] / 1.5
    assert after["accuracy"] > commonest + (1 - commonest) / 4


@pytest.mark.parametrize("name", PROJECTS)
def test_it_resumes_to_the_bit_also_where_scores_are_counted_on_the_way(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "SCORES_KEPT", 4_000 if name == "steps" else 40_000)
    whole = Session.start(PROJECTS[name](), run_id="run")
    whole.advance(3)
    save_project(tmp_path / "half.nnplay", whole.project, [whole.record()])
    resumed = Session.resume(open_project(tmp_path / "half.nnplay", CATALOGUE).runs[0])
    assert any(key.startswith("figures.") for key in whole.record().state)
    for session in (whole, resumed):
        while session.epoch < 2:
            session.advance(1)
    assert list(bits(whole.record())) == list(bits(resumed.record()))


@pytest.mark.parametrize("name", PROJECTS)
def test_losses_and_figures_are_pytorchs_own(name: str) -> None:
    session = Session.start(PROJECTS[name]())
    part = session.parts.data.part("validation")
    with torch.no_grad():
        scores = session.parts.program.run(part.feeds)[0]
    classes_second = scores.movedim(-1, 1) if name == "steps" else scores
    whole = nn.functional.cross_entropy(classes_second, part.targets[0])
    each = nn.functional.cross_entropy(classes_second, part.targets[0], reduction="none")
    goal = session.parts.goals[0]
    assert float(goal.mean(scores, part.targets[0])) == pytest.approx(float(whole), rel=1e-6)
    torch.testing.assert_close(goal.each(scores, part.targets[0]), each.flatten(1).mean(1))
    found = goal.measure(scores.numpy(), part.targets[0].numpy())
    right = classes_second.argmax(1) == part.targets[0]
    assert found["accuracy"] == pytest.approx(float(right.float().mean()), rel=1e-6)


def test_what_a_mask_leaves_out_does_not_count() -> None:
    goal = goal_of("label_steps", Field((4,), "int", name="step_labels", classes=("a", "b")), masked=True)
    scores, raw = torch.randn(3, 4, 2), torch.tensor([[0, 1, 1, 0]] * 3)
    mask = torch.tensor([[True, True, False, False], [True, False, False, False], [True] * 4])
    targets = goal.targets(raw, mask)
    assert (targets == IGNORED).sum() == 5
    expected = nn.functional.cross_entropy(scores[mask], raw[mask])
    assert float(goal.mean(scores, targets)) == pytest.approx(float(expected))
    rows = [nn.functional.cross_entropy(scores[i][mask[i]], raw[i][mask[i]]) for i in range(3)]
    torch.testing.assert_close(goal.each(scores, targets), torch.stack(rows))
    assert goal.metrics((4, 2)).state["confusion"].sum() == 0
    figures = goal.metrics((4, 2))
    goal.add(figures, scores, targets)
    assert figures.state["confusion"].sum() == 7
    changed = scores.clone()
    changed[~mask] += 9
    assert torch.equal(goal.mean(changed, targets), goal.mean(scores, targets))
    nothing = goal.targets(raw, torch.zeros_like(mask))
    assert float(goal.mean(scores, nothing)) == 0.0
    assert float(goal.share(targets, slice(0, 2), 2 / 3)) == pytest.approx(3 / 7)
    assert float(goal.share(nothing, slice(0, 2), 2 / 3)) == 0.0
    assert goal.share(targets, slice(0, 1), 0.0) == 0.0, "who has no sample of a batch goes along for nothing"


def test_numbers_of_steps_may_be_masked_too() -> None:
    spec = CATALOGUE.blocks.get("regress")
    assert spec.goal is not None
    rule = replace(spec.goal, aligned="step", width=lambda field: 2)
    goal = Goal("goal", Field((4, 2), name="value"), rule, nn.MSELoss(), None, masked=True)
    scores, raw = torch.randn(3, 4, 2), torch.randn(3, 4, 2)
    mask = torch.tensor([[True, True, False, False], [True, False, False, False], [True] * 4])
    targets = goal.targets(raw, mask)
    assert float(goal.mean(scores, targets)) == pytest.approx(float(((scores - raw)[mask] ** 2).mean()))
    rows = [((scores[i] - raw[i])[mask[i]] ** 2).mean() for i in range(3)]
    torch.testing.assert_close(goal.each(scores, targets), torch.stack(rows))


def test_padding_finds_the_goal_by_itself() -> None:
    """Words of a sentence are labelled: those that fill it up are not among them."""
    project = line(
        DataChoice("reviews", {"samples": 60}), ("tokens", {}), ("embedding", {}),
        ("gru", {"units": 4}), ("dense", {"units": 3, "activation": "linear"}),
        ("label_steps", {}),
    )  # fmt: skip
    held = analyse(project, fields_of(project)).graph.held
    assert held[("b4", "mask")] == Edge("b0", "mask", "b4", "mask")


@pytest.mark.parametrize(("name", "wrong", "words", "title"), [
    ("steps", {"units": 5},
     "Label steps needs 48 × 3 scores, one for each class at every step, but gets 48 × 5.",
     "Set Dense to 3 units"),
    ("pixels", {"filters": 3},
     "Mark pixels needs 28 × 28 × 2 scores, one for each class at every pixel, but gets 28 × 28 × 3.",
     "Set b3 to 2 filters"),
])  # fmt: skip
def test_a_wrong_number_of_scores_is_told_and_mended(
    name: str, wrong: dict[str, object], words: str, title: str
) -> None:
    project = PROJECTS[name]()
    node = list(project.network.nodes)[-2]
    old = project.network.nodes[node]
    nodes = {**project.network.nodes, node: replace(old, params={**old.params, **wrong})}
    spoilt = project.with_network(replace(project.network, nodes=nodes))
    problem = analyse(spoilt, fields_of(project)).problems[0]
    assert problem.message == words
    for fix in problem.fixes:
        mended = fix.edit(spoilt)
        assert [each.message for each in analyse(mended, fields_of(project)).problems
                if each.severity == "error"] == []  # fmt: skip
    assert problem.fixes[0].title.split(" to ")[1] == title.split(" to ")[1]


@pytest.mark.parametrize("name", PROJECTS)
def test_it_answers_with_a_class_a_place(name: str) -> None:
    project = PROJECTS[name]()
    samples = load_samples(project).take("validation")
    inputs = {field: array[:2] for field, array in samples.items()}
    answer = next(iter(predict(project, fields_of(project), None, inputs).values()))
    shape = (2, 48) if name == "steps" else (2, 28, 28)
    assert np.array(answer.labels).shape == shape and set(np.ravel(answer.labels)) <= set(answer.classes)
    np.testing.assert_allclose(answer.output.sum(axis=answer.rule.axis), 1, rtol=1e-5)


def test_scores_that_wait_stay_below_their_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "SCORES_KEPT", 120_000)
    session = Session.start(pixels())
    most = 0
    while session.epoch < 1:
        session.advance(1)
        waiting = session.record().state.get("outputs.b4", np.zeros(0))
        most = max(most, waiting.size)
    batch = session.recipe.batch_size * 2 * 28 * 28
    assert 0 < most < 120_000 + batch
