"""How much memory a process takes at most while it trains: counted before, measured in a child."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import every_kind
import published
from made_data import CLASSES, known_too, made
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data import prepared
from playground.core.files.project_file import open_project
from playground.core.project.values import Project

STATUS = Path("/proc/self/status")
FORGET = Path("/proc/self/clear_refs")
# Large enough for what the program takes by itself not to matter, by rank without the batch axis.
SIZES = {0: (512,), 1: (40_000,), 2: (128, 256), 3: (16, 48, 48), 4: (8, 8, 24, 24)}
BATCH = 64
DATA = (*(made(every_kind.SOURCES[rank], sizes, 2 * BATCH, kinds=kinds)
          for rank, sizes in SIZES.items() for kinds in (2, len(CLASSES))),
        made("points", every_kind.POINTS, 2 * BATCH),
        *dict.fromkeys(each.data for each in published.NETWORKS.values()))  # fmt: skip
WITH_THEM = known_too(DATA)


@dataclass(frozen=True)
class Taken:
    """Bytes that were counted, and bytes that were taken beside what the program takes by itself."""

    counted: int
    exact: int  # counted without the gaps of a heap
    lasting: int  # of it, for weights and data
    measured: int
    failed: str = ""  # instead, what kept it from training


def taken(wanted: Sequence[dict[str, Any]], gaps: bool) -> Iterator[Taken]:
    """Train projects one after the other in a child; without gaps freed memory goes back at once."""
    own = {} if gaps else {"MALLOC_MMAP_THRESHOLD_": "65536"}
    command, given = [sys.executable, __file__], json.dumps(wanted)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False,
                          env={**os.environ, **own})  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the child ended with {done.returncode}: {done.stderr[-2000:]}")
    return (Taken(**json.loads(line)) for line in done.stdout.splitlines())


def _project_of(wanted: dict[str, Any]) -> Project:
    if "published" in wanted:
        return published.project_of(wanted["published"])
    if "file" in wanted:
        return open_project(Path(wanted["file"]), CATALOGUE).project
    made = every_kind.project_of(every_kind.Case(**wanted), SIZES)
    return replace(made, catalogue=WITH_THEM)


def _now(row: str) -> int:
    """Return what the process takes (VmRSS), or has taken at most (VmHWM), in bytes."""
    rows = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return int(rows[row].split()[0]) * 1024


def _train(project: Project) -> Taken:
    """Train until an epoch has ended, so that something is judged too."""
    from playground.core.training.session import Session

    found = analyse(project, prepared.fields_of(project)).inference
    peak = found.peak
    prepared._dataset.cache_clear()
    prepared._samples.cache_clear()
    gc.collect()
    before = _now("VmRSS")
    FORGET.write_text("5")  # the peak counts from here on
    session = Session.start(project)
    session.advance(2)
    return Taken(peak.memory, peak.exact, peak.lasting, _now("VmHWM") - before)


def main() -> None:
    """Train the projects on stdin and say what each took."""
    from playground.core.project.templates import template
    from playground.core.training.session import Session
    from playground.core.training.warmup import warm_up

    warm_up()
    Session.start(template("digits-cnn", CATALOGUE).open()).advance(100)
    for wanted in json.load(sys.stdin):
        try:
            told = _train(_project_of(wanted))
        except Exception as reason:  # whatever it is, the parent says which network it happened to
            told = Taken(0, 0, 0, 0, repr(reason)[:300])
        sys.stdout.write(json.dumps(asdict(told)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
