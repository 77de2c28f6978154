"""Arrays that lie in several files, as MNIST's and CIFAR-10's do: found by their names, paired and parted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.files.arrays import MAX_ARRAY_FILE, read_npy
from playground.core.files.file_names import TABLE_ENDINGS, ending_of, is_picture, is_sound
from playground.core.files.held_files import MOST_OF_ONE, Held, held, is_many
from playground.core.importing.arrays import cifar
from playground.core.importing.arrays.idx import read_idx
from playground.core.importing.arrays.named import INPUTS, TARGETS, NamedPart, parts_in, role_of
from playground.core.importing.arrays.reading import arrays_in, unpacked
from playground.core.sentences import Text, thousands

_LABEL = "label"
_MOST_META = 10_000  # bytes
_ENDINGS = (".npy", ".npz", ".safetensors", ".mat")


@dataclass(frozen=True)
class FoundArrays:
    """The parts that a file or folder holds, and what options its files tell."""

    parts: tuple[NamedPart, ...]
    options: Mapping[str, Any]


def looks_like_arrays(path: Path) -> bool:
    """Say whether a file holds arrays, by its name, or a folder or zip files of IDX or CIFAR-10."""
    if is_many(path):
        return _holds_arrays(path)
    return path.is_file() and (path.name.lower().endswith(_ENDINGS) or is_idx_name(path.name))


def is_idx_name(name: str) -> bool:
    """Say whether a file is one of IDX by its name."""
    last = name.rpartition("/")[2].lower()
    return ("idx" in last or "ubyte" in last) and ending_of(last) not in TABLE_ENDINGS


def _holds_arrays(path: Path) -> bool:
    """Say whether files among many are arrays, and none is what samples are made of otherwise."""
    try:
        with held(path) as files:
            names = files.names
    except PlaygroundError:
        return False
    others = any(is_picture(name) or is_sound(name) or ending_of(name) in TABLE_ENDINGS for name in names)
    some = any(is_idx_name(name) or cifar.is_cifar(name) for name in names) or bool(_pairs(names))
    return some and not others


def _pairs(names: Sequence[str]) -> dict[str, str]:
    """Return the npy files whose names say what they are, with their role: X.npy and y.npy; none alone."""
    roles = {name: role_of(_stem(name))[0] for name in names if ending_of(name) == "npy"}
    known = {name: role for name, role in roles.items() if role}
    both = set(known.values()) & set(INPUTS) and set(known.values()) & set(TARGETS)
    return known if both else {}


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0]


def found_in(path: Path) -> FoundArrays:
    """Return the parts of a file, folder or zip of arrays; PlaygroundError says why there are none."""
    if not is_many(path):
        return FoundArrays(parts_in(arrays_in(path), path.name), {})
    with held(path) as files:
        batches = [name for name in files.names if cifar.is_cifar(name)]
        if batches:
            return FoundArrays(_of_batches(files, batches), _names_in(files))
        return FoundArrays(parts_in(_of_each(files), path.name), {})


def _of_each(files: Held) -> dict[str, np.ndarray]:
    """Return the arrays of IDX files, or of npy files, by name.

    Of an IDX file that is there packed, too, the packed one is left.
    """
    names = [each for each in files.names if is_idx_name(each)]
    wanted = [each for each in names if each.removesuffix(".gz") == each or each[:-3] not in names]
    left, found, pairs = MAX_ARRAY_FILE, dict[str, np.ndarray](), _pairs(files.names)
    for name in wanted or pairs:
        called = name if wanted else _stem(name)
        found[called] = _one(files, name, words=pairs.get(name) in TARGETS)
        left -= found[called].nbytes
        if left < 0:
            words = "These arrays take more than {most} bytes together: they are not read."
            raise PlaygroundError(Text(words, most=thousands(MAX_ARRAY_FILE)))
    return found


def _one(files: Held, name: str, words: bool) -> np.ndarray:
    if ending_of(name) == "npy":
        return read_npy(files.read(name, MAX_ARRAY_FILE), name, words)
    return read_idx(unpacked(files.read(name, MOST_OF_ONE), name), name)


def _of_batches(files: Held, names: list[str]) -> tuple[NamedPart, ...]:
    """Return the parts of CIFAR-10: its batches to learn from together, and the one to test with."""
    made = []
    for place, tests in ((0, False), (2, True)):  # places in `PARTS`
        of_part = [each for each in names if cifar.is_for_testing(each) is tests]
        if of_part:
            read = [cifar.read_cifar(files.read(each, MOST_OF_ONE), each) for each in of_part]
            pictures, classes = (np.concatenate(each) for each in zip(*read, strict=True))
            made.append(NamedPart(place, pictures, classes, _LABEL))
    return tuple(made) if len(made) > 1 else (NamedPart(-1, made[0].inputs, made[0].targets, _LABEL),)


def _names_in(files: Held) -> dict[str, Any]:
    """Return the names of the classes as an option, where a file beside the batches tells them."""
    name = next((each for each in files.names if each.rpartition("/")[2] == cifar.META), None)
    found = cifar.class_names(files.read(name, _MOST_META)) if name is not None else ""
    return {"class_names": found} if found else {}
