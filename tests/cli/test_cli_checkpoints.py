"""A training that is killed costs what came after its last checkpoint, and nothing else."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cli_runner import Done, Playground, importable
from playground.app.checkpoints import beside, timing
from playground.app.checkpoints.beside import checkpoint_path
from playground.app.checkpoints.timing import EVERY_S, LOST_S, SHARE, Timing
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.sentences import Text

EPOCHS = 24
EAGER = """
import sys
from playground.app.checkpoints import timing
from playground.__main__ import main
timing.SHARE = 1e9  # every epoch's end
sys.exit(main(sys.argv[1:]))
"""
LEFT = Path("b.checkpoint.nnplay")


@pytest.fixture
def spiral(playground: Playground) -> Path:
    save_project(Path("a.nnplay"), template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=EPOCHS))
    return Path("a.nnplay").absolute()


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a checkpoint at every epoch's end."""
    monkeypatch.setattr(timing, "SHARE", 1e9)


def killed(after: int, *words: str) -> int:
    """Train in a process of its own and kill it when it told so many epochs; return how many it told."""
    command = [sys.executable, "-c", EAGER, "train", "a.nnplay", "-o", "b.nnplay", "--json", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=importable()) as process:
        assert process.stdout is not None
        told = [line for _, line in zip(range(after + 1), process.stdout, strict=False)]
        process.kill()
        return len(told) - 1 + sum("epoch" in line for line in process.stdout)


def arrays(path: str) -> dict[str, np.ndarray]:
    """Return everything of a file's run that depends on how it went."""
    run = open_project(Path(path), CATALOGUE).runs[0]
    found = {f"{kind}/{key}": array for kind in ("start", "weights", "state") for key, array in
             getattr(run, kind).items()}  # fmt: skip
    return {**found, "losses": run.history.losses}


def same_bits(one: str, other: str) -> bool:
    first, second = arrays(one), arrays(other)
    return first.keys() == second.keys() and all(
        first[key].tobytes() == second[key].tobytes() for key in first
    )


def kill_until_done(kills: list[int], playground: Playground) -> Done:
    """Kill a training and all but the last that go on with it."""
    resume: tuple[str, ...] = ()
    for after in kills:
        told = killed(after, *resume)
        resume = ("--resume",) if LEFT.exists() else ()
        assert resume or told <= 1
    return playground("train", "a.nnplay", "-o", "b.nnplay", "--json", *resume)


def test_what_was_killed_ends_with_the_bits_of_what_was_not(playground: Playground, spiral: Path) -> None:
    done = kill_until_done([5], playground)
    assert done.code == 0 and "Going on from step" in done.err and done.err.count("\n") == 1
    assert not LEFT.exists() and sorted(path.name for path in Path().glob("*nnplay*")) == [
        "a.nnplay",
        "b.nnplay",
    ]
    assert playground("train", "a.nnplay", "-o", "whole.nnplay").code == 0
    assert same_bits("b.nnplay", "whole.nnplay")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_twenty_kills_at_random_cost_no_bit(playground: Playground, spiral: Path) -> None:
    save_project(spiral, template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=300))
    chance = random.Random(7)
    done = kill_until_done([chance.randrange(1, 20) for _ in range(20)], playground)
    assert done.code == 0 and not LEFT.exists()
    assert playground("train", "a.nnplay", "-o", "whole.nnplay").code == 0
    assert same_bits("b.nnplay", "whole.nnplay")


class Cut(BaseException):
    """What ends a training here as a kill does."""


def cut_off(playground: Playground, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Train until the third checkpoint is written, and leave it there."""
    save, written = beside.save_project, []

    def saving(path: Path, *parts: object, keep_old: bool) -> None:
        save(path, *parts, keep_old=keep_old)  # type: ignore[arg-type]
        written.append(path)
        if len(written) == 3:
            raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(timing, "SHARE", 1e9)
        patch.setattr(beside, "save_project", saving)
        with pytest.raises(Cut):
            playground("train", "a.nnplay", *words)


def test_a_file_that_has_a_run_goes_on_from_the_checkpoint_that_is_further(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert playground("train", "a.nnplay", "--steps", "30").code == 0
    cut_off(playground, monkeypatch, "--resume")
    assert (
        open_project(Path("a.checkpoint.nnplay"), CATALOGUE).runs[0].position["step"] == 88
    )  # epochs of 22 steps
    done = playground("train", "a.nnplay", "--resume", "--steps", "10")
    assert done.code == 0 and "step 88" in done.err
    assert open_project(spiral, CATALOGUE).runs[0].position["step"] == 98
    assert not Path("a.checkpoint.nnplay").exists()


def test_a_seed_that_was_asked_for_is_gone_on_with(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(playground, monkeypatch, "-o", "b.nnplay", "--seed", "5")
    assert playground("train", "a.nnplay", "--resume", "-o", "b.nnplay").code == 0
    assert open_project(Path("b.nnplay"), CATALOGUE).project.recipe.seed == 5
    playground("train", "a.nnplay", "--seed", "5", "-o", "whole.nnplay")
    assert same_bits("b.nnplay", "whole.nnplay")


def test_who_starts_anew_finds_the_checkpoint_set_aside_and_can_go_on_with_it(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(playground, monkeypatch, "-o", "b.nnplay")
    left = LEFT.read_bytes()
    done = playground("train", "a.nnplay", "-o", "b.nnplay", "--steps", "3")
    assert done.code == 0 and "b.checkpoint.nnplay.bak" in done.err and done.err.count("\n") == 1
    assert not LEFT.exists() and Path("b.checkpoint.nnplay.bak").read_bytes() == left
    words = done.err.split("To go on with it: playground ")[1].split()
    assert playground(*words).code == 0
    playground("train", "a.nnplay", "-o", "whole.nnplay")
    assert same_bits("b.nnplay", "whole.nnplay")


@pytest.mark.parametrize("left", ["another", "damaged"])
def test_what_cannot_be_gone_on_with_is_set_aside(playground: Playground, spiral: Path, left: str) -> None:
    if left == "another":
        save_project(Path("x.nnplay"), template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=3))
        playground("train", "x.nnplay", "--steps", "2", "-o", LEFT)
    else:
        LEFT.write_bytes(b"PK\3\4 half")
    content = LEFT.read_bytes()
    done = playground("train", "a.nnplay", "--resume", "-o", "b.nnplay")
    assert done.code == 2 and "set aside as b.checkpoint.nnplay.bak" in done.err
    assert "this file holds no run to go on with" in done.err
    assert Path("b.checkpoint.nnplay.bak").read_bytes() == content and not LEFT.exists()


@pytest.mark.usefixtures("eager")
def test_a_checkpoint_that_cannot_be_written_is_told_once_and_costs_nothing(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *parts: object, keep_old: bool) -> None:
        words = "{name} could not be written: the disk is full; save it somewhere else."
        raise PlaygroundError(Text(words, name=path.name))

    monkeypatch.setattr(beside, "save_project", full)
    done = playground("train", "a.nnplay", "-o", "b.nnplay", "--json")
    assert done.code == 0 and len(done.events) == EPOCHS + 2
    assert done.err == (
        "Training goes on without a checkpoint: b.checkpoint.nnplay could not be written: the disk is full.\n"
    )
    assert open_project(Path("b.nnplay"), CATALOGUE).runs[0].position["reason"] == "completed"


@pytest.mark.usefixtures("eager")
def test_what_is_no_file_of_ours_stays_in_its_place(playground: Playground, spiral: Path) -> None:
    os.mkfifo(LEFT)
    assert playground("train", "a.nnplay", "-o", "b.nnplay").code == 0
    assert LEFT.is_fifo()


def test_checkpoints_change_neither_the_bits_nor_the_output(playground: Playground, spiral: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timing, "SHARE", -1.0)
        never = playground("train", "a.nnplay", "-o", "whole.nnplay", "--json")
    often = playground("train", "a.nnplay", "-o", "b.nnplay", "--json")
    assert often.events[:-1] == never.events[:-1] and often.err == never.err == ""
    assert same_bits("b.nnplay", "whole.nnplay")


@pytest.mark.parametrize("name", ["n" * 248 + ".nnplay", "é" * 124 + ".nnplay", "a.b", "weights"])
def test_every_output_has_a_checkpoint_of_its_own_whose_name_fits(name: str) -> None:
    path = checkpoint_path(Path(name), Path("a.nnplay"))
    assert path.name.endswith(".checkpoint.nnplay") and len(os.fsencode(path.name)) <= 255 - len(".bak")
    other = checkpoint_path(Path("m" + name[1:] if len(name) < 100 else name[:-8] + "x.nnplay"), Path("a"))
    assert other != path


def test_the_checkpoint_never_takes_the_place_of_the_file_that_is_trained() -> None:
    path = checkpoint_path(Path("b.nnplay"), Path("b.checkpoint.nnplay"))
    assert path == Path("b.checkpoint.checkpoint.nnplay")


def test_half_a_minute_is_the_longest_and_an_epochs_end_counts_where_it_is_cheap() -> None:
    now = [100.0]
    times = Timing(lambda: now[0])
    times.taken()
    times.written(1.0)
    now[0] += 0.9 / SHARE if 0.9 / SHARE < EVERY_S else EVERY_S - 0.1
    assert not times.due(epoch_ended=True)
    times.written(0.1)
    assert times.due(epoch_ended=True) and not times.due(epoch_ended=False)
    now[0] = 100.0 + EVERY_S
    times.written(1e9)
    assert times.due(epoch_ended=False)
    times.taken()
    times.written(0.1)
    assert not times.due(epoch_ended=True)


@pytest.mark.parametrize("takes", [0.1, 2.0, 4.0, 7.0, 10.0])
def test_no_more_than_half_a_minute_is_lost_however_long_a_copy_is_on_its_way(takes: float) -> None:
    now, on_disk, taken, lost, writes = [0.0], 0.0, None, 0.0, 0
    times = Timing(lambda: now[0])
    while now[0] < 300:
        now[0] += 0.1
        if taken is not None and now[0] >= taken + takes:
            on_disk, taken, writes = taken, None, writes + 1
            times.written(takes)
        lost = max(lost, now[0] - on_disk)
        if times.due(epoch_ended=False) and taken is None:
            taken = now[0]
            times.taken()
    assert lost < LOST_S + 0.2 and writes * takes < 0.55 * now[0]
