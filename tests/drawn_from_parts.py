"""Networks of papers that no ready block knows, drawn from parts, each beside the same in plain PyTorch.

Their weights are made in the order in which ours are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.core.published.network_builder import LINEAR, NetworkBuilder

STEPS, FEATURES, HEADS, FAR = 16, 16, 2, 3  # of pictures cut into patches of 7 × 7; distances told apart
PARTS, LONG = 30, 48  # of a tumour's row; steps of a recording


class Drawn(NamedTuple):
    """One network: the data that it reads, how it is drawn, and the same in plain PyTorch."""

    data: str
    draw: Callable[[NetworkBuilder], object]
    plain: Callable[[], nn.Module]


def dense(
    net: NetworkBuilder, units: int, activation: str = LINEAR, after: str = "", bias: bool = True
) -> str:
    return net.add("dense", after=after, units=units, activation=activation, bias=bias)


def answered(net: NetworkBuilder, classes: int, how: str = "mean") -> None:
    """Add the mean over all steps, or the last, scores and the goal."""
    net.add("over_time", how=how)
    dense(net, classes)
    net.add("classify")


def patches(net: NetworkBuilder) -> str:
    net.source("image", scale="raw")
    return net.add("patch_embedding", patch=7, features=FEATURES)


def rows_of(net: NetworkBuilder) -> str:
    net.source("table", scaled=False)
    return net.add("formula", formula="a / 1000")


def places(net: NetworkBuilder, side: int) -> tuple[str, str]:
    """Add a square table of which each place holds its row, and one for its column; both -1 to 1."""
    net.source("constant_number", value=0.0, channels=1, height=side, width=side)
    told = net.add("coordinate_channels")
    return net.add("slice", after=told, start=1), net.add("slice", after=told, start=2)


class Patched(nn.Module):
    """Pictures as patches, something made of them, and scores of its mean."""

    def __init__(self, inside: nn.Module) -> None:
        super().__init__()
        self.patches, self.inside = nn.Conv2d(1, FEATURES, 7, 7), inside
        self.scores = nn.Linear(FEATURES, 6)

    def forward(self, pictures: Tensor) -> Tensor:
        rows = self.patches(pictures).flatten(2).transpose(1, 2)
        scores: Tensor = self.scores(self.inside(rows).mean(1))
        return scores


def draw_fnet(net: NetworkBuilder) -> None:
    """Lee-Thorp et al., arXiv:2105.03824: the tables of the Fourier transform are made of coordinates."""
    rows = patches(net)
    down, right = places(net, STEPS)
    tables = []
    for wave in ("cos", "sin"):
        net.add("formula", right, after=down, formula=f"{wave}(pi / 8 * (a + 1) * 7.5 * (b + 1) * 7.5)")
        tables.append(net.add("reshape", channels=STEPS, height=STEPS, width=0))
    net.last = rows
    for _ in range(2):
        begin = net.last
        turned = [net.add("matrix_product", each, after=begin, transposed=False) for each in tables]
        real, other = (net.add("matrix_product", each, after=table, transposed=False)
                       for each, table in zip(turned, tables, strict=True))  # fmt: skip
        net.add("subtract", other, after=real)
        net.add("add", begin)
        middle = net.add("layer_norm")
        dense(net, 32, "gelu")
        dense(net, FEATURES)
        net.add("add", middle)
        net.add("layer_norm")
    answered(net, 6)


class FourierBlock(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.LayerNorm(FEATURES)
        self.thought = nn.Sequential(nn.Linear(FEATURES, 32), nn.GELU(), nn.Linear(32, FEATURES))
        self.last = nn.LayerNorm(FEATURES)

    def forward(self, rows: Tensor) -> Tensor:
        mixed = self.first(rows + torch.fft.fft2(rows).real)
        given: Tensor = self.last(mixed + self.thought(mixed))
        return given


def draw_shared_distances(net: NetworkBuilder) -> None:
    """Raffel et al., arXiv:1910.10683: one table of distances for the attention of every layer.

    Which of them two steps are apart is written out as numbers that are 1 at one distance and else 0.
    """
    rows = patches(net)
    down, right = places(net, STEPS)
    apart = net.add("formula", right, after=down, formula=f"max(-{FAR}, min({FAR}, (b - a) * 7.5)) + {FAR}")
    net.add("slice", after=places(net, 2 * FAR + 1)[0], axis="width")
    each = net.add("reshape", channels=2 * FAR + 1, height=1, width=1)
    net.add("formula", each, after=apart, formula=f"relu(1 - abs(a - (b + 1) * {FAR}))")
    marked = net.last
    table = net.source("learned_numbers", channels=2 * FAR + 1, height=HEADS)
    added = net.add("einsum", table, after=marked, equation="kij,kh->jhi")
    net.last = rows
    for _ in range(2):
        _attending(net, added)
    net.add("rms_norm")
    answered(net, 6)


def _attending(net: NetworkBuilder, added: str) -> None:
    """Add a layer whose scores of two steps have something added; their softmax is over the first axis."""
    begin = net.last
    normed = net.add("rms_norm")
    heads = []
    for _ in range(3):
        dense(net, FEATURES, after=normed, bias=False)
        heads.append(net.add("reshape", channels=STEPS, height=HEADS, width=FEATURES // HEADS))
    net.add("einsum", heads[1], after=heads[0], equation="ihd,jhd->jhi")
    net.add("add", added)
    net.add("softmax")
    net.add("einsum", heads[2], equation="jhi,jhd->ihd")
    net.add("reshape", channels=STEPS, height=FEATURES, width=0)
    dense(net, FEATURES, bias=False)
    middle = net.add("add", begin)
    net.add("rms_norm")
    dense(net, 32, "relu", bias=False)
    dense(net, FEATURES, bias=False)
    net.add("add", middle)


class DistancesLayer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        straight = partial(nn.Linear, bias=False)
        self.norm = nn.RMSNorm(FEATURES, eps=1e-6)
        self.heads = nn.ModuleList(straight(FEATURES, FEATURES) for _ in range(3))
        self.given = straight(FEATURES, FEATURES)
        self.thought = nn.Sequential(nn.RMSNorm(FEATURES, eps=1e-6), straight(FEATURES, 32), nn.ReLU(),
                                     straight(32, FEATURES))  # fmt: skip

    def forward(self, rows: Tensor, added: Tensor) -> Tensor:
        normed = self.norm(rows)
        asks, keys, values = (each(normed).unflatten(-1, (HEADS, -1)).transpose(1, 2) for each in self.heads)
        shares = (asks @ keys.transpose(-1, -2) + added).softmax(-1)
        rows = rows + self.given((shares @ values).transpose(1, 2).flatten(2))
        given: Tensor = rows + self.thought(rows)
        return given


class SharedDistances(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.zeros(2 * FAR + 1, HEADS))
        self.layers = nn.ModuleList(DistancesLayer() for _ in range(2))
        self.norm = nn.RMSNorm(FEATURES, eps=1e-6)

    def forward(self, rows: Tensor) -> Tensor:
        steps = torch.arange(STEPS)
        apart = (steps[None] - steps[:, None]).clamp(-FAR, FAR) + FAR
        for each in self.layers:
            rows = each(rows, self.table[apart].permute(2, 0, 1))
        given: Tensor = self.norm(rows)
        return given


def draw_equation(net: NetworkBuilder) -> None:
    """Chen et al., arXiv:1806.07366: one change, followed by Runge and Kutta over four steps of 1/4."""
    rows_of(net)
    dense(net, 8, "tanh")
    net.group("Step", _runge_kutta, repeat=4, shared=True)
    dense(net, 2)
    net.add("classify")


def _runge_kutta(net: NetworkBuilder) -> None:
    begin = net.last
    change = partial(net.group, "Change", _change, linked="change")
    found = [change(after=begin)]
    for step in ("/ 8", "/ 8", "/ 4"):
        found.append(change(after=net.add("formula", found[-1], after=begin, formula=f"a + b {step}")))
    net.add("formula", *found, after=begin, formula="a + (b + 2 * c + 2 * d + e) / 24")


def _change(net: NetworkBuilder) -> None:
    dense(net, 12, "tanh")
    dense(net, 8)


class Equation(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(PARTS, 8)
        self.change = nn.Sequential(nn.Linear(8, 12), nn.Tanh(), nn.Linear(12, 8))
        self.scores = nn.Linear(8, 2)

    def forward(self, rows: Tensor) -> Tensor:
        at = torch.tanh(self.first(rows / 1000))
        for _ in range(4):
            found = [self.change(at)]
            for step in (1 / 8, 1 / 8, 1 / 4):
                found.append(self.change(at + step * found[-1]))
            at = at + (found[0] + 2 * found[1] + 2 * found[2] + found[3]) / 24
        scores: Tensor = self.scores(at)
        return scores


def draw_factorising(net: NetworkBuilder) -> None:
    """Guo et al., DeepFM, arXiv:1703.04247: every pair of columns by the product of two learned rows."""
    rows = rows_of(net)
    straight = dense(net, 2)
    table = net.source("learned_numbers", channels=PARTS, height=8)
    net.add("einsum", table, after=rows, equation="n,nk->k")
    sums = net.add("power")
    squared = [net.add("power", after=each) for each in (rows, table)]
    net.add("einsum", squared[1], after=squared[0], equation="n,nk->k")
    net.add("subtract", net.last, after=sums)
    net.add("reduce", how="sum", keep=True)
    pairs = net.add("formula", formula="a / 2")
    dense(net, 16, "relu", after=rows)
    dense(net, 2)
    net.add("add", straight, pairs)
    net.add("classify")


class Factorising(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.straight = nn.Linear(PARTS, 2)
        self.pairs = nn.Embedding(PARTS, 8)
        self.deep = nn.Sequential(nn.Linear(PARTS, 16), nn.ReLU(), nn.Linear(16, 2))

    def forward(self, rows: Tensor) -> Tensor:
        rows, table = rows / 1000, self.pairs.weight
        pairs = ((rows @ table) ** 2 - rows**2 @ table**2).sum(-1, keepdim=True) / 2
        scores: Tensor = self.straight(rows) + pairs + self.deep(rows)
        return scores


def draw_selective(net: NetworkBuilder) -> None:
    """Dao, Gu, Mamba-2, arXiv:2405.21060, a memory that fades as the data say, in its closed form."""
    net.source("series", scaled=False)
    net.add("formula", formula="a / 10")
    rows = dense(net, 8)
    fading = dense(net, 1)
    down, right = places(net, LONG)
    net.add("formula", right, after=down, formula="relu(min(1, (a - b) * 23.5 + 1))")
    earlier = net.add("reshape", channels=LONG, height=LONG, width=0)
    net.add("formula", after=fading, formula="-log(1 + exp(a))")
    faded = net.add("matrix_product", net.last, after=earlier, transposed=False)
    turned = net.add("permute", order="swap")
    kept = net.add("formula", turned, earlier, after=faded, formula="where(c > 0.5, exp(min(a - b, 0)), 0)")
    asks, keys, values = (dense(net, 8, after=rows) for _ in range(3))
    net.add("matrix_product", keys, after=asks)
    net.add("multiply", kept)
    net.add("matrix_product", values, transposed=False)
    answered(net, 4, "last")


class Selective(nn.Module):
    """The same step by step."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.fading = nn.Linear(3, 8), nn.Linear(8, 1)
        self.parts = nn.ModuleList(nn.Linear(8, 8) for _ in range(3))
        self.scores = nn.Linear(8, 4)

    def forward(self, series: Tensor) -> Tensor:
        rows = self.first(series / 10)
        kept = torch.exp(-functional.softplus(self.fading(rows)))
        asks, keys, values = (each(rows) for each in self.parts)
        memory = torch.zeros(len(rows), 8, 8, dtype=rows.dtype)
        for step in range(LONG):
            memory = kept[:, step, :, None] * memory + keys[:, step, :, None] * values[:, step, None]
        scores: Tensor = self.scores((asks[:, -1, None] @ memory)[:, 0])
        return scores


NETWORKS = {
    "fourier-mixing": Drawn("shapes", draw_fnet,
                            lambda: Patched(nn.Sequential(FourierBlock(), FourierBlock()))),
    "one-table-of-distances": Drawn("shapes", draw_shared_distances, lambda: Patched(SharedDistances())),
    "differential-equation": Drawn("breast_cancer", draw_equation, Equation),
    "factorising": Drawn("breast_cancer", draw_factorising, Factorising),
    "selective-memory": Drawn("sensor", draw_selective, Selective),
}  # fmt: skip
