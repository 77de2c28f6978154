"""The activation functions, one table: what they are called, what they do, and what makes them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.core.blocks.calls import Call
from playground.core.blocks.params import Choice, Param, choice

Span = tuple[float, float]
ANY_NUMBER: Span = (-math.inf, math.inf)


@dataclass(frozen=True)
class Activation:
    """One activation function; `call` is None for the identity."""

    id: str
    title: str
    short: str  # on a block's second line: "8 · tanh"
    call: Call | None
    formula: str
    help: str
    drawn: Callable[[float], float]  # the little curve beside its name, bent so much that it can be seen
    weights: int = 0  # what it learns
    span: Span = ANY_NUMBER  # between which numbers all that comes out lies
    rare: bool = False  # as a block, seldom wanted


ACTIVATIONS: tuple[Activation, ...] = (
    Activation(
        "linear", "Linear", "linear", None, "f(x) = x",
        "Passes every number on as it is. Right for the last layer before a goal, which wants raw scores.",
        lambda x: x,
    ),
    Activation(
        "relu", "ReLU", "ReLU", Call("nn.ReLU"), "f(x) = max(0, x)",
        "Cuts off everything below zero. Cheap and dependable; a unit that never rises above zero stops "
        "learning.",
        lambda x: max(0.0, x),
        span=(0.0, math.inf),
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", "leaky ReLU", Call("nn.LeakyReLU", 0.01),
        "f(x) = x if x > 0, else 0.01 x",
        "A ReLU that lets a hundredth of the negative side through, so that no unit stops learning for good.",
        lambda x: x if x > 0 else 0.12 * x,  # the real 0.01 could not be seen
    ),
    Activation(
        "prelu", "PReLU", "PReLU", Call("nn.PReLU"), "f(x) = x if x > 0, else a · x, with a learned",
        "A leaky ReLU that learns by itself how much of the negative side to let through.",
        lambda x: x if x > 0 else 0.25 * x,  # as it begins
        weights=1,
        rare=True,
    ),
    Activation(
        "elu", "ELU", "ELU", Call("nn.ELU"), "f(x) = x if x > 0, else exp(x) - 1",
        "Bends smoothly towards -1 on the negative side, which keeps the mean output closer to zero.",
        lambda x: x if x > 0 else math.expm1(x),
        span=(-1.0, math.inf),
        rare=True,
    ),
    Activation(
        "selu", "SELU", "SELU", Call("nn.SELU"), "f(x) = 1.05 x if x > 0, else 1.76 (exp(x) - 1)",
        "An ELU scaled so that mean 0 and spread 1 keep themselves from layer to layer.",
        lambda x: 1.0507 * (x if x > 0 else 1.6733 * math.expm1(x)),
        span=(-1.7582, math.inf),
        rare=True,
    ),
    Activation(
        "gelu", "GELU", "GELU", Call("nn.GELU"), "f(x) = x · Φ(x)",
        "Weighs each number by the chance that a normal variable lies below it. Usual in transformers.",
        lambda x: x * 0.5 * (1 + math.erf(x / math.sqrt(2))),
        span=(-0.17, math.inf),
    ),
    Activation(
        "silu", "SiLU", "SiLU", Call("nn.SiLU"), "f(x) = x · sigmoid(x)",
        "A smooth ReLU with a small dip below zero, also called swish. Learns curved boundaries quickly.",
        lambda x: x / (1 + math.exp(-x)),
        span=(-0.2785, math.inf),
    ),
    Activation(
        "mish", "Mish", "Mish", Call("nn.Mish"), "f(x) = x · tanh(ln(1 + exp(x)))",
        "Smooth everywhere, with a small dip below zero, much like SiLU.",
        lambda x: x * math.tanh(math.log1p(math.exp(x))),
        span=(-0.3089, math.inf),
        rare=True,
    ),
    Activation(
        "hardswish", "Hardswish", "hardswish", Call("nn.Hardswish"),
        "f(x) = x · clip(x + 3, 0, 6) / 6",
        "A SiLU made of straight pieces, cheap enough for small devices.",
        lambda x: x * min(max(x + 3, 0.0), 6.0) / 6,
        span=(-0.375, math.inf),
        rare=True,
    ),
    Activation(
        "relu6", "ReLU6", "ReLU6", Call("nn.ReLU6"), "f(x) = min(max(0, x), 6)",
        "A ReLU that goes no higher than 6, so that small devices can store what comes out in few bits. "
        "Howard et al., arXiv:1704.04861.",
        lambda x: min(max(0.0, x), 1.2),  # the real 6 could not be seen
        span=(0.0, 6.0),
        rare=True,
    ),
    Activation(
        "hardsigmoid", "Hardsigmoid", "hardsigmoid", Call("nn.Hardsigmoid"),
        "f(x) = clip(x + 3, 0, 6) / 6",
        "A sigmoid made of three straight pieces, cheap enough for small devices. Beyond -3 and 3 its slope "
        "is zero.",
        lambda x: min(max(2 * x + 3, 0.0), 6.0) / 6,
        span=(0.0, 1.0),
        rare=True,
    ),
    Activation(
        "hardtanh", "Hardtanh", "hardtanh", Call("nn.Hardtanh"), "f(x) = clip(x, -1, 1)",
        "A tanh made of three straight pieces: between -1 and 1 numbers go on as they are, others are cut.",
        lambda x: min(max(x, -1.0), 1.0),
        span=(-1.0, 1.0),
        rare=True,
    ),
    Activation(
        "tanh", "Tanh", "tanh", Call("nn.Tanh"), "f(x) = tanh(x)",
        "Squeezes every number between -1 and 1, symmetric about zero. Far from zero its slope almost "
        "vanishes.",
        math.tanh,
        span=(-1.0, 1.0),
    ),
    Activation(
        "sigmoid", "Sigmoid", "sigmoid", Call("nn.Sigmoid"), "f(x) = 1 / (1 + exp(-x))",
        "Squeezes every number between 0 and 1. In deep networks its small slope slows learning down.",
        lambda x: 1 / (1 + math.exp(-2 * x)),
        span=(0.0, 1.0),
    ),
    Activation(
        "softplus", "Softplus", "softplus", Call("nn.Softplus"), "f(x) = ln(1 + exp(x))",
        "A rounded ReLU that never quite reaches zero; its slope is the sigmoid.",
        lambda x: math.log1p(math.exp(x)),
        span=(0.0, math.inf),
        rare=True,
    ),
)  # fmt: skip

_BY_ID = {entry.id: entry for entry in ACTIVATIONS}
_HELP = (
    "The function each output goes through. Without one, any stack of layers can draw only straight lines; "
    "with one, it can bend them."
)


def find_activation(name: str) -> Activation:
    """Return one entry of the table; KeyError when there is none of that name."""
    return _BY_ID[name]


def activation_call(name: str) -> Call | None:
    """Return what makes the function, or None for the identity."""
    return _BY_ID[name].call


def activation_weights(name: str) -> int:
    """Return how many weights the function learns."""
    return _BY_ID[name].weights


def activation_span(name: str) -> Span:
    """Return between which numbers all lies that the function gives."""
    return _BY_ID[name].span


def activation(default: str = "relu", *, name: str = "activation", help: str = _HELP) -> Param:
    """Describe a parameter that chooses an activation function."""
    choices = tuple(Choice(entry.id, entry.title) for entry in ACTIVATIONS)
    return choice(name, default, choices, help=help)
