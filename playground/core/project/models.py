"""What a project's JSON must look like, as pydantic models; recipe and data by their fields' records."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, model_validator

from playground.core.blocks.params import Param
from playground.core.catalogue.byte_names import MOST_TOKENS, check_merges
from playground.core.catalogue.manifest import LONGEST_NAME, MOST_STEPS, ColumnType, Use
from playground.core.catalogue.own_texts import BYTE_PAIRS
from playground.core.catalogue.picture_form import Form
from playground.core.project.row_edits import AS_GIVEN
from playground.core.project.strict_json import shown, shown_path
from playground.core.project.values import DataChoice, Recipe, Speed
from playground.core.sentences import Text

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
LinkName = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{0,63})?$")]
PortName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Word = Annotated[str, Field(min_length=1, max_length=100)]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Coordinate = Annotated[float, Field(ge=-1e7, le=1e7)]
OptionDoc = dict[Word, Any]
ColumnName = Annotated[str, Field(max_length=LONGEST_NAME)]
ColumnValue = Annotated[float, Field(ge=-3.5e38, le=3.5e38)]
HowManySteps = Annotated[int, Field(ge=1, le=MOST_STEPS)]
HowMany = Annotated[int, Field(ge=0, le=10**12)]
RowsModel = Annotated[list[HowMany], Field(min_length=2, max_length=100_000)]


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class NodeModel(_Model):
    """One block."""

    id: Id
    kind: Word
    label: Line = ""
    params: OptionDoc = {}
    position: Annotated[list[Coordinate], Field(min_length=2, max_length=2)] | None = None
    network: NetworkModel | None = None  # of a group
    frozen: bool = False
    disabled: bool = False
    unfolded: bool = False
    learning: OptionDoc = {}
    linked: LinkName = ""


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


def _type(param: Param) -> Any:
    """Return the type that a record asks for in JSON, with its bounds."""
    if param.type == "choice":
        return Word if param.open else Literal[tuple(choice.id for choice in param.choices)]
    if param.type == "several":
        return list[Literal[tuple(choice.id for choice in param.choices)]]  # type: ignore[misc]
    if param.type == "flag":
        return bool
    if param.type == "text":
        return Line
    bounds = {"ge": param.minimum, "gt": param.above, "le": param.maximum}
    given: dict[str, Any] = {name: bound for name, bound in bounds.items() if bound is not None}
    kind = float if param.type == "number" else int
    made: Any = Annotated[kind, Field(**given)]
    return _of_sizes(param, made) if param.type == "per_axis" else made


def _of_sizes(param: Param, one: Any) -> Any:
    """Return the type of sizes: a word that may stand for them, one number, or one for each axis."""
    row = Annotated[list[one], Field(min_length=param.axes, max_length=param.axes)]
    words = tuple(choice.id for choice in param.choices)
    return one | row | Literal[words] if words else one | row


def _fields(kind: type, **others: Any) -> dict[str, Any]:
    """Return the fields of a dataclass for a model: by their records, `others` as they are said.

    What a file need not say are fields that came after the format's first version: as it was without them.
    """
    made = dict(others)
    for each in fields(kind):
        if "param" in each.metadata:
            default = ... if each.metadata["required"] else each.metadata["absent"]
            made[each.name] = (_type(each.metadata["param"]), default)
    return made


class _Shares(_Model):
    """What must hold among the shares of the data."""

    train: float
    validation: float
    test: float

    @model_validator(mode="after")
    def _add_up(self) -> _Shares:
        total = self.train + self.validation + self.test
        if abs(total - 1) > 1e-6:
            raise ValueError(f"train, validation and test add up to {total:g} instead of 1")
        return self


class ColumnModel(_Model):
    """One column of somebody's own table."""

    name: ColumnName
    type: ColumnType
    use: Use = "input"
    kinds: Annotated[list[ColumnName], Field(max_length=1_000_000)] = []
    low: ColumnValue = 0.0
    high: ColumnValue = 0.0
    missing: HowMany = 0
    strange: HowMany = 0
    unit: Line = ""
    written: Line = ""
    fill: Line = ""
    most: Annotated[int, Field(ge=0, le=MOST_TOKENS)] = 0

    @model_validator(mode="after")
    def _merged(self) -> ColumnModel:
        if self.type == BYTE_PAIRS:
            check_merges(self.kinds)
        return self


class FileModel(_Model):
    """One file of somebody's own."""

    path: Annotated[str, Field(min_length=1, max_length=4096)]
    size: HowMany
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    packed: bool = False
    many: bool = False


class WindowsModel(_Model):
    """How rows in time are samples."""

    steps: HowManySteps
    horizon: HowManySteps
    time: ColumnName
    series: ColumnName = ""
    known: Annotated[list[ColumnName], Field(max_length=1000)] = []
    changes: Annotated[list[ColumnName], Field(max_length=1000)] = []
    samples: HowMany = 0
    season: Annotated[int, Field(ge=0, le=MOST_STEPS)] = 0
    interval: Annotated[float, Field(ge=0, le=1e12)] = 0.0


class ManifestModel(_Model):
    """What somebody's own data are."""

    importer: Word
    title: Line
    files: Annotated[list[FileModel], Field(min_length=1, max_length=1000)]
    rows: HowMany
    columns: Annotated[list[ColumnModel], Field(max_length=100_000)] = []
    windows: WindowsModel | None = None
    together: Annotated[list[RowsModel], Field(max_length=100_000)] = []
    options: OptionDoc = {}

    @model_validator(mode="after")
    def _differ(self) -> ManifestModel:
        names = Counter(each.name for each in self.columns)
        if names and (most := names.most_common(1)[0])[1] > 1:
            raise ValueError(f"two columns are called {shown(most[0])}")
        if any(each.type == "picture" for each in self.columns):
            Form.of(self.options)
        return self

    @model_validator(mode="after")
    def _in_time(self) -> ManifestModel:
        types = {each.name: each.type for each in self.columns}
        own = self.windows
        named = (own.time, own.series, *own.known) if own is not None else ()
        for name in named:
            if name and name not in types:
                raise ValueError(f"windows go by {shown(name)}, which is no column")
        if own is not None and types.get(own.time) not in ("date", "whole", "number"):
            raise ValueError(f"windows go by {shown(own.time)}, which does not say when a row was")
        return self


class RowEditModel(_Model):
    """What is other about one sample."""

    row: HowMany
    label: Annotated[int, Field(ge=AS_GIVEN, le=10**9)] = AS_GIVEN
    wrong: bool = False
    out: bool = False


EditList = Annotated[list[RowEditModel], Field(max_length=10**7)]
DataModel = create_model(
    "DataModel", __base__=_Shares,
    **_fields(DataChoice, id=(Word, ...), options=(OptionDoc, {}), own=(ManifestModel | None, None),
              edits=(EditList, [])),
)  # fmt: skip
RecipeModel = create_model(
    "RecipeModel", __base__=_Model,
    **_fields(Recipe, options=(OptionDoc, {}), schedule_options=(OptionDoc, {}),
              augmentation=(OptionDoc, {})),
)  # fmt: skip


class ProjectModel(_Model):
    """A whole project."""

    version: int
    made_with: Line = ""
    name: Line
    speed: Speed = "max"
    network: NetworkModel
    data: DataModel  # type: ignore[valid-type]
    recipe: RecipeModel  # type: ignore[valid-type]


def complaints(error: ValidationError) -> list[Text]:
    """Return every problem found, each beginning with its path: "recipe.epochs should be..., not 0"."""
    return [_complaint(each["loc"], each["type"], each["msg"], each["input"]) for each in error.errors()]


def _complaint(loc: tuple[int | str, ...], kind: str, message: str, value: Any) -> Text:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
    path = shown_path(path) or Text("the project")
    if kind == "missing":
        return Text("{path} is missing", path=path)
    if kind == "extra_forbidden":
        return Text("{path} is not known here", path=path)
    if kind == "value_error":
        return Text("{path}: {why}", path=path, why=message.removeprefix("Value error, "))
    if kind == "string_pattern_mismatch":
        return Text("{path} may not be {value}", path=path, value=_brief(value))
    words = message.removeprefix("Input ").removeprefix("String ").removeprefix("List ")
    return Text("{path} {why}, not {value}", path=path, why=words, value=_brief(value))


def _brief(value: Any) -> str:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, (dict, list)):
        return Text("an object") if isinstance(value, dict) else Text("a list")
    return repr(value)[:40]
