"""The kernel: rows of steps, and passes that only look, in one call without the interpreter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.core.training.compiled import dense
from playground.core.training.compiled.arithmetic import place
from playground.core.training.compiled.dense import INPUTS, OUTPUTS, WEIGHTS, WRITES
from playground.core.training.compiled.jit import inner, machine_code
from playground.core.training.compiled.losses import (
    BINARY,
    CROSS_ENTROPY,
    Sought,
    add_numbers,
    count_classes,
    count_labels,
    loss_of,
)
from playground.core.training.compiled.updates import Mover, update
from playground.core.training.compiled.vectors import LANES

_ZERO = np.float32(0.0)


class Net(NamedTuple):
    """A chain of dense layers with room for one batch."""

    layers: np.ndarray  # a row each, columns as in `dense`
    w: np.ndarray  # all weights, flat
    g: np.ndarray  # their gradients
    z: np.ndarray  # rows of LANES numbers, flat: sums
    a: np.ndarray  # what activations make of them, the inputs first
    d: np.ndarray  # slopes of the loss
    t: np.ndarray  # what a block's losses are made of


class Marks(NamedTuple):
    """Where weights are copied to on the way: at each so-manieth step, counted with those before the call."""

    every: int
    since: int  # steps that were taken before
    rows: np.ndarray  # (marks, weights)


class Batches(NamedTuple):
    """What steps learn from, and by which settings."""

    features: np.ndarray  # (samples, inputs) float32
    aim: Sought
    batch: int  # samples a step; the epoch's last may have fewer
    l1: float
    l2: float


@inner
def _take_steps(net: Net, batches: Batches, mover: Mover, marks: Marks, before: int, order: np.ndarray,
                first: int, rates: np.ndarray, taken: float, losses: np.ndarray, counts: np.ndarray,
                sums: np.ndarray) -> None:  # fmt: skip
    """Take len(rates) steps of an epoch with so many behind it, and add them to its figures."""
    for k in range(len(rates)):
        start = (first + k) * batches.batch
        chosen = order[start : min(start + batches.batch, len(order))]
        blocks = _gather(net, batches.features, chosen)
        dense.forward(net.layers, net.w, net.z, net.a, blocks)
        end = net.layers[-1, WRITES] * LANES
        loss = loss_of(batches.aim, net.a[end:], net.d[end:], net.t, chosen)
        _count(batches.aim, net.a[end:], chosen, counts, sums)
        dense.backward(net.layers, net.w, net.g, net.z, net.a, net.d, blocks)
        losses[k] = loss + _penalty(net, batches.l1, batches.l2) if batches.l1 or batches.l2 else loss
        update(mover, net.w, net.g, rates[k], taken + k + 1)
        _mark(marks, net.w, before + k + 1)


@inner
def _mark(marks: Marks, w: np.ndarray, taken: int) -> None:
    """Copy the weights if they are wanted after so many steps of this call."""
    step = marks.since + taken
    if step % marks.every == 0:
        row = step // marks.every - marks.since // marks.every - 1
        if row < len(marks.rows):
            for k in range(len(w)):
                marks.rows[row, k] = w[k]


@inner
def _judge(net: Net, batches: Batches, order: np.ndarray, scores: np.ndarray, counts: np.ndarray,
          sums: np.ndarray) -> float:  # fmt: skip
    """Pass samples through: return the mean loss, fill scores (samples, width), add to figures."""
    total, room = 0.0, len(net.a) // _width(net.layers)
    end, width = net.layers[-1, WRITES] * LANES, batches.aim.width
    for start in range(0, len(order), room):
        chosen = order[start : min(start + room, len(order))]
        dense.forward(net.layers, net.w, net.z, net.a, _gather(net, batches.features, chosen))
        total += loss_of(batches.aim, net.a[end:], net.d[end:], net.t, chosen) * len(chosen)
        _count(batches.aim, net.a[end:], chosen, counts, sums)
        for at in range(len(chosen)):
            for k in range(width):
                scores[place(start + at), place(k)] = net.a[
                    place(end + (at // LANES * width + k) * LANES + at % LANES)
                ]
    return total / len(order)


@inner
def _width(layers: np.ndarray) -> int:
    """Return how many rows a block of samples takes in all."""
    rows: int = layers[0, INPUTS]
    for index in range(len(layers)):
        rows += layers[index, OUTPUTS]
    return rows


@inner
def _gather(net: Net, features: np.ndarray, chosen: np.ndarray) -> int:
    """Lay samples into rows, zeros behind the last, and return how many blocks they are."""
    inputs, count = features.shape[1], len(chosen)
    blocks = (count + LANES - 1) // LANES
    for at in range(blocks * LANES):
        row = at // LANES * inputs
        sample = chosen[place(at)] if at < count else -1
        for i in range(inputs):
            value = features[place(sample), place(i)] if at < count else _ZERO
            net.a[place((row + i) * LANES + at % LANES)] = value
    return blocks


@inner
def _count(aim: Sought, scores: np.ndarray, chosen: np.ndarray, counts: np.ndarray, sums: np.ndarray) -> None:
    if aim.code == CROSS_ENTROPY:
        count_classes(aim, scores, chosen, counts)
    elif aim.code == BINARY:
        count_labels(aim, scores, chosen, counts)
    else:
        add_numbers(aim, scores, chosen, sums)


@inner
def _penalty(net: Net, l1: float, l2: float) -> float:
    """Return what weights apart from biases add to the loss, and add its slopes."""
    sizes, squares = 0.0, 0.0
    near, far = np.float32(l1), np.float32(2 * l2)
    for index in range(len(net.layers)):
        first = net.layers[index, WEIGHTS]
        for k in range(first, first + net.layers[index, INPUTS] * net.layers[index, OUTPUTS]):
            sizes, squares = sizes + abs(net.w[k]), squares + np.float64(net.w[k]) ** 2
            net.g[k] += near * np.sign(net.w[k]) + far * net.w[k]
    return l1 * sizes + l2 * squares


@machine_code
def run(net: Net, batches: Batches, held: Batches, mover: Mover, marks: Marks, orders: np.ndarray,
        first: int, rates: np.ndarray, taken: float, losses: np.ndarray, counts: np.ndarray, sums: np.ndarray,
        scores: np.ndarray, held_losses: np.ndarray, held_counts: np.ndarray,
        held_sums: np.ndarray) -> None:  # fmt: skip
    """Take steps of epochs in `orders`, a row each, and look at what is held out behind each.

    Of a row as many steps as rates fall to it, from step `first` on; with no rates it only looks, with
    nothing held out it only trains. The one way in: each would be compiled anew.
    """
    steps, aside = len(rates) // len(orders), np.arange(len(held.features))
    for k in range(len(orders)):
        here = slice(k * steps, (k + 1) * steps)
        _take_steps(
            net,
            batches,
            mover,
            marks,
            k * steps,
            orders[k],
            first,
            rates[here],
            taken + k * steps,
            losses[here],
            counts[k],
            sums[k],
        )
        if len(aside):
            held_losses[k] = _judge(net, held, aside, scores, held_counts[k], held_sums[k])
