"""Attention in windows is plain attention in each of them; shifted, what was cut off keeps to itself."""

from __future__ import annotations

import torch

from playground.core.layers.modules.attention import Attention
from playground.core.layers.modules.windows import WindowAttention


def drawn(shifted: bool = False) -> WindowAttention:
    torch.manual_seed(2)
    return WindowAttention(4, 2, 3, shifted).double()


def test_each_window_is_plain_attention_where_no_way_counts_more() -> None:
    ours, plain = drawn(), Attention(4, 2).double()
    torch.nn.init.zeros_(ours.nearness)
    layers = {key: each for key, each in ours.state_dict().items() if key != "nearness"}
    plain.load_state_dict(layers)
    picture = torch.randn(2, 4, 6, 3, dtype=torch.float64)
    found = ours(picture)
    for top in (0, 3):
        steps = picture[:, :, top : top + 3].flatten(2).mT
        torch.testing.assert_close(found[:, :, top : top + 3].flatten(2).mT, plain(steps))


def test_the_way_from_one_pixel_to_another_has_a_number_of_its_own() -> None:
    """Ways are counted from -2 to 2, rows first: from the last row's second pixel to the first of all."""
    ours = drawn()
    assert ours.between[7, 0] == (2 + 2) * 5 + (1 + 2) and ours.between[0, 7] == 1
    assert sorted(ours.between.unique().tolist()) == list(range(25))


def seen(layer: WindowAttention, row: int, column: int) -> set[tuple[int, int]]:
    """Return the pixels of a picture of 6 × 6 that one of the answer hangs on."""
    picture = torch.randn(1, 4, 6, 6, dtype=torch.float64, requires_grad=True)
    layer(picture)[0, :, row, column].sum().backward()
    assert picture.grad is not None
    return {(int(y), int(x)) for y, x in picture.grad[0].abs().sum(0).nonzero()}


def test_shifted_windows_lie_half_a_window_further_and_do_not_join_rims() -> None:
    square = {(row, column) for row in (1, 2, 3) for column in (1, 2, 3)}
    assert seen(drawn(shifted=True), 2, 1) == square
    assert seen(drawn(shifted=True), 0, 0) == {(0, 0)}
    assert seen(drawn(shifted=True), 5, 2) == {(row, column) for row in (4, 5) for column in (1, 2, 3)}
    assert seen(drawn(), 0, 0) == {(row, column) for row in (0, 1, 2) for column in (0, 1, 2)}
