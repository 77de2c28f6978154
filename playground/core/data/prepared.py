"""The samples of a project's data choice, made once and kept as long as they are in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from playground.core.blocks.params import Param, Params
from playground.core.blocks.shapes import DataFields
from playground.core.catalogue.data_set import DataSet, DataSetSpec
from playground.core.catalogue.own_set import splitting
from playground.core.catalogue.own_splits import BY_COLUMN
from playground.core.data.ahead import ask_for
from playground.core.data.edited import label_field, relabelled, without
from playground.core.data.split import PARTS, split
from playground.core.errors import Fix, PlaygroundError
from playground.core.project.row_edits import RowEdits
from playground.core.project.values import DataChoice, Part, Project
from playground.core.sentences import Text

OptionPairs = tuple[tuple[str, Any], ...]
Shares = tuple[float, float, float]
EVERYTHING = slice(None)


@dataclass(frozen=True)
class Samples:
    """A data set and its parts; the arrays are shared and read-only."""

    dataset: DataSet
    parts: Mapping[Part, np.ndarray]
    given: Samples | None = None  # the same before a person changed single ones; None: nobody did

    @property
    def as_given(self) -> Samples:
        """Return the samples as their data have them, all in their parts."""
        return self.given or self

    def take(
        self, part: Part, names: Iterable[str] | None = None, rows: slice | np.ndarray = EVERYTHING
    ) -> dict[str, np.ndarray]:
        """Return copies of one part's raw arrays by field, in the project's own order; all, or those named.

        `rows` takes some of the part's samples alone. Bytes, as pictures are kept in, come as float32.
        """
        wanted, here = self.dataset.arrays if names is None else names, self.parts[part][rows]
        return {name: _numbers(self.dataset.arrays[name][here]) for name in wanted}

    def take_soon(self, part: Part, names: Iterable[str], rows: np.ndarray) -> None:
        """Let some samples of a part be read ahead, where they lie in files."""
        ask_for((self.dataset.arrays[name] for name in names), self.parts[part][rows])

    @cached_property
    def known_by_heart(self) -> int:
        """Return how many samples that judge have the inputs of one that trains; 0 where none is known."""
        if not self.dataset.inputs:
            return 0
        units, judged = self.dataset.equals, np.concatenate([self.parts["validation"], self.parts["test"]])
        return int(np.isin(units[judged], units[self.parts["train"]]).sum())

    def count(self, part: Part) -> int:
        """Return how many samples a part has."""
        return len(self.parts[part])


class PartFields(Mapping[str, np.ndarray]):
    """The raw fields of one part, each made when first asked for: all may be more than fits in memory."""

    def __init__(self, samples: Samples, part: Part) -> None:
        self._samples, self._part = samples, part
        self._made: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._made:
            self._made |= self._samples.take(self._part, (name,))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._samples.dataset.arrays)

    def __len__(self) -> int:
        return len(self._samples.dataset.arrays)


def _numbers(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float32) if array.dtype == np.uint8 else array


def load_samples(project: Project) -> Samples:
    """Make or fetch the samples of a project; raise PlaygroundError for an unknown set or an unfit option."""
    spec, data = data_set_of(project), project.data
    options = _checked(spec, data.options)
    shares = (data.train, data.validation, data.test)
    by = data.split_by if data.split in BY_COLUMN else ""
    spec = splitting(spec, data.split, by)
    given = _samples(spec, tuple(options.items()), data.seed, shares, data.split)
    return _edited(given, data.edits, data.marked == "ignore") if data.edits else given


def fields_of(project: Project) -> DataFields:
    """Return what its data bring, at once, without loading; PlaygroundError as `load_samples`."""
    spec = data_set_of(project)
    return spec.fields(_checked(spec, project.data.options))


def data_set_of(project: Project, data_id: str = "") -> DataSetSpec:
    """Return the description of its data set, or of another; PlaygroundError when it is unknown here."""
    wanted = data_id or project.data.id
    spec = project.catalogue.data_set(wanted, project.data.own)
    if spec is None:
        known = ", ".join(spec.id for spec in project.catalogue.data)
        raise PlaygroundError(
            Text(
                "The data set {data!r:.60} is not known here; choose one of {known}.",
                data=wanted,
                known=known,
            )
        )
    return spec


def _checked(spec: DataSetSpec, given: Mapping[str, Any]) -> Params:
    named = [param for param in spec.params if param.name in given]
    return spec.options({param.name: _fit(param, given[param.name], spec) for param in named})


def _fit(param: Param, value: Any, spec: DataSetSpec) -> Any:
    """Return an option in its own type; PlaygroundError with a fix when it does not fit."""
    try:
        return param.check(value, spec.title)
    except PlaygroundError as reason:
        title = Text("Set {param} to {value}", param=param.words, value=param.default)
        fix = Fix(title, lambda project: project.with_data(
            options={**project.data.options, param.name: param.default}))  # fmt: skip
        raise PlaygroundError(reason.message, reason.where, (fix,)) from None


@lru_cache(maxsize=8)
def _samples(spec: DataSetSpec, options: OptionPairs, seed: int, shares: Shares, how: str) -> Samples:
    dataset = _dataset(spec, options, seed)
    choice = DataChoice(spec.id, dict(options), seed, *shares, split=how)
    parts = parts_of(dataset, choice)
    return Samples(dataset, {part: _locked(parts[part]) for part in PARTS})


def parts_of(dataset: DataSet, choice: DataChoice) -> dict[Part, np.ndarray]:
    """Return the samples (k,) of each part, as `split` does."""
    return split(dataset.fields.samples, choice, _classes(dataset), dataset.guide)


def _edited(given: Samples, edits: RowEdits, ignore_wrong: bool) -> Samples:
    """Return samples as a person changed them; a label decides no part, so nothing held out is trained on."""
    dataset, parts = relabelled(given.dataset, edits), without(given.parts, edits, ignore_wrong)
    return Samples(dataset, parts, given)


def _classes(dataset: DataSet) -> np.ndarray | None:
    """Return the class of each sample; None where samples have none, or several."""
    field = label_field(dataset.fields)
    return dataset.arrays[field.name] if field is not None else None


@lru_cache(maxsize=4)
def _dataset(spec: DataSetSpec, options: OptionPairs, seed: int) -> DataSet:
    made = spec.make(dict(options), seed)
    return replace(made, arrays={name: _locked(array) for name, array in made.arrays.items()})


def _locked(array: np.ndarray) -> np.ndarray:
    """Return the array, read-only from now on, since several hold it."""
    array.flags.writeable = False
    return array
