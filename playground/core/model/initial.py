"""Initial weights by path, so that inserting a block leaves every other block's start unchanged."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import init

from playground.core.blocks.learning import USUAL, Beginning
from playground.core.model.model import PlaygroundModel

_WAYS: Mapping[str, Callable[[Tensor, float], Tensor]] = {
    "kaiming_uniform": lambda weight, _: init.kaiming_uniform_(weight),
    "kaiming_normal": lambda weight, _: init.kaiming_normal_(weight),
    "xavier_uniform": lambda weight, _: init.xavier_uniform_(weight),
    "xavier_normal": lambda weight, _: init.xavier_normal_(weight),
    "orthogonal": lambda weight, _: init.orthogonal_(weight),
    "truncated_normal": lambda weight, spread: init.trunc_normal_(
        weight, std=spread, a=-2 * spread, b=2 * spread
    ),
    "normal": lambda weight, spread: init.normal_(weight, std=spread),
    "zeros": lambda weight, _: init.zeros_(weight),
}


def initialise(model: PlaygroundModel, seed: int) -> None:
    """Draw each leaf module's weights from a state seeded by (seed, path), as its block says or PyTorch does.

    The caller's random state stays as it was, and all devices get the weights the CPU draws. A table that
    scores are taken by, too, is drawn as a table.
    """
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        drawn: set[nn.Module] = set()  # one that several parts share is drawn by the first
        for name, part in sorted(model.parts.items(), key=lambda each: each[0] not in model.tables):
            for path, module in part.named_modules(drawn, name):
                if hasattr(module, "reset_parameters"):
                    _reset(module, derived_seed(seed, path), model.beginnings.get(name, Beginning()))


def derived_seed(seed: int, path: str) -> int:
    """Return 63 bits that depend on seed and path alone."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{path}".encode()).digest()[:8], "big") >> 1


def augmentation_seed(seed: int, offset: int) -> int:
    """Return what a run, behind so many steps of its parents, counts the seeds of its steps from.

    By these samples are augmented; they stay within the 63 bits that generators are seeded with.
    """
    return derived_seed(seed, f"augmentation after {offset}") >> 1


def _reset(module: nn.Module, seed: int, beginning: Beginning) -> None:
    """Draw on the CPU, whatever device the module stands on: in place where it stands there."""
    held = (*module.parameters(), *module.buffers())
    drawn = module if all(each.device.type == "cpu" for each in held) else copy.deepcopy(module).cpu()
    torch.default_generator.manual_seed(seed)
    cast(Callable[[], Any], drawn.reset_parameters)()
    if beginning.way != USUAL:
        torch.default_generator.manual_seed(seed)
        _draw(drawn, beginning)
    if drawn is not module:
        fresh = drawn.state_dict()
        for name, tensor in module.state_dict().items():
            tensor.copy_(fresh[name])


def _draw(module: nn.Module, beginning: Beginning) -> None:
    """Draw what has two axes or more, and begin with its biases at zero; scales of norms stay."""
    own = dict(module.named_parameters(recurse=False))
    weights = [each for each in own.values() if each.dim() > 1]
    for weight in weights:
        _WAYS[beginning.way](weight, beginning.spread)
    for name, each in own.items():
        if weights and each.dim() == 1 and "bias" in name:
            init.zeros_(each)
    if isinstance(module, nn.Embedding) and module.padding_idx is not None:
        module.weight[module.padding_idx].zero_()
    if hasattr(module, "settle"):  # what it keeps of its weights is that of those just drawn
        cast(Callable[[], None], module.settle)()
