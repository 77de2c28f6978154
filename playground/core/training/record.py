"""What makes a run's next step what it is, as arrays and back: no bit is lost, in mid-epoch neither.

Arrays come from files, so each is checked before it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from operator import lt
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.core.data.held_out import NOBODY, SEEN
from playground.core.errors import PlaygroundError
from playground.core.project.records import AVERAGED, ENGINE, PATIENCE, RETURNED, Arrays
from playground.core.sentences import Text
from playground.core.training.history import ChangeRecord, weight_of
from playground.core.training.plan import ANEW
from playground.core.training.recipes import LIVE
from playground.core.training.stepper import Stepper

GENERATOR = "order.generator"  # keys of the state arrays
PERMUTATION = "order.permutation"
_NO_COUNTS = ("reason", "seconds", "timed_from")  # of a position
_KNOWN = frozenset((*LIVE, AVERAGED, ENGINE, PATIENCE, RETURNED))  # what can be changed beside weights


@dataclass
class Position:
    """Where a run stands; offsets are what its parents did before."""

    step: int = 0  # offsets included
    epoch: int = 0
    step_in_epoch: int = 0
    batch_size: int = 0  # of the epoch that goes on; 0 between epochs
    accumulate: int = 1  # steps whose gradients the epoch that goes on averages
    best_of: int = 0  # which of the run's epochs had the weights that are kept; 0: none are
    patient_from: int = 0  # the epochs of the run after which waiting for a lower loss began
    offset_steps: int = 0
    offset_epochs: int = 0
    reason: str = ""  # why it last stopped
    seconds: float = 0.0  # of training, evaluation included
    timed_from: float = 0.0  # of them, when the time that the recipe allows began

    def to_json(self) -> dict[str, Any]:
        """Return the position as JSON values."""
        return asdict(self)

    def counts(self) -> dict[str, int]:
        """Return the place alone, as a waypoint keeps it."""
        return {name: value for name, value in asdict(self).items() if name not in _NO_COUNTS}

    @staticmethod
    def from_json(doc: Mapping[str, Any]) -> Position:
        """Return the position of a file; raise PlaygroundError when a part is missing or makes no sense."""
        values = {name: doc.get(name, default) for name, default in asdict(Position()).items()}
        times = (values["seconds"], values["timed_from"])
        whole = [value for name, value in values.items() if name not in _NO_COUNTS]
        if not all(type(value) is int and value >= 0 for value in whole):
            raise damaged(Text("its place in the training"))
        if not values["accumulate"]:
            raise damaged(Text("its place in the training"))
        if type(values["reason"]) is not str or not all(type(time) in (int, float) for time in times):
            raise damaged(Text("why or after what time it stopped"))
        return Position(**values)


def pack(stepper: Stepper, generator: torch.Generator, seen: np.ndarray) -> dict[str, np.ndarray]:
    """Return the stepper's state, that of the order's generator and, inside an epoch, its permutation.

    `seen` tells the samples that the weights were trained on under other splits.
    """
    state = {**stepper.state(), GENERATOR: array_of(generator.get_state())}
    if len(seen):
        state[SEEN] = seen.copy()
    if stepper.epoch is not None:
        state[PERMUTATION] = array_of(stepper.epoch.order)
    return state


def seen(state: Arrays) -> np.ndarray:
    """Return the samples that were trained on under other splits."""
    if SEEN not in state:
        return NOBODY
    found = tensor_of(state, SEEN, None, torch.int64).numpy()
    if found.ndim != 1:
        raise damaged(Text("what was trained on before"))
    return found


def unpack_generator(state: Arrays, generator: torch.Generator) -> None:
    """Set the generator of the epochs' order."""
    try:
        generator.set_state(tensor_of(state, GENERATOR, None, torch.uint8))
    except (RuntimeError, TypeError):
        raise damaged(Text("a random state")) from None


def permutation(state: Arrays, samples: int) -> Tensor:
    """Return the order of the epoch that goes on, checked to hold every sample once."""
    order = tensor_of(state, PERMUTATION, (samples,), torch.int64)
    if not torch.equal(order.sort().values, torch.arange(samples)):
        raise damaged(Text("its order of samples"))
    return order


def tensor_of(state: Arrays, key: str, shape: tuple[int, ...] | None, dtype: torch.dtype) -> Tensor:
    """Return one array as a tensor of its own; raise PlaygroundError unless it is as expected."""
    if key not in state:
        raise damaged(Text("the state's {key!r:.60}", key=key))
    tensor = torch.from_numpy(np.array(state[key]))  # a writable copy: files hold read-only views
    if tensor.dtype != dtype or (shape is not None and tuple(tensor.shape) != shape):
        raise damaged(Text("the state's {key!r:.60}", key=key))
    return tensor


def array_of(tensor: Tensor) -> np.ndarray:
    """Return a copy in the computer's own memory."""
    return tensor.detach().cpu().numpy().copy()


def check_changes(changes: Iterable[ChangeRecord], parameters: Mapping[str, Tensor]) -> None:
    """Refuse changes that could not be made again: of what is not known here, or to no number."""
    for change in changes:
        what, to = str(change.get("what")), change.get("to")
        typed = weight_of(what)
        if typed is None and what not in _KNOWN:
            words = "In this run {what!r:.60} was changed, of which nothing is known here; {way_out}."
            raise PlaygroundError(Text(words, what=what, way_out=ANEW))
        if typed is not None and not (type(to) is float and _is_weight(parameters, *typed)):
            raise damaged(Text("what was changed in it"))
        if what == ENGINE and to != "compiled":
            raise damaged(Text("what was changed in it"))
        if what == PATIENCE and not (type(to) is int and to >= 0):
            raise damaged(Text("what was changed in it"))


def _is_weight(parameters: Mapping[str, Tensor], key: str, place: tuple[int, ...]) -> bool:
    shape = tuple(parameters[key].shape) if key in parameters else None
    return shape is not None and len(place) == len(shape) and all(map(lt, place, shape))


def damaged(what: Text) -> PlaygroundError:
    """Return the refusal of a state that cannot be gone on from."""
    return PlaygroundError(
        Text("This run cannot be resumed: {what} is damaged; start a new one from its weights.", what=what)
    )
