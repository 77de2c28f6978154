"""What a wire says: its shape, and in the tip its axes, PyTorch's order, and the memory of one batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.app.texts import tr
from playground.core.blocks.shapes import DataFields, Field, Shape
from playground.core.catalogue.catalogue import Catalogue
from playground.core.network.topology import origin
from playground.core.project.values import Project
from playground.core.shapes.memory import in_words
from playground.gui.theme.numbers import integer

BYTES = {"float": 4, "int": 8, "bool": 1}  # of one number as PyTorch holds it here
AXES: Mapping[int, tuple[str, ...]] = {
    0: (), 1: ("features",), 2: ("time", "features"), 3: ("height", "width", "channels"),
    4: ("depth", "height", "width", "channels"),
}  # fmt: skip


@dataclass(frozen=True)
class Load:
    """What a wire carries: the shape of one sample, how long sequences are, samples in a batch."""

    shape: Shape
    steps: int | None
    batch: int


def steps_of(catalogue: Catalogue, fields: DataFields) -> int | None:
    """Return how long the sequences of the data are, None where there are none."""
    found = next(iter(over_time(catalogue, fields).values()), None)
    return found.sizes[0] if found is not None else None


def time_of(project: Project, fields: DataFields, node_id: str) -> Field | None:
    """Return the data along whose time a block's sequences run: of several those of the source before it."""
    found = over_time(project.catalogue, fields)
    first = next(iter(found.values()), None)
    if len(found) < 2:
        return first
    spec = project.spec_of(origin(project.network, node_id))
    return found.get(spec.field, first) if spec is not None else first


def over_time(catalogue: Catalogue, fields: DataFields) -> dict[str, Field]:
    """Return the fields of the data whose samples run over time, by name."""
    return {name: field for name, field in fields.fields.items() if _is_over_time(catalogue, name)}


def _is_over_time(catalogue: Catalogue, name: str) -> bool:
    kind = catalogue.family_of_field(name)
    return kind is not None and kind.over_time


def words_of(shape: Shape, steps: int | None) -> str:
    """Return a shape as people read it; time is T where it is as long as in the data: T × 32."""
    return " × ".join([_time(shape, steps) or size for size in _sizes(shape)[:1]] + _sizes(shape)[1:]) or "1"


def channels_of(shape: Shape) -> str:
    """Return how many channels or features a shape has, where its other sides are told elsewhere."""
    return integer(shape.feature_count)


def resized(step: int) -> str:
    """Say what becomes of sides that are halved so many times, below 0 doubled."""
    if abs(step) == 1:
        return tr("halve") if step > 0 else tr("double")
    return f"{'÷' if step > 0 else '×'} {integer(2 ** abs(step))}"


def tip_of(load: Load) -> str:
    """Return axes, PyTorch's order and the memory of one batch, a line each."""
    shape, steps, batch = load.shape, load.steps, load.batch
    axes = _axes(shape)
    lines = [f"{words_of(shape, steps)} · {', '.join(axes)}"] if axes else []
    lines.append(_torch_order(shape, steps))
    if _time(shape, steps):
        lines.append(tr("T: time, up to {steps} steps here").format(steps=integer(steps or 0)))
    size = in_words(shape.count * batch * BYTES[shape.dtype])
    lines.append(tr("N: {size} in a batch of {batch}").format(size=size, batch=integer(batch)))
    return "\n".join(lines)


def _sizes(shape: Shape) -> list[str]:
    return shape.text().split(" × ") if shape.sizes else []


def _axes(shape: Shape) -> list[str]:
    if shape.rank == 1 and shape.dtype != "float":
        return [tr("time")]
    return [tr(name) for name in AXES.get(shape.rank, ())]


def _time(shape: Shape, steps: int | None) -> str:
    """Return "T" for a first axis that is time, "T + 1" after a class token; "" for any other."""
    is_sequence = shape.rank == 2 or (shape.rank == 1 and shape.dtype != "float")
    if steps is None or not is_sequence:
        return ""
    return {steps: "T", steps + 1: "T + 1"}.get(shape.sizes[0], "")


def _torch_order(shape: Shape, steps: int | None) -> str:
    names = {2: tr("N, time, features"), 3: tr("N, channels, height, width")}
    first = [_time(shape, steps) or str(size) for size in shape.sizes[:1]]
    sizes = ", ".join(["N", *first, *(str(size) for size in shape.sizes[1:])])
    words = names.get(shape.rank, "")
    return tr("PyTorch: ({sizes})").format(sizes=sizes) + (f" · {words}" if words else "")
