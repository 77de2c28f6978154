"""How strong the signal is in every layer with weights: forward as activation, back as gradient."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from playground.core.training import randomness
from playground.core.training.assembly import Assembly
from playground.core.training.batches import Feeds
from playground.core.training.traced import LayerSignal

SATURATED = 0.01  # how near to 1 or -1 an output is at the end of a bounded activation


@dataclass
class _Passed:
    """A block that the batch has passed."""

    node: str
    weights: list[nn.Parameter] = field(default_factory=list)
    activation: float = 0.0
    saturated: float = 0.0


def signals(parts: Assembly, batch_size: int) -> tuple[LayerSignal, ...]:
    """Return the signal in each layer with weights, in the order of the calls, repeats one by one.

    The first samples of the training part go through as a step would send them. Weights, their gradients,
    running statistics and random states stay as they are.
    """
    train = parts.data.part("train")
    feeds, targets = (tuple([each[:batch_size] for each in part]) for part in (train.feeds, train.targets))
    with _untouched(parts.model):
        with parts.model.computing():
            passed, scores = _forward(parts, feeds)
        gradients = _back(parts.objective.loss(scores, targets), passed)
    return tuple(_signal(block, gradients) for block in passed)


def _forward(parts: Assembly, feeds: Feeds) -> tuple[list[_Passed], tuple[Tensor, ...]]:
    """Return the blocks with weights that a batch passes, and the scores at the end."""
    passed: list[_Passed] = []
    block = _Passed("")
    walk = parts.program.trace(feeds)
    while True:
        try:
            step, made = next(walk)
        except StopIteration as end:
            return passed, end.value
        block.weights += [each for each in step.module.parameters() if each.dim() > 1]
        if not step.node:
            continue
        if block.weights:
            block.node = step.node
            passed.append(block)
        if passed:  # of what the layer hands on: after blocks without weights that follow it
            passed[-1].activation, passed[-1].saturated = _of_output(made)
        block = _Passed("")


def _back(loss: Tensor, passed: list[_Passed]) -> dict[int, Tensor]:
    """Return the gradient of each weight that learns, by its id; nobody's own gradient is touched."""
    learning = {id(each): each for block in passed for each in block.weights if each.requires_grad}
    found = torch.autograd.grad(loss, list(learning.values()), allow_unused=True) if learning else ()
    return {key: made for key, made in zip(learning, found, strict=True) if made is not None}


def _of_output(made: Tensor | tuple[Tensor, ...]) -> tuple[float, float]:
    """Return the root mean square of what a block gives, and the share that stands at 1 or -1."""
    output = (made[0] if isinstance(made, tuple) else made).detach()
    near = (output.abs() - 1).abs() < SATURATED
    return _rms([output]), float(near.double().mean())


def _signal(block: _Passed, gradients: dict[int, Tensor]) -> LayerSignal:
    found = [gradients[id(each)] for each in block.weights if id(each) in gradients]
    frozen = not any(each.requires_grad for each in block.weights)
    return LayerSignal(
        block.node, _rms(found), block.activation, _rms([each.detach() for each in block.weights]),
        block.saturated, frozen,
    )  # fmt: skip


def _rms(tensors: list[Tensor]) -> float:
    """Return the root mean square of all numbers; squares of 1e-28 are nothing in 32 bits."""
    count = sum(each.numel() for each in tensors)
    squares = [each.to("cpu", torch.float64).square().sum() for each in tensors]
    return float((torch.stack(squares).sum() / count).sqrt()) if count else 0.0


@contextmanager
def _untouched(model: nn.Module) -> Iterator[None]:
    """Give running statistics and random states back as they were; meanwhile the same is drawn each time."""
    device = next(model.parameters()).device.type
    states, buffers = randomness.take(device), [each.clone() for each in model.buffers()]
    randomness.put(randomness.seeded(0, device))
    try:
        yield
    finally:
        randomness.put(states)
        with torch.no_grad():
            for buffer, kept in zip(model.buffers(), buffers, strict=True):
                buffer.copy_(kept)
