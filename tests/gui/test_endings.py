"""Windows that are closed or killed at any moment of their work: a share of what the program beside does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "perf" / "endings.py"


@pytest.mark.slow
@pytest.mark.parametrize("words", [("close", "14"), ("kill", "6")], ids=" ".join)
def test_windows_end_well_whatever_they_do(words: tuple[str, str]) -> None:
    done = subprocess.run([sys.executable, str(PROGRAM), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
