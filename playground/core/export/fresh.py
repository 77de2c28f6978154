"""Run an exported file in a fresh process that knows nothing of this program: a script, never imported.

Arguments: kind, file, samples.npz (arrays 0, 1, ... by input), answers.npz to write, snippet.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

Run = Callable[[list[np.ndarray]], list[np.ndarray]]


def onnx(path: str, snippet: str) -> Run:
    """Return a function that runs an ONNX file."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]

    def run(samples: list[np.ndarray]) -> list[np.ndarray]:
        answers: list[np.ndarray] = session.run(None, dict(zip(names, samples, strict=True)))
        return answers

    return run


def safetensors(path: str, snippet: str) -> Run:
    """Return a function that runs what the snippet rebuilds: the code people get is the code tried."""
    import torch

    network = runpy.run_path(snippet)["load"](path)

    def run(samples: list[np.ndarray]) -> list[np.ndarray]:
        with torch.no_grad():
            answers: Any = network(*[torch.from_numpy(each) for each in samples])
        return [each.numpy() for each in (answers if isinstance(answers, tuple) else (answers,))]

    return run


def main(kind: str, path: str, samples_path: str, answers_path: str, snippet: str) -> None:
    """Answer all samples at once, and the first alone: the batch size must not matter."""
    with np.load(samples_path) as held:
        samples = [held[str(index)] for index in range(len(held.files))]
    run = {"onnx": onnx, "safetensors": safetensors}[kind](path, snippet)
    answers: dict[str, Any] = {f"all_{index}": answer for index, answer in enumerate(run(samples))}
    answers |= {f"one_{index}": answer for index, answer in enumerate(run([each[:1] for each in samples]))}
    if "playground" in sys.modules:
        raise RuntimeError("the file was not tried on its own")
    np.savez(answers_path, **answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
