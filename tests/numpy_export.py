"""An exporter in one file, as somebody would add it: the weights of a line of dense layers, for NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.export.spec import ExporterSpec
from playground.core.sentences import Text

if TYPE_CHECKING:
    from playground.core.export.bundle import Bundle

NUMPY = ExporterSpec(
    id="numpy",
    title="NumPy",
    suffix=".npz",
    summary="The weights of a line of dense layers.",
    write=f"{__name__}:write",
    snippet=f"{__name__}:snippet",
    run=f"{__name__}:run",
    needs="numpy",
)
LINEAR, TANH = "nn.Linear", "nn.Tanh"


def write(bundle: Bundle, path: Path) -> None:
    """Write weights and biases in the order of the layers; only two kinds of layer can be written."""
    steps = bundle.network.model.steps
    for step in steps:
        if step.call.target not in (LINEAR, TANH, "modules.PointFeatures"):
            raise PlaygroundError(Text("NumPy files hold no {kind}.", kind=step.call.target))
    dense = [step.module for step in steps if step.call.target == LINEAR]
    weights = {f"weight_{i}": layer.weight.detach().numpy() for i, layer in enumerate(dense)}
    np.savez(path, **weights, **{f"bias_{i}": layer.bias.detach().numpy() for i, layer in enumerate(dense)})


def snippet(bundle: Bundle, name: str) -> str:
    """Return code that opens the file."""
    return f"import numpy as np\n\nprint(np.load({name!r}).files)\n"


def run(path: str, snippet: str, samples: list[np.ndarray]) -> list[np.ndarray]:
    """Answer as the layers do."""
    (values,) = samples
    with np.load(path) as held:
        layers = [(held[f"weight_{i}"], held[f"bias_{i}"]) for i in range(len(held.files) // 2)]
    for weight, bias in layers[:-1]:
        values = np.tanh(values @ weight.T + bias)
    weight, bias = layers[-1]
    return [softmax(values @ weight.T + bias)]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return shares that add up to one."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
