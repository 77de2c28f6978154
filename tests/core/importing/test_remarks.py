"""What is worth knowing about a table is said, and nothing is said of a table that is in order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from own_tables import table_file, things
from playground.core.catalogue.manifest import Column
from playground.core.importing.importers import IMPORTERS
from playground.core.importing.tables import found_cells
from playground.core.importing.tables.column_types import retyped
from playground.core.importing.tables.oddities import oddities_of
from playground.core.importing.tables.remarks import remarks_of
from playground.core.importing.understood import Remark, Understood

TABLE = IMPORTERS.get("table")


def written(path: Path, **columns: object) -> Path:
    """Write columns of one length as a table."""
    rows = zip(*map(list, columns.values()), strict=True)  # type: ignore[call-overload]
    lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def understood(path: Path, **columns: object) -> Understood:
    return TABLE.understand(written(path / "t.csv", **columns), {})


def of_kind(found: Understood, kind: str) -> list[Remark]:
    return [remark for remark in found.remarks if remark.kind == kind]


@pytest.fixture
def numbers() -> np.random.Generator:
    return np.random.default_rng(3)


def test_a_table_in_order_is_told_nothing_about(tmp_path: Path, numbers: np.random.Generator) -> None:
    kind = numbers.integers(0, 2, 200)
    x, y = numbers.normal(kind, 1.0).round(3), numbers.normal(0, 1, 200).round(3)
    found = understood(tmp_path, x=x, y=y, label=np.array(["a", "b"])[kind])
    assert found.remarks == ()
    assert [column.use for column in found.manifest.columns] == ["input", "input", "target"]


def test_a_column_that_tells_the_class_is_a_leak(tmp_path: Path, numbers: np.random.Generator) -> None:
    kind = numbers.integers(0, 3, 300)
    noise, code = numbers.normal(0, 1, 300).round(3), np.array(["p", "q", "r"])[kind]
    score = (kind * 10 + numbers.normal(0, 1, 300)).round(3)
    found = understood(tmp_path, noise=noise, code=code, score=score, label=np.array(["a", "b", "c"])[kind])
    assert [remark.column for remark in of_kind(found, "leak")] == ["code", "score"]


def test_what_only_fits_the_rows_it_saw_is_no_leak(tmp_path: Path, numbers: np.random.Generator) -> None:
    kind = numbers.integers(0, 2, 400)
    words = [f"w{number}" for number in numbers.integers(0, 300, 400)]  # nearly one a row
    found = understood(tmp_path, word=words, x=numbers.normal(0, 1, 400), label=np.array(["a", "b"])[kind])
    assert of_kind(found, "leak") == []


def test_a_number_told_by_another_is_a_leak(tmp_path: Path, numbers: np.random.Generator) -> None:
    euros, x = numbers.uniform(1, 100, 300).round(2), numbers.normal(0, 1, 300).round(3)
    close = euros * 2 + numbers.normal(0, 30, 300)  # goes along with it, but does not tell it
    found = understood(tmp_path, x=x, cents=(euros * 100).round(), close=close.round(3), price=euros)
    assert [remark.column for remark in of_kind(found, "leak")] == ["cents"]


def test_doubles_are_counted_without_what_numbers_them(tmp_path: Path) -> None:
    found = understood(tmp_path, id=range(1, 7), x=[1.5, 2.5, 1.5, 4, 1.5, 6], y=[1, 2, 1, 2, 1, 2])
    assert [str(each.message) for each in of_kind(found, "double")] == [
        "2 rows are the same as an earlier one."
    ]


@pytest.mark.parametrize("name", ["sex", "Gender", "race", "native-country", "PLZ", "zip code", "religion"])
def test_sensitive_columns_are_named(name: str, tmp_path: Path) -> None:
    found = understood(tmp_path, **{name: ["a", "b"] * 10, "x": np.arange(20) * 1.5, "y": ["u", "v"] * 10})
    assert [remark.column for remark in of_kind(found, "sensitive")] == [name]


@pytest.mark.parametrize("name", ["sextant", "embrace", "trace", "zipper", "size"])
def test_names_that_only_sound_so_are_not(name: str, tmp_path: Path) -> None:
    found = understood(tmp_path, **{name: ["a", "b"] * 10, "x": np.arange(20) * 1.5, "y": ["u", "v"] * 10})
    assert of_kind(found, "sensitive") == []


def test_rare_classes_are_named_with_their_count(tmp_path: Path) -> None:
    found = understood(tmp_path, x=np.arange(40) * 0.5, z=np.arange(40) % 7, kind=["a"] * 37 + ["b"] * 3)
    assert [str(each.message) for each in of_kind(found, "rare")] == ["Only 3 rows have 'b' as kind."]


def test_columns_nearly_empty_are_named(tmp_path: Path) -> None:
    found = understood(tmp_path, x=[1.5, 2.5] + [""] * 18, z=np.arange(20) % 3, kind=["a", "b"] * 10)
    assert [str(each.message) for each in of_kind(found, "missing")] == [
        "x is nearly empty: 90 % of it is missing."
    ]


def test_a_target_of_words_leaks_nothing_and_its_page_is_drawn(tmp_path: Path) -> None:
    lines = [f"n{number:07},{number % 7},{number % 3}" for number in range(60)]
    path = table_file(tmp_path, lines, head="code,a,b")
    looked = TABLE.understand(path, {}).looked
    for place, column in enumerate(looked.columns):
        columns = tuple(replace(each, use="target" if each is column else "input") for each in looked.columns)
        assert all(each.kind != "leak" for each in remarks_of(replace(looked, columns=columns))), place


def test_what_a_column_holds_is_read_once_whatever_it_is_used_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table_file(tmp_path, things())
    looked = TABLE.understand(path, {}).looked
    before = (remarks_of(looked), oddities_of(looked, 100))
    read = list[str]()
    real = found_cells.values_of

    def counting(column: Column, *others: Any) -> np.ndarray:
        read.append(column.name)
        return real(column, *others)

    monkeypatch.setattr(found_cells, "values_of", counting)
    out = tuple(replace(each, use="out" if each.use == "input" else each.use) for each in looked.columns)
    remarks_of(replace(looked, columns=out))
    assert (remarks_of(looked), oddities_of(looked, 100)) == before
    assert not read
    category = replace(looked, columns=(retyped(looked.columns[0], looked.found[0], "category"), *out[1:]))
    assert category.values(0).dtype.kind == "i"
    assert read == [looked.columns[0].name]
