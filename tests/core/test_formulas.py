"""Formulas and einsum: what they compute, how scripts print them, and a sentence for what is none."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.blocks.formula_grammar import parsed
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.export.script.expressions import Written, written
from playground.core.layers.make import make
from playground.core.network.values import Edge, Network, Node
from playground.core.project.schema import from_json, to_json
from playground.core.project.values import DataChoice, Project
from playground.core.training.session import Session

FORMULA, EINSUM = CATALOGUE.blocks.get("formula"), CATALOGUE.blocks.get("einsum")
RIGHT: dict[str, Any] = {
    "a": lambda a, b: a,
    "1 - a * b": lambda a, b: 1 - a * b,
    "-a ** 2": lambda a, b: -(a**2),
    "2 ** -a": lambda a, b: 2 ** (-a),
    "a - b - 1": lambda a, b: (a - b) - 1,
    "a / b / 2": lambda a, b: (a / b) / 2,
    "a - (b - 1)": lambda a, b: a - (b - 1),
    "abs(a) ** b ** 2": lambda a, b: a.abs() ** (b**2),
    "where(a > b, a, b * 2)": lambda a, b: torch.where(a > b, a, b * 2),
    "where(0 <= a, 1, b)": lambda a, b: torch.where(a >= 0, 1.0, b),
    "max(a, b, 0.5) - min(a, b)": lambda a, b: a.maximum(b).clamp(min=0.5) - a.minimum(b),
    "relu(sin(a)) + sigmoid(cos(b)) * tanh(a)": lambda a, b: a.sin().relu() + b.cos().sigmoid() * a.tanh(),
    "exp(a) * log(abs(b)) / sqrt(1 + b * b)": lambda a, b: a.exp() * b.abs().log() / (1 + b * b).sqrt(),
    " pi*a+.5e1 ": lambda a, b: math.pi * a + 5,
    "where(1 < 2, a, log(b))": lambda a, b: a,
    "a + sin(1) * 2 ** 3": lambda a, b: a + math.sin(1) * 8,
}  # fmt: skip
WRONG = {
    "": "a number, an input or a function is missing at its end.",
    "3 + 4": "none of its inputs is in it; they are called a, b, c, d, e, f.",
    "a +": "a number, an input or a function is missing at its end.",
    "a b": "an operator is missing before b at place 3.",
    "(a": ") is missing at its end.",
    "a ^ 2": "^ at place 3 means nothing here.",
    "a; import os": "; at place 2 means nothing here.",
    "__import__('os')": "' at place 12 means nothing here.",
    "__import__(a)": "it knows no __import__, only the inputs a to f, sin, cos, tanh, exp, log, sqrt, "
                     "abs, relu, sigmoid, min, max, where, pi.",
    "a.b": ". at place 2 means nothing here.",
    "g + a": "it knows no g, only",
    "sin(a, b)": "sin takes one value, not 2.",
    "max(a)": "max takes two values or more, not 1.",
    "where(a, b, b)": "a comparison, such as a > 0, is missing before , at place 8.",
    "a > b": "an operator is missing before > at place 3.",
    "a / 0": "it divides by zero.",
    "a / (1 - 1)": "it divides by zero.",
    "a + 1e999": "1e999 is too large a number.",
    "a + 10 ** 10 ** 10": "a part of it without inputs comes to no number.",
    "a + log(-1)": "a part of it without inputs comes to no number.",
    "a + (-8) ** 0.5": "a part of it without inputs comes to no number.",
    "(" * 60 + "a" + ")" * 60: "it is nested more than 24 deep.",
    "-" * 100 + "a": "it is nested more than 24 deep.",
    "a" * 100_000: "a formula has 200 characters at most, not 100000.",
}  # fmt: skip


def call_of(kind: Any, *sizes: tuple[int, ...], **params: str) -> Any:
    return kind.call(kind.params_of(params), tuple(map(Shape, sizes)))


@pytest.mark.parametrize("text", RIGHT)
def test_a_formula_gives_what_it_says_and_so_does_its_script(text: str) -> None:
    a, b = torch.randn(4, 3), torch.randn(4, 3)
    call = call_of(FORMULA, (3,), (3,), formula=text)
    found = make(call)(a, b)
    torch.testing.assert_close(found, RIGHT[text](a, b))
    printed = written(call, (Written("a"), Written("b")))
    assert printed is not None
    names = {"torch": torch, "a": a, "b": b}
    assert torch.equal(eval(printed.text, names), found)  # noqa: S307  a line of a script, printed by us


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:20])
def test_what_is_no_formula_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        parsed(text)
    assert caught.value.message.startswith(WRONG[text]) and caught.value.message.endswith(".")
    assert len(caught.value.message) < 200


@given(st.text("abcsinwhere(),+-*/<>=1.0 e", max_size=60))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_any_text_is_a_formula_or_is_told_so(text: str) -> None:
    try:
        tree = parsed(text)
    except PlaygroundError as reason:
        assert reason.message.endswith(".")
        return
    assert isinstance(tree, tuple)


def test_axes_of_one_are_spread_and_ranks_must_agree() -> None:
    module = make(call_of(FORMULA, (2, 1, 1), (2, 5, 6), formula="a * b"))
    gate, picture = torch.randn(3, 2, 1, 1), torch.randn(3, 2, 5, 6)
    assert torch.equal(module(gate, picture), gate * picture)
    with pytest.raises(ValueError, match="equally many axes"):
        module(torch.randn(3, 2), picture)


def project(kind: str, **params: str) -> Project:
    nodes = {"row": Node("table"), "made": Node(kind, params), "flat": Node("flatten"),
             "score": Node("dense", {"units": 3}), "goal": Node("classify")}  # fmt: skip
    wires = [("row", "made", "in"), ("made", "flat", "in"), ("flat", "score", "in"), ("score", "goal", "in")]
    wires += [("row", "made", "in_2")] if kind == "einsum" else []
    edges = tuple(Edge(one, "out", other, port) for one, other, port in wires)
    return Project("Written", Network(nodes, edges), DataChoice("iris"), catalogue=CATALOGUE)


def told(made: Project) -> list[str]:
    return [each.message for each in analyse(made, fields_of(made)).problems if each.severity == "error"]


def test_the_check_says_what_is_wrong_with_a_formula() -> None:
    assert told(project("formula", formula="1 - a")) == []
    assert told(project("formula", formula="a +")) == [
        "Formula: a number, an input or a function is missing at its end."
    ]
    assert told(project("formula", formula="a + c")) == [
        "Formula: c is in its formula, and nothing is wired to its input 3."
    ]
    (long,) = told(project("formula", formula="a" * 100_000))
    assert long.startswith("Formula: Formula takes a line of 200 characters or fewer, not 'aaa")
    with pytest.raises(PlaygroundError, match="divides by zero"):
        Session.start(project("formula", formula="a / 0"))


PRODUCTS = [
    ("ij,jk->ik", (4, 5), (5, 3)), ("ij,kj->ik", (4, 5), (3, 5)), ("i,j->ij", (4,), (3,)),
    ("i,i->", (4,), (4,)), ("chw,chw->c", (2, 4, 5), (2, 4, 5)), ("...i,i->...", (3, 4, 5), (5,)),
    ("...,...->...", (3, 4), (3, 4)),
]  # fmt: skip


@pytest.mark.parametrize(("equation", "one", "other"), PRODUCTS)
def test_einsum_is_that_of_pytorch_with_a_batch(
    equation: str, one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    first, second = torch.randn(6, *one), torch.randn(6, *other)
    found = make(call_of(EINSUM, one, other, equation=equation))(first, second)
    expected = torch.stack([torch.einsum(equation, *pair) for pair in zip(first, second, strict=True)])
    torch.testing.assert_close(found, expected.unsqueeze(1) if expected.dim() == 1 else expected)


@pytest.mark.parametrize(
    ("equation", "one", "other", "words"),
    [
        ("ij", (4, 5), (5, 3), "write two inputs and what comes out, such as ij,jk->ik."),
        ("ij,jk,kl->il", (4, 5), (5, 3), "write two inputs and what comes out, such as ij,jk->ik."),
        ("ij,j?->i", (4, 5), (5, 3), "? names no axis: letters from a to z do, and ... at the front."),
        ("ii,ij->j", (4, 4), (4, 3), "ii names an axis twice."),
        ("ij,jk->iz", (4, 5), (5, 3), "z comes out, but neither input has it."),
        ("ij,jk->ik", (4, 5), (6, 3), "j is 5 in one input and 6 in the other."),
        ("ij,jk->ik", (4,), (5, 3), "ij names 2 axes, but 4 arrives."),
        ("i,j->ij", (10**6,), (10**6,), "1 000 000 000 000 numbers would come out for each sample; "
                                        "100 000 000 are the most."),
        ("abc,def->abcdef", (2, 2, 2), (2, 2, 2), "6 axes would come out; 4 are the most."),
    ],
)  # fmt: skip
def test_what_einsum_cannot_do_is_said_in_a_sentence(
    equation: str, one: tuple[int, ...], other: tuple[int, ...], words: str
) -> None:
    with pytest.raises(PlaygroundError) as caught:
        call_of(EINSUM, one, other, equation=equation)
    assert caught.value.message.replace("\u2009", " ") == words


def test_the_check_says_what_is_wrong_with_an_einsum() -> None:
    assert (
        told(project("einsum", equation="i,j->ij")) == told(project("einsum", equation="…i, …j → …ij")) == []
    )
    assert told(project("einsum", equation="i,j->k")) == ["Einsum: k comes out, but neither input has it."]
    (long,) = told(project("einsum", equation="i" * 100_000))
    assert "takes a line of 64 characters or fewer" in long and len(long) < 200


def test_a_file_with_a_text_that_does_not_fit_is_refused() -> None:
    made = project("formula", formula="a")
    assert from_json(to_json(made), CATALOGUE)[0] == made
    nodes = made.network.nodes
    worse = {**nodes, "made": replace(nodes["made"], params={"formula": "a" * 100_000})}
    document = to_json(made.with_network(replace(made.network, nodes=worse)))
    with pytest.raises(PlaygroundError, match=r"params\.formula: Formula: Formula takes a line of 200"):
        from_json(document, CATALOGUE)
