"""Attention in the window: heads small, one large with the words on both axes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.panels.attention import AttentionPanel
from playground.gui.panels.attention_heads import MEAN
from playground.gui.panels.attention_matrix import READABLE, Matrix, cell_colour
from playground.gui.theme.style import current_theme
from real_window import RealWindow


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("reviews-transformer", CATALOGUE).open())
    made.ws.run.step_once()
    made.wait(lambda: made.ws.live.step == 1)
    yield made
    made.close()


def panel_of(case: RealWindow) -> AttentionPanel:
    found = case.window.findChild(AttentionPanel)
    assert found is not None
    case.wait(lambda: found.step == case.ws.live.step and found.matrix.shown is not None)
    return found


def cells_are_drawn(case: RealWindow, panel: AttentionPanel, wanted: np.ndarray) -> None:
    """Look at a pixel near the corner of each cell, where no figure stands."""
    tokens, image = current_theme().tokens, case.pixels(panel.matrix)
    assert panel.matrix.cell(0, 0).width() >= READABLE
    for row, column in np.ndindex(wanted.shape):
        if row == panel.matrix.row:
            continue  # framed
        place = panel.matrix.cell(row, column)
        seen = image.pixelColor(int(place.x() + 3), int(place.y() + 3))
        assert seen.rgb() == cell_colour(float(wanted[row, column]), float(wanted.max()), tokens).rgb()


def test_the_matrix_shows_the_chosen_head_with_the_words_of_the_sentence(case: RealWindow) -> None:
    panel = panel_of(case)
    shown = panel.shown
    assert shown is not None and panel.matrix.shown is not None
    ids = case.ws.samples.dataset.arrays["tokens"][case.ws.samples.parts["validation"][0]]
    words = tuple(case.ws.fields.fields["tokens"].parts[each] for each in ids if each)
    assert panel.matrix.shown.asking == panel.matrix.shown.looked == words
    first, second = (shown.arrays[layer] for layer in shown.facts["layers"])
    cells_are_drawn(case, panel, first[0])
    case.qtbot.mouseClick(panel.heads, Qt.MouseButton.LeftButton,
                          pos=panel.heads.place(1, 2).center().toPoint())  # fmt: skip
    assert "Layer 2 · head 3" in panel.where.text() and "Encoder" in panel.where.text()
    cells_are_drawn(case, panel, second[2])
    case.qtbot.keyClick(panel.heads, Qt.Key.Key_M)
    assert panel.heads.head == MEAN
    cells_are_drawn(case, panel, second.mean(axis=0))
    case.qtbot.keyClicks(panel.heads, "1")
    cells_are_drawn(case, panel, second[0])
    case.qtbot.keyClick(panel.heads, Qt.Key.Key_Right)
    case.qtbot.keyClick(panel.heads, Qt.Key.Key_Up)
    cells_are_drawn(case, panel, first[1])


def points_at(case: RealWindow, matrix: Matrix, row: int) -> bool:
    """Move the pointer onto a row; docks that find their heights meanwhile may take it away again."""
    for column in (0, 1):
        case.qtbot.mouseMove(matrix, matrix.cell(row, column).center().toPoint())
    return matrix.row == row


def test_pointing_at_a_row_says_what_its_word_looks_at(case: RealWindow) -> None:
    panel = panel_of(case)
    matrix = panel.matrix
    assert matrix.shown is not None
    words, weights = matrix.shown.asking, matrix.shown.weights
    assert panel.says.text().startswith(f"“{words[-1]}” looks at")
    case.wait(lambda: points_at(case, matrix, 1))
    best = int(weights[1].argmax())
    assert panel.says.text().startswith(
        f"“{words[1]}” looks at {words[best]} {round(100 * weights[1][best])}"
    )
    row = matrix.cell(1, 0)
    seen = case.pixels(matrix).pixelColor(int(row.x() + 30), int(row.y()) - 1)
    assert seen.lightness() > 150  # the frame around the row, light on dark
    case.qtbot.keyClick(matrix, Qt.Key.Key_Down)
    assert panel.says.text().startswith(f"“{words[2]}”")


def test_another_sample_is_another_sentence(case: RealWindow) -> None:
    panel = panel_of(case)
    assert panel.matrix.shown is not None
    before = panel.matrix.shown.asking
    case.ws.views.look_beside(3)
    case.wait(lambda: panel.matrix.shown is not None and panel.matrix.shown.asking != before)
    assert panel.shown is not None and panel.shown.facts["sample"] == 3
