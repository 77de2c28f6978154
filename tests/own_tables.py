"""Tables as somebody has them, written to files, and the projects that are made of them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from playground.core.builtin import CATALOGUE
from playground.core.catalogue.own_files import OwnFiles
from playground.core.data.learning_words import with_vocabularies
from playground.core.data.own_windowing import with_windows
from playground.core.importing.importers import importer_of
from playground.core.importing.proposing import propose, with_targets
from playground.core.project.values import DataChoice, Project

ROWS = 240
HEAD = "size,colour,when,weight,kind"


def things(rows: int = ROWS, seed: int = 1) -> list[str]:
    """Return rows of things of three kinds: with gaps, a rare colour, dates, and a weight by the size."""
    draw, lines = random.Random(seed), []
    for number in range(rows):
        size, colour = draw.uniform(0, 10), draw.choice(("red", "green", "blue"))
        kind = "big" if size > 5 else "odd" if colour == "red" else "small"
        colour = "" if number % 17 == 3 else "violet" if number % 101 == 5 else colour
        weight = "" if number % 11 == 2 else f"{3 * size + draw.random():.1f}"
        day = f"20{21 + number % 3}-{1 + number % 12:02}-{1 + number % 28:02}"
        lines.append(f"{size:.2f},{colour},{day},{weight},{kind}")
    return lines


def table_file(folder: Path, lines: Iterable[str], name: str = "things.csv", head: str = HEAD) -> Path:
    """Write a table and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def project_of(path: Path, *targets: str) -> Project:
    """Return the project that is proposed for a file, which is chosen by that."""
    importer = importer_of(path)
    assert importer is not None
    found = importer.understand(path, {})
    files = OwnFiles(chosen={fact.sha256: path for fact in found.manifest.files})
    learn = partial(with_vocabularies, looked=found.looked)
    return propose(found.manifest, CATALOGUE.with_own_files(files), targets, learn).project


def series_project(
    path: Path, target: str, steps: int, horizon: int = 1, choice: DataChoice | None = None, **named: Any
) -> Project:
    """Return the project of a table that is taken as a series, split as the data say without a choice."""
    importer = importer_of(path)
    assert importer is not None
    manifest = with_targets(importer.understand(path, {}).manifest, (target,))
    manifest = with_windows(manifest, importer.columns(path, manifest), steps, horizon, **named)
    files = OwnFiles(chosen={fact.sha256: path for fact in manifest.files})
    return propose(manifest, CATALOGUE.with_own_files(files), (target,), choice=choice).project


def labelled(folder: Path) -> Path:
    """Write a table with two yes or no columns that are to be told at once."""
    draw, lines = random.Random(3), []
    for _ in range(ROWS):
        x, y = draw.uniform(-3, 3), draw.uniform(-3, 3)
        lines.append(f"{x:.3f},{y:.3f},{'yes' if x > 0 else 'no'},{'yes' if x + y > 0 else 'no'}")
    return table_file(folder, lines, "labelled.csv", "x,y,right,above")
