"""Raw values of strangers: refused in a sentence, or read as they are meant with a note."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.blocks.shapes import Field
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import fields_of, load_samples
from playground.core.data.reading import as_meant, must_be_known
from playground.core.errors import PlaygroundError
from playground.core.project.templates import template
from playground.core.project.values import Project


def project(name: str) -> Project:
    return template(name, CATALOGUE).open()


def field(name: str, of: str) -> Field:
    return fields_of(project(name)).fields[of]


def own(name: str, of: str) -> np.ndarray:
    return load_samples(project(name)).take("train")[of]


DIGITS = field("digits-cnn", "image")


def digits(count: int = 4) -> np.ndarray:
    return load_samples(project("digits-cnn")).take("validation")["image"][:count]


def read(values: np.ndarray, **more: bool) -> tuple[np.ndarray, list[str]]:
    made = as_meant(DIGITS, values, lambda: own("digits-cnn", "image"), **more)
    return made.values, list(made.notes)


def test_what_is_as_the_data_stays_to_the_bit() -> None:
    values, notes = read(digits(200))
    assert values.tobytes() == digits(200).tobytes() and notes == []


@pytest.mark.parametrize("scale", [1 / 16, 255 / 16])
def test_shares_and_bytes_are_read_as_pixels_with_a_note(scale: float) -> None:
    given = digits() * np.float32(scale)
    values, notes = read(np.round(given) if scale > 1 else given)
    np.testing.assert_allclose(values, digits(), atol=0.04)
    assert len(notes) == 1 and ("shares of 0 to 16" in notes[0] or "bytes from 0 to 255" in notes[0])


def test_a_dim_picture_of_known_range_is_not_brightened() -> None:
    dim = np.minimum(digits(1), 1)
    assert read(dim, in_range=True) == (pytest.approx(dim), [])


@pytest.mark.parametrize("given", [digits() - 8, digits() * 100, digits() * 1.3])
def test_pixels_of_no_clear_range_are_refused(given: np.ndarray) -> None:
    with pytest.raises(PlaygroundError, match=r"pixels of 'image' go from .* this network takes 0 to 16\."):
        read(given)


def test_dark_on_light_is_turned_round_picture_by_picture() -> None:
    given = digits()
    given[1:3] = 16 - given[1:3]
    values, notes = read(given)
    np.testing.assert_array_equal(values, digits())
    assert notes == ["Dark on light was turned round: this network's pictures are light on dark."]


def test_a_range_that_does_not_begin_at_zero_keeps_its_lower_end() -> None:
    signed = Field((1, 4, 4), name="image", low=-1.0, high=1.0)
    dark = np.full((9, 1, 4, 4), -1.0, np.float32)
    given = np.full((2, 1, 4, 4), 255.0)
    given[:, :, 1:3, 1:3] = [[51.0, 255.0], [0.0, 102.0]]
    read = as_meant(signed, given, lambda: dark)
    assert len(read.notes) == 2  # bytes, and dark on light
    assert read.values[0, 0, 0, 0] == pytest.approx(-1.0)
    assert read.values[0, 0, 1:3, 1:3] == pytest.approx(np.array([[0.6, -1.0], [1.0, 0.2]]))


def test_pictures_of_no_ground_are_left_as_they_are() -> None:
    scenes = as_meant(DIGITS, 16 - digits(), lambda: np.full((9, 1, 8, 8), 8.0, np.float32))
    assert scenes.notes == () and scenes.values[0, 0, 0, 0] == 16


@pytest.mark.parametrize("value", [-1, 10_000, 2.5, np.nan])
def test_ids_out_of_the_vocabulary_are_refused(value: float) -> None:
    words = field("reviews-lstm", "tokens")
    ids = own("reviews-lstm", "tokens")[:3].astype(np.float64)
    must_be_known(words, ids)
    ids[1, 2] = value
    with pytest.raises(PlaygroundError, match=f"ids of words go from 0 to {words.values - 1}"):
        must_be_known(words, ids)


@pytest.mark.parametrize("value", [-1, 4, 0.5])
def test_categories_that_do_not_exist_are_refused_by_the_columns_name(value: float) -> None:
    flats = project("wine-mlp").with_data(id="flats", options={})
    table, rows = fields_of(flats).fields["table"], load_samples(flats).take("train")["table"][:3]
    must_be_known(table, rows)
    rows[2, 3] = value
    with pytest.raises(PlaygroundError, match="categories of 'district' go from 0 to 3"):
        must_be_known(table, rows)


def test_points_far_outside_are_answered_with_a_note() -> None:
    points = field("spiral-mlp", "points")
    inside = as_meant(points, np.array([[6.4, 0]], np.float32), lambda: own("spiral-mlp", "points"))
    assert inside.notes == ()
    (note,) = as_meant(points, np.array([[60, 0]], np.float32), lambda: own("spiral-mlp", "points")).notes
    assert "from 0 to 60, the data from -6 to 6" in note and "guess" in note
