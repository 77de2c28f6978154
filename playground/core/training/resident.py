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
from playground.core.shapes.memory import DATA_AT_ONCE, PREPARED_AT_MOST
from playground.core.training.batches import laid_out
from playground.core.training.goal import Goal
from playground.core.training.lazy_input import Asked, LazyInput, Pieces
from playground.core.training.plan import Plan
from playground.core.training.program import Program


@dataclass(frozen=True)
class PartTensors:
    """One part of the data: what the sources give (n, ...), and what `Goal.targets` gives of each goal."""

    count: int
    feeds: tuple[Tensor | LazyInput, ...]
    targets: tuple[Tensor, ...]


class Resident:
    """Hold the parts that were asked for."""

    def __init__(self, samples: Samples, program: Program, goals: tuple[Goal, ...], plan: Plan) -> None:
        self.samples = samples
        self._program, self._goals, self._plan = program, goals, plan
        self._dtype: torch.dtype = getattr(torch, plan.dtype)
        self._parts: dict[Part, PartTensors] = {}

    @property
    def layout(self) -> str:
        """Return how pictures lie in memory."""
        return self._plan.memory_format

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
            self._check_finite(part)
            large = self._is_large(part)
            given = {} if large else self._brought(part)
            wanted = {goal.field.name for goal in self._goals if goal.is_of_data}
            wanted |= {goal.mask_field for goal in self._goals if goal.mask_field}
            arrays = self.samples.take(part, wanted)
            targets = tuple(self._target(goal, part, given, arrays) for goal in self._goals)
        pieces, slots = self._pieces(part), self._program.feeds
        feeds = tuple(LazyInput(pieces, slot) if large else given[slot] for slot in slots)
        return PartTensors(self.samples.count(part), feeds, targets)

    def _pieces(self, part: Part) -> Pieces:
        """Return what prepares samples of a part as they are asked for."""
        names = self._program.model.fields
        return Pieces(
            lambda asked: self._prepared(part, asked),
            lambda places: self.samples.take_soon(part, names, places.numpy()),
        )

    def _is_large(self, part: Part) -> bool:
        """Say whether a part's inputs are prepared as they are asked for, instead of once.

        Not on a GPU, where the way to it would take longer, not for the kernel, which reads them where they
        lie, and not where goals are made of them.
        """
        if self._plan.device != "cpu" or self._plan.engine != "torch" or self._for_goals:
            return False
        each = sum(piece.nbytes for piece in self._prepared(part, slice(1)).values())
        return each * self.samples.count(part) > PREPARED_AT_MOST

    def _brought(self, part: Part) -> dict[int, Tensor]:
        """Return what the sources give of a part by slot, samples first, prepared some samples at a time."""
        count, stretches = self.samples.count(part), self._stretches(part)
        whole = self._prepared(part, stretches[0])
        if len(stretches) == 1:
            return whole
        rooms = {slot: self._room(slot, piece, count) for slot, piece in whole.items()}
        for here in stretches:
            for slot, piece in self._prepared(part, here).items():
                rooms[slot][here] = piece
        return rooms

    def _stretches(self, part: Part) -> list[slice]:
        """Return a part's samples in as many stretches as are prepared in one go each; one at least."""
        arrays = self.samples.dataset.arrays
        row = sum(arrays[name][:1].nbytes for name in self._program.model.fields)
        most = max(1, DATA_AT_ONCE // max(1, row))
        return [slice(start, start + most) for start in range(0, max(1, self.samples.count(part)), most)]

    def _check_finite(self, part: Part) -> None:
        arrays = self.samples.dataset.arrays
        real = [name for name in self._program.model.fields if arrays[name].dtype.kind == "f"]
        for here in self._stretches(part) if real else ():
            for name, array in self.samples.take(part, real, here).items():
                gaps = self.samples.dataset.fields.fields[name].open
                _must_be_finite(name, array[~np.isnan(array)] if gaps else array)

    @property
    def _for_goals(self) -> set[int]:
        """Return the slots of what goals are made of: targets that are a source's, and masks."""
        program = self._program
        aimed_at = {program.slot_of(goal.source) for goal in self._goals if goal.source}
        return {*aimed_at, *program.model.masks.values()}

    def _prepared(self, part: Part, asked: Asked) -> dict[int, Tensor]:
        """Return what is made of some samples by slot, as far as anybody reads it."""
        program, layout = self._program, self._plan.memory_format
        rows = asked.numpy() if isinstance(asked, Tensor) else asked
        given = program.brought(self.tensors(self.samples.take(part, program.model.fields, rows)))
        feeds = {slot: laid_out(given[slot].contiguous(), layout) for slot in program.feeds}
        return {slot: given[slot] for slot in given.keys() & self._for_goals} | feeds

    def _room(self, slot: int, piece: Tensor, count: int) -> Tensor:
        """Return room for so many samples that lie as those of a piece do."""
        room = torch.empty((count, *piece.shape[1:]), dtype=piece.dtype, device=piece.device)
        return laid_out(room, self._plan.memory_format) if slot in self._program.feeds else room

    def _target(self, goal: Goal, part: Part, given: Mapping[int, Tensor],
                arrays: Mapping[str, np.ndarray]) -> Tensor:  # fmt: skip
        mask = given.get(self._program.model.masks.get(goal.node, NOTHING))
        if goal.mask_field:
            mask = self._tensor(arrays[goal.mask_field])
        if not goal.rule.aims:
            return self._tensor(np.zeros((self.samples.count(part), 1), np.float32))
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
