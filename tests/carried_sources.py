"""What scripts carry of ours, written anew from the classes themselves: `python tests/carried_sources.py`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from playground.core.export.source_code import Sources, import_lines
from playground.core.layers import augmenting, modules
from playground.core.project.augmentations import AUGMENTATIONS
from playground.core.project.schedules import SCHEDULES
from playground.core.training import ending, metrics

KEPT = Path(__file__).parents[1] / "assets" / "script" / "carried.txt"


def formatted(text: str) -> str:
    """Return Python as ruff lays it out for people who have no settings of their own."""
    words = [sys.executable, "-m", "ruff", "format", "--isolated", "--stdin-filename", "script.py", "-"]
    return subprocess.run(words, input=text, capture_output=True, text=True, check=True).stdout


def sources() -> str:
    """Return all layers and figures of ours, with what they need of their files."""
    figures = metrics.Metrics.__subclasses__()
    curves = [spec.curve for spec in SCHEDULES]
    endings = [ending.epochs_without_gain]
    varying = {kind.function for spec in AUGMENTATIONS for kind in spec.kinds.values()} | {"partners"}
    varied = [getattr(augmenting, name) for name in sorted(varying)]
    found = Sources.of([*(getattr(modules, name) for name in modules.__all__), *figures, *curves, *endings,
                        *varied])  # fmt: skip
    text = "\n\n\n".join([import_lines(found.imports), *found.pieces])
    return formatted(re.sub(r"  # fmt: skip$", "", text, flags=re.MULTILINE))


if __name__ == "__main__":
    KEPT.write_text(sources(), encoding="utf-8")
