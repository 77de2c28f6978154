"""Lines of Python as `ruff format` would lay them out, each with the blocks it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

WIDTH = 88
INDENT = "    "
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True)
class CodeLine:
    """One line; `blocks` are the ids, as drawn, of the blocks it makes or runs."""

    text: str = ""
    blocks: tuple[str, ...] = ()
    runs: bool = False  # a step of the forward pass


def literal(value: Any) -> str:
    """Return a value as Python: names and texts of a project come into a script by this way alone."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, tuple):
        inner = ", ".join(map(literal, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{literal(key)}: {literal(each)}' for key, each in value.items())}}}"
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    raise TypeError(f"{type(value).__name__} is no value that a script can hold")


def _quoted(text: str) -> str:
    """Return a string in double quotes, unless single ones save escapes."""
    body = repr("\"'" + text)[4:-1]  # with both in it, repr escapes the single ones
    if text.count('"') > text.count("'"):
        return f"'{body}'"
    return '"' + body.replace("\\'", "'").replace('"', '\\"') + '"'


def statement(text: str, depth: int, blocks: tuple[str, ...] = (), runs: bool = False,
              room: int = 0) -> list[CodeLine]:  # fmt: skip
    """Return a statement at a depth of indentation, broken where it and what follows it are too long."""
    return [CodeLine(each, blocks, runs) for each in _laid_out(text, INDENT * depth, room)]


def body(text: str, depth: int = 0) -> list[CodeLine]:
    """Return lines that are laid out already."""
    return [CodeLine(INDENT * depth + each if each else "") for each in text.strip("\n").split("\n")]


def separated(pieces: Iterable[list[CodeLine]], blank: int) -> list[CodeLine]:
    """Put pieces behind each other with so many empty lines between them."""
    found: list[CodeLine] = []
    for piece in pieces:
        found += [CodeLine()] * (blank if found else 0) + piece
    return found


def _laid_out(text: str, indent: str, room: int = 0, lead: str = "") -> Iterator[str]:
    """Yield a statement's lines: before the first stands `lead`, behind the last so many letters more."""
    if len(indent) + len(lead) + len(text) + room <= WIDTH:
        yield indent + lead + text
        return
    start = _bracket_to_break(text, len(indent) + len(lead), room)
    links = _links(text)
    if start is None and not _operation(text):
        yield indent + lead + text
    elif start is None or _operation(text) or (links and _head(text)):
        head = _head(text)
        yield f"{indent}{lead}{head}("
        yield from _operands(text.removeprefix(head), indent + INDENT)
        yield f"{indent})"
    elif links:
        yield from _linked(text, links, indent, room, lead)
    else:
        yield from _broken(text, start, indent, room, lead)


def _head(text: str) -> str:
    """Return what a statement does with a value: where it puts it, or that it returns it."""
    sign = _without_strings(text).find(" = ")
    return text[: sign + 3] if sign > 0 else "return " if text.startswith("return ") else ""


def _linked(text: str, links: list[int], indent: str, room: int, lead: str) -> Iterator[str]:
    """Yield calls that hang on each other, one a line."""
    *first, last = pairwise((0, *links, len(text)))
    for begin, end in first:
        yield from _laid_out(text[begin:end], indent, lead=lead)
        lead = ""
    yield from _laid_out(text[last[0] : last[1]], indent, room)


def _links(text: str) -> list[int]:
    """Return where calls hang on others, outside all brackets; nothing where only one does."""
    bare, depth, found = _without_strings(text), 0, []
    for index, letter in enumerate(bare):
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if not depth and letter == "." and bare[index - 1 : index] in tuple(_CLOSE):
            found.append(index)
    return found if len(found) > 1 else []


def _broken(text: str, start: int, indent: str, room: int, lead: str) -> Iterator[str]:
    """Break a statement inside some brackets: arguments in one line if they fit, else one each."""
    end = _closing(text, start)
    inner, deeper = text[start + 1 : end].strip(), indent + INDENT
    parts = list(_parts(inner))
    called = start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_)]")
    yield indent + lead + text[: start + 1]
    if called and len(deeper) + len(inner) <= WIDTH:
        yield deeper + inner
    elif len(parts) == 1 and " for " in inner:
        yield from _laid_out(inner, deeper)
    else:
        for part in parts:
            *lines, last = _laid_out(part, deeper, len(","))
            yield from lines
            yield f"{last},"
    yield from _laid_out(text[end + 1 :], indent, room, text[end])


def _bracket_to_break(text: str, before: int, room: int) -> int | None:
    """Return where the first bracket opens that has to be broken; None where the end is none of a bracket.

    One may stay in its line if what follows it fits there too, up to where the next may be broken; an empty
    one cannot be. `before` is how many letters stand before the text.
    """
    bare = text.rstrip(":,")
    if not bare or bare[-1] not in _CLOSE:
        return None
    held = [start for start in _tops(bare) if _closing(bare, start) > start + 1]
    ends = (*(start + 1 for start in held[1:]), len(text) + room)
    return next((start for start, end in zip(held, ends, strict=False) if before + end > WIDTH), None)


def _operation(text: str) -> bool:
    """Say whether a value is made of others by an operator outside all brackets."""
    return bool(_operators(text))


def _operators(text: str) -> list[int]:
    """Return where the operators outside all brackets stand."""
    bare, depth, found = _without_strings(text), 0, []
    for index, letter in enumerate(bare):
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if not depth and letter in "+*/-" and bare[index - 1 : index] == bare[index + 1 : index + 2] == " ":
            found.append(index)
    return found


def _operands(text: str, indent: str) -> Iterator[str]:
    """Yield a value in brackets of its own, an operand a line if it does not fit in one."""
    places = _operators(text)
    if len(indent) + len(text) <= WIDTH or not places:
        yield from _laid_out(text, indent) if not places else [indent + text]
        return
    weak = [index for index in places if text[index] in "+-"] or places
    for begin, end in pairwise((0, *weak, len(text))):
        yield from _laid_out(text[begin:end].strip(), indent)


def _tops(text: str) -> Iterator[int]:
    depth = 0
    for index, letter in enumerate(_without_strings(text)):
        if letter in _OPEN:
            if not depth:
                yield index
            depth += 1
        depth -= letter in _CLOSE


def _closing(text: str, start: int) -> int:
    depth = 0
    for index, letter in enumerate(_without_strings(text)):
        if index < start:
            continue
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if not depth:
            return index
    raise ValueError(f"no bracket closes in {text!r}")


def _parts(inner: str) -> Iterator[str]:
    """Yield what stands between the commas outside all brackets."""
    depth, begin, bare = 0, 0, _without_strings(inner)
    for index, letter in enumerate(bare):
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if letter == "," and not depth:
            yield inner[begin:index].strip()
            begin = index + 1
    if inner[begin:].strip():
        yield inner[begin:].strip()


def _without_strings(text: str) -> str:
    """Return a text of the same length in which what stands in quotes is gone."""
    found, quote, escaped = [], "", False
    for letter in text:
        inside = bool(quote)
        if inside and not escaped and letter == quote:
            quote = ""
        elif not inside and letter in "\"'":
            quote = letter
        escaped = inside and letter == "\\" and not escaped
        found.append("_" if inside or quote else letter)
    return "".join(found)
