"""Readable keys of weights, the same in runs, exports and panels."""

from __future__ import annotations

from playground.core.blocks.calls import LAYER
from playground.core.network.block_path import KEY, BlockPath


def weight_key(path: BlockPath, part: str, name: str) -> str:
    """Return the key of a tensor: "dense.weight" in the layer itself, else "dense.activation.weight"."""
    return path.key(name) if part == LAYER else path.key(part, name)


def key_of(state_name: str) -> str:
    """Return the weight key of a name in the model's state."""
    return weight_key(*BlockPath.of_state(state_name))


def state_name(module: str, tensor: str) -> str:
    """Return what a tensor of a part is called in the model's state."""
    return KEY.join(("parts", module, tensor))


def node_of(key: str) -> str:
    """Return the id of the block on the canvas that a weight key belongs to: a group for what is in it."""
    return BlockPath.of_key(key)[0].top
