"""Words reach Qt through playground/gui/widgets/plain.py alone, which keeps them text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import playground.gui
from parsed_sources import every_node

GUI = Path(playground.gui.__file__).parent
FACTORY = "plain.py"
# What takes text that looks like HTML for HTML, or an ampersand for a key.
TIPS = {"setToolTip", "setStatusTip", "setWhatsThis", "setHtml", "appendHtml", "showText"}
MENUS = {"addAction", "addMenu", "QAction"}
WIDGETS = {
    "QLabel", "QMessageBox", "QErrorMessage", "QTextBrowser", "QTextEdit", "QTextDocument", "QInputDialog",
    "QProgressDialog", "QGraphicsTextItem", "QStaticText", "TextItem", "LabelItem",
}  # fmt: skip
SAFE = ("tip_text(", "titled_tip(", "menu_text(")


def breaches(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """Yield the lines that hand words to Qt beside the factory."""
    for node in nodes:
        if isinstance(node, ast.Call) and _is_breach(node):
            yield node.lineno
        elif isinstance(node, ast.FunctionDef) and node.name == "data":
            written = ast.unparse(node)
            if "ToolTipRole" in written and not any(safe in written for safe in SAFE):
                yield node.lineno


def _is_breach(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rpartition(".")[2]
    first = ast.unparse(call.args[0]) if call.args else ""
    if first.startswith(SAFE):
        return False
    words = len(call.args) > 1 or (call.args and not isinstance(call.args[0], ast.Name | ast.Attribute))
    return name in TIPS | WIDGETS or (name in MENUS and bool(words))


def test_no_words_go_beside_the_factory() -> None:
    found = [
        f"{path.relative_to(GUI)}:{line}"
        for path in sorted(GUI.rglob("*.py"))
        if path.name != FACTORY
        for line in breaches(every_node(path))
    ]
    assert not found, f"hand these words over by playground/gui/widgets/plain.py: {found}"


def test_the_search_finds_what_is_planted() -> None:
    planted = (
        "self.setToolTip(words)\n"
        "made = QLabel(words)\n"
        "menu.addAction(title, run)\n"
        "menu.addAction(action)\n"
        "item.setToolTip(tip_text(words))\n"
        "def data(self, index, role):\n    return words if role == Qt.ItemDataRole.ToolTipRole else None\n"
    )
    assert sorted(breaches(ast.walk(ast.parse(planted)))) == [1, 2, 3, 6]
