"""What a gallery card shows of a data set: a few points or pictures, made in a moment and without torch."""

from __future__ import annotations

from functools import lru_cache

from playground.core.data.families import FAMILIES
from playground.core.data.family import Preview
from playground.core.data.registry import DATASETS


@lru_cache(maxsize=32)
def preview(data_id: str) -> Preview:
    """Return the drawing of a data set with its default options; KeyError when there is none."""
    spec = DATASETS.get(data_id)
    return FAMILIES.get(spec.family).card(spec)
