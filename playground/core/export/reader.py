"""Rebuild a network from safetensors and JSON with torch alone; snippets carry this source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import nn

OWN: dict[str, type[nn.Module]] = {}  # the modules PyTorch lacks; a snippet lists those it brings


class Network(nn.Module):
    """Layers in the order of the JSON: each reads the outputs it names and leaves its own under theirs."""

    def __init__(self, architecture: dict[str, Any], weights: dict[str, torch.Tensor]) -> None:
        super().__init__()
        self.architecture = architecture
        self.layers = nn.ModuleList(make(layer) for layer in architecture["layers"])
        self.finishes = nn.ModuleList(make(output["finish"]) for output in architecture["outputs"])
        for layer, module in zip(architecture["layers"], self.layers, strict=True):
            module.load_state_dict({name: weights[key] for name, key in layer["weights"].items()})

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor | tuple[torch.Tensor, ...]:
        """Take raw values, (samples, ...); return probabilities or values, (samples, ...)."""
        names = [each["gives"] for each in self.architecture["inputs"]]
        values: dict[str | None, Any] = {None: None, **dict(zip(names, inputs, strict=True))}
        for layer, module in zip(self.architecture["layers"], self.layers, strict=True):
            made = module(*[values[name] for name in layer["reads"]])
            values.update(zip(layer["gives"], made if isinstance(made, tuple) else (made,), strict=True))
        ends = zip(self.architecture["outputs"], self.finishes, strict=True)
        answers = tuple(finish(values[output["reads"]]) for output, finish in ends)
        return answers[0] if len(answers) == 1 else answers


def make(layer: dict[str, Any]) -> nn.Module:
    """Make one layer: "nn.NAME" of torch or one of our own."""
    house, name = layer["module"].split(".")
    kind = OWN[name] if house == "modules" else getattr(nn, name)
    module = kind(*layer["args"], **layer["kwargs"])
    if not isinstance(module, nn.Module):
        raise ValueError(f"{layer['module']} is not a layer")
    return module


def load(path: str) -> Network:
    """Return the network in a safetensors file, ready to answer; the architecture lies beside it."""
    architecture = json.loads(Path(path + ".json").read_text(encoding="utf-8"))
    return Network(architecture, load_file(path)).eval()
