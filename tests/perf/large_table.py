"""A large table for benchmarks: measurements, categories and dates, written at once."""

from __future__ import annotations

import random
from pathlib import Path

HEAD = "id,shop,colour,when,age,paid," + ",".join(f"m{place}" for place in range(14)) + ",kind\n"
_DIFFERENT = 60_000  # rows that differ in more than their number
_WORDS = (
    "never", "again", "a", "lovely", "place,", "the", "staff", "rooms", "were", "not", '""clean""', "\nbut",
)  # fmt: skip


def write(path: Path, size: int, seed: int = 1) -> int:
    """Write about as many bytes; return the rows."""
    bodies, rows = _bodies(seed), 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        written = file.write(HEAD)
        while written < size:
            written += file.write("".join([f"{rows + at},{body}" for at, body in enumerate(bodies)]))
            rows += len(bodies)
    return rows


def write_texts(path: Path, size: int, seed: int = 1) -> None:
    """Write about as many bytes of quoted texts, some of them with quotation marks and line breaks."""
    draw, written = random.Random(seed), 0
    bodies = [_quoted(draw) for _ in range(_DIFFERENT)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        written = file.write("id,text,mood,stars\n")
        while written < size:
            written += file.write("".join([f"{at},{body}" for at, body in enumerate(bodies)]))


def _quoted(draw: random.Random) -> str:
    words = [draw.choice(_WORDS) for _ in range(draw.randrange(5, 40))]
    return f'"{" ".join(words)}",{draw.choice(("good", "bad"))},{draw.randrange(1, 6)}\n'


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
