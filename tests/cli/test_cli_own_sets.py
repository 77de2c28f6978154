"""Somebody's own sets on the command line: listed with where they lie, forgotten by name, files untouched."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_runner import Playground
from own_tables import project_of, table_file, things
from own_texts import text_table
from playground.app import kept_sets
from playground.app.kept_sets import KeptSet
from playground.core.catalogue.family import Preview


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Keep a table and a table of texts, as the window does."""
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "home"))
    paths = table_file(tmp_path, things()), text_table(tmp_path)
    for path in paths:
        kept_sets.keep(KeptSet(path, project_of(path), Preview()))
    return paths


def test_own_sets_are_listed_with_kind_size_and_place(
    kept: tuple[Path, Path], playground: Playground
) -> None:
    told = {each["title"]: each for each in playground("data", "own", "--json").json}
    table, texts = (told[path.stem] for path in kept)
    assert (table["kind"], texts["kind"]) == ("rows", "texts")
    assert [table["path"], texts["path"]] == [str(path) for path in kept]
    assert table["size"] == kept[0].stat().st_size and texts["samples"] == 120
    kept[0].unlink()
    words = playground("data", "own").out.splitlines()
    there = {line.split()[1]: line.split()[-2] for line in words[1:]}
    assert len(words) == 3 and there == {kept[0].stem: "no", kept[1].stem: "yes"}


def test_a_set_is_forgotten_by_title_name_or_place_and_its_file_stays(
    kept: tuple[Path, Path], playground: Playground
) -> None:
    done = playground("data", "forget", kept[0].stem)
    assert done.code == 0 and f"Its files stay in {kept[0]}" in done.out and kept[0].is_file()
    (left,) = playground("data", "own", "--json").json
    assert left["title"] == kept[1].stem
    told = playground("data", "forget", left["id"], "--json").json
    assert told["forgotten"] and told["path"] == str(kept[1])
    assert playground("data", "own", "--json").json == []
    assert "No set of your own is kept" in playground("data", "own").out


def test_a_title_of_several_and_one_of_none_are_said(
    kept: tuple[Path, Path], playground: Playground, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = table_file(tmp_path / "other", things())
    kept_sets.keep(KeptSet(other, project_of(other), Preview()))
    done = playground("data", "forget", kept[0].stem)
    assert done.code == 1 and "2 sets are called" in done.err and done.err.count("\n") == 1
    assert playground("data", "forget", str(other)).code == 0
    done = playground("data", "forget", "nothing")
    assert done.code == 1 and "No set 'nothing' is kept; `playground data own` lists" in done.err
