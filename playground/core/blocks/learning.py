"""How a block learns, beside what it is: one description for all blocks with weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from playground.core.blocks.params import Choice, Params, choice, number

_STOPS = (0.0, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 2.0, 3.0, 10.0, 30.0, 100.0)

USUAL = "usual"
WITH_SPREAD = ("normal", "truncated_normal")
WAYS = (
    Choice(USUAL, "As PyTorch does"),
    Choice("kaiming_uniform", "Kaiming uniform"),
    Choice("kaiming_normal", "Kaiming normal"),
    Choice("xavier_uniform", "Xavier uniform"),
    Choice("xavier_normal", "Xavier normal"),
    Choice("orthogonal", "Orthogonal"),
    Choice("truncated_normal", "Truncated normal"),
    Choice("normal", "Normal"),
    Choice("zeros", "Zeros"),
)

LEARNING = (
    number("rate_factor", 1.0, minimum=0.0, maximum=100.0, slider=(0.0, 100.0), stops=_STOPS,
           help="Times the recipe's learning rate, for this block's weights: below 1 for layers that know "
                "something already. At 0 no step moves them, but running statistics go on, unlike in a "
                "frozen block."),
    number("penalty_factor", 1.0, minimum=0.0, maximum=100.0, slider=(0.0, 100.0), stops=_STOPS,
           help="Times the recipe's L1, L2 and weight decay, for this block's weights; 0 spares them."),
    choice("initial_weights", USUAL, WAYS, title="Initial weights",
           help="How its weights are drawn at the start, by the run's seed; all ways but PyTorch's own begin "
                "with biases of zero. Kaiming suits ReLU and its kin, Xavier tanh and sigmoid. A change "
                "lets the block begin anew."),
    number("initial_spread", 0.02, title="Spread", above=0.0, maximum=100.0, slider=(0.001, 1.0),
           logarithmic=True,
           help="The standard deviation of normal initial weights; truncated ones lie within twice of it."),
)  # fmt: skip
FACTORS = ("rate_factor", "penalty_factor")


class Factors(NamedTuple):
    """What one block's weights have of the recipe's figures."""

    rate: float = 1.0
    penalty: float = 1.0


class Beginning(NamedTuple):
    """How weights are drawn at the start."""

    way: str = USUAL
    spread: float = 0.0  # of a way that asks for one


def learning_of(given: Mapping[str, Any]) -> Params:
    """Return how a block learns, with defaults filled in."""
    return Params(LEARNING, given)


def factors_of(given: Mapping[str, Any]) -> Factors:
    """Return a block's factors."""
    return Factors(*(learning_of(given)[name] for name in FACTORS))


def beginning_of(given: Mapping[str, Any]) -> Beginning:
    """Return how a block's weights are drawn at the start."""
    learning = learning_of(given)
    return Beginning(
        learning.initial_weights, learning.initial_spread if learning.initial_weights in WITH_SPREAD else 0.0
    )


def idle(learning: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of what does nothing as the rest is chosen."""
    return frozenset() if learning["initial_weights"] in WITH_SPREAD else frozenset({"initial_spread"})


def chosen(learning: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is not as it is by default: what a block need say."""
    usual = learning_of({})
    return {name: value for name, value in learning.items() if name not in usual or value != usual[name]}


def within_group(outer: Mapping[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a block learns that stands in a group: factors multiply, what else it says goes first."""
    both = {name: factor * learning_of(inner)[name] for name, factor in learning_of(outer).items()
            if name in FACTORS}  # fmt: skip
    return chosen({**outer, **inner, **both})
