"""Arrays as people have them, written by script: pictures in IDX, npz and CIFAR-10's binary files."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np

CLASSES, SIDE = 10, 12
_IDX = {"uint8": 8, "float32": 13}
CIFAR_NAMES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]


def drawn(count: int, seed: int = 0, side: int = SIDE) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures (n, side, side) uint8 with a bar as wide as their class says, and classes (n,)."""
    draw = np.random.default_rng(seed)
    classes = (np.arange(count) % CLASSES).astype(np.uint8)
    pictures = draw.integers(0, 60, (count, side, side)).astype(np.uint8)
    for picture, kind in zip(pictures, classes.tolist(), strict=True):
        picture[:, : kind + 1] = 255
    return pictures, classes


def idx(values: np.ndarray) -> bytes:
    """Return an array as an IDX file."""
    head = bytes([0, 0, _IDX[values.dtype.name], values.ndim]) + struct.pack(
        f">{values.ndim}I", *values.shape
    )
    return head + values.astype(values.dtype.newbyteorder(">")).tobytes()


def mnist(folder: Path, train: int = 200, test: int = 60, packed: bool = True) -> Path:
    """Write the four files of MNIST."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, count in (("train", train), ("t10k", test)):
        pictures, classes = drawn(count, seed=count)
        for what, values in ((f"{name}-images-idx3-ubyte", pictures), (f"{name}-labels-idx1-ubyte", classes)):
            content = idx(values)
            path = folder / (f"{what}.gz" if packed else what)
            path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    return folder


def keras_mnist(path: Path, train: int = 200, test: int = 60) -> Path:
    """Write an npz as Keras's mnist.npz is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    (x_train, y_train), (x_test, y_test) = drawn(train, seed=train), drawn(test, seed=test)
    np.savez_compressed(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return path


def coloured(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures (n, 3, 32, 32) uint8 with a red bar as wide as their class says, and classes (n,)."""
    draw = np.random.default_rng(seed)
    classes = (np.arange(count) % CLASSES).astype(np.uint8)
    pictures = draw.integers(0, 60, (count, 3, 32, 32)).astype(np.uint8)
    for picture, kind in zip(pictures, classes.tolist(), strict=True):
        picture[0, :, : 3 * kind + 3] = 255
    return pictures, classes


def cifar(folder: Path, each: int = 60, test: int = 60) -> Path:
    """Write CIFAR-10's binary batches, two of the five, within their folder."""
    inner = folder / "cifar-10-batches-bin"
    inner.mkdir(parents=True, exist_ok=True)
    for name, count, seed in (("data_batch_1", each, 1), ("data_batch_2", each, 2), ("test_batch", test, 3)):
        pictures, classes = coloured(count, seed)
        records = np.concatenate([classes[:, None], pictures.reshape(count, -1)], axis=1)
        (inner / f"{name}.bin").write_bytes(records.tobytes())
    (inner / "batches.meta.txt").write_text("\n".join(CIFAR_NAMES) + "\n\n")
    (inner / "readme.html").write_text("<html></html>")
    return folder
