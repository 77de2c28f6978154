"""Public sets by the command line: listed without asking anyone, fetched, trained by their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_runner import Playground
from playground.cli import public_sets
from playground.core.catalogue.public_sets import PUBLIC_SETS
from public_mirror import Mirror, small_sets


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.setenv("PLAYGROUND_CACHE_DIR", str(tmp_path / "cache"))
    with small_sets(tmp_path / "served", "adult", "mnist") as (told, sets):
        monkeypatch.setattr(public_sets, "PUBLIC_SETS", sets)
        yield told


def test_the_list_asks_nobody_and_says_what_each_is(
    tmp_path: Path, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_CACHE_DIR", str(tmp_path / "cache"))
    told = playground("data", "list", "--json").json
    assert [each["id"] for each in told] == [spec.id for spec in PUBLIC_SETS]
    for each in told:
        assert each.keys() >= {"title", "summary", "size", "licence", "source", "files", "here"}
        assert not each["here"] and each["fetched"] == 0
    words = playground("data", "list").out.splitlines()
    assert len(words) == len(PUBLIC_SETS) + 1 and "CC BY-SA 3.0" in words[1]
    assert not (tmp_path / "cache").exists()


def test_a_set_is_fetched_after_saying_what_it_is_and_only_once(
    served: Mirror, playground: Playground
) -> None:
    done = playground("data", "get", "adult")
    assert done.code == 0 and "licence: CC BY 4.0" in done.err and "archive.ics.uci.edu" in done.err
    assert (
        done.out.startswith("Adult is in ") and Path(done.out.strip().removeprefix("Adult is in ")).is_file()
    )
    asked = len(served.asked)
    again = playground("data", "get", "adult", "--json")
    assert again.json["here"] and again.json["path"].endswith("adult.csv") and again.err == ""
    assert len(served.asked) == asked


def test_a_project_is_made_of_a_set_by_its_name(
    served: Mirror, playground: Playground, tmp_path: Path
) -> None:
    told = playground("new", "--data", "catalogue:adult", "-o", "a.nnplay", "--json").json
    assert (told["target"], told["classes"], told["rows"]) == ("income", ["<=50K", ">50K"], 200)
    assert told["split"] == {"how": "given", "by": "part"}
    used = {each["name"]: each["use"] for each in told["columns"]}
    assert used["fnlwgt"] == "out" and used["age"] == "input"
    assert playground("train", "a.nnplay", "--epochs", 2, "--json").events[-1]["event"] == "finished"
    words = playground("new", "--data", "catalogue:mnist", "-o", "m.nnplay").out
    assert "pictures, 10 classes" in words and "60 test (" in words
    assert playground("data", "m.nnplay", "--split", "test", "-o", "t.npz").code == 0


def test_another_column_can_be_told(served: Mirror, playground: Playground) -> None:
    told = playground("new", "--data", "catalogue:adult", "--target", "age", "-o", "a.nnplay", "--json").json
    assert (told["target"], told["goal"]) == ("age", "regress")


@pytest.mark.parametrize("words", [
    ("data", "get", "nothing"), ("new", "--data", "catalogue:nothing", "-o", "a.nnplay"),
])  # fmt: skip
def test_a_set_that_there_is_not_is_said(playground: Playground, words: tuple[str, ...]) -> None:
    done = playground(*words)
    assert done.code == 1 and "no public set 'nothing'; choose one of mnist, " in done.err
    assert done.err.count("\n") == 1


def test_what_cannot_be_fetched_is_said_and_nothing_is_written(
    served: Mirror, playground: Playground, tmp_path: Path
) -> None:
    served.files.clear()
    done = playground("new", "--data", "catalogue:adult", "-o", "a.nnplay")
    assert done.code == 1 and "adult.data could not be fetched: 127.0.0.1" in done.err.splitlines()[-1]
    assert not (tmp_path / "a.nnplay").exists()


@pytest.mark.parametrize("words", [
    ("get",), ("list", "mnist"), ("list", "--split", "test"), ("a.nnplay",), ("a.nnplay", "--split", "test"),
    ("a.nnplay", "b", "--split", "test", "-o", "x.npz"), ("forget",), ("own", "things"),
])  # fmt: skip
def test_half_a_command_is_a_usage_error(playground: Playground, words: tuple[str, ...]) -> None:
    done = playground("data", *words)
    assert done.code == 2
    assert "give `list`, `get NAME`, `own`, `forget NAME` or FILE with --split and -o" in done.err
