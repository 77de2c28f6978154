"""What a project's JSON must look like, as pydantic models: one place for types, ranges and lengths."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from playground.core.project.strict_json import shown, shown_path

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
PortName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Word = Annotated[str, Field(min_length=1, max_length=100)]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Coordinate = Annotated[float, Field(ge=-1e7, le=1e7)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]
Amount = Annotated[float, Field(ge=0, le=1e9)]
Count = Annotated[int, Field(ge=1, le=10**9)]
Share = Annotated[float, Field(ge=0, le=1)]
Options = dict[Word, Any]


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class NodeModel(_Model):
    """One block."""

    id: Id
    kind: Word
    label: Line = ""
    params: Options = {}
    position: Annotated[list[Coordinate], Field(min_length=2, max_length=2)] = [0.0, 0.0]
    network: NetworkModel | None = None  # of a group
    frozen: bool = False
    disabled: bool = False
    unfolded: bool = False


class EdgeModel(_Model):
    """One wire."""

    source: Id
    source_port: PortName
    target: Id
    target_port: PortName


class NetworkModel(_Model):
    """Blocks and wires, in lists: what stands twice can be named and the rest still opens."""

    nodes: Annotated[list[NodeModel], Field(max_length=10_000)]
    edges: Annotated[list[EdgeModel], Field(max_length=100_000)]


class DataModel(_Model):
    """The choice of data."""

    id: Word
    options: Options = {}
    seed: Seed = 0
    train: Share
    validation: Share
    test: Share

    @model_validator(mode="after")
    def _shares_add_up(self) -> DataModel:
        total = self.train + self.validation + self.test
        if abs(total - 1) > 1e-6:
            raise ValueError(f"train, validation and test add up to {total:g} instead of 1")
        return self


class RecipeModel(_Model):
    """The way of training."""

    optimizer: Word
    options: Options = {}
    learning_rate: Annotated[float, Field(gt=0, le=1e9)]
    batch_size: Count
    epochs: Count
    weight_decay: Amount = 0.0
    l1: Amount = 0.0
    l2: Amount = 0.0
    seed: Seed
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    threads: Annotated[int, Field(ge=0, le=1024)] = 0


class ProjectModel(_Model):
    """A whole project."""

    version: int
    made_with: Line = ""
    name: Line
    speed: Literal["1x", "10x", "max"] = "max"
    network: NetworkModel
    data: DataModel
    recipe: RecipeModel


def complaints(error: ValidationError) -> list[str]:
    """Return every problem found, each beginning with its path: "recipe.epochs should be..., not 0"."""
    return [_complaint(each["loc"], each["type"], each["msg"], each["input"]) for each in error.errors()]


def _complaint(loc: tuple[int | str, ...], kind: str, message: str, value: Any) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
    path = shown_path(path) or "the project"
    if kind == "missing":
        return f"{path} is missing"
    if kind == "extra_forbidden":
        return f"{path} is not known here"
    if kind == "value_error":
        return f"{path}: {message.removeprefix('Value error, ')}"
    if kind == "string_pattern_mismatch":
        return f"{path} may not be {_brief(value)}"
    words = message.removeprefix("Input ").removeprefix("String ").removeprefix("List ")
    return f"{path} {words}, not {_brief(value)}"


def _brief(value: Any) -> str:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return repr(value)[:40]
