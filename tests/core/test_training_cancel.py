"""What takes long is left between two calls of PyTorch, forward or back, and nothing of it stays."""

from __future__ import annotations

import torch

from playground.core.training.cancel import left_once


class Layer(torch.autograd.Function):
    """Count how often a gradient comes by."""

    backs = 0

    @staticmethod
    def forward(_context: object, values: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
        return values.clone()

    @staticmethod
    def backward(_context: object, gradient: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
        Layer.backs += 1
        return gradient


def test_it_is_left_before_the_next_call() -> None:
    asked, values = False, torch.zeros(1)
    with left_once(lambda: asked):
        values += 1
        asked = True
        values += 1
    assert values.item() == 1


def test_it_is_left_on_the_way_back_and_weights_keep_no_hook() -> None:
    weight, asked = torch.ones(1, requires_grad=True), False
    Layer.backs = 0
    with left_once(lambda: asked):
        values = weight * 2
        for _ in range(5):
            values = Layer.apply(values) * 2
        loss = values.sum()
        torch.autograd.grad(loss, weight, retain_graph=True)
        assert Layer.backs == 5
        asked = True
        loss.backward()
    assert Layer.backs == 5 and weight.grad is None and not weight._backward_hooks
