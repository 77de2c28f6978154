"""Pictures in the binary files of CIFAR-10: a byte of class, then 32 × 32 of red, of green and of blue.

Format: A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009, "binary version".
"""

from __future__ import annotations

import re

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

COLOURS, SIDE, CLASSES = 3, 32, 10
META = "batches.meta.txt"  # the names of the classes, one a line
_RECORD = 1 + COLOURS * SIDE * SIDE  # bytes
_NAME = re.compile(r"(data_batch_\d+|test_batch)\.bin", re.IGNORECASE)


def is_cifar(name: str) -> bool:
    """Say whether a file is one of CIFAR-10's by its name."""
    return _NAME.fullmatch(name.rpartition("/")[2]) is not None


def is_for_testing(name: str) -> bool:
    """Say whether a file holds pictures to test with."""
    return name.rpartition("/")[2].lower().startswith("test")


def read_cifar(data: bytes, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures (n, 32, 32, 3) uint8 and classes (n,) uint8; PlaygroundError for a damaged file."""
    if not data or len(data) % _RECORD:
        words = "{name} is damaged: {there} bytes are no whole number of pictures of {each} bytes."
        raise PlaygroundError(Text(words, name=name, there=thousands(len(data)), each=thousands(_RECORD)))
    records = np.frombuffer(data, np.uint8).reshape(-1, _RECORD)
    classes = records[:, 0]
    if classes.max() >= CLASSES:
        words = "{name} holds class {found}; of CIFAR-10 there are 0 to {most}."
        raise PlaygroundError(Text(words, name=name, found=int(classes.max()), most=CLASSES - 1))
    pictures = records[:, 1:].reshape(-1, COLOURS, SIDE, SIDE)
    return pictures.transpose(0, 2, 3, 1), classes


def class_names(content: bytes) -> str:
    """Return the names that a file of names holds, with commas between them; "" where they are not ten."""
    names = [each.strip() for each in content.decode("utf-8", "replace").splitlines() if each.strip()]
    plain = all(each.isprintable() and "," not in each and len(each) < 100 for each in names)
    return ",".join(names) if plain and len(names) == CLASSES else ""
