"""Count multiplications and additions while a module runs: PyTorch's formulas without its tally."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

BATCH_NORM = torch.ops.aten.native_batch_norm.default
RELU = torch.ops.aten.relu.default
CAT = torch.ops.aten.cat.default


class OperationCounter(TorchDispatchMode):
    """Add up what `FlopCounterMode` counts; that hooks every module and takes half as long again."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.operations = 0  # a multiplication and an addition count as two

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Tell PyTorch not to go around its compiler at each operation: nothing here is compiled."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple[Any, ...] = (),
                           kwargs: Mapping[str, Any] | None = None) -> Any:  # fmt: skip
        """Run one operation, and count it where there is a formula for it."""
        given, known = kwargs or {}, _KNOWN.get(func)
        if known is not None and not given and (out := known(*args)) is not None:
            return out
        out = func(*args, **given)
        formula: Callable[..., int] | None = flop_registry.get(func._overloadpacket)
        if formula is not None:
            self.operations += formula(*args, **given, out_val=out)
        return out


def _normed(values: torch.Tensor, *_: Any) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return what batch norm gives in training: as many values, and the mean and spread of each channel."""
    channels = values.shape[1]
    return torch.empty_like(values), values.new_empty(channels), values.new_empty(channels)


def _joined(values: Sequence[torch.Tensor], axis: int = 0) -> torch.Tensor | None:
    """Return tensors behind each other along an axis; None where PyTorch is to say what it makes of them."""
    first, *others = (value.shape for value in values)
    place = axis % max(len(first), 1)
    alike = all(each[:place] + each[place + 1 :] == first[:place] + first[place + 1 :] for each in others)
    if not alike or not -len(first) <= axis < len(first) or len({value.dtype for value in values}) > 1:
        return None
    whole = sum(value.shape[place] for value in values)
    return values[0].new_empty((*first[:place], whole, *first[place + 1 :]))


# PyTorch asks its meta device for many operations in the place of each of these, 1 to 3 ms each time; that
# is as long as all else that a block takes. A contract holds what is said here against it.
_KNOWN: Mapping[Any, Callable[..., Any]] = {BATCH_NORM: _normed, RELU: torch.empty_like, CAT: _joined}
