"""An atlas holds every map unchanged, with gaps between."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.views.atlas import atlas, near_square


@given(st.integers(0, 80), st.integers(1, 9), st.integers(1, 9), st.integers(0, 12), st.integers(0, 2))
def test_every_tile_is_its_map_and_the_gaps_hold_the_fill(
    count: int, height: int, width: int, columns: int, gap: int
) -> None:
    maps = np.random.default_rng(count).normal(size=(count, height, width)).astype(np.float32)
    made = atlas(maps, columns=columns, gap=gap, fill=np.nan)
    assert made.shown == min(count, 64) and made.of == count
    covered = np.zeros(made.picture.shape, bool)
    for (x, y, wide, high), values in zip(made.tiles, maps, strict=False):
        assert (made.picture[y : y + high, x : x + wide] == values).all()
        assert not covered[y : y + high, x : x + wide].any()
        covered[y : y + high, x : x + wide] = True
    assert np.isnan(made.picture[~covered]).all()
    assert made.scale == pytest.approx(np.abs(maps[:64]).max(initial=0))


def test_sixteen_maps_make_a_square_of_four_rows() -> None:
    made = atlas(np.ones((16, 8, 8), np.float32))
    assert made.picture.shape == (35, 35)
    assert made.tiles[5] == (9, 9, 8, 8)
    assert (made.tile_at(9, 9), made.tile_at(8, 9), made.tile_at(34.5, 34.5)) == (5, None, 15)


def test_the_number_left_out_before_is_kept() -> None:
    made = atlas(np.ones((64, 2, 2), np.float32), of=512)
    assert (made.shown, made.of) == (64, 512)


def test_wide_tiles_take_fewer_columns() -> None:
    assert near_square(16, 4, 16) == 2 and near_square(16) == 4 and near_square(0) == 1
