"""Each activation function as a block of its own: from the table of activations, and the softmaxes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from playground.core.blocks.activations import ACTIVATIONS, Activation, Span
from playground.core.blocks.calls import Call
from playground.core.blocks.counting import weightless
from playground.core.blocks.naming import handed_on
from playground.core.blocks.params import Choice, Param, Params, choice, flag, integer, number
from playground.core.blocks.spec import BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text

_COMMON = (
    "It has no shape of its own: every number goes through the function by itself, and what comes out has "
    "the shape of what went in. Dense and convolutions bring an activation along; a block of its own "
    "stands where something else, such as a norm or a sum, comes between."
)

_PARAMS: Mapping[str, tuple[Param, ...]] = {
    "leaky_relu": (
        number("negative_slope", 0.01, minimum=0.0, maximum=1.0, slider=(0.0, 0.5),
               help="How steep the function is below zero."),
    ),
    "prelu": (
        flag("per_channel", False, help="Learns a slope for each feature or channel instead of one for all."),
        number("initial", 0.25, minimum=-1.0, maximum=1.0, slider=(0.0, 1.0), title="First slope",
               help="The slope below zero that training begins with."),
    ),
    "elu": (
        number("alpha", 1.0, minimum=0.0, maximum=100.0, slider=(0.1, 3.0),
               help="How far below zero the function reaches."),
    ),
    "gelu": (
        choice("approximate", "none", (Choice("none", "Exact"), Choice("tanh", "By tanh")),
               title="Formula", help="The exact function, or the quicker formula with tanh."),
    ),
    "softplus": (
        number("beta", 1.0, minimum=0.01, maximum=100.0, slider=(0.1, 10.0), logarithmic=True,
               help="How sharp the bend is: the larger, the more it looks like a ReLU."),
    ),
}  # fmt: skip


def _call(entry: Activation) -> Callable[[Params, Shapes], Call]:
    """Return the rule that makes one function with the block's settings."""
    target = entry.call.target if entry.call is not None else "nn.Identity"
    rules: Mapping[str, Callable[[Params, Shapes], Call]] = {
        "leaky_relu": lambda p, shapes: Call(target, p.negative_slope),
        "prelu": lambda p, shapes: Call(
            "modules.FeaturePReLU" if _by_feature(p, shapes) else target, _slopes(p, shapes), p.initial
        ),
        "elu": lambda p, shapes: Call(target, p.alpha),
        "gelu": lambda p, shapes: Call(target, approximate=p.approximate),
        "softplus": lambda p, shapes: Call(target, p.beta),
    }
    return rules.get(entry.id, lambda p, shapes: Call(target))


def _span(entry: Activation) -> Callable[[Params], Span]:
    return (lambda p: (-p.alpha, math.inf)) if entry.id == "elu" else lambda p: entry.span


def _by_feature(p: Params, shapes: Shapes) -> bool:
    """Say whether slopes belong to the features of a sequence, whose first axis is time."""
    return bool(p.get("per_channel")) and shapes[0].rank == 2


def _slopes(p: Params, shapes: Shapes) -> int:
    """Return how many slopes are learned: one a channel or feature, or one for all."""
    return shapes[0].feature_count if p.get("per_channel") and shapes[0].rank else 1


def _setting(p: Params) -> Text:
    first = next(iter(p.items()), None)
    if first is None or isinstance(first[1], (bool, str)):
        return Text("")
    return Text(
        "{param} {value:g}", param=Text(first[0]).changed(lambda name: name.replace("_", " ")), value=first[1]
    )


def _spec(entry: Activation) -> BlockSpec:
    return BlockSpec(
        id=entry.id,
        title=entry.title,
        category=Category.ACTIVATION,
        summary=f"Applies {entry.title} to every number.",
        help=f"{entry.help} {entry.formula}. {_COMMON}",
        params=_PARAMS.get(entry.id, ()),
        call=_call(entry),
        icon="activity",
        setting=_setting,
        weights=(lambda p, shapes: entry.weights * _slopes(p, shapes)) if entry.weights else weightless,
        span=_span(entry),
        names=handed_on,
        keeps_shape=True,
        taken_apart="pointwise",
        keeps_time=True,
        rare=entry.rare,
        tint="activation",
    )


SOFTMAX_INPUT = Port("in", (1, 2, 3), needs="a flat list, a sequence or a picture")


def _over_axis(target: str) -> Callable[[Params, Shapes], Call]:
    """Return the rule: across features, across the features of each step, across the channels of pixels."""
    return lambda p, shapes: Call(target, dim=shapes[0].feature_axis)


SOFTMAX = BlockSpec(
    id="softmax",
    title="Softmax",
    category=Category.ACTIVATION,
    summary="Turns scores into shares that add up to 1.",
    help=(
        "Each score is raised to a power of e and divided by the sum of all: the largest score gets the "
        "largest share. In a picture this is done across the channels of each pixel, in a sequence across "
        "the features of each step. Do not put it before Classify, which takes raw scores and applies "
        "softmax itself; twice would flatten the answer and slow learning down."
    ),
    inputs=(SOFTMAX_INPUT,),
    call=_over_axis("nn.Softmax"),
    names=handed_on,
    icon="percent",
    keeps_shape=True,
    shares=True,
    span=lambda p: (0.0, 1.0),
    taken_apart="pointwise",
    keeps_time=True,
    tint="activation",
)

LOG_SOFTMAX = BlockSpec(
    id="log_softmax",
    rare=True,
    title="Log softmax",
    category=Category.ACTIVATION,
    summary="Turns scores into the logarithms of shares.",
    help=(
        "The logarithm of softmax, computed in one go, which stays exact where a share is very small. "
        "Across features, the features of each step, or the channels of each pixel. Classify takes raw "
        "scores and applies it itself, so it has no place before that goal."
    ),
    inputs=(SOFTMAX_INPUT,),
    call=_over_axis("nn.LogSoftmax"),
    names=handed_on,
    icon="percent",
    keeps_shape=True,
    taken_apart="pointwise",
    keeps_time=True,
    tint="activation",
)

TOP_K = BlockSpec(
    id="top_k",
    rare=True,
    title="Top k",
    category=Category.ACTIVATION,
    summary="Turns the highest few scores into shares, and all others into 0.",
    help=(
        "Softmax over the k highest scores alone: their shares add up to 1, all others are exactly 0. It "
        "chooses the experts that answer in a mixture of experts, and the places that attention may look at. "
        "Across features, the features of each step, or the channels of each pixel. Only the scores that are "
        "taken learn; one alone has a share of 1 whatever its score, and learns nothing."
    ),
    params=(integer("k", 2, minimum=1, slider=(1, 16), title="How many", help="How many scores count."),),
    inputs=(SOFTMAX_INPUT,),
    call=lambda p, shapes: Call("modules.TopK", p.k, shapes[0].feature_axis),
    names=handed_on,
    icon="list-filter",
    setting=lambda p: Text("{k} highest", k=p.k),
    refit=lambda p, shape: {"k": shape.feature_count} if p.k > shape.feature_count else {},
    keeps_shape=True,
    shares=True,
    span=lambda p: (0.0, 1.0),
    taken_apart="pointwise",
    keeps_time=True,
    tint="activation",
)


KINDS = (*(_spec(entry) for entry in ACTIVATIONS if entry.call is not None), SOFTMAX, LOG_SOFTMAX, TOP_K)
