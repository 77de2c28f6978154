"""A table of very many columns is prepared without each being compared with each."""

from pathlib import Path

import pytest

from own_tables import table_file
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.manifest import Column
from playground.core.catalogue.own_files import OwnFiles
from playground.core.importing.importers import importer_for
from playground.core.importing.proposing import propose
from playground.gui.own.preparation import prepared_of
from playground.gui.own.type_words import range_words
from table_shapes import day

COUNT = 200


def test_columns_are_told_apart_by_their_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = ",".join([f"x{at}" for at in range(COUNT)] + ["kind", "y"])
    lines = [
        ",".join([*(f"{row + at / 7:.3f}" for at in range(COUNT)), "ab"[row % 2], str(row % 3)])
        for row in range(9)
    ]
    path = table_file(tmp_path, lines, "wide.csv", head)
    found = importer_for(path).understand(path, {})
    project = propose(found.manifest, CATALOGUE.with_own_files(OwnFiles({}))).project
    compared = list[object]()
    alike = Column.__eq__

    def counted(one: Column, other: object) -> bool:
        compared.append(other)
        return alike(one, other)

    monkeypatch.setattr(Column, "__eq__", counted)
    numbers = sum(each.numbers for each in prepared_of(project, found))
    assert numbers == COUNT + 3  # two kinds, and what is neither
    assert len(compared) < 20 * COUNT


@pytest.mark.parametrize(("last", "words"), [
    ("2024-02-01", "2023 \u2013 2024"), ("2023-05-09", "2023-04-03\u201305-09"),
])  # fmt: skip
def test_days_reach_from_year_to_year_or_within_one(last: str, words: str) -> None:
    column = Column("day", "date", "input", low=day("2023-04-03"), high=day(last))
    assert range_words(column, 9) == words
