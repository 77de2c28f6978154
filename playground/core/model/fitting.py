"""Measures that sources take of the training part before training: mean and spread of a table's columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import torch

from playground.core.data.prepared import Samples, load_samples
from playground.core.model.model import PlaygroundModel
from playground.core.network.block_path import BlockPath
from playground.core.project.values import Project


def fit_sources(model: PlaygroundModel, project: Project, samples: Samples | None = None) -> None:
    """Let every source that measures its data do so, on the training part alone."""
    samples = samples or load_samples(project)
    for name, module in model.parts.items():
        spec = project.spec_of(str(BlockPath.of_module(name)[0]))
        if spec is not None and spec.field and hasattr(module, "fit"):
            rows = torch.from_numpy(samples.take("train", (spec.field,))[spec.field])
            kept = next(module.buffers())
            cast(Callable[[torch.Tensor], None], module.fit)(rows.to(kept.device, kept.dtype))
