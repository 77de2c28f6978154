"""Readable keys of weights, the same in runs, exports and panels."""

from __future__ import annotations

from playground.core.blocks.calls import LAYER

SEPARATOR = ":"  # between block and part in a module's name; block ids never hold it


def module_name(node: str, part: str) -> str:
    """Return the name of a block's part in the model; no attribute of PyTorch's modules has such a name."""
    return f"{node}{SEPARATOR}{part}"


def weight_key(node: str, part: str, name: str) -> str:
    """Return the key of a tensor: "dense.weight" in the layer itself, else "dense.activation.weight".

    In a group, "encoder.0.dense.weight": the group, the number of the repeat, the block.
    """
    path = key_path(node)
    return f"{path}.{name}" if part == LAYER else f"{path}.{part}.{name}"


def key_path(node: str) -> str:
    """Return what the weight keys of a block begin with, before the last point."""
    return node.replace("/", ".")


def path_of(key: str) -> str:
    """Return the id of the block that a beginning of weight keys stands for."""
    return key.replace(".", "/")


def node_of(key: str) -> str:
    """Return the id of the block on the canvas that a weight key belongs to: a group for what is in it."""
    return key.split(".", 1)[0]


def key_of(state_name: str) -> str:
    """Return the weight key of a name in the model's state: "parts.dense:layer.weight" -> "dense.weight"."""
    _, module, name = state_name.split(".", 2)
    node, part = module.split(SEPARATOR, 1)
    return weight_key(node, part, name)
