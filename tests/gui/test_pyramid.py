"""The pyramid loses no spike and stays small, however the points arrive."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gui.panels.pyramid import Pyramid


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_any_way_of_appending_gives_the_same_curve(sizes: list[int], seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=sum(sizes))
    once, often = Pyramid(), Pyramid()
    once.append(values)
    start = 0
    for size in sizes:
        often.append(values[start : start + size])
        start += size
    for buckets in (1, 10, 1000):
        for a, b in zip(
            once.window(0, len(values), buckets), often.window(0, len(values), buckets), strict=True
        ):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("spike", [0, 1, 77_777, 99_999])
def test_a_single_spike_is_drawn_at_its_place(spike: int) -> None:
    values = np.zeros(100_000)
    values[spike] = 5.0
    pyramid = Pyramid()
    pyramid.append(values)
    x, y = pyramid.window(0, len(values), 300)
    assert len(y) <= 300 * 8
    assert y.max() == 5.0
    assert abs(x[int(y.argmax())] - spike) < 100_000 / 300


def test_a_short_stretch_comes_back_exactly() -> None:
    pyramid = Pyramid()
    pyramid.append(np.arange(10_000.0))
    x, y = pyramid.window(500, 600, 300)
    np.testing.assert_array_equal(x, np.arange(500, 600))
    np.testing.assert_array_equal(y, np.arange(500.0, 600.0))


def test_what_is_not_a_number_does_not_hide_its_neighbours() -> None:
    values = np.ones(4_096)
    values[::2] = np.nan
    pyramid = Pyramid()
    pyramid.append(values)
    assert np.nanmax(pyramid.window(0, 4_096, 16)[1]) == 1.0
    assert not np.isnan(pyramid.window(0, 4_096, 16)[1]).any()


def test_clear_forgets() -> None:
    pyramid = Pyramid()
    pyramid.append(np.ones(100))
    pyramid.clear()
    assert len(pyramid) == 0
    assert len(pyramid.window(0, 10, 5)[1]) == 0


@given(st.integers(1, 5_000), st.integers(1, 300))
def test_a_sample_is_small_even_and_ends_at_the_last_point(length: int, most: int) -> None:
    pyramid = Pyramid()
    pyramid.append(np.arange(float(length)))
    x, y = pyramid.sample(most)
    np.testing.assert_array_equal(x, y)
    assert len(x) <= most
    assert x[-1] == length - 1
    assert len(set(np.diff(x))) <= 1
