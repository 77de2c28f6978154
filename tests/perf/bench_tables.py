"""How long a large table takes until its first rows are seen, until all is known of it, first and again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from figures import Figure

SIZE, QUICK = 2**30, 2**27
FIRST, SOON_MS, LOOKS = 100 * 10**6, 300, 5  # bytes, and how often their first rows are looked at
STATUS = Path("/proc/self/status")
WARM = 20 * 2**20  # enough to be taken apart as a large one is
MB = 10**6


def figures(quick: bool) -> Iterator[Figure]:
    """Write a table, and read it twice, each time in a process of its own."""
    size = QUICK if quick else SIZE
    share, words = size / SIZE, f"CSV of {size / 2**30:.3g} GB"
    with TemporaryDirectory() as folder:
        place = {**os.environ, "PLAYGROUND_TABLES_DIR": str(Path(folder) / "kept")}
        _child(place, "warm", folder)  # machine code is made once a machine
        _child(place, "write", folder, str(FIRST))
        looked = _child(place, "look", folder)
        rows = _child(place, "write", folder, str(size))[0]
        texts = _child(place, "texts", folder, str(size // 8))
        first, again = (_child(place, "read", folder) for _ in range(2))
    note = f"median of {LOOKS}, {looked[1]:.0f} ms of the processor; all modules loaded, as in the window"
    yield Figure("CSV of 100 MB: first rows", looked[0], "ms", SOON_MS, False, note)
    note = f"{rows:,.0f} x 21; {first[1]:.1f} s of the processor; {os.getloadavg()[0]:.1f} others at work"
    yield Figure(f"{words}: ready", first[0], "s", max(2.0, 15 * share), False, note)
    yield Figure(f"{words}: opened again", again[0], "s", None, False, f"{again[1]:.1f} s of the processor")
    note = f"quotation marks and line breaks in them; {texts[1]:.1f} s of the processor"
    some = f"CSV of {size / 8e6:,.0f} MB of quoted texts: ready"
    yield Figure(some, texts[0], "s", max(2.0, 15 * share / 8), False, note)
    if STATUS.is_file():
        yield Figure(f"{words}: memory of the process", first[2] / MB, "MB", 600, False)


def _child(place: dict[str, str], *words: str) -> list[float]:
    command = [sys.executable, __file__, *words]
    done = subprocess.run(command, env=place, capture_output=True, text=True, check=True)
    return [float(each) for each in done.stdout.split()]


def look(path: Path) -> None:
    """Say how many milliseconds the first rows take that the window shows, and how many of the processor."""
    import time
    from statistics import median

    from playground.app.own_reading import first_seen
    from playground.core.builtin import CATALOGUE
    from playground.core.importing.importers import IMPORTERS

    taken = []
    for _ in range(LOOKS + 1):
        clock, worked = time.perf_counter(), time.process_time()
        assert first_seen(0, path, IMPORTERS.get("table"), {}, CATALOGUE) is not None
        taken.append((time.perf_counter() - clock, time.process_time() - worked))
    print(*(1000 * median(each) for each in zip(*taken[1:], strict=True)))


def main(what: str, folder: str, size: str = str(WARM)) -> None:
    """Do one of the steps; say the rows written, or seconds, those of the processor, and most bytes."""
    import time

    sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
    path = Path(folder) / f"{'small' if what == 'warm' else 'large'}.csv"
    if what in ("warm", "write"):
        import large_table

        rows = large_table.write(path, int(size))
        if what == "write":
            print(rows)
            return
    if what == "look":
        look(path)
        return
    if what == "texts":
        import large_table

        path = path.with_stem("texts")
        large_table.write_texts(path, int(size))
    from playground.core.importing.importers import IMPORTERS

    clock, worked = time.perf_counter(), time.process_time()
    IMPORTERS.get("table").understand(path, {})
    print(time.perf_counter() - clock, time.process_time() - worked, _most())


def _most() -> int:
    """Return how many bytes this process took at most; 0 where nobody tells."""
    if not STATUS.is_file():
        return 0
    rows = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return int(rows["VmHWM"].split()[0]) * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
