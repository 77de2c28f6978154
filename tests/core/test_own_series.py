"""Tables whose rows follow one another in time: windows, value for value, and parts that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from own_tables import series_project, table_file
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.manifest import Column, Manifest, TimeWindows
from playground.core.checks.analysis import analyse
from playground.core.data.own_parts import sizes_of_parts
from playground.core.data.own_windows import even_steps, windows_of
from playground.core.data.prepared import fields_of, load_samples
from playground.core.data.to_beat import to_beat
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.importing.importers import importer_for
from playground.core.model.predict import predict
from playground.core.project import schema
from playground.core.project.values import Project
from playground.core.training.session import Session

DAYS = 200


def sales(number: int, shop: int = 0) -> float:
    return 100.0 * (shop + 1) + number + 10 * (number % 7)


def wide(folder: Path, days: Iterable[int] = range(DAYS)) -> Path:
    lines = [f"{date(2024, 1, 1) + timedelta(each)},{each % 5},{sales(each):.0f}" for each in days]
    return table_file(folder, lines, "sales.csv", "day,guests,sold")


def windows_in(project: Project) -> TimeWindows:
    assert project.data.own is not None and project.data.own.windows is not None
    return project.data.own.windows


def test_windows_and_what_comes_after_them_are_those_of_the_table(tmp_path: Path) -> None:
    project = series_project(wide(tmp_path), "sold", 14, 3)
    made = load_samples(project).dataset
    count = DAYS - 14 - 3 + 1
    assert fields_of(project) == made.fields and made.fields.samples == count == windows_in(project).samples
    found, value = made.arrays["series"], made.arrays["value"]
    assert found.shape == (count, 14, 2) and found.dtype == value.dtype == np.float32
    for at in (0, 57, count - 1):
        assert found[at, :, 0].tolist() == [(at + step) % 5 for step in range(14)]
        assert found[at, :, 1].tolist() == [sales(at + step) for step in range(14)]
        assert value[at] == sales(at + 13 + 3)
    assert made.fields.fields["series"].parts == ("guests", "sold")
    assert (windows_in(project).season, windows_in(project).interval) == (7, 0.0)


def test_no_window_of_one_part_reaches_into_another(tmp_path: Path) -> None:
    project = series_project(wide(tmp_path), "sold", 10, 2).with_data(train=0.6, validation=0.2, test=0.2)
    assert project.data.split == "by_time"
    samples = load_samples(project)
    assert samples.dataset.guide is not None
    spans = [samples.dataset.guide[samples.parts[part]] for part in ("train", "validation", "test")]  # type: ignore[index]
    assert all(len(each) for each in spans)
    for earlier, later in zip(spans, spans[1:], strict=False):
        assert earlier[:, 1].max() < later[:, 0].min()


def test_windows_are_not_split_at_random(tmp_path: Path) -> None:
    project = series_project(wide(tmp_path), "sold", 10).with_data(split="at_random", split_by="")
    with pytest.raises(PlaygroundError, match="would share rows") as caught:
        load_samples(project)
    (fix,) = caught.value.fixes
    assert load_samples(fix.edit(project)).count("validation") > 0


def test_gaps_are_bridged_by_what_was_before_and_long_ones_part_a_series(tmp_path: Path) -> None:
    days = [each for each in range(DAYS) if each not in (50, 51) and not 100 <= each < 130]
    made = load_samples(series_project(wide(tmp_path, days), "sold", 6)).dataset
    found, value = made.arrays["series"][:, :, 1], made.arrays["value"]
    rows = [row.tolist() for row in found]
    bridged = [sales(48), sales(49), sales(49), sales(49), sales(52), sales(53)]
    assert bridged in rows and value[rows.index(bridged)] == sales(54)
    assert not np.isin(value, [sales(50), sales(51)]).any()  # nothing is told of days that are not there
    after = found[value == sales(136)]
    assert after.tolist() == [[sales(each) for each in range(130, 136)]]
    assert not (value == sales(135)).any()  # its window would begin in the long gap


def test_a_long_table_has_one_series_for_each_name(tmp_path: Path) -> None:
    lines = [f"{date(2024, 1, 1) + timedelta(day)},shop {shop},{sales(day, shop):.0f}"
             for day in range(60) for shop in (2, 0, 1)]  # fmt: skip
    project = series_project(table_file(tmp_path, lines, "long.csv", "day,shop,sold"), "sold", 7)
    assert windows_in(project).series == "shop" and windows_in(project).samples == 3 * (60 - 7)
    made = load_samples(project).dataset
    found, value = made.arrays["series"][:, :, 0], made.arrays["value"]
    for row, told in zip(found.tolist(), value.tolist(), strict=True):
        shop = next(shop for shop in range(3) for day in range(53) if sales(day, shop) == row[0]
                    and sales(day + 7, shop) == told)  # fmt: skip
        day = next(day for day in range(53) if sales(day, shop) == row[0] and sales(day + 7, shop) == told)
        assert row == [sales(day + step, shop) for step in range(7)]


def test_months_are_even_steps_and_columns_known_in_advance_are_ahead(tmp_path: Path) -> None:
    months = [np.datetime64("2015-01") + each for each in range(72)]
    lines = [f"{month}-01,{place % 4},{place * 2}" for place, month in enumerate(months)]
    path = table_file(tmp_path, lines, "months.csv", "month,holidays,sold")
    project = series_project(path, "sold", 12, 2, known=("holidays",))
    made = load_samples(project).dataset
    assert windows_in(project).season == 12 and made.fields.samples == 72 - 12 - 2 + 1
    assert made.arrays["series"][5, :, 0].tolist() == [(5 + step + 2) % 4 for step in range(12)]
    days = np.array([np.datetime64(month, "D").astype(float) for month in months])
    assert even_steps(days).tolist() == list(range(72))


def test_the_figure_to_beat_is_the_season_before(tmp_path: Path) -> None:
    project = series_project(wide(tmp_path), "sold", 14, 3)
    assert str(to_beat(project)) == "To beat: 7 off on average, by saying what was 7 steps before."


def test_it_is_kept_and_what_cannot_be_is_refused(tmp_path: Path) -> None:
    project = series_project(wide(tmp_path), "sold", 14, 3)
    save_project(tmp_path / "p.nnplay", project)
    assert open_project(tmp_path / "p.nnplay", CATALOGUE).project == project
    told = schema.to_json(project)
    told["data"]["own"]["windows"]["steps"] = 10**9
    with pytest.raises(PlaygroundError, match=r"data\.own\.windows\.steps"):
        schema.from_json(told, CATALOGUE)
    for wrong, words in (("gone", "'gone', which is no column"), ("", "'', which does not say when")):
        told["data"]["own"]["windows"].update(steps=14, time=wrong)
        with pytest.raises(PlaygroundError, match=words):
            schema.from_json(told, CATALOGUE)


@pytest.mark.parametrize(
    ("named", "steps", "words"),
    [
        ({}, 500, "make windows shorter"),
        ({"time": "sold"}, 5, "'sold' does not say when a row was"),
        ({"series": "town"}, 5, "There is no column 'town'"),
    ],
)
def test_windows_that_cannot_be_are_one_sentence(
    tmp_path: Path, named: dict[str, str], steps: int, words: str
) -> None:
    with pytest.raises(PlaygroundError, match=words):
        series_project(wide(tmp_path), "sold", steps, **named)


def test_what_no_column_tells_apart_is_asked_for(tmp_path: Path) -> None:
    lines = [f"{date(2024, 1, 1) + timedelta(day // 2)},{day}" for day in range(80)]
    with pytest.raises(PlaygroundError, match="no column says of which series each is"):
        series_project(table_file(tmp_path, lines, "two.csv", "day,sold"), "sold", 5)
    with pytest.raises(PlaygroundError, match="No column of dates"):
        series_project(
            table_file(tmp_path, [f"{day / 3:.2f},{day}" for day in range(80)], "no.csv", "a,b"), "b", 5
        )


def test_windows_too_long_for_a_part_are_said(tmp_path: Path) -> None:
    project = series_project(wide(tmp_path), "sold", 60)
    with pytest.raises(PlaygroundError, match="may not overlap leave a part empty"):
        load_samples(project.with_data(train=0.8, validation=0.1, test=0.1))


def test_how_large_parts_become_is_what_training_finds_and_nothing_where_a_part_is_empty(
    tmp_path: Path,
) -> None:
    path = wide(tmp_path)
    looked = importer_for(path).understand(path, {}).looked
    for steps, wanted in ((10, None), (60, (0, 0, 0))):
        project = series_project(path, "sold", steps).with_data(train=0.8, validation=0.1, test=0.1)
        assert project.data.own is not None
        if wanted is None:
            parts = load_samples(project).parts
            wanted = len(parts["train"]), len(parts["validation"]), len(parts["test"])
        assert sizes_of_parts(project.data.own, looked, project.data) == wanted


def test_windows_that_are_counted_are_those_that_are_held() -> None:
    rows = np.arange(60, dtype=float)
    values = np.where(rows % 13 == 4, np.nan, rows)
    aim = Column("y", "number", "target", low=0.0, high=60.0)
    columns = (Column("t", "number", "out"), Column("x", "number"), aim)
    manifest = Manifest("table", "t", (), 60, columns, windows=TimeWindows(5, 2, "t"))
    read = {"t": rows[rows % 19 != 7], "x": values[rows % 19 != 7], "y": rows[rows % 19 != 7]}
    held, counted = windows_of(manifest, read), windows_of(manifest, read, held=False)
    assert len(held.values) == len(counted.ends) > 0 and np.isfinite(held.values).all()
    for name in ("ends", "aims", "spans"):
        np.testing.assert_array_equal(getattr(held, name), getattr(counted, name))


def test_what_goes_in_as_changes_is_what_each_step_added(tmp_path: Path) -> None:
    project = series_project(wide(tmp_path), "sold", 14, 3, changes=("guests",))
    made = load_samples(project).dataset
    count = DAYS - 1 - 14 - 3 + 1  # nothing is known of the first day's change
    assert made.fields.samples == count == windows_in(project).samples
    found, value = made.arrays["series"], made.arrays["value"]
    for at in (0, 57, count - 1):
        day = at + 1
        changes = [(day + step) % 5 - (day + step - 1) % 5 for step in range(14)]
        assert found[at, :, 0].tolist() == changes
        assert found[at, :, 1].tolist() == [sales(day + step) for step in range(14)]
        assert value[at] == sales(day + 13 + 3)
    field = made.fields.fields["series"]
    assert field.low <= found.min() and found.max() <= field.high


def test_a_target_told_as_a_change_is_answered_in_its_own_unit(tmp_path: Path) -> None:
    """With nothing learned that adds to it, the answer is the last value seen, to float32's precision."""
    project = series_project(wide(tmp_path), "sold", 14, 3, changes=("sold",))
    assert [problem for problem in analyse(project, fields_of(project)).problems
            if problem.severity == "error"] == []  # fmt: skip
    weights = dict(Session.start(project).record().weights)
    for name in ("dense_2.weight", "dense_2.bias"):
        weights[name] = np.zeros_like(weights[name])
    series = load_samples(project).dataset.arrays["series"]
    answers = predict(project, fields_of(project), weights, {"series": series})["goal"]
    assert answers.output[:, 0] == pytest.approx(series[:, -1, 1], rel=1e-6)


def test_changes_are_kept_with_the_project(tmp_path: Path) -> None:
    project = series_project(wide(tmp_path), "sold", 14, 3, changes=("guests", "sold"))
    save_project(tmp_path / "p.nnplay", project)
    assert open_project(tmp_path / "p.nnplay", CATALOGUE).project.data.own.windows.changes == (
        "guests",
        "sold",
    )  # type: ignore[union-attr]


def test_a_window_of_which_more_than_half_is_not_there_is_left_out() -> None:
    times = np.array([each for each in range(40) if not 10 <= each < 14], float)
    columns = (Column("t", "number", "out"), Column("y", "number", "target", low=0.0, high=40.0))
    manifest = Manifest("table", "t", (), len(times), columns, windows=TimeWindows(6, 1, "t"))
    ends = times[windows_of(manifest, {"t": times, "y": times}).ends].tolist()
    assert ends == [*range(5, 9), *range(16, 39)]  # 14 and 15 lack four of six; after 9 there is nothing
