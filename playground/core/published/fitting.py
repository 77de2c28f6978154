"""Fit networks of papers to the data at hand by blocks without weights."""

from __future__ import annotations

from playground.core.blocks.shapes import DataFields
from playground.core.published.network_builder import LINEAR, NetworkBuilder


def pictures(fields: DataFields, side: int, channels: int = 3) -> NetworkBuilder:
    """Return a network that begins with the data's pictures, enlarged to a side; grey becomes colours."""
    net = NetworkBuilder()
    brought(net, fields, side)
    if fields.fields["image"].sizes[0] == 1 and channels > 1:
        net.add("concatenate", *[net.last] * (channels - 1), label="Grey as colours")
    return net


def brought(net: NetworkBuilder, fields: DataFields, side: int, field: str = "image") -> str:
    """Add a source of pictures, and what makes them as large as the network takes them."""
    net.source("image", **({"field": field} if field != "image" else {}))
    _, height, width = fields.fields[field].sizes
    factor = side / height
    if height != width or int(height * factor) != side or factor < 1:
        return net.add("adaptive_pool2d", side=side, label="Resize")
    return net.add("upsample", factor=factor, label="Resize") if factor > 1 else net.last


def scored(net: NetworkBuilder, scores: int, label: str) -> NetworkBuilder:
    """Add the last layer of a network that tells so many classes apart."""
    net.add("dense", units=scores, activation=LINEAR, label=label)
    return net


def classified(net: NetworkBuilder, fields: DataFields, scores: int) -> NetworkBuilder:
    """Add the goal, and before it what keeps the scores of the data's own classes alone."""
    count = len(fields.fields["label"].classes)
    if count < scores:
        net.add("slice", length=count, label="Own classes")
    net.add("classify")
    return net
