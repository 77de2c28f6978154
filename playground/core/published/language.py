"""Transformers that read: BERT, and those that do with less: DistilBERT, ALBERT."""

from __future__ import annotations

from functools import partial
from typing import Any

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import classified
from playground.core.published.network_builder import LINEAR, NetworkBuilder

PLACES = 512
SEGMENTS = 2


def bert(fields: DataFields, words: int = 30_522, places: int = PLACES, features: int = 768, depth: int = 12,
         heads: int = 12) -> Network:  # fmt: skip
    """Return BERT with its pooler; Devlin et al., arXiv:1810.04805, section 3.

    Sentences shorter than its 512 places use the first of them, and are all of the first segment. The
    classes' scores are the pooler's first numbers.
    """
    net = NetworkBuilder()
    _begun(net, fields, words, places, features, SEGMENTS)
    _encoded(net, features, heads, repeat=depth, dropout=0.1)
    return classified(_pooled(net, features), fields, features).network()


def distilbert(fields: DataFields, words: int = 30_522, places: int = PLACES, features: int = 768,
               depth: int = 6, heads: int = 12) -> Network:  # fmt: skip
    """Return DistilBERT; Sanh et al., arXiv:1910.01108, section 3: half of BERT, no segments and no pooler.

    The classes' scores are the first numbers of the first step.
    """
    net = NetworkBuilder()
    _begun(net, fields, words, places, features, 0)
    _encoded(net, features, heads, repeat=depth, dropout=0.1)
    net.add("over_time", how="first")
    return classified(net, fields, features).network()


def albert(fields: DataFields, words: int = 30_000, places: int = PLACES, narrow: int = 128,
           features: int = 768, depth: int = 12, heads: int = 12) -> Network:  # fmt: skip
    """Return ALBERT with its pooler; Lan et al., arXiv:1909.11942, section 3.1: base.

    Words are told by few numbers, which a layer widens, and the blocks all have the weights of one.
    """
    net = NetworkBuilder()
    _begun(net, fields, words, places, narrow, SEGMENTS)
    net.add("dense", units=features, activation=LINEAR, label="Wider")
    block = partial(_encoded, features=features, heads=heads)
    net.group("Encoder", block, repeat=depth, shared=True)
    return classified(_pooled(net, features), fields, features).network()


def _begun(net: NetworkBuilder, fields: DataFields, words: int, places: int, features: int,
           segments: int) -> None:  # fmt: skip
    """Add the words, their places, and the first segment if there are any."""
    net.source("tokens")
    table = net.add("embedding", entries=words, features=features, label="Words")
    beside = [learned_rows(net, table, (places, features), fields.fields["tokens"].sizes[0], "Places")]
    beside += [learned_rows(net, table, (segments, features), 1, "Segments")] if segments else []
    net.add("add", *beside, after=table)
    net.add("layer_norm", epsilon=1e-12)
    net.add("dropout", rate=0.1)


def _encoded(net: NetworkBuilder, features: int, heads: int, **more: Any) -> None:
    net.add("transformer_encoder", heads=heads, width=4 * features, norm_first=False, epsilon=1e-12,
            label="Encoder", **more)  # fmt: skip


def _pooled(net: NetworkBuilder, features: int) -> NetworkBuilder:
    net.add("over_time", how="first")
    net.add("dense", units=features, activation="tanh", label="Pooler")
    return net


def learned_rows(net: NetworkBuilder, beside: str, sizes: tuple[int, int], first: int, label: str) -> str:
    """Add rows that are learned, of which the first few go on."""
    net.add("learned_numbers", after=beside, channels=sizes[0], height=sizes[1], label=label)
    return net.add("slice", axis="time", length=first) if first < sizes[0] else net.last
