"""One run as members of a project file: JSON for what is small, safetensors for what is long."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

import numpy as np

from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.files import trail_member
from playground.core.files.arrays import read_safetensors, write_safetensors
from playground.core.network.block_path import BlockPath
from playground.core.project import schema, strict_json
from playground.core.project.records import Arrays, History, RunLabel, RunRecord
from playground.core.sentences import Text

Members = dict[str, bytes]
PARTS = (
    "run.json", "plan.json", "project.json", "history.safetensors",
    "start.safetensors", "weights.safetensors", "state.safetensors",
)  # fmt: skip
OPTIONAL = (trail_member.NAME,)
_MAX_HEADER = 8 * 2**20  # of our own files; networks of a thousand layers need it
LOSSES = "losses"  # of what all of training makes smaller
OTHER_LOSSES = "losses."  # + name
SECONDS = "seconds"  # of training at each epoch's end
LONGEST = 1e12  # seconds of any training: some 30,000 years
_FLOAT = "$float"  # {"$float": "nan"}: JSON has no word for what is not finite


def to_members(record: RunRecord) -> Members:
    """Return the members of one run, by their names inside its folder."""
    columns, figures = _columns(record.history)
    facts = {
        "id": record.id,
        "parent": record.parent,
        "position": record.position,
        "environment": record.environment,
        "changes": record.history.changes,
        "epoch_columns": columns,
    }
    if record.label != RunLabel():
        facts["label"] = asdict(record.label)
    members = {
        "run.json": _to_bytes(facts),
        "plan.json": _to_bytes(record.plan),
        "project.json": schema.to_bytes(record.project),
        "history.safetensors": write_safetensors({**_losses(record.history), **figures}),
        "start.safetensors": write_safetensors(record.start),
        "weights.safetensors": write_safetensors(record.weights),
        "state.safetensors": write_safetensors(record.state),
    }
    if record.trail:
        members[trail_member.NAME] = trail_member.to_bytes(record.trail)
    return members


def from_members(members: Mapping[str, bytes], catalogue: Catalogue) -> RunRecord:
    """Return the run; PlaygroundError says which part of it cannot be read."""
    facts = _facts(members["run.json"])
    project, _ = schema.from_bytes(members["project.json"], catalogue, "the run's project.json")
    figures = read_safetensors(members["history.safetensors"], "the history", _MAX_HEADER)
    record = RunRecord(
        id=facts["id"],
        project=project,
        plan=_plan(members["plan.json"]),
        environment=facts["environment"],
        history=_history(facts, figures),
        position=facts["position"],
        start=read_safetensors(members["start.safetensors"], "the initial weights", _MAX_HEADER),
        weights=read_safetensors(members["weights.safetensors"], "the weights", _MAX_HEADER),
        state=read_safetensors(members["state.safetensors"], "the optimizer's state", _MAX_HEADER),
        parent=facts["parent"],
        label=_label(facts.get("label", {})),
    )
    _must_belong(record)
    _must_be_as_planned(record)
    _must_add_up(record)
    return record


def with_trail(record: RunRecord, data: bytes) -> RunRecord:
    """Return the run with the waypoints of its file; PlaygroundError where they are damaged or another's."""
    place = record.position
    first, last = int(place.get("offset_steps", 0)), int(place.get("step", 0))
    return replace(record, trail=trail_member.from_bytes(data, record.weights, first, last))


def _must_belong(record: RunRecord) -> None:
    """Name the block of weights that the network does not have."""
    for key in (*record.weights, *record.start):
        if BlockPath.of_key(key)[0].top not in record.project.network.nodes:
            raise PlaygroundError(
                Text("the weights hold {key}, but the network has no such block", key=strict_json.shown(key))
            )


def _must_be_as_planned(record: RunRecord) -> None:
    """Refuse weights in other numbers than the plan computes in: nothing would come to their bits again."""
    planned = record.plan.get("dtype")
    found = {each.dtype.name for arrays in (record.start, record.weights) for each in arrays.values()
             if each.dtype.kind == "f"}  # fmt: skip
    if planned is not None and (others := sorted(found - {planned})):
        words = "plan.json computes in {planned!r:.20}, but the run's weights are {found}"
        raise PlaygroundError(Text(words, planned=planned, found=", ".join(others)))


def _facts(data: bytes) -> dict[str, Any]:
    from playground.core.project.run_models import RunModel, checked  # pydantic is heavy: for files alone

    return checked(RunModel, _mapping(_from_bytes(data, "run.json"), "run.json"), "run.json")


def _label(told: Mapping[str, Any]) -> RunLabel:
    """Return what is known here of a label; a later version may say more."""
    return RunLabel(**{each.name: told[each.name] for each in fields(RunLabel) if each.name in told})


def _plan(data: bytes) -> dict[str, Any]:
    from playground.core.project.run_models import PlanModel, checked

    return checked(PlanModel, _mapping(_from_bytes(data, "plan.json"), "plan.json"), "plan.json")


def _mapping(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PlaygroundError(Text("{name} is not a JSON object", name=name))
    return value


def _must_add_up(record: RunRecord) -> None:
    """Refuse a place in the training that is not where the history ends."""
    place, history = record.position, record.history
    steps = place.get("step", 0) - place.get("offset_steps", 0)
    epochs = place.get("epoch", 0) - place.get("offset_epochs", 0)
    if (steps, epochs) != (len(history.losses), len(history.epochs)):
        raise PlaygroundError(Text("run.json: the run's place is not where its history ends"))
    if not record.parent and (place.get("offset_steps", 0) or place.get("offset_epochs", 0)):
        raise PlaygroundError(
            Text("run.json: position.offset_steps counts a parent's steps, but the run has none")
        )
    if place.get("timed_from", 0) > place.get("seconds", 0):
        raise PlaygroundError(Text("run.json: position.timed_from lies beyond position.seconds"))
    changed = [
        place.get("offset_steps", 0),
        *(change["step"] for change in history.changes),
        place.get("step", 0),
    ]
    if changed != sorted(changed):
        raise PlaygroundError(Text("run.json: changes lie beyond the run or not in the order of their steps"))


def _losses(history: History) -> Arrays:
    others = {OTHER_LOSSES + name: values for name, values in history.others.items()}
    return {LOSSES: history.losses, **others, **({SECONDS: history.seconds} if len(history.seconds) else {})}


def _other_losses(figures: Arrays, steps: int) -> Arrays:
    held = [name for name in figures if name.startswith(OTHER_LOSSES)]
    others = {name.removeprefix(OTHER_LOSSES): _line(figures, name) for name in held}
    if not others.keys().isdisjoint(("", "loss")):  # the one that every step has stands by itself
        raise PlaygroundError(Text("the history has a loss twice, or one without a name"))
    if any(len(values) != steps for values in others.values()):
        raise PlaygroundError(Text("the history's losses have different lengths"))
    return others


def _columns(history: History) -> tuple[list[str], Arrays]:
    """Return the names of the epochs' figures in order, and one array for each, with a mask for gaps."""
    names = list(dict.fromkeys(name for epoch in history.epochs for name in epoch))
    figures: dict[str, np.ndarray] = {}
    for name in names:
        values = [epoch.get(name) for epoch in history.epochs]
        whole = all(isinstance(value, (int, np.integer)) for value in values)
        filled = [0 if value is None else value for value in values]
        figures[f"epochs.{name}"] = np.array(filled, np.int64 if whole else np.float64)
        if None in values:
            figures[f"given.{name}"] = np.array([value is not None for value in values])
    return names, figures


def _history(facts: Mapping[str, Any], figures: Arrays) -> History:
    losses = _line(figures, LOSSES)
    columns = {name: _line(figures, f"epochs.{name}") for name in facts["epoch_columns"]}
    if len({len(column) for column in columns.values()}) > 1:
        raise PlaygroundError(Text("the history's columns have different lengths"))
    masks = {name: _line(figures, f"given.{name}") for name in columns if f"given.{name}" in figures}
    _must_count(columns)
    count = len(next(iter(columns.values()), ()))
    if any(len(mask) != count for mask in masks.values()):
        raise PlaygroundError(Text("the history's columns have different lengths"))
    epochs = [
        {
            name: column[row].item()
            for name, column in columns.items()
            if name not in masks or masks[name][row]
        }
        for row in range(count)
    ]
    others, changes = _other_losses(figures, len(losses)), tuple(facts["changes"])
    return History(losses, tuple(epochs), changes, others, _seconds(figures, count))


def _seconds(figures: Arrays, epochs: int) -> np.ndarray:
    """Return how long training had gone on at each epoch's end; nothing where the file does not say."""
    if SECONDS not in figures:
        return np.zeros(0)
    found = _line(figures, SECONDS)
    if len(found) != epochs or found.dtype != np.float64:
        raise PlaygroundError(Text("the history's columns have different lengths"))
    known = found[~np.isnan(found)]
    if (known < 0).any() or (known > LONGEST).any():
        raise PlaygroundError(Text("the history's seconds are below 0 or without end"))
    return found


def _must_count(columns: Arrays) -> None:
    """Refuse epochs that do not say which they are, or at which step they ended."""
    for name in ("epoch", "step") if columns else ():
        if name not in columns or columns[name].dtype != np.int64 or (columns[name] < 0).any():
            raise PlaygroundError(Text("the history has no whole numbers in its column {name}", name=name))


def _line(figures: Arrays, name: str) -> np.ndarray:
    if name not in figures or figures[name].ndim != 1 or figures[name].dtype.kind not in "bif":
        raise PlaygroundError(Text("the history has no column {name}", name=strict_json.shown(str(name))))
    return figures[name]


def _to_bytes(value: Any) -> bytes:
    return json.dumps(_encoded(value), indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _from_bytes(data: bytes, name: str) -> Any:
    return _decoded(strict_json.parse(data, name))


def _encoded(value: Any) -> Any:
    """Return plain JSON values: numpy's numbers as Python's, what is not finite by name."""
    if isinstance(value, Mapping):
        return {str(key): _encoded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encoded(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {_FLOAT: repr(value)}
    return value


def _decoded(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_FLOAT} and value[_FLOAT] in ("nan", "inf", "-inf"):
            return float(value[_FLOAT])
        return {key: _decoded(inner) for key, inner in value.items()}
    return [_decoded(inner) for inner in value] if isinstance(value, list) else value
