"""What a person may type where a number is wanted: 64, 28*28, 1/2, 1e-3, (2+3)^2."""

from __future__ import annotations

import re

Number = int | float

_LONGEST = 80  # characters
_MOST_DIGITS = 20  # of whole numbers kept exactly; longer ones are read as floats
_LARGEST = 1e300
_MARKS = str.maketrans({"−": "-", "×": "*", "·": "*", "÷": "/", ",": ".", "x": "*", "X": "*"})
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TOKEN = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\*\*|[-+*/^()]")

_BETWEEN = re.compile("[×xX,;]")  # of the numbers in a row
_ROW = re.compile(r"[\[(]([^\[\]()]*)[\])]")  # as a list or a tuple is written


class _NotUnderstood(Exception):
    """The text is no arithmetic; the caller says so in words."""


def read_number(text: str) -> Number | None:
    """Return what a typed text comes to; None when it is no number or has no finite value.

    Whole numbers stay exact: a seed may be longer than a float holds.
    """
    plain = "".join(text.split())
    if not 0 < len(plain) <= _LONGEST:
        return None
    raised = _POWER.sub(lambda found: "^" + found.group().translate(_RAISED), plain)
    try:
        value = _Reader(_tokens(raised.translate(_MARKS))).read()
    except (_NotUnderstood, ZeroDivisionError, OverflowError):
        return None
    return value if abs(value) <= _LARGEST else None  # nan is not; whole numbers may be beyond any float


def read_sizes(text: str, axes: int) -> Number | tuple[Number, ...] | None:
    """Return what is typed where each axis may have a number: 3, or 1 × 7, also as 1x7, 1, 7 or [1, 7].

    None when it is neither one number nor as many as there are axes.
    """
    if axes == 1:
        return read_number(text)
    listed = _ROW.fullmatch(text.strip())
    parts = [read_number(part) for part in _BETWEEN.split(listed[1] if listed else text, axes)]
    row = tuple(part for part in parts if part is not None)
    if len(row) != len(parts) or len(row) not in (1, axes):
        return None
    return row if len(row) > 1 else row[0]


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text)
    if "".join(found) != text or not text.isascii():
        raise _NotUnderstood
    return found


class _Reader:
    """Read sums of products of powers, from the left."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def read(self) -> Number:
        """Return the value of all tokens."""
        value = self._sum()
        if self._at != len(self._tokens):
            raise _NotUnderstood
        return value

    def _take(self, *wanted: str) -> str:
        """Return the next token and go on, if it is one of these."""
        token = self._tokens[self._at] if self._at < len(self._tokens) else ""
        if token not in wanted or not token:
            return ""
        self._at += 1
        return token

    def _sum(self) -> Number:
        value = self._product()
        while sign := self._take("+", "-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Number:
        value = self._signed()
        while sign := self._take("*", "/"):
            other = self._signed()
            value = value * other if sign == "*" else _quotient(value, other)
        return value

    def _signed(self) -> Number:
        if sign := self._take("+", "-"):
            return -self._signed() if sign == "-" else self._signed()
        return self._power()

    def _power(self) -> Number:
        base = self._atom()
        return _raised(base, self._signed()) if self._take("^", "**") else base

    def _atom(self) -> Number:
        if self._take("("):
            value = self._sum()
            if not self._take(")"):
                raise _NotUnderstood
            return value
        if self._at == len(self._tokens) or self._tokens[self._at][0] in "*/^()+-":
            raise _NotUnderstood
        self._at += 1
        return _literal(self._tokens[self._at - 1])


def _literal(token: str) -> Number:
    return int(token) if token.isdigit() and len(token) <= _MOST_DIGITS else float(token)


def _quotient(value: Number, other: Number) -> Number:
    exact = isinstance(value, int) and isinstance(other, int) and value % other == 0
    return value // other if exact else value / other


def _raised(base: Number, power: Number) -> Number:
    """Return a power; whole ones by a float's range, so that none takes long."""
    value = float(base) ** float(power)
    if isinstance(value, complex):
        raise _NotUnderstood
    exact = isinstance(base, int) and isinstance(power, int) and power >= 0
    return base ** int(power) if exact and abs(value) < 10.0**_MOST_DIGITS else value
