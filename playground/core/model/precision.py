"""What layers compute in: the numbers of their weights, or bf16 where PyTorch's autocast has it enough.

Autocast rounds what goes into products and convolutions and leaves sums, norms and weights as they are.
PyTorch's recipe for bf16, whose range is float32's: no loss is scaled. Scores are float32 again before a loss
sees them, since on a processor autocast would take the logarithms of bf16.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any
from warnings import catch_warnings

import torch
from torch import Tensor, nn


def computing(device: str) -> AbstractContextManager[Any]:
    """Let layers compute in bf16 on a device; as they are where it is ""."""
    return torch.autocast(device, dtype=torch.bfloat16) if device else nullcontext()


@cache
def warn_of_norms() -> None:
    """Let PyTorch say here, where nobody need read it, what it says once a process of RMS norm in bf16.

    That weights in float32 keep it from being one kernel; its numbers are right.
    """
    with catch_warnings(action="ignore", category=UserWarning):
        nn.functional.rms_norm(torch.ones(1, 1, dtype=torch.bfloat16), (1,), torch.ones(1))


def in_float32(made: Tensor) -> Tensor:
    """Return bf16 as float32, which loses nothing, and whatever else as it is."""
    return made.float() if made.dtype == torch.bfloat16 else made
