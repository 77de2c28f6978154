"""Everything a person can change, as one immutable value; undo is keeping the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from playground.core.blocks.shapes import Field
from playground.core.network.values import NO_PARAMS, Network, frozen

Speed = Literal["1x", "10x", "max"]
Part = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class DataChoice:
    """Which data set, with which options, and how it is split; the seed makes points and split."""

    id: str
    options: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)
    seed: int = 0
    train: float = 0.7  # shares of the samples; the three add up to 1
    validation: float = 0.3
    test: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", frozen(self.options))


@dataclass(frozen=True)
class Recipe:
    """How the network is trained."""

    optimizer: str = "adam"
    # The optimizer's own parameters, defaults left out.
    options: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)
    learning_rate: float = 0.001
    batch_size: int = 32
    epochs: int = 20
    weight_decay: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    seed: int = 1  # of initial weights, order of samples and dropout; never of the data
    device: str = "auto"  # auto, cpu, cuda, mps
    threads: int = 0  # 0: the plan decides

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", frozen(self.options))


@dataclass(frozen=True)
class DataFields:
    """What a data set brings: its fields by name and the number of samples."""

    fields: Mapping[str, Field] = field(default_factory=lambda: NO_PARAMS)
    samples: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", frozen(self.fields))


@dataclass(frozen=True)
class Project:
    """Network, data and recipe; `speed` is kept with the file but is not a step of undo."""

    name: str
    network: Network
    data: DataChoice
    recipe: Recipe = field(default_factory=Recipe)
    speed: Speed = "max"

    def with_network(self, network: Network) -> Project:
        """Return the project with another network."""
        return replace(self, network=network)

    def with_data(self, **changes: Any) -> Project:
        """Return the project with changes to its data choice."""
        return replace(self, data=replace(self.data, **changes))

    def with_recipe(self, **changes: Any) -> Project:
        """Return the project with changes to its recipe."""
        return replace(self, recipe=replace(self.recipe, **changes))
