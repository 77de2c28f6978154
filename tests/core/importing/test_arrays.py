"""Arrays that other programs saved become tables with their very numbers; what is wrong with them is said."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import torch
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch

from own_tables import project_of
from playground.core.data.prepared import load_samples
from playground.core.errors import PlaygroundError
from playground.core.importing.arrays import mat5, reading
from playground.core.importing.arrays.many import found_in
from playground.core.importing.arrays.mat5 import read_mat
from playground.core.importing.arrays.named import parts_in
from playground.core.importing.arrays.reading import arrays_in
from playground.core.importing.importers import importer_of
from playground.core.project.values import Project

DRAW = np.random.default_rng(5)
X = DRAW.normal(size=(200, 3)).astype(np.float32)
Y = (X[:, 0] > 0).astype(np.int64) + (X[:, 1] > 0)
VALUE = X @ np.array([1.0, 2.0, 3.0], np.float32)


def idx(values: np.ndarray, kind: int) -> bytes:
    return (
        bytes([0, 0, kind, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()
    )


WAYS: dict[str, Callable[[Path], Path]] = {}


def way(write: Callable[[Path], Path]) -> Callable[[Path], Path]:
    WAYS[write.__name__] = write
    return write


@way
def npz(folder: Path) -> Path:
    np.savez_compressed(folder / "a.npz", X=X, y=Y, feature_names=np.array(["one", "two", "three"]))
    return folder / "a.npz"


@way
def safetensors(folder: Path) -> Path:
    save_file({"features": X, "labels": Y.astype(np.int32)}, folder / "a.safetensors")
    return folder / "a.safetensors"


@way
def mat(folder: Path) -> Path:
    scipy.io.savemat(folder / "a.mat", {"X": X, "y": Y.astype(np.uint8)})
    return folder / "a.mat"


@way
def packed_mat(folder: Path) -> Path:
    scipy.io.savemat(folder / "p.mat", {"data": X.astype(float), "target": Y[:, None]}, do_compression=True)
    return folder / "p.mat"


@way
def one_hot(folder: Path) -> Path:
    np.savez(folder / "h.npz", inputs=np.asfortranarray(X), targets=np.eye(3, dtype=np.float32)[Y])
    return folder / "h.npz"


def classes_of(project: Project) -> np.ndarray:
    made = load_samples(project).dataset
    names = made.fields.fields["label"].classes
    return np.array([int(names[each]) for each in made.arrays["label"]])


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS.keys())
def test_inputs_and_classes_are_those_of_the_file(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    project = project_of(write(tmp_path))
    table = load_samples(project).dataset.arrays["table"]
    assert table.dtype == np.float32 and (table == X).all()
    assert (classes_of(project) == Y).all() and project.network.nodes["goal"].kind == "classify"


def test_targets_of_floats_are_values_and_gaps_are_kept(tmp_path: Path) -> None:
    holed = X.astype(np.float64)
    holed[3, 1], holed[4, 2] = np.nan, np.inf
    np.savez(tmp_path / "v.npz", x=holed, y=VALUE)
    project = project_of(tmp_path / "v.npz")
    made = load_samples(project).dataset
    assert project.network.nodes["goal"].kind == "regress"
    assert (made.arrays["value"] == VALUE).all()
    wanted = np.where(np.isinf(holed), np.nan, holed).astype(np.float32)
    np.testing.assert_array_equal(made.arrays["table"], wanted)


def test_parts_by_name_are_the_split(tmp_path: Path) -> None:
    np.savez(tmp_path / "s.npz", x_train=X[:120], y_train=Y[:120], x_val=X[120:150], y_val=Y[120:150],
             x_test=X[150:], y_test=Y[150:])  # fmt: skip
    project = project_of(tmp_path / "s.npz")
    assert (project.data.split, project.data.split_by) == ("given", "part")
    made = load_samples(project)
    table = made.dataset.arrays["table"]
    for part, rows in (("train", X[:120]), ("validation", X[120:150]), ("test", X[150:])):
        assert sorted(table[made.parts[part]].tolist()) == sorted(rows.tolist())  # type: ignore[index]


@pytest.mark.parametrize(
    "names",
    [("X", "y"), ("images", "labels"), ("trainX", "trainY"), ("train/features", "train/target"),
     ("X_train", "Y_train"), ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")],
)  # fmt: skip
def test_pairs_are_found_by_name(names: tuple[str, str]) -> None:
    (found,) = parts_in({names[0]: X, names[1]: Y, "weights": X[:3]}, "a")
    assert found.inputs is X and found.targets is Y and found.part == (0 if "train" in names[0] else -1)


def test_a_single_array_is_a_table_whose_last_column_is_told(tmp_path: Path) -> None:
    np.save(tmp_path / "m.npy", np.column_stack([X, VALUE]))
    own = project_of(tmp_path / "m.npy").data.own
    assert own is not None and [each.name for each in own.used_as("target")] == ["x4"]
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(Y.astype(np.uint8), 8)))
    (found,) = arrays_in(tmp_path / "train-labels-idx1-ubyte.gz").values()
    assert (found == Y).all()
    (tmp_path / "wide.idx").write_bytes(idx(X.astype(">f4"), 13))
    assert (arrays_in(tmp_path / "wide.idx")[""] == X).all()


def test_matlab_numbers_are_read_as_scipy_reads_them(tmp_path: Path) -> None:
    cube = DRAW.normal(size=(2, 3, 4))
    kept = {"small": np.array([[1, 2]], np.int8), "cube": cube, "u": X.astype(np.uint16),
            "words": "not a number", "cell": np.array([X, "a"], object), "z": X[:2] * 1j}  # fmt: skip
    for packs in (False, True):
        scipy.io.savemat(tmp_path / "k.mat", kept, do_compression=packs)
        found, wanted = (
            read_mat((tmp_path / "k.mat").read_bytes(), "k.mat"),
            scipy.io.loadmat(tmp_path / "k.mat"),
        )
        assert set(found) == {"small", "cube", "u"}
        for name, values in found.items():
            assert (values == wanted[name]).all() and values.shape == wanted[name].shape


# What is wrong


def _npy(header: str) -> bytes:
    text = header.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def _npz(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in members.items():
            pack.writestr(name, content)
    return made.getvalue()


def _saved(array: np.ndarray) -> bytes:
    made = io.BytesIO()
    np.save(made, array, allow_pickle=True)
    return made.getvalue()


def _tensors(header: dict[str, object], body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def _mat(body: bytes) -> bytes:
    return b" " * 124 + b"\x00\x01IM" + body


def _matrix(sizes: tuple[int, int], numbers: bytes) -> bytes:
    parts = struct.pack("<IIII", 6, 8, 6, 0) + struct.pack("<IIii", 5, 8, *sizes)
    parts += struct.pack("<HH4s", 1, 1, b"X") + struct.pack("<II", 9, len(numbers)) + numbers
    return struct.pack("<II", 14, len(parts)) + parts


HUGE = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000), }"
BAD: dict[str, tuple[str, bytes, str]] = {
    "npy that lies": ("a.npy", _npy(HUGE), "8.000.000.000.000 bytes are announced, 0 are there"),
    "npy cut": ("a.npy", _saved(X)[:-9], "bytes are announced"),
    "npy of objects": ("a.npy", _saved(np.array([{}], object)), "pickled objects, which could run code"),
    "npy of words": ("a.npy", _saved(np.array(["a"])), "numbers are needed"),
    "npy that is none": ("a.npy", b"hello", "is not an npy file"),
    "npz of objects": ("a.npz", _npz({"X.npy": _saved(np.array([{}], object))}), "pickled objects"),
    "npz that lies": ("a.npz", _npz({"X.npy": _npy(HUGE)}), "bytes are announced"),
    "npz bomb": ("a.npz", _npz({"X.npy": b"\0" * 50_000_000}), "unpack|grow|times"),
    "npz without a pair": ("a.npz", _npz({"a.npy": _saved(X), "b.npy": _saved(Y)}), "call what goes in X"),
    "npz of other lengths": ("a.npz", _npz({"X.npy": _saved(X), "y.npy": _saved(Y[:9])}), "in X and 9 in y"),
    "npz that is none": ("a.npz", b"PK\x03\x04nothing", "a.npz"),
    "safetensors that lies": (
        "a.safetensors",
        _tensors({"X": {"dtype": "F32", "shape": [10**6, 10**6], "data_offsets": [0, 4 * 10**12]}}),
        "damaged",
    ),
    "safetensors cut": ("a.safetensors", b"\xff" * 12, "states a header"),
    "idx that lies": ("a-idx", bytes([0, 0, 13, 2]) + struct.pack(">II", 10**6, 10**6), "are announced"),
    "idx cut": ("a-idx", bytes([0, 0, 8, 3, 0]), "ends in its header"),
    "idx packed and cut": ("a-idx.gz", gzip.compress(idx(X.astype(">f4"), 13))[:-20], "damaged"),
    "mat that lies": ("a.mat", _mat(_matrix((10**6, 10**6), b"\0" * 16)), "does not add up"),
    "mat cut": ("a.mat", _mat(_matrix((1, 2), b"\0" * 16))[:-5], "ends too early"),
    "mat of 7.3": ("a.mat", b"MATLAB 7.3".ljust(512) + b"\x89HDF\r\n\x1a\n", "MATLAB 7.3"),
    "mat that is none": ("a.mat", b"x" * 300, "no MATLAB file"),
    "mat of words": ("a.mat", _mat(b""), "holds no array of numbers"),
    "pictures": ("a.npy", _saved(np.zeros((5, 2, 2, 2))), "5 × 2 × 2 × 2"),
    "no rows": ("a.npy", _saved(np.zeros((0, 3))), "0 × 3"),
    "one number": ("a.npy", _saved(np.array(3.0)), "one number"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "words"), BAD.values(), ids=BAD.keys())
def test_what_is_wrong_is_one_sentence(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    importer = importer_of(path)
    assert importer is not None and importer.id == "arrays"
    with pytest.raises(PlaygroundError, match=words.replace(".", "[.\u2009]")) as caught:
        importer.understand(path, {})
    assert "\n" not in str(caught.value)


def test_a_small_file_that_unpacks_to_much_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_ARRAY_FILE", 2**20)
    monkeypatch.setattr(mat5, "MAX_ARRAY_FILE", 2**20)
    (tmp_path / "bomb-idx.gz").write_bytes(gzip.compress(b"\0" * 2**24))
    packed = zlib.compress(b"\0" * 2**24)
    (tmp_path / "bomb.mat").write_bytes(_mat(struct.pack("<II", 15, len(packed)) + packed))
    for name in ("bomb-idx.gz", "bomb.mat"):
        with pytest.raises(PlaygroundError, match="unpacks to"):
            arrays_in(tmp_path / name)


def test_words_that_are_to_be_told_are_classes(tmp_path: Path) -> None:
    kinds = np.array(["dog", "cat", "née"])[Y % 3]
    np.savez(tmp_path / "words.npz", X=X, y=kinds)
    np.savez(tmp_path / "bytes.npz", X=X, y=np.char.encode(kinds, "utf-8"))
    pictures = DRAW.integers(0, 255, (len(Y), 12, 12)).astype(np.uint8)
    np.savez(tmp_path / "pictures.npz", images=pictures, labels=kinds)
    for name in ("words.npz", "bytes.npz", "pictures.npz"):
        made = load_samples(project_of(tmp_path / name)).dataset
        classes = made.fields.fields["label"].classes
        assert [classes[place] for place in made.arrays["label"]] == kinds.tolist()


def test_what_is_to_be_told_is_never_passed_over(tmp_path: Path) -> None:
    for target in (np.array([{}] * len(X), object), np.array([1j] * len(X))):
        np.savez(tmp_path / "a.npz", X=X, y=target, notes=np.array([None]))
        with pytest.raises(PlaygroundError, match=r"a\.npz: 'y\.npy'"):
            arrays_in(tmp_path / "a.npz")


def test_bfloat16_is_read_and_eight_bits_are_named(tmp_path: Path) -> None:
    values = torch.tensor(X).bfloat16()
    save_torch({"x": values, "y": torch.tensor(Y)}, tmp_path / "a.safetensors")
    read = arrays_in(tmp_path / "a.safetensors")
    assert (read["x"] == values.float().numpy()).all() and (read["y"] == Y).all()
    save_torch({"x": values.to(torch.float8_e4m3fn), "y": torch.tensor(Y)}, tmp_path / "b.safetensors")
    with pytest.raises(PlaygroundError, match="holds 'x' as F8_E4M3, which is not read: save it as F32"):
        arrays_in(tmp_path / "b.safetensors")


def test_a_folder_of_npy_files_is_paired_by_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name, values in {
        "X_train": X[:120],
        "y_train": Y[:120],
        "X_test": X[120:],
        "y_test": Y[120:],
    }.items():
        np.save(folder / f"{name}.npy", values)
    np.save(folder / "notes.npy", X[:3])
    project = project_of(folder)
    assert project.data.own is not None and project.data.own.rows == len(X)
    assert sorted(classes_of(project).tolist()) == sorted(Y.tolist())


def test_of_a_file_that_is_there_packed_too_the_packed_one_is_not_read(tmp_path: Path) -> None:
    """So an old one beside it, or one that was cut off, hinders nothing."""
    (tmp_path / "of").mkdir()
    for name, values in (
        ("train-images-idx3-ubyte", X.astype(">f4")),
        ("train-labels-idx1-ubyte", Y.astype(np.uint8)),
    ):
        (tmp_path / "of" / name).write_bytes(idx(values, 13 if values.ndim == 2 else 8))
        (tmp_path / "of" / f"{name}.gz").write_bytes(gzip.compress(b"cut off")[:-4])
    (found,) = found_in(tmp_path / "of").parts
    np.testing.assert_array_equal(found.inputs, X)
    assert found.targets is not None and (found.targets == Y).all()
