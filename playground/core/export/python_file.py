"""Python: a folder with a script of plain PyTorch that trains as the run did, to the bit."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.core.export.example import classes_line, example_values
from playground.core.export.spec import ExporterSpec

if TYPE_CHECKING:  # imported in the process that writes
    from playground.core.export.bundle import Bundle
    from playground.core.export.script.of_run import RunToPrint
    from playground.core.export.script.script import Script

SCRIPT, DATA, WEIGHTS = "train.py", "data.npz", "weights.npz"
PYTHON = ExporterSpec(
    id="python",
    title="Python",
    suffix="",
    summary="A script of plain PyTorch that trains as this run did.",
    write=f"{__name__}:write",
    snippet=f"{__name__}:snippet",
    run=f"{__name__}:run",
    inside=(SCRIPT, DATA, WEIGHTS),
    whole_run=True,
    needs="torch and numpy",
)


def write(bundle: Bundle, path: Path) -> None:
    """Write the folder."""
    script, run = _printed(bundle)
    path.mkdir()
    (path / SCRIPT).write_text(script.text, encoding="utf-8")
    data: dict[str, Any] = run.data(script.network)
    weights: dict[str, Any] = dict(run.weights(script.network, run.record.weights))
    np.savez(path / DATA, **data)
    np.savez(path / WEIGHTS, **weights)


def snippet(bundle: Bundle, name: str) -> str:
    """Return ready code that answers with the weights in the folder."""
    script, _ = _printed(bundle)
    given = ", ".join(_values(bundle, index) for index in range(len(bundle.inputs)))
    first = "output" if len(bundle.outputs) == 1 else "output[0]"
    lines = [
        "# Answers with the weights beside it; `python train.py` makes them anew. Needs torch and numpy.",
        "import torch",
        "",
        f"from train import HERE, {script.network.name}, load",
        "",
        f"network = {script.network.name}()",
        f'load(network, HERE / "{WEIGHTS}")',
        "network.eval()",
        "with torch.no_grad():",
        f"    output = network.predict({given})  # raw values, one sample a row",
        *classes_line(bundle.outputs[0].field, bundle.rules[0], first),
    ]
    return "\n".join(lines) + "\n"


def run(path: str, snippet: str, samples: list[np.ndarray]) -> list[np.ndarray]:
    """Answer as the script's network does with the weights beside it."""
    import torch

    names = runpy.run_path(str(Path(path) / "train.py"))
    kinds = [each for each in names.values() if isinstance(each, type) and hasattr(each, "predict")]
    network = kinds[0]()
    names["load"](network, Path(path) / "weights.npz")
    network.eval()
    with torch.no_grad():
        answers = network.predict(*[torch.from_numpy(each) for each in samples])
    return [each.numpy() for each in (answers if isinstance(answers, tuple) else (answers,))]


def _printed(bundle: Bundle) -> tuple[Script, RunToPrint]:
    from playground.core.export.script.of_run import run_to_print
    from playground.core.export.script.script import script_of_run
    from playground.core.training.session import Session

    run = run_to_print(bundle.record or Session.start(bundle.project).record())
    return script_of_run(run.printed), run


def _values(bundle: Bundle, index: int) -> str:
    values = example_values(bundle.samples[index])
    if values:
        return f"torch.tensor({values})"
    field = bundle.inputs[index].field
    return f"torch.empty({(2, *field.sizes)}).uniform_({field.low:g}, {field.high:g})"
