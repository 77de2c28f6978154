"""What makes PyTorch's next step what it is, as arrays and back: no bit is lost, in mid-epoch neither.

Arrays come from files, so each is checked before it is used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from playground.core.network.block_path import BlockPath
from playground.core.project.records import BEFORE
from playground.core.sentences import Text
from playground.core.training import randomness
from playground.core.training.memory import Memory, memory_of
from playground.core.training.record import array_of, damaged, tensor_of
from playground.core.training.stepper import State
from playground.core.training.tally import TallyMark
from playground.core.training.torch_steps import TorchSteps

RANDOM = "random."  # + device kind
GRADIENTS = "gradient."  # + weight key: of steps whose update is still to come
OUTPUTS = "outputs."  # + goal id: raw scores that wait to be counted
FIGURES = "figures."  # + goal id + "." + what its figures add up
COUNTED = "figures.batches"  # of the epoch, whose scores are gone


def pack(stepper: TorchSteps) -> dict[str, np.ndarray]:
    """Return copies of optimizer tensors, random states and, inside an epoch, figures and raw scores."""
    state = {RANDOM + kind: array_of(tensor) for kind, tensor in stepper.random.items()}
    memories: Sequence[Memory] = [memory_of(group) for group in stepper.groups]
    if stepper.before is not None:
        memories, state[BEFORE] = stepper.before.memories, np.ones(1, np.uint8)
    for group, memory in zip(stepper.groups, memories, strict=True):
        state |= {key: array_of(tensor.reshape(1)) for key, tensor in memory.numbers.items()}
        state |= {key: array_of(tensor) for key, tensor in memory.tensors.items()}
        if stepper.halfway:
            waiting = group.values.by_key(group.values.gradients())
            state |= {GRADIENTS + key: array_of(tensor) for key, tensor in waiting.items()}
    return state | _figures(stepper)


def unpack(state: State, stepper: TorchSteps) -> None:
    """Set optimizer and random states; the epoch is laid out by the session and `unpack_epoch`."""
    for group in stepper.groups:
        memory = memory_of(group)
        for key, tensor in memory.tensors.items():
            tensor.copy_(tensor_of(state, key, tuple(tensor.shape), tensor.dtype))
        for key, kept in memory.numbers.items():
            number = tensor_of(state, key, (1,), kept.dtype)[0]
            if not 0 <= float(number) < math.inf:
                raise damaged(Text("the optimizer's count of steps"))
            kept.copy_(number)
        group.share_scalars()
        if not all(portion.update.sound() for portion in group.portions):
            raise damaged(Text("what the optimizer remembers"))
    kinds = ("cpu",) if stepper.device == "cpu" else ("cpu", stepper.device)
    stepper.random = {kind: tensor_of(state, RANDOM + kind, None, torch.uint8) for kind in kinds}
    try:
        for kind, state_of in stepper.random.items():
            randomness.generator(kind).set_state(state_of)
    except (RuntimeError, TypeError):
        raise damaged(Text("a random state")) from None


def unpack_epoch(state: State, stepper: TorchSteps, done: int) -> None:
    """Take up figures, raw scores and gradients as they stood behind `done` steps of the epoch."""
    epoch = stepper.epoch
    assert epoch is not None  # laid out by the caller
    counted = int(tensor_of(state, COUNTED, (1,), torch.int64)[0]) if COUNTED in state else 0
    if not 0 <= counted <= done <= epoch.steps:
        raise damaged(Text("the scores of its last epoch"))
    sizes = list(epoch.sizes[counted:done])
    columns = [_scores(state, stepper, index, sizes) for index in range(len(stepper.program.model.goals))]
    scores = tuple(zip(*columns, strict=True))
    targets = tuple(epoch.batch(index)[1] for index in range(counted, done))
    stepper.tally.back_to(TallyMark(counted, scores, targets, _states(state, stepper, counted)))
    stepper.index = done
    for group in stepper.groups if stepper.halfway else ():
        for key, tensor in group.values.by_key(group.values.gradients()).items():
            tensor.copy_(tensor_of(state, GRADIENTS + key, tuple(tensor.shape), tensor.dtype))


def _figures(stepper: TorchSteps) -> dict[str, np.ndarray]:
    mark, goals = stepper.tally.mark(), stepper.program.model.goals
    state: dict[str, np.ndarray] = {}
    for index, goal in enumerate(goals if mark.scores else ()):
        state[OUTPUTS + goal] = array_of(torch.cat([scores[index] for scores in mark.scores]))
    if mark.counted:
        state[COUNTED] = np.array([mark.counted], np.int64)
        for goal, figures in zip(goals, mark.states, strict=True):
            state |= {_figure_key(goal, name): values.copy() for name, values in figures.items()}
    return state


def _scores(state: State, stepper: TorchSteps, index: int, sizes: list[int]) -> tuple[Tensor, ...]:
    """Return the raw scores that wait for one goal, a tensor a batch."""
    if not sizes:
        return ()
    goal, shape = stepper.program.model.goals[index], stepper.tally.sizes[index]
    dtype = stepper.groups[0].values.tensors[0].dtype
    scores = tensor_of(state, OUTPUTS + goal, (sum(sizes), *shape), dtype)
    return torch.split(scores.to(stepper.device), sizes)


def _states(state: State, stepper: TorchSteps, counted: int) -> tuple[dict[str, np.ndarray], ...]:
    """Return what each goal's figures have added up, checked to be of their kind."""
    found = []
    for goal, metrics in zip(stepper.program.model.goals, stepper.tally.metrics, strict=True):
        own = dict(metrics.empty())
        for name, empty in own.items() if counted else ():
            like = torch.from_numpy(empty)
            own[name] = tensor_of(state, _figure_key(goal, name), empty.shape, like.dtype).numpy()
        if not metrics.fits(own):
            raise damaged(Text("the figures of its last epoch"))
        found.append(own)
    return tuple(found)


def _figure_key(goal: str, name: str) -> str:
    return FIGURES + BlockPath.of(goal).key(name)
