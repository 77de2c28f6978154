"""The samples as tensors on the training device, prepared once and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.core.data.prepared import Samples
from playground.core.errors import PlaygroundError
from playground.core.model.blueprint import NOTHING
from playground.core.project.values import Part
from playground.core.sentences import Text
from playground.core.shapes.memory import DATA_AT_ONCE
from playground.core.training.batches import laid_out
from playground.core.training.goal import Goal
from playground.core.training.plan import Plan
from playground.core.training.program import Program


@dataclass(frozen=True)
class PartTensors:
    """One part of the data: what the sources give (n, ...), and what `Goal.targets` gives of each goal."""

    count: int
    feeds: tuple[Tensor, ...]
    targets: tuple[Tensor, ...]


class Resident:
    """Hold the parts that were asked for."""

    def __init__(self, samples: Samples, program: Program, goals: tuple[Goal, ...], plan: Plan) -> None:
        self.samples = samples
        self._program, self._goals, self._plan = program, goals, plan
        self._dtype: torch.dtype = getattr(torch, plan.dtype)
        self._parts: dict[Part, PartTensors] = {}

    def part(self, part: Part) -> PartTensors:
        """Return one part's tensors; raise PlaygroundError for data that nothing can be learned from."""
        if part not in self._parts:
            self._parts[part] = self._made(part)
        return self._parts[part]

    def tensors(self, arrays: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
        """Return raw fields as tensors; real numbers in the run's type."""
        return {name: self._tensor(array) for name, array in arrays.items()}

    def _made(self, part: Part) -> PartTensors:
        with torch.no_grad():
            given = self._brought(part)
            arrays = self.samples.take(part, {goal.field.name for goal in self._goals if not goal.source})
            targets = tuple(self._target(goal, given, arrays) for goal in self._goals)
        feeds = tuple(given[slot] for slot in self._program.feeds)
        return PartTensors(self.samples.count(part), feeds, targets)

    def _brought(self, part: Part) -> dict[int, Tensor]:
        """Return what the sources give of a part by slot, samples first, prepared some samples at a time."""
        names, count = self._program.model.fields, self.samples.count(part)
        row = sum(self.samples.dataset.arrays[name][:1].nbytes for name in names)
        most = max(1, DATA_AT_ONCE // max(1, row))
        whole = self._prepared(self.samples.take(part, names, slice(most)))
        if count <= most:
            return whole
        rooms = {slot: self._room(slot, piece, count) for slot, piece in whole.items()}
        for start in range(0, count, most):
            here = slice(start, start + most)
            for slot, piece in self._prepared(self.samples.take(part, names, here)).items():
                rooms[slot][here] = piece
        return rooms

    def _prepared(self, arrays: Mapping[str, np.ndarray]) -> dict[int, Tensor]:
        """Return what is made of some samples by slot, as far as anybody reads it."""
        for name, array in arrays.items():
            _must_be_finite(name, array)
        program, layout = self._program, self._plan.memory_format
        given = program.brought(self.tensors(arrays))
        aimed_at = {program.slot_of(goal.source) for goal in self._goals if goal.source}
        for_goals = given.keys() & {*aimed_at, *program.model.masks.values()}
        feeds = {slot: laid_out(given[slot].contiguous(), layout) for slot in program.feeds}
        return {slot: given[slot] for slot in for_goals} | feeds

    def _room(self, slot: int, piece: Tensor, count: int) -> Tensor:
        """Return room for so many samples that lie as those of a piece do."""
        room = torch.empty((count, *piece.shape[1:]), dtype=piece.dtype, device=piece.device)
        return laid_out(room, self._plan.memory_format) if slot in self._program.feeds else room

    def _target(self, goal: Goal, given: Mapping[int, Tensor], arrays: Mapping[str, np.ndarray]) -> Tensor:
        mask = given.get(self._program.model.masks.get(goal.node, NOTHING))
        if goal.source:
            return goal.targets(given[self._program.slot_of(goal.source)], mask)
        return goal.targets(self._tensor(arrays[goal.field.name]), mask)

    def target(self, goal: Goal, array: np.ndarray) -> Tensor:
        """Return raw targets (n, ...) of a goal without a mask as its loss takes them."""
        return goal.targets(self._tensor(array))

    def _tensor(self, array: np.ndarray) -> Tensor:
        tensor = torch.from_numpy(np.ascontiguousarray(array))
        device = self._plan.device
        return tensor.to(device, self._dtype) if tensor.is_floating_point() else tensor.to(device)


def _must_be_finite(name: str, array: np.ndarray) -> None:
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise PlaygroundError(
            Text("The field {name} of the data holds numbers that are not finite; mend the data.", name=name)
        )
