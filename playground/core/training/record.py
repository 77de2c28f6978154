"""What makes a run's next step what it is, as arrays and back: no bit is lost, in mid-epoch neither.

Arrays come from files, so each is checked before it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.core.errors import PlaygroundError
from playground.core.project.records import Arrays
from playground.core.training.stepper import TorchStepper

GENERATOR = "order.generator"  # keys of the state arrays
PERMUTATION = "order.permutation"
RANDOM = "random."  # + device kind
OPTIMIZER = "optimizer."  # + what is kept + "." + weight key
STEPS = "optimizer.steps"
OUTPUTS = "outputs."  # + goal id


@dataclass
class Position:
    """Where a run stands; offsets are what its parents did before."""

    step: int = 0  # offsets included
    epoch: int = 0
    step_in_epoch: int = 0
    batch_size: int = 0  # of the epoch that goes on; 0 between epochs
    offset_steps: int = 0
    offset_epochs: int = 0
    reason: str = ""  # why it last stopped
    seconds: float = 0.0  # of training, evaluation included

    def to_json(self) -> dict[str, Any]:
        """Return the position as JSON values."""
        return asdict(self)

    @staticmethod
    def from_json(doc: Mapping[str, Any]) -> Position:
        """Return the position of a file; raise PlaygroundError when a part is missing or makes no sense."""
        values = {name: doc.get(name, default) for name, default in asdict(Position()).items()}
        whole = [value for name, value in values.items() if name not in ("reason", "seconds")]
        if not all(type(value) is int and value >= 0 for value in whole):
            raise _damaged("its place in the training")
        if type(values["reason"]) is not str or type(values["seconds"]) not in (int, float):
            raise _damaged("why or after what time it stopped")
        return Position(**values)


def pack(stepper: TorchStepper, generator: torch.Generator) -> dict[str, np.ndarray]:
    """Return copies of optimizer tensors, random states and, inside an epoch, permutation and raw scores."""
    state = {RANDOM + kind: _array(tensor) for kind, tensor in stepper.random.items()}
    state[GENERATOR] = _array(generator.get_state())
    state[STEPS] = _array(stepper.update.steps.reshape(1))
    for slot, key, tensor in _optimizer_tensors(stepper):
        state[f"{OPTIMIZER}{slot}.{key}"] = _array(tensor)
    if stepper.epoch is not None:
        state[PERMUTATION] = _array(stepper.epoch.order)
    for index, goal in enumerate(stepper.program.model.goals if stepper.outputs else ()):
        state[OUTPUTS + goal] = _array(torch.cat([scores[index] for scores in stepper.outputs]))
    return state


def unpack(state: Arrays, stepper: TorchStepper, generator: torch.Generator) -> None:
    """Set optimizer and random states; the epoch is laid out by `permutation` and `unpack_outputs`."""
    for slot, key, tensor in _optimizer_tensors(stepper):
        tensor.copy_(_tensor(state, f"{OPTIMIZER}{slot}.{key}", tuple(tensor.shape), tensor.dtype))
    stepper.update.steps.copy_(_tensor(state, STEPS, (1,), torch.float32)[0])
    kinds = ("cpu",) if stepper.device == "cpu" else ("cpu", stepper.device)
    stepper.random = {kind: _tensor(state, RANDOM + kind, None, torch.uint8) for kind in kinds}
    try:
        generator.set_state(_tensor(state, GENERATOR, None, torch.uint8))
        torch.Generator().set_state(stepper.random["cpu"])
    except (RuntimeError, TypeError):
        raise _damaged("a random state") from None


def permutation(state: Arrays, samples: int) -> Tensor:
    """Return the order of the epoch that goes on, checked to hold every sample once."""
    order = _tensor(state, PERMUTATION, (samples,), torch.int64)
    if not torch.equal(order.sort().values, torch.arange(samples)):
        raise _damaged("its order of samples")
    return order


def unpack_outputs(state: Arrays, stepper: TorchStepper, done: int,
                   shapes: tuple[tuple[int, ...], ...]) -> None:  # fmt: skip
    """Stand behind `done` steps of the epoch, with the raw scores they gave, (samples, *shape) a goal."""
    assert stepper.epoch is not None  # laid out by the caller
    sizes, columns = stepper.epoch.sizes[:done], []
    for goal, shape in zip(stepper.program.model.goals, shapes, strict=True) if done else ():
        scores = state.get(OUTPUTS + goal)
        fits = scores is not None and scores.shape == (sum(sizes), *shape)
        if scores is None or not fits or done > stepper.epoch.steps:
            raise _damaged("the scores of its last epoch")
        columns.append(torch.split(torch.from_numpy(np.array(scores)).to(stepper.device), list(sizes)))
    stepper.index, stepper.outputs = done, list(zip(*columns, strict=True))


def _optimizer_tensors(stepper: TorchStepper) -> list[tuple[str, str, Tensor]]:
    """Return what the optimizer keeps: its name, the weight's key, a view in the weight's shape."""
    kept = {slot: stepper.values.by_key(tensors) for slot, tensors in stepper.update.kept.items()}
    return [(slot, key, tensor) for slot, views in kept.items() for key, tensor in views.items()]


def _tensor(state: Arrays, key: str, shape: tuple[int, ...] | None, dtype: torch.dtype) -> Tensor:
    """Return one array as a tensor of its own; raise PlaygroundError unless it is as expected."""
    if key not in state:
        raise _damaged(f"the state's {key!r:.60}")
    tensor = torch.from_numpy(np.array(state[key]))  # a writable copy: files hold read-only views
    if tensor.dtype != dtype or (shape is not None and tuple(tensor.shape) != shape):
        raise _damaged(f"the state's {key!r:.60}")
    return tensor


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().cpu().numpy().copy()


def _damaged(what: str) -> PlaygroundError:
    return PlaygroundError(
        f"This run cannot be resumed: {what} is damaged; start a new one from its weights."
    )
