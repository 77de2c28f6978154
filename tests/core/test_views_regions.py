"""Regions of one class: the same as a walk from neighbour to neighbour finds, and where their names stand."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.training.session import Session
from playground.core.views.place_figures import overlap_of
from playground.core.views.regions import LEAST, Region, regions
from playground.core.views.registry import VIEWS


def walked(said: np.ndarray) -> list[tuple[int, int]]:
    """Return class and size of each region but those of the ground, found by walking."""
    left = {tuple(map(int, at)) for at in np.argwhere(said > 0)}
    found = []
    while left:
        start = left.pop()
        stack, count = [start], 1
        while stack:
            row, column = stack.pop()
            for at in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                if at in left and said[at] == said[start]:
                    left.remove(at)
                    stack.append(at)
                    count += 1
        found.append((int(said[start]), count))
    return sorted(found)


@pytest.mark.parametrize("seed", range(8))
def test_regions_are_those_of_a_walk(seed: int) -> None:
    random = np.random.Generator(np.random.PCG64(seed))
    coarse = random.integers(0, 3, (5, 7))
    said = np.kron(coarse, np.ones((3, 3), int)).astype(np.int16)
    found = regions(said, np.ones(said.shape))
    assert sorted((each.label, each.pixels) for each in found) == [
        each for each in walked(said) if each[1] >= LEAST * said.size
    ]
    assert [each.pixels for each in found] == sorted((each.pixels for each in found), reverse=True)
    for each in found:
        assert said[int(each.row), int(each.column)] == each.label


def test_a_winding_region_is_one_and_a_ring_is_named_on_itself() -> None:
    snake = np.zeros((9, 9), int)
    snake[::2] = 1
    snake[1::4, -1] = snake[3::4, 0] = 1
    assert [each.pixels for each in regions(snake, np.ones(snake.shape))] == [int(snake.sum())]
    ring = np.ones((9, 9), int)
    ring[1:-1, 1:-1] = 0
    (found,) = regions(ring, np.ones(ring.shape))
    assert ring[int(found.row), int(found.column)] == 1


def test_certainty_is_the_mean_over_the_region_and_small_ones_are_left_out() -> None:
    said, certainty = np.zeros((28, 28), int), np.full((28, 28), 0.5)
    said[2:6, 2:6], said[20, 20:24] = 2, 1
    certainty[2:4, 2:6] = 0.9
    assert regions(said, certainty) == (Region(2, 16, pytest.approx(0.7), 3.5, 3.5),)


def test_the_view_tells_them_of_what_is_said() -> None:
    session = Session.start(template("shapes-segment", CATALOGUE).open())
    session.advance(30)
    shown = VIEWS.get("feature_maps").snapshot(session.live_model(), {"sample": 3})
    said, certain = (shown.arrays[f".{name}.mark_pixels"] for name in ("said", "certain"))
    assert said.shape == certain.shape == (28, 28) and 1 / 7 <= certain.min() <= certain.max() <= 1
    assert shown.facts["regions"]["mark_pixels"] == regions(said, certain)


def test_the_overlap_of_one_picture_counts_the_classes_in_it_alone() -> None:
    said, true = np.array([[0, 0], [1, 2]]), np.array([[0, 0], [1, 1]])
    assert overlap_of(said, true, 7) == pytest.approx((1 + 1 / 2 + 0) / 3)  # an invented class counts 0
    assert overlap_of(true, true, 7) == 1.0
