"""What a gallery card shows of a data set: a few points or pictures, made in a moment and without torch."""

from __future__ import annotations

from functools import lru_cache

from playground.core.catalogue.data_set import DataSetSpec
from playground.core.catalogue.family import Family, Preview


@lru_cache(maxsize=32)
def preview(family: Family, spec: DataSetSpec) -> Preview:
    """Return the drawing of a data set with its default options."""
    return family.card(spec)
