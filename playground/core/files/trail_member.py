"""A run's waypoints as one member of a project file: each weight stacked over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.files.arrays import read_safetensors, write_safetensors
from playground.core.project.records import Arrays, Waypoint
from playground.core.sentences import Text

NAME = "trail.safetensors"
MOST_BYTES = 2**28  # far beyond what is ever written
_MOST_WAYPOINTS = 2000
_MOST_ARRAYS = 20_000  # of states, else some go: a header grows with their number
_MAX_HEADER = 8 * 2**20
_STEPS = "steps"
_PLACES = "places"  # (states, facts of a position) int64
_PLACE = (
    "step", "epoch", "step_in_epoch", "batch_size", "offset_steps", "offset_epochs",
    "accumulate", "best_of", "patient_from",
)  # fmt: skip
_FIRST_PLACE = 6  # how many of them the first files had
_WEIGHTS = "weights."  # + weight key: (waypoints, *shape)
_STATE = "state."  # + step + "." + key


def to_bytes(trail: tuple[Waypoint, ...]) -> bytes:
    """Return the member; where there are too many states for one file, every other goes."""
    whole = [waypoint for waypoint in trail if waypoint.state]
    while sum(len(waypoint.state) for waypoint in whole) > _MOST_ARRAYS:
        whole = whole[::2] if len(whole) > 1 else []
    arrays: dict[str, np.ndarray] = {
        _STEPS: np.array([waypoint.step for waypoint in trail], np.int64),
        _PLACES: np.array([_place(waypoint) for waypoint in whole], np.int64).reshape(-1, len(_PLACE)),
    }
    for key in trail[0].weights:
        arrays[_WEIGHTS + key] = np.stack([waypoint.weights[key] for waypoint in trail])
    for waypoint in whole:
        arrays |= {f"{_STATE}{waypoint.step}.{key}": array for key, array in waypoint.state.items()}
    return write_safetensors(arrays)


def from_bytes(data: bytes, weights: Arrays, first: int, last: int) -> tuple[Waypoint, ...]:
    """Return the waypoints of a run with such weights between two steps; PlaygroundError for any other."""
    arrays = read_safetensors(data, "the run's snapshots", _MAX_HEADER)
    steps = _steps(arrays, first, last)
    stacked = {key: _stacked(arrays, key, like, len(steps)) for key, like in weights.items()}
    places = {place["step"]: place for place in _places(arrays)}
    states = _states(arrays)
    if not places.keys() == states.keys() <= set(steps):
        raise _damaged()
    return tuple(
        Waypoint(step, {key: stack[row] for key, stack in stacked.items()}, places.get(step, {}),
                 states.get(step, {}))
        for row, step in enumerate(steps)
    )  # fmt: skip


def _place(waypoint: Waypoint) -> list[int]:
    return [int(waypoint.position.get(name, name == "accumulate")) for name in _PLACE]


def _steps(arrays: Arrays, first: int, last: int) -> list[int]:
    found = arrays.get(_STEPS)
    if found is None or found.dtype != np.int64 or found.ndim != 1 or not 0 < len(found) <= _MOST_WAYPOINTS:
        raise _damaged()
    if (np.diff(found) <= 0).any() or not first < found[0] <= found[-1] <= last:
        raise _damaged()
    return [int(step) for step in found]


def _stacked(arrays: Arrays, key: str, like: np.ndarray, count: int) -> np.ndarray:
    found = arrays.get(_WEIGHTS + key)
    if found is None or found.shape != (count, *like.shape) or found.dtype != like.dtype:
        raise _damaged()
    return found


def _places(arrays: Arrays) -> Iterable[dict[str, int]]:
    found = arrays.get(_PLACES)
    if found is None or found.dtype != np.int64 or found.ndim != 2 or (found < 0).any():
        raise _damaged()
    if not _FIRST_PLACE <= found.shape[1] <= len(_PLACE):
        raise _damaged()
    names = _PLACE[: found.shape[1]]
    return [dict(zip(names, row, strict=True)) for row in found.tolist()]


def _states(arrays: Arrays) -> Mapping[int, Arrays]:
    states: dict[int, dict[str, np.ndarray]] = {}
    for name, array in arrays.items():
        if not name.startswith(_STATE):
            continue
        step, _, key = name.removeprefix(_STATE).partition(".")
        if not (step.isascii() and step.isdigit() and len(step) < 19 and key):
            raise _damaged()
        states.setdefault(int(step), {})[key] = array
    return states


def _damaged() -> PlaygroundError:
    return PlaygroundError(Text("the snapshots of its weights are damaged"))
