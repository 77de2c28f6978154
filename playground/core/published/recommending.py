"""Neural collaborative filtering: whether somebody will like something, by tables of both."""

from __future__ import annotations

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.network_builder import LINEAR, NetworkBuilder


def neural_matrix_factorisation(fields: DataFields, users: int = 6_040, items: int = 3_706, factors: int = 8,
                                units: tuple[int, ...] = (32, 16, 8)) -> Network:  # fmt: skip
    """Return NeuMF; He et al., arXiv:1708.05031, section 3.4, for MovieLens of a million ratings.

    The first words of two sentences stand for somebody and something.
    """
    net, rows = NetworkBuilder(), {}
    for who, field, count in (("User", "tokens", users), ("Item", "tokens_2", items)):
        net.source("tokens", field=field)
        words = net.last
        for part, features in (("product", factors), ("layers", units[0])):
            net.add("embedding", after=words, entries=count, features=features, zero_is_word=True,
                    label=f"{who}, {part}")  # fmt: skip
            rows[who, part] = net.add("over_time", how="first")
    product = net.add("multiply", rows["Item", "product"], after=rows["User", "product"])
    net.add("concatenate", rows["Item", "layers"], after=rows["User", "layers"])
    for number, count in enumerate(units, 1):
        net.add("dense", units=count, label=f"Layer {number}")
    net.add("concatenate", net.last, after=product)
    net.add("dense", units=1, activation=LINEAR, label="Likes it?")
    net.add("yes_or_no")
    return net.network()
