"""Numbers as a person types them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.app.arithmetic import read_number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("64", 64), ("28*28", 784), ("28 × 28", 784), ("28x28", 784), ("1/2", 0.5), ("1e-3", 0.001),
        ("6/3", 2), ("2+3*4", 14), ("(2+3)*4", 20), ("-2^2", -4), ("2^-1", 0.5), ("2**3**2", 512),
        ("0,5", 0.5), ("16 786", 16786), ("\u22123", -3), ("2.5 × 10⁻⁷", 2.5e-7), (".5", 0.5), ("5.", 5.0),
        ("18446744073709551615", 18446744073709551615), ("1-2-3", -4), ("--2", 2), ("8/2/2", 2),
    ],
)  # fmt: skip
def test_arithmetic_comes_to_its_value(typed: str, value: float) -> None:
    found = read_number(typed)
    assert found == value
    assert isinstance(found, int) == isinstance(value, int)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "many", "1/0", "0^-1", "(1", "1)", "1..2", "2*", "*2", "1 + ", "()", "e5", "nan", "inf",
        "1e999", "9**9**9**9", "(-8)^0.5", "__import__('os')", "1_000", "²", "٣", "(" * 50 + "1" + ")" * 50,
        "*".join(["8^22"] * 16),
    ],
)  # fmt: skip
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


@given(st.text(alphabet="0123456789+-*/^().e ", max_size=40))
def test_no_text_is_too_much(typed: str) -> None:
    value = read_number(typed)
    assert value is None or math.isfinite(value)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_sums_and_products_are_exact(one: int, other: int) -> None:
    assert read_number(f"({one})*({other})+{one}") == one * other + one
