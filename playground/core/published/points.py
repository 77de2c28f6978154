"""PointNet: points of a space in no order, each looked at by itself, the strongest answers kept."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import classified, scored
from playground.core.published.network_builder import LINEAR, NetworkBuilder

AT_ZERO = {"initial_weights": "zeros"}


def pointnet(fields: DataFields, scores: int = 40) -> Network:
    """Return PointNet; Qi et al., arXiv:1612.00593, figure 2: what tells classes apart.

    Steps of a recording stand for points: their order makes no difference.
    """
    net = NetworkBuilder()
    net.source("series")
    net.group("Input transform", partial(_turned, features=fields.fields["series"].sizes[1]))
    _each(net, 64, 64)
    net.group("Feature transform", partial(_turned, features=64))
    _each(net, 64, 128, 1024)
    net.add("over_time", how="max")
    _each(net, 512, 256)
    net.add("dropout", rate=0.3)
    return classified(scored(net, scores, "Scores"), fields, scores).network()


def _turned(net: NetworkBuilder, features: int) -> None:
    """Add points times a matrix that all of them together say, which begins as one that changes nothing.

    That is drawn as the points and what the matrix adds to them.
    """
    begin = net.last
    _each(net, 64, 128, 1024)
    net.add("over_time", how="max")
    _each(net, 512, 256)
    net.add("dense", units=features**2, activation=LINEAR, label="Matrix", learning=AT_ZERO)
    matrix = net.add("reshape", channels=features, height=features, width=0)
    change = net.add("matrix_product", matrix, after=begin, transposed=False)
    net.add("add", change, after=begin)


def _each(net: NetworkBuilder, *units: int) -> None:
    """Add layers that look at each point by itself, or at all that was kept."""
    for count in units:
        net.add("dense", units=count, activation=LINEAR)
        net.add("batch_norm")
        net.add("relu")
