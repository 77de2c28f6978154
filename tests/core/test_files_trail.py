"""Waypoints in project files: back to the bit, left out where damaged, absent in older files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from own_tables import project_of, table_file, things
from playground.core.builtin import CATALOGUE
from playground.core.files import trail_member
from playground.core.files.archive import write_archive
from playground.core.files.arrays import read_safetensors, write_safetensors
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import Arrays, RunRecord
from playground.core.project.templates import template
from playground.core.training.cancel import never
from playground.core.training.record import Position
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from run_bits import differences, run

PROJECT = template("spiral-mlp", CATALOGUE).open()
MEMBER = "runs/000/trail.safetensors"


@pytest.fixture(scope="module")
def record() -> RunRecord:
    return run(Session.start(PROJECT), 450).record()


def saved(folder: Path, record: RunRecord) -> Path:
    path = folder / "a.nnplay"
    save_project(path, PROJECT, [record])
    return path


def test_waypoints_come_back_to_the_bit_and_can_be_gone_on_from(tmp_path: Path, record: RunRecord) -> None:
    opened = open_project(saved(tmp_path, record), CATALOGUE)
    again = opened.runs[0]
    assert opened.notes == () and len(again.trail) == len(record.trail) == 22
    for one, other in zip(record.trail, again.trail, strict=True):
        assert one.step == other.step and dict(one.position) == dict(other.position)
        for mine, theirs in ((one.weights, other.weights), (one.state, other.state)):
            assert mine.keys() == theirs.keys()
            assert all(np.array_equal(mine[key], theirs[key]) for key in mine)
    assert differences(record, run(session_at(again, 207), 243).record()) == []


def test_waypoints_of_whole_epochs_hold_what_no_step_changes(tmp_path: Path) -> None:
    project = project_of(table_file(tmp_path, things()), "kind")
    session = Session.start(project, engine="compiled")
    list(train(session, Limit(epochs=30), lambda: 10_000, never))
    record = session.record()
    assert record.plan["engine"] == "compiled" and len(record.trail) > 2
    assert all(each.weights.keys() == record.weights.keys() for each in record.trail)
    save_project(tmp_path / "a.nnplay", project, [record])
    assert len(open_project(tmp_path / "a.nnplay", CATALOGUE).runs[0].trail) == len(record.trail)


def test_a_run_without_waypoints_has_no_such_member(tmp_path: Path) -> None:
    path = saved(tmp_path, run(Session.start(PROJECT), 19).record())
    with zipfile.ZipFile(path) as pack:
        assert MEMBER not in pack.namelist()
    assert open_project(path, CATALOGUE).runs[0].trail == ()


def shortened(arrays: dict[str, np.ndarray]) -> None:
    arrays["weights.dense.bias"] = arrays["weights.dense.bias"][:-1]


def of_other_weights(arrays: dict[str, np.ndarray]) -> None:
    del arrays["weights.dense.bias"]


def out_of_order(arrays: dict[str, np.ndarray]) -> None:
    arrays["steps"] = arrays["steps"][::-1]


def after_the_end(arrays: dict[str, np.ndarray]) -> None:
    arrays["steps"] = arrays["steps"] + 100


def without_places(arrays: dict[str, np.ndarray]) -> None:
    arrays["places"] = arrays["places"][:0]


def of_no_step(arrays: dict[str, np.ndarray]) -> None:
    arrays["state.x.order.generator"] = arrays.pop("state.200.order.generator")


def before_the_start(arrays: dict[str, np.ndarray]) -> None:
    arrays["steps"] = arrays["steps"] - 20


def of_another_type(arrays: dict[str, np.ndarray]) -> None:
    arrays["weights.dense.bias"] = arrays["weights.dense.bias"].astype(np.float64)


def at_a_place_below_none(arrays: dict[str, np.ndarray]) -> None:
    arrays["places"] = np.where(np.arange(arrays["places"].shape[1]) == 1, -1, arrays["places"])


def with_places_that_say_more(arrays: dict[str, np.ndarray]) -> None:
    arrays["places"] = np.pad(arrays["places"], ((0, 0), (0, 1)))


def with_places_that_say_too_little(arrays: dict[str, np.ndarray]) -> None:
    arrays["places"] = np.ascontiguousarray(arrays["places"][:, :5])


DAMAGE = [shortened, of_other_weights, out_of_order, after_the_end, without_places, of_no_step,
          before_the_start, of_another_type, at_a_place_below_none, with_places_that_say_more,
          with_places_that_say_too_little]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_waypoints_are_left_out_and_the_run_opens(
    tmp_path: Path, record: RunRecord, damage: Callable[[Arrays], None]
) -> None:
    path = saved(tmp_path, record)
    with zipfile.ZipFile(path) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    arrays = dict(read_safetensors(parts[MEMBER]))
    damage(arrays)
    write_archive(path, parts | {MEMBER: write_safetensors(arrays)})
    opened = open_project(path, CATALOGUE)
    assert opened.runs[0].trail == () and opened.runs[0].history.losses.shape == (450,)
    assert opened.notes == (
        "Training run 1 opened without its past: the snapshots of its weights are damaged.",
    )


def test_places_of_the_first_files_say_less_and_are_read(record: RunRecord) -> None:
    arrays = dict(read_safetensors(trail_member.to_bytes(record.trail)))
    arrays["places"] = np.ascontiguousarray(arrays["places"][:, :6])
    again = trail_member.from_bytes(write_safetensors(arrays), record.weights, 0, 450)
    (older, now) = ([each for each in trail if each.state] for trail in (again, record.trail))
    assert [Position.from_json(each.position) for each in older] == [
        Position.from_json(each.position) for each in now
    ]


def test_states_that_would_make_the_header_too_long_are_thinned(
    record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail_member, "_MOST_ARRAYS", len(record.trail[9].state) + 1)
    again = trail_member.from_bytes(trail_member.to_bytes(record.trail), record.weights, 0, 450)
    assert [each.step for each in again if each.state] == [200]
    assert [each.step for each in again] == [each.step for each in record.trail]
