"""Networks that together hold every block that learns: saved anywhere, resumed, and printed, to the bit."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from combinations import (
    COUNT,
    ORDER,
    SAVES,
    STEPS,
    STEPWISE,
    TRAINABLE,
    Combination,
    combination,
    learning_kinds,
)
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.export.script.of_run import run_to_print
from playground.core.export.script.script import script_of_run
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import RunRecord
from playground.core.project.schedules import SCHEDULES
from playground.core.training.hardware import Device, Hardware
from playground.core.training.session import Session
from run_bits import differences
from script_runs import differences as differences_of_script
from script_runs import told

Way = tuple[int, str]
FEW = (3, 11, 26)
slow = pytest.mark.slow
WAYS = ((1, "float32"), (2, "float32"), (1, "bf16"))  # threads, and what layers compute in
GROUPS = [
    *(pytest.param(FEW, way, id=f"a few, {way[1]}") for way in (WAYS[0], WAYS[2])),
    *(pytest.param(tuple(range(start, start + 5)), way, marks=slow, id=f"{start} on, {way[0]}, {way[1]}")
      for start in range(0, COUNT, 5) for way in WAYS),
]  # fmt: skip
HERE = Hardware(2, (Device("cpu", "Some CPU", bf16=True),))  # so that every machine computes in it if asked


def begun(made: Combination, way: Way) -> Session:
    project = made.project.with_recipe(threads=way[0], precision=way[1])
    return Session.start(project, engine="torch", hardware=HERE)


def through_a_file(record: RunRecord, path: Path) -> RunRecord:
    save_project(path, record.project, (record,))
    return open_project(path, CATALOGUE).runs[0]


def spoilt_by_saving(made: Combination, whole: RunRecord, way: Way, folder: Path) -> list[object]:
    """Return behind which steps saving and resuming changed something, and what."""
    wrong: list[object] = []
    session = begun(made, way)
    for point in made.saves:
        saved = through_a_file(made.go_on(session, point).record(), folder / "saved.nnplay")
        again = made.go_on(Session.resume(saved), STEPS)
        if found := differences(whole, again.record()):
            wrong.append((point, found))
    return wrong


def can_be_printed(record: RunRecord) -> bool:
    """Say whether there is a script; a sentence says why not."""
    try:
        script_of_run(run_to_print(record).printed)
    except PlaygroundError as refusal:
        assert str(refusal.message).startswith("A script cannot ")
        return False
    return True


@pytest.mark.parametrize(("indices", "way"), GROUPS)
def test_runs_are_saved_resumed_and_printed_to_the_bit(
    indices: tuple[int, ...], way: Way, tmp_path: Path
) -> None:
    wrong: dict[int, object] = {}
    records = {}
    for index in indices:
        made = combination(index)
        whole = made.go_on(begun(made, way), STEPS).record()
        assert (whole.plan["threads"], whole.plan["precision"]) == way
        assert len(whole.history.losses) == STEPS
        if found := spoilt_by_saving(made, whole, way, tmp_path):
            wrong[index] = found
        if can_be_printed(whole):
            records[str(index)] = whole
    assert len(records) * 2 > len(indices)
    scripts = told(records, tmp_path)
    spoilt = {
        name: found for name in records if (found := differences_of_script(records[name], scripts[name]))
    }
    assert (wrong, spoilt) == ({}, {})


@slow
def test_the_combinations_hold_every_block_that_learns_and_all_that_a_recipe_names() -> None:
    made = [combination(index) for index in range(COUNT)]
    kinds = set(chain.from_iterable(learning_kinds(each.project.network) for each in made))
    assert kinds >= set(TRAINABLE) and len(TRAINABLE) < COUNT <= len(ORDER)
    assert {each.project.recipe.optimizer for each in made} == {spec.id for spec in STEPWISE}
    assert {each.project.recipe.schedule for each in made} == {spec.id for spec in SCHEDULES}
    assert all(len(set(each.saves)) == SAVES for each in made)
