"""What is being made of somebody's pictures while their page is open; and which draft a file begins with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from playground.app.own_draft import Draft, TableDraft
from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.manifest import Manifest, Use
from playground.core.catalogue.own_inputs import PICTURE
from playground.core.catalogue.own_splits import BY_COLUMN, BY_TIME, PARTED_BY_TIME, first_split
from playground.core.catalogue.picture_form import Form
from playground.core.data.kept_together import Groups, groups_of
from playground.core.data.own_parts import rows_of_parts
from playground.core.data.own_targets import known_rows
from playground.core.importing.pictures.looked import LookedAtPictures
from playground.core.importing.pictures.remarks import alike, pairs_apart, remarks_beside_pairs
from playground.core.importing.proposing import Proposal
from playground.core.importing.understood import Remark, Understood
from playground.core.project.row_edits import with_rows
from playground.core.project.values import Project
from playground.core.sentences import Text


@dataclass(frozen=True)
class PicturesDraft(Draft):
    """Pictures that were looked through."""

    looked: LookedAtPictures
    together: bool = False  # nearly the same ones go into one part
    left: tuple[int, ...] = ()  # rows that are left out

    @property
    def _let_go(self) -> Use:
        """Return what a column is used for that is the target no more: what tells a class is no picture."""
        return "out"

    @property
    def family(self) -> str:
        """Return the id of its kind of data."""
        return PICTURE.family

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """Return what is worth knowing, the worst first."""
        before = tuple(each for each in self.understood.remarks if each.kind == "other" and not each.column)
        apart = pairs_apart(self.looked.doubles, self._parts_of_rows)
        found = (*alike(self.looked, apart), *remarks_beside_pairs(self.looked))
        return (*found, *(each for each in before if each not in found))

    @property
    def form(self) -> Form:
        """Return what every picture is brought to."""
        return Form.of(self.understood.manifest.options)

    @property
    def manifest(self) -> Manifest:
        """Return what the project will keep of it, with what goes into one part."""
        groups = groups_of((each.one, each.other) for each in self.looked.doubles) if self.together else ()
        return replace(super().manifest, together=groups)

    @cached_property
    def groups(self) -> Groups:
        """Return the rows that go into one part: those that are wanted, and by chance the same pictures."""
        by_chance = self.split not in BY_COLUMN
        return groups_of((each.one, each.other) for each in self.looked.doubles
                         if self.together or (each.same_file and by_chance))  # fmt: skip

    @cached_property
    def _made(self) -> Proposal | Text:
        return PARTED_BY_TIME if self.together and self.split == BY_TIME else super()._made

    @cached_property
    def _parts_of_rows(self) -> np.ndarray:
        """Return which part each row is in, (rows,) int64, -1 for none."""
        made = np.full(self.rows, -1, np.int64)
        for place, rows in enumerate(rows_of_parts(self.looked, self._choice, self.groups).values()):
            made[rows] = place
        made[list(self.left)] = -1
        return made

    def with_together(self, together: bool) -> PicturesDraft:
        """Return the draft in which pictures that are nearly the same go into one part, or may part."""
        return replace(self, together=together, done=str(Text("what goes into one part")))

    def without(self, row: int) -> PicturesDraft:
        """Return the draft without a picture; its file stays."""
        return replace(self, left=tuple(sorted({*self.left, row})), done=str(Text("leave out")))

    def with_again(self, *rows: int) -> PicturesDraft:
        """Return the draft with pictures that were left out."""
        left = tuple(each for each in self.left if each not in rows)
        return replace(self, left=left, done=str(Text("use again")))

    def _edited(self, project: Project) -> Project:
        """Leave pictures out by their numbers among the samples: those whose class is unknown are none."""
        if not self.left:
            return project
        keep = np.ones(self.rows, bool)
        if self.looked.target >= 0:
            target, values = self.columns[self.looked.target], self.looked.values(self.looked.target)
            keep = known_rows((target,), {target.name: values})
        numbers = np.cumsum(keep) - 1
        rows = [int(numbers[row]) for row in self.left if keep[row]]
        return project.with_data(edits=with_rows(project.data.edits, rows, out=True))

    def with_form(self, **options: Any) -> PicturesDraft:
        """Return the draft with pictures brought to another side, shape or to other channels."""
        manifest = self.understood.manifest
        made = replace(manifest, options={**manifest.options, **options})
        return replace(self, understood=replace(self.understood, manifest=made), done=str(Text("size")))


def draft_of(path: Path, understood: Understood, catalogue: Catalogue, seconds: float) -> Draft:
    """Return the draft that what was read begins with, split as it says by itself."""
    looked, (how, by) = understood.looked, first_split(understood.manifest)
    if isinstance(looked, LookedAtPictures):
        return PicturesDraft(path, understood, looked, catalogue, seconds, split=how, split_by=by)
    return TableDraft(path, understood, looked, catalogue, seconds, split=how, split_by=by)
