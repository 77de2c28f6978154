"""Transformers that read: BERT."""

from __future__ import annotations

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import classified
from playground.core.published.network_builder import NetworkBuilder


def bert(fields: DataFields, words: int = 30_522, places: int = 512, features: int = 768, depth: int = 12,
         heads: int = 12) -> Network:  # fmt: skip
    """Return BERT with its pooler; Devlin et al., arXiv:1810.04805, section 3.

    Sentences shorter than its 512 places use the first of them, and are all of the first segment. The
    classes' scores are the pooler's first numbers.
    """
    net = NetworkBuilder()
    net.source("tokens")
    steps = fields.fields["tokens"].sizes[0]
    table = net.add("embedding", entries=words, features=features, label="Words")
    where = learned_rows(net, table, (places, features), steps, "Places")
    segment = learned_rows(net, table, (2, features), 1, "Segments")
    net.add("add", where, segment, after=table)
    net.add("layer_norm", epsilon=1e-12)
    net.add("dropout", rate=0.1)
    net.add("transformer_encoder", repeat=depth, heads=heads, width=4 * features, dropout=0.1,
            norm_first=False, epsilon=1e-12, label="Encoder")  # fmt: skip
    net.add("over_time", how="first")
    net.add("dense", units=features, activation="tanh", label="Pooler")
    return classified(net, fields, features).network()


def learned_rows(net: NetworkBuilder, beside: str, sizes: tuple[int, int], first: int, label: str) -> str:
    """Add rows that are learned, of which the first few go on."""
    net.add("learned_numbers", after=beside, channels=sizes[0], height=sizes[1], label=label)
    return net.add("slice", axis="time", length=first) if first < sizes[0] else net.last
