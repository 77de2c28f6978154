"""Read JSON from anyone: what the standard reader lets through and we do not want is refused by name."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 64
_MAX_DIGITS = 30  # more than any count or seed has
Way = Sequence[str | int]  # keys and indices


@dataclass(frozen=True)
class _Refused:
    """Stand where something cannot be accepted, until its path is known."""

    why: Text


def parse(data: bytes, name: str) -> Any:
    """Return the value a JSON text holds; PlaygroundError names the text and the line or field.

    Refused: more than 16 MiB, nesting over 64, duplicate keys, NaN and infinities, numbers beyond double
    precision or of more than 30 digits, lone surrogates, text that is not UTF-8.
    """
    text = _decoded(data, name)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=_integer, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise PlaygroundError(
            Text("{name}, line {line}, is not JSON ({why}).", name=name, line=error.lineno, why=error.msg)
        ) from None
    except RecursionError:
        raise PlaygroundError(_too_deep(name, _deep_line(text))) from None
    _check(value, name)
    return value


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise PlaygroundError(
            Text(
                "{name} has {size} bytes; at most {most} are read.",
                name=name,
                size=thousands(len(data)),
                most=thousands(MAX_BYTES),
            )
        )
    if not data.strip():
        raise PlaygroundError(Text("{name} is empty.", name=name))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PlaygroundError(Text("{name}, line {line}, is not UTF-8 text.", name=name, line=line)) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Refused:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return _Refused(Text("holds {key} twice", key=shown(twice)))


def _integer(digits: str) -> int | _Refused:
    if len(digits) > _MAX_DIGITS:
        return _Refused(Text("is a number of {count} digits", count=thousands(len(digits.lstrip("-")))))
    return int(digits)


def _constant(word: str) -> _Refused:
    return _Refused(Text("is {word}, which is no number", word=word))


def _check(value: Any, name: str) -> None:
    for way, item in _walk(value):
        why = _objection(item)
        if why:
            raise PlaygroundError(
                Text(
                    "{name}: {place} {why}.",
                    name=name,
                    place=shown_path(_path(way)) or Text("the whole text"),
                    why=why,
                )
            )
        if len(way) > MAX_DEPTH:
            raise PlaygroundError(_too_deep(name, shown_path(_path(way))))


def _walk(value: Any) -> Iterator[tuple[Way, Any]]:
    """Yield every value and key with the keys and indices that lead to it, without recursion.

    The way is one list that changes as the walk goes on: millions of values must not each hold a path.
    """
    way: list[str | int] = []
    yield way, value
    open_ends = [_entries(value)]
    while open_ends:
        entry = next(open_ends[-1], None)
        if entry is None:
            open_ends.pop()
            if way:
                way.pop()
            continue
        key, inner = entry
        if isinstance(key, str):
            yield way, key
        way.append(key)
        yield way, inner
        open_ends.append(_entries(inner))


def _entries(value: Any) -> Iterator[tuple[str | int, Any]]:
    """Return what a value holds, by key or index."""
    if isinstance(value, dict):
        return iter(value.items())
    return iter(enumerate(value)) if isinstance(value, list) else iter(())


def _path(way: Way) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in way)
    return "".join(parts).removeprefix(".")


def _objection(item: Any) -> Text | None:
    if isinstance(item, _Refused):
        return item.why
    if isinstance(item, float) and not math.isfinite(item):
        return Text("is larger than a number can be")
    if isinstance(item, str) and any("\ud800" <= char <= "\udfff" for char in item):
        return Text("holds half a character (a lone surrogate)")
    return None


def _too_deep(name: str, where: str) -> Text:
    words = "{name}: {where} is nested more than {most} levels deep."
    return Text(words, name=name, where=where if isinstance(where, Text) else where[:80], most=MAX_DEPTH)


def _deep_line(text: str) -> str:
    """Return the line in which brackets first go too deep."""
    depth = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{\]}]', text):
        bracket = match.group()
        depth += (bracket in "[{") - (bracket in "]}")
        if depth > MAX_DEPTH:
            return Text("line {number}", number=text.count(chr(10), 0, match.start()) + 1)
    return Text("the text")


def shown(text: str) -> str:
    """Return a foreign string as it may stand in a sentence: quoted, escaped and short."""
    return ascii(text if len(text) <= 40 else text[:37] + "...")


def shown_path(path: str) -> str:
    """Return a path made of foreign keys as it may stand in a sentence."""
    return shown(path)[1:-1] if not path.isascii() or not path.isprintable() else path[:120]
