"""Published networks put together from the palette, by keys and clicks alone, to the published count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drawn_as_papers import answers, filters
from hand import Hand
from real_window import RealWindow

pytestmark = pytest.mark.slow


@pytest.fixture
def hand(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Hand]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield Hand(made)
    made.close()


def parameters(hand: Hand) -> int:
    """Return the count when all is ready to train."""
    hand.case.wait(lambda: hand.case.ws.checks.blocker is None)
    hand.case.wait(lambda: hand.case.ws.training.why_not == "")
    return hand.case.ws.inference.total


def test_resnet_18_of_residual_blocks(hand: Hand) -> None:
    """11,689,512 of torchvision, without two of three colours and with ten classes: 6,272 and 507,870 less.

    The first convolution keeps its bias: 64 more.
    """
    hand.start_with_data_of("digits mlp")
    hand.add("image")
    filters(hand, 64)
    hand.set_number("kernel", 7)
    for words in ("batch norm", "relu"):
        hand.add(words)
    for stage, width in enumerate((64, 128, 256, 512)):
        for number in range(2):
            hand.add("residual block", filters=width)
            if stage and not number:
                hand.set_number("stride", 2)
    hand.add("global pool")
    answers(hand, 10)
    assert parameters(hand) == 11_689_512 - 6_272 - 507_870 + 64


def test_a_highway_network_of_ten_layers(hand: Hand) -> None:
    """Srivastava, Greff, Schmidhuber, arXiv:1505.00387, section 3: ten layers of 50 units read digits."""
    hand.start_with_data_of("digits mlp")
    hand.add("image")
    hand.add("flatten")
    hand.add("dense", units=50)
    for _ in range(9):
        hand.add("highway")
    answers(hand, 10)
    assert parameters(hand) == 64 * 50 + 50 + 9 * 2 * (50 * 50 + 50) + 510


def test_the_encoder_of_bert_is_let_go_while_it_is_looked_at(hand: Hand) -> None:
    """Devlin et al., arXiv:1810.04805, section 3: twelve blocks of 7,087,872; guards see what is left."""
    hand.start_with_data_of("reviews transformer")
    hand.add("tokens")
    hand.add("embedding", features=768)
    hand.add("encoder block", repeat=12, heads=12, width=3072)
    hand.add("over time")
    answers(hand, 2)
    assert parameters(hand) == 768 * 128 + 12 * 7_087_872 + 2 * 769
    hand.case.wait(lambda: bool(hand.case.ws.views.answers))
