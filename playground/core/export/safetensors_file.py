"""safetensors: the weights by readable key, and the architecture as JSON beside them."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playground import __version__
from playground.core.blocks.calls import LAYER, Call
from playground.core.export.example import classes_line, example_values
from playground.core.export.preparing import categories, preparation
from playground.core.export.source_code import Sources, import_lines
from playground.core.export.spec import ExporterSpec
from playground.core.files.arrays import write_safetensors
from playground.core.graph.names import state_name
from playground.core.graph.wiring import trained_part
from playground.core.network.block_path import array_name
from playground.core.project.schema import network_to_json

if TYPE_CHECKING:  # imported in the process that writes
    from playground.core.export.bundle import Bundle, End
    from playground.core.model.model import Step

VERSION = 1
SAFETENSORS = ExporterSpec(
    id="safetensors",
    title="safetensors",
    suffix=".safetensors",
    summary="The bare weights, and beside them the architecture as JSON, for PyTorch.",
    write=f"{__name__}:write",
    snippet=f"{__name__}:snippet",
    run=f"{__name__}:run",
    beside=(".json",),
    needs="torch and safetensors",
)


def write(bundle: Bundle, path: Path) -> None:
    """Write both files."""
    from playground.core.model import weights

    path.write_bytes(write_safetensors(weights.arrays_of(bundle.network.model)))
    text = json.dumps(architecture(bundle), indent=1, ensure_ascii=False, allow_nan=False)
    path.with_name(path.name + ".json").write_text(text + "\n", encoding="utf-8")


def architecture(bundle: Bundle) -> dict[str, Any]:
    """Return all that is needed to rebuild the network, and the blocks and wires it came from."""
    model = bundle.network.model
    raw = dict(zip(bundle.network.fields, bundle.inputs, strict=True))
    named = {slot: _raw(raw[field]) for field, slot in model.entries}
    named |= {slot: name for step in model.steps for slot, name in _gives(step).items()}
    return {
        "format": "neural-playground architecture",
        "version": VERSION,
        "made_with": __version__,
        "name": bundle.project.name,
        "inputs": [
            {**_end(end), "gives": _raw(end), "preparation": preparation(bundle, end)}
            for end in bundle.inputs
        ],
        "layers": [_layer(bundle, step, named) for step in model.steps],
        "outputs": [
            {**_end(end), "reads": named[dict(model.exits)[end.node]], "finish": _finish(bundle, end.node)}
            for end in bundle.outputs
        ],
        "network": network_to_json(trained_part(bundle.project.blocks, bundle.project.network)),
    }


def snippet(bundle: Bundle, name: str) -> str:
    """Return ready code that rebuilds the network with torch and safetensors, and runs it."""
    from playground.core.export import reader
    from playground.core.layers import modules

    ends = [str(_finish(bundle, end.node)["module"]) for end in bundle.outputs]
    targets = dict.fromkeys([*(step.call.target for step in bundle.network.model.steps), *ends])
    own = [target.removeprefix("modules.") for target in targets if target.startswith("modules.")]
    table = ", ".join(f"{each!r}: {each}" for each in own)
    layers = Sources.of(getattr(modules, each) for each in own)
    rebuilding = Sources.of((reader.Network, reader.make, reader.load))
    imports = import_lines((*layers.imports, *rebuilding.imports))
    pieces = [
        f"# Rebuilds {json.dumps(name)} and runs it; needs torch and safetensors.\n{imports}",
        *layers.pieces,
        f"OWN = {{{table}}}",
        *rebuilding.pieces,
        _use(bundle, name),
    ]
    return "\n\n".join(piece.rstrip("\n") + "\n" for piece in pieces)


def run(path: str, snippet: str, samples: list[np.ndarray]) -> list[np.ndarray]:
    """Answer as that code does: what people get is what is tried."""
    import torch

    network = runpy.run_path(snippet)["load"](path)
    with torch.no_grad():
        answers = network(*[torch.from_numpy(each) for each in samples])
    return [each.numpy() for each in (answers if isinstance(answers, tuple) else (answers,))]


def _use(bundle: Bundle, name: str) -> str:
    given = [_values(bundle, index) for index in range(len(bundle.inputs))]
    lines = [
        'if __name__ == "__main__":',
        f"    network = load({name!r})",
        "    with torch.no_grad():",
        f"        output = network({', '.join(given)})  # raw values, one sample a row",
        *(f"    {line}" for line in classes_line(bundle.outputs[0].field, bundle.rules[0], _first(bundle))),
    ]
    return "\n".join(lines) + "\n"


def _values(bundle: Bundle, index: int) -> str:
    field, values = bundle.inputs[index].field, example_values(bundle.samples[index])
    if values:
        return f"torch.tensor({values})"
    return f"torch.empty({(2, *field.sizes)}).uniform_({field.low:g}, {field.high:g})"


def _first(bundle: Bundle) -> str:
    return "output" if len(bundle.outputs) == 1 else "output[0]"


def _layer(bundle: Bundle, step: Step, named: dict[int, str]) -> dict[str, Any]:
    said = bundle.network.model.keys()  # one weight has one key, whoever computes with it
    keys = {name: said[state_name(step.name, name)] for name in step.module.state_dict()}
    return {
        "name": _readable(step),
        "block": step.block,
        "label": bundle.project.label_of(step.block),
        **_made(step.call),
        "reads": [named.get(slot) for slot in step.reads],  # null: an input left free
        "gives": list(_gives(step).values()),
        "weights": keys,
    }


def _made(call: Call) -> dict[str, Any]:
    return {"module": call.target, "args": list(call.args), "kwargs": dict(call.kwargs)}


def _finish(bundle: Bundle, goal: str) -> dict[str, Any]:
    spec = bundle.project.spec_of(goal)
    finish = spec.goal.finish if spec and spec.goal else None
    return _made(finish or Call("nn.Identity"))


def _end(end: End) -> dict[str, Any]:
    facts = {"name": end.name, "block": end.node, "field": end.field.name, "shape": list(end.field.sizes)}
    field = end.field
    known = {"classes": list(field.classes), "parts": list(field.parts), "units": list(field.units),
             "categories": categories(field), "cut": field.cut}  # fmt: skip
    return facts | {"dtype": end.field.dtype} | {name: value for name, value in known.items() if value}


def _raw(end: End) -> str:
    return f"raw {end.name}"  # a blank, so that no block has this name


def _gives(step: Step) -> dict[int, str]:
    """Return the names of what a layer gives, by slot; a blank, so that no block has a second one's name."""
    name = _readable(step)
    rest = {step.writes + index: f"{name} {index + 1}" for index in range(1, step.outputs)}
    return {step.writes: name, **rest}


def _readable(step: Step) -> str:
    return step.block if step.part == LAYER else array_name(step.block, step.part)
