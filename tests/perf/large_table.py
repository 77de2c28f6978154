"""A large table for benchmarks: measurements, categories and dates, written at once."""

from __future__ import annotations

import random
from pathlib import Path

HEAD = "id,shop,colour,when,age,paid," + ",".join(f"m{place}" for place in range(14)) + ",kind\n"
_DIFFERENT = 60_000  # rows that differ in more than their number


def write(path: Path, size: int, seed: int = 1) -> int:
    """Write about as many bytes; return the rows."""
    bodies, rows = _bodies(seed), 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        written = file.write(HEAD)
        while written < size:
            written += file.write("".join([f"{rows + at},{body}" for at, body in enumerate(bodies)]))
            rows += len(bodies)
    return rows


def _bodies(seed: int) -> list[str]:
    draw = random.Random(seed)
    made = []
    for row in range(_DIFFERENT):
        values = [draw.gauss(50, 20) for _ in range(14)]
        cells = [f"{value:.{2 + place % 3}f}" for place, value in enumerate(values)]
        if row % 97 == 5:
            cells[3] = "NA"
        words = f"shop {draw.randrange(40)},{draw.choice(('red', 'green', 'blue'))}"
        day = f"20{draw.randrange(20, 24)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        paid, kind = draw.choice(("yes", "no")), "big" if values[0] + values[1] > 100 else "small"
        made.append(f"{words},{day},{draw.randrange(18, 90)},{paid},{','.join(cells)},{kind}\n")
    return made
