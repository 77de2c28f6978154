"""What networks for pictures are made of: a convolution, its norm and its bend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.core.published.network_builder import LINEAR, NetworkBuilder

Stage = tuple[int, int]  # how many blocks of one width, and that
NO_NORM: Mapping[str, Any] = {}  # as PyTorch has it


def convolved(net: NetworkBuilder, filters: int, kernel: int = 3, stride: int = 1, bend: str = "relu", *,
              norm: Mapping[str, Any] = NO_NORM, after: str = "", label: str = "",
              **more: Any) -> str:  # fmt: skip
    """Add a convolution without a bias, its batch norm, and its bend unless that is ""."""
    net.add("conv2d", after=after, label=label, filters=filters, kernel=kernel, stride=stride,
            activation=LINEAR, bias=False, **more)  # fmt: skip
    return _normed(net, bend, norm)


def each_by_itself(net: NetworkBuilder, kernel: int, stride: int, bend: str,
                   norm: Mapping[str, Any] = NO_NORM) -> str:  # fmt: skip
    """Add a depthwise convolution, its batch norm and its bend."""
    net.add("depthwise_conv2d", kernel=kernel, stride=stride, activation=LINEAR, bias=False)
    return _normed(net, bend, norm)


def _normed(net: NetworkBuilder, bend: str, norm: Mapping[str, Any]) -> str:
    net.add("batch_norm", **norm)
    return net.add(bend) if bend else net.last
