"""A file whose network was changed after training: every command says which of the two it means."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cli_runner import Playground
from export_here import stay_in_this_process
from playground.app import edits
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import fields_of
from playground.core.files.arrays import read_safetensors
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session

Make = Callable[[Callable[[Project], Project]], Path]


@pytest.fixture
def trained(tmp_path: Path, playground: Playground) -> Make:
    """Return what saves a run of 44 steps, two epochs, with a project that was edited since."""

    def make(edit: Callable[[Project], Project]) -> Path:
        session = Session.start(template("spiral-mlp", CATALOGUE).open())
        for _ in range(2):
            session.advance(22)
        path = tmp_path / "a.nnplay"
        save_project(path, edit(session.project), (session.record(),))
        return path

    return make


def inserted(project: Project) -> Project:
    wire = next(edge for edge in project.network.edges if edge.target == "dense_3")
    return edits.insert(project, "dense", wire, fields_of(project)).project


def renamed(project: Project) -> Project:
    return edits.rename(project, "dense_2", "Mine").project


def resplit(project: Project) -> Project:
    return project.with_data(train=0.6, validation=0.4)


def test_a_network_that_only_looks_different_is_the_one_trained(
    trained: Make, playground: Playground
) -> None:
    path = trained(renamed)
    for words in (("predict", path, "--sample", 0, "--json"), ("check", path), ("history", path)):
        done = playground(*words)
        assert (done.code, done.err) == (0, ""), words


def test_each_command_says_once_which_network_it_means(trained: Make, playground: Playground) -> None:
    path = trained(inserted)
    sentences = {
        ("predict", path, "--sample", 0, "--json"): "the one that was trained answers; --drawn asks",
        ("history", path, "--json"): "this is the history of the one that was trained",
        ("check", path, "--json"): "this is the one drawn, not the one that was trained",
        (
            "train",
            path,
            "--resume",
            "--steps",
            1,
            "--json",
            "-o",
            "b.nnplay",
        ): "training goes on with the one that",
    }
    for words, sentence in sentences.items():
        done = playground(*words)
        assert done.code == 0, done.err
        assert sentence in done.err and "changed since epoch 2" in done.err
        assert len(done.err.splitlines()) == 1
        assert all(json.loads(line) for line in done.out.splitlines())  # JSON only


def test_predict_asks_the_network_trained_or_the_one_drawn(trained: Make, playground: Playground) -> None:
    path = trained(inserted)
    of_trained = playground("predict", path, "--sample", 0, "--json").json
    drawn = playground("predict", path, "--sample", 0, "--json", "--drawn")
    assert drawn.json["output"] != of_trained["output"]
    assert drawn.err == (
        "The network drawn has 114 of its 186 weights from the run; the others are initial.\n"
    )
    other = playground("predict", trained(resplit), "--sample", 0, "--json", "--drawn")
    assert other.err == "The network drawn has all its 114 weights from the run.\n"
    assert playground("predict", trained(renamed), "--sample", 0, "--json").json == of_trained
    assert playground("predict", trained(renamed), "--sample", 0, "--json", "--drawn").err == ""


def test_export_writes_the_network_trained_or_the_one_drawn(
    trained: Make, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay_in_this_process(monkeypatch)
    path = trained(inserted)
    done = playground("export", path, "--to", "safetensors", "-o", "t.safetensors")
    assert "the one that was trained is written; --drawn writes the one drawn" in done.err
    done = playground("export", path, "--to", "safetensors", "--drawn", "-o", "d.safetensors")
    assert done.code == 0 and "others are initial" in done.err
    of_trained, drawn = (
        read_safetensors(Path(name).read_bytes()) for name in ("t.safetensors", "d.safetensors")
    )
    run = open_project(path, CATALOGUE).runs[0]
    assert of_trained.keys() == run.weights.keys() < drawn.keys()
    assert np.array_equal(drawn["dense_2.weight"], run.weights["dense_2.weight"])


def test_training_goes_on_with_the_network_drawn(trained: Make, playground: Playground) -> None:
    path = trained(inserted)
    done = playground("train", path, "--resume", "--drawn", "--steps", 3, "--json")
    assert done.code == 0 and "114 of its 186 weights" in done.err
    opened = open_project(path, CATALOGUE)
    child, parent = opened.runs
    assert (child.parent, child.position["step"], child.position["offset_steps"]) == (parent.id, 47, 44)
    assert child.project.network == opened.project.network
    again = playground("train", path, "--resume", "--steps", 2, "--json")
    assert (again.code, again.err) == (0, "")


def test_a_network_drawn_that_cannot_work_is_refused(trained: Make, playground: Playground) -> None:
    path = trained(lambda project: edits.delete(project, {"classify"}).project)
    assert playground("predict", path, "--sample", 0).code == 0
    done = playground("predict", path, "--sample", 0, "--drawn")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "goal" in done.err


def test_drawn_without_resume_is_a_usage_error(trained: Make, playground: Playground) -> None:
    done = playground("train", trained(inserted), "--drawn")
    assert done.code == 2 and "--drawn belongs to --resume" in done.err
