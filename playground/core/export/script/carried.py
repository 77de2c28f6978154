"""Our own layers and figures as scripts carry them: laid out for 88 columns, and read without PyTorch.

`assets/script/carried.txt` holds them all; a test writes it anew from the classes themselves and compares.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache

from playground.core.assets import asset_path
from playground.core.export.source_code import Sources, needed


@cache
def _text() -> tuple[str, ast.Module]:
    text = asset_path("script", "carried.txt").read_text(encoding="utf-8")
    return text, ast.parse(text)


def carried_names() -> frozenset[str]:
    """Return what scripts may carry or import by name: no class of a network is called so."""
    _, tree = _text()
    return frozenset(name for node in tree.body for name in _names(node))


def _names(node: ast.stmt) -> Iterator[str]:
    """Yield what a statement at the outermost level gives a name to."""
    if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (each.asname or each.name for each in node.names)
    elif isinstance(node, ast.Assign):
        yield from (each.id for each in node.targets if isinstance(each, ast.Name))


def carried(names: Iterable[str]) -> Sources:
    """Return imports, and the classes of these names with what they need, in an order in which they run."""
    text, tree = _text()
    wanted = {id(node) for name in names for node in needed(tree, name)}
    nodes = [node for node in tree.body if id(node) in wanted]
    rest = [node for node in nodes if not isinstance(node, (ast.Import, ast.ImportFrom))]
    used = {each.id for node in rest for each in ast.walk(node) if isinstance(each, ast.Name)}
    imports = tuple(_only(node, used) for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom)))
    return Sources(imports, tuple(_segment(text, node) for node in rest))


def _only(node: ast.Import | ast.ImportFrom, used: set[str]) -> ast.Import | ast.ImportFrom:
    """Return an import of the names that are used alone."""
    names = [each for each in node.names if (each.asname or each.name) in used]
    return ast.ImportFrom(node.module, names, 0) if isinstance(node, ast.ImportFrom) else ast.Import(names)


def _segment(text: str, node: ast.stmt) -> str:
    """Return a statement with its decorators."""
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    return "\n".join(text.split("\n")[first - 1 : node.end_lineno])
