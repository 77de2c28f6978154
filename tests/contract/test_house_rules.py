"""The house rules that no linter checks, measured over the whole program."""

import ast
import statistics
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from parsed_sources import every_node, parsed

PACKAGE = Path(__file__).resolve().parents[2] / "playground"
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "tools"}
PICKLES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "shelve", "marshal", "joblib"}
FORBIDDEN_CALLS = {
    "eval": "runs text as code",
    "exec": "runs text as code",
    "torch.export.load": "runs code that a crafted file brings",
    "torch.export.save": "writes a format that is not safe to read",
    "os.system": "runs a shell",
    "os.popen": "runs a shell",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def sources() -> dict[str, ast.Module]:
    """Return every source file of the program, parsed: path below the package -> tree."""
    paths = sorted(PACKAGE.rglob("*.py"))
    assert paths
    return {path.relative_to(PACKAGE).as_posix(): parsed(path) for path in paths}


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, ast.AST]]:
    """Yield every node of a kind with its place, as file:line."""
    for path in sources():
        for node in every_node(PACKAGE / path):
            if isinstance(node, kind):
                yield f"{path}:{getattr(node, 'lineno', 1)}", node


def functions() -> Iterator[tuple[str, Function]]:
    """Yield every function and method with its place and name."""
    for place, node in nodes((ast.FunctionDef, ast.AsyncFunctionDef)):
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        yield f"{place} {node.name}", node


def length(function: Function) -> int:
    """Return the lines from `def` to the end of the body."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a name or a chain of attributes, with "?" for what is neither."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def test_no_function_is_over_40_lines() -> None:
    assert [place for place, function in functions() if length(function) > 40] == []


def test_nine_functions_in_ten_are_under_28_lines_and_half_under_10() -> None:
    lengths = sorted(length(function) for _, function in functions())
    assert lengths[len(lengths) * 9 // 10] < 28
    assert statistics.median(lengths) < 10


def test_no_file_reaches_400_lines() -> None:
    lines = {path: len((PACKAGE / path).read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {path: count for path, count in lines.items() if count >= 400} == {}


def test_no_file_is_named_after_nothing() -> None:
    parts = {path: {Path(part).stem for part in Path(path).parts} for path in sources()}
    assert [path for path, names in parts.items() if names & FORBIDDEN_NAMES] == []


def test_every_function_says_what_it_returns() -> None:
    assert [place for place, function in functions() if function.returns is None] == []


def test_nothing_imports_a_pickle() -> None:
    found = [
        place
        for place, node in nodes((ast.Import, ast.ImportFrom))
        for name in imported(node)
        if name.split(".")[0] in PICKLES
    ]
    assert found == []


def imported(node: ast.AST) -> list[str]:
    """Return the modules an import statement names."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield every call with its place and dotted name."""
    for place, node in nodes(ast.Call):
        assert isinstance(node, ast.Call)
        yield place, dotted(node.func), node


def test_nothing_calls_what_runs_foreign_code() -> None:
    found = [
        f"{place} {name}: {FORBIDDEN_CALLS[name]}" for place, name, _ in calls() if name in FORBIDDEN_CALLS
    ]
    assert found == []


def keyword(call: ast.Call, name: str) -> object:
    """Return the constant a call gives a keyword; None if it gives none."""
    values = [item.value for item in call.keywords if item.arg == name]
    return values[0].value if values and isinstance(values[0], ast.Constant) else None


UNSAFE: dict[str, Callable[[str, ast.Call], bool]] = {
    "torch.load without weights_only=True": lambda name, call: (
        name == "torch.load" and keyword(call, "weights_only") is not True
    ),
    "weights_only=False": lambda name, call: keyword(call, "weights_only") is False,
    "allow_pickle=True": lambda name, call: keyword(call, "allow_pickle") is True,
    "shell=True": lambda name, call: keyword(call, "shell") is True,
}


@pytest.mark.parametrize("rule", UNSAFE)
def test_no_call_switches_its_safety_off(rule: str) -> None:
    assert [place for place, name, call in calls() if UNSAFE[rule](name, call)] == []


def handlers() -> Iterator[tuple[str, ast.ExceptHandler]]:
    """Yield every except clause with its place."""
    for place, node in nodes(ast.ExceptHandler):
        assert isinstance(node, ast.ExceptHandler)
        yield place, node


def test_no_except_clause_is_bare_or_passes() -> None:
    found = [
        place
        for place, handler in handlers()
        if handler.type is None or all(isinstance(line, ast.Pass) for line in handler.body)
    ]
    assert found == []


def test_a_broad_except_clause_forwards_what_it_caught() -> None:
    broad = {"Exception", "BaseException"}
    found = [
        place
        for place, handler in handlers()
        if handler.type is not None and dotted(handler.type) in broad and not forwards(handler)
    ]
    assert found == []


def forwards(handler: ast.ExceptHandler) -> bool:
    """Tell whether an except clause raises, logs the traceback or hands the exception on."""
    for node in ast.walk(handler):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Name) and node.id == handler.name):
            return True
        if isinstance(node, ast.Attribute) and node.attr == "exception":
            return True
    return False
