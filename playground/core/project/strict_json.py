"""Read JSON from anyone: what the standard reader lets through and we do not want is refused by name."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.sentences import thousands

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 64
_MAX_DIGITS = 30  # more than any count or seed has


@dataclass(frozen=True)
class _Refused:
    """Stand where something cannot be accepted, until its path is known."""

    why: str


def parse(data: bytes, name: str) -> Any:
    """Return the value a JSON text holds; PlaygroundError names the text and the line or field.

    Refused: more than 16 MiB, nesting over 64, duplicate keys, NaN and infinities, numbers beyond double
    precision or of more than 30 digits, lone surrogates, text that is not UTF-8.
    """
    text = _decoded(data, name)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_integer, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise PlaygroundError(f"{name}, line {error.lineno}, is not JSON ({error.msg}).") from None
    except RecursionError:
        raise PlaygroundError(_too_deep(name, _deep_line(text))) from None
    _check(value, name)
    return value


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise PlaygroundError(
            f"{name} has {thousands(len(data))} bytes; at most {thousands(MAX_BYTES)} are read."
        )
    if not data.strip():
        raise PlaygroundError(f"{name} is empty.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PlaygroundError(f"{name}, line {line}, is not UTF-8 text.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Refused:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return _Refused(f"holds {shown(twice)} twice")


def _integer(digits: str) -> int | _Refused:
    if len(digits) > _MAX_DIGITS:
        return _Refused(f"is a number of {thousands(len(digits.lstrip('-')))} digits")
    return int(digits)


def _constant(word: str) -> _Refused:
    return _Refused(f"is {word}, which is no number")


def _check(value: Any, name: str) -> None:
    for path, depth, item in _walk(value):
        why = _objection(item)
        if why:
            raise PlaygroundError(f"{name}: {shown_path(path) or 'the whole text'} {why}.")
        if depth > MAX_DEPTH:
            raise PlaygroundError(_too_deep(name, shown_path(path)))


def _walk(value: Any) -> Iterator[tuple[str, int, Any]]:
    """Yield every value and key with its path and depth, without recursion."""
    stack: list[tuple[str, int, Any]] = [("", 0, value)]
    while stack:
        path, depth, item = stack.pop()
        yield path, depth, item
        if depth > MAX_DEPTH:
            continue
        if isinstance(item, dict):
            for key, inner in item.items():
                yield path, depth, key
                stack.append((f"{path}.{key}" if path else key, depth + 1, inner))
        elif isinstance(item, list):
            stack.extend((f"{path}[{index}]", depth + 1, inner) for index, inner in enumerate(item))


def _objection(item: Any) -> str:
    if isinstance(item, _Refused):
        return item.why
    if isinstance(item, float) and not math.isfinite(item):
        return "is larger than a number can be"
    if isinstance(item, str) and any("\ud800" <= char <= "\udfff" for char in item):
        return "holds half a character (a lone surrogate)"
    return ""


def _too_deep(name: str, where: str) -> str:
    return f"{name}: {where[:80]} is nested more than {MAX_DEPTH} levels deep."


def _deep_line(text: str) -> str:
    """Return the line in which brackets first go too deep."""
    depth = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{\]}]', text):
        bracket = match.group()
        depth += (bracket in "[{") - (bracket in "]}")
        if depth > MAX_DEPTH:
            return f"line {text.count(chr(10), 0, match.start()) + 1}"
    return "the text"


def shown(text: str) -> str:
    """Return a foreign string as it may stand in a sentence: quoted, escaped and short."""
    return ascii(text if len(text) <= 40 else text[:37] + "...")


def shown_path(path: str) -> str:
    """Return a path made of foreign keys as it may stand in a sentence."""
    return shown(path)[1:-1] if not path.isascii() or not path.isprintable() else path[:120]
