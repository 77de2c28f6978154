"""What this machine offers for training: found once, handed on as a value."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # glibc's <malloc.h>: what is kept, and from what size on it is not
FREED_AT_MOST = 64 * 2**20  # bytes; glibc takes no block of more than half of it into account


@dataclass(frozen=True)
class Device:
    """One kind of device that PyTorch can train on here: cpu, cuda or mps."""

    id: str
    name: str  # as the maker calls it
    bf16: bool = False  # it has instructions of its own for these numbers


@dataclass(frozen=True)
class Hardware:
    """Cores this process may use and devices, the CPU first."""

    cores: int
    devices: tuple[Device, ...]
    compiles: bool = False  # what turns Python into machine code is installed
    processes: int = 1  # that train together

    def device(self, device_id: str) -> Device | None:
        """Return the device of that kind, if there is one."""
        return next((device for device in self.devices if device.id == device_id), None)


@lru_cache(maxsize=1)
def detect() -> Hardware:
    """Look for devices; imports torch."""
    import torch

    from playground.core.training.team import here

    team = here()
    devices = [Device("cpu", cpu_name(), _cpu_has_bf16())]
    if torch.cuda.is_available():
        bf16 = torch.cuda.is_bf16_supported(including_emulation=False)
        devices.append(Device("cuda", torch.cuda.get_device_name(0), bf16))
    if torch.backends.mps.is_available():
        devices.append(Device("mps", "Apple GPU", torch.backends.mps.is_macos_or_newer(14, 0)))
    return Hardware(usable_cores(), tuple(devices), find_spec("numba") is not None,
                    team.size if team is not None else 1)  # fmt: skip


def _cpu_has_bf16() -> bool:
    """Say whether the processor multiplies bf16 by itself, and PyTorch's kernels (oneDNN's) let it."""
    import torch

    cpu: Any = torch.cpu
    if not torch.backends.mkldnn.is_available():
        return False
    if hasattr(cpu, "get_capabilities"):
        known = cpu.get_capabilities()
        return any(known.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))
    return bool(getattr(cpu, "_is_avx512_bf16_supported", bool)())  # all that earlier versions tell, if that


def compute_exactly(device: str) -> None:
    """Let a GPU multiply in all of float32's bits, and by kernels that give the same bits each time."""
    import torch

    cudnn: Any = torch.backends.cudnn
    if device == "cuda" and not cudnn.deterministic:
        cudnn.conv.fp32_precision = cudnn.rnn.fp32_precision = "ieee"  # a third of the digits else
        cudnn.deterministic = True


@lru_cache(maxsize=1)
def keep_freed_memory() -> None:
    """Let the next step take what the last has freed, where the C library is glibc.

    It would be given back to the system, which clears every page before it hands it out again: a tenth of a
    small convolutional network's time. What the environment says of it (MALLOC_..., GLIBC_TUNABLES) stands.
    """
    if any(name.startswith(("MALLOC_", "GLIBC_TUNABLES")) for name in os.environ):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(TRIM_THRESHOLD, FREED_AT_MOST)
        mallopt(MMAP_THRESHOLD, FREED_AT_MOST // 2)


def prepare_torch(device: str, threads: int) -> None:
    """Let PyTorch compute on a device with so many threads as runs do: exactly, and keeping what it freed."""
    import torch

    compute_exactly(device)
    keep_freed_memory()
    if torch.get_num_threads() != threads:
        torch.set_num_threads(threads)


def wait_for(device: str) -> None:
    """Wait until a GPU has done what it was given: it works while Python goes on."""
    import torch

    if device in ("cuda", "mps"):
        getattr(torch, device).synchronize()


def memory_in_use() -> list[tuple[str, int]]:
    """Return what this process holds in bytes, by where: of the computer, and of a GPU if it is used.

    PyTorch is not waited for: where it is not loaded, it uses no GPU.
    """
    listing, found = Path("/proc/self/statm"), []
    if listing.is_file():
        found.append(("RAM", int(listing.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")))
    torch = sys.modules.get("torch")
    cuda = getattr(torch, "cuda", None)
    if cuda is not None and cuda.is_initialized():
        found.append(("GPU", int(cuda.memory_reserved())))
    return found


def usable_cores() -> int:
    """Return how many cores this process may use, which may be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@lru_cache(maxsize=1)
def cpu_name() -> str:
    """Return the processor's name, or its architecture where the system does not tell."""
    listing = Path("/proc/cpuinfo")
    lines = listing.read_text("utf-8", "replace").splitlines() if listing.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
