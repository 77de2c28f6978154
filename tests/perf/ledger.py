"""What benchmarks found earlier: a file for each machine under packaging/bench."""

import json
import math
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil
from figures import Figure

from playground.core.training.hardware import cpu_name, usable_cores

KEPT = Path(__file__).resolve().parents[2] / "packaging" / "bench"
PACKAGES = ("torch", "numpy", "numba", "PySide6-Essentials", "skorch", "lightning", "keras")
Entry = Mapping[str, Any]


def machine() -> dict[str, Any]:
    """Describe this machine and the versions that figures depend on."""
    return {
        "cpu": cpu_name(),
        "cores": usable_cores(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: found for name in PACKAGES if (found := _version(name))},
    }


def place(described: Mapping[str, Any]) -> Path:
    """Return where a machine's figures are kept."""
    cpu = re.sub(r"[^a-z0-9]+", "-", described["cpu"].lower()).strip("-")
    return KEPT / f"{cpu}-{described['cores']}-cores.json"


def earlier(path: Path) -> dict[str, Entry]:
    """Return the figures of a file by name; none where there is no file yet."""
    if not path.is_file():
        return {}
    return {entry["name"]: entry for entry in json.loads(path.read_text("utf-8"))["figures"]}


def document(
    found: Sequence[Figure], before: Mapping[str, Entry], described: Mapping[str, Any], day: str, rough: bool
) -> dict[str, Any]:
    """Return machine and figures as JSON values; what was not measured this time stays as it was."""
    new = {figure.name: _entry(figure, day, rough) for figure in found if not math.isnan(figure.value)}
    return {"machine": dict(described), "figures": list({**before, **new}.values())}


def write(path: Path, doc: Mapping[str, Any]) -> None:
    """Write a file and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(doc, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _entry(figure: Figure, day: str, rough: bool) -> dict[str, Any]:
    value = float(f"{figure.value:.4g}")
    return {**asdict(figure), "value": value, "reached": figure.reached, "measured": day, "rough": rough}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
