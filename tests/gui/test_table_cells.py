"""Raw values of a table in words: names of categories, dates, units, and a dash for what is missing."""

import pytest

from playground.core.blocks.shapes import Field
from playground.gui.theme.units import cell

TABLE = Field(
    (3,), name="table", parts=("mass", "colour", "when"), units=("kg", "", ""), levels=(0, 2, 0), dates=(2,),
    kinds=((), ("red", "blue"), ()), open=True,
)  # fmt: skip
NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "part", "words"),
    [(2.5, 0, "2.5 kg"), (NAN, 0, "\u2014"), (1.0, 1, "blue"), (-1.0, 1, "\u2014"), (7.0, 1, "\u2014"),
     (19_358.5, 2, "2023-01-01"), (NAN, 2, "\u2014"), (1e30, 2, "1 \u00d7 10\u00b3\u2070")],
)  # fmt: skip
def test_a_raw_value_is_said_as_it_is_meant(value: float, part: int, words: str) -> None:
    assert cell(value, TABLE, part) == words


def test_a_table_without_names_shows_numbers() -> None:
    assert cell(3.0, Field((1,), name="table", levels=(4,)), 0) == cell(3.0, None, 0)
