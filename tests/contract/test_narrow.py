"""No class is everybody's: few public names each, and tools of the canvas know what they are given."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from parsed_sources import every_node

PACKAGE = Path(__file__).resolve().parents[2] / "playground"
MOST = (
    25  # methods, properties and signals of a class; fields of a value and what Qt asks for are not counted
)
MOST_IN_ALL = 45  # with what it holds


@cache
def classes() -> dict[str, ast.ClassDef]:
    """Return every class of the program: path:name -> class."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {f"{path.relative_to(PACKAGE).as_posix()}:{node.name}": node for path in paths
            for node in every_node(path) if isinstance(node, ast.ClassDef)}  # fmt: skip


def is_public(name: str) -> bool:
    """Say whether a name is our own and for others: Qt's overrides are in camel case."""
    return not name.startswith("_") and name == name.lower()


def offered(node: ast.ClassDef) -> set[str]:
    """Return the public names in a class's body: methods, properties, signals and constants."""
    found = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    for each in node.body:
        if isinstance(each, ast.Assign):
            found |= {target.id for target in each.targets if isinstance(target, ast.Name)}
    return set(filter(is_public, found))


def held(node: ast.ClassDef) -> set[str]:
    """Return the public names that a class gives itself: `self.name = ...`."""
    stored = (each for each in ast.walk(node) if isinstance(each, ast.Attribute))
    own = (
        each.attr for each in stored if isinstance(each.ctx, ast.Store) and ast.unparse(each.value) == "self"
    )
    return set(filter(is_public, own))


def test_no_class_offers_more_than_one_can_keep_in_mind() -> None:
    assert len(classes()) > 300
    wide = {name: len(offered(node)) for name, node in classes().items() if len(offered(node)) > MOST}
    assert wide == {}
    names = {name: offered(node) | held(node) for name, node in classes().items()}
    assert {name: len(each) for name, each in names.items() if len(each) > MOST_IN_ALL} == {}


def of_anything(path: Path) -> Iterator[str]:
    """Yield the arguments and attributes that may be anything."""
    for node in every_node(path):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            words = {each.id for each in ast.walk(node.annotation) if isinstance(each, ast.Name)}
            if "Any" in words and "Mapping" not in words:  # what a view says of itself is a mapping
                yield f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"


def test_nothing_on_the_canvas_may_be_anything() -> None:
    paths = sorted((PACKAGE / "gui" / "canvas").rglob("*.py"))
    assert len(paths) > 50
    assert [place for path in paths for place in of_anything(path)] == []


def test_the_type_checker_is_strict_everywhere() -> None:
    mypy = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert mypy["strict"] and mypy["warn_unreachable"] and mypy["files"] == ["playground"]
    foreign = [each for each in mypy["overrides"] if each.keys() == {"module", "ignore_missing_imports"}]
    assert mypy["overrides"] == foreign
    assert not [name for each in foreign for name in each["module"] if name.startswith("playground")]
