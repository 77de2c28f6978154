"""How numbers look: thin spaces, true minus signs, fixed decimals, never a negative zero."""

import math
from collections.abc import Iterable

from playground.app.arithmetic import read_number

THIN = "\u2009"
MINUS = "\u2212"
TIMES = "\u00d7"
NOTHING = "\u2014"
INFINITY = "\u221e"
_SMALLEST, _LARGEST = 1e-4, 1e7  # figures beyond are written with a power of ten
_WIDE = 1e4  # from here on decimals say nothing, and take room from what stands beside them
_TICKS_FROM = 1e-3
_BYTE_UNITS = ("B", "KB", "MB", "GB", "TB")


def _polish(text: str, signed: bool) -> str:
    """Give a plain formatted number our minus, our spaces and no negative zero."""
    negative = text.startswith("-")
    digits = text.lstrip("-").replace(",", THIN)
    if not any(character in "123456789" for character in digits):
        return digits
    return (MINUS if negative else "+" if signed else "") + digits


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return NOTHING
    return INFINITY if value > 0 else MINUS + INFINITY


def integer(value: float | None, signed: bool = False) -> str:
    """Write a whole number: 16 786 with a thin space; a dash for none."""
    if value is None:
        return NOTHING
    if not math.isfinite(value):
        return _not_finite(value)
    return _polish(f"{round(value):,d}", signed)


def fixed(value: float | None, decimals: int = 2, signed: bool = False) -> str:
    """Write a number with fixed decimals: −0.04, +0.22; a large one without them, or with a power of ten.

    A dash for none.
    """
    if value is None:
        return NOTHING
    if not math.isfinite(value):
        return _not_finite(value)
    if abs(value) >= _LARGEST:
        return _scientific(value, 2, signed).replace(" ", "")
    return exact(value, 0 if abs(value) >= _WIDE else decimals, signed)


def exact(value: float, decimals: int, signed: bool = False) -> str:
    """Write a finite number with fixed decimals however large it is: what is typed over must say all."""
    return _polish(f"{value:,.{decimals}f}", signed)


def figure(value: float | None, decimals: int = 3, signed: bool = False) -> str:
    """Write a number of any size in about as much room: 0.00044, 0.094, 45.32, 113.2, 3 280, 4.4×10⁻⁷.

    Small ones keep two digits that say something.
    """
    if value is None or not math.isfinite(value):
        return fixed(value)
    size = abs(value)
    if 0 < size < _SMALLEST or size >= _LARGEST:
        return _scientific(value, 2, signed).replace(" ", "")
    beyond = sum(size >= limit for limit in (10, 100, 1000))
    small = 1 - math.floor(math.log10(size)) if 0 < size < 1 else 0
    return fixed(value, max(0, decimals - beyond, small), signed)


def percent(fraction: float | None, decimals: int = 1) -> str:
    """Write a fraction as per cent: 0.993 is 99.3 %."""
    if fraction is None or not math.isfinite(fraction):
        return NOTHING
    return f"{fixed(100 * fraction, decimals)}{THIN}%"


def compact(value: float | None, digits: int = 3) -> str:
    """Write a number with few significant digits and no needless zeros: 0.03, 0.0001, 1 024, 2.5 × 10⁻⁷."""
    if value is None:
        return NOTHING
    if not math.isfinite(value):
        return _not_finite(value)
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if not -5 <= exponent <= 6:
        return _scientific(value, digits)
    decimals = max(0, digits - 1 - exponent)
    text = f"{value:,.{decimals}f}"
    return _polish(text.rstrip("0").rstrip(".") if "." in text else text, signed=False)


def tick(value: float) -> str:
    """Write a round number at an axis, short at any size: 0, 0.001, 300, 3×10⁻⁵, 10¹²."""
    if value == 0 or _TICKS_FROM <= abs(value) < _LARGEST:
        return compact(value)
    words = _scientific(value, 3).replace(" ", "")
    return words.replace(f"1{TIMES}", "", 1) if words.removeprefix(MINUS).startswith(f"1{TIMES}") else words


def _scientific(value: float, digits: int, signed: bool = False) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{_polish(mantissa, signed)} {TIMES} {power_of_ten(int(exponent))}"


def power_of_ten(exponent: int) -> str:
    """Write a whole power of ten: 10⁻²⁸; 1 and 10 as they are."""
    if exponent in (0, 1):
        return str(10**exponent)
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def shape(sizes: Iterable[int | None], tight: bool = False) -> str:
    """Write sizes in the given order: 8 × 8 × 16, or 8×8×16 when tight; an unknown size is `?`."""
    return between_times(("?" if size is None else integer(size) for size in sizes), tight)


def between_times(words: Iterable[str], tight: bool = False) -> str:
    """Put the sign of a product between words: T × 16."""
    return (TIMES if tight else f"{THIN}{TIMES}{THIN}").join(words)


def span(low: str, high: str) -> str:
    """Write a range of two numbers already written: −3.96 … +2.91."""
    return f"{low} … {high}"


def byte_count(count: float) -> str:
    """Write a number of bytes: 209 KB, 11 MB."""
    power = 0 if count < 1 else min(int(math.log(count, 1000)), len(_BYTE_UNITS) - 1)
    scaled = count / 1000**power
    decimals = 1 if power > 1 and scaled < 10 else 0
    return f"{fixed(scaled, decimals)}{THIN}{_BYTE_UNITS[power]}"


def duration(seconds: float) -> str:
    """Write a time: 0.4 s, 8 s, 2 min 5 s, 1 h 20 min."""
    if seconds < 1:
        return f"{fixed(seconds, 1)}{THIN}s"
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours}{THIN}h {minutes}{THIN}min"
    return f"{minutes}{THIN}min {rest}{THIN}s" if minutes else f"{rest}{THIN}s"


def parse(text: str) -> float | None:
    """Read a number a person typed, arithmetic, spaces and a true minus allowed; None when it is not one."""
    return read_number(text.strip().removesuffix("%"))
