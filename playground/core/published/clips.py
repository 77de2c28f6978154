"""C3D: small cubes that slide through clips."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import NetworkBuilder

FRAMES, SIDE = 16, 112


def c3d(fields: DataFields, scores: int = 101) -> Network:
    """Return C3D; Tran et al., arXiv:1412.0767, figure 3. Each picture becomes a clip that stands still."""
    net = _still_clips(fields)
    for number, sizes in enumerate(((64,), (128,), (256, 256), (512, 512), (512, 512)), 1):
        net.group(f"conv{number}", partial(_stage, sizes=sizes))
        window, rim = (1, 2, 2) if number == 1 else 2, (0, 1, 1) if number == 5 else 0
        net.add("max_pool3d", kernel=window, stride=window, padding=rim, label=f"pool{number}")
    net.add("flatten")
    for number in (6, 7):
        net.add("dense", units=4096, label=f"fc{number}")
        net.add("dropout", rate=0.5)
    return classified(scored(net, scores, "fc8"), fields, scores).network()


def _still_clips(fields: DataFields) -> NetworkBuilder:
    """Return pictures as clips of frames that are all alike, grey as colours."""
    net = pictures(fields, SIDE, channels=1)
    frame = net.add("reshape", channels=1, frames=1, height=SIDE, width=SIDE, label="One frame")
    ones = net.add("constant_number", value=1.0, channels=3, frames=FRAMES, height=1, width=1,
                   label="Frames and colours")  # fmt: skip
    net.add("multiply", ones, after=frame)
    return net


def _stage(net: NetworkBuilder, sizes: tuple[int, ...]) -> None:
    for filters in sizes:
        net.add("conv3d", filters=filters)
