"""A Siamese network: two pictures go through one tower, and what it says of them is compared."""

from __future__ import annotations

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import brought
from playground.core.published.network_builder import LINEAR, NetworkBuilder

SIDE = 105


def siamese(fields: DataFields) -> Network:
    """Return the network that learns from one example; Koch, Zemel, Salakhutdinov, 2015, figure 4."""
    net, towers = NetworkBuilder(), []
    for name, field in (("First", "image"), ("Second", "image_2")):
        brought(net, fields, SIDE, field)
        towers.append(net.group(f"{name} tower", _tower, linked="tower"))
    net.add("subtract", towers[1], after=towers[0])
    net.add("absolute_value")
    net.add("dense", units=1, activation=LINEAR, label="Alike?")
    net.add("yes_or_no")
    return net.network()


def _tower(net: NetworkBuilder) -> None:
    for filters, kernel in ((64, 10), (128, 7), (128, 4)):
        net.add("conv2d", filters=filters, kernel=kernel, padding="valid")
        net.add("max_pool2d")
    net.add("conv2d", filters=256, kernel=4, padding="valid")
    net.add("flatten")
    net.add("dense", units=4096, activation="sigmoid")
