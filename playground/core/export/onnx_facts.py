"""What an ONNX file says of itself: what its numbers mean and which blocks it came from, and nothing of ours.

PyTorch's exporter leaves the places of our source files, its own graph and signature on every node.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from playground import __version__
from playground.core.export.preparing import categories, preparation
from playground.core.graph.wiring import trained_part
from playground.core.network.block_path import BlockPath

if TYPE_CHECKING:  # imported in the process that writes
    import onnx

    from playground.core.export.bundle import Bundle, End

_SCOPES, _PARTS = "pkg.torch.onnx.name_scopes", "model.parts."


def describe(model: onnx.ModelProto, bundle: Bundle) -> None:
    """Put what a user needs to know into the file's metadata, in place of what the exporter left there."""
    import onnx

    for node in model.graph.node:
        block = _block_of(node)
        _forget([node])
        if block:
            label = bundle.project.label_of(block)
            onnx.helper.set_model_props(node, {"block": block, "label": label})
    graph = model.graph
    functions = [each for function in model.functions for each in (function, *function.node)]
    _forget([model, graph, *graph.input, *graph.output, *graph.value_info, *graph.initializer, *functions])
    model.producer_name, model.producer_version = "Neural Playground", __version__
    onnx.helper.set_model_props(model, _facts(bundle))


def _forget(parts: Iterable[Any]) -> None:
    for part in parts:
        part.ClearField("doc_string")
        del part.metadata_props[:]


def _block_of(node: onnx.NodeProto) -> str:
    """Return the block that a node computes, "" for one that stands between them."""
    said = next((each.value for each in node.metadata_props if each.key == _SCOPES), "[]")
    names = [each.removeprefix(_PARTS) for each in ast.literal_eval(said) if each.startswith(_PARTS)]
    return str(BlockPath.of_module(names[0])[0]) if names else ""


def _facts(bundle: Bundle) -> dict[str, str]:
    """Return what the file says, lists and mappings as JSON."""
    project = bundle.project
    facts: dict[str, Any] = {"project": project.name, "made_with": f"Neural Playground {__version__}"}
    facts["data"] = {"id": project.data.id, "options": dict(project.data.options)}
    facts["blocks"] = [
        {"id": node, "label": project.label_of(node), "kind": each.kind}
        for node, each in trained_part(project.blocks, project.network).nodes.items()
    ]
    for end in bundle.inputs:
        facts |= {f"{end.name}.{name}": value for name, value in _of_input(bundle, end)}
    for end, rule in zip(bundle.outputs, bundle.rules, strict=True):
        facts |= {f"{end.name}.{name}": value for name, value in _of_field(bundle, end)}
        facts[f"{end.name}.answer"] = "values" if rule.answer == "number" else "probabilities"
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in facts.items()}


def _of_field(bundle: Bundle, end: End) -> Iterator[tuple[str, Any]]:
    """Yield what the numbers of an end mean."""
    yield "block", bundle.project.label_of(end.node)
    yield "field", end.field.name
    named = {"classes": end.field.classes, "units": end.field.units, "categories": end.field.levels}
    yield from ((name, list(values)) for name, values in named.items() if values)
    if any(end.field.kinds):
        yield "category_names", categories(end.field)
    if end.field.cut:
        yield "cut", end.field.cut
    if end.field.parts:
        yield "vocabulary" if end.field.values else "columns", list(end.field.parts)


def _of_input(bundle: Bundle, end: End) -> Iterator[tuple[str, Any]]:
    """Yield what goes in: raw values, their range, and what the file itself does to them first."""
    yield from _of_field(bundle, end)
    yield "range", [end.field.low, end.field.high]
    yield "preparation", preparation(bundle, end)
