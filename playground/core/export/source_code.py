"""The source of our own modules as exports carry it: each with what it needs of its file, and no more."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from functools import cache

from torch import nn


@cache
def _file(module: str) -> tuple[str, ast.Module]:
    source = inspect.getsource(sys.modules[module])
    return source, ast.parse(source)


def source_of(classes: Iterable[type[nn.Module]]) -> str:
    """Return imports, helpers and classes, once each, in an order in which they can be run."""
    imports: dict[str, None] = {}
    pieces: dict[str, None] = {}
    for each in classes:
        source, tree = _file(each.__module__)
        for node in _needed(tree, each.__name__):
            text = ast.get_source_segment(source, node) or ""
            (imports if isinstance(node, (ast.Import, ast.ImportFrom)) else pieces)[text] = None
    return "\n\n".join(["\n".join(imports), *(f"\n{piece}" for piece in pieces)]).lstrip("\n")


def _needed(tree: ast.Module, name: str) -> Iterator[ast.stmt]:
    """Yield the statements of a file that a name depends on, in the file's order."""
    defined = {each: node for node in tree.body for each in _names(node)}
    wanted, found = [name], {name}
    while wanted:
        for node in ast.walk(defined[wanted.pop()]):
            if isinstance(node, ast.Name) and node.id in defined and node.id not in found:
                found.add(node.id)
                wanted.append(node.id)
    return (node for node in tree.body if found & set(_names(node)))


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
