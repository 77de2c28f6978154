"""Run every benchmark beside this file, print a table and write bench-results.json.

    python tests/perf/bench.py [NAME ...] [--quick] [--out FILE]

NAME picks benchmarks: `training` is bench_training.py. Each has a function `figures(quick: bool)` that yields
figures; all are ratios or delays taken within one run, so that a busy machine spoils them little.
"""

import os

# Before torch is imported: two OpenMP threads that spin collapse on shared cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from figures import Figure  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

MARKS = {True: "yes", False: "NO", None: ""}


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when every target is reached, else 1."""
    given = parser().parse_args(arguments)
    found: list[Figure] = []
    for name in given.names or names():
        print(f"{name} ...", file=sys.stderr, flush=True)
        found += import_module(f"bench_{name}").figures(given.quick)
    Console(width=120).print(table(found))
    given.out.write_text(json.dumps(document(found), indent=1) + "\n", encoding="utf-8")
    print(f"written to {given.out}")
    return 0 if all(figure.reached is not False for figure in found) else 1


def parser() -> argparse.ArgumentParser:
    """Return the arguments' parser."""
    made = argparse.ArgumentParser(description="Measure the speed of training and of the window.")
    made.add_argument("names", nargs="*", metavar="NAME", choices=[[], *names()], help=", ".join(names()))
    made.add_argument("--quick", action="store_true", help="fewer repeats: rougher figures")
    made.add_argument("--out", type=Path, default=Path("bench-results.json"), metavar="FILE")
    return made


def names() -> list[str]:
    """Return the benchmarks there are."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def table(found: Sequence[Figure]) -> Table:
    """Return the figures as a table."""
    made = Table("what", "measured", "to reach", "reached", "note")
    for figure in found:
        sign = ">=" if figure.higher_is_better else "<="
        target = "" if figure.target is None else f"{sign} {figure.target:g} {figure.unit}"
        measured = (
            f"{figure.value:,.3g} {figure.unit}"
            if figure.value < 1000
            else f"{figure.value:,.0f} {figure.unit}"
        )
        made.add_row(figure.name, measured, target, MARKS[figure.reached], figure.note)
    return made


def document(found: Sequence[Figure]) -> dict[str, Any]:
    """Return figures and machine as JSON values."""
    from playground.core.training.hardware import cpu_name, usable_cores

    machine = {"cpu": cpu_name(), "cores": usable_cores(), "python": platform.python_version()}
    return {"machine": machine, "figures": [{**asdict(each), "reached": each.reached} for each in found]}


if __name__ == "__main__":
    sys.exit(main())
