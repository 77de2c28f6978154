"""Which columns of somebody's own a split can go by, told by the manifest alone."""

from __future__ import annotations

from dataclasses import replace

from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_inputs import KINDS, can_go_in
from playground.core.catalogue.own_texts import TEXTS
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, listed

BY_GROUP, BY_TIME, GIVEN = "by_group", "by_time", "given"  # splits that go by a column
BY_COLUMN = (BY_GROUP, BY_TIME, GIVEN)
PART_NAMES = ("train", "validation", "test")  # in the order of `PARTS`
# What people call the parts, in small letters: the place in `PARTS`.
PART_WORDS = {
    "train": 0, "training": 0, "val": 1, "valid": 1, "validation": 1, "dev": 1, "test": 2, "testing": 2,
    "holdout": 2, "eval": 2, "evaluation": 2,
}  # fmt: skip
LACKS = {
    BY_GROUP: Text("No column says which rows belong together."),
    BY_TIME: Text("No column says when a row was."),
    GIVEN: Text("No column says train, validation or test."),
}
OVERLAP = Text("Windows overlap, so parts drawn at random would share rows: split by time.")
PARTED_BY_TIME = Text(
    "Time decides which part a row is in, so nothing can be kept together there: split in proportion or by "
    "group, or let them part."
)
_GROUPS = ("id", "path", *TEXTS, "category", "yes_no", "whole", "date")


def part_of(word: str) -> int:
    """Return the place in `PARTS` that a word names, -1 for none."""
    return PART_WORDS.get(word.strip().casefold(), -1)


def can_split(manifest: Manifest, how: str) -> tuple[Column, ...]:
    """Return the columns that a split can go by, the likeliest first; none where it goes by no column."""
    columns = [each for each in manifest.columns if each.use != "target" and _can_be_named(each)]
    if how == BY_TIME:
        return tuple(sorted((each for each in columns if each.type in ("date", "whole", "number")),
                            key=lambda each: each.type != "date"))  # fmt: skip
    if how == GIVEN:
        return tuple(filter(names_parts, columns))
    if how != BY_GROUP:
        return ()
    found = (each for each in columns if each.type in _GROUPS and not names_parts(each))
    return tuple(sorted(found, key=_likely_group))


def _likely_group(column: Column) -> tuple[bool, bool, int]:
    """Return what sorts columns by how likely they group rows: texts that are read hardly do."""
    is_read = column.type in TEXTS and column.use == "input"
    return column.use != "group", is_read, _GROUPS.index(column.type)


def _can_be_named(column: Column) -> bool:
    """Say whether a project can say that its split goes by a column, see `DataChoice.split_by`."""
    return len(column.name) <= 200 and column.name.isprintable()


def first_split(manifest: Manifest) -> tuple[str, str]:
    """Return how a new project's data are split, and by which column: as they say, if they do."""
    if manifest.windows is not None:
        return BY_TIME, manifest.windows.time
    given = can_split(manifest, GIVEN)
    return (GIVEN, given[0].name) if given else ("in_proportion", "")


def split_by(manifest: Manifest, how: str, wanted: str = "") -> str:
    """Return the column that a split goes by: the one that is wanted, if it can, else the likeliest."""
    names = [each.name for each in can_split(manifest, how)]
    return wanted if wanted in names else next(iter(names), "")


def must_split(manifest: Manifest, how: str, wanted: str = "") -> str:
    """Return the column that a split goes by, as `split_by`; PlaygroundError where that cannot be."""
    names = [each.name for each in can_split(manifest, how)]
    if how in BY_COLUMN and not names:
        raise PlaygroundError(LACKS[how])
    if wanted and wanted not in names:
        words = "{name!r:.60} is no column that the split can go by; choose one of {names}."
        if not names:
            words = "This split goes by no column: leave {name!r:.60} out."
        raise PlaygroundError(Text(words, name=wanted, names=listed(names)))
    return split_by(manifest, how, wanted)


def regrouped(manifest: Manifest, group: str) -> Manifest:
    """Return a manifest in which this column alone groups rows, "" for none: it is no input then."""
    return replace(manifest, columns=tuple(_regrouped(each, group) for each in manifest.columns))


def _regrouped(column: Column, group: str) -> Column:
    if column.name == group:
        return replace(column, use="group")
    return replace(column, use="input" if can_go_in(column) else "out") if column.use == "group" else column


def names_parts(column: Column) -> bool:
    """Say whether a column's categories are parts, and one of them trains."""
    places = [part_of(each) for each in column.kinds]
    return column.type in KINDS and bool(places) and min(places) == 0 and max(places) > 0
