"""Ready groups in a real window: dropped by the mouse, added by keys, opened, trained and watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.blocks.spec import Category
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from real_window import RealWindow

CTRL = Qt.KeyboardModifier.ControlModifier
Open = Callable[[str], RealWindow]


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    made: list[RealWindow] = []

    def open_window(name: str) -> RealWindow:
        made.append(RealWindow(qtbot, qapp, tmp_path, template(name, CATALOGUE).open()))
        return made[-1]

    yield open_window
    for each in made:
        each.close()


def blocks(case: RealWindow) -> dict[str, object]:
    return dict(case.window.canvas.canvas.blocks)


def trained(case: RealWindow, steps: int) -> None:
    """Train and look at every block meanwhile."""
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.step >= steps)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state != "training")
    case.pixels(case.window)


def test_squeeze_and_excite_is_dropped_into_a_residual_network(opened: Open) -> None:
    case = opened("resnet-small")
    wide = case.ws.inference.outputs["residual"]["out"].channels
    case.drop_on_wire("squeeze_excite", "residual", "down")
    case.wait(lambda: "squeeze_excite" in blocks(case))
    assert case.ws.project.network.nodes["squeeze_excite"].params["channels"] == wide
    case.wait(lambda: case.ws.checks.blocker is None)
    trained(case, 5)
    record = case.ws.run.record()
    assert record is not None and "squeeze_excite.0.excite.weight" in record.weights
    case.ws.select(frozenset({"squeeze_excite"}))
    case.key(Qt.Key.Key_Down, CTRL)
    case.wait(lambda: {"squeeze", "narrow", "excite", "scale"} <= blocks(case).keys())
    assert case.ws.inference.outputs["excite"]["out"].text() == f"1 × 1 × {wide}"
    assert case.ws.inference.outputs["scale"]["out"].channels == wide
    case.pixels(case.window)
    case.key(Qt.Key.Key_Up, CTRL)
    case.wait(lambda: "residual" in blocks(case))
    after = case.ws.run.record()
    assert after is not None and after.weights.keys() == record.weights.keys()
    for _ in range(2):
        case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: "squeeze_excite" not in blocks(case))


def test_a_mixture_of_experts_is_added_by_keys_alone(opened: Open) -> None:
    case = opened("spiral-mlp")
    case.window.canvas.focus_block("dense")
    case.ws.select(frozenset({"dense"}))
    case.key(Qt.Key.Key_Slash)
    palette = case.window.palette_panel
    case.wait(palette.search.hasFocus)
    QTest.keyClicks(palette.search, "mixture")
    case.qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    case.wait(lambda: "mixture_of_experts" in blocks(case))
    case.wait(lambda: case.ws.checks.blocker is None)
    case.window.canvas.setFocus()
    trained(case, 20)
    record = case.ws.run.record()
    assert record is not None
    assert {f"mixture_of_experts.0.expert_{number}.weight" for number in (1, 2, 3, 4)} <= set(record.weights)
    case.ws.select(frozenset({"mixture_of_experts"}))
    case.key(Qt.Key.Key_Down, CTRL)
    case.wait(lambda: "answer_4" in blocks(case))
    case.pixels(case.window)


SECTIONS = {
    Category.READY: {"Gate", "Highway", "FiLM", "SwiGLU"},
    Category.PUBLISHED: {"Squeeze and excite", "Residual block", "U-Net", "Inception C", "Encoder block",
                         "Decoder block"},
}  # fmt: skip


@pytest.mark.parametrize("category", SECTIONS, ids=lambda category: category.name.lower())
def test_they_stand_in_sections_of_their_own(opened: Open, category: Category) -> None:
    """Folded at first, behind those of single blocks; a click unfolds one."""
    case = opened("digits-cnn" if category is Category.READY else "reviews-transformer")
    palette = case.window.palette_panel
    section = next(each for each in palette.sections if each.title == category.value)
    titles = {chip.text() for chip in (*section.chips, *palette.sections[-1].chips)}
    assert not section.is_open and section.title not in [each.title for each in palette.sections[:2]]
    assert SECTIONS[category] <= titles
    chip = section.chips[0]
    assert not chip.isVisible() and not chip.spec.rare
    QTest.mouseClick(section.name, Qt.MouseButton.LeftButton)
    assert chip.isVisible()


def test_a_residual_block_is_dropped_into_a_network_and_opened(opened: Open) -> None:
    case = opened("digits-cnn")
    wide = case.ws.inference.outputs["conv2d"]["out"].channels
    case.drop_on_wire("residual_block", "conv2d", case.ws.here.network.out["conv2d"][0].target)
    case.wait(lambda: "residual_block" in blocks(case))
    assert case.ws.project.network.nodes["residual_block"].params["filters"] == wide
    case.wait(lambda: case.ws.checks.blocker is None)
    trained(case, 5)
    record = case.ws.run.record()
    assert record is not None and "residual_block.0.second.weight" in record.weights
    case.ws.select(frozenset({"residual_block"}))
    case.key(Qt.Key.Key_Down, CTRL)
    case.wait(lambda: {"first", "first_norm", "second", "sum"} <= blocks(case).keys())
    assert case.ws.inference.outputs["sum"]["out"].channels == wide
    case.pixels(case.window)


def test_a_gpt_block_is_added_by_keys_alone_and_takes_the_features_that_arrive(opened: Open) -> None:
    case = opened("reviews-transformer")
    feed = next(node for node, each in case.ws.project.network.nodes.items()
                if each.kind == "positional_encoding")  # fmt: skip
    features = case.ws.inference.outputs[feed]["out"].features
    case.window.canvas.focus_block(feed)
    case.ws.select(frozenset({feed}))
    case.key(Qt.Key.Key_Slash)
    palette = case.window.palette_panel
    case.wait(palette.search.hasFocus)
    QTest.keyClicks(palette.search, "gpt")
    case.qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    case.wait(lambda: "gpt_block" in blocks(case))
    assert case.ws.project.network.nodes["gpt_block"].params["width"] == 4 * features
    case.wait(lambda: case.ws.checks.blocker is None)
    case.window.canvas.setFocus()
    trained(case, 5)
    record = case.ws.run.record()
    assert record is not None and "gpt_block.0.forward.wide.weight" in record.weights
    case.ws.select(frozenset({"gpt_block"}))
    case.key(Qt.Key.Key_Down, CTRL)
    case.wait(lambda: {"attention", "forward", "forward_sum"} <= blocks(case).keys())
    case.pixels(case.window)
