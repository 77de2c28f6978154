"""`playground train` in several processes: one training, told and written by the first."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import next_word
import trained_together
from cli_runner import Playground
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training import team
from playground.core.training.hardware import Device, Hardware, detect
from playground.core.training.metrics import ClassMetrics, NumberMetrics, merged
from playground.core.training.plan import Plan, must_be_as_many, plan
from playground.core.training.session import Session
from playground.core.training.team import Team

HERE = {**os.environ, "MASTER_ADDR": "127.0.0.1", "OMP_NUM_THREADS": "1"}
HAS_BF16 = detect().devices[0].bf16
TWO = Hardware(2, (Device("cpu", "Some CPU"),), processes=2)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "playground", "train", *map(str, words)]


def torchrun(*words: object) -> None:
    """Let two processes run what Python would."""
    start = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    done = subprocess.run([*start, "--master-port", str(free_port()), *map(str, words)], env=HERE,
                          capture_output=True, text=True, timeout=280)  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    """Keep what was started, and end what is left of it."""
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for each in processes:
        each.kill()
        each.communicate()


def start(started: list[subprocess.Popen[str]], *words: object, count: int = 2) -> None:
    """Start as many processes as torchrun would, told what it tells them."""
    port = free_port()
    for rank in range(count):
        told = {
            "RANK": str(rank),
            "LOCAL_RANK": str(rank),
            "WORLD_SIZE": str(count),
            "MASTER_PORT": str(port),
        }
        started.append(subprocess.Popen(command(*words), env={**HERE, **told}, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE))  # fmt: skip


def ended(started: list[subprocess.Popen[str]]) -> list[int]:
    """Return the exit codes once all have ended."""
    for each in started:
        each.communicate(timeout=250)
    return [each.returncode for each in started]


def saved(folder: Path, project: Project) -> Path:
    save_project(folder / "a.nnplay", project)
    return folder / "a.nnplay"


def run_of(path: Path) -> RunRecord:
    return open_project(path, CATALOGUE).runs[0]


def alone(project: Project, steps: int) -> RunRecord:
    session = Session.start(project.with_recipe(device="cpu"))
    while session.step < steps:
        session.advance(steps - session.step)
    return session.record()


def assert_alike(one: RunRecord, other: RunRecord) -> None:
    assert other.history.losses == pytest.approx(one.history.losses, rel=1e-5, abs=1e-5)
    for name, losses in one.history.others.items():
        assert other.history.others[name] == pytest.approx(losses, rel=1e-5, abs=1e-5)
    for key, values in one.weights.items():
        assert other.weights[key] == pytest.approx(values, rel=1e-5, abs=1e-5), key
    for mine, theirs in zip(one.history.epochs, other.history.epochs, strict=True):
        assert theirs == pytest.approx(mine, rel=1e-4, abs=1e-5)


def uneven(name: str = "wine-mlp", **recipe: Any) -> Project:
    """Return a project whose last batch cannot be halved, with penalties that must count once."""
    return template(name, CATALOGUE).open().with_recipe(l1=1e-4, l2=1e-3, device="cpu", **recipe)


def test_two_processes_train_as_one_does_and_the_first_alone_is_heard(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    project = uneven()
    start(started, saved(tmp_path, project), "--steps", 20)
    (said, errors), silent = started[0].communicate(timeout=250), started[1].communicate(timeout=250)
    assert [each.returncode for each in started] == [0, 0] and silent == ("", "") and errors == ""
    assert "Completed after 20 steps" in said
    found = run_of(tmp_path / "a.nnplay")
    assert found.plan["processes"] == 2 and "2 processes take a share" in found.plan["notes"][0]
    assert_alike(alone(project, 20), found)
    with pytest.raises(PlaygroundError, match="trained by 2 processes together, and here are 1"):
        Session.resume(found)


def test_two_processes_compute_in_bf16_where_one_does(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    project = uneven(precision="bf16")
    start(started, saved(tmp_path, project), "--steps", 20)
    told = [each.communicate(timeout=250) for each in started]
    assert [each.returncode for each in started] == [0, 0], told
    one, found = alone(project, 20), run_of(tmp_path / "a.nnplay")
    assert found.plan["precision"] == one.plan["precision"] == ("bf16" if HAS_BF16 else "float32")
    assert any("bf16" in note for note in found.plan["notes"])
    assert found.history.losses == pytest.approx(one.history.losses, rel=0.02)  # each rounds its own gradient


def test_two_processes_vary_a_batch_as_one_does(tmp_path: Path, started: list[subprocess.Popen[str]]) -> None:
    plain = uneven("digits-lenet", batch_size=50)
    project = plain.with_recipe(augmentation={"turn": 20, "noise": 0.1, "erase": 0.1})
    start(started, saved(tmp_path, project), "--steps", 12)
    told = [each.communicate(timeout=250) for each in started]
    assert [each.returncode for each in started] == [0, 0], told
    one = alone(project, 12)
    assert_alike(one, run_of(tmp_path / "a.nnplay"))
    assert alone(plain, 12).history.losses != pytest.approx(one.history.losses, rel=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "recipe"), [
    ("wine-mlp", {}), ("diabetes-mlp", {"clip": 0.5, "accumulate": 3, "schedule": "one_cycle"}),
    ("spiral-mlp", {"optimizer": "sgd", "options": {}}), ("digits-lenet", {"batch_size": 50}),
    ("xor-mlp", {"batch_size": 3}), ("wine-mlp", {"batch_size": 1}),
])  # fmt: skip
def test_torchrun_comes_to_what_one_process_does_over_200_steps(
    name: str, recipe: dict[str, Any], tmp_path: Path
) -> None:
    project = uneven(name, **recipe)
    torchrun(*command(saved(tmp_path, project), "--steps", 200)[1:])
    assert_alike(alone(project, 200), run_of(tmp_path / "a.nnplay"))


@pytest.mark.slow
@pytest.mark.parametrize("case", trained_together.PROJECTS)
def test_means_over_less_than_all_samples_are_those_of_one_process_over_200_steps(
    case: str, tmp_path: Path
) -> None:
    torchrun(trained_together.__file__, case, 200, tmp_path / "a.nnplay")
    found = open_project(tmp_path / "a.nnplay", next_word.WITH_IT).runs[0]
    assert found.plan["processes"] == 2
    assert_alike(trained_together.run(case, 200), found)


def test_all_say_what_goes_wrong_in_the_samples_of_one(tmp_path: Path) -> None:
    torchrun(trained_together.__file__, trained_together.SPOILT, 1, tmp_path / "said")
    first, second = (Path(f"{tmp_path / 'said'}.{rank}").read_text(encoding="utf-8") for rank in (0, 1))
    assert first == second and re.match("Loss became (infinite|not a number) at step 1, first in ", first)


@pytest.mark.slow
def test_a_process_that_dies_ends_the_run_with_a_sentence_and_what_was_learned(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    path = saved(tmp_path, uneven())
    start(started, path, "--epochs", 100_000, "--json")
    first, second = started
    assert first.stdout is not None
    told = (json.loads(line) for line in first.stdout)
    assert next(each for each in told if each["event"] == "epoch" and each["epoch"] > 5)
    second.kill()
    _, errors = first.communicate(timeout=250)
    second.communicate()
    assert first.returncode == 1
    found = run_of(path)
    step = found.position["step"]
    assert f"A process that trained along has ended; the weights of step {step:,}".replace(",", " ") in (
        errors.replace("\u202f", " ").replace("\xa0", " ").replace(",", " ")
    )
    assert step > 40 and len(found.history.losses) == step
    started.clear()
    start(started, path, "--resume", "--steps", 10)
    assert ended(started) == [0, 0]
    assert run_of(path).position["step"] == step + 10


@pytest.mark.slow
def test_a_run_in_mid_epoch_goes_on_in_two_processes_as_if_it_had_not_stopped(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    project = uneven()
    for words in (("--steps", 13), ("--resume", "--steps", 12)):
        start(started, saved(tmp_path, project) if words[0] == "--steps" else tmp_path / "a.nnplay", *words)
        assert ended(started) == [0, 0]
        started.clear()
    assert_alike(alone(project, 25), run_of(tmp_path / "a.nnplay"))


def test_a_process_that_cannot_open_the_file_says_so(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"RANK": "1", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(team, "joined", nullcontext)
    Path("bad.nnplay").write_bytes(b"no")
    done = playground("train", "bad.nnplay")
    assert (done.code, done.out) == (1, "") and done.err.count("\n") == 1
    assert "bad.nnplay is not a Neural Playground file." in done.err


def test_a_run_of_one_process_is_not_gone_on_with_by_two() -> None:
    with pytest.raises(PlaygroundError, match="by one process, and here are 2 together: go on"):
        must_be_as_many(Plan(), TWO)


def test_shares_cover_every_batch_once() -> None:
    for count in range(1, 12):
        rows = [Team(rank, 4).rows(count) for rank in range(4)]
        taken = [index for where, share in rows if share for index in range(count)[where]]
        assert taken == list(range(count)) and sum(share for _, share in rows) == pytest.approx(1)


@pytest.mark.parametrize("kind", [ClassMetrics, NumberMetrics])
def test_figures_put_together_are_those_of_all(kind: Any) -> None:
    drawn = np.random.default_rng(1)
    scores = drawn.normal(size=(30, 3)).astype(np.float32)
    targets = drawn.integers(0, 3, 30) if kind is ClassMetrics else drawn.normal(size=(30, 3))
    whole, *pieces = (kind(3) for _ in range(4))
    whole.update(scores, targets)
    for piece, where in zip(pieces, (slice(0, 11), slice(11, 30), slice(0, 0)), strict=True):
        piece.update(scores[where], targets[where])
    joined = kind(3)
    joined.state = merged([piece.state for piece in pieces])
    assert joined.compute() == pytest.approx(whole.compute())


def test_the_plan_tells_what_is_shared_and_an_old_one_is_of_one_process() -> None:
    def notes(name: str) -> str:
        project = template(name, CATALOGUE).open()
        return " ".join(plan(analyse(project, fields_of(project)), TWO).notes)

    assert "drops out" in notes("digits-mlp") and "Batch norm" in notes("resnet-small")
    assert "Batch norm" not in notes("wine-mlp")
    older = Plan().to_json()
    del older["processes"]
    assert (
        Plan.from_json(older) == Plan()
        and Plan.from_json(replace(Plan(), processes=3).to_json()).processes == 3
    )
    project = template("spiral-mlp", CATALOGUE).open()
    with pytest.raises(PlaygroundError, match="several processes"):
        plan(analyse(project, fields_of(project)), replace(TWO, compiles=True), "compiled")
