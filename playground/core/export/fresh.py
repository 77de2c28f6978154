"""Run an exported file in a fresh process that knows nothing of this program: a script, never imported.

Arguments: file, snippet, samples.npz (arrays 0, 1, ... by input), answers.npz to write, the script that holds
the exporter's function which answers as the file does, and that function's name.
"""

from __future__ import annotations

import runpy
import sys
from typing import Any

import numpy as np


def main(path: str, snippet: str, samples_path: str, answers_path: str, runner: str, name: str) -> None:
    """Answer all samples at once, and the first alone: the batch size must not matter."""
    with np.load(samples_path) as held:
        samples = [held[str(index)] for index in range(len(held.files))]
    run = runpy.run_path(runner)[name]
    first = [each[:1] for each in samples]
    answers: dict[str, Any] = {f"all_{i}": answer for i, answer in enumerate(run(path, snippet, samples))}
    answers |= {f"one_{i}": answer for i, answer in enumerate(run(path, snippet, first))}
    if sys.modules.get("playground") is not None:
        raise RuntimeError("the file was not tried on its own")
    np.savez(answers_path, **answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
