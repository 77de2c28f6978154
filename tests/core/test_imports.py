"""The library, the application and the command line live without Qt; opening a project, without torch."""

import subprocess
import sys
from pathlib import Path

import pytest

QT = ("PySide6", "shiboken6", "pyqtgraph")
WALK = """
import importlib, importlib.abc, pkgutil, sys

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in BLOCKED:
            raise ImportError(f"{name} is not installed")
        return None

sys.meta_path.insert(0, Refuse())

def everything(name):
    module = importlib.import_module(name)
    found = [name]
    for info in pkgutil.iter_modules(getattr(module, "__path__", ()), name + "."):
        if not info.name.endswith("__main__"):
            found += everything(info.name)
    return found
"""


def walk(packages: tuple[str, ...], blocked: tuple[str, ...]) -> list[str]:
    """Import packages with all they hold in a fresh process that lacks some others; return the modules."""
    code = f"BLOCKED = {blocked!r}\n{WALK}\nfor name in {packages!r}: print(*everything(name), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_core_app_and_cli_import_without_qt() -> None:
    modules = walk(
        ("playground.core", "playground.app", "playground.cli"), ("PySide6", "shiboken6", "pyqtgraph")
    )
    assert {"playground.core.network.values", "playground.app.texts", "playground.cli"} <= set(modules)


@pytest.mark.parametrize("name", ["files", "project", "blocks", "network", "errors", "assets"])
def test_from_files_down_nothing_needs_torch(name: str) -> None:
    assert walk((f"playground.core.{name}",), ("torch",))


HEAVY = ("torch", "sklearn", "PySide6", "pyqtgraph")
COMMAND = f"""
import sys
from playground.__main__ import main
try:
    code = main() or 0
except SystemExit as end:
    code = end.code
print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""
LISTS = ("templates", "datasets", "blocks", "views", "exporters", "optimizers")


@pytest.mark.parametrize(
    "words", [*(("list", kind, "--json") for kind in LISTS), ("new", "spiral-mlp")], ids=" ".join
)
def test_listing_and_making_a_project_load_neither_torch_nor_qt(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    arguments = [*words, "-o", str(tmp_path / "new.nnplay")] if words[0] == "new" else words
    run = [sys.executable, "-c", COMMAND, *arguments]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")
