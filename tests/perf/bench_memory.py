"""How much memory a process takes at most while it trains on 60,000 pictures of 28x28, everything counted."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from figures import Figure

MB = 10**6
ROOM = 300 * MB  # for Python, PyTorch and the network
STATUS = Path("/proc/self/status")
NAME = "60,000 x 784: memory of the process while it trains"


def figures(_quick: bool) -> Iterator[Figure]:
    """Train in a child, so that nothing else counts."""
    if not STATUS.is_file():
        yield Figure(NAME, float("nan"), "MB", note="not measured: only Linux tells the peak")
        return
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    data, before, most = map(int, done.stdout.split())
    note = f"{data / MB:.0f} MB of data; {before / MB:.0f} MB before they were made"
    yield Figure(NAME, most / MB, "MB", (2 * data + ROOM) / MB, False, note)


def main() -> None:
    """Train an epoch; say what the data take, what was taken before, and what at most."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import projects

    from playground.core.data.prepared import load_samples
    from playground.core.project.values import Recipe
    from playground.core.training.session import Session

    network = [("flatten", {}), *projects.dense(128, 10)]
    project = projects.project(network, Recipe(batch_size=64), projects.pictures())
    before = taken("VmRSS")
    session = Session.start(project)
    while not session.recorder.epochs:
        session.advance(1000)
    arrays = load_samples(project).dataset.arrays
    print(sum(array.nbytes for array in arrays.values()), before, taken("VmHWM"))


def taken(row: str) -> int:
    """Return what this process takes (VmRSS), or has taken at most (VmHWM), in bytes."""
    rows = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return int(rows[row].split()[0]) * 1024


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    main()
