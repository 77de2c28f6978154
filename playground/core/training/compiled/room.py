"""What the kernel works on: arrays that share memory with PyTorch's tensors, and room for one batch."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from playground.core.graph.names import node_of
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Part, Recipe
from playground.core.training.assembly import Assembly
from playground.core.training.compiled.epoch_rows import EpochRows
from playground.core.training.compiled.kernel import Batches, Marks, Net, run
from playground.core.training.compiled.losses import CROSS_ENTROPY, TOLD, Sought
from playground.core.training.compiled.updates import SGD, Mover
from playground.core.training.compiled.vectors import LANES
from playground.core.training.dense_chain import MOVERS, DenseChain
from playground.core.training.stepper import Waypoints
from playground.core.training.updates import Optimizer
from playground.core.training.working_group import WorkingGroup

_NO_LABELS, _NO_VALUES = np.zeros(0, np.int64), np.zeros((0, 1), np.float32)
_NOTHING = np.zeros(0, np.float32)


class Room:
    """Hand out a run's arrays as the kernel takes them, and let it run on them."""

    def __init__(self, chain: DenseChain, parts: Assembly, group: WorkingGroup) -> None:
        self._chain, self._parts, self._group = chain, parts, group
        self._places = _places(group)
        self._samples: dict[Part, tuple[np.ndarray, Sought]] = {}
        self._net: tuple[int, Net] | None = None  # with the batch it has room for

    def net(self, batch: int) -> Net:
        """Return the network with room for a batch of that many samples."""
        if self._net is None or self._net[0] != batch:
            self._net = batch, self._made(-(-batch // LANES))
        return self._net[1]

    def batches(self, part: Part, recipe: Recipe, batch: int) -> Batches:
        """Return one part of the data in batches, by a recipe's settings."""
        if part not in self._samples:
            self._samples[part] = self._features(part), self._aim(part)
        return Batches(*self._samples[part], batch, float(recipe.l1), float(recipe.l2))

    def _features(self, part: Part) -> np.ndarray:
        feed = self._parts.data.part(part).feeds[0]
        assert isinstance(feed, Tensor)  # the kernel reads it where it lies
        return np.ascontiguousarray(feed.reshape(len(feed), self._chain.layers[0].inputs).numpy())

    def _aim(self, part: Part) -> Sought:
        targets, chain = self._parts.data.part(part).targets[0].numpy(), self._chain
        classes = chain.loss == CROSS_ENTROPY
        labels = targets if classes else _NO_LABELS
        values = (
            _NO_VALUES
            if classes
            else np.ascontiguousarray(targets.reshape(len(targets), chain.layers[-1].outputs))
        )
        return Sought(
            chain.loss, chain.layers[-1].outputs, chain.smoothing, float(chain.share), labels, values
        )

    def _made(self, blocks: int) -> Net:
        rows, table = 0, []
        for layer in self._chain.layers:
            reads, rows = rows, rows + blocks * layer.inputs
            weights, biases = self._places[layer.key, 2], self._places.get((layer.key, 1), -1)
            table.append((layer.inputs, layer.outputs, weights, biases, layer.activation, reads, rows))
        rows += blocks * self._chain.layers[-1].outputs
        values = self._group.values
        held = (values.tensors[0].numpy(), values.gradients()[0].numpy())
        room = (np.zeros(each * LANES, np.float32) for each in (rows, rows, rows, TOLD))
        return Net(np.array(table, np.int64), *held, *room)

    def run(self, train: Batches, held: Batches, recipe: Recipe, orders: np.ndarray, first: int,
            rows: EpochRows, waypoints: Waypoints) -> np.ndarray:  # fmt: skip
        """Let the kernel fill rows; return the scores of what is held out."""
        portion, losses, counts, sums, *judged, weights = self._group.portions[0], *rows
        optimizer, rates = portion.update, np.full(len(losses), portion.rate)
        mover = _mover(optimizer, recipe)
        scores = np.zeros((len(held.features), held.aim.width), np.float32)
        run(self.net(train.batch), train, held, mover, Marks(*waypoints, weights), orders, first, rates,
            float(optimizer.steps), losses, counts, sums, scores, *judged)  # fmt: skip
        if mover.code != SGD:
            optimizer.steps += len(losses)
        return scores


def _mover(optimizer: Optimizer, recipe: Recipe) -> Mover:
    """Return an optimizer of PyTorch's as the kernel's; what it keeps is the same memory."""
    spec = OPTIMIZERS.get(recipe.optimizer)
    call = spec.call(spec.options(recipe.options))
    kept = [tensors[0].numpy() for tensors in optimizer.kept.values()]
    first, second = (*kept, _NOTHING, _NOTHING)[:2]
    beta1, beta2 = call.kwargs.get("betas", (call.kwargs.get("momentum", 0.0), 0.0))
    epsilon, nesterov = call.kwargs.get("eps", 0.0), bool(call.kwargs.get("nesterov", False))
    return Mover(MOVERS[call.target], float(beta1), float(beta2), float(epsilon), nesterov,
                 float(optimizer.weight_decay), first, second)  # fmt: skip


def _places(group: WorkingGroup) -> dict[tuple[str, int], int]:
    """Return where each block's weights (two axes) and biases (one) begin in the flat tensor."""
    places, start = {}, 0
    for key, parameter in group.values.parameters.items():
        places[node_of(key), parameter.dim()] = start
        start += parameter.numel()
    return places
