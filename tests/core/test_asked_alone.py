"""A picture or a sound by itself is asked about, whatever the table that named the others calls them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from own_pictures import labelled_by_table
from own_sounds import listed_sounds
from own_tables import project_of
from playground.core.data.asked import asked_of
from playground.core.data.prepared import load_samples
from playground.core.project.values import Project


def of_the_files_alone(path: Path, target: str, kept: tuple[str, ...]) -> Project:
    """Return a project that learns a target from its files, and from nothing else in the table."""
    project = project_of(path, target)
    own = project.data.own
    assert own is not None
    seen = tuple(
        replace(each, use="out") if each.use == "input" and each.type not in kept else each
        for each in own.columns
    )
    return replace(project, data=replace(project.data, own=replace(own, columns=seen)))


def test_one_picture(tmp_path: Path) -> None:
    folder = labelled_by_table(tmp_path / "pictures")
    project = of_the_files_alone(folder, "kind", ("picture",))
    one = min(folder.rglob("*.png"))
    asked = asked_of(project, one)
    first = load_samples(project).dataset.arrays["image"]
    assert any((asked.inputs["image"][0] == each).all() for each in first) and not asked.targets


def test_one_sound(tmp_path: Path) -> None:
    table = listed_sounds(tmp_path)
    project = of_the_files_alone(table, "what", ("spectrogram", "wave"))
    one = min(table.parent.rglob("*.wav"))
    ((_, values),) = asked_of(project, one).inputs.items()
    (known,) = (each for name, each in load_samples(project).dataset.arrays.items() if each.ndim > 2)
    assert any(np.array_equal(values[0], each) for each in known)
