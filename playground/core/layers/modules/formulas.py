"""Formulas over several inputs, as trees of tuples, and sums of products over named axes."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

ONE = {"sin": torch.sin, "cos": torch.cos, "tanh": torch.tanh, "exp": torch.exp, "log": torch.log,
       "sqrt": torch.sqrt, "abs": torch.abs, "relu": torch.relu, "sigmoid": torch.sigmoid}  # fmt: skip


class Formula(nn.Module):
    """Work out a tree number by number: ("+", ("a",), 2.0) adds 2 to the first of up to six inputs.

    All inputs have as many axes; those of length 1 are spread. The tree was read by a closed grammar.
    """

    def __init__(self, tree: tuple[Any, ...]) -> None:
        super().__init__()
        self.tree = tree

    def forward(self, *given: torch.Tensor | None) -> torch.Tensor:
        """Return what the formula gives, shaped like its inputs together."""
        wired = [each for each in given if each is not None]
        if any(each.dim() != wired[0].dim() for each in wired):
            raise ValueError("inputs of a formula have equally many axes")
        made = worked_out(self.tree, dict(zip("abcdef", given, strict=False)))
        spread: torch.Tensor = made.expand(torch.broadcast_shapes(made.shape, wired[0].shape))
        return spread

    def extra_repr(self) -> str:
        """Return the tree for the printed module."""
        return repr(self.tree)


def worked_out(tree: Any, named: dict[str, torch.Tensor | None]) -> Any:
    """Return the value of a tree: a tensor, or the number it is."""
    if not isinstance(tree, tuple | list):  # lists are what JSON makes of tuples
        return tree
    sign, *parts = tree
    if not parts:
        return named[sign]
    values = [worked_out(part, named) for part in parts]
    if sign == "where":
        return torch.where(*values)
    return ONE[sign](*values) if len(values) == 1 else combined(sign, *values)


def combined(sign: str, one: Any, other: Any) -> Any:
    """Return two values under a sign, one of them a tensor."""
    if sign in ("min", "max"):
        if not isinstance(one, torch.Tensor):
            one, other = other, one
        if isinstance(other, torch.Tensor):
            return torch.minimum(one, other) if sign == "min" else torch.maximum(one, other)
        return torch.clamp(one, max=other) if sign == "min" else torch.clamp(one, min=other)
    compared = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
    if sign in compared:
        return getattr(torch.as_tensor(one), compared[sign])(other)
    if sign in "+-":
        return one + other if sign == "+" else one - other
    return one**other if sign == "**" else one * other if sign == "*" else one / other


class Einsum(nn.Module):
    """Multiply two tensors and sum over the axes that the answer does not name: "Zij,Zjk->Zik".

    Z is the batch axis. Where it alone is left, one number a sample comes out.
    """

    def __init__(self, equation: str) -> None:
        super().__init__()
        self.equation = equation

    def forward(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        """Return the sums of products."""
        made = torch.einsum(self.equation, first, second)
        return made.unsqueeze(1) if made.dim() == 1 else made

    def extra_repr(self) -> str:
        """Return the equation for the printed module."""
        return repr(self.equation)
