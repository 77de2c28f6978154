"""ONNX: raw values in, probabilities or values out, any batch size, in one file."""

from __future__ import annotations

import json
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from playground.core.export.example import classes_line, example_values
from playground.core.export.onnx_enlarging import translations
from playground.core.export.onnx_facts import describe
from playground.core.export.spec import ExporterSpec

if TYPE_CHECKING:  # imported in the process that writes
    import onnx
    import torch

    from playground.core.export.bundle import Bundle

ONNX = ExporterSpec(
    id="onnx",
    title="ONNX",
    suffix=".onnx",
    summary="One file that onnxruntime, phones, browsers and most other tools run.",
    write=f"{__name__}:write",
    snippet=f"{__name__}:snippet",
    run=f"{__name__}:run",
    needs="onnxruntime and numpy",
)
BATCH = 4  # of the example the exporter follows; 0 and 1 would be taken for fixed sizes
NOISE = (
    (FutureWarning, r".*isinstance\(treespec, LeafSpec\)"),
    (FutureWarning, r".*_check_is_size"),
    (UserWarning, r".*_flat_weights.* were assigned during export"),
)


def write(bundle: Bundle, path: Path) -> None:
    """Write the network as ONNX, preparation and softmax inside."""
    import torch

    inputs = tuple(_batch(tensor) for tensor in bundle.samples)
    batch = torch.export.Dim("batch")
    with warnings.catch_warnings():
        for category, message in NOISE:
            warnings.filterwarnings("ignore", message, category)
        logging.getLogger("torch.onnx").setLevel(
            logging.ERROR
        )  # one line about torchvision, which is not here
        torch.onnx.export(
            bundle.network,
            inputs,
            str(path),
            dynamo=True,
            dynamic_shapes=(tuple({0: batch} for _ in inputs),),
            input_names=[end.name for end in bundle.inputs],
            output_names=[end.name for end in bundle.outputs],
            external_data=False,
            custom_translation_table=translations(),
            verbose=False,
        )
    _describe(bundle, path)


def snippet(bundle: Bundle, name: str) -> str:
    """Return ready code that runs the file with onnxruntime."""
    feeds = ", ".join(f"{end.name!r}: {_variable(index)}" for index, end in enumerate(bundle.inputs))
    arrays = [f"{_variable(index)} = {_values(bundle, index)}" for index in range(len(bundle.inputs))]
    lines = [
        f"# Runs {json.dumps(name)}; needs onnxruntime and numpy.",
        "import numpy as np",
        "import onnxruntime",
        "",
        f"session = onnxruntime.InferenceSession({name!r})",
        *arrays,
        f"output = session.run(None, {{{feeds}}})[0]",
        *classes_line(bundle.outputs[0].field, bundle.rules[0], "output"),
    ]
    return "\n".join(lines) + "\n"


def run(path: str, snippet: str, samples: list[np.ndarray]) -> list[np.ndarray]:
    """Answer as onnxruntime does with the file."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]
    answers: list[np.ndarray] = session.run(None, dict(zip(names, samples, strict=True)))
    return answers


def _values(bundle: Bundle, index: int) -> str:
    field, tensor = bundle.inputs[index].field, bundle.samples[index]
    dtype = f"np.{tensor.numpy().dtype}"
    values = example_values(tensor)
    if values:
        return f"np.array({values}, dtype={dtype})  # raw values, one sample a row"
    size = (2, *field.sizes)
    return f"np.random.uniform({field.low:g}, {field.high:g}, {size}).astype({dtype})  # your raw values"


def _batch(tensor: torch.Tensor) -> torch.Tensor:
    """Return an example batch of fixed size, samples repeated where there are too few."""
    return tensor[[index % len(tensor) for index in range(BATCH)]]


def _describe(bundle: Bundle, path: Path) -> None:
    """Write into the file what its numbers mean."""
    import onnx

    model = onnx.load(str(path))
    for table in bundle.network.model.lent():
        _keep_once(model, table.detach().numpy())
    describe(model, bundle)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _keep_once(model: onnx.ModelProto, table: np.ndarray) -> None:
    """Let the file turn a table round itself, where the exporter wrote it a second time, turned."""
    import onnx

    graph = model.graph
    arrays = {each.name: onnx.numpy_helper.to_array(each) for each in graph.initializer
              if tuple(each.dims) in (table.shape, table.T.shape)}  # fmt: skip
    kept = next((name for name, array in arrays.items() if np.array_equal(array, table)), "")
    turned = [name for name, array in arrays.items() if name != kept and np.array_equal(array, table.T)]
    for name in turned if kept else ():
        graph.initializer.remove(next(each for each in graph.initializer if each.name == name))
        graph.node.insert(0, onnx.helper.make_node("Transpose", [kept], [name], perm=[1, 0]))


def _variable(index: int) -> str:
    return "samples" if index == 0 else f"samples_{index + 1}"
