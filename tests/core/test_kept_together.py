"""Rows that are wanted in one part: whatever the split, and the same bits where nobody wants any."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from own_pictures import by_class
from own_tables import project_of, table_file, things
from playground.core.builtin import CATALOGUE
from playground.core.data.kept_together import among, groups_of, joined
from playground.core.data.prepared import load_samples
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.values import Project


def part_of(project: Project) -> dict[int, str]:
    """Return the part of each sample."""
    parts = load_samples(project).parts
    return {int(row): part for part, rows in parts.items() for row in rows}


def wanting(project: Project, *groups: tuple[int, ...]) -> Project:
    own = project.data.own
    assert own is not None
    return project.with_data(own=replace(own, together=groups))


def test_pairs_hang_together_by_what_they_share() -> None:
    assert groups_of([(4, 2), (7, 9), (2, 9), (1, 5)]) == ((1, 5), (2, 4, 7, 9))
    assert groups_of([]) == ()
    chain = [(at, at + 1) for at in range(50_000)]  # no depth of calls
    assert groups_of(reversed(chain)) == (tuple(range(50_001)),)


def test_units_are_joined_and_rows_counted_anew() -> None:
    units = np.array([0, 1, 1, 2, 3])
    assert joined(units, ((0, 2), (3, 4))).tolist() == [0, 0, 0, 2, 2]
    assert joined(units, ()).tolist() == units.tolist()
    keep = np.array([True, False, True, True])
    assert among(((0, 2, 3), (1, 3), (0, 99)), keep) == ((0, 1, 2),)


@pytest.mark.parametrize("how", ["in_proportion", "at_random"])
def test_rows_that_are_wanted_together_are_in_one_part(tmp_path: Path, how: str) -> None:
    project = project_of(table_file(tmp_path, things()), "kind").with_data(split=how)
    before = part_of(project)
    rows = {part: next(row for row, it in before.items() if it == part) for part in ("train", "validation")}
    group = (*rows.values(), *(row for row in range(5) if row not in rows.values()))
    wanted = wanting(project, tuple(sorted(group)))
    assert len({part_of(wanted)[row] for row in group}) == 1
    assert part_of(wanted) == part_of(wanted) and set(part_of(wanted)) == set(before)
    assert part_of(wanting(wanted)) == before


def test_what_time_parts_cannot_be_kept_together(tmp_path: Path) -> None:
    lines = [f"2024-01-{1 + at % 28:02},{at % 7},{'ab'[at % 2]}\n" for at in range(56)]
    (tmp_path / "t.csv").write_text("".join(["day,size,kind\n", *lines]))
    project = project_of(tmp_path / "t.csv", "kind").with_data(split="by_time", split_by="day")
    assert len(part_of(project)) == 56
    with pytest.raises(PlaygroundError, match="nothing can be kept together there"):
        load_samples(wanting(project, (0, 1)))


def test_it_is_kept_with_the_project_and_absent_where_nobody_wants_it(tmp_path: Path) -> None:
    project = project_of(by_class(tmp_path / "tones"))
    save_project(tmp_path / "plain.nnplay", project)
    opened = open_project(tmp_path / "plain.nnplay", CATALOGUE).project
    assert opened.data.own is not None and opened.data.own.together == ()
    wanted = wanting(project, (0, 13, 27))
    save_project(tmp_path / "p.nnplay", wanted)
    again = open_project(tmp_path / "p.nnplay", CATALOGUE).project
    assert again.data.own is not None and again.data.own.together == ((0, 13, 27),)
    assert part_of(again) == part_of(wanted) and len({part_of(again)[row] for row in (0, 13, 27)}) == 1
