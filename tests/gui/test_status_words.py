"""What the window says stays true: sentences go with what they were about, names of figures are whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app import edits
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge
from playground.core.project.templates import template
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY, SEMIBOLD
from playground.gui.widgets.painting import width_of
from real_window import DEADLINE_MS, RealWindow


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    yield made
    made.close()


def test_a_refusal_goes_with_the_next_edit(case: RealWindow) -> None:
    words = case.window.status.words
    assert not case.ws.apply(edits.connect, Edge("dense_2", "out", "dense", "in"))
    assert "circle" in words.text()
    assert case.ws.apply(edits.set_param, "dense", "units", 32)
    assert "circle" not in words.text()


@pytest.mark.parametrize("node", ["conv2d", "conv2d_2", "flatten"])
def test_no_name_of_a_fact_is_cut_in_the_inspector(case: RealWindow, node: str) -> None:
    nodes = case.ws.here.network.nodes
    case.ws.select(frozenset({node if node in nodes else next(each for each in nodes if "conv" in each)}))
    facts = case.window.inspector.facts

    def whole() -> None:
        assert facts.isVisible()
        assert facts.width() >= facts.least_width(), facts.facts()

    case.qtbot.waitUntil(whole, timeout=DEADLINE_MS)
    for name, value in facts.facts().items():
        wide = width_of(name, font(BODY)) + width_of(value, font(BODY, SEMIBOLD, tabular=True))
        assert wide + 8 <= facts.width(), name
