"""When a training ends before its epochs are over, and the weights it ends with: those of its best epoch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from playground.core.model.model import PlaygroundModel
from playground.core.model.weights import arrays_of, load_weights, tensors
from playground.core.project.records import PATIENCE, Arrays
from playground.core.project.values import Recipe
from playground.core.training.history import Recorder
from playground.core.training.record import Position, tensor_of

Watched = Callable[[], Sequence[float]]  # of the epochs so far: put together only for who asks

BEST = "best."  # + key of a weight, in the state of a run
_MINUTE = 60.0


def epochs_without_gain(losses: Sequence[float]) -> int:
    """Return how many epochs have passed since the lowest loss."""
    known = list(map(_known, losses))
    return len(known) - 1 - known.index(min(known)) if known else 0


def _known(loss: float) -> float:
    return math.inf if math.isnan(loss) else loss


class Ending:
    """Watch the epochs of one run; where it stands is kept in the run's position."""

    def __init__(self, position: Position) -> None:
        self.position = position
        self.best: Arrays = {}

    def out_of_patience(self, recipe: Recipe, losses: Watched) -> bool:
        """Say whether the loss has not fallen for as long as the recipe waits."""
        if not recipe.early_stopping:
            return False
        return recipe.early_stopping <= epochs_without_gain(losses()[self.position.patient_from :])

    def out_of_time(self, recipe: Recipe) -> bool:
        """Say whether training has taken as long as the recipe allows."""
        taken = self.position.seconds - self.position.timed_from
        return 0 < recipe.time_limit * _MINUTE <= taken

    def begin(self, step: int, recorder: Recorder) -> None:
        """Go on after an end: patience and time begin anew where one of them was over."""
        place = self.position
        if place.reason == "early_stop":
            before, place.patient_from = place.patient_from, len(recorder.epochs)
            recorder.add_change(step, PATIENCE, before, place.patient_from)
        if place.reason == "time":
            place.timed_from = place.seconds
        place.reason = ""

    def keep_best(self, recipe: Recipe, losses: Watched, model: PlaygroundModel) -> None:
        """Keep a copy of the weights after an epoch if none before it was better; `losses` end with its."""
        if not recipe.keep_best:
            self.best, self.position.best_of = {}, 0
            return
        known = losses()
        best = _known(known[self.position.best_of - 1]) if self.position.best_of else None
        if best is None or _known(known[-1]) < best:
            self.best, self.position.best_of = arrays_of(model), len(known)

    def return_to_best(self, model: PlaygroundModel) -> None:
        """Give the model the best epoch's weights again."""
        load_weights(model, self.best)

    def state(self) -> dict[str, np.ndarray]:
        """Return the best weights as they stand in a run's state."""
        return {BEST + key: array for key, array in self.best.items()}

    def resume(self, state: Arrays, model: PlaygroundModel) -> None:
        """Take up the best weights of a state; raise PlaygroundError for those that are damaged."""
        if self.position.best_of:
            self.best = {key: tensor_of(state, BEST + key, tuple(own.shape), own.dtype).numpy()
                         for key, own in tensors(model).items()}  # fmt: skip
