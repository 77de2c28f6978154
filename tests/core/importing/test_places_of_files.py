"""What the folders of well-known collections tell: classes and parts, by names alone."""

from __future__ import annotations

import pytest

from playground.core.importing.classes import classes_of, told_by_places

TOLD = {  # files, their classes, their parts
    "cats and dogs": (
        ("training_set/training_set/cats/1.jpg", "test_set/test_set/dogs/2.jpg"),
        ("cats", "dogs"), ("train", "test"),
    ),
    "scenes": (
        ("seg_train/seg_train/sea/1.jpg", "seg_train/seg_train/ice/2.jpg", "seg_test/seg_test/sea/3.jpg"),
        ("sea", "ice", "sea"), ("train", "train", "test"),
    ),
    "tiny ImageNet": (
        ("train/n1/images/1.jpg", "train/n2/images/2.jpg", "val/images/3.jpg"),
        ("n1", "n2", ""), ("train", "train", "validation"),
    ),
    "speech commands": (
        ("yes/1.wav", "no/2.wav", "_background_noise_/3.wav"), ("yes", "no", ""), ("", "", ""),
    ),
    "reviews": (
        ("train/pos/1.txt", "train/neg/2.txt", "train/unsup/3.txt", "train/urls.txt", "test/pos/4.txt"),
        ("pos", "neg", "", "", "pos"), ("train", "train", "train", "train", "test"),
    ),
    "masks": (("images/1.jpg", "masks/1.png"), ("", ""), ("", "")),
    "classes that hold things": (("photos/1.jpg", "drawings/2.jpg"), ("photos", "drawings"), ("", "")),
    "parts in one word": (("trainset/a/1.jpg", "testset/b/2.jpg"), ("a", "b"), ("train", "test")),
    "masks of a class": (
        ("images/1.jpg", "masks/1.png", "cats/1.jpg"), ("images", "masks", "cats"), ("", "", ""),
    ),
    "one folder of pictures": (("images/cat/1.jpg", "images/dog/2.jpg"), ("cat", "dog"), ("", "")),
}  # fmt: skip


@pytest.mark.parametrize(("files", "classes", "parts"), TOLD.values(), ids=TOLD.keys())
def test_folders_tell_classes_and_parts(
    files: tuple[str, ...], classes: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    told = told_by_places(files)
    assert (told.classes, told.parts) == (classes, parts)


def test_a_few_files_beside_the_classes_hide_none() -> None:
    assert classes_of(("a/1.txt", "b/2.txt", "readme.txt")) == {
        "a/1.txt": "a",
        "b/2.txt": "b",
        "readme.txt": "",
    }


def test_folders_that_hold_nearly_nothing_are_no_classes() -> None:
    many = [f"{number}.txt" for number in range(20)]
    assert classes_of(("a/1.txt", "b/2.txt", *many)) is None
