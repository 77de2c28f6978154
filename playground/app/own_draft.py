"""What is being made of somebody's file while its page is open: one immutable value a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np

from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.manifest import Column, ColumnType, Manifest, TimeWindows, Use
from playground.core.catalogue.own_inputs import TABLE, kind_of, over_time
from playground.core.catalogue.own_set import OWN
from playground.core.catalogue.own_splits import (
    BY_COLUMN,
    BY_GROUP,
    BY_TIME,
    GIVEN,
    can_split,
    regrouped,
    split_by,
)
from playground.core.checks.analysis import analyse
from playground.core.data.kept_together import Groups
from playground.core.data.learning_words import with_vocabularies
from playground.core.data.own_parts import every_column, rows_of_parts, sizes_of_parts
from playground.core.data.own_windowing import with_windows
from playground.core.data.prepared import fields_of
from playground.core.data.split import shares_of
from playground.core.errors import PlaygroundError
from playground.core.importing.layers import StartSize
from playground.core.importing.proposing import Proposal, propose
from playground.core.importing.tables.column_types import retyped
from playground.core.importing.tables.oddities import Oddity, oddities_of
from playground.core.importing.tables.remarks import LookedAt, remarks_of
from playground.core.importing.tables.spreads import Legend, Spread, legend_of, spreads_of
from playground.core.importing.understood import Remark, SeenData, Understood
from playground.core.project.values import DataChoice, Project
from playground.core.sentences import Text

InTime = Literal["past", "known", "change"]  # how a column goes into windows
SHARES = (0.7, 0.15, 0.15)
ODD_ROWS = 500  # that are told apart
MOST_ASKED = 10_000  # different texts of a large table that the window waits for
AT_ONCE = 500_000  # cells of a table whose changes the window waits for


@dataclass(frozen=True)
class Draft:
    """What was read, what its columns are to be, how it is split, and the project that follows."""

    path: Path
    understood: Understood
    looked: SeenData
    catalogue: Catalogue
    seconds: float = 0.0  # that reading took
    shares: tuple[float, float, float] = SHARES  # training, validation, test
    seed: int = 0
    split: str = "in_proportion"
    split_by: str = ""  # the column that it goes by, "" for none
    start: StartSize = "small"  # how large the network is
    augmentation: Mapping[str, Any] = field(default_factory=dict)  # strengths of those that are on
    packs: bool = False  # the project holds the file's content
    done: str = ""  # what the last change was called, for undo
    acted: tuple[Remark, ...] = ()  # what something was done about, which nothing else tells any more

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns as they are to be used."""
        return self.looked.columns

    @property
    def rows(self) -> int:
        """Return how many samples there are."""
        return self.looked.rows

    @property
    def target(self) -> Column | None:
        """Return the column that is to be told."""
        return self.columns[self.looked.target] if self.looked.target >= 0 else None

    @property
    def noun(self) -> str:
        """Return what many of its samples are called."""
        return kind_of(self.manifest).samples

    @property
    def _let_go(self) -> Use:
        """Return what a column is used for that is the target no more."""
        return "input"

    @property
    def family(self) -> str:
        """Return the id of its kind of data."""
        raise NotImplementedError

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Return what is worth knowing, the worst first."""
        raise NotImplementedError

    @property
    def worth_knowing(self) -> tuple[Remark, ...]:
        """Return what something was done about, then what is worth knowing besides, the worst first."""
        there = {replace(each, done=None) for each in self.remarks}
        gone = tuple(each for each in self.acted if replace(each, done=None) not in there)
        return (*gone, *self.remarks)

    def having_acted(self, remark: Remark, done: Text) -> Self:
        """Return the draft in which something was done about a remark."""
        others = tuple(each for each in self.acted if replace(each, done=None) != replace(remark, done=None))
        return replace(self, acted=(replace(remark, done=done), *others))

    @cached_property
    def legend(self) -> Legend:
        """Return the classes that are told apart by colour."""
        return legend_of(self.looked)

    @property
    def takes_long(self) -> bool:
        """Say whether it holds so much that the window does not wait for its changes."""
        return self.rows * len(self.columns) > AT_ONCE

    @property
    def _looks(self) -> tuple[str, ...]:
        """Return the names of what its page shows and is worked out once."""
        return ("remarks", "legend", "project", "parts", "classes_of_parts")

    def work_out(self, tell: Callable[[float], None]) -> None:
        """Work out all that its page shows, so that showing it takes no time; from any thread."""
        for done, name in enumerate(self._looks, 1):
            getattr(self, name)
            tell(done / len(self._looks))

    @property
    def manifest(self) -> Manifest:
        """Return what the project will keep of it."""
        return replace(self.understood.manifest, columns=self.columns)

    @cached_property
    def _made(self) -> Proposal | Text:
        try:
            learn = partial(with_vocabularies, looked=self.looked)
            return propose(self.manifest, self._knowing(self.manifest), (), learn, self._choice, self.start)
        except PlaygroundError as error:
            return error.message

    @property
    def _choice(self) -> DataChoice:
        """Return how its samples are split."""
        train, validation, test = self.shares
        return DataChoice(
            OWN, train=train, validation=validation, test=test, seed=self.seed, split=self.split,
            split_by=self.split_by,
        )  # fmt: skip

    def _knowing(self, manifest: Manifest) -> Catalogue:
        """Return the catalogue that knows where the person's file lies, since that is what was chosen."""
        chosen = {each.sha256: self.path for each in manifest.files}
        return self.catalogue.with_own_files(self.catalogue.own_files.with_chosen(chosen))

    @property
    def refusal(self) -> Text | None:
        """Return why no network can be built, None where one can."""
        return self._made if isinstance(self._made, Text) else None

    @cached_property
    def project(self) -> Project | None:
        """Return the project that *Build* opens, None where none can be built."""
        if isinstance(self._made, Text):
            return None
        made = self._edited(self._made.project)
        if self.augmentation:
            made = made.with_recipe(augmentation=self.augmentation)
        return made.with_data(**shares_of(self.parts)) if self.split == GIVEN else made

    def _edited(self, project: Project) -> Project:
        """Return the project with what was changed about single samples."""
        return project

    @cached_property
    def parameters(self) -> int:
        """Return how many numbers its network learns, 0 where there is none; PyTorch is asked for shapes."""
        project = self.project
        return analyse(project, fields_of(project)).inference.total if project is not None else 0

    @cached_property
    def parts(self) -> tuple[int, int, int]:
        """Return how many samples train, validate and test."""
        return sizes_of_parts(self.manifest, self.looked, self._choice, self.groups)

    @cached_property
    def classes_of_parts(self) -> tuple[Legend, ...]:
        """Return the legend's classes with how many rows of each train, validate and test."""
        if not self.legend or self.windows is not None:
            return (self.legend,) * 3
        values = self.looked.values(self.looked.target)
        parts = rows_of_parts(self.looked, self._choice, self.groups)
        return tuple(self.legend.among(values[rows], self.target.kinds if self.target else ())
                     for rows in parts.values())  # fmt: skip

    @property
    def groups(self) -> Groups:
        """Return the rows that go into one part, as far as that is known before the data are read."""
        return ()

    def splits_by(self, how: str) -> tuple[str, ...]:
        """Return the columns that a split can go by, the likeliest first."""
        return tuple(each.name for each in can_split(self.manifest, how))

    @property
    def windows(self) -> TimeWindows | None:
        """Return the windows that are cut of the rows, None where each is a sample."""
        return self.understood.manifest.windows

    def with_use(self, place: int, use: Use) -> Self:
        """Return the draft with another use of a column; there is one target at most."""
        columns = list(self.columns)
        if use == "target":
            columns = [replace(each, use=self._let_go) if each.use == "target" else each for each in columns]
        columns[place] = replace(columns[place], use=use)
        return self._with(columns, Text("use of {column}", column=columns[place].name))

    @property
    def size(self) -> int:
        """Return how many bytes its files have."""
        return sum(each.size for each in self.understood.manifest.files)

    def with_packing(self, packs: bool) -> Self:
        """Return the draft whose project holds the files' content, or names them."""
        return replace(self, packs=packs, done=str(Text("where the data lie")))

    def with_start(self, start: StartSize) -> Self:
        """Return the draft with a network of another size."""
        return replace(self, start=start, done=str(Text("size of the network")))

    def with_split(self, **values: Any) -> Self:
        """Return the draft split in another way; a column that groups rows is no input any more."""
        draft = replace(self, **values, done=str(Text("split")))
        by = split_by(draft.manifest, draft.split, draft.split_by if draft.split == self.split else "")
        columns = regrouped(draft.manifest, by if draft.split == BY_GROUP else "").columns
        return replace(draft._seen_so(columns), split_by=by)

    def _with(self, columns: list[Column], done: Text) -> Self:
        made = replace(self._seen_so(tuple(columns)), done=str(done))
        by = split_by(made.manifest, made.split, made.split_by)
        how = made.split if by or made.split not in BY_COLUMN else "in_proportion"
        return replace(made, split=how, split_by=by)

    def _seen_so(self, columns: tuple[Column, ...]) -> Self:
        looked = replace(self.looked, columns=columns)  # type: ignore[type-var]
        return replace(self, looked=looked)


@dataclass(frozen=True)
class TableDraft(Draft):
    """A table that was read."""

    looked: LookedAt

    @property
    def family(self) -> str:
        """Return the id of its kind of data."""
        return TABLE.family

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """Return what is worth knowing, the worst first."""
        return remarks_of(self.looked)

    @property
    def _looks(self) -> tuple[str, ...]:
        """Return the names of what its page shows and is worked out once."""
        return (*super()._looks, "spreads", "odd")

    @cached_property
    def odd(self) -> Mapping[int, Oddity]:
        """Return the rows where a person should look first, and what is odd about each."""
        return oddities_of(self.looked, ODD_ROWS)

    @cached_property
    def spreads(self) -> tuple[Spread, ...]:
        """Return how the values of each column are spread."""
        return spreads_of(self.looked, self.legend)

    def with_type(self, place: int, to: ColumnType) -> TableDraft:
        """Return the draft with a column read as another type."""
        columns = list(self.columns)
        columns[place] = retyped(columns[place], self.looked.found[place], to)
        return self._with(columns, Text("type of {column}", column=columns[place].name))

    def with_fill(self, place: int, fill: str) -> TableDraft:
        """Return the draft with another stand-in for a column's missing values."""
        columns = list(self.columns)
        columns[place] = replace(columns[place], fill=fill)
        return self._with(columns, Text("filling of {column}", column=columns[place].name))

    def with_vocabulary(self, place: int, most: int) -> TableDraft:
        """Return the draft with at most so many tokens of a column of texts told apart; 0: as is usual."""
        columns = list(self.columns)
        columns[place] = replace(columns[place], most=most)
        return self._with(columns, Text("vocabulary of {column}", column=columns[place].name))

    def with_windows(self, steps: int = 0, horizon: int = 1) -> TableDraft:
        """Return the draft with windows over its rows; PlaygroundError where there is none."""
        before, used = self.windows, {each.name for each in self.columns if each.use in ("input", "target")}
        known, changes = ((), ()) if before is None else (before.known, before.changes)
        return self._cut(steps, horizon, [each for each in known if each in used],
                         [each for each in changes if each in used])  # fmt: skip

    def with_in_time(self, place: int, how: InTime) -> TableDraft:
        """Return the draft in which a column goes into its windows, or is told, in another way."""
        before, name = self.windows, self.columns[place].name
        assert before is not None  # asked where there are windows
        others = ([each for each in names if each != name] for names in (before.known, before.changes))
        known, changes = others
        known += [name] * (how == "known")
        changes += [name] * (how == "change")
        draft = self._cut(before.steps, before.horizon, known, changes)
        return replace(draft, done=str(Text("use of {column}", column=name)))

    def in_time(self, place: int) -> InTime | None:
        """Return how a column goes into windows, or is told; None where it does neither."""
        own, column = self.windows, self.columns[place]
        if own is None or column not in over_time(self.manifest):
            return None
        return "known" if column.name in own.known else "change" if column.name in own.changes else "past"

    def _cut(self, steps: int, horizon: int, known: Iterable[str], changes: Iterable[str]) -> TableDraft:
        alone = replace(self.manifest, windows=None)
        made = with_windows(alone, every_column(self.looked), steps, horizon, known=known, changes=changes)
        assert made.windows is not None
        draft = replace(self._of(made), split=BY_TIME, split_by=made.windows.time)
        return replace(draft, done=str(Text("windows")))

    def without_windows(self) -> TableDraft:
        """Return the draft with each row by itself, its columns used as at first."""
        first = self.understood.looked.columns
        columns = tuple(replace(each, use=was.use) for each, was in zip(self.columns, first, strict=True))
        made = self._of(replace(self.manifest, columns=columns, windows=None))
        return replace(made, split="in_proportion", split_by="", done=str(Text("windows")))

    def _of(self, manifest: Manifest) -> TableDraft:
        return replace(
            self._seen_so(manifest.columns), understood=replace(self.understood, manifest=manifest)
        )

    def _with(self, columns: list[Column], done: Text) -> TableDraft:
        """Return the draft with other columns, its windows cut anew; without them where none is left."""
        made = super()._with(columns, done)
        if self.windows is None:
            return made
        try:
            return replace(made.with_windows(self.windows.steps, self.windows.horizon), done=str(done))
        except PlaygroundError:
            return made._of(replace(made.manifest, windows=None))

    def fitting(self, place: int, to: ColumnType) -> int | None:
        """Return how many of a column's values would fit a type; None where that takes long."""
        made, found = self.columns[place], self.looked.found[place]
        if to != made.type and self.takes_long and found.different > MOST_ASKED:
            return None
        made = made if to == made.type else retyped(made, found, to)
        fit = self.rows - made.missing - made.strange
        if to == "whole":
            values = found.read_as(to).row_values(made)
            fit -= int((np.isfinite(values) & (values != np.rint(values))).sum())
        return fit
