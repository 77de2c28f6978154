"""Every kind trains at every place and in both layouts: no kernel of PyTorch kills the process."""

from __future__ import annotations

from pathlib import Path

import pytest

from both_paths import holds
from every_kind import Case, Told, cases, project_of, run
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data import prepared
from playground.core.files.project_file import open_project
from playground.core.project.values import RECIPE_FIELDS
from playground.core.training.hardware import Device, Hardware
from playground.core.training.plan import plan

CPU = Hardware(2, (Device("cpu", "Some CPU"),))
CASES = Path(__file__).parents[1] / "cases"
SEGFAULTS = ("segv_digits_cnn_group_norm", "segv_frozen_conv_then_group_norm")


def assert_all_train(told: list[Told]) -> None:
    """Say of each case that fell over which kind stood where."""
    assert [f"{each.case}: {each.failed}" for each in told if each.failed] == []
    for each in told:
        losses = list(each.losses.values())
        if len(losses) > 1 and not each.drawn:
            assert losses[0] == pytest.approx(losses[1], rel=1e-4, abs=1e-5), each.case


def test_group_norm_trains_where_pytorch_dies() -> None:
    """In a child: right behind the source, behind a frozen block, and behind a sequence that was turned."""
    chosen = [case for case in cases(["group_norm"]) if case.rank > 2 and case.batch == 2 and not case.params]
    told = list(run(chosen))
    assert {case.place for case in chosen} == {"first", "middle", "frozen", "turned"}
    assert_all_train(told)
    assert not any(each.refused for each in told)


def test_a_child_that_dies_names_the_kind_and_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERY_KIND_DIES_AT", "relu")
    chosen = [case for case in cases(["relu", "tanh"]) if case.rank == 1 and case.place == "first"]
    told = list(run([case for case in chosen if case.batch == 2]))
    assert [(each.case.kind, each.failed) for each in told] == [("relu", "signal 11"), ("tanh", "")]


@pytest.mark.parametrize("name", SEGFAULTS)
def test_the_plan_says_what_it_keeps_away_from(name: str) -> None:
    project = open_project(CASES / f"{name}.nnplay", CATALOGUE).project
    chosen = plan(analyse(project, prepared.fields_of(project)), CPU)
    assert chosen.memory_format == "channels_last"
    assert chosen.notes == (CATALOGUE.blocks.get("group_norm").detour,)
    frozen = {node: each.kind for node, each in project.network.nodes.items() if each.frozen}
    assert bool(frozen) == ("frozen" in name)


def test_the_plan_says_nothing_where_something_learns_before() -> None:
    for place, notes in (("first", 1), ("middle", 0), ("frozen", 1)):
        project = project_of(Case("group_norm", 3, place, {}, 2))
        assert len(plan(analyse(project, prepared.fields_of(project)), CPU).notes) == notes
        fields = prepared.fields_of(project)
        assert not [each for each in analyse(project, fields).problems if each.severity == "error"]


@pytest.mark.parametrize("precision", [each.id for each in RECIPE_FIELDS["precision"].choices])
@pytest.mark.parametrize("kind", [spec.id for spec in CATALOGUE.blocks if not spec.inner])
def test_every_kind_trains_by_both_paths_and_resumes_to_the_bit(
    kind: str, precision: str, tmp_path: Path
) -> None:
    """Behind a block that learns, two steps, saved in between, opened again, asked for answers."""
    usual = (case for case in cases([kind]) if case.batch == 2 and (case.place == "middle" or not case.rank))
    holds(project_of(next(usual)).with_recipe(precision=precision), tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_kind_trains_everywhere() -> None:
    """Two steps and a judgement each, by batches of one, of two and of a prime."""
    told = list(run(cases()))
    assert_all_train(told)
    trained = {each.case.kind for each in told if each.losses}
    assert {spec.id for spec in CATALOGUE.blocks if not spec.inner} - trained == set()
