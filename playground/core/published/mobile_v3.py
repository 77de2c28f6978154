"""MobileNetV3: blocks that a search chose, with gates, and bends of straight pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved, each_by_itself
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import NetworkBuilder

NORM = {"epsilon": 1e-3, "momentum": 0.01}  # as torchvision has it


@dataclass(frozen=True)
class SearchedBlock:
    """One row of the paper's tables 1 and 2."""

    kernel: int
    wide: int  # maps of the middle
    filters: int
    excites: bool
    bend: str
    stride: int


def _rows(*given: tuple[int, int, int, int, int, int]) -> tuple[SearchedBlock, ...]:
    """Return rows of a table: kernel, middle, filters, whether SE and HS are there, stride."""
    return tuple(SearchedBlock(kernel, wide, filters, bool(excites), _bend(straight), stride)
                 for kernel, wide, filters, excites, straight, stride in given)  # fmt: skip


def _bend(straight: int) -> str:
    return "hardswish" if straight else "relu"


SMALL = _rows(
    (3, 16, 16, 1, 0, 2), (3, 72, 24, 0, 0, 2), (3, 88, 24, 0, 0, 1),
    (5, 96, 40, 1, 1, 2), (5, 240, 40, 1, 1, 1), (5, 240, 40, 1, 1, 1),
    (5, 120, 48, 1, 1, 1), (5, 144, 48, 1, 1, 1), (5, 288, 96, 1, 1, 2),
    (5, 576, 96, 1, 1, 1), (5, 576, 96, 1, 1, 1),
)  # fmt: skip
LARGE = _rows(
    (3, 16, 16, 0, 0, 1), (3, 64, 24, 0, 0, 2), (3, 72, 24, 0, 0, 1),
    (5, 72, 40, 1, 0, 2), (5, 120, 40, 1, 0, 1), (5, 120, 40, 1, 0, 1),
    (3, 240, 80, 0, 1, 2), (3, 200, 80, 0, 1, 1), (3, 184, 80, 0, 1, 1),
    (3, 184, 80, 0, 1, 1), (3, 480, 112, 1, 1, 1), (3, 672, 112, 1, 1, 1),
    (5, 672, 160, 1, 1, 2), (5, 960, 160, 1, 1, 1), (5, 960, 160, 1, 1, 1),
)  # fmt: skip


def mobilenet_v3(fields: DataFields, rows: Sequence[SearchedBlock], units: int) -> Network:
    """Return MobileNetV3; Howard et al., arXiv:1905.02244, tables 1 and 2."""
    net, maps = pictures(fields, 224), 16
    convolved(net, maps, 3, 2, "hardswish", norm=NORM, label="conv1")
    for number, row in enumerate(rows, 1):
        net.group(f"Block {number}", partial(_block, row=row, maps=maps))
        maps = row.filters
    convolved(net, 6 * maps, 1, 1, "hardswish", norm=NORM, label="conv2")
    net.add("global_pool")
    net.add("dense", units=units, activation="hardswish")
    net.add("dropout", rate=0.2)
    return classified(scored(net, 1000, "fc"), fields, 1000).network()


def _block(net: NetworkBuilder, row: SearchedBlock, maps: int) -> None:
    begin = net.last
    if row.wide != maps:
        convolved(net, row.wide, 1, 1, row.bend, norm=NORM)
    each_by_itself(net, row.kernel, row.stride, row.bend, NORM)
    if row.excites:
        net.add("squeeze_excite", channels=row.wide, middle=_eights(row.wide // 4), gate="hardsigmoid")
    end = convolved(net, row.filters, 1, 1, "", norm=NORM)
    if row.stride == 1 and row.filters == maps:
        net.add("add", end, after=begin)


def _eights(count: int) -> int:
    """Return the next multiple of eight, at most a tenth lower, as networks for phones round their widths."""
    near = max(8, (count + 4) // 8 * 8)
    return near if 10 * near >= 9 * count else near + 8
