"""Workbooks and Parquet files become what they hold: values, never formulae; damaged ones are refused."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pytest

from playground.core.errors import PlaygroundError
from playground.core.importing.importers import IMPORTERS, importer_of
from table_shapes import day

ROWS = [
    [datetime(2023, 4, number + 1), 1.5 * number, "ab"[number % 2], f"00{number}", number, number % 3 == 0]
    for number in range(12)
]
NAMES = ["day", "size", "kind", "code", "count", "ok"]


def workbook(path: Path, *above: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (*above, NAMES, *ROWS):
        sheet.append(row)
    book.create_sheet("second").append(["a", "b"])
    book.worksheets[1].append([1, '=HYPERLINK("http://x")'])
    book.worksheets[1].append([2, "plain"])
    book.save(path)
    return path


def parquet(path: Path) -> Path:
    made = path.with_name("made.parquet")
    duckdb.sql(
        "COPY (SELECT DATE '2023-04-01' + i::INT AS day, 1.5 * i AS size, 'k' || (i % 2) AS kind,"
        " '00' || (i % 4) AS code, i * i AS count, i % 3 = 0 AS ok, NULL AS nothing FROM range(12) t(i))"
        f" TO '{made}'"
    )
    return made.rename(path)


@pytest.mark.parametrize("above", [(), (["My table"], [])], ids=["at once", "below a title"])
def test_a_workbook_is_read_as_values(above: tuple[list[object], ...], tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", *above)
    importer = importer_of(path)
    assert importer is not None and importer.id == "excel"
    manifest = importer.understand(path, {}).manifest
    assert manifest.rows == 12
    types = {column.name: column.type for column in manifest.columns}
    assert types == {
        "day": "date", "size": "number", "kind": "category", "code": "text", "count": "whole", "ok": "yes_no",
    }  # fmt: skip
    values = importer.columns(path, manifest)
    np.testing.assert_array_equal(values["day"], day("2023-04-01") + np.arange(12))
    np.testing.assert_array_equal(values["size"], 1.5 * np.arange(12))
    np.testing.assert_array_equal(values["ok"], np.arange(12) % 3 == 0)
    assert list(values["code"][:3]) == ["000", "001", "002"]


def test_another_sheet_is_read_by_wish_and_no_formula(tmp_path: Path) -> None:
    path, excel = workbook(tmp_path / "w.xlsx"), IMPORTERS.get("excel")
    manifest = excel.understand(path, {"sheet": 2}).manifest
    assert list(excel.columns(path, manifest)["b"]) == ["", "plain"]
    with pytest.raises(PlaygroundError, match="has 2 sheets; there is no sheet 3"):
        excel.understand(path, {"sheet": 3})


def test_the_first_sheet_that_holds_a_table_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["Survey of 2023"])
    first.append(["made by hand"])
    book.create_sheet("empty")
    data = book.create_sheet("answers")
    for row in (["Results"], NAMES, *ROWS):
        data.append(row)
    book.save(tmp_path / "w.xlsx")
    found = IMPORTERS.get("excel").understand(tmp_path / "w.xlsx", {})
    assert found.manifest.rows == len(ROWS) and [each.name for each in found.manifest.columns] == NAMES
    assert found.manifest.options["sheet"] == 3
    said = [str(each.message) for each in found.remarks]
    assert "This is sheet 3 of 3, 'answers': the others are not read." in said


@pytest.mark.parametrize("size", [0, 100, 3000])
def test_a_cut_off_workbook_is_refused(size: int, tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx")
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(PlaygroundError, match="damaged, or no Excel workbook"):
        IMPORTERS.get("excel").understand(path, {})


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("xl/sharedStrings.xml", b" " * 100 * 2**20)
    with pytest.raises(PlaygroundError, match="unpacks to too much"):
        IMPORTERS.get("excel").understand(path, {})


def test_parquet_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "k=5").mkdir()
    path = parquet(tmp_path / "k=5" / "it's [1-3] *new*.parquet")
    importer = importer_of(path)
    assert importer is not None and importer.id == "parquet"
    understood = importer.understand(path, {})
    types = {column.name: column.type for column in understood.manifest.columns}
    assert types == {
        "day": "date", "size": "number", "kind": "category", "code": "category", "count": "whole",
        "ok": "yes_no", "nothing": "constant",
    }  # fmt: skip
    assert understood.manifest.rows == 12 and not understood.rejected
    values = importer.columns(path, understood.manifest)
    np.testing.assert_array_equal(values["count"], np.arange(12.0) ** 2)
    np.testing.assert_array_equal(values["day"], day("2023-04-01") + np.arange(12))
    kinds = next(column.kinds for column in understood.manifest.columns if column.name == "code")
    assert kinds == ("000", "001", "002", "003")


@pytest.mark.parametrize("damage", ["cut off", "no Parquet at all", "zeroed"])
def test_damaged_parquet_is_refused(damage: str, tmp_path: Path) -> None:
    path = parquet(tmp_path / "t.parquet")
    data = path.read_bytes()
    bad = {"cut off": data[: len(data) // 2], "no Parquet at all": b"a,b\n1,2\n"}
    path.write_bytes(bad.get(damage, data[:4] + bytes(len(data) - 4)))
    with pytest.raises(PlaygroundError, match="no Parquet file"):
        IMPORTERS.get("parquet").understand(path, {})
    assert path.exists() and list(tmp_path.iterdir()) == [path]


def test_a_column_is_taken_as_another_type(tmp_path: Path) -> None:
    path, table = tmp_path / "t.csv", IMPORTERS.get("table")
    path.write_text("a,b\n1,x\n2,7\n2,x\n3,x\n")
    manifest = table.understand(path, {}).manifest
    kinds = table.retyped(path, manifest, "a", "category")
    assert (kinds.type, kinds.kinds, kinds.strange) == ("category", ("1", "2", "3"), 0)
    numbers = table.retyped(path, manifest, "b", "number")
    assert (numbers.type, numbers.low, numbers.high, numbers.strange) == ("number", 7.0, 7.0, 3)
