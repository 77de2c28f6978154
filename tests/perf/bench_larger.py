"""Pictures that are not to fit in memory: how quick training on them is, and how much memory it takes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from figures import Figure, ratio

SIDE, KINDS = 64, 10
SIZE, QUICK, FEW = 2 * 10**9, 4 * 10**8, 2500  # bytes of pictures, and how many that fit
STEPS, BATCH, PAIRS = 5, 64, 11
STATUS = Path("/proc/self/status")
MOST_MB, LEAST = 1500, 0.9


def figures(quick: bool) -> Iterator[Figure]:
    """Write pictures, make projects of them, train; each in a process of its own."""
    size = QUICK if quick else SIZE
    words = f"{size / 1e9:.1f} GB of pictures"
    with TemporaryDirectory() as folder:
        place = {**os.environ, "PLAYGROUND_TABLES_DIR": str(Path(folder) / "kept")}
        for name, count in (("large", size // (3 * SIDE**2)), ("few", FEW)):
            _child(place, "write", f"{folder}/{name}.safetensors", str(count))
        taken = _child(place, "train", f"{folder}/large.safetensors")
        speed = _child(place, "compare", f"{folder}/large.safetensors", f"{folder}/few.safetensors")
        cold = _child(place, "cold", f"{folder}/large.safetensors", f"{folder}/few.safetensors")
    note = f"{speed[1]:.0f} and {speed[2]:.0f} pictures a second of the processor"
    yield Figure(f"{words}: speed of training beside data in memory", speed[0], "", LEAST, True, note)
    note = f"nothing of them in the system's cache; {cold[1]:.0f} and {cold[2]:.0f} a second"
    yield Figure(f"{words}: the same, from the disk", cold[0], "", LEAST, True, note)
    yield Figure(f"{words}: begun in", taken[1], "s", note="read again, split, measured")
    if STATUS.is_file():
        note = "most at any step, of what is not the disk's cache"
        yield Figure(f"{words}: memory of the process", taken[0], "MB", MOST_MB, False, note)


def _child(place: dict[str, str], *words: str) -> list[float]:
    done = subprocess.run([sys.executable, __file__, *words], env=place, stdout=subprocess.PIPE, check=True)
    return [float(each) for each in done.stdout.split()]


def write(path: str, count: str) -> None:
    """Write pictures of noise about the brightness of their class as safetensors."""
    import numpy as np

    many, each = int(count), 3 * SIDE**2
    sizes = {"x": ("U8", [many, SIDE, SIDE, 3], many * each), "y": ("I64", [many], many * 8)}
    header, start = {}, 0
    for name, (kind, shape, length) in sizes.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [start, start + length]}
        start += length
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    random = np.random.default_rng(0)
    labels = random.integers(0, KINDS, many)
    with Path(path).open("wb") as file:
        file.write(len(head).to_bytes(8, "little") + head)
        for first in range(0, many, 1000):
            here = labels[first : first + 1000]
            noise = random.integers(0, 120, (len(here), each), np.uint8)
            file.write((noise + 12 * here[:, None].astype(np.uint8)).tobytes())
        file.write(labels.astype("<i8").tobytes())


def train(path: str) -> None:
    """Train and judge; say the most memory in MB, and the seconds until the first step."""
    import time

    began = time.perf_counter()
    session = _session(path)
    session.advance(1)
    seconds, most = time.perf_counter() - began, _anonymous()
    for _ in range(10):
        session.advance(STEPS)
        most = max(most, _anonymous())
    session.live_model().evaluate("validation")
    print(max(most, _anonymous()) / 1e6, seconds)


def compare(large: str, few: str, forget: bool = False) -> None:
    """Say the speed on one file's pictures by that on another's, and both, in pictures a second."""
    from playground.core.training import resident

    streamed = _session(large)
    resident.PREPARED_AT_MOST = 2**40
    held = _session(few)
    print(*ratio(_rate(streamed, forget), _rate(held, forget), PAIRS))


def cold(large: str, few: str) -> None:
    """Say the same with all pictures read from the disk, by the clock."""
    compare(large, few, forget=True)


def _rate(session: Any, forget: bool) -> Callable[[], float]:
    """Return what says how many pictures a second are trained on: of the processor, or of the clock."""
    import time

    def measured() -> float:
        if forget:
            _forget(Path(os.environ["PLAYGROUND_TABLES_DIR"]))
            session.advance(STEPS)  # on what had been read ahead, and was forgotten with the rest
        clock = time.perf_counter if forget else time.process_time
        began = clock()
        session.advance(STEPS)
        return STEPS * BATCH / (clock() - began)

    return measured


def _forget(folder: Path) -> None:
    """Let the system forget what it holds of files that no process looks at now."""
    for file in folder.rglob("*"):
        if file.is_file():
            handle = os.open(file, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def _session(path: str) -> Any:
    """Return a run on the pictures of a file, which are not looked through: they are like the few."""
    from dataclasses import replace

    from playground.core.builtin import CATALOGUE
    from playground.core.catalogue.own_files import OwnFiles
    from playground.core.files.own_files import fact_of
    from playground.core.importing.importers import IMPORTERS
    from playground.core.importing.proposing import propose
    from playground.core.training.session import Session

    found = IMPORTERS.get("arrays").understand(Path(path).with_stem("few"), {}).manifest
    fact = fact_of(Path(path))
    manifest = replace(found, files=(fact,), rows=(fact.size - 1000) // (3 * SIDE**2 + 8))
    known = CATALOGUE.with_own_files(OwnFiles(chosen={fact.sha256: Path(path)}))
    project = propose(manifest, known).project
    return Session.start(project.with_recipe(batch_size=BATCH), engine="torch")


def _anonymous() -> int:
    """Return how many bytes of memory this process takes that are not the disk's cache."""
    rows = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return int(rows["RssAnon"].split()[0]) * 1024


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
    what, *words = sys.argv[1:]
    doings = {
        "write": write,
        "train": train,
        "compare": compare,
        "cold": lambda *two: compare(*two, forget=True),
    }
    doings[what](*words)
