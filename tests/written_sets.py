"""The program's own data sets written to files as somebody would have them: tables, pictures, texts, series.

Each file has a column that says which part a row is in. Classes are named with a letter in front, so that
their order by name is theirs by number.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from playground.core.blocks.shapes import Field
from playground.core.data.prepared import Samples, fields_of, load_samples
from playground.core.data.split import PARTS
from playground.core.project.values import Project

Columns = dict[str, list[str]]
PICTURE, WORDS, MOMENT, WHOSE, PART = "picture", "review", "moment", "recording", "part"


@dataclass(frozen=True)
class Written:
    """Files that hold a template's data, and which of their columns are aimed at."""

    path: Path
    targets: tuple[str, ...]


def write(project: Project, folder: Path) -> Written:
    """Write a project's samples in their order, each in the part that the project puts it in."""
    samples, fields = load_samples(project), fields_of(project).fields
    folder.mkdir(parents=True, exist_ok=True)
    columns, targets = Columns(), tuple[str, ...]()
    for name, field in fields.items():
        if name in ("pixel_labels", "step_labels", "series"):
            continue  # what no column holds, and what has rows of its own
        made = _ways(name)(name, field, samples.dataset.arrays[name], folder)
        targets = (*made,) if name in ("label", "labels", "value") else targets
        columns |= made
    columns[PART] = _parts(samples)
    if "series" in fields:
        columns = _in_time(fields["series"], samples.dataset.arrays["series"], columns)
    return Written(_table(folder / "data.csv", columns), targets)


def _table(path: Path, columns: Mapping[str, list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def _parts(samples: Samples) -> list[str]:
    made = np.full(samples.dataset.fields.samples, "", object)
    for part in PARTS:
        made[samples.parts[part]] = part
    return list(made)


def _numbers(values: np.ndarray) -> list[str]:
    """Return numbers (n,) float32 in the fewest digits that are read as the same."""
    return [str(each) for each in values]


def _table_columns(name: str, field: Field, array: np.ndarray, folder: Path) -> Columns:
    return {part: _numbers(array[:, place]) for place, part in enumerate(field.parts)}


def _pictures(name: str, field: Field, array: np.ndarray, folder: Path) -> Columns:
    (folder / name).mkdir()
    files = [f"{name}/{number:05}.png" for number in range(len(array))]
    for file, picture in zip(files, in_bytes(array, field), strict=True):
        Image.fromarray(picture[0]).save(folder / file, compress_level=1)
    return {name.replace("image", PICTURE): files}


def in_bytes(array: np.ndarray, field: Field) -> np.ndarray:
    """Return pictures in the 256 levels that a PNG file has, uint8."""
    unit = (array.astype(np.float64) - field.low) / (field.high - field.low)
    return np.rint(255 * unit).astype(np.uint8)


def _texts(name: str, field: Field, array: np.ndarray, folder: Path) -> Columns:
    return {WORDS: [" ".join(field.parts[word] for word in row if word) for row in array.tolist()]}


def _classes(name: str, field: Field, array: np.ndarray, folder: Path) -> Columns:
    return {name: [f"{chr(97 + kind)} {field.classes[kind]}" for kind in array.tolist()]}


def _labels(name: str, field: Field, array: np.ndarray, folder: Path) -> Columns:
    return {kind: ["yes" if has else "no" for has in array[:, at]] for at, kind in enumerate(field.classes)}


def _value(name: str, field: Field, array: np.ndarray, folder: Path) -> Columns:
    return {name: _numbers(array)}


def _ways(name: str) -> Callable[[str, Field, np.ndarray, Path], Columns]:
    ways = {"points": _table_columns, "table": _table_columns, "tokens": _texts, "label": _classes,
            "labels": _labels, "value": _value}  # fmt: skip
    return ways.get(name, _pictures)


def _in_time(field: Field, array: np.ndarray, told: Columns) -> Columns:
    """Return a row for each step of each sample, and one behind them that says what it was."""
    count, steps = array.shape[:2]
    longer = np.concatenate([array, array[:, -1:]], axis=1).reshape(count * (steps + 1), -1)
    columns = {name: [each for each in values for _ in range(steps + 1)] for name, values in told.items()}
    columns[WHOSE] = [f"r{number:04}" for number in range(count) for _ in range(steps + 1)]
    columns[MOMENT] = [str(moment) for _ in range(count) for moment in range(steps + 1)]
    return columns | {part: _numbers(longer[:, at]) for at, part in enumerate(field.parts)}
