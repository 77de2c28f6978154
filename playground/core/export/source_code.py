"""The source of our own layers and functions as exports carry it: with what it needs of its file, no more.

It is read from our files, so a bundle must hold them as they are, beside what it compiles.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any


@cache
def _file(module: str) -> tuple[str, ast.Module]:
    source = inspect.getsource(sys.modules[module])
    return source, ast.parse(source)


def script_of(function: Callable[..., Any]) -> str:
    """Return a script that defines one function, and what it needs of its file."""
    return f"from __future__ import annotations\n\n{source_of([function])}\n"


@dataclass(frozen=True)
class Sources:
    """Imports, and helpers, functions or classes in an order in which they can be run, once each."""

    imports: tuple[ast.Import | ast.ImportFrom, ...]
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, defined: Iterable[Callable[..., Any]]) -> Sources:
        """Return what some functions or classes need of their files."""
        imports: list[ast.Import | ast.ImportFrom] = []
        pieces: dict[str, None] = {}
        for each in defined:
            source, tree = _file(each.__module__)
            for node in needed(tree, each.__name__):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    imports.append(node)
                else:
                    pieces[ast.get_source_segment(source, node) or ""] = None
        return cls(tuple(imports), tuple(pieces))


def import_lines(imports: Iterable[ast.Import | ast.ImportFrom]) -> str:
    """Return imports as lines, each name once: Python's own first."""
    whole: set[str] = set()
    parts: dict[str, set[str]] = {}
    for node in imports:
        if isinstance(node, ast.Import):
            whole.add(ast.unparse(node))
        else:
            parts.setdefault(node.module or "", set()).update(ast.unparse(alias) for alias in node.names)
    named = [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(parts.items())]
    lines = [*sorted(whole), *named]
    own = [line for line in lines if line.split()[1].split(".")[0] in sys.stdlib_module_names]
    others = [line for line in lines if line not in own]
    return "\n\n".join("\n".join(group) for group in (own, others) if group)


def source_of(defined: Iterable[Callable[..., Any]]) -> str:
    """Return the source of functions or classes with all that it needs."""
    sources = Sources.of(defined)
    head = import_lines(sources.imports)
    return "\n\n".join([head, *(f"\n{piece}" for piece in sources.pieces)]).lstrip("\n")


def needed(tree: ast.Module, name: str) -> Iterator[ast.stmt]:
    """Yield the statements of a file that a name depends on, in the file's order."""
    defined = {each: node for node in tree.body for each in _names(node)}
    wanted, found = [name], {name}
    while wanted:
        new = (_used(defined[wanted.pop()]) & defined.keys()) - found
        found |= new
        wanted += new
    return (node for node in tree.body if found & set(_names(node)))


def _used(node: ast.stmt) -> set[str]:
    """Return the names in a statement; a function's parameters are its own, whatever the file calls so."""
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    if isinstance(node, ast.FunctionDef):
        names -= {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
    return names


def _names(node: ast.stmt) -> list[str]:
    """Return what a statement at the top of a file defines; imports for the future define nothing."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        return [] if future else [alias.asname or alias.name for alias in node.names]
    if isinstance(node, ast.Assign):
        return [each.id for each in node.targets if isinstance(each, ast.Name)]
    return []
