"""Wires keep clear of blocks and of each other."""

from __future__ import annotations

from playground.core.layout.boxes import Box
from playground.core.layout.routes import APART, OUTSIDE, Track, back, over, own_track

UPPER = Box(600.0, 0.0, 100.0, 200.0)
LOWER = Box(0.0, 260.0, 100.0, 200.0)


def test_a_wire_runs_back_in_the_middle_of_the_aisle_between_two_rows() -> None:
    assert back((700.0, 22.0), (0.0, 282.0), UPPER, LOWER, [UPPER, LOWER]) == 230.0


def test_it_leaves_the_middle_where_a_block_stands_in_the_way() -> None:
    low = Box(0.0, 700.0, 100.0, 200.0)
    lane = Box(200.0, 260.0, 100.0, 200.0)  # the middle between both rows lies in it
    y = back((700.0, 22.0), (0.0, 722.0), UPPER, low, [UPPER, lane, low])
    assert not lane.y - 6 < y < lane.bottom + 6
    assert UPPER.bottom < y < low.y


def test_a_forward_wire_keeps_the_height_of_a_port_where_it_can_else_it_runs_above() -> None:
    between = Box(300.0, 0.0, 100.0, 200.0)
    assert over((100.0, 300.0), (600.0, 22.0), [between], [between]) == 300.0
    wall = Box(300.0, -50.0, 100.0, 500.0)
    assert over((100.0, 300.0), (600.0, 22.0), [wall], [wall]) == -50.0 - OUTSIDE


def test_a_wire_runs_back_beneath_the_tallest_of_the_upper_row() -> None:
    tall, low = Box(300.0, 0.0, 100.0, 300.0), Box(0.0, 400.0, 100.0, 200.0)
    assert back((700.0, 22.0), (0.0, 422.0), UPPER, low, [UPPER, tall, low]) == 350.0


def test_the_upright_parts_of_a_wire_keep_clear_of_blocks_too() -> None:
    start, end = (100.0, 300.0), (600.0, 22.0)
    between, beside_end = Box(300.0, 100.0, 100.0, 100.0), Box(570.0, 100.0, 20.0, 100.0)
    assert over(start, end, [between], [between, beside_end]) == end[1]
    between, beside_start = Box(300.0, 250.0, 100.0, 100.0), Box(105.0, 100.0, 20.0, 100.0)
    assert over(start, end, [between], [between, beside_start]) == 250.0 - OUTSIDE


def test_a_wire_that_cannot_run_above_runs_below() -> None:
    wall, roof = Box(300.0, -50.0, 100.0, 500.0), Box(200.0, -100.0, 40.0, 60.0)
    assert over((100.0, 300.0), (600.0, 22.0), [wall], [wall, roof]) == 450.0 + OUTSIDE


def test_two_wires_share_a_track_only_when_they_come_from_one_port() -> None:
    first = Track(230.0, 0.0, 700.0, ("a", "out"))
    assert own_track(Track(230.0, 100.0, 500.0, ("a", "out")), [first]).y == 230.0
    assert own_track(Track(233.0, 800.0, 900.0, ("a", "out")), [first]).y == 230.0
    assert own_track(Track(232.0, 100.0, 500.0, ("b", "out")), [first]).y == 232.0 + APART
    assert own_track(Track(230.0, 700.0, 900.0, ("b", "out")), [first]).y == 230.0
