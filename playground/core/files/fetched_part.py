"""Where the beginning of a file lies that is fetched and not whole yet."""

from __future__ import annotations

from pathlib import Path


def part_of_file(path: Path) -> Path:
    """Return where the beginning of a file lies that is not whole yet."""
    return path.with_name(f"{path.name}.part")


def bytes_there(path: Path) -> int:
    """Return how many bytes of a file were fetched."""
    for each in (path, part_of_file(path)):
        try:
            return each.stat().st_size
        except OSError:
            continue  # not this one
    return 0
