"""`playground train --from-step`: any step of the file's run, gone on from with the recorded bits."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_runner import Playground
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from run_bits import differences


@pytest.fixture
def trained(playground: Playground) -> Path:
    save_project(Path("a.nnplay"), template("spiral-mlp", CATALOGUE).open())
    assert playground("train", "a.nnplay", "--steps", 90, "--seed", 3).code == 0
    return Path("a.nnplay").absolute()


def run_of(path: Path | str) -> RunRecord:
    return open_project(Path(path), CATALOGUE).runs[0]


def test_a_step_is_gone_on_from_to_the_same_bits(playground: Playground, trained: Path) -> None:
    done = playground("train", trained, "--from-step", 57, "--steps", 33, "-o", "b.nnplay")
    assert done.code == 0
    assert "Going on from step 57: 33 later steps are left out." in done.err
    assert differences(run_of(trained), run_of("b.nnplay")) == []
    whole = playground("train", trained, "--resume", "--steps", 20, "-o", "c.nnplay")
    assert whole.code == 0
    back = playground("train", "c.nnplay", "--from-step", 90, "--steps", 20, "-o", "d.nnplay")
    assert differences(run_of("c.nnplay"), run_of("d.nnplay")) == []
    assert "20 later steps" in back.err


def test_an_epoch_that_was_half_done_ends_with_the_recorded_figures(
    playground: Playground, trained: Path
) -> None:
    done = playground("train", trained, "--from-step", 44, "--epochs", 1, "--json", "-o", "b.nnplay")
    epochs = [event for event in done.events if event["event"] == "epoch"]
    assert [(epoch["epoch"], epoch["step"]) for epoch in epochs] == [(3, 66)]
    assert epochs[0]["loss"] == run_of(trained).history.epochs[2]["loss"]


def test_a_step_that_never_was_is_refused_and_nothing_is_written(
    playground: Playground, trained: Path
) -> None:
    before = trained.read_bytes()
    done = playground("train", trained, "--from-step", 91)
    assert (done.code, done.out) == (1, "")
    assert done.err.strip() == "The run has no step 91: it goes from 0 to 90."
    assert trained.read_bytes() == before


@pytest.mark.parametrize("more", [("--resume",), ("--seed", 4), ("--device", "cpu"), ("--drawn",)])
def test_nothing_else_can_be_asked_for(playground: Playground, trained: Path, more: tuple[str, ...]) -> None:
    assert playground("train", trained, "--from-step", 20, *more).code == 2


def test_without_a_run_there_is_no_step(playground: Playground) -> None:
    save_project(Path("a.nnplay"), template("spiral-mlp", CATALOGUE).open())
    done = playground("train", "a.nnplay", "--from-step", 0)
    assert done.code == 2 and "--from-step: this file holds no run to go on with" in done.err
