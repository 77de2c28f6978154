"""Augmentation on the page of somebody's pictures: what is offered, and eight variants before all is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.app.pictures_draft import PicturesDraft
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.graph.varied import VariedSource, offered, varied_sources
from playground.core.project.augmentations import AugmentationSpec, switched_on
from playground.core.sentences import Text

if TYPE_CHECKING:
    from playground.core.training.variants import Variants


def offered_for(draft: PicturesDraft) -> tuple[tuple[AugmentationSpec, ...], VariedSource | None]:
    """Return the augmentations that suit what will be built, and its pictures' source."""
    if draft.project is None:
        return (), None
    known = analyse(draft.project, fields_of(draft.project), shaped=False)  # which follow from no shape
    sources = [each for each in varied_sources(known.graph, known.fields) if each.kind == "picture"]
    return offered(known.graph, known.fields), next(iter(sources), None)


def variants_of(
    draft: PicturesDraft, source: VariedSource, row: int, strengths: Mapping[str, Any], seed: int
) -> Variants:
    """Return eight variants of a picture, as training would draw them; others of the set are mixed in."""
    from playground.core.training import variants as made

    pictures = draft.looked.pictures
    rows = [row, *made.mixed_in(row, len(pictures), seed)]
    raw = np.stack([pictures[each].in_form(draft.form) for each in rows]).astype(np.float32)
    return made.variants_of(raw, source, strengths, seed)


def with_augmentation(draft: PicturesDraft, name: str, value: Any) -> PicturesDraft:
    """Return the draft whose network meets its training samples changed in another way."""
    strengths = switched_on({**draft.augmentation, name: value})
    return replace(draft, augmentation=strengths, done=str(Text("variants")))
