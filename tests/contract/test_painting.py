"""Everything that draws goes through the one guard: an exception in a virtual must not end the process."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

import playground.gui
from parsed_sources import every_node
from playground.gui.widgets import guard

GUI = Path(playground.gui.__file__).parent
GUARD = "guard.py"
DRAWS = ("paint", "draw", "render", "generatePicture")  # how names of Qt's and pyqtgraph's virtuals begin


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages([str(GUI)], "playground.gui."):
        yield importlib.import_module(found.name)


def classes() -> set[type]:
    found = (each for module in modules() for each in vars(module).values() if isinstance(each, type))
    return {each for each in found if each.__module__.startswith("playground.gui.")}


def is_foreign_virtual(owner: type, name: str) -> bool:
    """Tell whether a class of Qt's or pyqtgraph's, which calls it, has a method of that name."""
    foreign = (base for base in owner.__mro__ if not base.__module__.startswith("playground."))
    return any(name in vars(base) for base in foreign if base is not object)


def unguarded(owner: type) -> Iterator[str]:
    """Name the virtuals of a class that draw beside the guard."""
    for name, function in vars(owner).items():
        code = getattr(function, "__code__", None)
        if code is None or not name.startswith(DRAWS) or not is_foreign_virtual(owner, name):
            continue
        draws = any("painter" in word.lower() for word in (*code.co_names, *code.co_varnames))
        if draws and Path(code.co_filename).name != GUARD:
            yield f"{owner.__module__}.{owner.__qualname__}.{name}"


def paintings(nodes: Sequence[ast.AST]) -> Iterator[int]:
    """Yield the lines that make a painter outside a `with`, or save and end one by hand."""
    held = {id(item.context_expr) for node in nodes if isinstance(node, ast.With) for item in node.items}
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        made = called in ("QPainter", "QStylePainter", "QtGui.QPainter") and id(node) not in held
        by_hand = called.endswith(("painter.save", "painter.restore", "painter.end", "painter.begin"))
        if made or by_hand:
            yield node.lineno


def test_every_virtual_that_draws_goes_through_the_guard() -> None:
    found = sorted(line for owner in classes() for line in unguarded(owner))
    assert not found, "not through playground/gui/widgets/guard.py: " + ", ".join(found)


def test_every_painter_ends_by_itself() -> None:
    found = [
        f"{path.relative_to(GUI)}:{line}"
        for path in sorted(GUI.rglob("*.py"))
        if path.name != GUARD
        for line in paintings(every_node(path))
    ]
    assert not found, f"use `with QPainter(...)`, and `kept` for a state: {found}"


def test_the_search_finds_what_is_planted() -> None:
    planted = "painter = QPainter(self)\npainter.save()\nwith QPainter(made) as painter:\n    pass\n"
    assert list(paintings(list(ast.walk(ast.parse(planted))))) == [1, 2]
    from PySide6.QtWidgets import QStyledItemDelegate, QWidget

    class Bare(QWidget):
        def paintEvent(self, event: object) -> None:
            painter = None
            assert painter

    class Row(QStyledItemDelegate):
        def paint(self, painter: object, option: object, index: object) -> None:
            """Draw."""

    class Good(QWidget):
        @guard.painted
        def paintEvent(self, painter: object) -> None:
            """Draw."""

    assert [len(list(unguarded(owner))) for owner in (Bare, Row, Good)] == [1, 1, 0]


@pytest.mark.parametrize("name", ["paintEvent", "paint", "drawBackground", "drawForeground"])
def test_the_search_sees_the_programs_own(name: str) -> None:
    """The walk reaches what is there, so that an empty answer means something."""
    assert any(name in vars(owner) and is_foreign_virtual(owner, name) for owner in classes())
