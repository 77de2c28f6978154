"""What a run was trained with: versions, device, threads. The promise of equal bits holds per environment."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from typing import Any

from playground import __version__
from playground.core.training.hardware import Hardware
from playground.core.training.plan import Plan


def environment(plan: Plan, hardware: Hardware) -> dict[str, Any]:
    """Return versions, system, processor and device as JSON values; nothing names a person."""
    import numpy
    import torch

    device = hardware.device(plan.device)
    return {
        "playground": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
        "system": f"{platform.system()} {platform.machine()}",
        "cpu": hardware.devices[0].name,
        "cores": hardware.cores,
        "device": device.name if device else plan.device,
        "threads": plan.threads,
    }


def differences(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return in words what differs of what the bits depend on; empty when the promise of equal bits holds."""
    names = {"torch": "PyTorch", "cpu": "processor", "device": "device"}
    return tuple(
        f"{words} {recorded.get(key, 'unknown')} then, {now.get(key, 'unknown')} now"
        for key, words in names.items()
        if recorded.get(key) != now.get(key)
    )
