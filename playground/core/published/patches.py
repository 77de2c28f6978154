"""Networks that read a picture as a row of patches: the vision transformer and MLP-Mixer."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import NetworkBuilder


def vision_transformer(fields: DataFields, side: int = 224, patch: int = 16, features: int = 768,
                       depth: int = 12, heads: int = 12) -> Network:  # fmt: skip
    """Return a vision transformer; Dosovitskiy et al., arXiv:2010.11929, table 1: ViT-B/16."""
    net = pictures(fields, side)
    net.add("patch_embedding", patch=patch, features=features)
    net.add("class_token")
    net.add("positional_encoding", kind="learned")
    net.add("transformer_encoder", repeat=depth, heads=heads, width=4 * features,
            epsilon=1e-6, label="Encoder")  # fmt: skip
    net.add("layer_norm", epsilon=1e-6)
    net.add("over_time", how="first", label="Class token's")
    return classified(scored(net, 1000, "head"), fields, 1000).network()


def mixer(fields: DataFields, side: int = 224, patch: int = 16, features: int = 768,
          depth: int = 12) -> Network:  # fmt: skip
    """Return an MLP-Mixer; Tolstikhin et al., arXiv:2105.01601, table 1: B/16.

    The middle of what mixes patches is half as wide as a patch has features, of what mixes features four
    times.
    """
    net = pictures(fields, side)
    net.add("patch_embedding", patch=patch, features=features)
    net.group("Mixer layer", partial(_mixer_layer, features=features), repeat=depth)
    net.add("layer_norm", epsilon=1e-6)
    net.add("over_time", how="mean")
    return classified(scored(net, 1000, "head"), fields, 1000).network()


def _mixer_layer(net: NetworkBuilder, features: int) -> None:
    begin = net.last
    net.add("layer_norm", epsilon=1e-6)
    net.add("permute", order="swap")
    net.add("feed_forward", width=features // 2, label="Token mixing")
    net.add("permute", order="swap")
    middle = net.add("add", net.last, after=begin)
    net.add("layer_norm", epsilon=1e-6)
    net.add("feed_forward", width=4 * features, label="Channel mixing")
    net.add("add", net.last, after=middle)
