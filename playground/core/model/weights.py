"""A model's parameters and buffers as arrays by readable key, out and in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import torch
from torch import nn

from playground.core.errors import Place, PlaygroundError
from playground.core.graph.names import key_of, node_of
from playground.core.model.model import PlaygroundModel
from playground.core.project.records import Arrays
from playground.core.sentences import Text


def tensors(model: PlaygroundModel) -> dict[str, torch.Tensor]:
    """Return parameters and buffers by key, sharing the model's memory."""
    keys = model.keys()
    return {keys[name]: tensor for name, tensor in model.state_dict().items()}


def parameters(model: PlaygroundModel) -> dict[str, nn.Parameter]:
    """Return the parameters that are trained, by key."""
    named = model.named_parameters()
    return {key_of(name): parameter for name, parameter in named if parameter.requires_grad}


def all_parameters(model: PlaygroundModel) -> dict[str, nn.Parameter]:
    """Return the parameters by key, those of frozen blocks among them."""
    return {key_of(name): parameter for name, parameter in model.named_parameters()}


def arrays_of(model: PlaygroundModel) -> dict[str, np.ndarray]:
    """Return copies of parameters and buffers by key."""
    return {key: tensor.detach().cpu().numpy().copy() for key, tensor in tensors(model).items()}


def copies(held: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return copies of tensors by key, in the computer's own memory; quick, since steps wait for it."""
    return {key: tensor.clone() if tensor.is_cpu else tensor.cpu() for key, tensor in held.items()}


def load_weights(model: PlaygroundModel, arrays: Arrays) -> None:
    """Fill the model; raise PlaygroundError that names the block when the weights do not fit all of it."""
    own = tensors(model)
    for key, tensor in own.items():
        _must_fit(key, tensor, arrays)
    stray = sorted(arrays.keys() - own.keys())
    if stray:
        message = Text("The weights hold {stray!r:.80}, which the network does not have.", stray=stray[0])
        raise PlaygroundError(message, Place(node_of(stray[0])))
    _copy(own, arrays, own)


def _must_fit(key: str, tensor: torch.Tensor, arrays: Arrays) -> None:
    node = node_of(key)
    if key not in arrays:
        raise PlaygroundError(
            Text("The weights of block {block} are incomplete: {key} is missing.", block=node, key=key),
            Place(node),
        )
    shape, expected = arrays[key].shape, tuple(tensor.shape)
    if shape != expected:
        message = Text(
            "The weights of block {block} do not fit: {key} is {shape}, the network needs {expected}.",
            block=node,
            key=key,
            shape=shape,
            expected=expected,
        )
        raise PlaygroundError(message, Place(node))


def _copy(own: dict[str, torch.Tensor], arrays: Arrays, keys: Iterable[str]) -> None:
    with torch.no_grad():
        for key in keys:
            # A writable copy: what comes out of files may be read-only.
            own[key].copy_(torch.from_numpy(np.array(arrays[key])))
