"""Drawn shapes, and drawings reduced as the data sets' own pictures are."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.data.drawing import as_digit, as_shape
from playground.core.data.shapes import INSIDE
from playground.core.project.templates import template
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from playground.core.views.registry import VIEWS

SIDE = 256
STROKES = {  # in a square of 1: how a person writes them
    0: [[(0.5, 0.1), (0.3, 0.25), (0.27, 0.5), (0.32, 0.78), (0.5, 0.9), (0.68, 0.78), (0.73, 0.5),
         (0.68, 0.22), (0.5, 0.1)]],
    1: [[(0.38, 0.25), (0.53, 0.1), (0.53, 0.9)]],
    4: [[(0.5, 0.1), (0.28, 0.6), (0.78, 0.6)], [(0.62, 0.4), (0.6, 0.95)]],
    7: [[(0.28, 0.12), (0.72, 0.12), (0.48, 0.9)], [(0.35, 0.5), (0.68, 0.5)]],
}  # fmt: skip


def drawn(lines: list[list[tuple[float, float]]], width: float = 26, scale: float = 1.0) -> np.ndarray:
    """Return strokes as ink on paper (SIDE, SIDE), like the pad's."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    paper = np.zeros((SIDE, SIDE), np.float32)
    for line in lines:
        for one, two in zip(line, line[1:], strict=False):
            (x0, y0), (x1, y1) = ((SIDE * scale * x, SIDE * scale * y) for x, y in (one, two))
            t = ((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)
            t = t.clip(0, 1)
            away = np.hypot(columns - x0 - t * (x1 - x0), rows - y0 - t * (y1 - y0))
            paper[away < width * scale / 2] = 1
    return paper


def test_shapes_are_the_same_each_time_and_more_keep_those_before() -> None:
    spec = CATALOGUE.data.get("shapes")
    few, many = (spec.make({"samples": count}, seed=4).arrays for count in (300, 700))
    again = spec.make({"samples": 300}, seed=4).arrays
    assert (few["image"] == again["image"]).all()
    assert (few["image"] == many["image"][:300]).all() and (few["label"] == many["label"][:300]).all()
    assert (few["image"] != spec.make({"samples": 300}, seed=5).arrays["image"]).any()


def test_clutter_is_added_to_the_same_shapes() -> None:
    spec = CATALOGUE.data.get("shapes")
    clean, full = (spec.make({"samples": 60, "noise": noise}, seed=1).arrays["image"] for noise in (0.0, 1.0))
    assert full.mean() > clean.mean()
    assert ((clean == 0) | (clean > 0.1)).all()  # no specks


@pytest.mark.parametrize("name", list(INSIDE))
def test_a_shape_fills_its_middle_and_stays_in_its_square(name: str) -> None:
    x, y = np.meshgrid(np.linspace(-1.5, 1.5, 301), np.linspace(-1.5, 1.5, 301))
    inside = INSIDE[name](x, y)
    assert inside[140:160, 145:155].all()
    assert 0.1 < inside.mean() < 0.4
    assert not inside[abs(x) > 1.05].any() and not inside[abs(y) > 1.05].any()
    assert (inside == inside[:, ::-1]).mean() > 0.995  # the same from left and right


def test_an_empty_drawing_is_an_empty_picture() -> None:
    assert not as_digit(np.zeros((64, 64))).any() and not as_shape(np.zeros((64, 64))).any()


def test_a_digit_is_cropped_centred_and_counted() -> None:
    paper = np.zeros((100, 100))
    paper[10:50, 70:80] = 1  # 40 high, 10 wide: 32 high, 8 wide
    picture = as_digit(paper)
    assert picture.shape == (1, 8, 8) and picture.dtype == np.float32
    assert (picture[0, :, 3:5] == 16).all() and picture.sum() == 16 * 16


def test_a_digit_is_the_same_wherever_and_however_large_it_is_drawn() -> None:
    large, small = (as_digit(drawn(STROKES[7], scale=scale)) for scale in (1.0, 0.5))
    assert abs(large - small).max() <= 3
    assert (large == as_digit(np.roll(drawn(STROKES[7]), (4, -7), (0, 1)))).all()


def test_a_shape_stays_where_it_was_drawn() -> None:
    paper = np.zeros((280, 280))
    paper[:10, :20] = 1
    picture = as_shape(paper)
    assert picture.shape == (1, 28, 28) and picture[0, 0, 0] == picture[0, 0, 1] == 1 and picture.sum() == 2


def test_drawn_digits_are_called_what_they_are() -> None:
    session = Session.start(template("digits-cnn", CATALOGUE).open())
    for _ in train(session, Limit(epochs=15), lambda: 1000, lambda: False):
        pass
    live, spec = session.live_model(), CATALOGUE.data.get("digits")
    maps = VIEWS.get("feature_maps")
    said = {digit: maps.snapshot(live, {"picture": spec.picture_of(drawn(lines))}).facts["answer"]
            for digit, lines in STROKES.items()}  # fmt: skip
    assert said == {digit: digit for digit in STROKES}
