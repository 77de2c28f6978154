"""The palette by mouse and keys: search, add, drag, walk, fold."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dock_case import DockCase, click
from playground.app.document import Document
from playground.app.palette_order import MORE
from playground.core.blocks.calls import Call
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.spec import BlockSpec, Category
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network
from playground.core.project.templates import template
from playground.gui.canvas.drops import BLOCK_MIME
from playground.gui.docks.chip import BlockChip
from playground.gui.docks.palette import PalettePanel

Key = Qt.Key


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DockCase]:
    made = DockCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


@pytest.fixture
def panel(case: DockCase) -> PalettePanel:
    return case.show(PalettePanel, 272, 640)


def titles(panel: PalettePanel) -> list[str]:
    return [chip.text() for chip in panel.shown()]


def focused(panel: PalettePanel) -> QWidget | None:
    return next((chip for chip in panel.chips() if chip.hasFocus()), None)


def test_every_block_of_the_registry_has_a_chip_in_its_section(panel: PalettePanel) -> None:
    assert {chip.spec.id for chip in panel.chips()} == {spec.id for spec in CATALOGUE.blocks}
    for section in panel.sections[:-1]:
        assert {chip.spec.category.value for chip in section.chips} <= {section.title}
    assert panel.sections[-1].title == MORE


def test_what_the_data_at_hand_call_for_comes_first_and_the_rest_stands_under_more(
    case: DockCase, panel: PalettePanel
) -> None:
    def seen() -> list[str]:
        return [section.title for section in panel.sections if section.isVisible()]

    more = panel.sections[-1]
    assert seen()[:2] == ["Core", "Activations"] and "Images" not in seen()
    assert panel.chip("conv2d") in more.chips and panel.chip("alpha_dropout") in more.chips
    assert not panel.chip("conv2d").isVisible()
    click(more.name)
    assert panel.chip("conv2d").isVisible()
    case.ws.replace_document(Document(template("digits-cnn", CATALOGUE).open()))
    assert seen()[:2] == ["Core", "Images"]
    assert panel.chip("conv2d") not in more.chips and panel.chip("lstm") in more.chips
    assert panel.chip("conv2d").isVisible() and panel.chip("max_pool2d") in panel.shown()


def test_search_finds_what_stands_under_more(panel: PalettePanel) -> None:
    panel.focus_search()
    QTest.keyClicks(panel.search, "lstm")
    assert "LSTM" in titles(panel) and panel.chip("lstm").isVisible()


def shown_with(case: DockCase, blocks: BlockRegistry) -> PalettePanel:
    """Return the palette where other kinds were handed in with the project."""
    catalogue = replace(CATALOGUE, blocks=blocks)
    case.ws.replace_document(Document(replace(case.ws.project, network=Network(), catalogue=catalogue)))
    return case.show(PalettePanel, 272, 640)


def test_a_new_kind_of_block_shows_up_by_itself(case: DockCase) -> None:
    hush = BlockSpec("hush", "Hush", Category.SHAPE, "Says nothing.", lambda p, shapes: Call("nn.Identity"))
    panel = shown_with(case, BlockRegistry([*CATALOGUE.blocks, hush]))
    assert panel.chip("hush") in panel.shown()


def test_a_double_click_adds_behind_the_selected_block(case: DockCase, panel: PalettePanel) -> None:
    case.ws.select(frozenset({"dense"}))
    QTest.mouseDClick(panel.chip("dropout"), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(panel.chip("dropout"), Qt.MouseButton.LeftButton)  # or it is held in later tests
    edges = case.ws.project.network.edges
    assert Edge("dense", "out", "dropout", "in") in edges and Edge("dropout", "out", "dense_2", "in") in edges
    assert case.ws.selection == {"dropout"}
    assert case.undo_steps() == 1


def test_a_click_alone_adds_nothing_and_says_how(case: DockCase, panel: PalettePanel) -> None:
    click(panel.chip("dense"))
    assert case.undo_steps() == 0
    assert case.said == ["Drag Dense onto a wire, or double-click it."]
    assert not panel.chip("dense").hasFocus()


def test_search_filters_while_typing_and_enter_adds_the_first_match(
    case: DockCase, panel: PalettePanel
) -> None:
    case.ws.select(frozenset({"dense"}))
    before = len(panel.shown())
    panel.focus_search()
    QTest.keyClicks(panel.search, "batch norm")
    assert titles(panel) == ["Batch norm"]
    assert panel.chip("batch_norm").marked
    assert [section.title for section in panel.sections if section.isVisible()] == ["Normalisation"]
    QTest.keyClick(panel.search, Key.Key_Return)
    assert "batch_norm" in case.ws.project.network.nodes
    assert panel.search.text() == "" and len(panel.shown()) == before


def test_enter_in_an_empty_search_adds_nothing(case: DockCase, panel: PalettePanel) -> None:
    panel.focus_search()
    QTest.keyClick(panel.search, Key.Key_Return)
    assert case.undo_steps() == 0


def test_nothing_found_is_said(case: DockCase, panel: PalettePanel) -> None:
    before = len(panel.shown())
    panel.focus_search()
    QTest.keyClicks(panel.search, "warp drive")
    assert panel.shown() == []
    QTest.keyClick(panel.search, Key.Key_Return)
    assert case.undo_steps() == 0
    QTest.keyClick(panel.search, Key.Key_Escape)
    assert len(panel.shown()) == before


def test_escape_in_an_empty_search_gives_the_keyboard_back(qtbot: QtBot, panel: PalettePanel) -> None:
    panel.focus_search()
    with qtbot.waitSignal(panel.left):
        QTest.keyClick(panel.search, Key.Key_Escape)


def test_arrows_walk_the_chips(case: DockCase) -> None:
    kinds = ("dense", "activation", "dropout", "identity", "alpha_dropout", "flatten")
    panel = shown_with(case, BlockRegistry(replace(CATALOGUE.blocks.get(kind), rare=False) for kind in kinds))
    panel.focus_search()
    QTest.keyClick(panel.search, Key.Key_Down)
    assert focused(panel) is panel.chip("dense")
    QTest.keyClick(panel.chip("dense"), Key.Key_Right)
    assert focused(panel) is panel.chip("activation")
    QTest.keyClick(panel.chip("activation"), Key.Key_Down)
    assert focused(panel) is panel.chip("identity")
    QTest.keyClick(panel.chip("identity"), Key.Key_Down)
    assert focused(panel) is panel.chip("alpha_dropout")  # its name needs a row of its own
    QTest.keyClick(panel.chip("alpha_dropout"), Key.Key_Down)
    assert focused(panel) is panel.chip("flatten")
    for chip in ("flatten", "alpha_dropout", "dropout", "dense"):
        QTest.keyClick(panel.chip(chip), Key.Key_Up)
    assert focused(panel) is None and panel.search.hasFocus()


def test_enter_on_a_chip_adds_it(case: DockCase, panel: PalettePanel) -> None:
    case.ws.select(frozenset({"dense_2"}))
    panel.focus_search()
    QTest.keyClick(panel.search, Key.Key_Down)
    QTest.keyClick(panel.chip("dense"), Key.Key_Return)
    assert len(case.ws.project.network.nodes) == 6


def test_letters_on_a_chip_search(panel: PalettePanel) -> None:
    panel.focus_search()
    QTest.keyClick(panel.search, Key.Key_Down)
    QTest.keyClick(panel.chip("dense"), Key.Key_F)
    assert panel.search.hasFocus() and panel.search.text() == "f"


def test_only_one_chip_is_a_stop_for_tab(panel: PalettePanel) -> None:
    stops = [chip for chip in panel.chips() if chip.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [panel.chip("dense")]


def test_sections_fold(panel: PalettePanel) -> None:
    core = next(section for section in panel.sections if section.title == Category.CORE.value)
    opened = core.name.grab().toImage()
    click(core.name)
    folded = core.name.grab().toImage()
    assert not panel.chip("dense").isVisible() and panel.chip("dense") not in panel.shown()
    panel.search.setText("dense")  # a search looks into folded sections too, and shows them open
    assert panel.chip("dense").isVisible() and core.name.grab().toImage() == opened != folded
    panel.search.clear()
    assert core.name.grab().toImage() == folded
    assert not panel.chip("dense").isVisible()
    click(core.name)
    assert panel.chip("dense").isVisible()


def test_a_drag_carries_the_kind(panel: PalettePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    carried: list[bytes] = []

    def dropped(drag: QDrag, _action: Qt.DropAction) -> Qt.DropAction:
        carried.append(bytes(drag.mimeData().data(BLOCK_MIME).data()))
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", dropped)
    chip = panel.chip("conv2d")
    QTest.mousePress(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, 16))
    QTest.mouseMove(chip, QPoint(21, 16))
    assert carried == []
    QTest.mouseMove(chip, QPoint(60, 30))
    assert carried == [b"conv2d"]
    QTest.mouseRelease(chip, Qt.MouseButton.LeftButton)  # else every later test has a button held


def test_the_drag_shows_the_block(panel: PalettePanel) -> None:
    drag = panel.chip("dense").make_drag()
    assert drag.pixmap().width() > 100 and drag.pixmap().rect().contains(drag.hotSpot())
    drag.deleteLater()


def test_chips_say_what_they_do(panel: PalettePanel) -> None:
    for chip in panel.chips():
        assert isinstance(chip, BlockChip)
        assert chip.accessibleName() == f"{chip.spec.title}: {chip.spec.summary}"
        assert chip.spec.summary in chip.toolTip()


@pytest.mark.parametrize(
    ("typed", "kind"), [("add", "add"), ("relu", "relu"), ("attention", "multi_head_attention")]
)
def test_enter_adds_the_block_whose_name_is_closest(
    case: DockCase, panel: PalettePanel, typed: str, kind: str
) -> None:
    panel.focus_search()
    QTest.keyClicks(panel.search, typed)
    marked = [chip.spec.id for chip in panel.chips() if chip.marked]
    QTest.keyClick(panel.search, Key.Key_Return)
    assert marked == [kind] and kind in {node.kind for node in case.ws.project.network.nodes.values()}
