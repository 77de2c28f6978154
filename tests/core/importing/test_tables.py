"""Tables of every shape become what they are: each value is checked, and each line is accounted for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.core.catalogue.manifest import Column, FileFact
from playground.core.errors import PlaygroundError
from playground.core.files.own_files import fact_of
from playground.core.importing.importers import IMPORTERS, importer_of
from playground.core.importing.tables import understanding
from playground.core.sentences import Text
from table_shapes import SHAPES, Becomes, TableShape, day


def as_said(column: Column, values: np.ndarray) -> tuple[object, ...]:
    """Return values as a shape names them."""
    if column.type in ("category", "yes_no"):
        assert values.dtype == np.int64
        return tuple(column.kinds[code] if code >= 0 else None for code in values)
    if column.type in ("number", "whole", "date"):
        assert values.dtype == np.float64
        return tuple(None if np.isnan(value) else float(value) for value in values)
    assert values.dtype == object
    return tuple(values)


def agrees(column: Column, values: np.ndarray, becomes: Becomes) -> None:
    said = as_said(column, values)
    assert column.type == becomes.type, (column, said[:10])
    assert said == becomes.values
    assert becomes.use in ("", column.use)
    assert becomes.unit in ("", column.unit)
    assert column.missing >= becomes.missing and column.strange == becomes.strange
    nothing = sum(value in (None, "") for value in said)
    assert nothing == column.missing + column.strange


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_table_becomes_what_it_is(shape: TableShape, tmp_path: Path) -> None:
    path = tmp_path / shape.name
    path.write_bytes(shape.data)
    importer = IMPORTERS.get("table")
    understood = importer.understand(path, shape.options)
    manifest = understood.manifest
    assert tuple(each.line for each in understood.rejected) == shape.rejected
    columns = {column.name: column for column in manifest.columns}
    values = importer.columns(path, manifest)
    assert set(values) == set(columns) and set(shape.columns) <= set(columns)
    assert {len(each) for each in values.values()} == {manifest.rows}
    for name, becomes in shape.columns.items():
        agrees(columns[name], values[name], becomes)
    assert {**manifest.options} == {**manifest.options, **shape.found}
    assert set(shape.remarks) <= {remark.kind for remark in understood.remarks}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_options_as_found_find_the_same(shape: TableShape, tmp_path: Path) -> None:
    path = tmp_path / shape.name
    path.write_bytes(shape.data)
    importer = IMPORTERS.get("table")
    first = importer.understand(path, shape.options)
    again = importer.understand(path, first.manifest.options)
    assert again == first


@pytest.mark.parametrize("shape", [each for each in SHAPES if "spaces" not in each.name], ids=str)
def test_an_importer_is_found(shape: TableShape, tmp_path: Path) -> None:
    path = tmp_path / shape.name
    path.write_bytes(shape.data)
    found = importer_of(path)
    if not shape.name.endswith(".dat"):
        assert found is not None and found.id == "table"


def test_another_file_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    first, other = tmp_path / "first.csv", tmp_path / "other.csv"
    first.write_text("a,when,kind\n1.5,03/14/2023,x\n2.5,03/15/2023,y\n-999,03/16/2023,x\n")
    other.write_text("more,kind,a,when\n1,y,-999,04/05/2023\n2,z,7.5,\n")
    importer = IMPORTERS.get("table")
    manifest = importer.understand(first, {}).manifest
    values = importer.columns(other, manifest)
    assert list(values) == ["kind", "a", "when"]
    np.testing.assert_array_equal(values["kind"], [1, -1])
    np.testing.assert_array_equal(values["a"], [np.nan, 7.5])
    np.testing.assert_array_equal(values["when"], [day("2023-04-05"), np.nan])


def test_texts_beside_a_column_of_parts_are_read(tmp_path: Path) -> None:
    words, opinions, parts = ("good", "dull"), ("for", "against"), ("train", "test")
    rows = [f"it was a {words[at % 2]} film of {at} minutes,{opinions[at % 2]},{parts[at % 5 == 0]}"
            for at in range(60)]  # fmt: skip
    path = tmp_path / "films.csv"
    path.write_text("\n".join(["review,opinion,part", *rows]) + "\n")
    used = {each.name: each.use for each in IMPORTERS.get("table").understand(path, {}).manifest.columns}
    assert used == {"review": "input", "opinion": "target", "part": "out"}


def test_a_table_is_known_by_the_bytes_that_it_had(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,k\n1.5,x\n2.5,y\n4,x\n")
    assert IMPORTERS.get("table").understand(path, {}).manifest.files == (fact_of(path),)


def test_a_table_that_cannot_be_known_is_refused_for_that_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though what is read beside cannot be read either."""

    def unknown(_path: Path) -> FileFact:
        raise PlaygroundError(Text("it cannot be known"))

    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(PlaygroundError) as alone:
        IMPORTERS.get("table").understand(tmp_path / "a.csv", {})
    assert "cannot be known" not in alone.value.message
    monkeypatch.setattr(understanding, "fact_of", unknown)
    with pytest.raises(PlaygroundError, match="it cannot be known"):
        IMPORTERS.get("table").understand(tmp_path / "a.csv", {})
