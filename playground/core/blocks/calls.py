"""What PyTorch object makes a block, as a value that is made, run on the meta device, and printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


class Call:
    """One constructor call: `Call("nn.Linear", 2, 8, bias=True)`.

    Targets are `nn.NAME` for a class of `torch.nn` and `modules.NAME` for one of `core/layers/modules`.
    """

    __slots__ = ("args", "kwargs", "target")

    def __init__(self, target: str, *args: Any, **kwargs: Any) -> None:
        self.target = target
        self.args = args
        self.kwargs: Mapping[str, Any] = MappingProxyType(kwargs)

    def __repr__(self) -> str:
        arguments = [repr(value) for value in self.args]
        arguments += [f"{name}={value!r}" for name, value in self.kwargs.items()]
        return f"{self.target}({', '.join(arguments)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Call) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


@dataclass(frozen=True)
class Chain:
    """Named calls applied one after the other: ("layer", Call), ("activation", Call)."""

    parts: tuple[tuple[str, Call], ...]


LAYER = "layer"  # the part of a chain that gives a block its name, in weight keys too
PAD = "pad"  # the part that lays a rim around what goes in
Parts = tuple[tuple[str, Call], ...]
TURN, BACK = ("turn", Call("modules.ChannelsFirst")), ("back", Call("modules.ChannelsLast"))


def parts_of(call: Call | Chain) -> Parts:
    """Return a block's named calls; a lone call is its layer."""
    return call.parts if isinstance(call, Chain) else ((LAYER, call),)


def turned(parts: Parts) -> Parts:
    """Return calls with what a sequence needs around them: PyTorch's layers want features before time."""
    return (TURN, *parts, BACK)


def chain(layer: Call, activation: Call | None = None) -> Chain:
    """Return a layer followed by its activation, if it has one."""
    parts = [(LAYER, layer)]
    if activation is not None:
        parts.append(("activation", activation))
    return Chain(tuple(parts))
