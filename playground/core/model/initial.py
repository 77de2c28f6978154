"""Initial weights by path, so that inserting a block leaves every other block's start unchanged."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from typing import Any, cast

import torch
from torch import nn

from playground.core.model.model import PlaygroundModel


def initialise(model: PlaygroundModel, seed: int) -> None:
    """Draw every leaf module's weights by PyTorch's own rule from a state seeded by (seed, path).

    The caller's random state stays as it was, and all devices get the weights the CPU draws.
    """
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        for path, module in model.parts.named_modules():
            if path and hasattr(module, "reset_parameters"):
                torch.default_generator.manual_seed(derived_seed(seed, path))
                _reset(module)


def derived_seed(seed: int, path: str) -> int:
    """Return 63 bits that depend on seed and path alone."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{path}".encode()).digest()[:8], "big") >> 1


def _reset(module: nn.Module) -> None:
    """Draw on the CPU, whatever device the module stands on: in place where it stands there."""
    held = (*module.parameters(), *module.buffers())
    drawn = module if all(each.device.type == "cpu" for each in held) else copy.deepcopy(module).cpu()
    cast(Callable[[], Any], drawn.reset_parameters)()
    if drawn is not module:
        fresh = drawn.state_dict()
        for name, tensor in module.state_dict().items():
            tensor.copy_(fresh[name])
