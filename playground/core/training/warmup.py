"""Load in the background what the first network and the first step would otherwise wait for."""

from __future__ import annotations


def warm_up() -> None:
    """Import torch and what it loads late; takes seconds on a busy machine, draws no random number.

    PyTorch's meta kernels import `torch._dynamo` when the first shape is inferred.
    """
    import torch

    import playground.core.training.trainer  # noqa: F401  # everything a run needs
    from playground.core.training.hardware import detect

    layer = torch.nn.Linear(2, 2, device="meta")
    with torch.no_grad():
        layer(torch.empty(2, 2, device="meta"))
    detect()
