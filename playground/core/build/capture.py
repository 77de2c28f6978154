"""What flows out of chosen blocks during a forward pass; hooks always come off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import nn

from playground.core.build.model import PlaygroundModel

Hook = Callable[[nn.Module, Any, Any], None]


@contextmanager
def capture(model: PlaygroundModel, nodes: Iterable[str]) -> Iterator[dict[str, torch.Tensor]]:
    """Collect the outputs of layers and sources, after their activation: copies by node id.

    Goals have no module: their scores are what `forward` returns. Raise KeyError for a block the model lacks.
    """
    seen: dict[str, torch.Tensor] = {}
    with ExitStack() as hooks:
        for node in nodes:
            hooks.callback(model.tail(node).register_forward_hook(_keep(seen, node)).remove)
        yield seen


def _keep(seen: dict[str, torch.Tensor], node: str) -> Hook:
    def keep(_module: nn.Module, _args: Any, output: torch.Tensor) -> None:
        seen[node] = output.detach().clone()

    return keep
