"""Leave what takes long in its middle: a step by hooks, set only where it is slow; all else between calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from torch import Tensor
from torch.overrides import TorchFunctionMode

from playground.core.model.model import PlaygroundModel

SLOW_STEP_S = 0.05  # hooks cost 6 to 9 % of a quick step, and nothing of one this long,
SLOW_CALL_S = 0.001  # nor of one whose calls take this long each: a hundred layers' hooks tripled their step

Stop = Callable[[], bool]


class Cancelled(BaseException):  # as asyncio's: nobody who writes failures down takes it for one
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


class _BetweenCalls(TorchFunctionMode):
    """Look whether to stop before each call of PyTorch on this thread, and on the way back through each."""

    def __init__(self, stop: Stop) -> None:
        super().__init__()
        self._stop = stop

    def __torch_function__(self, func: Callable[..., Any], types: Sequence[type], args: tuple[Any, ...] = (),
                           kwargs: Mapping[str, Any] | None = None) -> Any:  # fmt: skip
        """Call it, or raise Cancelled."""
        self._look()
        made = func(*args, **(kwargs or {}))
        if _leads_back(made):
            made.register_hook(self._look)
        return made

    def _look(self, *_: Any) -> None:
        if self._stop():
            raise Cancelled


def _leads_back(made: Any) -> bool:
    """Say whether a gradient comes by; a weight's hook would outlive the look, and views may not be asked."""
    return (
        isinstance(made, Tensor) and made.requires_grad and not made._is_view() and made.grad_fn is not None
    )


@contextmanager
def left_once(stop: Stop) -> Iterator[None]:
    """Leave what is inside, between two calls of PyTorch, once `stop` says so; for what changes no weights.

    Passes that call layers past their hooks are left too.
    """
    with suppress(Cancelled), _BetweenCalls(stop):
        yield
