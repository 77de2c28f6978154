"""Networks that papers draw, drawn in a real window by keys, clicks and drags alone."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hand import CTRL, Hand

TOWER = ("conv 2d", "max pool", "conv 2d", "max pool", "flatten", "dense")
BRANCH = ("conv 2d", "batch norm", "relu", "conv 2d", "batch norm", "add", "relu")


def mixture_of_experts(hand: Hand) -> str:
    """Draw four experts, of which a gate of scores takes two for each digit; return their group."""
    hand.start_with_data_of("digits mlp")
    hand.add("image")
    hand.add("flatten")
    hand.add("dense", units=16)
    experts = hand.add("mixture")
    answers(hand, 10)
    return experts


def siamese(hand: Hand) -> tuple[str, str]:
    """Draw two towers with the same weights and the squared difference of what they say; return both."""
    hand.start_with_data_of("siamese digits")
    hand.add("image")
    tower = hand.group(*[hand.add(words) for words in TOWER])
    hand.case.key(Qt.Key.Key_L, CTRL)
    hand.case.wait(lambda: hand.chosen != tower)
    other = hand.chosen
    hand.click(tower)
    difference = hand.add("subtract")
    squared = hand.add("multiply")
    answers(hand, 2)
    hand.free()
    second = hand.add("image")
    hand.choose("field", "Image 2")
    hand.wire(second, other, "in")
    hand.wire(other, difference, "in_2")
    hand.wire(difference, squared, "in_2")
    return tower, other


def squeezing_residual(hand: Hand) -> str:
    """Draw two residual blocks, each with a gate before its sum; return their group."""
    hand.start_with_data_of("small resnet")
    hand.add("image")
    stem = hand.add("conv 2d", filters=16)
    parts = [filters(hand, 16) if words == "conv 2d" else hand.add(words) for words in BRANCH]
    hand.add("global pool")
    answers(hand, 10)
    hand.wire(stem, parts[5], "in_2")
    hand.case.drop_on_wire("squeeze_excite", parts[4], parts[5])
    hand.case.wait(lambda: "squeeze_excite" in hand.canvas.canvas.blocks)
    return hand.group(*parts[:5], "squeeze_excite", *parts[5:], repeat=2)


def answers(hand: Hand, count: int) -> None:
    """Add a score for each class, and the goal."""
    hand.add("dense", units=count)
    hand.choose("activation", "Linear")
    hand.add("classify")


def filters(hand: Hand, count: int) -> str:
    """Add a convolution without an activation: its norm comes first."""
    made = hand.add("conv 2d", filters=count)
    hand.choose("activation", "Linear")
    return made
