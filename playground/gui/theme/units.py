"""The units of a data set's numbers, written beside figures where the data set knows them."""

import math
from datetime import date, timedelta

from playground.core.blocks.shapes import Field
from playground.gui.theme.numbers import NOTHING, compact

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31, as days since 1970-01-01


def unit_of(data: Field | None, part: int = 0) -> str:
    """Return the unit of one part of a field, "" where it has none; one unit may stand for all."""
    units = data.units if data is not None else ()
    index = part if len(units) > 1 else 0
    return units[index] if index < len(units) else ""


def with_unit(figure: str, data: Field | None, part: int = 0) -> str:
    """Return a figure with its unit behind."""
    unit = unit_of(data, part)
    return f"{figure} {unit}" if unit else figure


def cell(value: float, data: Field | None, part: int) -> str:
    """Return a raw value of a table in words: a category's name, a date, or a number with its unit."""
    if data is None or math.isnan(value):
        return NOTHING if math.isnan(value) else compact(value)
    kinds = data.kinds[part] if part < len(data.kinds) else ()
    if kinds:
        place = int(value)
        return kinds[place] if 0 <= place < len(kinds) else NOTHING
    if part in data.dates and _FIRST_DAY <= value <= _LAST_DAY:
        return (date(1970, 1, 1) + timedelta(days=math.floor(value))).isoformat()
    return with_unit(compact(value), data, part)
