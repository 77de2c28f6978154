"""Blocks make room: whatever their places and sizes, none lies on another, and nobody moves without need."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.layout.boxes import Box
from playground.core.layout.crossing import any_overlap
from playground.core.layout.room import with_room

PLACES = st.one_of(st.sampled_from([0.0, 104.0, 284.0, 320.0]), st.integers(-200, 900).map(float))
SIZES = st.sampled_from([80.0, 115.0, 200.0, 276.5, 400.0])
BOXES = st.lists(st.builds(Box, PLACES, PLACES, SIZES, SIZES), max_size=16).map(
    lambda found: {f"n{index}": box for index, box in enumerate(found)}
)


def placed(boxes: dict[str, Box], **frames: tuple[float, float]) -> dict[str, Box]:
    """Return the blocks where they have room."""
    return {name: boxes[name].at(spot) for name, spot in with_room(boxes, frames).items()}


@settings(max_examples=300, deadline=None)
@given(BOXES)
def test_no_block_lies_on_another_and_a_second_pass_changes_nothing(boxes: dict[str, Box]) -> None:
    apart = placed(boxes)
    assert not any_overlap(apart)
    assert placed(apart) == apart
    assert any_overlap(boxes) or apart == boxes
    assert all(apart[name].x >= box.x and apart[name].y >= box.y for name, box in boxes.items())


def test_a_block_that_grows_pushes_its_row_and_a_tall_one_the_rows_below() -> None:
    row = {name: Box(184.0 * index, 0.0, 115.0, 276.0) for index, name in enumerate("abc")}
    below = {name: Box(184.0 * index, 320.0, 115.0, 276.0) for index, name in enumerate("de")}
    grown = placed({**row, **below, "a": Box(0.0, 0.0, 288.0, 400.0)})
    assert [grown[name].x for name in "abc"] == [0.0, 328.0, 488.0]  # 40 between them at least, on the grid
    assert {grown[name].y for name in "abc"} == {0.0}
    assert {grown[name].y for name in "de"} == {424.0}  # the row keeps its line
    assert [grown[name].x for name in "de"] == [0.0, 184.0]


def test_blocks_put_side_by_side_without_a_gap_stay_so() -> None:
    boxes = {"a": Box(0.0, 0.0, 100.0, 100.0), "b": Box(100.0, 0.0, 100.0, 100.0)}
    assert placed(boxes) == boxes


def test_only_what_stands_beneath_gives_way_to_a_tall_block() -> None:
    apart = placed({
        "tall": Box(0.0, 0.0, 115.0, 400.0), "beneath": Box(0.0, 320.0, 115.0, 276.0),
        "elsewhere": Box(600.0, 328.0, 115.0, 276.0),
    })  # fmt: skip
    assert (apart["beneath"].y, apart["elsewhere"].y) == (424.0, 328.0)


def test_what_stood_close_behind_a_block_stays_as_close_when_both_are_pushed() -> None:
    row = {"a": Box(0.0, 0.0, 300.0, 100.0), "b": Box(184.0, 0.0, 100.0, 100.0)}
    apart = placed({**row, "near": Box(296.0, 0.0, 100.0, 100.0), "far": Box(500.0, 0.0, 100.0, 100.0)})
    assert [apart[name].x for name in ("b", "near", "far")] == [344.0, 456.0, 600.0]


def test_a_frame_that_is_pushed_down_takes_along_what_it_holds_and_keeps_its_rim() -> None:
    apart = placed(
        {
            "tall": Box(0.0, 0.0, 200.0, 400.0),
            "g": Box(0.0, 320.0, 200.0, 164.0),
            "g/in": Box(24.0, 392.0, 115.0, 100.0),
            "below": Box(0.0, 640.0, 115.0, 100.0),
        },
        g=(24.0, 24.0),
    )
    assert (apart["g"].y, apart["g/in"].y) == (424.0, 496.0)
    assert apart["below"].y == 648.0  # 24 of rim and 24 between, on the grid


def test_a_frame_gives_way_with_what_it_holds_and_makes_room_around_itself() -> None:
    boxes = {
        "a": Box(0.0, 0.0, 300.0, 276.0),
        "g": Box(184.0, 0.0, 200.0, 164.0),
        "g/in": Box(208.0, 72.0, 115.0, 100.0),
        "g/out": Box(260.0, 72.0, 115.0, 100.0),
        "b": Box(400.0, 0.0, 115.0, 276.0),
    }
    apart = placed(boxes, g=(24.0, 24.0))
    assert apart["g"].x == 344.0  # behind a
    assert apart["g/in"].x - apart["g"].x == 24.0
    assert apart["g/out"].x >= apart["g/in"].right
    assert apart["b"].x >= apart["g/out"].right + 24.0
    assert not any_overlap({name: box for name, box in apart.items() if name != "g"})
