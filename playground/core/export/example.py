"""Pieces of code that the snippets of several exporters share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.shapes import Field

if TYPE_CHECKING:
    import torch

MOST_NUMBERS = 16  # of one sample that code can show


def example_values(tensor: torch.Tensor, samples: int = 2) -> str:
    """Return the first raw samples as nested Python lists; empty where one sample is too large to show."""
    return repr(_short(tensor[:samples].tolist())) if tensor[0].numel() <= MOST_NUMBERS else ""


def classes_line(field: Field, rule: GoalRule, output: str) -> list[str]:
    """Return lines that print the answers, with the names of the classes."""
    if rule.answer == "number" or not field.classes:
        return [f"print({output})  # one value a sample"]
    names = f"classes = {json.dumps(list(field.classes), ensure_ascii=True)}"
    if rule.answer == "every":
        said = "[name for name, share in zip(classes, row) if share > 0.5]"
        return [names, f"for row in {output}:  # one probability a label", f"    print({said})"]
    if rule.aligned != "sample":
        return [
            names,
            f"print({output}.argmax({rule.axis}))  # the place in `classes` of each {rule.aligned}",
        ]
    return [
        names,
        f"for row in {output}:  # one probability a class",
        '    print(classes[row.argmax()], f"{row.max():.3f}")',
    ]


def _short(value: object) -> object:
    """Return numbers without needless digits: float32 needs no more than nine."""
    if isinstance(value, list):
        return [_short(each) for each in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
