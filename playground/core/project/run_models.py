"""What the JSON of a run must look like, as pydantic models: typed and bounded where a file is read.

Bounds are far beyond what any training reaches: a run of our own must never be refused.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from playground.core.errors import PlaygroundError
from playground.core.project.models import complaints
from playground.core.project.records import LONGEST_TITLE
from playground.core.project.values import LARGEST_THREADS
from playground.core.sentences import Text

Count = Annotated[int, Field(ge=0, le=10**15)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,64}$")]
AnyText = Annotated[str, Field(max_length=10_000)]
Title = Annotated[str, Field(max_length=LONGEST_TITLE)]
Seconds = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Value = bool | int | float | AnyText | None
Setting = Value | list[Value] | dict[AnyText, Value | list[Value]]  # of a recipe: options are an object


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")  # a later version may say more


class PositionModel(_Model):
    """Where a run stands."""

    step: Count = 0
    epoch: Count = 0
    step_in_epoch: Count = 0
    batch_size: Count = 0
    accumulate: Count = 1
    best_of: Count = 0
    patient_from: Count = 0
    offset_steps: Count = 0
    offset_epochs: Count = 0
    reason: AnyText = ""
    seconds: Seconds = 0.0
    timed_from: Seconds = 0.0


class ChangeModel(_Model):
    """What was changed at a step."""

    step: Count
    what: AnyText
    from_: Annotated[Setting, Field(alias="from")] = None
    to: Setting = None


class LabelModel(_Model):
    """What a run is called."""

    number: Count = 0
    title: Title = ""
    note: AnyText = ""
    pinned: bool = False
    begun: Seconds = 0.0
    branch_of: Name = ""
    branch_step: Count = 0


class RunModel(_Model):
    """What happened in one run, but for its arrays."""

    id: Name
    parent: Name
    position: PositionModel
    environment: dict[AnyText, Value]
    changes: list[ChangeModel]
    epoch_columns: Annotated[list[AnyText], Field(max_length=1000)]
    label: LabelModel = LabelModel()


class PlanModel(_Model):
    """How a run computes."""

    engine: AnyText = ""
    device: AnyText = ""
    why: AnyText = ""
    threads: Annotated[int, Field(ge=1, le=LARGEST_THREADS)] = 1
    memory_format: AnyText = ""
    fused: bool = True
    flat: bool = True
    dtype: AnyText = ""
    precision: AnyText = "float32"
    processes: Annotated[int, Field(ge=1, le=LARGEST_THREADS**2)] = 1
    notes: Annotated[list[AnyText], Field(max_length=1000)] = []


def checked(model: type[BaseModel], doc: Any, name: str) -> dict[str, Any]:
    """Return a JSON object as it is; raise PlaygroundError with its first fault, by name and path."""
    try:
        TypeAdapter(model).validate_python(doc)
    except ValidationError as error:
        raise PlaygroundError(Text("{name}: {why}", name=name, why=complaints(error)[0])) from None
    found: dict[str, Any] = doc
    return found
