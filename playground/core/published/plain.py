"""Networks whose layers stand in one row: LeNet, AlexNet, VGG; and SqueezeNet."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import LINEAR, NetworkBuilder

VALID = "valid"


def lenet_5(fields: DataFields) -> Network:
    """Return LeNet-5; LeCun et al., 1998. C3 sees all maps, and pools have no weights, as usual today."""
    net = pictures(fields, 32, channels=1)
    for number, filters in ((1, 6), (3, 16)):
        net.add("conv2d", filters=filters, kernel=5, padding=VALID, activation="tanh", label=f"C{number}")
        net.add("average_pool2d", label=f"S{number + 1}")
    net.add("conv2d", filters=120, kernel=5, padding=VALID, activation="tanh", label="C5")
    net.add("flatten")
    net.add("dense", units=84, activation="tanh", label="F6")
    return classified(scored(net, 10, "Output"), fields, 10).network()


def alexnet(fields: DataFields) -> Network:
    """Return AlexNet in one tower; Krizhevsky, arXiv:1404.5997, as torchvision has it."""
    net = pictures(fields, 224)
    net.add("conv2d", filters=64, kernel=11, stride=4, padding=2, label="conv1")
    net.add("max_pool2d", kernel=3, stride=2)
    net.add("conv2d", filters=192, kernel=5, label="conv2")
    net.add("max_pool2d", kernel=3, stride=2)
    for number, filters in ((3, 384), (4, 256), (5, 256)):
        net.add("conv2d", filters=filters, label=f"conv{number}")
    net.add("max_pool2d", kernel=3, stride=2)
    net.add("flatten")
    for number in (6, 7):
        net.add("dropout", rate=0.5)
        net.add("dense", units=4096, label=f"fc{number}")
    return classified(scored(net, 1000, "fc8"), fields, 1000).network()


def vgg(fields: DataFields, counts: tuple[int, ...], side: int = 224, width: int = 64,
        units: int = 4096, norm: bool = False) -> Network:  # fmt: skip
    """Return a VGG network with so many convolutions between pools; arXiv:1409.1556, table 1.

    `norm`: with batch norm behind each convolution, as torchvision has it, too.
    """
    net = pictures(fields, side)
    for index, count in enumerate(counts):
        net.group(f"conv{index + 1}", partial(_stage, filters=width << min(index, 3), count=count, norm=norm))
        net.add("max_pool2d", label=f"pool{index + 1}")
    net.add("flatten")
    for number in (6, 7):
        net.add("dense", units=units, label=f"fc{number}")
        net.add("dropout", rate=0.5)
    return classified(scored(net, 1000, "fc8"), fields, 1000).network()


def _stage(net: NetworkBuilder, filters: int, count: int, norm: bool) -> None:
    for _ in range(count):
        net.add("conv2d", filters=filters, activation=LINEAR if norm else "relu")
        if norm:
            net.add("batch_norm")
            net.add("relu")


def squeezenet(fields: DataFields) -> Network:
    """Return SqueezeNet 1.1; Iandola et al., arXiv:1602.07360, and the authors' later release."""
    net, number = pictures(fields, 224), 2
    net.add("conv2d", filters=64, kernel=3, stride=2, padding=VALID, label="conv1")
    for stage in ((16, 16), (32, 32), (48, 48, 64, 64)):
        net.add("max_pool2d", kernel=3, stride=2, partial=True)
        for squeezed in stage:
            net.group(f"fire{number}", partial(_fire, squeezed=squeezed))
            number += 1
    net.add("dropout", rate=0.5)
    net.add("conv2d", filters=1000, kernel=1, label="conv10")
    net.add("global_pool")
    return classified(net, fields, 1000).network()


def _fire(net: NetworkBuilder, squeezed: int) -> None:
    """Add few 1 × 1 filters, and four times as many each of 1 × 1 and 3 × 3 behind them."""
    few = net.add("conv2d", filters=squeezed, kernel=1, label="Squeeze")
    points = net.add("conv2d", filters=4 * squeezed, kernel=1, label="Expand 1 × 1")
    squares = net.add("conv2d", after=few, filters=4 * squeezed, label="Expand 3 × 3")
    net.add("concatenate", squares, after=points)
