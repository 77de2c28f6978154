"""Threads that wait do not spin: whatever of ours imports PyTorch has told OpenMP so before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli_runner import importable

LOOK = """
import os, sys
class Look:
    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            print("policy", os.environ.get("OMP_WAIT_POLICY"), flush=True)
            os._exit(0)  # what comes after is no matter here, and takes seconds
sys.meta_path.insert(0, Look())
"""
TRAIN = """
from playground.__main__ import main
main(["new", "spiral-mlp", "-o", "a.nnplay"])
sys.exit(main(["train", "a.nnplay", "--steps", "1"]))
"""
WINDOW = """
from playground.app.worker import loading
loading.load_torch()
"""
EXPORT = """
from playground.__main__ import main
from playground.core.files.processes import environment
print("policy", environment().get("OMP_WAIT_POLICY"))
"""


@pytest.mark.parametrize("program", [TRAIN, WINDOW, EXPORT], ids=["train", "window", "export"])
def test_it_is_said_before_torch_is_imported(tmp_path: Path, program: str) -> None:
    given = {key: value for key, value in importable().items() if not key.startswith("OMP_")}
    done = subprocess.run([sys.executable, "-c", LOOK + program], cwd=tmp_path, env=given,
                          capture_output=True, text=True, check=False, timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("policy")] == ["policy passive"]
