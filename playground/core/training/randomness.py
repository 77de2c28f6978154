"""torch's global random state as a value of the run: dropout draws from it, and so might anybody else."""

from __future__ import annotations

import torch
from torch import Tensor

States = dict[str, Tensor]  # by device kind, uint8


def generator(device: str) -> torch.Generator:
    """Return a generator of a device's random numbers."""
    return torch.Generator(device=device)


def seeded(seed: int, device: str) -> States:
    """Return the states that `torch.manual_seed` would set, without setting them."""
    return {kind: generator(kind).manual_seed(seed).get_state() for kind in dict.fromkeys(("cpu", device))}


def take(device: str) -> States:
    """Return copies of the global states a run on this device draws from."""
    states = {"cpu": torch.get_rng_state()}
    if device == "cuda":
        states[device] = torch.cuda.get_rng_state()
    elif device == "mps":
        states[device] = torch.mps.get_rng_state()
    return states


def put(states: States) -> None:
    """Set the global states."""
    torch.set_rng_state(states["cpu"])
    if "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"])
    if "mps" in states:
        torch.mps.set_rng_state(states["mps"])
