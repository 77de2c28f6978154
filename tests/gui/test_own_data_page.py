"""Somebody's own table in the window: dropped, looked at, changed by clicks and keys, built and trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app.offered import offer_of
from playground.gui.own.columns_head import ROWS
from playground.gui.own.page import OwnDataPage
from playground.gui.widgets.buttons import LinkButton
from real_window import RealWindow

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
KINDS = {"pine": 30.0, "oak": 20.0, "birch": 10.0}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a table of trees; one line is broken, one value is no number."""
    draw = Random(0)
    lines = ["nr;species;height;girth;park"]
    for number in range(240):
        kind = draw.choice(list(KINDS))
        height = f"{draw.gauss(KINDS[kind], 2):.1f}".replace(".", ",")
        lines.append(f"{1000 + number};{kind};{height};{draw.gauss(100, 10):.0f};North")
    lines[7] = lines[7].replace("North", "North;too;many")
    lines[9] = lines[9].rsplit(";", 2)[0] + ";about 90;North"
    path = tmp_path / "trees.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def hold(case: RealWindow, mime: QMimeData, drop: bool) -> None:
    """Hold files over the canvas, and let them go there or take them away."""
    canvas = case.window.canvas
    target = canvas.viewport()
    place = target.rect().center()
    QApplication.sendEvent(target, QDragEnterEvent(place, COPY, mime, LEFT, NONE))
    over = case.window.rect().center()
    QApplication.sendEvent(case.window, QDragMoveEvent(over, COPY, mime, LEFT, NONE))
    if drop:
        QApplication.sendEvent(case.window, QDropEvent(QPointF(over), COPY, mime, LEFT, NONE))


def page_of(case: RealWindow, table: Path) -> OwnDataPage:
    hold(case, files(table), drop=True)
    case.wait(lambda: case.ws.own.draft is not None)
    page = case.window.findChild(OwnDataPage)
    assert page is not None and page.isVisible()
    return page


def press_head(case: RealWindow, page: OwnDataPage, name: str, part: str) -> None:
    draft = case.ws.own.draft
    assert draft is not None
    place = next(at for at, each in enumerate(draft.columns) if each.name == name)
    top, height = ROWS[part]
    spot = page.view.head.place_of(place).topLeft().toPoint() + QPoint(14, top + height // 2)
    case.qtbot.mouseClick(page.view.head.viewport(), LEFT, NONE, spot)


def use_of(case: RealWindow, name: str) -> str:
    assert case.ws.own.draft is not None
    return next(each.use for each in case.ws.own.draft.columns if each.name == name)


def test_a_table_that_is_dropped_is_looked_at_built_and_trained(case: RealWindow, table: Path) -> None:
    before = case.ws.project
    page = page_of(case, table)
    draft = case.ws.own.draft
    assert draft is not None and draft.target is not None
    assert draft.target.name == "species" and sorted(draft.target.kinds) == sorted(KINDS)
    assert page.title.rejected.text() == "1 line left out, 1 value does not fit"
    assert case.ws.project == before  # looking changes nothing
    case.qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: case.ws.project.data.own is not None)
    assert not page.isVisible() and case.window.canvas.isVisible()
    case.wait(lambda: case.ws.training.state == "done")  # it trains by itself, as the button says
    assert (case.ws.live.metric("accuracy") or 0.0) > 0.9


def test_what_is_held_over_the_window_is_only_named(case: RealWindow, table: Path) -> None:
    dim = case.pixels(case.window).pixelColor(800, 400)
    hold(case, files(table), drop=False)
    overlay = case.window.dropping.overlay
    assert overlay.isVisible() and overlay.hot is not None and overlay.offer is not None
    assert overlay.offer.title == "trees.csv"
    case.wait(lambda: case.pixels(case.window).pixelColor(800, 400) != dim)
    QApplication.sendEvent(case.window, QDragLeaveEvent())
    case.wait(lambda: not overlay.isVisible())
    assert case.ws.own.draft is None and case.ws.own.reading is None


def test_what_nothing_reads_is_refused_with_the_reason(case: RealWindow, tmp_path: Path) -> None:
    strange = tmp_path / "tool.exe"
    strange.write_bytes(b"MZ")
    offer = offer_of((strange,))
    assert not offer.taken and ".exe" in offer.detail
    hold(case, files(strange), drop=False)
    overlay = case.window.dropping.overlay
    assert overlay.isVisible() and overlay.hot is None
    QApplication.sendEvent(case.window, QDragLeaveEvent())
    case.wait(lambda: not overlay.isVisible())
    assert case.ws.own.draft is None and case.ws.own.reading is None


def test_a_column_is_used_and_left_out_by_a_click_and_taken_back(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    assert use_of(case, "height") == "input"
    press_head(case, page, "height", "use")
    assert use_of(case, "height") == "out"
    case.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert use_of(case, "height") == "input"
    case.qtbot.keyClick(
        page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert use_of(case, "height") == "out"


def test_a_column_becomes_the_target_in_its_menu(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    press_head(case, page, "height", "type")
    assert page.menu is not None
    case.qtbot.mouseClick(page.menu.uses.button("target"), LEFT)
    draft = case.ws.own.draft
    assert draft is not None and draft.target is not None and draft.target.name == "height"
    assert use_of(case, "species") == "input" and page.target.current() == "height"
    assert draft.project is not None and draft.project.data.own is not None
    assert any(node.kind == "regress" for node in draft.project.network.nodes.values())


def test_heads_are_walked_and_their_menu_is_opened_by_keys(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    head = page.view.head
    head.setFocus()
    for _ in range(3):
        case.qtbot.keyClick(head, Qt.Key.Key_Right)
    case.qtbot.keyClick(head, Qt.Key.Key_Return)
    assert page.menu is not None
    here = next(row for row in page.menu.rows if row.hasFocus())
    assert here.kind == "number"
    case.qtbot.keyClick(here, Qt.Key.Key_Down)
    case.qtbot.keyClick(page.menu.focusWidget() or page.menu, Qt.Key.Key_Escape)
    assert page.menu is None


def test_parts_are_moved_by_a_drag_and_by_keys(case: RealWindow, table: Path) -> None:
    page = page_of(case, table)
    bar = page.split.bar
    start = QPoint(round(0.7 * bar.width()), 12)
    case.qtbot.mousePress(bar, LEFT, NONE, start)
    case.qtbot.mouseMove(bar, start - QPoint(round(0.1 * bar.width()), 0))
    case.qtbot.mouseRelease(bar, LEFT, NONE, start - QPoint(round(0.1 * bar.width()), 0))
    draft = case.ws.own.draft
    assert draft is not None and draft.shares == pytest.approx((0.6, 0.25, 0.15), abs=0.011)
    bar.setFocus()
    case.qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert case.ws.own.draft is not None
    assert case.ws.own.draft.shares[0] == pytest.approx(draft.shares[0] + 0.01)
    project = case.ws.own.draft.project
    assert project is not None and project.data.train == case.ws.own.draft.shares[0]


def test_what_is_worth_knowing_can_be_acted_on(case: RealWindow, table: Path) -> None:
    text = table.read_text().replace("pine", "pine ", 3).replace(";oak;", ";Oak;", 4)
    table.write_text(text)
    page = page_of(case, table)
    draft = case.ws.own.draft
    assert draft is not None and draft.target is not None and "Oak" in draft.target.kinds
    merge = next(each for each in page.worth.findChildren(LinkButton) if each.text() == "Merge")
    case.qtbot.mouseClick(merge, LEFT)
    case.wait(lambda: case.ws.own.reading is None)
    draft = case.ws.own.draft
    assert draft is not None and draft.target is not None and "Oak" not in draft.target.kinds


def test_escape_leaves_everything_as_it_was(case: RealWindow, table: Path) -> None:
    before = case.ws.project
    page = page_of(case, table)
    assert case.ws.training.why_not
    case.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible() and case.window.canvas.isVisible()
    assert case.ws.project is before and not case.ws.training.why_not


def test_a_table_copied_elsewhere_is_pasted(case: RealWindow, table: Path) -> None:
    QApplication.clipboard().setText(table.read_text(encoding="utf-8").replace(";", "\t"))
    case.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: case.ws.own.draft is not None)
    draft = case.ws.own.draft
    assert (
        draft is not None and [each.name for each in draft.columns][:2] == ["nr", "species"] and draft.packs
    )
    case.ws.own.close()
    QApplication.clipboard().setText("just words")
    case.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert case.ws.own.draft is None and "Copy a table" in case.said[-1]


def test_a_project_may_hold_the_file_or_name_it(case: RealWindow, table: Path, tmp_path: Path) -> None:
    page = page_of(case, table)
    assert case.ws.own.draft is not None and case.ws.own.draft.packs
    case.qtbot.mouseClick(page.made.data.button("beside"), LEFT)
    assert not case.ws.own.draft.packs
    case.qtbot.mouseClick(page.made.data.button("packed"), LEFT)
    case.qtbot.mouseClick(page.made.button, LEFT)
    case.wait(lambda: case.ws.project.data.own is not None)
    own = case.ws.project.data.own
    assert own is not None and all(each.packed for each in own.files)
    table.unlink()  # the project has it
    case.wait(lambda: case.ws.training.state == "done")
