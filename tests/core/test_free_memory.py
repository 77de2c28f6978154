"""How much memory is free: psutil's figure for the machine, or what the container's bound leaves."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
import torch

from playground.core.shapes import memory

GB = 10**9


@pytest.fixture
def container(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty stand-in for the kernel's folder of bounds, on a machine with 5 GB free."""
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=5 * GB))
    monkeypatch.setattr(memory, "CONTAINER", tmp_path)
    return tmp_path


def bound(container: Path, limit: str, used: int) -> None:
    (container / "memory.max").write_text(f"{limit}\n")
    (container / "memory.current").write_text(f"{used}\n")


def test_without_a_container_it_is_what_psutil_says(container: Path) -> None:
    assert memory.free_bytes() == 5 * GB


@pytest.mark.parametrize(
    ("limit", "used", "free"),
    [
        ("max", GB, 5 * GB),
        (str(2 * GB), GB, GB),
        (str(64 * GB), GB, 5 * GB),
        (str(GB), 2 * GB, 0),
        ("unreadable", GB, 5 * GB),
    ],
)
def test_a_container_leaves_what_its_bound_leaves(container: Path, limit: str, used: int, free: int) -> None:
    bound(container, limit, used)
    assert memory.free_bytes() == free


def test_on_a_gpu_it_is_what_the_gpu_has(container: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (3 * GB, 16 * GB))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda: 2 * GB)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda: GB)
    assert memory.free_bytes("cuda") == memory.free_bytes("auto") == 4 * GB  # PyTorch holds one it uses not
    assert memory.free_bytes("cpu") == memory.free_bytes("mps") == 5 * GB
    assert (memory.holder("cuda"), memory.holder("cpu")) == ("the GPU", "this machine")


@pytest.mark.parametrize(
    "problem", [FileNotFoundError("/proc/meminfo"), NotImplementedError("which system?")]
)
def test_where_the_machine_does_not_say_8_gb_are_assumed(
    problem: Exception, container: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> None:
        raise problem

    monkeypatch.setattr(psutil, "virtual_memory", silent)
    assert memory.free_bytes() == memory.FALLBACK
    bound(container, str(2 * GB), GB)
    assert memory.free_bytes() == GB
