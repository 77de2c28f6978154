"""Project files: what comes back, what is refused and in which words, and what survives a failing disk."""

from __future__ import annotations

import errno
import json
import os
import stat
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files import archive, atomic, project_file, run_members
from playground.core.files.archive import write_archive
from playground.core.files.atomic import write_atomically
from playground.core.files.project_file import Opened, open_project, save_project
from playground.core.project import schema
from playground.core.project.records import Arrays, History, RunRecord
from playground.core.project.templates import template

PROJECT = template("spiral-mlp", CATALOGUE).open()
GENERATOR = np.random.default_rng(3)


def weights() -> Arrays:
    return {
        "dense.weight": GENERATOR.standard_normal((8, 2)).astype(np.float32),
        "dense.bias": np.zeros(8, np.float32),
        "dense_3.weight": np.asfortranarray(GENERATOR.standard_normal((2, 8))),
    }


def record(run_id: str = "run-1") -> RunRecord:
    epochs = (
        {"epoch": 1, "step": 22, "loss": 0.5, "val_loss": float("nan")},
        {"epoch": 2, "step": 44, "loss": 0.25, "val_loss": float("inf"), "val_accuracy": 1.0},
    )
    changes = ({"step": 30, "what": "learning_rate", "from": 0.02, "to": 0.01},)
    history = History(GENERATOR.random(44), epochs, changes)
    state = {"step": np.array(44, np.int64), "rng": np.arange(7, dtype=np.uint8), "order": np.arange(350),
             "empty": np.zeros((0, 3), np.float16), "on": np.array([True, False])}  # fmt: skip
    position = {
        "step": 44,
        "epoch": 2,
        "sums": {"loss": float("nan")},
        "reason": "stopped",
        "share": np.float64(0.1),
    }
    return RunRecord(run_id, PROJECT, {"engine": "torch", "threads": 1}, {"torch": "2.13"}, history, position,
                     weights(), weights(), state, parent="run-0")  # fmt: skip


def refusal(path: Path) -> str:
    with pytest.raises(PlaygroundError) as caught:
        open_project(path, CATALOGUE)
    message = caught.value.message
    assert "\n" not in message and len(message) < 400
    return message


def same_arrays(first: Arrays, second: Arrays) -> bool:
    return first.keys() == second.keys() and all(
        first[key].dtype == second[key].dtype and np.array_equal(first[key], second[key]) for key in first
    )


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "a.nnplay"
    save_project(path, PROJECT, [record(), record("run-0")], thumbnail=b"\x89PNG\r\n")
    return path


def test_a_file_that_cannot_hold_all_runs_keeps_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, runs = tmp_path / "a.nnplay", [record(f"run-{number}") for number in range(4)]
    save_project(path, PROJECT, runs[:2])
    monkeypatch.setattr(project_file, "MAX_TOTAL", path.stat().st_size)
    save_project(path, PROJECT, runs)
    assert [run.id for run in open_project(path, CATALOGUE).runs] == ["run-0", "run-1"]
    monkeypatch.setattr(project_file, "MAX_TOTAL", 1000)
    with pytest.raises(PlaygroundError, match="is more than a file can hold"):
        save_project(path, PROJECT, runs)
    assert [run.id for run in open_project(path, CATALOGUE).runs] == ["run-0", "run-1"]


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def rewritten(path: Path, **changes: bytes | None) -> Path:
    """Write the archive again with members replaced (or removed: None); `__` stands for a slash."""
    parts = parts_of(path)
    for name, data in changes.items():
        parts[name.replace("__", "/")] = data if data is not None else b""
    removed = {name.replace("__", "/") for name, data in changes.items() if data is None}
    write_archive(path, {name: data for name, data in parts.items() if name not in removed})
    return path


def test_everything_comes_back_to_the_bit(saved: Path) -> None:
    opened = open_project(saved, CATALOGUE)
    assert (opened.project, opened.notes, opened.thumbnail) == (PROJECT, (), b"\x89PNG\r\n")
    assert [run.id for run in opened.runs] == ["run-1", "run-0"]
    first, again = record(), opened.runs[0]
    assert (again.project, again.plan, again.environment, again.parent) == (
        first.project, first.plan, first.environment, first.parent)  # fmt: skip
    assert again.history.losses.dtype == np.float64 and len(again.history.losses) == 44
    assert again.history.changes == first.history.changes
    assert str(again.history.epochs) == str(first.history.epochs)
    assert str(again.position) == str({**first.position, "share": 0.1})


def test_arrays_come_back_to_the_bit(tmp_path: Path) -> None:
    first = record()
    save_project(tmp_path / "a.nnplay", PROJECT, [first])
    again = open_project(tmp_path / "a.nnplay", CATALOGUE).runs[0]
    assert same_arrays(again.start, first.start)
    assert same_arrays(again.weights, first.weights)
    assert same_arrays(again.state, first.state)
    assert again.state["step"].shape == () and again.state["empty"].shape == (0, 3)


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.nnplay", tmp_path / "two.nnplay"
    run = record()
    save_project(one, PROJECT, [run])
    save_project(two, PROJECT, [run])
    assert one.read_bytes() == two.read_bytes()


def test_members_are_the_fixed_list_and_hold_no_pickle(saved: Path) -> None:
    names = [f"runs/{number}/{part}" for number in ("000", "001") for part in run_members.PARTS]
    assert list(parts_of(saved)) == ["project.json", "thumbnail.png", *names]
    assert b"\x80\x04\x95" not in saved.read_bytes()


# What cannot be opened -------------------------------------------------------------------------------------


def test_a_missing_file_a_folder_and_an_empty_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "x.nnplay") == "x.nnplay cannot be opened: there is no such file or folder."
    assert "not a regular file" in refusal(tmp_path)
    (tmp_path / "empty.nnplay").touch()
    assert refusal(tmp_path / "empty.nnplay").startswith("empty.nnplay is empty")
    assert "its name cannot be" in refusal(tmp_path / "a\0b")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_pipes_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.nnplay")
    (tmp_path / "zero.nnplay").symlink_to("/dev/zero")
    assert "not a regular file" in refusal(tmp_path / "pipe.nnplay")
    assert "not a regular file" in refusal(tmp_path / "zero.nnplay")


@pytest.mark.parametrize("data", [b"hello", b"\x80\x04\x95.", b"PK\x05\x06" + b"\0" * 18, b"{}" * 50_000])
def test_what_is_no_project_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.nnplay"
    path.write_bytes(data)
    assert refusal(path) == "x.nnplay is not a Neural Playground file."


def test_every_truncation_is_refused(saved: Path, tmp_path: Path) -> None:
    data = saved.read_bytes()
    path = tmp_path / "cut.nnplay"
    for length in [*range(1, 60), *range(60, len(data) - 1, 211), len(data) - 1]:
        path.write_bytes(data[:length])
        assert "ends too early" in refusal(path) or "damaged" in refusal(path)


def test_a_backup_is_offered_where_there_is_one(saved: Path) -> None:
    save_project(saved, PROJECT)
    saved.write_bytes(b"")
    assert refusal(saved).endswith("; a.nnplay.bak holds the save before.")


def test_a_damaged_project_names_file_and_field(saved: Path) -> None:
    bad = schema.to_bytes(PROJECT).replace(b'"epochs": 200', b'"epochs": -3')
    assert refusal(rewritten(saved, **{"project.json": bad})).startswith(
        "a.nnplay: The project cannot be read: recipe"
    )
    assert "a.nnplay: project.json, line 2" in refusal(rewritten(saved, **{"project.json": b"{\n]"}))
    assert refusal(rewritten(saved, **{"project.json": None})) == "a.nnplay has no part project.json."


def test_a_newer_file_says_so_even_with_parts_unknown_here(saved: Path) -> None:
    newer = schema.to_bytes(PROJECT).replace(b'"version": 1', b'"version": 9')
    message = refusal(rewritten(saved, **{"project.json": newer, "hologram.bin": b"x"}))
    assert "made by Neural Playground" in message and "(format 9)" in message


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "runs/000/x.pkl", "runs/0/run.json", "C:\\x", "a\nb"]
)
def test_members_off_the_list_are_refused(saved: Path, name: str) -> None:
    assert "is no part of a project" in refusal(rewritten(saved, **{name: b"x"}))


def test_notes_tell_what_was_left_out_of_the_network(saved: Path) -> None:
    bad = schema.to_bytes(PROJECT).replace(b'"source": "points"', b'"source": "ghost"')
    opened = open_project(rewritten(saved, **{"project.json": bad}), CATALOGUE)
    assert opened.notes == ("The wire from ghost (out) to dense (in) was left out: there is no block ghost.",)


Spoiler = Callable[[zipfile.ZipInfo], Any]


def test_zip_entries_that_try_something(tmp_path: Path) -> None:
    def attempt(words: str, spoil: Spoiler) -> None:
        path = tmp_path / "z.nnplay"
        with zipfile.ZipFile(path, "w") as pack:
            info = zipfile.ZipInfo("project.json")
            pack.writestr(info, b"{}")
            spoil(info)
        assert words in refusal(path)

    attempt("is encrypted", lambda info: setattr(info, "flag_bits", 1))
    attempt("is not a plain file", lambda info: setattr(info, "external_attr", (stat.S_IFLNK | 0o777) << 16))
    attempt("packed in a way", lambda info: setattr(info, "compress_type", zipfile.ZIP_LZMA))
    attempt("far more than it holds", lambda info: setattr(info, "file_size", 2**29))
    attempt("two different sizes", lambda info: setattr(info, "file_size", 5))
    attempt(
        "its parts overlap",
        lambda info: (setattr(info, "file_size", 9999), setattr(info, "compress_size", 9999)),
    )
    attempt("damaged", lambda info: setattr(info, "header_offset", 77))


def test_a_member_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "z.nnplay"
    with zipfile.ZipFile(path, "w") as pack, pytest.warns(UserWarning, match="Duplicate name"):
        pack.writestr("project.json", b"{}")
        pack.writestr("project.json", b"{}")
    assert "holds 'project.json' twice" in refusal(path)


def test_a_member_without_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "z.nnplay"
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("x", b"{}")
    # The name's length and that of what follows it change places: the x is no name any more.
    data = path.read_bytes()
    for mark, at in ((b"PK\x03\x04", 26), (b"PK\x01\x02", 28)):
        spot = data.index(mark) + at
        data = data[:spot] + struct.pack("<HH", 0, 1) + data[spot + 4 :]
    path.write_bytes(data)
    assert "'' has no name" in refusal(path)


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.nnplay"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("project.json", b" " * 100_000_000)
    assert path.stat().st_size < 200_000
    assert "would unpack to far more than it holds" in refusal(path)


def test_a_list_of_a_million_parts_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "many.nnplay"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 4, 0)
    path.write_bytes(b"PK\x03\x04" + end)
    assert "holds 65\u2009535 parts" in refusal(path)


def test_a_flipped_byte_never_passes_unseen(saved: Path, tmp_path: Path) -> None:
    data, path = saved.read_bytes(), tmp_path / "a.nnplay"
    original = open_project(saved, CATALOGUE)
    for spot in range(40, len(data), 397):
        path.write_bytes(data[:spot] + bytes([data[spot] ^ 0x5A]) + data[spot + 1 :])
        try:
            opened = open_project(path, CATALOGUE)
        except PlaygroundError:
            continue
        assert opened.notes or same_opened(opened, original), f"byte {spot}"


def same_opened(first: Opened, second: Opened) -> bool:
    members = [[run_members.to_members(run) for run in opened.runs] for opened in (first, second)]
    return first.project == second.project and members[0] == members[1]


# Runs that cannot be read ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "data", "words"),
    [
        ("weights.safetensors", b"", "ends too early"),
        ("weights.safetensors", None, "has no part runs/000/weights.safetensors"),
        ("run.json", b"{}", "run.json: id is missing"),
        ("run.json", b"[]", "run.json is not a JSON object"),
        ("plan.json", b"{", "plan.json, line 1"),
        ("project.json", b"{}", "which version"),
        ("history.safetensors", None, "has no part"),
    ],
)  # fmt: skip
def test_a_damaged_run_is_left_out_with_a_note(
    saved: Path, part: str, data: bytes | None, words: str
) -> None:
    opened = open_project(rewritten(saved, **{f"runs/000/{part}": data}), CATALOGUE)
    assert opened.project == PROJECT
    assert [run.id for run in opened.runs] == ["run-0"]
    (note,) = opened.notes
    assert (
        note.startswith("The last training run was left out and the network opened alone: ") and words in note
    )


def test_weights_of_a_block_that_is_not_there_name_it(tmp_path: Path) -> None:
    run = replace(record(), weights={"dense_9.weight": np.zeros(3)})
    parts = {f"runs/000/{name}": data for name, data in run_members.to_members(run).items()}
    path = tmp_path / "a.nnplay"
    write_archive(path, {"project.json": schema.to_bytes(PROJECT), **parts})
    assert (
        "the weights hold 'dense_9.weight', but the network has no such block"
        in open_project(path, CATALOGUE).notes[0]
    )


@pytest.mark.parametrize(("planned", "taken"), [("float64", np.float32), ("float32", np.float64)])
def test_weights_in_other_numbers_than_the_plan_says_leave_the_run_out(
    tmp_path: Path, planned: str, taken: type[np.floating]
) -> None:
    """A script printed from both would compute what was never computed."""
    path, arrays = tmp_path / "a.nnplay", {key: each.astype(taken) for key, each in weights().items()}
    plan = {"engine": "torch", "dtype": np.dtype(taken).name}
    save_project(path, PROJECT, [replace(record(), start=arrays, weights=arrays, plan=plan)])
    assert open_project(path, CATALOGUE).notes == ()
    spoilt = json.dumps({**plan, "dtype": planned}).encode()
    (note,) = open_project(rewritten(path, **{"runs/000/plan.json": spoilt}), CATALOGUE).notes
    assert f"plan.json computes in '{planned}', but the run's weights are {plan['dtype']}" in note


@pytest.mark.parametrize("name", ["accumulate", "best_of", "patient_from", "timed_from"])
def test_a_place_beyond_all_bounds_leaves_the_run_out(saved: Path, name: str) -> None:
    facts = json.loads(parts_of(saved)["runs/000/run.json"])
    facts["position"][name] = 10**400
    path = rewritten(saved, **{"runs/000/run.json": json.dumps(facts).encode()})
    (note,) = open_project(path, CATALOGUE).notes
    assert f"run.json: position.{name}" in note


def test_time_that_counts_from_beyond_the_end_leaves_the_run_out(saved: Path) -> None:
    facts = json.loads(parts_of(saved)["runs/000/run.json"])
    facts["position"] |= {"seconds": 9.5, "timed_from": 9.5}
    path = rewritten(saved, **{"runs/000/run.json": json.dumps(facts).encode()})
    assert open_project(path, CATALOGUE).notes == ()
    facts["position"]["timed_from"] = 9.75
    path = rewritten(saved, **{"runs/000/run.json": json.dumps(facts).encode()})
    (note,) = open_project(path, CATALOGUE).notes
    assert "run.json: position.timed_from lies beyond position.seconds" in note


def test_history_columns_must_agree(saved: Path) -> None:
    names = ("epoch", "step", "loss", "val_loss", "val_accuracy")
    columns = {f"epochs.{name}": np.zeros(1 + (name == "step")) for name in names}
    odd = run_members.write_safetensors({"losses": np.zeros(3), **columns})
    assert (
        "different lengths"
        in open_project(rewritten(saved, **{"runs/000/history.safetensors": odd}), CATALOGUE).notes[0]
    )


@pytest.mark.parametrize("odd", [np.zeros(2), np.array([-1, 2]), None], ids=["fractions", "negative", "none"])
def test_epochs_must_say_which_they_are(saved: Path, odd: np.ndarray | None) -> None:
    names = ("step", "loss", "val_loss", "val_accuracy")
    columns = {f"epochs.{name}": np.zeros(2, np.int64 if name == "step" else np.float64) for name in names}
    columns |= {"epochs.epoch": odd} if odd is not None else {}
    history = run_members.write_safetensors({"losses": np.zeros(44), **columns})
    note = open_project(rewritten(saved, **{"runs/000/history.safetensors": history}), CATALOGUE).notes[0]
    assert "the history has no" in note and "column" in note


# Saving ----------------------------------------------------------------------------------------------------


def test_saving_keeps_one_backup_and_no_litter(saved: Path) -> None:
    first = saved.read_bytes()
    save_project(saved, replace(PROJECT, name="second"))
    assert saved.with_name("a.nnplay.bak").read_bytes() == first
    save_project(saved, replace(PROJECT, name="third"))
    assert open_project(saved.with_name("a.nnplay.bak"), CATALOGUE).project.name == "second"
    assert sorted(path.name for path in saved.parent.iterdir()) == ["a.nnplay", "a.nnplay.bak"]


def test_stale_temporaries_are_swept_and_fresh_ones_left(saved: Path) -> None:
    stale, fresh = (saved.with_name(f".a.tmp-{token}.nnplay") for token in ("0123456789ab", "ba9876543210"))
    stale.touch()
    fresh.touch()
    os.utime(stale, (1, 1))
    save_project(saved, PROJECT)
    assert (stale.exists(), fresh.exists()) == (False, True)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link(saved: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.nnplay"
    link.symlink_to(saved)
    save_project(link, replace(PROJECT, name="through"))
    assert link.is_symlink() and open_project(saved, CATALOGUE).project.name == "through"


def test_permissions_stay(saved: Path) -> None:
    saved.chmod(0o640)
    save_project(saved, PROJECT)
    assert stat.S_IMODE(saved.stat().st_mode) == 0o640


def test_a_folder_or_a_missing_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match="it is a folder"):
        save_project(tmp_path, PROJECT)
    with pytest.raises(
        PlaygroundError, match="x.nnplay could not be written: there is no such file or folder"
    ):
        save_project(tmp_path / "no" / "x.nnplay", PROJECT)
    with pytest.raises(PlaygroundError, match="could not be written"):
        save_project(tmp_path / "a\0.nnplay", PROJECT)


def test_values_that_have_no_json_form_are_refused(saved: Path) -> None:
    first = saved.read_bytes()
    with pytest.raises(PlaygroundError, match="could not be written"):
        save_project(saved, PROJECT.with_recipe(l1=float("nan")))
    with pytest.raises(PlaygroundError, match="recipe.epochs should be"):
        save_project(saved, PROJECT.with_recipe(epochs=0))
    assert saved.read_bytes() == first


def test_networks_with_problems_can_be_saved(saved: Path) -> None:
    from playground.core.network.edits import set_params

    project = PROJECT.with_network(set_params(PROJECT.network, "dense", units=10**9))
    save_project(saved, project)
    opened = open_project(saved, CATALOGUE)
    assert (opened.project, opened.notes) == (project, ())


def test_a_file_that_could_not_be_read_again_is_never_written(saved: Path) -> None:
    from playground.core.network.edits import set_params

    first = saved.read_bytes()
    with pytest.raises(PlaygroundError, match="Units takes a whole number of 1 or more, not -3"):
        save_project(saved, PROJECT.with_network(set_params(PROJECT.network, "dense", units=-3)))
    assert saved.read_bytes() == first


CALLS = ["open", "fsync", "link", "replace", "chmod"]


@pytest.fixture(
    params=[(name, number) for name in CALLS for number in range(4)], ids=lambda p: f"{p[0]}-{p[1]}"
)
def failing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let the n-th call of one system function, and all after it, find the disk full."""
    name, number = request.param
    real, calls = getattr(os, name), []

    def full(*args: Any, **keywords: Any) -> Any:
        if name == "open" and not (args[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            return real(*args, **keywords)
        calls.append(name)
        if len(calls) > number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **keywords)

    monkeypatch.setattr(os, name, full)
    yield calls


@pytest.mark.usefixtures("failing")
def test_whatever_fails_the_old_or_the_new_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.nnplay"
    try:
        save_project(path, replace(PROJECT, name="first"))
        save_project(path, replace(PROJECT, name="second"))
    except PlaygroundError as error:
        assert "the disk is full" in error.message
    names = {each.name for each in tmp_path.iterdir()}
    assert names <= {"a.nnplay", "a.nnplay.bak"}
    if path.exists():
        assert open_project(path, CATALOGUE).project.name in ("first", "second")


def count_and_fail(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let writes into the archive fail once so many bytes were written."""
    written = [0]
    real = zipfile.ZipFile.writestr

    def writestr(self: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> None:
        written[0] += len(data)
        if written[0] > after:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, info, data)

    monkeypatch.setattr(zipfile.ZipFile, "writestr", writestr)


@pytest.mark.parametrize("after", range(0, 9000, 450))
def test_a_disk_that_fills_up_leaves_the_old_file(
    saved: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    first = saved.read_bytes()
    count_and_fail(monkeypatch, after)
    with pytest.raises(
        PlaygroundError, match="^a.nnplay could not be written: the disk is full; the file as it was"
    ):
        save_project(saved, PROJECT, [record()])
    assert saved.read_bytes() == first
    assert [path.name for path in saved.parent.iterdir()] == ["a.nnplay"]


def test_a_disk_that_lies_is_found_out(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = saved.read_bytes()
    real = archive.write_archive

    def lying(path: Path, members: dict[str, bytes]) -> None:
        real(path, {**members, "project.json": members["project.json"].replace(b"200", b"201")})

    monkeypatch.setattr("playground.core.files.project_file.write_archive", lying)
    with pytest.raises(PlaygroundError, match="other bytes than were written"):
        save_project(saved, PROJECT)
    assert saved.read_bytes() == first


def test_an_interrupted_write_leaves_nothing_behind(saved: Path) -> None:
    first = saved.read_bytes()

    def interrupted(path: Path) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(saved, interrupted, lambda path: None)
    assert saved.read_bytes() == first
    assert [path.name for path in saved.parent.iterdir()] == ["a.nnplay"]


def test_disks_without_hard_links_get_a_copied_backup(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    first = saved.read_bytes()
    save_project(saved, replace(PROJECT, name="second"))
    assert atomic.backup_path(saved).read_bytes() == first


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(saved: Path) -> None:
    saved.parent.chmod(0o555)
    try:
        with pytest.raises(PlaygroundError, match="permission is denied"):
            save_project(saved, PROJECT)
    finally:
        saved.parent.chmod(0o755)


def test_a_read_only_file_is_not_replaced(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(PlaygroundError, match="permission is denied"):
        save_project(saved, PROJECT)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_spoilt_bytes_are_opened_or_refused(saved: Path, data: st.DataObject) -> None:
    original = saved.read_bytes()
    spoilt = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(spoilt)))
        end = min(len(spoilt), start + data.draw(st.integers(0, 40)))
        spoilt[start:end] = data.draw(st.binary(max_size=40))
    path = saved.with_name("spoilt.nnplay")
    path.write_bytes(bytes(spoilt))
    try:
        open_project(path, CATALOGUE)
    except PlaygroundError as error:
        assert "\n" not in error.message
