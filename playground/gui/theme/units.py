"""The units of a data set's numbers, written beside figures where the data set knows them."""

from playground.core.blocks.shapes import Field


def unit_of(data: Field | None, part: int = 0) -> str:
    """Return the unit of one part of a field, "" where it has none; one unit may stand for all."""
    units = data.units if data is not None else ()
    index = part if len(units) > 1 else 0
    return units[index] if index < len(units) else ""


def with_unit(figure: str, data: Field | None, part: int = 0) -> str:
    """Return a figure with its unit behind."""
    unit = unit_of(data, part)
    return f"{figure} {unit}" if unit else figure
