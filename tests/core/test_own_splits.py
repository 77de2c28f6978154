"""Splits by what the data say: groups, time, parts given, and equal rows that are never parted."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from own_tables import HEAD, project_of, table_file, things
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.manifest import Column
from playground.core.catalogue.own_splits import can_split, first_split, regrouped
from playground.core.checks.of_samples import of_samples
from playground.core.data.own_guides import guide_by
from playground.core.data.prepared import load_samples
from playground.core.data.split import PARTS, counts, split
from playground.core.data.split_ways import of_times, of_units
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project import schema
from playground.core.project.values import DataChoice, Project


def choice(how: str, *shares: float, seed: int = 0, by: str = "") -> DataChoice:
    train, validation, test = shares or (0.6, 0.2, 0.2)
    return DataChoice("own", train=train, validation=validation, test=test, seed=seed, split=how, split_by=by)


def place_of(parts: object, n: int) -> np.ndarray:
    """Return which part each sample is in, -1 for none; none may be in two."""
    made = np.full(n, -1)
    for place, part in enumerate(PARTS):
        rows = parts[part]  # type: ignore[index]
        assert (made[rows] == -1).all()
        made[rows] = place
    return made


# The rules


@given(st.lists(st.integers(0, 12), min_size=1, max_size=150), st.integers(0, 5))
def test_no_group_is_in_two_parts_and_no_part_is_empty(groups: list[int], seed: int) -> None:
    guide = np.array(groups)
    where = place_of(split(len(guide), choice("by_group", seed=seed), None, guide), len(guide))
    assert (where >= 0).all()
    assert all(len(set(where[guide == each])) == 1 for each in set(groups))
    assert len(set(where.tolist())) == min(3, len(set(groups)))


@given(st.integers(60, 400), st.integers(0, 5))
def test_small_groups_come_near_the_shares_in_every_class(n: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    groups, kinds = draw.integers(0, n // 2, n), draw.integers(0, 2, n)
    parts = split(n, choice("by_group", seed=seed), kinds, groups)
    for part, wanted in zip(PARTS, counts(n, choice("")), strict=True):
        largest = np.bincount(groups).max()
        assert abs(len(parts[part]) - wanted) <= largest
        share = wanted / n * (kinds == 1).sum()
        assert abs((kinds[parts[part]] == 1).sum() - share) <= largest + 1


def test_the_seed_decides_which_groups_and_nothing_else_does() -> None:
    guide = np.repeat(np.arange(40), 3)
    one, again, other = (split(120, choice("by_group", seed=seed), None, guide) for seed in (1, 1, 2))
    assert all((one[part] == again[part]).all() for part in PARTS)
    assert set(one["test"]) != set(other["test"])
    assert {part: len(rows) for part, rows in one.items()} == {"train": 72, "validation": 24, "test": 24}


@given(st.lists(st.integers(0, 30), min_size=1, max_size=120))
def test_parts_by_time_follow_one_another(days: list[int]) -> None:
    times = np.array(days, float)
    where = place_of(split(len(times), choice("by_time"), None, times), len(times))
    assert (where >= 0).all()
    for earlier, later in ((0, 1), (1, 2), (0, 2)):
        first, second = times[where == earlier], times[where == later]
        assert not len(first) or not len(second) or first.max() < second.min()
    assert len(set(where.tolist())) == min(3, len(set(days)))


def test_parts_by_time_have_their_shares_and_what_has_no_time_trains() -> None:
    times = np.array([np.nan, *range(100), np.nan])
    where = of_times(times[::-1], counts(100, choice("")))[::-1]
    assert where[[0, -1]].tolist() == [0, 0]
    assert where[1:-1].tolist() == [0] * 60 + [1] * 20 + [2] * 20


def test_windows_that_begin_in_an_earlier_part_are_in_none() -> None:
    ends = np.arange(5.0, 105.0)
    spans = np.stack([ends - 5, ends], axis=1)
    where = of_times(spans, counts(100, choice("")))
    for one, other in ((0, 1), (1, 2)):
        assert spans[where == one].max() < spans[where == other].min()
    assert (where == -1).sum() == 10 and [(where == each).sum() for each in range(3)] == [60, 15, 15]


def test_equal_units_stay_together_and_singles_fill_up() -> None:
    units = np.array([0] * 30 + [1] * 10 + [2] * 10 + list(range(3, 53)))
    where = of_units(units, np.zeros(100, int), (60, 20, 20), np.random.default_rng(0).permutation(100))
    assert [(where == part).sum() for part in range(3)] == [60, 20, 20]
    assert all(len(set(where[units == each])) == 1 for each in range(3))


def test_what_is_given_is_kept_and_validation_is_taken_of_training_where_none_is() -> None:
    guide = np.array([0] * 80 + [2] * 20)
    parts = split(100, choice("given", 0.7, 0.2, 0.1), None, guide)
    assert sorted(parts["test"]) == list(range(80, 100))
    assert len(parts["validation"]) == round(80 * 0.2 / 0.9) and len(parts["train"]) == 62
    said = np.array([0] * 70 + [1] * 10 + [2] * 10 + [-1] * 10)
    where = place_of(split(100, choice("given"), None, said), 100)
    assert where.tolist() == said.tolist()


def test_what_names_no_group_is_a_group_by_itself() -> None:
    column = Column("household", "category", "group", kinds=("a", "b"))
    assert guide_by(column, np.array([1, -1, 0, -1, 1]), "by_group").tolist() == [2, 3, 1, 4, 2]
    texts = guide_by(Column("who", "text", "group"), np.array(["b", "", "b", ""], object), "by_group")
    assert texts[0] == texts[2] and len(set(texts.tolist())) == 3


# Tables


def visits(folder: Path, doubles: int = 0) -> Path:
    """Write 60 patients of three to five visits each, with the part that another study gave them."""
    draw, lines = random.Random(4), []
    for patient in range(60):
        part = ("train", "train", "train", "val", "test")[patient % 5]
        for visit in range(3 + patient % 3):
            age, pressure = 20 + patient, draw.gauss(120 + patient % 7, 9)
            day = f"2024-{1 + (patient * 7 + visit * 3) % 12:02}-{1 + (patient + visit) % 28:02}"
            ill = "yes" if pressure > 123 else "no"
            lines.append(f"P{patient:03},{day},{age},{pressure:.1f},{part},{ill}")
    return table_file(folder, lines + lines[:doubles], "visits.csv", "patient,day,age,pressure,part,ill")


def column(path: Path, name: str) -> np.ndarray:
    """Return a column of a file as it stands there."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    at = head.split(",").index(name)
    return np.array([line.split(",")[at] for line in lines])


def split_so(project: Project, how: str, by: str = "") -> np.ndarray:
    """Return which part each row of a project's file is in."""
    made = load_samples(project.with_data(train=0.6, validation=0.2, test=0.2, split=how, split_by=by))
    return place_of(made.parts, made.dataset.fields.samples)


def test_a_table_is_split_by_its_columns(tmp_path: Path) -> None:
    path = visits(tmp_path)
    project = project_of(path, "ill")
    where, patients = split_so(project, "by_group", "patient"), column(path, "patient")
    assert all(len(set(where[patients == each])) == 1 for each in set(patients))
    assert [(where == part).mean() for part in range(3)] == pytest.approx([0.6, 0.2, 0.2], abs=0.02)
    where, days = split_so(project, "by_time", "day"), column(path, "day")
    assert max(days[where == 0]) < min(days[where == 1]) <= max(days[where == 1]) < min(days[where == 2])
    said = np.array([["train", "val", "test"].index(each) for each in column(path, "part")])
    assert split_so(project, "given", "part").tolist() == said.tolist()


def test_a_column_of_parts_is_no_input_and_is_gone_by(tmp_path: Path) -> None:
    project = project_of(visits(tmp_path), "ill")
    own = project.data.own
    assert own is not None and first_split(own) == (project.data.split, project.data.split_by) == (
        "given",
        "part",
    )
    assert [each.name for each in own.used_as("input")] == ["patient", "day", "age", "pressure"]
    assert [each.name for each in can_split(own, "by_time")][0] == "day"
    assert [each.name for each in can_split(own, "by_group")][0] == "patient"


def test_it_is_kept_with_the_project(tmp_path: Path) -> None:
    project = project_of(visits(tmp_path), "ill").with_data(split="by_group", split_by="patient")
    save_project(tmp_path / "p.nnplay", project)
    again = open_project(tmp_path / "p.nnplay", CATALOGUE).project
    assert again == project and schema.to_json(again)["data"]["split_by"] == "patient"
    plain = project.with_data(id="iris", own=None, split="at_random", split_by="")
    assert "split_by" not in schema.to_json(plain)["data"]


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    project = project_of(visits(tmp_path), "ill").with_data(split="by_time", split_by="patient")
    with pytest.raises(PlaygroundError, match="'patient' is no column that the split can go by") as caught:
        load_samples(project)
    (fix,) = caught.value.fixes
    assert sum(map(len, load_samples(fix.edit(project)).parts.values())) == 240
    lacking = project_of(table_file(tmp_path, things()), "kind").with_data(split="given", split_by="")
    with pytest.raises(PlaygroundError, match="No column says train, validation or test."):
        load_samples(lacking)


@pytest.mark.parametrize("how", ["in_proportion", "at_random"])
def test_equal_rows_are_always_in_one_part(tmp_path: Path, how: str) -> None:
    lines = things()
    doubled = [*lines, *(line.replace("0,", ",") if number % 2 else line
                         for number, line in enumerate(lines[:90]))]  # fmt: skip
    project = project_of(table_file(tmp_path, doubled, "doubled.csv", HEAD), "kind")
    samples = load_samples(project.with_data(split=how, test=0.15, validation=0.15))
    table, where = samples.dataset.arrays["table"], place_of(samples.parts, 330)
    assert (where >= 0).all()
    keys = [tuple(row) for row in np.nan_to_num(table, nan=-1e9).tolist()]
    assert len(set(keys)) < 330
    assert len({(key, part) for key, part in zip(keys, where.tolist(), strict=True)}) == len(set(keys))
    assert samples.known_by_heart == 0
    assert [(where == part).mean() for part in range(3)] == pytest.approx([0.7, 0.15, 0.15], abs=0.01)


def test_rows_all_different_are_split_as_ever(tmp_path: Path) -> None:
    project = project_of(table_file(tmp_path, things()), "kind")
    samples = load_samples(project)
    plain = split(240, project.data, samples.dataset.arrays["label"])
    assert samples.dataset.guide is None
    assert all((samples.parts[part] == plain[part]).all() for part in PARTS)


def test_equal_rows_that_a_column_parts_are_counted(tmp_path: Path) -> None:
    path = visits(tmp_path, doubles=12)
    text = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*text[:-12], *(line.replace("train", "test") for line in text[-12:])]) + "\n")
    project = project_of(path, "ill")
    samples = load_samples(project)
    moved = sum("train" in line for line in text[-12:])
    assert samples.known_by_heart == moved > 0
    (problem,) = of_samples(project, samples)
    judged = samples.count("validation") + samples.count("test")
    assert (
        str(problem.message)
        == f"{moved} of {judged} rows that validate or test are equal to rows that train."
    )
    assert of_samples(project.with_data(split="in_proportion"), samples) == ()


def test_what_a_split_goes_by_says_nothing_about_what_goes_in(tmp_path: Path) -> None:
    project = project_of(visits(tmp_path), "ill")
    one, other = (load_samples(replace(project, data=replace(project.data, split=how, split_by=by)))
                  for how, by in (("by_group", "patient"), ("by_time", "day")))  # fmt: skip
    assert one.dataset.fields == other.dataset.fields
    assert all((one.dataset.arrays[name] == other.dataset.arrays[name]).all() for name in one.dataset.arrays)


def test_a_column_that_groups_no_more_goes_in_again_where_it_can(tmp_path: Path) -> None:
    own = project_of(visits(tmp_path), "ill").data.own
    assert own is not None
    for kind, then in (("text", "input"), ("category", "input"), ("id", "out"), ("constant", "out")):
        columns = tuple(replace(each, type=kind) if each.name == "age" else each for each in own.columns)
        grouped = regrouped(replace(own, columns=columns), "age")
        assert [each.name for each in grouped.columns if each.use == "group"] == ["age"]
        uses = {each.name: each.use for each in regrouped(grouped, "").columns}
        assert uses["age"] == then and uses["pressure"] == "input"
