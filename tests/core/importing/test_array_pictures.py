"""Arrays become pictures: MNIST's pairs of files, Keras's npz, CIFAR-10's batches, any N × H × W."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest

from own_arrays import CIFAR_NAMES, SIDE, cifar, coloured, drawn, idx, keras_mnist, mnist
from own_tables import project_of
from playground.core.data.asked import asked_of
from playground.core.data.prepared import load_samples
from playground.core.errors import PlaygroundError
from playground.core.files import kept as kept_files
from playground.core.files.arrays import write_safetensors
from playground.core.importing.arrays import reading
from playground.core.importing.arrays.brightness import Brightness
from playground.core.importing.importers import importer_of
from playground.core.importing.understood import Understood
from playground.core.project.values import Project

KINDS = tuple(map(str, range(10)))
TRAIN, TEST = drawn(200, seed=200), drawn(60, seed=60)


def understood(path: Path, **options: object) -> Understood:
    importer = importer_of(path)
    assert importer is not None and importer.id == "arrays"
    return importer.understand(path, options)


def read(path: Path, **options: object) -> dict[str, np.ndarray]:
    importer = importer_of(path)
    assert importer is not None
    return importer.columns(path, importer.understand(path, options).manifest)


def must_be_digits(project: Project) -> None:
    """See that a project holds the digits drawn, those to test with kept apart."""
    samples = load_samples(project)
    arrays, parts = samples.dataset.arrays, samples.parts
    assert (project.data.split, project.data.split_by) == ("given", "part")
    assert samples.dataset.fields.fields["label"].classes == KINDS
    np.testing.assert_array_equal(arrays["image"], np.concatenate([TRAIN[0], TEST[0]])[:, None])
    np.testing.assert_array_equal(arrays["label"], np.concatenate([TRAIN[1], TEST[1]]))
    assert sorted(parts["test"].tolist()) == list(range(200, 260))
    seen = sorted([*parts["train"].tolist(), *parts["validation"].tolist()])
    assert seen == list(range(200)) and len(parts["validation"])


@pytest.mark.parametrize("packed", [True, False], ids=["gz", "plain"])
def test_the_four_files_of_mnist_are_one_set(tmp_path: Path, packed: bool) -> None:
    must_be_digits(project_of(mnist(tmp_path / "digits", packed=packed)))


def test_so_is_a_zip_of_them_and_a_folder_that_holds_each_twice(tmp_path: Path) -> None:
    folder = mnist(mnist(tmp_path / "digits"), packed=False)
    (folder / "notes.txt").write_text("from somewhere")
    must_be_digits(project_of(folder))
    with zipfile.ZipFile(tmp_path / "digits.zip", "w") as pack:
        for file in mnist(tmp_path / "more").iterdir():
            pack.write(file, f"raw/{file.name}")
    must_be_digits(project_of(tmp_path / "digits.zip"))


def test_so_is_the_npz_of_keras(tmp_path: Path) -> None:
    must_be_digits(project_of(keras_mnist(tmp_path / "mnist.npz")))


def test_batches_of_cifar_are_one_set_with_their_names(tmp_path: Path) -> None:
    project = project_of(cifar(tmp_path / "c"))
    samples = load_samples(project)
    assert samples.dataset.fields.fields["label"].classes == tuple(CIFAR_NAMES)
    parts = [coloured(60, seed) for seed in (1, 2, 3)]
    np.testing.assert_array_equal(
        samples.dataset.arrays["image"], np.concatenate([each for each, _ in parts])
    )
    np.testing.assert_array_equal(
        samples.dataset.arrays["label"], np.concatenate([each for _, each in parts])
    )
    assert sorted(samples.parts["test"].tolist()) == list(range(120, 180))


def test_a_batch_alone_is_split_anew(tmp_path: Path) -> None:
    folder = cifar(tmp_path / "c") / "cifar-10-batches-bin"
    (folder / "test_batch.bin").unlink()
    assert project_of(folder).data.split == "in_proportion"


# How numbers become pictures

GREYS = drawn(40, side=16)[0]
COLOURED = coloured(40)[0]
SHAPES: dict[str, tuple[np.ndarray, np.ndarray]] = {  # as they are saved, and as (n, channels, h, w)
    "grey": (GREYS, GREYS[:, None]),
    "a colour of one": (GREYS[..., None], GREYS[:, None]),
    "colours last": (COLOURED.transpose(0, 2, 3, 1), COLOURED),
    "colours first": (COLOURED, COLOURED),
    "0 to 1": ((GREYS / 255).astype(np.float32), GREYS[:, None]),
    "-1 to 1": (GREYS / 127.5 - 1, GREYS[:, None]),
    "0 to 255 as fractions": (GREYS.astype(np.float64), GREYS[:, None]),
    "0 to 255 as large whole numbers": (GREYS.astype(np.int64), GREYS[:, None]),
    "0 to 16": (np.array([[[0, 4], [8, 16]]] * 40).repeat(8, 1).repeat(8, 2),
                np.array([[[[0, 64], [128, 255]]]] * 40).repeat(8, 2).repeat(8, 3)),
    "yes or no": (GREYS > 200, np.where(GREYS > 200, 255, 0)[:, None]),
}  # fmt: skip


@pytest.mark.parametrize(("saved", "wanted"), SHAPES.values(), ids=SHAPES.keys())
def test_any_shape_and_scale_of_pictures(tmp_path: Path, saved: np.ndarray, wanted: np.ndarray) -> None:
    if saved.dtype == bool:
        saved = saved.astype(np.uint8)
    np.savez(tmp_path / "a.npz", images=saved, labels=np.arange(40) % 4)
    found = read(tmp_path / "a.npz")
    assert found["picture"].dtype == np.uint8
    np.testing.assert_array_equal(found["picture"], wanted)
    assert found["labels"].tolist() == (np.arange(40) % 4).tolist()


def test_what_is_see_through_lies_on_the_ground_that_is_chosen(tmp_path: Path) -> None:
    pictures = np.full((9, 16, 16, 4), 100, np.uint8)
    pictures[..., 3] = np.repeat([0, 255], 8)
    np.savez(tmp_path / "a.npz", X=pictures, y=np.arange(9) % 2)
    for ground, value in (("white", 255), ("black", 0)):
        made = read(tmp_path / "a.npz", ground=ground)["picture"]
        assert (made[..., :8] == value).all() and (made[..., 8:] == 100).all()


def test_pictures_are_brought_to_the_side_and_colours_that_are_chosen(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", X=np.full((9, 20, 40), 77, np.uint8), y=np.arange(9) % 2)
    assert read(tmp_path / "a.npz", side=8, channels="colour")["picture"].shape == (9, 3, 8, 8)
    assert read(tmp_path / "a.npz")["picture"].shape == (9, 1, 20, 20)  # as suits them


def test_classes_get_the_names_that_are_given(tmp_path: Path) -> None:
    path = keras_mnist(tmp_path / "m.npz")
    names = ",".join(f"kind {place}" for place in range(10))
    column = understood(path, class_names=names).manifest.columns[1]
    assert column.kinds == tuple(names.split(",")) and column.use == "target"
    with pytest.raises(PlaygroundError, match="2 names of classes stand for 0 to 1"):
        understood(path, class_names="a, b")


def test_targets_with_gaps_and_of_amounts_are_numbers_or_missing(tmp_path: Path) -> None:
    value, holed = np.linspace(0, 1, 40), np.where(np.arange(40) == 3, np.nan, np.arange(40) % 2)
    np.savez(tmp_path / "v.npz", X=GREYS, y=value)
    column = understood(tmp_path / "v.npz").manifest.columns[1]
    assert (column.type, column.use, column.low, column.high) == ("number", "target", 0.0, 1.0)
    assert (read(tmp_path / "v.npz")["y"] == value).all()
    np.savez(tmp_path / "h.npz", X=GREYS, y=holed)
    assert understood(tmp_path / "h.npz").manifest.columns[1].missing == 1
    assert len(load_samples(project_of(tmp_path / "h.npz")).dataset.arrays["label"]) == 39


# The guess, and the other way


def test_the_guess_can_be_changed(tmp_path: Path) -> None:
    path = keras_mnist(tmp_path / "m.npz")
    table = understood(path, taken_as="table").manifest
    assert len(table.columns) == SIDE * SIDE + 2 and table.options["taken_as"] == "table"
    made = read(path, taken_as="table")
    np.testing.assert_array_equal(made["x5"], np.concatenate([TRAIN[0], TEST[0]])[:, 0, 4])
    np.savez(tmp_path / "f.npz", X=GREYS.reshape(40, -1), y=np.arange(40) % 4)
    assert understood(tmp_path / "f.npz").manifest.options["taken_as"] == "table"
    made = read(tmp_path / "f.npz", taken_as="pictures")
    np.testing.assert_array_equal(made["picture"], GREYS[:, None])


@pytest.mark.parametrize("shape", [(40, 200, 6), (40, 3, 3), (40, 20, 20, 7)])
def test_what_is_hardly_a_picture_is_no_picture_unless_somebody_says_so(
    tmp_path: Path, shape: tuple[int, ...]
) -> None:
    np.savez(tmp_path / "a.npz", X=np.zeros(shape), y=np.arange(40) % 2)
    with pytest.raises(PlaygroundError, match="arrays of one or two axes"):
        understood(tmp_path / "a.npz")


def test_the_preparation_knows_nothing_of_the_part_to_test_with(tmp_path: Path) -> None:
    train, test = np.linspace(-5, 5, 40 * 256).reshape(40, 16, 16), np.zeros((8, 16, 16))
    made = []
    for loud in (0.0, 1e6):
        path = tmp_path / f"{loud}.npz"
        np.savez(path, x_train=train, y_train=np.arange(40) % 2, x_test=test + loud, y_test=np.arange(8) % 2)
        made.append(read(path)["picture"][:40])
    np.testing.assert_array_equal(*made)


# What is wrong


def _mnist_without(folder: Path, name: str) -> Path:
    (mnist(folder) / name).unlink()
    return folder


def _cifar_with(folder: Path, content: bytes) -> Path:
    (cifar(folder) / "cifar-10-batches-bin" / "data_batch_1.bin").write_bytes(content)
    return folder


def _mnist_with(folder: Path, content: bytes) -> Path:
    (mnist(folder) / "train-images-idx3-ubyte.gz").write_bytes(content)
    return folder


def _saved(folder: Path, **arrays: np.ndarray) -> Path:
    folder.mkdir()
    np.savez(folder / "a.npz", **arrays)
    return folder / "a.npz"


BAD = {
    "no labels to test with": (lambda it: _mnist_without(it, "t10k-labels-idx1-ubyte.gz"), "not alike"),
    "labels of others": (
        lambda it: _mnist_with(it, gzip.compress(idx(drawn(7)[0]))), "7 samples in .* and 200"),
    "a file cut": (lambda it: _mnist_with(it, gzip.compress(idx(TRAIN[0]))[:-90]), "damaged"),
    "a batch cut": (lambda it: _cifar_with(it, b"\1" * 3000), "no whole number of pictures"),
    "an empty batch": (lambda it: _cifar_with(it, b""), "no whole number of pictures"),
    "a class beyond": (lambda it: _cifar_with(it, b"\xff" * 3073), "holds class 255"),
    "targets of pictures": (lambda it: _saved(it, X=GREYS, y=GREYS), "targets of 3 axes"),
}  # fmt: skip


@pytest.mark.parametrize(("write", "words"), BAD.values(), ids=BAD.keys())
def test_what_is_wrong_is_one_sentence(tmp_path: Path, write: object, words: str) -> None:
    path = write(tmp_path / "a")  # type: ignore[operator]
    with pytest.raises(PlaygroundError, match=words) as caught:
        understood(path)
    assert "\n" not in str(caught.value)


def test_nothing_to_tell_is_said(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", GREYS)
    with pytest.raises(PlaygroundError, match="Nothing tells what these pictures show: save their classes"):
        project_of(tmp_path / "a.npy")


@pytest.mark.parametrize("ending", ["npy", "safetensors"])
def test_large_files_of_arrays_stay_on_disk_and_say_the_same(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept_files.PLACE, str(tmp_path / "kept"))
    pixels, labels = coloured(40)
    path = tmp_path / f"things.{ending}"
    if ending == "npy":
        np.save(path, pixels)
    else:
        path.write_bytes(write_safetensors({"x": pixels, "y": labels.astype(np.int64)}))
    small = read(path)
    monkeypatch.setattr(reading, "IN_MEMORY", 1000)
    large = read(path)
    assert isinstance(large["picture"], np.memmap) and not isinstance(small["picture"], np.memmap)
    assert small.keys() == large.keys()
    for name, values in small.items():
        np.testing.assert_array_equal(values, large[name])
    path.write_bytes(b"")  # cut off while it is looked at
    np.testing.assert_array_equal(small["picture"], large["picture"])


def test_large_files_of_arrays_are_still_distrusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept_files.PLACE, str(tmp_path / "kept"))
    monkeypatch.setattr(reading, "IN_MEMORY", 1000)
    path = tmp_path / "lies.npy"
    np.save(path, np.zeros((50, 8, 8), np.uint8))
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(PlaygroundError, match=r"lies\.npy is damaged: 3.200 bytes are announced, 3.190"):
        understood(path)


def test_a_network_of_arrays_is_asked_about_other_arrays(tmp_path: Path) -> None:
    project = project_of(mnist(tmp_path / "digits"))
    rows = asked_of(project, mnist(tmp_path / "others", train=30, test=20))
    assert rows is not None and rows.cells[0] == ["1"] and len(rows.cells) == 50
    pictures, classes = drawn(30, seed=30)
    np.testing.assert_array_equal(rows.inputs["image"][:30, 0], pictures)
    np.testing.assert_array_equal(rows.targets["labels"][:30], classes)


def test_a_pixel_that_is_no_number_is_dark_and_an_endless_one_as_far_as_it_goes() -> None:
    numbers = np.array([0.25, np.nan, 1.0, np.inf, -np.inf])
    assert Brightness.of("", numbers).pixels(numbers).tolist() == [64, 0, 255, 255, 0]


def test_an_npz_like_that_of_the_data_is_asked_about_and_scored_by_the_same_classes(tmp_path: Path) -> None:
    pictures, classes = TRAIN
    np.savez(tmp_path / "all.npz", data=pictures, labels=classes)
    project = project_of(tmp_path / "all.npz")
    some = classes >= 5
    np.savez(tmp_path / "new.npz", data=pictures[some], labels=classes[some])
    asked = asked_of(project, tmp_path / "new.npz")
    np.testing.assert_array_equal(asked.inputs["image"], pictures[some][:, None])
    np.testing.assert_array_equal(asked.targets["labels"], classes[some])


def test_classes_in_another_order_unknown_ones_and_none_are_told_by_their_names(tmp_path: Path) -> None:
    """What another file calls by the same words; what the data know nothing of is none."""
    pictures, words = TRAIN[0][:12], np.array(["ant", "bee", "cow"] * 4)
    np.savez(tmp_path / "all.npz", data=pictures, labels=words)
    project = project_of(tmp_path / "all.npz")
    np.savez(tmp_path / "new.npz", data=pictures[:4], labels=np.array(["cow", "auk", "", "bee"]))
    assert project.data.own is not None
    importer = importer_of(tmp_path / "new.npz")
    assert importer is not None
    found = importer.columns(tmp_path / "new.npz", project.data.own)
    (told,) = (found[each.name] for each in project.data.own.columns if each.kinds)
    assert told.tolist() == [2, -1, -1, 1]
