"""Plain functions of single numbers, as blocks: logarithm, root, power and their kin."""

from __future__ import annotations

import math

from playground.core.blocks.activations import ANY_NUMBER, Span
from playground.core.blocks.calls import Call
from playground.core.blocks.naming import handed_on
from playground.core.blocks.params import Param, Params, number
from playground.core.blocks.spec import (
    BlockSpec,
    CallRule,
    Category,
    SettingRule,
    SpanRule,
    any_number,
    plain_setting,
)
from playground.core.sentences import Text

POSITIVE: Span = (0.0, math.inf)
_COMMON = "Every number goes through it by itself, and what comes out has the shape of what went in."


def _below_zero(word: str) -> str:
    return (
        f"A number below zero has no {word}: training stops there and names this block. Softplus or Absolute "
        "value before it keep numbers above zero."
    )


def power_domain(p: Params) -> Span:
    """Return that powers which are no whole numbers are of numbers above zero alone."""
    return ANY_NUMBER if float(p.exponent).is_integer() else POSITIVE


def power_span(p: Params) -> Span:
    """Return that odd powers keep the sign, and no others are below zero."""
    return ANY_NUMBER if p.exponent % 2 == 1 else POSITIVE


def _function(block_id: str, title: str, summary: str, help: str, call: CallRule, icon: str, *,
              params: tuple[Param, ...] = (), domain: SpanRule = any_number, span: SpanRule = any_number,
              setting: SettingRule = plain_setting) -> BlockSpec:  # fmt: skip
    return BlockSpec(
        id=block_id, title=title, category=Category.MATHEMATICS, summary=summary, help=f"{help} {_COMMON}",
        params=params, call=call, icon=icon, domain=domain, span=span, setting=setting, names=handed_on,
        taken_apart="pointwise", keeps_shape=True, keeps_time=True, rare=True, tint="activation",
    )  # fmt: skip


EXPONENTIAL = _function(
    "exponential", "Exponential", "Raises e to the power of every number.",
    "What comes out is above zero and grows quickly: 10 becomes 22 026, and beyond 88 it is infinite. It "
    "turns sums into products, and a logarithm back into what it was taken of.",
    lambda p, shapes: Call("modules.Exponential"), "trending-up", span=lambda p: POSITIVE,
)  # fmt: skip
LOGARITHM = _function(
    "logarithm", "Logarithm", "Takes the natural logarithm of every number.",
    "Numbers that span many sizes, such as incomes or loudness, lie evenly in their logarithms; products "
    f"become sums. {_below_zero('logarithm')}",
    lambda p, shapes: Call("modules.Logarithm"), "chart-spline", domain=lambda p: POSITIVE,
)  # fmt: skip
SQUARE_ROOT = _function(
    "square_root", "Square root", "Takes the square root of every number.",
    "It draws large numbers together and spreads small ones; behind a sum of squares it gives a length. Its "
    f"slope is infinite at zero, which training cannot bear either. {_below_zero('square root')}",
    lambda p, shapes: Call("modules.SquareRoot"), "square-function", domain=lambda p: POSITIVE,
    span=lambda p: POSITIVE,
)  # fmt: skip
POWER = _function(
    "power", "Power", "Raises every number to a power that you set.",
    "2 squares, 3 keeps the sign, 0.5 is the square root, -1 divides 1 by the number. "
    f"Where the exponent is no whole number: {_below_zero('such power')}",
    lambda p, shapes: Call("modules.Power", p.exponent), "superscript",
    params=(number("exponent", 2.0, minimum=-100.0, maximum=100.0, slider=(-2.0, 4.0),
                   help="The power that each number is raised to."),),
    domain=power_domain, span=power_span,
    setting=lambda p: Text("to the {exponent:g}", exponent=p.exponent),
)  # fmt: skip
ABSOLUTE_VALUE = _function(
    "absolute_value", "Absolute value", "Drops the sign of every number.",
    "How far a number lies from zero, whichever way. Behind Subtract it says how far two branches differ.",
    lambda p, shapes: Call("modules.AbsoluteValue"), "activity", span=lambda p: POSITIVE,
)  # fmt: skip
CLAMP = _function(
    "clamp", "Clamp", "Cuts off what lies beyond two bounds.",
    "A number between the bounds goes on as it is, one beyond becomes the bound and teaches nothing to what "
    "stands before. It keeps an answer within what is possible, or a logarithm away from zero.",
    lambda p, shapes: Call("modules.Clamp", p.low, p.high), "ruler",
    params=(number("low", -1.0, minimum=-1e6, maximum=1e6, slider=(-10.0, 10.0), help="The lower bound."),
            number("high", 1.0, minimum=-1e6, maximum=1e6, slider=(-10.0, 10.0), help="The upper bound; "
                   "it must lie above the lower one.")),
    span=lambda p: (p.low, p.high),
    setting=lambda p: Text("{low:g} to {high:g}", low=p.low, high=p.high),
)  # fmt: skip

KINDS = (EXPONENTIAL, LOGARITHM, SQUARE_ROOT, POWER, ABSOLUTE_VALUE, CLAMP)
