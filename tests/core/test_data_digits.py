"""The digits are scikit-learn's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.core.data import digits
from playground.core.errors import PlaygroundError


def test_digits_equal_those_that_scikit_learn_loads() -> None:
    from sklearn.datasets import load_digits

    images, labels = digits.read()
    theirs = load_digits()
    assert (images[:, 0] == theirs.images).all()
    assert (labels == theirs.target).all()


def test_the_first_few_are_the_start_of_all() -> None:
    few, labels = digits.read(10)
    assert labels.tolist() == list(range(10))
    assert (few == digits.read()[0][:10]).all()


def test_a_missing_file_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(digits, "file_of", lambda name: tmp_path / "none.csv.gz")
    with pytest.raises(PlaygroundError, match="install scikit-learn again"):
        digits.read()


def test_a_damaged_file_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "digits.csv.gz").write_bytes(np.arange(64, dtype=np.uint8).tobytes())
    monkeypatch.setattr(digits, "file_of", lambda name: tmp_path / "digits.csv.gz")
    with pytest.raises(PlaygroundError, match="install scikit-learn again"):
        digits.read()
