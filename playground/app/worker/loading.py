"""PyTorch is loaded by the worker, while the window is there already; so is machine code."""

from __future__ import annotations

import gc
import os
import sys


def load_torch() -> None:
    """Import torch and everything that trains, and do what is slow the first time."""
    # Two OpenMP threads that wait actively collapse when cores are contended; read when torch is imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    first = "torch" not in sys.modules
    from playground.core.training.warmup import warm_up

    warm_up()
    if first:
        # What torch brings stays. Searched with every collection, it would hold the window up for 0.1 s.
        gc.freeze()


def begin_compiling() -> None:
    """Begin to make the compiled engine's machine code, once; who has no use for it is spared the memory."""
    from playground import COMPILE_WORD
    from playground.core.files.processes import program
    from playground.core.training.compiled import compiling

    compiling.begin(tuple(program([COMPILE_WORD])))
