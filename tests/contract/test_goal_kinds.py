"""Every kind of goal: checked, trained, resumed, exported and asked, by its description alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from goal_cases import CASES
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.spec import Role
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.files.project_file import open_project, save_project
from playground.core.model.predict import predict
from playground.core.network.edits import set_params
from playground.core.project.records import RunRecord
from playground.core.training.session import Session
from run_bits import differences, run
from script_runs import Told, told
from script_runs import differences as script_differences


def rule_of(kind: str) -> GoalRule:
    rule = CATALOGUE.blocks.get(kind).goal
    assert rule is not None
    return rule


def goal_in(kind: str) -> str:
    """Return the block of a kind in its case."""
    return next(node for node, each in CASES[kind].network.nodes.items() if each.kind == kind)


EVERY = pytest.mark.parametrize("kind", CASES)
STEPS = 9


def test_every_kind_has_a_case() -> None:
    assert {spec.id for spec in CATALOGUE.blocks if spec.role is Role.GOAL} == set(CASES)


@EVERY
def test_it_is_ready_and_its_loss_falls(kind: str) -> None:
    project = CASES[kind]
    assert [str(each.message) for each in analyse(project, fields_of(project)).problems] == []
    session = Session.start(project)
    before = session.evaluate("train")
    run(session, 4 * session.steps_per_epoch)
    after = session.evaluate("train")
    told = rule_of(kind).metrics if rule_of(kind).answers else [f"{goal_in(kind)}_amount"]
    assert after["loss"] < before["loss"] and {"loss", *told} <= set(after)
    assert all(np.isfinite(each) for each in after.values())


@EVERY
def test_it_resumes_to_the_bit(kind: str, tmp_path: Path) -> None:
    whole = run(Session.start(CASES[kind], run_id="run"), STEPS)
    half = run(Session.start(CASES[kind], run_id="run"), 4)
    save_project(tmp_path / "half.nnplay", half.project, [half.record()])
    resumed = Session.resume(open_project(tmp_path / "half.nnplay", CATALOGUE).runs[0])
    assert differences(whole.record(), run(resumed, STEPS - 4).record()) == []


@pytest.mark.parametrize("kind", [kind for kind in CASES if not rule_of(kind).makes])
def test_a_wrong_number_of_scores_is_told_and_mended(kind: str) -> None:
    project = CASES[kind]
    last = list(project.network.nodes)[-2]
    param = "units" if "units" in project.network.nodes[last].params else "filters"
    wrong = replace(project, network=set_params(project.network, last, **{param: 9}))
    problem = analyse(wrong, fields_of(wrong)).problems[0]
    assert problem.severity == "error" and "needs" in problem.message
    mended = problem.fixes[0].edit(wrong)
    assert analyse(mended, fields_of(mended)).problems == ()
    assert mended.network.nodes[last].params[param] == project.network.nodes[last].params[param]


@pytest.mark.parametrize("kind", ["pairs", "triplet", "divergence"])
def test_codes_of_unequal_length_are_refused(kind: str) -> None:
    project = CASES[kind]
    edge = [edge for edge in project.network.edges if edge.target == goal_in(kind)][-1]
    wrong = replace(project, network=set_params(project.network, edge.source, units=9))
    problems = analyse(wrong, fields_of(wrong)).problems
    assert any(each.severity == "error" and each.where.node == goal_in(kind) for each in problems)


@pytest.mark.parametrize("kind", ["penalty", "divergence"])
def test_what_only_adds_to_the_loss_answers_nothing(kind: str) -> None:
    """Its amount is told under its own name, and the loss is the other goal's and that, times its weight."""
    project = CASES[kind]
    session = run(Session.start(project), STEPS)
    part, found = session.parts.data.part("validation"), session.evaluate("validation")
    with torch.no_grad():
        scores = session.parts.program.run(part.feeds)
    main, own = session.parts.goals
    assert (main.node, own.node) == ("goal", goal_in(kind))
    amount = found[f"{own.node}_amount"]
    assert amount == pytest.approx(float(scores[1].mean()), rel=1e-5) and amount > 0
    whole = float(main.mean(scores[0], part.targets[0])) + own.weight * amount
    assert found["loss"] == pytest.approx(whole, rel=1e-5)
    inputs = load_samples(project).take("validation")
    assert list(predict(project, fields_of(project), session.record().weights, inputs)) == ["goal"]


@EVERY
def test_it_answers_in_the_words_of_its_data(kind: str) -> None:
    project = CASES[kind]
    session = run(Session.start(project), STEPS)
    inputs = load_samples(project).take("validation")
    (answers,) = predict(project, fields_of(project), session.record().weights, inputs).values()
    if answers.rule.answer == "likeliest":
        assert answers.output.shape[answers.rule.axis] == len(answers.classes)
        np.testing.assert_allclose(answers.output.sum(axis=answers.rule.axis), 1, rtol=1e-5)
        assert set(np.ravel(np.array(answers.labels, dtype=object))) <= set(answers.classes)
    assert len(answers.output) == len(next(iter(inputs.values())))


@pytest.fixture(scope="module")
def records() -> dict[str, RunRecord]:
    return {kind: run(Session.start(each, engine="torch"), STEPS).record() for kind, each in CASES.items()}


@pytest.fixture(scope="module")
def found(records: dict[str, RunRecord], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    return told(records, tmp_path_factory.mktemp("scripts"))


@EVERY
def test_its_script_repeats_the_run(kind: str, records: dict[str, RunRecord], found: dict[str, Told]) -> None:
    assert script_differences(records[kind], found[kind]) == []
