"""The public data sets that come along are scikit-learn's to the bit, and need it no more."""

from __future__ import annotations

import gzip
import hashlib
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from playground.core.assets import asset_path
from playground.core.builtin import CATALOGUE
from playground.core.data import bundled, digits
from playground.core.errors import PlaygroundError

# SHA-256 of the arrays as they were read out of scikit-learn's own folder: projects count on these bits.
BITS = {
    "digits": {
        "image": "a627aed550b0b29bf76a981bc1ecbab5ef775aac454c94154f20ec9f61a04c83",
        "label": "a3c91c262eddcf7ba8f0e37507c30284493c9b20412ffe4af30d536401f7ba21",
        "table": "1cd3b9f49b31dadf939b8e193413aed0b571e0acf8718061a19bb10e4218289b",
    },
    "iris": {
        "label": "734737f11162991213afc3a96aa5e8823b2d9cdcfb8992df1e85a0bae44b2395",
        "table": "2374923a3acd29a63001946c3c216e2a5581864f01041c86c4b5211ec93885c2",
    },
    "wine": {
        "label": "b6514e07a6d27854e0da000ca82d8d8cc3d0cb904c51600344ca34f1ee04884b",
        "table": "fdd1a162030a8e5bfa056d44269c822cf53565fb2f35e81dfd7d6856ee3def46",
    },
    "breast_cancer": {
        "label": "1763c0f8cd3f454b9eda72031113884593bb382411c0cd511e3ec6e7ac85cddb",
        "table": "ace340f3a4f8924791b9c5559e8492e9a896f29b3332f303863c6b46256ad45a",
    },
    "diabetes": {
        "table": "364d6af10d06ac7ee663808f0facd92f57b939758169b67fb3e5c2b95521bbd5",
        "value": "64c6aa6f4027afaed70d85b069db7079ab90ff693fe67e65c9550c8454b8f2af",
    },
}
each = pytest.mark.parametrize("name", BITS)


@each
def test_the_bits_stay_as_they_were_and_need_no_scikit_learn(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)  # neither imported nor found
    arrays = CATALOGUE.data.get(name).make({}, seed=0).arrays
    assert {field: hashlib.sha256(array.tobytes()).hexdigest() for field, array in arrays.items()} == BITS[
        name
    ]


@each
def test_they_are_those_that_scikit_learn_loads(name: str) -> None:
    from sklearn import datasets

    given = {"scaled": False} if name == "diabetes" else {}
    values, target = getattr(datasets, f"load_{name}")(return_X_y=True, **given)
    arrays = CATALOGUE.data.get(name).make({}, seed=0).arrays
    ours = arrays["image"].reshape(len(target), -1) if name == "digits" else arrays["table"]
    assert np.array_equal(ours, values.astype(np.float32))
    assert np.array_equal(arrays["value" if name == "diabetes" else "label"], target)


def test_each_file_has_its_source_and_its_licence_beside_it() -> None:
    folder = asset_path("data")
    notice = (folder / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(.+?)` \| (.+) \|$", notice, re.MULTILINE))
    assert set(told) == {path.name for path in folder.glob("*.csv*")}
    assert all("doi.org/10." in row and re.search("CC BY 4.0|BSD-3-Clause", row) for row in told.values())
    licence = (folder / "LICENSE-scikit-learn.txt").read_text(encoding="utf-8")
    assert "Redistribution and use" in licence and "The scikit-learn developers" in licence


def test_the_first_few_are_the_start_of_all() -> None:
    few, labels = digits.read(10)
    assert labels.tolist() == list(range(10))
    assert (few == digits.read()[0][:10]).all()


WHOLE = gzip.compress(b"pixel,digit\n" + b"1,2\n" * 5000, mtime=0)


@pytest.mark.parametrize(
    "content",
    [None, b"", bytes(range(64)), WHOLE[:-20], WHOLE[:15] + b"\xff" * 20 + WHOLE[35:],
     gzip.compress("pixel,digit\n1,zwölf\n".encode()), gzip.compress(b"pixel,digit\n1,2\n3\n")],
    ids=["missing", "empty", "no gzip", "cut short", "spoilt", "no ASCII", "ragged"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_sentence(
    content: bytes | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "digits.csv.gz"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(bundled, "asset_path", lambda *parts: path)
    with pytest.raises(PlaygroundError, match=r"data/digits.csv.gz is missing or damaged; install the prog"):
        digits.read()
