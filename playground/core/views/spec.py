"""The description of one view and what its computation may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np

from playground.core.blocks.shapes import DataFields
from playground.core.graph.wiring import Graph
from playground.core.network.values import NO_PARAMS, Edge
from playground.core.project.values import Part, Project
from playground.core.registry import named
from playground.core.training.evaluated import Evaluation
from playground.core.training.traced import Gaze, Layer, LayerSignal

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Snapshot:
    """What one view shows at one step: copied arrays, and figures with their names."""

    view: str
    step: int
    arrays: Mapping[str, np.ndarray] = field(default_factory=lambda: NO_PARAMS)
    facts: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)


class LiveModel(Protocol):
    """What the worker hands to a view: the model in eval mode between two steps, never kept."""

    @property
    def step(self) -> int: ...
    @property
    def project(self) -> Project: ...
    @property
    def fields(self) -> DataFields: ...
    @property
    def graph(self) -> Graph:
        """The network that trains, groups laid flat, with its wires."""
        ...

    @property
    def precision(self) -> str:
        """What its layers compute in: float32 or bf16."""
        ...

    def outputs(self, field_values: Mapping[str, np.ndarray], memo: str) -> Mapping[str, np.ndarray]:
        """Run raw samples through the network: node id -> output (n, ...) after the block's activation.

        Results are kept until the next step under `memo`, so that views share one forward pass.
        """
        ...

    def evaluation(self, part: Part, now: bool = False) -> Evaluation:
        """Return what one pass over a part found, for all views alike.

        While training goes on it is that of the last epoch's end if there was one, else of now; `now` asks
        for this moment's, which other views are not shown.
        """
        ...

    def figure_without(self, wire: Edge, node: str, figure: str, part: Part) -> float | None:
        """Return one of a goal's figures of a part, with zeros in the place of what a drawn wire brings.

        None where nothing that trains reads what it brings.
        """
        ...

    def weights(self) -> Mapping[str, np.ndarray]:
        """Return a copy of every parameter, by key."""
        ...

    def initial_weights(self) -> Mapping[str, np.ndarray]:
        """Return every parameter as the run began with it, by key."""
        ...

    def gradients(self) -> Mapping[str, np.ndarray]:
        """Return a copy of the last step's gradients, by key; empty before the first step."""
        ...

    def answers(self, node: str, scores: np.ndarray) -> np.ndarray:
        """Apply a goal's softmax to its raw scores (n, k)."""
        ...

    def figures(self, node: str, scores: np.ndarray, targets: np.ndarray) -> Mapping[str, float]:
        """Return a goal's "loss", without penalties, and its figures of merit for scores (n, k)."""
        ...

    def losses(self, node: str, scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Return a goal's loss of each sample, (n,) float32, for scores (n, k)."""
        ...

    def gazes(self, field_values: Mapping[str, np.ndarray]) -> tuple[Gaze, ...]:
        """Return how much each step of one sample takes from which, of each block that attends, in order."""
        ...

    def signals(self) -> tuple[LayerSignal, ...]:
        """Return how strong the signal is in each layer with weights, in order, repeats one by one."""
        ...

    def numbers(self, part: Part) -> np.ndarray:
        """Return the samples' own numbers in the data set, (n,) int64."""
        ...

    def layers(self, field_values: Mapping[str, np.ndarray], node: str, memo: str) -> tuple[Layer, ...]:
        """Return the PyTorch layers of one block, in order, with what the first sample makes of them.

        None for a goal. Kept under `memo` as outputs are.
        """
        ...

    def input_gradient(
        self, field_values: Mapping[str, np.ndarray], node: str, column: int
    ) -> Mapping[str, np.ndarray]:
        """Return d score / d raw value of each field for one class of a goal, for the samples given."""
        ...

    def samples(self, part: Part) -> Mapping[str, np.ndarray]:
        """Return the raw fields of one part of the data: train, validation or test."""
        ...

    def of_data(self, memo: str, make: Callable[[], _Made]) -> _Made:
        """Return what depends on data and network alone, not on weights: made once, not to be written to."""
        ...


@dataclass(frozen=True)
class ViewSpec:
    """Describe one view: where it makes sense and how it is computed."""

    id: str
    title: str
    summary: str
    applies: Callable[[Project, DataFields], bool]  # torch-free
    compute: str  # "module:function" of (LiveModel, options) -> Snapshot
    rate_hz: float = 20.0  # the most; the governor may lower it
    of_evaluation: bool = False  # shows what a pass over held-out data found: at epochs' ends and at rest
    study: bool = False  # takes passes of its own: after all others, while training goes on at its rate alone

    def snapshot(self, model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
        """Compute the view now; the worker's thread."""
        made: Snapshot = named(self.compute)(model, options)
        return made
