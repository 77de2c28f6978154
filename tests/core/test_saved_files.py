"""Files that version 0.1.0 saved, in mid-epoch, open today and go on with the losses it went on with.

Beside each file stand the losses of its next 20 steps: equal to the bit where processor and PyTorch are the
file's, else as close as floats are.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import RunRecord
from playground.core.training.environment import differences, environment
from playground.core.training.hardware import detect
from playground.core.training.plan import Plan
from playground.core.training.session import Session
from run_bits import run

SAVED = Path(__file__).resolve().parents[1] / "saved"
NAMES = sorted(path.stem for path in SAVED.glob("*.nnplay"))


def goes_on(name: str, record: RunRecord) -> bool:
    """Say whether a run goes on as it did when it was saved."""
    expected = np.array(json.loads((SAVED / f"{name}.json").read_text()))
    resumed = run(Session.resume(record), len(expected))
    losses = resumed.record().history.losses[-len(expected) :]
    now = environment(Plan.from_json(record.plan), detect())
    if differences(record.environment, now):
        return bool(np.allclose(losses, expected, rtol=1e-4))
    return bool((losses == expected).all())


def test_the_files_are_there() -> None:
    assert NAMES == ["circles", "spiral", "wine"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_the_last_version_opens_and_goes_on(name: str, tmp_path: Path) -> None:
    opened = open_project(SAVED / f"{name}.nnplay", CATALOGUE)
    assert opened.notes == () and goes_on(name, opened.runs[0])
    save_project(tmp_path / "again.nnplay", opened.project, opened.runs)
    again = open_project(tmp_path / "again.nnplay", CATALOGUE)
    assert again.project == opened.project and goes_on(name, again.runs[0])


@pytest.mark.parametrize("what", ["learning_rate", "l1", "l2", "weight_decay", "options", "batch_size"])
def test_a_change_that_were_not_replayed_would_show(what: str) -> None:
    record = open_project(SAVED / "spiral.nnplay", CATALOGUE).runs[0]
    changes = tuple(change for change in record.history.changes if change["what"] != what)
    assert len(changes) == len(record.history.changes) - 1
    assert not goes_on("spiral", replace(record, history=replace(record.history, changes=changes)))
