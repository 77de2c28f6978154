"""Make the PyTorch module that a call describes, from a closed table of classes."""

from __future__ import annotations

from functools import cache

import torch
from torch import nn

from playground.core.blocks.calls import Call
from playground.core.layers import modules


def make(call: Call, device: str = "cpu") -> nn.Module:
    """Return the module of one call on a device; raise ValueError for a target outside the table."""
    kind = module_class(call.target)
    if device == "cpu":  # where they are made anyway: naming it costs a third of making a small layer
        return kind(*call.args, **call.kwargs)
    with torch.device(device):
        return kind(*call.args, **call.kwargs)


@cache
def module_class(target: str) -> type[nn.Module]:
    """Return the class behind `nn.NAME` or `modules.NAME`: a subclass of nn.Module defined there."""
    house, _, name = target.partition(".")
    found = {"nn": vars(nn), "modules": vars(modules)}.get(house, {}).get(name)
    homes = ("torch.nn.modules.", modules.__name__)
    if found is nn.Module or not isinstance(found, type) or not issubclass(found, nn.Module):
        raise ValueError(f"{target} is not in the table of modules")
    if found.__module__.startswith(homes):
        return found
    raise ValueError(f"{target} is not in the table of modules")
