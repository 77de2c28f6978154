"""Own tables by the command line: from a file to a trained project, its answers to new rows, and refusals."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from cli_runner import Playground
from export_here import stay_in_this_process
from own_pictures import by_class
from own_sounds import listed_sounds, sound_folder
from own_tables import labelled, table_file, things
from own_texts import text_folder, text_table
from playground.app import chosen_files
from playground.core.builtin import CATALOGUE
from playground.core.data import asked_rows
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "home"))


@pytest.fixture
def _exports_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Export without processes, which test_cli_training.py starts for each exporter."""
    stay_in_this_process(monkeypatch)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_what_was_understood_is_told_as_the_contract_says(tmp_path: Path, playground: Playground) -> None:
    path = table_file(tmp_path, [*things(), "1,red,2023-01-01"])
    told = playground("new", "--data", path, "--target", "kind", "-o", "p.nnplay", "--json").json
    assert told.keys() >= {"kind", "rows", "rejected", "columns", "target", "classes", "warnings"}
    assert (told["kind"], told["rows"], told["target"]) == ("table", 240, "kind")
    assert told["classes"] == ["big", "odd", "small"]
    (rejected,) = told["rejected"]
    assert (rejected["line"], rejected["column"]) == (242, "") and rejected["reason"]
    types = {each["name"]: (each["type"], each["missing"]) for each in told["columns"]}
    gaps = sum(not line.split(",")[3] for line in things())
    assert types["weight"] == ("number", gaps) and types["when"] == ("date", 0)
    assert all(isinstance(each, str) for each in told["warnings"])


def test_a_person_reads_what_was_understood(tmp_path: Path, playground: Playground) -> None:
    done = playground("new", "--data", table_file(tmp_path, things()), "--target", "kind", "-o", "p.nnplay")
    assert (done.code, done.err) == (0, "")
    assert "a table of 4 columns, 3 classes: Dense 32 – Dense 3" in done.out
    assert "To beat: " in done.out and done.out.endswith("Wrote p.nnplay\n")


def test_from_a_file_to_answers(tmp_path: Path, playground: Playground) -> None:
    playground("new", "--data", table_file(tmp_path, things()), "--target", "kind", "-o", "p.nnplay")
    assert playground("check", "p.nnplay", "--json").json["trainable"]
    finished = playground("train", "p.nnplay", "--epochs", 30, "--json").events[-1]
    assert finished["metrics"]["accuracy"] > 0.9
    new = ["7,red,2022-05-05,,extra", "2,mauve,2022-05-05,6.5,007", "2,red,,6.5,é"]
    head = "size,colour,when,weight,note"
    asked = table_file(tmp_path, new, "new.csv", head)
    done = playground("predict", "p.nnplay", "--input", asked, "-o", "a.csv")
    assert done.code == 0 and "One category of colour is missing or unknown" in done.err
    answers = rows_of(tmp_path / "a.csv")
    assert answers[0][:6] == [*head.split(","), "predicted kind"]
    assert [",".join(row[:5]) for row in answers[1:]] == new
    assert [row[5] for row in answers[1:]] == ["big", "small", "odd"]
    shares = np.array([row[6:] for row in answers[1:]], float)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-6)


def test_columns_go_by_name_and_a_target_is_scored(tmp_path: Path, playground: Playground) -> None:
    playground("new", "--data", table_file(tmp_path, things()), "--target", "kind", "-o", "p.nnplay")
    playground("train", "p.nnplay", "--epochs", 20)
    lines = things(50, seed=9)
    straight = table_file(tmp_path, lines, "straight.csv")
    turned = [";".join(reversed(line.split(","))) for line in lines]
    other = table_file(tmp_path, turned, "turned.csv", "kind;weight;when;colour;size")
    ask = ("predict", "p.nnplay", "--json", "--input")
    one, two = (playground(*ask, path).json for path in (straight, other))
    assert one == two and one["rows"] == 50
    true = [line.split(",")[-1] for line in lines]
    right = np.mean([said == kind for said, kind in zip(one["label"], true, strict=True)])
    assert one["score"] == {"accuracy": pytest.approx(right)}


def test_more_than_can_be_held_is_refused_with_a_way_on(
    tmp_path: Path, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    playground("new", "--data", table_file(tmp_path, things()), "--target", "kind", "-o", "p.nnplay")
    monkeypatch.setattr(asked_rows, "MOST_CELLS", 100)
    project = open_project(tmp_path / "p.nnplay", CATALOGUE).project
    with pytest.raises(PlaygroundError, match=r"at most 100 cells .* divide the file"):
        asked_rows.read_rows(project, tmp_path / "things.csv")


def test_one_row_of_another_writing_is_read_as_it_is_meant(tmp_path: Path, playground: Playground) -> None:
    playground("new", "--data", table_file(tmp_path, things()), "--target", "kind", "-o", "p.nnplay")
    asked = [("point.csv", "7.5,red,2022-05-05,21.5", "size,colour,when,weight"),
             ("comma.csv", "7,5;red;2022-05-05;21,5", "size;colour;when;weight")]  # fmt: skip
    told = [
        playground("predict", "p.nnplay", "--json", "--input", table_file(tmp_path, [row], name, head)).json
        for name, row, head in asked
    ]
    assert told[0] == told[1] and told[0]["rows"] == 1


def test_a_number_and_labels_are_answered_too(tmp_path: Path, playground: Playground) -> None:
    playground("new", "--data", table_file(tmp_path, things()), "--target", "weight", "-o", "n.nnplay")
    playground("train", "n.nnplay", "--epochs", 30)
    told = playground("predict", "n.nnplay", "--input", "things.csv", "-o", "n.csv", "--json").json
    assert told["label"] is None and told["score"]["mae"] < 2
    assert rows_of(tmp_path / "n.csv")[0][-1] == "predicted weight"
    words = ("--target", "right", "--target", "above", "-o", "l.nnplay", "--json")
    told = playground("new", "--data", labelled(tmp_path), *words).json
    assert (told["target"], told["classes"], told["goal"]) == (["right", "above"], None, "multi_label")
    playground("train", "l.nnplay", "--epochs", 20)
    assert (
        playground("predict", "l.nnplay", "--input", "labelled.csv", "--json").json["score"]["accuracy"] > 0.9
    )


def test_data_come_in_the_projects_own_split_gaps_and_all(tmp_path: Path, playground: Playground) -> None:
    playground("new", "--data", table_file(tmp_path, things()), "--target", "kind", "-o", "p.nnplay")
    assert playground("data", "p.nnplay", "--split", "train", "-o", "t.npz").code == 0
    with np.load(tmp_path / "t.npz") as held:
        assert (held["table"].shape, held["label"].dtype) == ((168, 4), np.int64)
        assert np.isnan(held["table"]).any()


def test_columns_that_are_not_there_are_named(tmp_path: Path, playground: Playground) -> None:
    path = table_file(tmp_path, things())
    done = playground("new", "--data", path, "--target", "colur", "-o", "p.nnplay")
    assert (done.code, done.out) == (1, "") and "choose one of size, colour, when" in done.err
    assert not (tmp_path / "p.nnplay").exists()
    playground("new", "--data", path, "--target", "kind", "-o", "p.nnplay")
    done = playground("predict", "p.nnplay", "--input", table_file(tmp_path, ["1,2"], "few.csv", "size,else"))
    assert done.code == 1 and "few.csv lacks colour, when and weight" in done.err


def test_a_target_that_cannot_be_told_lists_the_columns(tmp_path: Path, playground: Playground) -> None:
    done = playground(
        "new", "--data", table_file(tmp_path, list("1357"), "one.csv", "alone"), "-o", "p.nnplay"
    )
    assert done.code == 1 and "choose one of alone" in done.err and done.err.count("\n") == 1


@pytest.mark.parametrize("words", [(), ("spiral-mlp", "--data", "x.csv"), ("spiral-mlp", "--pack")])
def test_a_template_or_data_but_not_both(playground: Playground, words: tuple[str, ...]) -> None:
    assert playground("new", *words, "-o", "p.nnplay").code == 2


def test_no_project_is_written_over_its_data(tmp_path: Path, playground: Playground) -> None:
    path = table_file(tmp_path, things())
    before = path.read_bytes()
    assert playground("new", "--data", path, "-o", "things.csv").code == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["missing.csv", "folder", "picture.bmp"])
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, playground: Playground, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "picture.bmp").write_bytes(b"BM\0\1\2\3" * 50)
    done = playground("new", "--data", name, "-o", "p.nnplay")
    assert done.code == 1 and done.err.count("\n") == 1 and name.split(".")[0] in done.err


def test_somebody_elses_project_reads_no_path_that_was_not_chosen(
    tmp_path: Path, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table_file(tmp_path / "data", things())
    (tmp_path / "proj").mkdir()
    playground("new", "--data", path, "--target", "kind", "-o", "proj/p.nnplay")
    assert playground("train", "proj/p.nnplay", "--epochs", 1).code == 0  # chosen when it was made
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "another home"))
    done = playground("train", "proj/p.nnplay", "--epochs", 1)
    assert done.code == 1 and "it is not read unless you choose it" in done.err
    report = playground("check", "proj/p.nnplay", "--json")
    assert report.code == 1 and not report.json["trainable"] and report.json["nodes"][-1]["inputs"] == [[3]]
    assert playground("history", "proj/p.nnplay", "--json").code == 0
    assert playground("train", "proj/p.nnplay", "--data", path, "--epochs", 1).code == 0
    assert playground("train", "proj/p.nnplay", "--epochs", 1).code == 0  # remembered
    other = table_file(tmp_path / "data", things(50), "other.csv")
    done = playground("train", "proj/p.nnplay", "--data", other)
    assert done.code == 1 and "not the file that this project was made of" in done.err


def test_packed_data_go_with_the_project(tmp_path: Path, playground: Playground) -> None:
    path = table_file(tmp_path / "data", things())
    playground("new", "--data", path, "--target", "kind", "--pack", "-o", "p.nnplay")
    shutil.rmtree(tmp_path / "data")
    assert playground("train", "p.nnplay", "--epochs", 1).code == 0
    assert playground("train", "p.nnplay", "--epochs", 1, "--resume").code == 0


@pytest.mark.parametrize(
    "held", [b"", b"[]", b"{", b'{"x": 1}', b'{"' + b"0" * 64 + b'": 5}', b"[" * 100_000]
)
def test_a_spoilt_memory_of_chosen_files_is_no_memory(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "chosen-files.json").write_bytes(held)
    assert chosen_files.known() == {}
    chosen_files.remember({"a" * 64: tmp_path / "x.csv"})
    assert chosen_files.known() == {"a" * 64: tmp_path / "x.csv"}
    assert json.loads((tmp_path / "home" / "chosen-files.json").read_bytes())


def test_a_split_by_a_column_is_kept_and_told(tmp_path: Path, playground: Playground) -> None:
    rows = [f"{number % 40},{number % 7},{line}" for number, line in enumerate(things())]
    path = table_file(tmp_path, rows, head="person,shop,size,colour,when,weight,kind")
    make = ("new", "--data", path, "--target", "kind", "-o", "p.nnplay")
    told = playground(*make, "--split", "by_group", "--split-by", "shop", "--json").json
    assert told["split"] == {"how": "by_group", "by": "shop"}
    assert {each["name"]: each["use"] for each in told["columns"]}["shop"] == "group"
    for part in ("train", "validation"):
        playground("data", "p.nnplay", "--split", part, "-o", f"{part}.npz")
    found = [np.load(tmp_path / f"{part}.npz")["table"] for part in ("train", "validation")]
    assert sum(map(len, found)) == 240 and len(found[0]) > len(found[1]) > 0
    done = playground(*make, "--split", "by_time")
    assert done.code == 0 and "(By time: when)" in done.out
    finished = playground("train", "p.nnplay", "--epochs", 2, "--json").events[-1]
    assert finished["event"] == "finished"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--split", "given"), "No column says train, validation or test"),
        (("--split", "by_time", "--split-by", "colour"), "'colour' is no column that the split can go by"),
        (("--split-by", "kind"), "'kind' is no column that the split can go by"),
        (("--split", "at_random", "--split-by", "size"), "This split goes by no column: leave 'size' out"),
    ],
)
def test_a_split_that_cannot_be_is_one_sentence(
    tmp_path: Path, playground: Playground, options: tuple[str, ...], words: str
) -> None:
    path = table_file(tmp_path, things())
    done = playground("new", "--data", path, "--target", "kind", "-o", "p.nnplay", *options)
    assert done.code and words in done.err and len(done.err.strip().splitlines()) == 1
    assert not (tmp_path / "p.nnplay").exists()


def test_parts_that_the_table_names_are_taken(tmp_path: Path, playground: Playground) -> None:
    rows = [f"{'Test' if number % 5 == 4 else 'Train'},{line}" for number, line in enumerate(things())]
    path = table_file(tmp_path, rows, head=f"subset,{'size,colour,when,weight,kind'}")
    done = playground("new", "--data", path, "--target", "kind", "-o", "p.nnplay")
    assert done.code == 0 and "48 test (As given: subset)." in done.out
    playground("data", "p.nnplay", "--split", "test", "-o", "t.npz")
    wanted = [float(line.split(",")[0]) for line in things()[4::5]]
    np.testing.assert_array_equal(
        np.sort(np.load(tmp_path / "t.npz")["table"][:, 0]), np.sort(np.float32(wanted))
    )


@pytest.mark.usefixtures("_exports_here")
def test_from_arrays_to_answers(tmp_path: Path, playground: Playground) -> None:
    draw = np.random.default_rng(3)
    inputs = draw.normal(size=(300, 3)).astype(np.float32)
    kinds = (inputs[:, 0] > 0).astype(np.int64)
    np.savez(
        tmp_path / "a.npz", X_train=inputs[:250], y_train=kinds[:250], X_test=inputs[250:], y_test=kinds[250:]
    )
    made = playground("new", "--data", tmp_path / "a.npz", "-o", "p.nnplay", "--json").json
    assert (made["rows"], made["target"], made["classes"]) == (300, "y", ["0", "1"])
    assert made["split"] == {"how": "given", "by": "part"}
    assert playground("check", "p.nnplay", "--json").json["trainable"]
    playground("train", "p.nnplay", "--epochs", 30)
    exported = playground("export", "p.nnplay", "--to", "onnx", "-o", "m.onnx")
    assert exported.code == 0, exported.err
    np.savez(tmp_path / "new.npz", X=inputs[:20], y=kinds[:20])
    asked = playground("predict", "p.nnplay", "--input", tmp_path / "new.npz", "--json").json
    assert asked["rows"] == 20 and asked["score"]["accuracy"] > 0.9
    right = np.mean([int(said) == kind for said, kind in zip(asked["label"], kinds[:20], strict=True)])
    assert asked["score"]["accuracy"] == pytest.approx(right)


@pytest.mark.usefixtures("_exports_here")
def test_from_a_series_to_answers(tmp_path: Path, playground: Playground) -> None:
    days = [np.datetime64("2024-01-01") + day for day in range(260)]
    sold = [round(50 + 20 * np.sin(2 * np.pi * day / 7) + 0.1 * day, 2) for day in range(260)]
    lines = [f"{day},{value}" for day, value in zip(days, sold, strict=True)]
    path = table_file(tmp_path, lines[:200], "sales.csv", "day,sold")
    make = ("new", "--data", path, "--target", "sold", "--window", 14, "--horizon", 2, "-o", "p.nnplay")
    made = playground(*make, "--json").json
    assert made["kind"] == "series" and made["window"] == {"steps": 14, "horizon": 2, "samples": 185}
    assert made["split"] == {"how": "by_time", "by": "day"}
    said = playground(*make)
    assert "windows of 14 steps of 1 column, a number: Gru 32" in said.out
    assert "by saying what was 7 steps before" in said.out
    playground("train", "p.nnplay", "--epochs", 60)
    asked = table_file(tmp_path, lines[200:], "new.csv", "day,sold")
    done = playground("predict", "p.nnplay", "--input", asked, "-o", "a.csv")
    assert done.code == 0, done.err
    answers = rows_of(tmp_path / "a.csv")
    assert answers[0] == ["day", "sold", "predicted sold"]
    assert [row[0] for row in answers[1:]] == [str(day) for day in days[213:]]  # the end of each window
    told, true = np.array([row[2] for row in answers[1:-2]], float), np.array(sold[215:])
    figures = playground("predict", "p.nnplay", "--input", asked, "--json").json
    assert (
        figures["score"]["mae"] == pytest.approx(np.abs(told - true).mean(), rel=1e-4)
        and np.abs(told - true).mean() < 8
    )
    playground("export", "p.nnplay", "--to", "onnx", "-o", "m.onnx")
    assert (tmp_path / "m.onnx").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--window", 300), "make windows shorter"),
        (("--window", 5, "--time", "colour"), "'colour' does not say when a row was"),
        (("--window", 5, "--series", "nobody"), "There is no column 'nobody'"),
        (("--horizon", 5), "--horizon, --time, --series, --known and --change belong to --window"),
        (("--window", 0), "a whole number from 1"),
    ],
)
def test_a_series_that_cannot_be_is_one_sentence(
    tmp_path: Path, playground: Playground, options: tuple[object, ...], words: str
) -> None:
    days = [f"{np.datetime64('2024-01-01') + day},{day},red" for day in range(200)]
    path = table_file(tmp_path, days, "sales.csv", "day,sold,colour")
    done = playground("new", "--data", path, "--target", "sold", "-o", "p.nnplay", *options)
    assert done.code and words in done.err
    assert not (tmp_path / "p.nnplay").exists()


def test_arrays_that_lie_are_one_sentence(tmp_path: Path, playground: Playground) -> None:
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY\x01\x00\x04\x00{}  ")
    done = playground("new", "--data", tmp_path / "a.npy", "-o", "p.nnplay")
    assert done.code and len(done.err.strip().splitlines()) == 1 and "a.npy" in done.err


@pytest.mark.usefixtures("_exports_here")
def test_from_texts_to_a_verified_export_and_answers(tmp_path: Path, playground: Playground) -> None:
    text_folder(tmp_path)
    told = playground("new", "--data", "texts", "-o", "p.nnplay", "--json").json
    assert (told["kind"], told["rows"], told["target"], told["classes"]) == (
        "tokens", 120, "class", ["bad", "good"],
    )  # fmt: skip
    finished = playground("train", "p.nnplay", "--epochs", 30, "--json").events[-1]
    assert finished["metrics"]["accuracy"] > 0.8
    assert playground("export", "p.nnplay", "--to", "onnx", "-o", "m.onnx").code == 0
    said = playground("predict", "p.nnplay", "--text", "the film was great", "--json").json
    assert said["label"] == "good" and sum(said["probabilities"]) == pytest.approx(1)
    done = playground("predict", "p.nnplay", "--text", "a lovely zebra")
    assert done.out.startswith("good (") and "One word is not known: zebra." in done.err
    (tmp_path / "new.txt").write_text("a great, great story\nthe sad, sad house\n", encoding="utf-8")
    playground("predict", "p.nnplay", "--input", "new.txt", "-o", "a.csv")
    assert [row[:2] for row in rows_of(tmp_path / "a.csv")] == [
        ["text", "predicted class"], ["a great, great story", "good"], ["the sad, sad house", "bad"],
    ]  # fmt: skip
    scored = playground("predict", "p.nnplay", "--input", "texts", "--json").json
    assert scored["rows"] == 120 and scored["score"]["accuracy"] > 0.9


def test_a_column_is_read_as_another_type_where_it_is_said(tmp_path: Path, playground: Playground) -> None:
    text_table(tmp_path)
    ask = ("new", "--data", "texts.csv", "--target", "opinion", "-o", "p.nnplay", "--json", "--as")
    told = playground(*ask, "review=characters").json
    assert [each["type"] for each in told["columns"]] == ["characters", "category"]
    assert playground("check", "p.nnplay", "--json").json["trainable"]
    for wrong in ("review", "review=poem", "nothing=text"):
        done = playground(*ask, wrong)
        assert done.code == 1 and "--as takes COLUMN=TYPE" in done.err
    by_class(tmp_path / "tones")
    done = playground("new", "--data", "tones", "-o", "p.nnplay", "--as", "class=text")
    assert done.code == 1 and "leave --as out" in done.err
    done = playground("new", "spiral-mlp", "-o", "p.nnplay", "--as", "class=text")
    assert done.code == 2 and "--as belong to --data" in done.err


@pytest.mark.usefixtures("_exports_here")
def test_texts_are_read_by_byte_pairs_where_it_is_said(tmp_path: Path, playground: Playground) -> None:
    text_table(tmp_path)
    ask = ("new", "--data", "texts.csv", "--target", "opinion", "-o", "p.nnplay", "--json")
    told = playground(*ask, "--as", "review=byte_pairs", "--vocabulary", 30).json
    assert [each["type"] for each in told["columns"]] == ["byte_pairs", "category"]
    own = open_project(tmp_path / "p.nnplay", CATALOGUE).project.data.own
    assert own is not None and len(own.columns[0].kinds) == own.columns[0].most == 30
    playground("train", "p.nnplay", "--epochs", 30)
    assert playground("export", "p.nnplay", "--to", "onnx", "-o", "m.onnx").code == 0
    done = playground("predict", "p.nnplay", "--text", "the film was great")
    assert done.out.startswith("good (") and not done.err  # nothing is unknown
    done = playground("predict", "p.nnplay", "--text", "日本 zebra " * 40)
    assert "byte pairs the first" in done.err and "not known" not in done.err
    scored = playground("predict", "p.nnplay", "--input", "texts.csv", "--json").json
    assert scored["rows"] == 120 and scored["score"]["accuracy"] > 0.9
    sizes = playground(*ask, "--vocabulary", 5)
    assert sizes.code == 0
    own = open_project(tmp_path / "p.nnplay", CATALOGUE).project.data.own
    assert own is not None and own.columns[0].type == "text" and len(own.columns[0].kinds) == 5
    by_class(tmp_path / "tones")
    done = playground("new", "--data", "tones", "-o", "p.nnplay", "--vocabulary", 5)
    assert done.code == 1 and "leave --vocabulary out" in done.err


@pytest.mark.usefixtures("_exports_here")
def test_from_recordings_to_a_verified_export_and_answers(tmp_path: Path, playground: Playground) -> None:
    folder = sound_folder(tmp_path)
    told = playground("new", "--data", "sounds", "-o", "p.nnplay", "--json").json
    assert (told["kind"], told["rows"], told["classes"]) == ("image", 36, ["high", "low", "noise"])
    playground("train", "p.nnplay", "--epochs", 20)
    assert playground("export", "p.nnplay", "--to", "onnx", "-o", "m.onnx").code == 0
    for kind in ("low", "high", "noise"):
        asked = folder / kind / "00.wav"
        assert playground("predict", "p.nnplay", "--input", asked, "--json").json["label"] == [kind]
    scored = playground("predict", "p.nnplay", "--input", "sounds", "--json").json
    assert scored["rows"] == 36 and scored["score"]["accuracy"] > 0.9


def test_sounds_that_a_table_names_stay_its_own(tmp_path: Path, playground: Playground) -> None:
    table = listed_sounds(tmp_path)
    told = playground("new", "--data", table, "-o", "p.nnplay", "--json").json
    assert (told["target"], told["rows"]) == ("what", 36)
    sound = next((tmp_path / "sounds").rglob("*.wav"))
    kept = sound.read_bytes()
    sound.write_bytes(kept[:-2])
    done = playground("train", "p.nnplay", "--epochs", 1)
    assert done.code == 1 and "was changed since this project was made of it" in done.err
    sound.write_bytes(kept)
    assert playground("train", "p.nnplay", "--epochs", 1).code == 0


def test_folders_that_hold_nothing_to_learn_from_are_refused(tmp_path: Path, playground: Playground) -> None:
    (tmp_path / "empty").mkdir()
    done = playground("new", "--data", "empty", "-o", "p.nnplay")
    assert done.code == 1 and "holds no pictures, and not mostly sounds or texts" in done.err
    (tmp_path / "book.txt").write_text("It was a dark night.\nRain fell.\n", encoding="utf-8")
    done = playground("new", "--data", "book.txt", "-o", "p.nnplay")
    assert done.code == 1 and "into a folder of their own" in done.err
    assert not (tmp_path / "p.nnplay").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read_says_so(tmp_path: Path, playground: Playground) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    done = playground("new", "--data", "closed", "-o", "p.nnplay")
    assert done.code == 1 and "permission is denied" in done.err


def test_files_packed_within_a_pack_are_named_with_what_to_do(tmp_path: Path, playground: Playground) -> None:
    for name, inner in (("one.zip", ["leaves.zip"]), ("two.zip", ["a.zip", "b.tar"])):
        with ZipFile(tmp_path / name, "w") as pack:
            for each in inner:
                pack.writestr(each, b"PK")
    done = playground("new", "--data", "one.zip", "-o", "p.nnplay")
    assert done.code == 1 and "nothing but leaves.zip, which is packed itself: unpack that" in done.err
    done = playground("new", "--data", "two.zip", "-o", "p.nnplay")
    assert done.code == 1 and "2 packed files and nothing else, such as a.zip: unpack them first" in done.err
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "leaves.zip").write_bytes(b"PK")
    done = playground("new", "--data", "packs", "-o", "p.nnplay")
    assert done.code == 1 and "packs holds nothing but leaves.zip" in done.err
