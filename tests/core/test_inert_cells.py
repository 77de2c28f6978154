"""What a spreadsheet would carry out stands behind an apostrophe; all else is as it was."""

from __future__ import annotations

import pytest

from playground.core.files.inert_cells import inert

FORMULAE = ("=HYPERLINK(\"http://x\",\"y\")", "=1+1", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1",
            "\r=1", "-", "- a list", "@somebody says", "=")  # fmt: skip
OTHERS = ("", "a=b", "-1.5", "+3", "-.5", "-1e-05", "-1,5", "-1 200,5", "-12 %", "-3kg", "1-2", " =1",
          "-inf", "x")  # fmt: skip


@pytest.mark.parametrize("cell", FORMULAE)
def test_formulae_are_text(cell: str) -> None:
    assert inert([cell]) == ["'" + cell]


@pytest.mark.parametrize("cell", OTHERS)
def test_all_else_stays(cell: str) -> None:
    assert inert([cell]) == [cell]
