"""How many samples are in which part: as they were made, or by the shares until they are."""

from __future__ import annotations

from playground.core.blocks.shapes import DataFields
from playground.core.data.prepared import Samples
from playground.core.data.split import PARTS, counts
from playground.core.project.values import Project


def counted_parts(project: Project, fields: DataFields, samples: Samples | None) -> dict[str, int]:
    """Return the sizes of the parts; a split by a column makes others than its shares say."""
    if samples is not None:
        return {part: samples.count(part) for part in PARTS}
    return dict(zip(PARTS, counts(fields.samples, project.data), strict=True))
