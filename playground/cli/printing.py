"""What the command line prints: JSON that any reader takes, or plain lines for a person."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np


def emit(value: Any) -> None:
    """Print one JSON value on a line of its own, at once; floats as `repr`, what is not finite as null."""
    print(json.dumps(plain(value), allow_nan=False), flush=True)


def plain(value: Any) -> Any:
    """Return JSON values: mappings, sequences and arrays opened up, what is not finite as None."""
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def figures(values: Mapping[str, Any]) -> str:
    """Return figures in a line: "accuracy 0.987  f1 0.986"."""
    return "  ".join(f"{name} {figure(value)}" for name, value in values.items())


def figure(value: Any) -> str:
    """Return a number with four digits; a dash for none."""
    number = plain(value)
    if number is None:
        return "-"
    return f"{number:.4g}" if isinstance(number, float) else str(number)


def columns(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of words as lines whose columns stand under each other."""
    listed = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*listed, strict=True)]
    lines = ("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)) for row in listed)
    return "\n".join(line.rstrip() for line in lines)
