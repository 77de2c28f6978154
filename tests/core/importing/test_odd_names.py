"""Names, classes and numbers that a project cannot hold: kept out, counted or said, never found at saving."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from PIL import Image

from playground.core.builtin import CATALOGUE
from playground.core.catalogue.manifest import LONGEST_NAME
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import save_project
from playground.core.importing.importers import importer_for
from playground.core.importing.proposing import propose
from playground.core.importing.tables.layout import unique
from playground.core.importing.understood import Understood

ROWS = [f"{place / 7:.3f},{place * 13 % 29},{'xy'[place % 2]}" for place in range(60)]


def saved(path: Path, folder: Path) -> Understood:
    """Return what a file holds after a project was made of it and saved."""
    found = importer_for(path).understand(path, {})
    save_project(folder / "made.nnplay", propose(found.manifest, CATALOGUE).project)
    return found


def table(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(("a,b,y", *rows)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name", ["n" * 240 + ".csv", "new\nline\a.csv", "=HYPERLINK(1).csv", "<b>x<i>.csv", "\a.csv"]
)
def test_a_file_may_be_called_anything(name: str, tmp_path: Path) -> None:
    title = saved(table(tmp_path / name, ROWS), tmp_path).manifest.title
    assert title and title.isprintable() and len(title) <= 100


def test_a_name_of_bytes_that_mean_nothing_is_said(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/t\xff.csv"))
    with pytest.raises(PlaygroundError, match=r"t\?\.csv has bytes in its name .* rename it"):
        saved(table(path, ROWS), tmp_path)


def test_in_a_folder_such_a_one_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "shades"
    for kind in ("dark", "light"):
        (folder / kind).mkdir(parents=True)
        for place in range(30):
            Image.new("L", (8, 8), place + (100 if kind == "light" else 0)).save(
                folder / kind / f"{place}.png"
            )
    odd = os.fsencode(folder) + b"/dark/\xff.png"
    Path(os.fsdecode(odd)).write_bytes((folder / "dark" / "0.png").read_bytes())
    found = saved(folder, tmp_path)
    assert found.manifest.rows == 60
    assert [each.file for each in found.rejected] == ["dark/?.png"]


def test_texts_that_are_too_long_are_no_categories(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [f"{place / 7:.3f},{'nm'[place % 2] * 2000},{'xy'[place % 2]}"
                                      for place in range(60)])  # fmt: skip
    columns = {each.name: each for each in saved(path, tmp_path).manifest.columns}
    assert columns["b"].type == "text"
    long = importer_for(path).retyped(path, saved(path, tmp_path).manifest, "b", "category")
    assert long.kinds == () and long.strange == 60  # somebody may ask for it all the same


def test_a_constant_that_is_too_long_is_one_still(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [f"{place / 7:.3f},{'n' * (LONGEST_NAME + 1)},{'xy'[place % 2]}"
                                      for place in range(60)])  # fmt: skip
    assert saved(path, tmp_path).manifest.columns[1].type == "constant"


def test_numbers_beyond_what_is_learned_from_are_counted_as_strange(tmp_path: Path) -> None:
    rows = list(ROWS)
    rows[7], rows[8] = "1e100,3,x", "-1e39,4,y"
    column = saved(table(tmp_path / "t.csv", rows), tmp_path).manifest.columns[0]
    assert column.type == "number" and column.strange == 2 and column.high < 10


def test_keys_and_lists_hold_no_halves_of_characters(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    lines = (
        json.dumps({"\ud800k": place / 7, "b": ["\ud800", place], "y": "xy"[place % 2]})
        for place in range(60)
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert saved(path, tmp_path).manifest.columns[0].name == "?k"


def test_many_columns_of_one_name_are_told_apart_one_by_one() -> None:
    names = unique([*["a"] * 20_000, "a (2)"])
    assert len(set(names)) == len(names) and names[:2] == ("a", "a (3)") and names[-1] == "a (2)"
