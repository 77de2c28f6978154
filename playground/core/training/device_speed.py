"""What a measurement of this machine's devices has found, without torch."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.training.hardware import Hardware

MOST_THREADS = 8
_WORTH = 1.1  # times as fast must be what takes more threads, or another device


@dataclass(frozen=True)
class DeviceSpeed:
    """What one device did, with so many threads of the processor."""

    device: str
    threads: int
    rate: float  # steps a second; 0: it could not train this network


def places(hardware: Hardware) -> tuple[tuple[str, int], ...]:
    """Return what is measured: the processor with one thread, two, four..., and each other device."""
    counts = [count for count in (1, 2, 4, MOST_THREADS) if count <= hardware.cores]
    others = [(device.id, 1) for device in hardware.devices if device.id != "cpu"]
    return (*(("cpu", count) for count in counts), *others)


def fastest(found: tuple[DeviceSpeed, ...]) -> DeviceSpeed | None:
    """Return the fastest, or what was measured before it and is about as fast; None where nothing trained."""
    trained = [each for each in found if each.rate > 0]
    most = max((each.rate for each in trained), default=0.0)
    return next((each for each in trained if each.rate * _WORTH >= most), None)
