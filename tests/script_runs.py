"""Runs of exported scripts, in processes that have torch and numpy and nothing of ours."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import PIPE
from typing import Any

import numpy as np

from playground.core.export.script.of_run import run_to_print
from playground.core.export.script.script import Script, script_of_run
from playground.core.project.records import PATIENCE, RETURNED, RunRecord
from playground.core.training.history import to_json

# What the interpreter runs: our package cannot be had, wherever it is installed. Importing torch takes longer
# than the scripts do, so that it is done once; each request has a process of its own, forked from there.
ALONE = """
import json, os, runpy, sys, traceback
sys.modules["playground"] = None
import numpy, torch, torch._dynamo

def run(folders, errors):
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT), 2)
    os.dup2(2, 1)
    try:
        for folder in folders:
            runpy.run_path(folder + "/train.py", run_name="__main__")
        assert not [each for each in sys.modules if each.startswith("playground.")]
    except BaseException:
        traceback.print_exc()
        return 1
    return 0

told = os.fdopen(os.dup(1), "w")
for line in sys.stdin:
    if not hasattr(os, "fork"):  # on Windows one process for each request
        print(run(*json.loads(line)), file=told, flush=True)
        break
    child = os.fork()
    if not child:
        os._exit(run(*json.loads(line)))
    print(os.waitpid(child, 0)[1], file=told, flush=True)
"""


@cache
def _starter() -> subprocess.Popen[str]:
    """Start what runs scripts; it ends with this process."""
    environment = {name: each for name, each in os.environ.items() if name != "PYTHONPATH"}
    words = [sys.executable, "-P", "-c", ALONE]
    begun = subprocess.Popen(words, stdin=PIPE, stdout=PIPE, text=True, env=environment)
    atexit.register(begun.communicate)
    return begun


@dataclass(frozen=True)
class Told:
    """What a run of a script left behind."""

    script: Script
    history: dict[str, Any]
    weights: dict[str, np.ndarray]
    ours: dict[str, np.ndarray]  # the run's weights by the script's names


ENDS = (RETURNED, PATIENCE, "keep_best", "early_stopping", "time_limit")


def put(record: RunRecord, folder: Path) -> tuple[Script, dict[str, np.ndarray]]:
    """Write the script of a run and its data; return it, and the run's weights by its names."""
    run = run_to_print(record)
    script = script_of_run(run.printed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "train.py").write_text(script.text, encoding="utf-8")
    data: dict[str, Any] = run.data(script.network)
    np.savez(folder / "data.npz", **data)
    return script, dict(run.weights(script.network, record.weights))


def run_alone(folders: Iterable[Path]) -> None:
    """Run the scripts in some folders, one after the other, where our package is not."""
    paths = [str(folder.absolute()) for folder in folders]
    errors = Path(paths[0]) / "errors.txt"
    begun = _starter()
    assert begun.stdin is not None and begun.stdout is not None
    begun.stdin.write(json.dumps([paths, str(errors)]) + "\n")
    begun.stdin.flush()
    ended = begun.stdout.readline()
    if not hasattr(os, "fork"):
        _starter.cache_clear()
    assert int(ended) == 0, errors.read_text(encoding="utf-8")


def left(folder: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return the history and the weights that a script left in its folder."""
    with np.load(folder / "weights.npz") as held:
        weights = {name: held[name] for name in held.files}
    return json.loads((folder / "history.json").read_text(encoding="utf-8")), weights


def told(records: Mapping[str, RunRecord], folder: Path) -> dict[str, Told]:
    """Write the scripts of some runs, run them alone, and return what each left."""
    made = {name: put(record, folder / str(index)) for index, (name, record) in enumerate(records.items())}
    run_alone(folder / str(index) for index in range(len(records)))
    return {
        name: Told(script, *left(folder / str(index)), ours)
        for index, (name, (script, ours)) in enumerate(made.items())
    }


def _told(changes: list[dict[str, Any]]) -> list[tuple[int, bool]]:
    """Return at which steps something was changed: the recipe's own, or a weight."""
    return list(dict.fromkeys((change["step"], "[" in change["what"]) for change in changes))


def _ends(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the changes that an end made or that an end is made of, each with what was before."""
    return [change for change in changes if change["what"] in ENDS]


def differences(record: RunRecord, found: Told) -> list[str]:
    """Return what is not the same to the bit: losses, figures, changes, weights."""
    recorded = json.loads(json.dumps(to_json(record)))
    wrong = [name for name in ("steps", "epochs") if found.history[name] != recorded[name]]
    if _told(found.history["changes"]) != _told(recorded["changes"]):
        wrong.append("changes")
    if _ends(found.history["changes"]) != _ends(recorded["changes"]):
        wrong.append("what was before a change")
    if list(found.weights) != list(found.ours):
        wrong.append("names of weights")
    return wrong + [
        f"weights {name}"
        for name, array in found.ours.items()
        if found.weights[name].dtype != array.dtype or found.weights[name].tobytes() != array.tobytes()
    ]
