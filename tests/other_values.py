"""Values of a described option other than those it has, and values that it must refuse."""

import math
from collections.abc import Iterator
from typing import Any

from playground.core.blocks.params import Param


def another(param: Param, value: Any) -> Any:
    """Return a value that fits and is not this one: the next one where it counts something, else far away."""
    if param.type == "integer":
        return value + 1
    if param.type == "flag":
        return not value
    if param.type == "text":
        return f"{value} "
    if param.type == "choice":
        return next(choice.id for choice in param.choices if choice.id != value)
    assert param.slider is not None, f"{param.name} has no useful stretch"
    low, high = param.slider
    return high if value != high else low


def fitting(param: Param) -> Iterator[Any]:
    """Yield values that a field takes, the bounds of its range among them."""
    yield param.default
    if param.type == "choice":
        yield from (choice.id for choice in param.choices)
    if param.type == "flag":
        yield not param.default
    kind = int if param.type == "integer" else float
    if param.type in ("integer", "number"):
        ends = (param.minimum, param.maximum, *(param.slider or ()))
        yield from (kind(end) for end in ends if end is not None)
        if param.above is not None:
            yield math.nextafter(param.above, math.inf)


def misfits(param: Param) -> Iterator[Any]:
    """Yield values that a field refuses, those of its own type just outside its range among them."""
    if param.type == "flag":
        yield "yes"
    if param.type == "choice" and not param.open:
        yield "abacus"
    if param.type == "text":
        yield "a" * (int(param.maximum or 0) + 1)
        yield "a\nb"
        return
    whole = param.type == "integer"
    if param.minimum is not None:
        yield int(param.minimum) - 1 if whole else math.nextafter(param.minimum, -math.inf)
    if param.above is not None:
        yield from (param.above, param.above - 1.0)
    if param.maximum is not None:
        yield int(param.maximum) + 1 if whole else math.nextafter(param.maximum, math.inf)
