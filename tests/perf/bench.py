"""Run every benchmark beside this file, print a table, and keep the figures under packaging/bench.

    python tests/perf/bench.py [NAME ...] [--quick] [--out FILE]

NAME picks benchmarks: `training` is bench_training.py. Each has a function `figures(quick: bool)` that yields
figures; all are ratios or delays taken within one run, so that a busy machine spoils them little. Beside each
stands what the same machine measured last time. Rough figures, of --quick, are kept only where --out says.
"""

import os

# Before torch is imported: two OpenMP threads that spin collapse on shared cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import argparse
import math
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

import ledger  # noqa: E402
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
    described = ledger.machine()
    path = given.out or ledger.place(described)
    before = ledger.earlier(path)
    Console(width=140).print(table(found, before))
    if given.out or not given.quick:
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
        ledger.write(path, ledger.document(found, before, described, now, given.quick))
        print(f"written to {path}")
    return 0 if all(figure.reached is not False for figure in found) else 1


def parser() -> argparse.ArgumentParser:
    """Return the arguments' parser."""
    made = argparse.ArgumentParser(description="Measure the speed of training and of the window.")
    made.add_argument("names", nargs="*", metavar="NAME", choices=[[], *names()], help=", ".join(names()))
    made.add_argument("--quick", action="store_true", help="fewer repeats: rougher figures")
    made.add_argument("--out", type=Path, metavar="FILE", help="instead of this machine's file")
    return made


def names() -> list[str]:
    """Return the benchmarks there are."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def table(found: Sequence[Figure], before: Mapping[str, ledger.Entry]) -> Table:
    """Return the figures as a table, beside what they were."""
    made = Table("what", "measured", "to reach", "reached", "last time", "note")
    for figure in found:
        sign, last = ">=" if figure.higher_is_better else "<=", before.get(figure.name)
        target = "" if figure.target is None else f"{sign} {figure.target:g} {figure.unit}"
        was = "" if last is None else f"{in_words(last['value'], figure.unit)} ({last['measured'][:10]})"
        now = in_words(figure.value, figure.unit)
        made.add_row(figure.name, now, target, MARKS[figure.reached], was, figure.note)
    return made


def in_words(value: float, unit: str) -> str:
    """Return a figure as people read it; a dash for what was not measured."""
    if math.isnan(value):
        return "-"
    return f"{value:,.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


if __name__ == "__main__":
    sys.exit(main())
