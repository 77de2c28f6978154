"""Manifests that say what cannot be are refused in a sentence, never by a traceback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from own_tables import project_of, series_project, table_file, things
from playground.core.catalogue.manifest import COLUMN_TYPES, Column
from playground.core.data.asked_rows import read_rows
from playground.core.data.own_parts import sizes_of_parts
from playground.core.data.prepared import load_samples
from playground.core.errors import PlaygroundError
from playground.core.importing.importers import IMPORTERS
from playground.core.project.values import DataChoice, Project

WORDS = ("text", "id", "path", "constant")


def with_columns(project: Project, *columns: Column) -> Project:
    own = project.data.own
    assert own is not None
    return project.with_data(own=replace(own, columns=columns))


@pytest.mark.parametrize("kind", [each for each in COLUMN_TYPES if each in WORDS])
def test_a_target_of_words_cannot_be_told(tmp_path: Path, kind: str) -> None:
    project = project_of(table_file(tmp_path, things()), "kind")
    assert project.data.own is not None
    columns = [replace(each, type=kind) if each.use == "target" else each
               for each in project.data.own.columns]  # fmt: skip
    with pytest.raises(PlaygroundError, match="'kind' holds neither numbers nor categories"):
        load_samples(with_columns(project, *columns))


def test_data_without_columns_are_refused(tmp_path: Path) -> None:
    project = project_of(table_file(tmp_path, things()), "kind")
    with pytest.raises(PlaygroundError, match="These data have no column"):
        load_samples(with_columns(project))


def test_windows_without_a_column_of_numbers_are_refused(tmp_path: Path) -> None:
    days = [f"2024-{1 + day // 28:02}-{1 + day % 28:02}" for day in range(90)]
    lines = [f"{day},{at % 9 + at / 8},{at % 5 + at / 7}" for at, day in enumerate(days)]
    project = series_project(table_file(tmp_path, lines, head="day,heat,load"), "heat", 5)
    assert project.data.own is not None
    columns = [replace(each, use="out") for each in project.data.own.columns]
    with pytest.raises(PlaygroundError, match="No column of numbers is left"):
        load_samples(with_columns(project, *columns))


def test_parts_by_group_of_a_target_of_words_are_empty(tmp_path: Path) -> None:
    looked = IMPORTERS.get("table").understand(table_file(tmp_path, things()), {}).looked
    columns = [replace(each, use="input") for each in looked.columns]
    columns[0] = replace(columns[0], type="text", use="target")
    data = DataChoice("own", split="by_group", split_by=columns[1].name)
    understood = IMPORTERS.get("table").understand(table_file(tmp_path, things()), {})
    table = replace(looked, columns=tuple(columns))
    assert sizes_of_parts(replace(understood.manifest, columns=tuple(columns)), table, data) == (0, 0, 0)


def test_of_many_columns_that_a_file_lacks_the_first_are_named(tmp_path: Path) -> None:
    path = table_file(tmp_path, things())
    columns = [Column(f"n{place}", "number") for place in range(100_000)]
    project = with_columns(project_of(path, "kind"), *columns)
    with pytest.raises(PlaygroundError, match="things.csv lacks n0, n1, .*n9 and 99990 more, which"):
        read_rows(project, path)
