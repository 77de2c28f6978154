"""Archives of public sets: which of their files are wanted, and how they are laid out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from playground.core.files.held_tar import tar_files
from playground.core.importing.arrays.cifar import META, is_cifar
from playground.core.importing.public.writing import LayProgress, RowsToLay, write_table

WORDS = ("down", "go", "left", "no", "off", "on", "right", "stop", "up", "yes")
EACH = 400  # recordings of a word
_OPINIONS = {"pos": "for", "neg": "against"}


def lay_cifar(files: Path, into: Path, tell: LayProgress) -> Path:
    """Lay out CIFAR-10's batches and the names of its classes."""

    def wanted(name: str) -> bool:
        return is_cifar(name) or name.endswith(META)

    for name, content in tar_files(files / "cifar-10-binary.tar.gz", wanted, tell):
        (into / name.rpartition("/")[2]).write_bytes(content)
    return into


def lay_imdb(files: Path, into: Path, tell: LayProgress) -> Path:
    """Write reviews with their opinion and the part they are for, as a table."""

    def wanted(name: str) -> bool:
        folders = name.split("/")[1:-1]
        return len(folders) == 2 and folders[0] in ("train", "test") and folders[1] in _OPINIONS

    def rows() -> RowsToLay:
        for name, content in tar_files(files / "aclImdb_v1.tar.gz", wanted, tell):
            part, opinion = name.split("/")[1:3]
            yield content.decode("utf-8", "replace").replace("<br />", " "), _OPINIONS[opinion], part

    return write_table(into / "imdb.csv", ("review", "opinion", "part"), rows())


def lay_speech(files: Path, into: Path, tell: LayProgress) -> Path:
    """Lay out a part of the recordings: some words, and of each the first so many."""
    taken = Counter[str]()

    def wanted(name: str) -> bool:
        word = name.split("/")[0]
        return word in WORDS and name.endswith(".wav") and taken[word] < EACH

    for name, content in tar_files(files / "speech_commands_v0.02.tar.gz", wanted, tell):
        word = name.split("/")[0]
        taken[word] += 1
        (into / word).mkdir(exist_ok=True)
        (into / word / name.rpartition("/")[2]).write_bytes(content)
    return into
