"""The grammar of formulas: a closed one, read by a parser of its own; nothing of it is ever run as code.

    sum     = product (("+" | "-") product)*
    product = signed (("*" | "/") signed)*
    signed  = ("+" | "-") signed | atom ("**" signed)?
    atom    = number | input | "pi" | function "(" sum ("," sum)* ")" | "(" sum ")"
            | "where" "(" sum ("<" | "<=" | ">" | ">=") sum "," sum "," sum ")"

What comes out is a tree of tuples, ("+", ("a",), 2.0), without any part that is constant alone.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, reduce
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text

Tree = Any  # a number, or a tuple of a sign, a function or an input, and its operands
LONGEST = 200  # characters
DEEPEST = 24  # brackets and functions within each other
INPUTS = "abcdef"
FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "sin": math.sin, "cos": math.cos, "tanh": math.tanh, "exp": math.exp, "log": math.log,
    "sqrt": math.sqrt, "abs": abs, "relu": lambda x: max(0.0, x), "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
}  # fmt: skip
SEVERAL: Mapping[str, Callable[[float, float], float]] = {"min": min, "max": max}
SIGNS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": math.pow,
}  # fmt: skip
COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_PIECE = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|<=|>=|[-+*/(),<>]))"
)


@lru_cache(maxsize=256)
def parsed(text: str) -> Tree:
    """Return the tree of a formula; PlaygroundError says in a sentence what of it cannot be read."""
    if len(text) > LONGEST:
        raise fault("a formula has {most} characters at most, not {count}.", most=LONGEST, count=len(text))
    tree = _Parser(text).whole()
    if not isinstance(tree, tuple):
        raise fault("none of its inputs is in it; they are called {names}.", names=", ".join(INPUTS))
    return tree


def inputs_of(tree: Tree) -> frozenset[str]:
    """Return the letters of the inputs in a tree."""
    if not isinstance(tree, tuple):
        return frozenset()
    if len(tree) == 1:
        return frozenset(tree)
    return frozenset[str]().union(*map(inputs_of, tree[1:]))


def fault(words: str, **values: object) -> PlaygroundError:
    """Return what is wrong with a text, to be said behind the name of its block."""
    return PlaygroundError(Text(words, **values))


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and place of each number, name and sign; places are counted from 1."""
    place = 0
    while place < len(text):
        found = _PIECE.match(text, place)
        if found is None:
            start = len(text) - len(text[place:].lstrip())
            raise fault("{sign} at place {place} means nothing here.", sign=text[start], place=start + 1)
        kind = str(found.lastgroup)
        yield kind, found[kind], found.start(kind) + 1
        place = found.end()


class _Parser:
    """One pass over a text, from the left."""

    def __init__(self, text: str) -> None:
        self.pieces = [*_pieces(text.rstrip()), ("end", "", len(text.rstrip()) + 1)]
        self.at = self.depth = 0

    def whole(self) -> Tree:
        """Return the tree of all there is."""
        tree = self.sum()
        if self.pieces[self.at][0] != "end":
            raise self.expected("an operator")
        return tree

    def expected(self, wanted: str) -> PlaygroundError:
        """Return that something else should stand here."""
        kind, got, place = self.pieces[self.at]
        if kind == "end":
            return fault("{wanted} is missing at its end.", wanted=Text(wanted))
        return fault("{wanted} is missing before {got} at place {place}.", wanted=Text(wanted), got=got[:20],
                      place=place)  # fmt: skip

    def takes(self, *signs: str) -> str:
        """Return the sign that stands here, if it is one of these, and go on behind it."""
        kind, got, _ = self.pieces[self.at]
        if kind != "sign" or got not in signs:
            return ""
        self.at += 1
        return got

    def demand(self, sign: str) -> None:
        """Go on behind a sign that has to stand here."""
        if not self.takes(sign):
            raise self.expected(sign)

    def sum(self) -> Tree:
        return self._row(self.product, "+", "-")

    def product(self) -> Tree:
        return self._row(self.signed, "*", "/")

    def _row(self, part: Callable[[], Tree], *signs: str) -> Tree:
        tree = part()
        while sign := self.takes(*signs):
            tree = _operated(sign, tree, part())
        return tree

    def signed(self) -> Tree:
        sign = self.takes("+", "-")
        if sign:
            tree = self._inside(self.signed)
            return tree if sign == "+" else _operated("-", 0.0, tree)
        tree = self.atom()
        return _operated("**", tree, self._inside(self.signed)) if self.takes("**") else tree

    def _inside(self, part: Callable[[], Tree]) -> Tree:
        """Return a part that stands within another, if not too deep."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise fault("it is nested more than {most} deep.", most=DEEPEST)
        tree = part()
        self.depth -= 1
        return tree

    def atom(self) -> Tree:
        kind, got, _ = self.pieces[self.at]
        if self.takes("("):
            tree = self._inside(self.sum)
            self.demand(")")
            return tree
        if kind not in ("number", "name"):
            raise self.expected("a number, an input or a function")
        self.at += 1
        return _number(got) if kind == "number" else self.named(got)

    def named(self, name: str) -> Tree:
        """Return an input, the number pi, or what a function makes of its values."""
        if len(name) == 1 and name in INPUTS:
            return (name,)
        if name == "pi":
            return math.pi
        if name not in FUNCTIONS and name not in SEVERAL and name != "where":
            known = ", ".join((*FUNCTIONS, *SEVERAL, "where", "pi"))
            raise fault("it knows no {name}, only the inputs a to f, {known}.", name=name[:20], known=known)
        self.demand("(")
        tree = self._inside(self.chosen if name == "where" else lambda: self.applied(name))
        self.demand(")")
        return tree

    def applied(self, name: str) -> Tree:
        values = [self.sum()]
        while self.takes(","):
            values.append(self.sum())
        if name in SEVERAL and len(values) > 1:
            return reduce(lambda one, other: _operated(name, one, other), values)
        if name in SEVERAL or len(values) != 1:
            words = "{name} takes {wanted}, not {count}."
            wanted = Text("two values or more" if name in SEVERAL else "one value")
            raise fault(words, name=name, wanted=wanted, count=len(values))
        return (name, values[0]) if isinstance(values[0], tuple) else _worked_out(FUNCTIONS[name], values[0])

    def chosen(self) -> Tree:
        one = self.sum()
        sign = self.takes(*COMPARED)
        if not sign:
            raise self.expected("a comparison, such as a > 0,")
        other = self.sum()
        self.demand(",")
        first = self.sum()
        self.demand(",")
        second = self.sum()
        if isinstance(one, tuple) or isinstance(other, tuple):
            return ("where", (sign, one, other), first, second)
        return first if COMPARED[sign](one, other) else second


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise fault("{number} is too large a number.", number=text[:20])
    return value


def _operated(sign: str, one: Tree, other: Tree) -> Tree:
    """Return two operands under a sign; what is constant alone is worked out."""
    if sign == "/" and other == 0.0:
        raise fault("it divides by zero.")
    if isinstance(one, tuple) or isinstance(other, tuple):
        return (sign, one, other)
    return _worked_out({**SIGNS, **SEVERAL}[sign], one, other)


def _worked_out(function: Callable[..., float], *values: float) -> float:
    try:
        made = float(function(*values))
    except (ValueError, OverflowError, ZeroDivisionError):
        made = math.nan
    if not math.isfinite(made):
        raise fault("a part of it without inputs comes to no number.")
    return made
