"""A call as an expression: what has no weights is written as people write it, a layer as an attribute."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from playground.core.blocks.calls import Call
from playground.core.export.script.lines import literal

FUNCTIONAL = "torch.nn.functional"


@dataclass(frozen=True)
class Written:
    """An expression, and what has to be imported for it from torch.nn.functional."""

    text: str
    whole: bool = True  # holds together without brackets
    functions: frozenset[str] = frozenset()

    @property
    def operand(self) -> str:
        """Return the text as a part of another expression."""
        return self.text if self.whole else f"({self.text})"


Rule = Callable[[Call, Sequence[Written]], Written]
NONE = Written("None")


def written(call: Call, given: Sequence[Written]) -> Written | None:
    """Return what a call of no weights gives; None for one that stands as a layer of its own."""
    rule = RULES.get(call.target)
    if rule is None:
        return None
    made = rule(call, given)
    return Written(made.text, made.whole, made.functions.union(*(each.functions for each in given)))


def arguments(call: Call) -> str:
    """Return what stands in the brackets of a call."""
    named = [f"{name}={literal(value)}" for name, value in call.kwargs.items()]
    return ", ".join([*map(literal, call.args), *named])


def constructor(call: Call) -> str:
    """Return what makes a layer: of PyTorch's as nn.NAME, of our own by its name."""
    usual = _defaults(call.target)
    told = {name: each for name, each in call.kwargs.items()
            if name not in usual or type(usual[name]) is not type(each) or usual[name] != each}  # fmt: skip
    return f"{call.target.removeprefix('modules.')}({arguments(Call(call.target, *call.args, **told))})"


@cache
def _defaults(target: str) -> Mapping[str, Any]:
    """Return the arguments that the layer's class has by itself: they need no words."""
    from playground.core.layers.make import module_class

    parameters = inspect.signature(module_class(target)).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not inspect.Parameter.empty}


def _function(name: str) -> Rule:
    """Apply a function of torch.nn.functional, with the arguments of the layer behind the values."""

    def rule(call: Call, given: Sequence[Written]) -> Written:
        rest = arguments(call)
        text = f"{name}({given[0].text}{', ' if rest else ''}{rest})"
        return Written(text, functions=frozenset() if "." in name else frozenset((name,)))

    return rule


def _between(sign: str) -> Rule:
    def rule(call: Call, given: Sequence[Written]) -> Written:
        wired = [each for each in given if each is not NONE]
        return Written(f" {sign} ".join(each.operand for each in wired), whole=len(wired) == 1)

    return rule


def _average(call: Call, given: Sequence[Written]) -> Written:
    wired = [each for each in given if each is not NONE]
    total = _between("+")(call, wired)
    return Written(f"{total.operand} / {len(wired)}", whole=False)


def _joined(call: Call, given: Sequence[Written]) -> Written:
    wired = ", ".join(each.text for each in given if each is not NONE)
    (axis,) = call.args
    return Written(f"torch.cat([{wired}], dim={axis})")


def _method(shape: Callable[[Call], str]) -> Rule:
    """Apply a method of the tensor itself."""
    return lambda call, given: Written(f"{given[0].operand}.{shape(call)}")


def _affine(call: Call, given: Sequence[Written]) -> Written:
    scale, offset = (*call.args, 1.0, 0.0)[:2] if len(call.args) != 1 else (call.args[0], 0.0)
    scale, offset = call.kwargs.get("scale", scale), call.kwargs.get("offset", offset)
    made = given[0]
    if scale != 1.0:
        made = Written(f"{made.operand} * {literal(scale)}", whole=False)
    return Written(f"{made.text} + {literal(offset)}", whole=False) if offset else made


def _formula(call: Call, given: Sequence[Written]) -> Written:
    """Write a formula's tree with its inputs' own names."""
    (tree,) = call.args
    named = dict(zip("abcdef", given, strict=False))
    text = _of_tree(tree, named)
    return Written(text, whole=len(tree) != 3)


def _of_tree(tree: Any, named: Mapping[str, Written]) -> str:
    """Return a tree as Python; every part that is made of others in brackets, but the whole."""
    if not isinstance(tree, tuple):
        return literal(tree)
    sign, *parts = tree
    if not parts:
        return named[sign].operand
    if len(parts) == 2 and sign not in _BOUNDS:
        one, other = (_bracketed(part, named) for part in parts)
        return f"{one} {sign} {other}"
    texts = [_of_tree(part, named) for part in parts]
    if sign in _BOUNDS and not all(isinstance(part, tuple) for part in parts):
        texts = texts[::-1] if isinstance(parts[1], tuple) else texts
        return f"torch.clamp({texts[0]}, {'max' if sign == 'min' else 'min'}={texts[1]})"
    return f"torch.{_BOUNDS.get(sign, sign)}({', '.join(texts)})"


def _bracketed(tree: Any, named: Mapping[str, Written]) -> str:
    text = _of_tree(tree, named)
    alone = not isinstance(tree, tuple) or len(tree) != 3 or tree[0] in _BOUNDS
    return text if alone and not text.startswith("-") else f"({text})"


def _einsum(call: Call, given: Sequence[Written]) -> Written:
    (equation,) = call.args
    made = Written(f"torch.einsum({literal(equation)}, {given[0].text}, {given[1].text})")
    return made if not equation.endswith("->Z") else Written(f"{made.text}.unsqueeze(1)")


_BOUNDS = {"min": "minimum", "max": "maximum"}
_FUNCTIONS = {
    "nn.ReLU": "relu",
    "nn.LeakyReLU": "leaky_relu",
    "nn.ELU": "elu",
    "nn.SELU": "selu",
    "nn.GELU": "gelu",
    "nn.SiLU": "silu",
    "nn.Mish": "mish",
    "nn.Hardswish": "hardswish",
    "nn.ReLU6": "relu6",
    "nn.Hardsigmoid": "hardsigmoid",
    "nn.Hardtanh": "hardtanh",
    "nn.Softplus": "softplus",
    "nn.Tanh": "torch.tanh",
    "nn.Sigmoid": "torch.sigmoid",
    "nn.Softmax": "torch.softmax",
    "modules.Exponential": "torch.exp",
    "modules.Logarithm": "torch.log",
    "modules.SquareRoot": "torch.sqrt",
    "modules.AbsoluteValue": "torch.abs",
    "modules.Power": "torch.pow",
    "modules.Clamp": "torch.clamp",
}
IMPORTED = frozenset(name for name in _FUNCTIONS.values() if "." not in name)  # no value may have such a name
RULES: dict[str, Rule] = {
    **{target: _function(name) for target, name in _FUNCTIONS.items()},
    "modules.Add": _between("+"),
    "modules.Subtract": _between("-"),
    "modules.Multiply": _between("*"),
    "modules.Average": _average,
    "modules.Concatenate": _joined,
    "modules.ChannelsFirst": _method(lambda call: "transpose(1, 2)"),
    "modules.ChannelsLast": _method(lambda call: "transpose(1, 2)"),
    "modules.Affine": _affine,
    "modules.Formula": _formula,
    "modules.Einsum": _einsum,
}  # tests hold each against its layer, to the bit
