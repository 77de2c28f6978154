"""The first networks for data of one's own: linear, small and larger, each of which can be trained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from own_pictures import by_class
from playground.app.own_draft import Draft, TableDraft
from playground.app.pictures_draft import draft_of
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.importing.importers import importer_of
from playground.core.importing.layers import StartSize
from playground.core.training.session import Session

SIZES: tuple[StartSize, ...] = ("linear", "small", "larger")


def drafted(path: Path) -> Draft:
    """Return what a file is made into at first."""
    importer = importer_of(path)
    assert importer is not None
    return draft_of(path, importer.understand(path, {}), CATALOGUE, 0.0)


def table(folder: Path) -> Draft:
    lines = ["a,b,kind", *(f"{at % 7},{at % 5}.5,{('x', 'y')[at % 2]}" for at in range(60))]
    (folder / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return drafted(folder / "t.csv")


def pictures(folder: Path) -> Draft:
    return drafted(by_class(folder / "tones"))


def texts(folder: Path) -> Draft:
    words = {"good": "a fine sunny day for all of us", "bad": "rain and cold wind over the old town"}
    lines = ["text,mood", *(f"{words[mood]} {at},{mood}" for at in range(40) for mood in words)]
    (folder / "w.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return drafted(folder / "w.csv")


def series(folder: Path) -> Draft:
    days = [date(2024, 1, 1) + timedelta(days=at) for at in range(120)]
    lines = ["day,sold,open", *(f"{day},{100 + at + 10 * (at % 7)},{at % 7}" for at, day in enumerate(days))]
    (folder / "s.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft = drafted(folder / "s.csv")
    assert isinstance(draft, TableDraft)
    return draft.with_use(1, "target").with_windows(14, 1)


@pytest.mark.parametrize("make", [table, pictures, texts, series])
def test_three_networks_begin_on_the_same_data(make: Callable[[Path], Draft], tmp_path: Path) -> None:
    draft = make(tmp_path)
    drafts = {size: draft.with_start(size) for size in SIZES}
    counted = [each.parameters for each in drafts.values()]
    assert counted[0] > 0 and counted[1] < counted[2] and len(set(counted)) == 3
    projects = [each.project for each in drafts.values() if each.project is not None]
    assert len(projects) == 3 and all(each.data.placeless == projects[0].data.placeless for each in projects)
    for project, count in zip(projects, counted, strict=True):
        known = analyse(project, fields_of(project))
        assert not [problem for problem in known.problems if problem.severity == "error"]
        weights = Session.start(project).record().weights
        assert sum(each.size for name, each in weights.items() if not _is_measured(name)) == count


def _is_measured(name: str) -> bool:
    """Say whether a number is measured on the data and not learned."""
    last = name.rpartition(".")[2]
    return last not in ("weight", "bias") and not last.startswith(("weight_", "bias_"))


def test_a_linear_table_has_no_layer_but_the_last(tmp_path: Path) -> None:
    project = table(tmp_path).with_start("linear").project
    assert project is not None
    assert [node.kind for node in project.network.nodes.values()] == ["table", "dense", "classify"]
