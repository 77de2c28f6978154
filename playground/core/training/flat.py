"""Parameters and their gradients as views of two flat tensors, so that an update is one call of a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn


class LearnedValues:
    """What the optimizer changes: `tensors` hold the parameters' memory, `gradients` match them."""

    def __init__(self, parameters: Mapping[str, nn.Parameter], flat: bool) -> None:
        self.parameters = dict(parameters)
        self.flat = flat and bool(parameters)
        separate = list(self.parameters.values())
        self.tensors = [_flatten(self.parameters)] if self.flat else [each.detach() for each in separate]
        self._flat_gradients = self._gradient_views() if self.flat else []

    def clear(self) -> None:
        """Forget the last gradients before a backward pass adds the next."""
        if self.flat:
            self._flat_gradients[0].zero_()
        else:
            for parameter in self.parameters.values():
                parameter.grad = None

    def gradients(self) -> list[Tensor]:
        """Return the gradients that match `tensors`; zeros where a backward pass reached nothing."""
        if self.flat:
            return self._flat_gradients
        for parameter in self.parameters.values():
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)  # kept: a saved one may be written to it
        return [cast(Tensor, parameter.grad) for parameter in self.parameters.values()]

    def by_key(self, tensors: list[Tensor]) -> dict[str, Tensor]:
        """Return tensors that match `tensors`, as views by parameter key and in the parameter's shape."""
        if not self.flat:
            return dict(zip(self.parameters, tensors, strict=True))
        return _views(self.parameters, tensors[0])

    def arrays(self, row: np.ndarray) -> dict[str, np.ndarray]:
        """Return values that lie as the one flat tensor's do, as views by parameter key."""
        ends = accumulate(parameter.numel() for parameter in self.parameters.values())
        return {
            key: row[end - parameter.numel() : end].reshape(parameter.shape)
            for (key, parameter), end in zip(self.parameters.items(), ends, strict=True)
        }

    def finite(self) -> bool:
        """Say whether every value is finite."""
        return all(bool(torch.isfinite(tensor).all()) for tensor in self.tensors)

    def _gradient_views(self) -> list[Tensor]:
        gradients = torch.zeros_like(self.tensors[0])
        for key, view in _views(self.parameters, gradients).items():
            self.parameters[key].grad = view
        return [gradients]


def _flatten(parameters: Mapping[str, nn.Parameter]) -> Tensor:
    """Return one tensor (all weights,) and make each parameter a view of it."""
    flat = torch.cat([parameter.detach().reshape(-1) for parameter in parameters.values()])
    for key, view in _views(parameters, flat).items():
        parameters[key].data = view
    return flat


def _views(parameters: Mapping[str, nn.Parameter], flat: Tensor) -> dict[str, Tensor]:
    views, start = {}, 0
    for key, parameter in parameters.items():
        views[key] = flat[start : start + parameter.numel()].view(parameter.shape)
        start += parameter.numel()
    return views
