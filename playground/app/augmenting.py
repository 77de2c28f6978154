"""Augmentation as the window has it: what is offered for what is open, and what training would see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from playground.app.checks import Checks
from playground.core.graph.varied import in_its_way, varied_sources
from playground.core.project.augmentations import AUGMENTATIONS, AugmentationSpec
from playground.core.project.values import Project

if TYPE_CHECKING:
    from playground.core.training.variants import Variants


class Host(Protocol):
    """The workspace, as far as augmentation needs it."""

    checks: Checks
    samples: Any  # core.data.prepared.Samples; None until they are made
    torch_ready: bool

    @property
    def project(self) -> Project:
        """Return the project as it stands."""


def offered(host: Host) -> tuple[AugmentationSpec, ...]:
    """Return the augmentations that suit the data and the goals, and those that are on all the same."""
    known, on = host.checks.analysis, host.project.recipe.augmentation
    kinds = {each.kind for each in varied_sources(known.graph, known.fields)}
    return tuple(
        spec for spec in AUGMENTATIONS
        if spec.id in on
        or (spec.kinds.keys() & kinds and not in_its_way(known.graph, known.fields, spec))
    )  # fmt: skip


def follows_from(host: Host) -> tuple[object, ...]:
    """Return what variants depend on, beside the samples, and which of them by which seed."""
    known = host.checks.analysis
    return host.torch_ready, varied_sources(known.graph, known.fields), host.project.recipe.augmentation


def variants(host: Host, sample: int, seed: int) -> Variants | None:
    """Return eight variants of a training sample as the recipe has it; None while there are no samples.

    It takes a few milliseconds, and touches no random numbers but its own.
    """
    known = host.checks.analysis
    sources = varied_sources(known.graph, known.fields)
    if not host.torch_ready or host.samples is None or not sources:
        return None
    from playground.core.training import variants as made

    name = sources[0].field.name
    if name not in host.samples.dataset.arrays:
        return None  # of other data, which are to be replaced in a moment
    return made.variants(host.samples, sources[0], host.project.recipe.augmentation, sample, seed)
