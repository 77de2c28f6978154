"""Own pictures by the command line: from a folder to a trained project, its exports and answers."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest

from cli_runner import Playground
from export_here import stay_in_this_process
from own_arrays import drawn, mnist
from own_pictures import TONES, by_class, labelled_by_table, pixels, save, zipped


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "home"))


def rows_of(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_from_a_folder_to_answers(tmp_path: Path, playground: Playground) -> None:
    folder = by_class(tmp_path / "tones", 20)
    (folder / "notes.txt").write_text("mine")
    told = playground("new", "--data", folder, "-o", "p.nnplay", "--json").json
    assert (told["kind"], told["rows"], told["target"], told["classes"]) == (
        "image", 60, "folder", sorted(TONES))  # fmt: skip
    assert told["rejected"] == [{"line": 41, "column": "", "reason": "it is no picture", "file": "notes.txt"}]
    assert playground("check", "p.nnplay", "--json").json["trainable"]
    finished = playground("train", "p.nnplay", "--epochs", 12, "--json").events[-1]
    assert finished["metrics"]["accuracy"] > 0.9
    new = tmp_path / "new"
    for kind in TONES:
        save(new / f"{kind} one.png", pixels(kind, 77, 60))
    assert playground("predict", "p.nnplay", "--input", new, "-o", "a.csv").code == 0
    head, *answers = rows_of(tmp_path / "a.csv")
    assert head[:2] == ["file", "predicted folder"]
    assert [(row[0].split()[0], row[1]) for row in answers] == [(kind, kind) for kind in sorted(TONES)]
    one = playground("predict", "p.nnplay", "--input", new / "red one.png", "--json").json
    assert one["label"] == ["red"] and one["rows"] == 1
    scored = playground("predict", "p.nnplay", "--input", zipped(folder, tmp_path / "all.zip"), "--json").json
    assert scored["rows"] == 60 and scored["score"]["accuracy"] > 0.9


def test_a_person_reads_what_was_understood(tmp_path: Path, playground: Playground) -> None:
    done = playground("new", "--data", by_class(tmp_path / "tones"), "-o", "p.nnplay")
    assert (done.code, done.err) == (0, "")
    assert "pictures, 3 classes: Conv 2D 16 – Conv 2D 32 – Conv 2D 64 – Dense 3" in done.out


def test_exports_answer_raw_pixels(
    tmp_path: Path, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    import onnxruntime

    stay_in_this_process(monkeypatch)  # each exporter writes by processes in test_cli_training.py
    folder = by_class(tmp_path / "tones", 8)
    playground("new", "--data", folder, "-o", "p.nnplay")
    playground("train", "p.nnplay", "--epochs", 3)
    for form, name in (("onnx", "m.onnx"), ("safetensors", "m.safetensors"), ("python", "script")):
        assert playground("export", "p.nnplay", "--to", form, "-o", name).code == 0
    values = pixels("green", 3)
    asked = values.transpose(2, 0, 1)[None].astype(np.float32)
    (theirs,) = onnxruntime.InferenceSession(str(tmp_path / "m.onnx")).run(["output"], {"input": asked})
    path = save(tmp_path / "asked.png", values)
    ours = playground("predict", "p.nnplay", "--input", path, "--json").json["probabilities"]
    np.testing.assert_allclose(theirs, ours, atol=1e-5)
    with np.load(tmp_path / "script" / "data.npz") as held:
        assert held["train/image"].shape[1:] == (3, 24, 24) and held["train/image"].max() == 255


def test_pictures_and_numbers_of_a_table_go_in_together(tmp_path: Path, playground: Playground) -> None:
    folder = labelled_by_table(tmp_path / "tones", named="images/{kind}{number}.png")
    told = playground("new", "--data", folder / "labels.csv", "-o", "p.nnplay", "--json").json
    assert told["target"] == "kind" and told["rows"] == 36
    assert [each["type"] for each in told["columns"]] == ["picture", "number", "category"]
    finished = playground("train", "p.nnplay", "--epochs", 12, "--json").events[-1]
    assert finished["metrics"]["accuracy"] > 0.8
    scored = playground("predict", "p.nnplay", "--input", folder / "labels.csv", "--json").json
    assert scored["rows"] == 36 and scored["score"]["accuracy"] > 0.8
    lacking = playground("predict", "p.nnplay", "--input", folder / "images" / "red1.png")
    assert lacking.code == 1 and "lacks weight" in lacking.err


def test_packed_pictures_go_with_the_project(tmp_path: Path, playground: Playground) -> None:
    folder = by_class(tmp_path / "data" / "tones")
    playground("new", "--data", folder, "--pack", "-o", "p.nnplay")
    beside = playground("data", "p.nnplay", "--split", "train", "-o", "one.npz")
    assert beside.code == 0
    shutil.rmtree(tmp_path / "data")
    shutil.rmtree(tmp_path / "home", ignore_errors=True)
    assert playground("data", "p.nnplay", "--split", "train", "-o", "two.npz").code == 0
    with np.load(tmp_path / "one.npz") as one, np.load(tmp_path / "two.npz") as two:
        np.testing.assert_array_equal(one["image"], two["image"])
        assert one["image"].dtype == np.float32 and len(one["image"]) == 25


def test_a_changed_folder_is_told(tmp_path: Path, playground: Playground) -> None:
    folder = by_class(tmp_path / "tones")
    playground("new", "--data", folder, "-o", "p.nnplay")
    save(folder / "red" / "100.png", pixels("red", 100))
    done = playground("train", "p.nnplay", "--epochs", 1)
    assert done.code == 1 and "tones was changed since this project was made of it" in done.err
    moved = playground("new", "--data", folder, "-o", "q.nnplay")
    assert moved.code == 0


def test_pictures_without_classes_are_refused(tmp_path: Path, playground: Playground) -> None:
    for number in range(5):
        save(tmp_path / "loose" / f"{number}.png", pixels("red", number))
    done = playground("new", "--data", "loose", "-o", "p.nnplay", "--json")
    assert done.code == 1 and not (tmp_path / "p.nnplay").exists()
    assert "into a folder of its own" in done.err + done.out


def test_a_network_of_arrays_is_asked_about_arrays_and_pictures(
    tmp_path: Path, playground: Playground
) -> None:
    mnist(tmp_path / "digits")
    assert playground("new", "--data", "digits", "-o", "d.nnplay").code == 0
    assert playground("train", "d.nnplay", "--epochs", 30, "-o", "t.nnplay").code == 0
    pictures, classes = drawn(10, seed=5)
    np.save(tmp_path / "new.npy", pictures[:, None])
    for number, picture in enumerate(pictures):
        save(tmp_path / "new" / f"{number}.png", picture)
    by_array = playground("predict", "t.nnplay", "--input", "new.npy", "--json").json
    by_file = playground("predict", "t.nnplay", "--input", "new", "--json").json
    answers = [told["label"] for told in (by_array, by_file)]
    assert answers[0] == answers[1]
    assert sum(told == str(kind) for told, kind in zip(answers[0], classes.tolist(), strict=True)) > 7
