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


def test_two_wires_share_a_track_only_when_they_come_from_one_port() -> None:
    first = Track(230.0, 0.0, 700.0, ("a", "out"))
    assert own_track(Track(230.0, 100.0, 500.0, ("a", "out")), [first]).y == 230.0
    assert own_track(Track(233.0, 800.0, 900.0, ("a", "out")), [first]).y == 230.0
    assert own_track(Track(232.0, 100.0, 500.0, ("b", "out")), [first]).y == 232.0 + APART
    assert own_track(Track(230.0, 700.0, 900.0, ("b", "out")), [first]).y == 230.0
