"""Weights of published networks as if they had been trained, in the order in which blocks are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from playground.core.blocks.registry import BlockRegistry
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.model import weights
from playground.core.model.initial import initialise
from playground.core.model.model import PlaygroundModel, build
from playground.core.network.values import Network
from playground.core.project.records import History, RunRecord
from playground.core.project.values import Project


def built(project: Project) -> PlaygroundModel:
    """Return its model: wide enough for what goes in to reach the end, and its norms have seen data."""
    model = build(analyse(project, fields_of(project)))
    initialise(model, 1)
    random = torch.Generator().manual_seed(1)
    for parameter in model.parameters():
        if parameter.dim() > 1:
            spread = (3 / parameter[0].numel()) ** 0.5
            parameter.data.copy_(spread * torch.randn(parameter.shape, generator=random))
    for name, buffer in model.named_buffers():
        if name.endswith("running_mean"):
            buffer.copy_(torch.randn(buffer.shape, generator=random) / 10)
        elif name.endswith("running_var"):
            buffer.copy_(torch.rand(buffer.shape, generator=random) + 0.5)
    return model.eval()


def drawn(project: Project, model: PlaygroundModel) -> list[Tensor]:
    """Return all weights of ours, in the order in which their blocks were drawn."""
    own = weights.tensors(model)
    begins = _begins(project.blocks, project.network)
    return [own[key] for begin in begins for key in own if key.startswith(begin)]


def _begins(blocks: BlockRegistry, network: Network, before: str = "") -> Iterator[str]:
    """Yield how the keys of each block's weights begin."""
    for name, node in network.nodes.items():
        inside = blocks.network_of(node)
        if inside is None:
            yield f"{before}{name}."
            continue
        given = blocks.get(node.kind).params_of(node.params)
        for index in range(1 if given.get("shared") else given.get("repeat", 1)):
            yield from _begins(blocks, inside, f"{before}{name}.{index}.")


def raw_samples(project: Project, fields: Sequence[str], count: int) -> list[np.ndarray]:
    """Return raw samples of each field."""
    spec = CATALOGUE.data.get(project.data.id)
    arrays = spec.make({**project.data.options, "samples": 40}, seed=1).arrays
    return [arrays[field][:count] for field in fields]


def as_a_run(project: Project, model: PlaygroundModel) -> RunRecord:
    """Return a run that ended with these weights."""
    held = weights.arrays_of(model)
    return RunRecord("run", project, {}, {}, History(), {"step": 1}, {}, held, {})
