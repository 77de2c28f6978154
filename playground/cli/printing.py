"""Values as text: JSON that any reader takes, or plain lines for a person."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from playground.core.sentences import one_line


def as_json(value: Any) -> str:
    """Return one JSON value in printable ASCII; floats as `repr`, what is not finite as null."""
    return json.dumps(plain(value), allow_nan=False).replace("\x7f", "\\u007f")  # the one that stays as it is


def plain(value: Any) -> Any:
    """Return JSON values: mappings, sequences and arrays opened up, what is not finite as None."""
    if hasattr(value, "tolist"):  # numpy's own: the window is there before numpy
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


def columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return rows of words as lines whose columns stand under each other."""
    listed = [tuple(map(one_line, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*listed, strict=True)]
    lines = ("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)) for row in listed)
    return [line.rstrip() for line in lines]
