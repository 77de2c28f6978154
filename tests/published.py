"""Published networks from our own blocks: those of the program, and smaller ones.

Sizes are such that each fits 6 GB and trains within a minute on two cores.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from made_data import Made, known_too, made
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.published.densely import densenet
from playground.core.published.mobile import mobilenet
from playground.core.published.plain import vgg
from playground.core.published.residual import BOTTLENECK, resnet

LINEAR = {"activation": "linear"}


class Builder:
    """Put blocks behind one another; `last` is where the next one is wired."""

    def __init__(self, source: str) -> None:
        self.nodes = {"source": Node(source)}
        self.edges: list[Edge] = []
        self.last = "source"

    def add(self, block: str, /, *more: str, after: str = "", **params: Any) -> str:
        """Add a block behind the last one, or another; `more` are wired to its further inputs."""
        name = f"{block}_{len(self.nodes)}"
        self.nodes[name] = Node(block, params)
        for index, source in enumerate((after or self.last, *more), 1):
            self.edges.append(Edge(source, "out", name, "in" if index == 1 else f"in_{index}"))
        self.last = name
        return name

    def conv(
        self, filters: int, kernel: int = 3, stride: int = 1, bend: str = "relu", after: str = ""
    ) -> str:
        """Add a convolution, its batch norm and an activation."""
        self.add("conv2d", after=after, filters=filters, kernel=kernel, stride=stride, **LINEAR, bias=False)
        self.add("batch_norm")
        return self.add(bend) if bend else self.last

    def network(self, goal: str = "classify") -> Network:
        """End with a goal and return the network."""
        if goal == "classify":
            self.add("dense", units=3, **LINEAR)
        self.add(goal)
        return Network(self.nodes, tuple(self.edges))


def unet() -> Network:
    """Return U-Net, with batch norm; Ronneberger et al., arXiv:1505.04597."""
    net, skips = Builder("image"), []
    for width in (32, 64, 128):
        net.conv(width)
        skips.append(net.conv(width))
        net.add("max_pool2d")
    net.conv(256)
    net.conv(256)
    for width, skip in zip((128, 64, 32), reversed(skips), strict=True):
        net.add("conv_transpose2d", filters=width, kernel=2, stride=2, padding=0, **LINEAR)
        net.add("concatenate", skip)
        net.conv(width)
        net.conv(width)
    net.add("conv2d", filters=3, kernel=1, **LINEAR)
    return net.network("reconstruct")


def transformer() -> Network:
    """Return a small BERT: Devlin et al., arXiv:1810.04805."""
    net = Builder("tokens")
    net.add("embedding", entries=8001, features=256)
    net.add("positional_encoding", kind="learned")
    net.add("transformer_encoder", repeat=6, heads=8, width=1024)
    net.add("over_time", how="first")
    return net.network()


def transformer_with_dropout() -> Network:
    """Return the same as it was trained: then every score of attention is kept."""
    net = Builder("tokens")
    net.add("embedding", entries=8001, features=256)
    net.add("positional_encoding", kind="learned")
    net.add("dropout", rate=0.1)
    net.add("transformer_encoder", repeat=6, heads=8, width=1024, dropout=0.1)
    net.add("over_time", how="first")
    return net.network()


def lstm() -> Network:
    """Return two LSTM layers over words; Zaremba et al., arXiv:1409.2329."""
    net = Builder("tokens")
    net.add("embedding", entries=8001, features=256)
    net.add("lstm", units=400, layers=2)
    net.add("over_time", how="mean")
    return net.network()


@dataclass(frozen=True)
class Published:
    """One network, the data it reads, and the size of its batches."""

    build: Callable[[], Network]
    data: Made
    batch: int


PICTURES = {side: made("image", (3, side, side), 24) for side in (64, 96, 128, 160)}
WORDS = made("tokens", (128,), 96, high=8000.0)


def _own(build: Callable[..., Network], side: int) -> Published:
    """Return one that the program publishes itself, for smaller pictures."""
    data = PICTURES[side]
    return Published(partial(build, data.fields(data.options({})), side=side), data, 8)


NETWORKS = {
    "resnet-50": _own(partial(resnet, counts=(3, 4, 6, 3), block=BOTTLENECK), 160),
    "vgg-16": _own(partial(vgg, counts=(2, 2, 3, 3, 3)), 96),
    "densenet-121": _own(partial(densenet, counts=(6, 12, 24, 16)), 96),
    "mobilenet": _own(mobilenet, 160),
    "u-net": Published(unet, PICTURES[128], 8),
    "transformer": Published(transformer, WORDS, 32),
    "transformer-dropout": Published(transformer_with_dropout, WORDS, 32),
    "lstm": Published(lstm, WORDS, 32),
}


def project_of(name: str) -> Project:
    """Return a published network with its data."""
    found = NETWORKS[name]
    recipe = Recipe(batch_size=found.batch, device="cpu")
    data = DataChoice(found.data.id, train=2 / 3, validation=1 / 3)
    return Project(
        name,
        found.build(),
        data,
        recipe,
        catalogue=known_too([found.data]),
    )
