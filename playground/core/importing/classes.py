"""What the folders and the names of files tell: classes, and the parts that somebody made."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from playground.core.importing.tables.options import AUTO

PART = "part"  # the column of what they tell
PARTS = {
    "train": "train", "training": "train", "val": "validation", "valid": "validation",
    "validation": "validation", "dev": "validation", "test": "test", "testing": "test",
}  # fmt: skip
# What else the name of a part's folder says, as of test_set, seg_train or Training images.
_FILLER = frozenset(("set", "data", "dataset", "images", "imgs", "seg", "files", "split"))
_SET = re.compile(r"(train|training|test|testing|val|valid|validation)(?:set|data|images)")
_HOLDERS = frozenset(("images", "image", "imgs", "img", "pictures", "photos", "frames"))  # of no class
_MASKS = frozenset(("masks", "mask", "labels", "label", "annotations", "gt", "ground_truth", "segmentation"))
_NO_CLASS = re.compile(r"_.*_|unsup|unlabell?ed", re.IGNORECASE)  # such as _background_noise_
_KNOWN = 0.25  # of the files must lie where a class is told
_MOST_CLASSES = 100  # that names of files may tell
_BEGINNING = re.compile(r"[^\W\d_]+(?:[ _-]+[^\W\d_]+)*", re.UNICODE)


@dataclass(frozen=True)
class ToldByPlaces:
    """What the place of each file tells, "" where it tells nothing."""

    classes: tuple[str, ...]
    parts: tuple[str, ...]
    way: str  # id of a choice of `CLASSES` in the options of pictures


def told_by_places(names: Sequence[str], way: str = AUTO) -> ToldByPlaces:
    """Return what files' names, with "/" between folders, tell; what they have in common tells nothing."""
    folders = _without_common([name.split("/")[:-1] for name in names])
    parts = [_part(each) for each in folders]
    if all(parts) and len(set(parts)) > 1:
        folders = _without_common([_below_part(each) for each in folders])
    else:
        parts = [""] * len(names)
    folders = _without_holders(folders)
    chosen = _way(folders, names) if way == AUTO else way
    stems = [name.rsplit("/", 1)[-1] for name in names]
    classes = [_class(each, stem, chosen) for each, stem in zip(folders, stems, strict=True)]
    return ToldByPlaces(tuple(classes), tuple(parts), chosen)


def classes_of(names: Sequence[str]) -> dict[str, str] | None:
    """Return the class of each file by its name; None where neither folders nor names tell any."""
    told = told_by_places(names)
    if told.way == "names":
        known = can_be_classes(told.classes)
    else:
        told_of = sum(each != "" for each in told.classes)
        known = len(set(told.classes) - {""}) > 1 and told_of >= _KNOWN * len(names)
    return dict(zip(names, told.classes, strict=True)) if known else None


def parts_of(names: Sequence[str]) -> dict[str, str] | None:
    """Return the part that each file is for by the folder it lies in; None where folders tell none."""
    told = told_by_places(names)
    return dict(zip(names, told.parts, strict=True)) if any(told.parts) else None


def _without_common(folders: list[list[str]]) -> list[list[str]]:
    """Return folders without the first ones that are the same for all."""
    first = folders[0] if folders else []
    common = 0
    while common < len(first) and all(each[common : common + 1] == [first[common]] for each in folders):
        common += 1
    return [each[common:] for each in folders]


def _part(folders: list[str]) -> str:
    """Return the part that the outermost folder names, "" for none."""
    if not folders:
        return ""
    words = [word for word in re.split(r"[\W_]+", folders[0].lower()) if word not in _FILLER]
    joined = _SET.fullmatch(words[0]) if len(words) == 1 else None
    return PARTS.get(joined[1] if joined else words[0], "") if len(words) == 1 else ""


def _below_part(folders: list[str]) -> list[str]:
    """Return the folders below that of a part; archives repeat it: test_set/test_set/cats."""
    below = folders[1:]
    return below[1:] if below[:1] == folders[:1] else below


def _without_holders(folders: list[list[str]]) -> list[list[str]]:
    """Return folders without last ones that only hold files; with masks beside them none tells a class."""
    last = {each[-1].lower() for each in folders if each}
    if last & _HOLDERS and last & _MASKS and last <= _HOLDERS | _MASKS:
        return [each[:-1] for each in folders]
    if max(map(len, folders), default=0) < 2:
        return folders
    return [each[:-1] if each and each[-1].lower() in _HOLDERS else each for each in folders]


def _way(folders: list[list[str]], names: Sequence[str]) -> str:
    """Return what most likely tells the classes.

    Of folders within folders the inner ones do where no two of them share a name; else the outer ones.
    """
    if not any(folders):
        return "names"
    above = defaultdict[str, set[tuple[str, ...]]](set)
    for each in folders:
        above[each[-1] if each else ""].add(tuple(each[:-1]))
    all_deep = all(len(each) > 1 for each in folders)
    return "inner" if all_deep and all(len(each) == 1 for each in above.values()) else "outer"


def _class(folders: list[str], stem: str, way: str) -> str:
    if way == "names":
        return beginning(stem)
    if not folders:
        return ""
    found = {"outer": folders[0], "inner": folders[-1], "whole": "/".join(folders)}[way]
    return "" if _NO_CLASS.fullmatch(found) else found


def beginning(name: str) -> str:
    """Return the word that a file's name begins with: "cat" of "cat.12.jpg"; "" for none."""
    found = _BEGINNING.match(name.rsplit(".", 1)[0])
    return found[0].strip(" _-") if found else ""


def can_be_classes(classes: Sequence[str]) -> bool:
    """Say whether beginnings of names are classes: a few, each of several files."""
    counts = defaultdict[str, int](int)
    for each in classes:
        counts[each] += 1
    return "" not in counts and 1 < len(counts) <= _MOST_CLASSES and min(counts.values()) > 1
