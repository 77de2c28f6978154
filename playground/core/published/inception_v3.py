"""Inception v3: five kinds of blocks, whose branches see windows of different size."""

from __future__ import annotations

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.inception import NORM
from playground.core.published.network_builder import NetworkBuilder

SIDE = 299


def inception_v3(fields: DataFields) -> Network:
    """Return Inception v3 without its side goal; Szegedy et al., arXiv:1512.00567, table 1.

    Sizes are those of the authors' release, which torchvision ported.
    """
    net = pictures(fields, SIDE)
    _stem(net)
    for pool in (32, 64, 64):
        net.add("inception_a", narrower=1, pool=pool)
    net.add("inception_b", narrower=1)
    for sevens in (128, 160, 160, 192):
        net.add("inception_c", narrower=1, sevens=sevens)
    net.add("inception_d", narrower=1)
    for _ in range(2):
        net.add("inception_e", narrower=1)
    net.add("global_pool")
    net.add("dropout", rate=0.5)
    return classified(scored(net, 1000, "fc"), fields, 1000).network()


def _stem(net: NetworkBuilder) -> None:
    convolved(net, 32, 3, 2, norm=NORM, padding="valid", label="Conv 1a")
    convolved(net, 32, 3, norm=NORM, padding="valid", label="Conv 2a")
    convolved(net, 64, 3, norm=NORM, label="Conv 2b")
    net.add("max_pool2d", kernel=3, stride=2)
    convolved(net, 80, 1, norm=NORM, label="Conv 3b")
    convolved(net, 192, 3, norm=NORM, padding="valid", label="Conv 4a")
    net.add("max_pool2d", kernel=3, stride=2)
