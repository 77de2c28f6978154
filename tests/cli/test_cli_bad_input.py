"""What the command line refuses, loses not and says in one line, whatever it is given."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cli_runner import Playground, importable
from playground.app.signals import SIGNALS
from playground.cli import saving
from playground.cli.interrupt import Interrupt
from playground.cli.voice import note
from playground.core.builtin import CATALOGUE
from playground.core.errors import NO_MEMORY, PlaygroundError, is_shortage
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.sentences import Text


@pytest.fixture
def spiral(playground: Playground) -> Path:
    save_project(Path("a.nnplay"), template("spiral-mlp", CATALOGUE).open())
    return Path("a.nnplay").absolute()


def test_a_mistyped_sub_command_is_no_file(playground: Playground) -> None:
    done = playground("trian")
    assert done.code == 2 and "neither a sub-command nor a file 'trian'" in done.err


@pytest.mark.parametrize("command", ["export", "data"])
def test_the_project_is_not_overwritten_by_what_is_made_from_it(
    playground: Playground, spiral: Path, command: str
) -> None:
    before = spiral.read_bytes()
    how = ("--to", "safetensors") if command == "export" else ("--split", "train")
    done = playground(command, spiral, *how, "-o", "./a.nnplay")
    assert done.code == 1 and "is the project itself" in done.err and done.err.count("\n") == 1
    assert spiral.read_bytes() == before


@pytest.mark.parametrize("out", [".", "/", "x" * 300 + ".nnplay"])
def test_a_name_no_file_can_have_is_refused_before_the_training(
    playground: Playground, spiral: Path, out: str
) -> None:
    done = playground("train", spiral, "--steps", "1", "-o", out)
    assert done.code == 1 and done.err.count("\n") == 1 and not done.out


def test_names_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    note("a\x1b[2Jb\nc\u202ed 1\u2009797")
    assert capsys.readouterr().err == "a\\x1b[2Jb c\\u202ed 1\u2009797\n"


def test_inputs_that_are_not_finite_are_no_bug(playground: Playground, spiral: Path) -> None:
    for value in (np.nan, 1e300):
        np.save("x.npy", np.full((1, 2), value))
        done = playground("predict", spiral, "--input", "x.npy")
        assert done.code == 1 and "not finite or too large" in done.err


def test_more_samples_than_can_be_answered_are_refused(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.cli.predict_command.MOST_SAMPLES", 3)
    np.save("x.npy", np.zeros((4, 2), np.float32))
    done = playground("predict", spiral, "--input", "x.npy")
    assert done.code == 1 and "holds 4 samples; at most 3" in done.err


def test_without_training_samples_nothing_trains(playground: Playground) -> None:
    project = template("spiral-mlp", CATALOGUE).open().with_data(train=0.0, validation=1.0, test=0.0)
    save_project(Path("a.nnplay"), project)
    done = playground("check", "a.nnplay", "--json")
    assert done.code == 1 and "No sample is left for training" in done.err
    assert ["Train on 70 %"] in [each["fixes"] for each in done.json["problems"]]


def test_memory_that_ran_out_is_said_in_a_sentence(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def starve(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes")

    monkeypatch.setattr("playground.cli.history_command.run", starve)
    done = playground("history", spiral)
    assert (done.code, done.err) == (1, NO_MEMORY + "\n")


def test_only_a_lack_of_memory_is_called_one() -> None:
    assert is_shortage(MemoryError())
    assert not is_shortage(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))
    assert not is_shortage(ValueError("can't allocate memory"))


def test_training_is_rescued_even_when_our_own_folder_takes_nothing(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refuge = tmp_path / "last"
    save = saving.save_project

    def fussy(path: Path, *parts: object) -> None:
        if refuge not in path.parents:
            raise PlaygroundError(Text("The disk is full."))
        save(path, *parts)  # type: ignore[arg-type]

    monkeypatch.setattr(saving, "save_project", fussy)
    monkeypatch.setattr(saving, "gettempdir", lambda: str(refuge))
    done = playground("train", spiral, "--steps", "3")
    assert done.code == 1 and f"saved as {refuge / 'a.nnplay'} instead" in done.err
    assert open_project(refuge / "a.nnplay", CATALOGUE).runs[0].position["step"] == 3


def test_signals_are_taken_over_and_given_back() -> None:
    numbers = [getattr(signal, name) for name in SIGNALS]
    before = [signal.getsignal(number) for number in numbers]
    with Interrupt() as interrupt:
        assert not interrupt
        signal.raise_signal(signal.SIGTERM)
        assert interrupt
    assert [signal.getsignal(number) for number in numbers] == before


def test_training_whose_reader_has_gone_keeps_its_weights(spiral: Path) -> None:
    command = [sys.executable, "-m", "playground", "train", spiral, "--json", "--epochs", "100000"]
    pipe, errors = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, env=importable(), stdout=pipe, stderr=errors, text=True) as started:
        assert started.stdout is not None
        assert "started" in started.stdout.readline()
        for _ in range(3):
            started.stdout.readline()
        started.stdout.close()
        started.wait(timeout=60)
    assert open_project(spiral, CATALOGUE).runs[0].position["step"] > 0
