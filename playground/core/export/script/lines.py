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
    return [CodeLine(each, blocks, runs) for each in _laid_out(text, INDENT * depth, WIDTH - room)]


def body(text: str, depth: int = 0) -> list[CodeLine]:
    """Return lines that are laid out already."""
    return [CodeLine(INDENT * depth + each if each else "") for each in text.strip("\n").split("\n")]


def separated(pieces: Iterable[list[CodeLine]], blank: int) -> list[CodeLine]:
    """Put pieces behind each other with so many empty lines between them."""
    found: list[CodeLine] = []
    for piece in pieces:
        found += [CodeLine()] * (blank if found else 0) + piece
    return found


def _laid_out(text: str, indent: str, width: int) -> Iterator[str]:
    if len(indent) + len(text) <= width:
        yield indent + text
        return
    start = _last_bracket(text)
    if start is None and not _operation(text):
        yield indent + text
    elif start is None or _operation(text):
        target, _, value = text.partition(" = ") if " = " in text else ("", "", text)
        head = f"{target} = " if target else "return " if value.startswith("return ") else ""
        yield f"{indent}{head}("
        yield from _operands(value.removeprefix("return "), indent + INDENT, width)
        yield f"{indent})"
    else:
        yield from _broken(text, start, indent, width)


def _broken(text: str, start: int, indent: str, width: int) -> Iterator[str]:
    """Break a statement inside its last brackets: arguments in one line if they fit, else one each."""
    end = _closing(text, start)
    inner, deeper = text[start + 1 : end].strip(), indent + INDENT
    parts = list(_parts(inner))
    called = start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_)]")
    yield indent + text[: start + 1]
    if called and len(deeper) + len(inner) <= width:
        yield deeper + inner
    elif len(parts) == 1 and " for " in inner:
        yield from _laid_out(inner, deeper, width)
    else:
        for part in parts:
            *lines, last = _laid_out(part, deeper, width - 1)
            yield from lines
            yield f"{last},"
    yield indent + text[end:]


def _last_bracket(text: str) -> int | None:
    """Return where the bracket opens that closes last at a statement's end; an empty one is passed over."""
    bare = text.rstrip(":,")
    if not bare or bare[-1] not in _CLOSE:
        return None
    held = [start for start in _tops(bare) if _closing(bare, start) > start + 1]
    ends = [start for start in _tops(bare) if _closing(bare, start) == len(bare) - 1]
    return next((start for start in ends if start in held), held[-1] if held and ends else None)


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


def _operands(text: str, indent: str, width: int) -> Iterator[str]:
    """Yield a value in brackets of its own, an operand a line if it does not fit in one."""
    places = _operators(text)
    if len(indent) + len(text) <= width or not places:
        yield from _laid_out(text, indent, width) if not places else [indent + text]
        return
    weak = [index for index in places if text[index] in "+-"] or places
    for begin, end in pairwise((0, *weak, len(text))):
        yield from _laid_out(text[begin:end].strip(), indent, width)


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
