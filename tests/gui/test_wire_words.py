"""What a wire says of its shape: axes, symbolic batch and time, memory of a batch."""

import pytest
from PySide6.QtWidgets import QApplication

from playground.core.blocks.shapes import DataFields, Field, Shape
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge
from playground.gui.canvas.edge_item import EdgeItem
from playground.gui.canvas.look import Look
from playground.gui.canvas.wire_text import WireFace
from playground.gui.canvas.wire_words import Load, steps_of, tip_of, words_of
from playground.gui.theme.tokens import DARK

TEXT = DataFields({"tokens": Field((14,), "int", "tokens"), "label": Field((), "int", "label")}, 100)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (Shape((14, 32)), "T × 32"),
        (Shape((15, 32)), "T + 1 × 32"),
        (Shape((7, 32)), "7 × 32"),
        (Shape((14,), "int"), "T"),
        (Shape((14,)), "14"),
        (Shape((16, 14, 14)), "14 × 14 × 16"),
        (Shape(()), "1"),
    ],
    ids=str,
)
def test_time_is_symbolic_where_it_is_the_datas(shape: Shape, words: str) -> None:
    assert words_of(shape, steps_of(CATALOGUE, TEXT)) == words


def test_without_sequences_every_size_is_a_number() -> None:
    assert steps_of(CATALOGUE, DataFields({"image": Field((1, 8, 8))}, 10)) is None
    assert words_of(Shape((14, 32)), None) == "14 × 32"


def test_the_tip_of_a_sequence() -> None:
    assert tip_of(Load(Shape((14, 32)), 14, 64)).splitlines() == [
        "T × 32 · time, features",
        "PyTorch: (N, T, 32) · N, time, features",
        "T: time, up to 14 steps here",
        "N: 114 KB in a batch of 64",
    ]


def test_the_tip_of_tokens_counts_eight_bytes_each() -> None:
    assert tip_of(Load(Shape((14,), "int"), 14, 10)).splitlines()[-1] == "N: 1.1 KB in a batch of 10"


def test_no_silent_wire_strikes_what_another_says(qapp: QApplication) -> None:
    """Of two wires that carry the same into one block the first alone says what: it lies above."""
    look = Look(DARK)
    told, silent = (EdgeItem(Edge("one", "out", "both", port), look) for port in ("in", "in_2"))
    told.show_face(WireFace(words="32", tight="32"))
    silent.show_face(WireFace())
    assert told.zValue() > silent.zValue()
