"""Augmentation by the command line: said for a new project, followed by its training and its script."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_runner import Playground
from own_pictures import by_class
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project
from playground.core.project.augmentations import AUGMENTATIONS
from script_runs import run_alone


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "home"))


def strengths(path: Path) -> dict[str, object]:
    return dict(open_project(path, CATALOGUE).project.recipe.augmentation)


def test_a_new_project_is_augmented_as_it_is_said(tmp_path: Path, playground: Playground) -> None:
    words = ("--augment", "shift=10%", "--augment", "turn=15", "--augment", "flip=on")
    assert playground("new", "shapes-cnn", *words, "-o", "a.nnplay").code == 0
    assert strengths(tmp_path / "a.nnplay") == {"shift": 0.1, "turn": 15.0, "flip": True}
    assert playground("new", "shapes-cnn", "--augment", "shift=0", "-o", "b.nnplay").code == 0
    assert strengths(tmp_path / "b.nnplay") == {}


def test_it_trains_stops_and_goes_on_as_its_script_does(tmp_path: Path, playground: Playground) -> None:
    playground("new", "digits-mlp", "--augment", "shift=0.15", "--augment", "mixup=0.3", "-o", "a.nnplay")
    said = ("--engine", "torch", "--threads", 1)
    playground("train", "a.nnplay", *said, "--steps", 41, "-o", "whole.nnplay")
    playground("train", "a.nnplay", *said, "--steps", 13, "-o", "part.nnplay")
    playground("train", "part.nnplay", "--resume", "--steps", 28, "-o", "part.nnplay")
    whole, part = (playground("history", name, "--json").json for name in ("whole.nnplay", "part.nnplay"))
    assert whole["steps"] == part["steps"] and len(whole["steps"]) == 41
    playground("train", "a.nnplay", *said, "--epochs", 1, "-o", "epoch.nnplay")
    assert playground("export", "epoch.nnplay", "--to", "python", "-o", "script").code == 0
    run_alone([tmp_path / "script"])
    text = (tmp_path / "script" / "train.py").read_text(encoding="utf-8")
    assert text.count("def displaced(") == text.count("def blended(") == 1 and "def tilted(" not in text


def test_own_pictures_begin_augmented(tmp_path: Path, playground: Playground) -> None:
    folder = by_class(tmp_path / "tones", 8)
    done = playground("new", "--data", folder, "--augment", "crop=0.2", "-o", "p.nnplay", "--json")
    assert done.code == 0 and done.json["kind"] == "image"
    assert strengths(tmp_path / "p.nnplay") == {"crop": 0.2}
    assert playground("train", "p.nnplay", "--epochs", 1).code == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [("swirl=1", "no augmentation 'swirl"), ("shift=0.9", "from 0 to 0.5"), ("shift=90%", "from 0 to 0.5"),
     ("shift", "from 0 to 0.5"), ("turn=nan", "from 0 to 180"), ("flip=maybe", "true or false")],
)  # fmt: skip
def test_what_is_no_strength_is_a_mistake_of_use(playground: Playground, said: str, words: str) -> None:
    done = playground("new", "digits-cnn", "--augment", said, "-o", "a.nnplay")
    assert done.code == 2 and words in done.err


def test_what_data_do_not_bear_is_refused_before_anything_is_written(
    tmp_path: Path, playground: Playground
) -> None:
    done = playground("new", "spiral-mlp", "--augment", "shift=0.1", "-o", "a.nnplay")
    assert done.code == 1 and "Shift is for pictures" in done.err and not (tmp_path / "a.nnplay").exists()
    done = playground("new", "shapes-segment", "--augment", "turn=9", "-o", "a.nnplay")
    assert done.code == 1 and "its targets would stay" in done.err


def test_the_list_says_what_each_is_for(playground: Playground) -> None:
    rows = {row["id"]: row for row in playground("list", "augmentations", "--json").json}
    assert list(rows) == [spec.id for spec in AUGMENTATIONS]
    assert rows["time_mask"]["kinds"] == ["spectrogram", "wave"]
    assert rows["turn"]["params"][0]["unit"] == "°" and rows["turn"]["params"][0]["maximum"] == 180
