"""Leave a long step in its middle: hooks that look whether to stop, set only where a step takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from playground.core.model.model import PlaygroundModel

SLOW_STEP_S = 0.05  # hooks cost 6 to 9 % of a quick step, and nothing of one this long,
SLOW_CALL_S = 0.001  # nor of one whose calls take this long each: a hundred layers' hooks tripled their step

Stop = Callable[[], bool]


class Cancelled(Exception):
    """Report that a step was left; whoever started it puts things back as they were."""


def never() -> bool:
    """Ask for no stop."""
    return False


@contextmanager
def cancellable(model: PlaygroundModel, stop: Stop) -> Iterator[None]:
    """Raise Cancelled out of a forward or backward pass, between two layers, once `stop` says so."""

    def look(*_: Any) -> None:
        if stop():
            raise Cancelled

    def after(_module: Any, _args: Any, output: Any) -> None:
        look()
        for tensor in output if isinstance(output, tuple) else (output,):  # a block may have several ports
            if tensor.requires_grad:
                tensor.register_hook(look)  # the backward pass comes by

    with ExitStack() as hooks:
        for module in model.parts.values():
            hooks.callback(module.register_forward_pre_hook(look).remove)
            hooks.callback(module.register_forward_hook(after).remove)
        yield
