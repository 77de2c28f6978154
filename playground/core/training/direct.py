"""Loss and gradients of a line of dense layers by the very operations that autograd would call.

What autograd's graph and engine cost between them, more than a quarter of a small network's step, is saved;
no bit is another, which tests hold. Anything but such a line is left to autograd.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from playground.core.training.assembly import Assembly
from playground.core.training.batches import Feeds
from playground.core.training.program import Run

_aten = torch.ops.aten
_Forth = Callable[[Tensor], Tensor]
_Back = Callable[[Tensor, Tensor, Tensor], Tensor]  # (slopes behind, what came, what went out) -> before
_MEAN, _IGNORED = 1, -100  # of PyTorch's reductions; of its classes

# What activations do, and the operation that autograd goes back by.
_BENDS: Mapping[type[nn.Module], tuple[_Forth, _Back]] = {
    nn.ReLU: (torch.relu, lambda d, _x, y: _aten.threshold_backward.default(d, y, 0)),
    nn.Tanh: (torch.tanh, lambda d, _x, y: _aten.tanh_backward.default(d, y)),
    nn.Sigmoid: (torch.sigmoid, lambda d, _x, y: _aten.sigmoid_backward.default(d, y)),
    nn.SiLU: (nn.functional.silu, lambda d, x, _y: _aten.silu_backward.default(d, x)),
}


class _Layer(Protocol):
    def forward(self, value: Tensor) -> Tensor:
        """Return what goes out, and remember what the way back needs."""

    def back(self, slopes: Tensor, further: bool) -> Tensor:
        """Add to the weights' gradients; return the slopes before the layer, if anybody asks further."""


class _Dense:
    """A dense layer, its weights without their graph: the same memory."""

    def __init__(self, module: nn.Linear) -> None:
        self._learned = tuple(module.parameters())
        self._values = [each.detach() for each in self._learned]  # weight, and bias where it has one
        self._came = torch.empty(0)

    def forward(self, value: Tensor) -> Tensor:
        self._came = value
        return linear(value, *self._values)

    def back(self, slopes: Tensor, further: bool) -> Tensor:
        came, self._came = self._came, slopes  # a batch's memory is free before the next is gathered
        _add(self._learned[0], slopes.t().mm(came))
        for bias in self._learned[1:]:
            _add(bias, slopes.sum(0))
        if not further:
            return slopes
        if came.shape == (1, 1):  # which autograd takes for one column, not for one row
            return self._values[0].t().mm(slopes.t()).t()
        return slopes.mm(self._values[0])


class _Bend:
    """An activation."""

    def __init__(self, kind: type[nn.Module]) -> None:
        self._bend, self._unbend = _BENDS[kind]
        self._came = self._went = torch.empty(0)

    def forward(self, value: Tensor) -> Tensor:
        self._came, self._went = value, self._bend(value)
        return self._went

    def back(self, slopes: Tensor, _further: bool) -> Tensor:
        return self._unbend(slopes, self._came, self._went)


class _Drop:
    """Dropout, by numbers from PyTorch's own random state."""

    def __init__(self, module: nn.Dropout) -> None:
        self._left, self._share = 1 - module.p, torch.empty(0)

    def forward(self, value: Tensor) -> Tensor:
        self._share = torch.empty_like(value).bernoulli_(self._left).div_(self._left)
        return value * self._share

    def back(self, slopes: Tensor, _further: bool) -> Tensor:
        return slopes * self._share


class Direct:
    """Take a batch forward and back; the gradients go where autograd would leave them."""

    def __init__(self, parts: Assembly, layers: Sequence[_Layer], dtype: torch.dtype) -> None:
        self._objective, self._run = parts.objective, parts.program.run
        self._layers, self._one = layers, torch.ones((), dtype=dtype)
        crossed = type(parts.goals[0].loss) is nn.CrossEntropyLoss
        self._loss = _cross_entropy if crossed else _squared

    def stands_for(self, run: Run) -> bool:
        """Say whether it does what a forward pass would, with the loss that counts now."""
        return run is self._run and self._objective.plain

    def take(self, feeds: Feeds, targets: Feeds) -> tuple[Feeds, Tensor]:
        """Return raw scores and the loss; add its gradients to the weights' own."""
        scores = feeds[0].flatten(1)
        for layer in self._layers:
            scores = layer.forward(scores)
        loss, slopes = self._loss(scores, targets[0], self._one)
        for index in range(len(self._layers) - 1, -1, -1):
            slopes = self._layers[index].back(slopes, index > 0)
        return (scores,), loss


def direct_of(parts: Assembly, device: str) -> Direct | None:
    """Return what takes a run's batches directly; None for what autograd is needed for.

    Asked for once weights lie where they stay.
    """
    modules, goals = parts.program.line, parts.goals
    if device != "cpu" or parts.model.lowered or len(goals) != 1 or not (goals[0].plain and modules):
        return None
    weights = [id(each) for module in modules for each in module.parameters()]
    learned = sorted(id(each) for each in parts.parameters.values())
    if not _is_known(modules) or not _is_plain(goals[0].loss) or sorted(weights) != learned:
        return None
    dtype = next(iter(parts.parameters.values())).dtype
    return Direct(parts, tuple(_layers(modules)), dtype)


def _is_known(modules: Sequence[nn.Module]) -> bool:
    """Say whether a line is flattened, if at all, before a dense layer, and has nothing that is not known."""
    kinds = [type(module) for module in modules if type(module) is not nn.Identity]
    if nn.Linear not in kinds or not set(kinds) <= {nn.Linear, nn.Flatten, nn.Dropout, *_BENDS}:
        return False
    if any(isinstance(module, nn.Dropout) and module.p == 1 for module in modules):
        return False
    first = kinds.index(nn.Linear)
    return set(kinds[:first]) <= {nn.Flatten} and nn.Flatten not in kinds[first:]


def _is_plain(loss: nn.Module) -> bool:
    """Say whether a loss is one of those known here, with nothing chosen otherwise."""
    if type(loss) is nn.CrossEntropyLoss:
        return loss.weight is None and not loss.label_smoothing and loss.reduction == "mean"
    return type(loss) is nn.MSELoss and loss.reduction == "mean"


def _layers(modules: Sequence[nn.Module]) -> Iterator[_Layer]:
    """Yield what a line is made of; flattening is done to what comes in."""
    for module in modules:
        if type(module) is nn.Linear:
            yield _Dense(module)
        elif type(module) is nn.Dropout and module.p:
            yield _Drop(module)
        elif type(module) in _BENDS:
            yield _Bend(type(module))


def _add(parameter: nn.Parameter, gradient: Tensor) -> None:
    if parameter.grad is None:
        parameter.grad = gradient
    else:
        parameter.grad += gradient


def _cross_entropy(scores: Tensor, targets: Tensor, one: Tensor) -> tuple[Tensor, Tensor]:
    """Return the mean loss of classes (n,) and its slopes at the scores (n, classes)."""
    logs = torch.log_softmax(scores, 1)
    loss, counted = _aten.nll_loss_forward.default(logs, targets, None, _MEAN, _IGNORED)
    slopes = _aten.nll_loss_backward.default(one, logs, targets, None, _MEAN, _IGNORED, counted)
    return loss, _aten._log_softmax_backward_data.default(slopes, logs, 1, scores.dtype)


def _squared(scores: Tensor, targets: Tensor, one: Tensor) -> tuple[Tensor, Tensor]:
    """Return the mean squared error of numbers (n, k) and its slopes at the scores."""
    loss = nn.functional.mse_loss(scores, targets)
    return loss, _aten.mse_loss_backward.default(one, scores, targets, _MEAN)
