"""The program's sources, each parsed once for all the tests that look through them: it takes a second."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def parsed(path: Path) -> ast.Module:
    """Return the tree of a source file, shared: nobody changes it."""
    return ast.parse(path.read_bytes())


@cache
def every_node(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of a source file, in the order of `ast.walk`."""
    return tuple(ast.walk(parsed(path)))
