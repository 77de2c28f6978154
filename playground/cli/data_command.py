"""`playground data`: raw inputs and targets of one part as an .npz file, the public sets and one's own."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from playground.app.texts import tr
from playground.cli.opening import add_file, add_json, must_not_touch, open_with_notes
from playground.cli.own_data import add_data
from playground.cli.own_sets import forget, list_own
from playground.cli.public_sets import get_set, list_sets
from playground.cli.voice import say
from playground.core.catalogue.catalogue import Catalogue
from playground.core.data.prepared import load_samples
from playground.core.errors import PlaygroundError
from playground.core.files.arrays import read_npz
from playground.core.files.atomic import must_be_writable, write_atomically
from playground.core.project.records import Arrays
from playground.core.sentences import Text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file, the part and where to write it; or `list`, `get NAME`, `own`, `forget NAME`."""
    add_file(parser)
    words = "with `get`: the public set to fetch, see `list`; with `forget`: one of your own, see `own`"
    parser.add_argument("name", nargs="?", metavar="NAME", help=tr(words))
    add_data(parser)
    parser.add_argument("--split", choices=("train", "validation", "test"), help=tr("which part"))
    parser.add_argument("-o", dest="out", type=Path, metavar="X.npz", help=tr("file to write"))
    add_json(parser)


def _of_sets(arguments: argparse.Namespace) -> bool:
    """List sets, fetch or forget one, where that is asked; False where a project's part is."""
    what, name = str(arguments.file), arguments.name
    lacking = [flag for flag, value in (("--split", arguments.split), ("-o", arguments.out)) if value is None]
    if len(lacking) == 2 and _done(what, name, arguments.catalogue, arguments.json):
        return True
    if lacking or name is not None or arguments.json:
        words = tr("give `list`, `get NAME`, `own`, `forget NAME` or FILE with --split and -o, not {strange}")
        strange = ", ".join([*(f"FILE without {each}" for each in lacking), *([name] if name else [])])
        arguments.parser.error(words.format(strange=strange or "--json"))
    return False


def _done(what: str, name: str | None, catalogue: Catalogue, json: bool) -> bool:
    """Do what is asked about sets; False where nothing is."""
    match what, name:
        case "list", None:
            list_sets(json)
        case "own", None:
            list_own(catalogue, json)
        case "get", str():
            get_set(name, json)
        case "forget", str():
            forget(name, catalogue, json)
        case _:
            return False
    return True


def run(arguments: argparse.Namespace) -> int:
    """Write the part in the project's own order and split; or list sets, fetch or forget one."""
    if _of_sets(arguments):
        return 0
    project = open_with_notes(arguments).project
    must_be_writable(arguments.out)
    must_not_touch(arguments.file, [arguments.out])
    arrays = load_samples(project).take(arguments.split)
    count = min(len(array) for array in arrays.values())
    if not count:
        message = Text(
            "This project keeps no samples for the {part} part; give it a share first.", part=arguments.split
        )
        raise PlaygroundError(message)
    write_arrays(arguments.out, arrays)
    say(tr("Wrote {count} samples to {path}").format(count=count, path=arguments.out))
    return 0


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether two arrays are the same, missing values too."""
    return (one.dtype, one.shape) == (other.dtype, other.shape) and one.tobytes() == other.tobytes()


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write an .npz file and compare what comes back."""

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:  # given a path, numpy would append a suffix
            np.savez(file, allow_pickle=False, **dict(arrays))

    def verify(temporary: Path) -> None:
        again = read_npz(temporary)
        if again.keys() != arrays.keys() or not all(_same(again[key], arrays[key]) for key in again):
            raise OSError(None, "the disk gave back other numbers than were written")

    write_atomically(path, write, verify)
