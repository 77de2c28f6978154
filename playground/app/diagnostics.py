"""Versions, device and folders as text, to copy into a report."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from playground import __version__
from playground.app.folders import folders

PACKAGES = ("torch", "PySide6-Essentials", "pyqtgraph", "numpy", "onnx", "onnxruntime", "scikit-learn")


def diagnostics() -> str:
    """Return the text; torch is asked only when it is loaded already."""
    lines = [f"Neural Playground {__version__}", f"Python {platform.python_version()} ({sys.executable})"]
    lines += [f"System {platform.platform()}, {os.cpu_count()} processors"]
    lines += [f"{name} {_version(name)}" for name in PACKAGES]
    lines += _devices()
    here = folders()
    lines += [f"Settings {here.config}", f"Data {here.data}", f"Cache {here.cache}", f"Log {here.log}"]
    return "\n".join(lines) + "\n"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _devices() -> list[str]:
    torch = sys.modules.get("torch")
    if torch is None:
        return ["PyTorch is not loaded yet"]
    cuda = torch.cuda.is_available()
    lines = [
        f"Threads {torch.get_num_threads()}",
        f"CUDA {torch.cuda.get_device_name(0) if cuda else 'none'}",
    ]
    return [*lines, f"MPS {'yes' if torch.backends.mps.is_available() else 'none'}"]
