"""Hand spoilt files to every reader and count what comes of them: `python tests/perf/fuzz_readers.py 100000`.

A program, not a test: it takes minutes. Each file is a good one with bytes, numbers or JSON values spoilt.
What may come of it is an opened file, whose network is then checked, or a PlaygroundError of one line.
Counted and printed at the end: other exceptions, files that took over five seconds, anything executed or
written, memory above where it began. The exit code is 1 if any of these is not 0. A second number starts
another series.
"""

from __future__ import annotations

import io
import json
import resource
import signal
import struct
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from playground.app.checks import Checks
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.arrays import read_array_file, read_safetensors, write_safetensors
from playground.core.files.png import open_png
from playground.core.files.project_file import open_project
from playground.core.files.regular import read_bytes
from playground.core.project import schema
from playground.core.training.history import to_json

SLOW_S = 5
PNG = b"\x89PNG\r\n\x1a\n"
MOST_MEMORY = 2**30
CASES = Path(__file__).parents[1] / "cases"
GOLDEN = Path(__file__).parents[1] / "golden"
NUMBERS = (0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 2**62, 2**63 - 1, 2**64 - 1)
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1e308, 10**29, -(10**29), 2**63, "", "a" * 5000, "\x1b[31m", "../../etc/passwd", [],
    {}, [[]] * 50, {"a": {"b": []}}, "conv2d", "group", 1000, 1e-300, "\u202e", "<img src=x>", ["x1", "x2"],
)  # fmt: skip
BAD_EVENTS = (
    "exec", "os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "socket.connect",
    "pickle.find_class", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "shutil.rmtree",
)  # fmt: skip


class Witness:
    """Watch what the interpreter is asked for while a reader works."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.watching = str(folder), False
        self.seen: Counter[str] = Counter()
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.watching:
            return
        if event in BAD_EVENTS:
            self.seen[event] += 1
        elif event == "open" and isinstance(arguments[0], str):
            path, mode = arguments[0], str(arguments[1] or "")
            ours = path.startswith((self.folder, "/proc/", "/sys/fs/cgroup/"))
            if not ours or set(mode) & set("wax+"):
                self.seen[f"open {path} {mode}"] += 1


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def npz() -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, points=np.ones((5, 2), np.float32), label=np.arange(5))
    return buffer.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(depth: int, colour: int) -> bytes:
    """Return a picture of 5 x 4; every chunk's check sum is right."""
    row = 1 + (5 * {0: 1, 2: 3, 3: 1, 6: 4}[colour] * depth + 7) // 8
    header = struct.pack(">IIBBBBB", 5, 4, depth, colour, 0, 0, 0)
    rows = zlib.compress(bytes(row * 4))
    chunks = ((b"IHDR", header), (b"PLTE", bytes(range(6))), (b"IDAT", rows), (b"IEND", b""))
    return PNG + b"".join(chunk(*each) for each in chunks)


def other_chunks(random: Random, data: bytes) -> bytes:
    """Return a picture one of whose chunks is spoilt and has the check sum of what it is."""
    at, made = len(PNG), PNG
    spoil = random.randrange(3)
    for index in range(4):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if index == spoil and kind == b"IDAT" and random.random() < 0.7:
            body = zlib.compress(spoilt(random, zlib.decompress(body), body))
        elif index == spoil:
            body = spoilt(random, body, data)
        made += chunk(kind, body)
        at += 12 + length
    return made


def a_project(path: Path) -> None:
    opened = open_project(path, CATALOGUE)
    for run in opened.runs:
        to_json(run)
    Checks(opened.project).update(opened.project, torch_ready=True)


def json_alone(path: Path) -> None:
    project, _ = schema.from_bytes(read_bytes(path, 2**24), CATALOGUE)
    Checks(project).update(project, torch_ready=True)


READERS: dict[str, tuple[str, Callable[[Path], object], list[bytes]]] = {
    "project": (".nnplay", a_project, [path.read_bytes() for folder in (CASES, GOLDEN)
                                       for path in sorted(folder.glob("*.nnplay"))]),
    "project.json": (".json", json_alone, [zipfile.ZipFile(path).read("project.json")
                                           for path in sorted(GOLDEN.glob("*.nnplay"))]),
    "npy": (".npy", read_array_file, [npy(np.ones((3, 4), np.float32)), npy(np.arange(9))]),
    "npz": (".npz", read_array_file, [npz()]),
    "png": (".png", lambda path: open_png(read_bytes(path, 2**24), path.name),
            [png(depth, colour) for depth, colour in ((8, 0), (1, 0), (16, 2), (8, 3), (8, 6))]),
    "safetensors": (".safetensors", lambda path: read_safetensors(read_bytes(path, 2**24)),
                    [write_safetensors({"a": np.ones((3, 2), np.float32), "b": np.arange(4)})]),
}  # fmt: skip


def spoilt(random: Random, data: bytes, other: bytes) -> bytes:
    """Return a file with one to four faults in its bytes."""
    made = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at, kind = random.randrange(len(made) + 1), random.randrange(6)
        if kind == 0 and made:
            made[at % len(made)] ^= 1 << random.randrange(8)
        elif kind == 1:
            del made[at:]
        elif kind == 2:
            width = random.choice((1, 2, 4, 8))
            number = random.choice(NUMBERS) % 256**width
            made[at : at + width] = number.to_bytes(width, random.choice(("little", "big")))
        elif kind == 3:
            made[at:at] = bytes(random.randrange(256) for _ in range(random.randrange(40)))
        elif kind == 4:
            start = random.randrange(len(other) + 1)
            made[at : at + 50] = other[start : start + random.randrange(200)]
        else:
            del made[at : at + random.randrange(60)]
    return bytes(made)


def spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in JSON that holds a value: its container and key."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in list(entries):
        yield value, key
        yield from spots(inner)


def other_values(random: Random, data: bytes) -> bytes:
    """Return JSON some of whose values are others, gone, or twice as many."""
    doc = json.loads(data)
    for _ in range(random.randint(1, 3)):
        places = list(spots(doc))
        if not places:
            break
        container, key = random.choice(places)
        kind = random.randrange(4)
        if kind == 0:
            del container[key]
        elif kind == 1 and isinstance(container[key], list):
            container[key] = [deepcopy(each) for each in container[key] * random.choice((2, 3, 100))]
        elif kind == 2 and isinstance(container, dict):
            container[random.choice(("x", "params", "network", key + "_"))] = deepcopy(random.choice(VALUES))
        else:
            container[key] = deepcopy(random.choice(VALUES))
    return json.dumps(doc).encode()


def rewritten(random: Random, data: bytes) -> bytes:
    """Return a project whose archive is sound and one of whose members is not."""
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        members = {name: pack.read(name) for name in pack.namelist()}
    name = random.choice(list(members))
    as_json = name.endswith(".json") and random.random() < 0.9
    members[name] = other_values(random, members[name]) if as_json else spoilt(random, members[name], data)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as pack:
        for each, content in members.items():
            pack.writestr(each, content)
    return buffer.getvalue()


def made(random: Random, name: str, seeds: list[bytes]) -> bytes:
    """Return one file for a reader."""
    data, other = random.choice(seeds), random.choice(seeds)
    if name == "project" and random.random() < 0.7:
        return rewritten(random, data)
    if name == "project.json" and random.random() < 0.7:
        return other_values(random, data)
    if name == "png" and random.random() < 0.7:
        return other_chunks(random, data)
    return spoilt(random, data, other)


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise TimeoutError when something computes longer."""

    def ring(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)  # of this process: others may keep the machine busy
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def outcome(read: Callable[[Path], object], path: Path, witness: Witness, seconds: int = SLOW_S) -> str:
    """Return what came of one file."""
    witness.watching = True
    try:
        with at_most(seconds):
            read(path)
        return "opened"
    except PlaygroundError as error:
        return "refused" if "\n" not in error.message else "fault: more than a line"
    except TimeoutError:
        return f"fault: over {SLOW_S} s"
    except Exception as error:
        return f"fault: {type(error).__name__}: {str(error)[:100]}"
    finally:
        witness.watching = False


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(count: int, series: int) -> int:
    found: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as place:
        witness = Witness(Path(place))
        for name, (suffix, read, seeds) in READERS.items():  # what is imported on first use is no fault
            path = Path(place, "good" + suffix)
            for data in seeds:
                path.write_bytes(data)
                ended = outcome(read, path, witness, seconds=60)
                assert ended in ("opened", "refused"), (name, ended)
        witness.seen.clear()
        before = memory()
        for index in range(count):
            random = Random(f"{series} {index}")
            name = random.choice((*READERS, "project", "project"))
            suffix, read, seeds = READERS[name]
            path = Path(place, "spoilt" + suffix)
            data = made(random, name, seeds)
            path.write_bytes(data)
            ended = outcome(read, path, witness)
            found[name, ended] += 1
            if ended.startswith("fault"):
                print(index, name, ended, flush=True)
    grown = memory() - before
    for (name, ended), times in sorted(found.items()):
        print(f"{name:14} {ended:40} {times:8}")
    print(f"{sum(found.values())} files, memory grew by {grown / 2**20:.0f} MiB, seen: {dict(witness.seen)}")
    faults = any(ended.startswith("fault") for _, ended in found)
    return int(faults or bool(witness.seen) or grown > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
