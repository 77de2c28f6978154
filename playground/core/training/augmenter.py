"""Augmentation at work: what training sees of a batch, drawn anew at each step.

Random numbers come from a generator that begins with each step from the run's seed and the step's number, so
there is no state to keep: a step that is taken again, after a stop or in another process, draws the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor

from playground.core.graph.varied import VariedSource, varied_sources
from playground.core.project.augmentations import AUGMENTATIONS, AugmentationSpec
from playground.core.registry import named
from playground.core.training.assembly import Assembly
from playground.core.training.batches import Feeds, laid_out
from playground.core.training.objective import Loss

FUNCTIONS = "playground.core.layers.augmenting:"


@dataclass(frozen=True)
class Mix:
    """With which sample of its batch each is mixed, and how large the share of its own is."""

    share: float
    partner: Tensor  # (n,)

    def loss(self, loss: Loss, scores: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
        """Return the losses against both samples' targets, in their shares."""
        others = tuple(each.index_select(0, self.partner) for each in targets)
        return self.share * loss(scores, targets) + (1 - self.share) * loss(scores, others)


class Batch(NamedTuple):
    """What a step trains on."""

    feeds: Feeds
    targets: Feeds
    mix: Mix | None = None


class Augmenter:
    """Vary what the sources give; targets stay, and where samples are mixed, so does the larger one's."""

    def __init__(self, parts: Assembly) -> None:
        known = parts.analysis
        places = {node: index for index, node in enumerate(parts.program.sources)}
        self._varied = {places[each.node]: each for each in varied_sources(known.graph, known.fields)
                        if each.node in places}  # fmt: skip
        self._layout = parts.data.layout

    def augmented(self, batch: Batch, strengths: Mapping[str, Any], seed: int) -> Batch:
        """Return a batch with the strengths of a recipe, by the seed of its step; as it is without any."""
        if not strengths or not self._varied:
            return batch
        feeds = list(batch.feeds)
        generator = torch.Generator(device=feeds[0].device).manual_seed(seed)
        for index, source in self._varied.items():
            feeds[index] = varied(feeds[index], source, strengths, generator)
        mix = self._mix(feeds, strengths, generator)
        return Batch(tuple(laid_out(each, self._layout) for each in feeds), batch.targets, mix)

    def _mix(self, feeds: list[Tensor], strengths: Mapping[str, Any],
             generator: torch.Generator) -> Mix | None:  # fmt: skip
        """Mix samples in place where that is asked for."""
        for spec, strength in _chosen(strengths, mixes=True):
            mix = Mix(*named(FUNCTIONS + "partners")(feeds[0], strength, generator))
            for index, source in self._varied.items():
                if source.kind in spec.kinds:
                    function = named(FUNCTIONS + spec.kinds[source.kind].function)
                    feeds[index] = function(feeds[index], mix.share, mix.partner)
            return mix
        return None


def varied(values: Tensor, source: VariedSource, strengths: Mapping[str, Any],
           generator: torch.Generator) -> Tensor:  # fmt: skip
    """Return what a source gives, one augmentation after the other, but for what mixes samples."""
    for spec, strength in _chosen(strengths, mixes=False):
        if source.kind in spec.kinds:
            function = named(FUNCTIONS + spec.kinds[source.kind].function)
            values = function(values, strength, generator, **source.constants(spec))
    return values


def _chosen(strengths: Mapping[str, Any], mixes: bool) -> list[tuple[AugmentationSpec, Any]]:
    """Return the augmentations that are on with their strengths, in the order in which they are applied."""
    return [(spec, strengths[spec.id]) for spec in AUGMENTATIONS
            if spec.id in strengths and spec.mixes == mixes]  # fmt: skip
