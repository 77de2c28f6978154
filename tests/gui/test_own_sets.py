"""Somebody's own sets among the data: kept, dropped, taken by a click, removed and put back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from own_pictures import by_class
from playground.app import kept_sets
from playground.app.folders import folders
from playground.app.kept_sets import KeptSet
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import load_samples
from playground.core.project.templates import template
from playground.gui.dialogs.commands import CommandPalette
from playground.gui.docks.data import YOURS, DataPanel
from playground.gui.docks.gallery import Gallery
from playground.gui.own.page import OwnDataPage
from real_window import RealWindow

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("iris-mlp", CATALOGUE).open())
    yield made
    made.close()


def flowers(folder: Path, columns: int = 4, name: str = "flowers") -> Path:
    """Return a table of so many measurements, and which of three kinds each row is."""
    rows = [",".join([*(f"m{at}" for at in range(columns)), "kind"])]
    for number in range(90):
        kind = number % 3
        rows.append(",".join([*(f"{kind + 0.01 * ((number * (at + 3)) % 40):.2f}" for at in range(columns)),
                              ("oak", "elm", "fir")[kind]]))  # fmt: skip
    path = folder / f"{name}.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def panel_of(case: RealWindow) -> DataPanel:
    found = case.window.findChild(DataPanel)
    assert found is not None
    return found


def gallery_of(case: RealWindow) -> Gallery:
    return panel_of(case).gallery


def drop_on_data(case: RealWindow, path: Path) -> str:
    """Drop a file on the panel of data, and return the name of the zone that it was held over."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    panel = panel_of(case)
    place = panel.mapTo(case.window, panel.rect().center())
    QApplication.sendEvent(case.window, QDragEnterEvent(place, COPY, mime, LEFT, NONE))
    QApplication.sendEvent(case.window, QDragMoveEvent(place, COPY, mime, LEFT, NONE))
    hot = case.window.dropping.overlay.hot
    QApplication.sendEvent(case.window, QDropEvent(QPointF(place), COPY, mime, LEFT, NONE))
    return hot.name if hot is not None else ""


def added(case: RealWindow, path: Path) -> KeptSet:
    """Drop a file on the panel of data, and wait for its card."""
    before = len(case.ws.own.kept.sets)
    assert drop_on_data(case, path) == "add"
    case.wait(lambda: len(case.ws.own.kept.sets) > before)
    return case.ws.own.kept.sets[0]


def place_of(gallery: Gallery, set_id: str) -> QPoint:
    """Return the middle of a card; StopIteration where there is none."""
    model = gallery.model()
    row = next(at for at in range(model.rowCount()) if model.spec(model.index(at)).id == set_id)  # type: ignore[attr-defined]
    return gallery.visualRect(model.index(row, 0)).center()


def has_card(gallery: Gallery, set_id: str) -> bool:
    return gallery.model().row_of(set_id) >= 0  # type: ignore[attr-defined, no-any-return]


def chosen(gallery: Gallery) -> str:
    return gallery.model().chosen  # type: ignore[attr-defined, no-any-return]


def test_a_table_dropped_on_the_data_is_only_added(case: RealWindow, tmp_path: Path) -> None:
    before, page = case.ws.project, case.window.findChild(OwnDataPage)
    kept = added(case, flowers(tmp_path))
    assert case.ws.project == before and page is None and case.window.canvas.isVisible()
    assert kept.manifest.title == "flowers" and kept.manifest.rows == 90
    gallery = gallery_of(case)
    case.wait(lambda: has_card(gallery, kept.id))
    index = gallery.model().index(gallery.model().row_of(kept.id), 0)  # type: ignore[attr-defined]
    assert index.data() == "flowers" and "90 rows" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert chosen(gallery) == "iris"


def test_a_card_is_taken_by_a_click_as_one_step_and_trains(case: RealWindow, tmp_path: Path) -> None:
    kept = added(case, flowers(tmp_path))
    gallery, before = gallery_of(case), case.ws.project
    case.wait(lambda: has_card(gallery, kept.id))
    case.qtbot.mouseClick(gallery.viewport(), LEFT, NONE, place_of(gallery, kept.id))
    assert case.ws.notices.banner is None  # four numbers and three kinds, as before: nothing is asked
    assert case.ws.project.data.own == kept.manifest and case.ws.document.undo_label == "Use flowers"
    assert chosen(gallery) == kept.id
    assert sum(each.size for each in load_samples(case.ws.project).parts.values()) == 90
    case.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert case.ws.project == before and chosen(gallery) == "iris"


def test_a_network_it_does_not_suit_is_asked_about(case: RealWindow, tmp_path: Path) -> None:
    kept = added(case, flowers(tmp_path, columns=6))
    gallery = gallery_of(case)
    case.wait(lambda: has_card(gallery, kept.id))
    case.qtbot.mouseClick(gallery.viewport(), LEFT, NONE, place_of(gallery, kept.id))
    case.wait(lambda: case.ws.project.data.id == "own" or case.ws.notices.banner is not None)
    if case.ws.notices.banner is not None:
        case.ws.notices.banner.actions[0].run()
    assert case.ws.project.data.own == kept.manifest
    case.wait(lambda: not [each for each in case.ws.problems if each.severity == "error"])


def test_pictures_for_a_table_s_network_are_asked_about(case: RealWindow, tmp_path: Path) -> None:
    kept = added(case, by_class(tmp_path / "tones"))
    gallery = gallery_of(case)
    case.wait(lambda: has_card(gallery, kept.id))  # the kind is shown whose set was added
    assert len(kept.preview.pictures) > 1
    case.qtbot.mouseClick(gallery.viewport(), LEFT, NONE, place_of(gallery, kept.id))
    banner = case.ws.notices.banner
    assert banner is not None and banner.id == "fit_data" and case.ws.project.data.id == "iris"
    banner.actions[0].run()
    assert case.ws.project.data.own == kept.manifest
    assert case.ws.document.undo_label == "Fit the network to tones"


def test_only_the_data_lists_what_the_page_shows(case: RealWindow, tmp_path: Path) -> None:
    case.ws.own.look_at((flowers(tmp_path),))
    case.wait(lambda: case.ws.own.draft is not None)
    page, before = case.window.findChild(OwnDataPage), case.ws.project
    assert page is not None
    case.qtbot.mouseClick(page.made.only, LEFT)
    assert not page.isVisible() and case.ws.project == before
    (kept,) = case.ws.own.kept.sets
    assert has_card(gallery_of(case), kept.id) and kept.places[kept.manifest.files[0].sha256].is_file()


def test_what_was_built_has_its_card_ringed(case: RealWindow, tmp_path: Path) -> None:
    case.ws.own.look_at((flowers(tmp_path),))
    case.wait(lambda: case.ws.own.draft is not None)
    page = case.window.findChild(OwnDataPage)
    assert page is not None
    case.qtbot.mouseClick(page.made.button, LEFT)
    case.wait(lambda: case.ws.project.data.own is not None)
    (kept,) = case.ws.own.kept.sets
    assert chosen(gallery_of(case)) == kept.id and case.ws.own.kept.of(case.ws.project) is kept


def test_a_card_is_removed_by_del_and_put_back(case: RealWindow, tmp_path: Path) -> None:
    path = flowers(tmp_path)
    kept, gallery = added(case, path), gallery_of(case)
    case.wait(lambda: has_card(gallery, kept.id))
    gallery.setFocus(Qt.FocusReason.TabFocusReason)
    before = case.ws.project
    case.qtbot.keyClick(gallery, Qt.Key.Key_Delete)
    assert not has_card(gallery, kept.id) and case.ws.own.kept.sets == () and path.is_file()
    assert case.ws.project == before
    banner = case.ws.notices.banner
    assert banner is not None
    banner.actions[0].run()
    assert has_card(gallery, kept.id)


def test_the_menu_of_a_card_shows_its_page(
    case: RealWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _where: opened.append(menu))
    kept, gallery = added(case, flowers(tmp_path)), gallery_of(case)
    case.wait(lambda: has_card(gallery, kept.id))
    place = place_of(gallery, kept.id)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, gallery.viewport().mapToGlobal(place))
    QApplication.sendEvent(gallery.viewport(), event)
    (menu,) = opened
    names = [each.objectName() for each in menu.actions() if not each.isSeparator()]
    assert names == ["data.use", "data.page", "data.remove"]
    next(each for each in menu.actions() if each.objectName() == "data.page").trigger()
    menu.deleteLater()
    case.wait(lambda: case.ws.own.draft is not None)
    page = case.window.findChild(OwnDataPage)
    assert page is not None and page.isVisible() and case.ws.own.draft.path == kept.place  # type: ignore[union-attr]


def named_in_the_palette(case: RealWindow, typed: str) -> tuple[CommandPalette, list[str]]:
    """Open the palette by its key, type, and return it with the lines that fit."""
    case.qtbot.keyClick(case.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = next(each for each in case.window.findChildren(CommandPalette) if each.isVisible())
    case.qtbot.keyClicks(palette.line, typed)
    model = palette.list.model()
    return palette, [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_the_palette_uses_a_set_and_opens_its_page_by_its_name(case: RealWindow, tmp_path: Path) -> None:
    kept = added(case, flowers(tmp_path))
    palette, lines = named_in_the_palette(case, "flowers")
    assert lines[:2] == ["Data: flowers", "Open flowers on its page"]
    case.qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    case.wait(lambda: case.ws.own.kept.of(case.ws.project) is not None)
    assert case.ws.own.kept.of(case.ws.project) is kept
    palette, _ = named_in_the_palette(case, "flowers on its page")
    case.qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    case.wait(lambda: case.ws.own.draft is not None)
    page = case.window.findChild(OwnDataPage)
    assert page is not None and page.isVisible()


def test_all_of_one_s_own_stand_together(case: RealWindow, tmp_path: Path) -> None:
    panel = panel_of(case)
    next(each for each in panel.family.menu.actions() if each.data() == YOURS).trigger()
    assert panel.none.isVisible() and not panel.gallery.isVisible()
    table, pictures = added(case, flowers(tmp_path)), added(case, by_class(tmp_path / "tones"))
    assert not panel.none.isVisible() and has_card(panel.gallery, table.id)
    assert has_card(panel.gallery, pictures.id) and panel.gallery.model().rowCount() == 2


def test_missing_files_are_told_when_a_card_is_taken(case: RealWindow, tmp_path: Path) -> None:
    path = flowers(tmp_path)
    kept, gallery = added(case, path), gallery_of(case)
    case.wait(lambda: has_card(gallery, kept.id))
    path.rename(tmp_path / "elsewhere.csv")
    case.qtbot.mouseClick(gallery.viewport(), LEFT, NONE, place_of(gallery, kept.id))
    banner = case.ws.notices.banner
    assert case.ws.project.data.own == kept.manifest
    assert banner is not None and banner.id == "own_missing" and banner.actions[0].title == "Find…"


def test_what_has_nothing_to_learn_is_refused_with_a_way_to_its_page(
    case: RealWindow, tmp_path: Path
) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name\n" + "\n".join(f"n{at}" for at in range(40)) + "\n", encoding="utf-8")
    drop_on_data(case, path)
    case.wait(lambda: case.ws.notices.banner is not None)
    banner = case.ws.notices.banner
    assert banner is not None and banner.actions[0].title == "Look at it" and case.ws.own.kept.sets == ()


def test_spoilt_files_of_the_list_are_left_out_with_a_line_in_the_log(
    case: RealWindow, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = added(case, flowers(tmp_path))
    (good,) = (folders().data / "sets").glob("*.json")
    doc = json.loads(good.read_text(encoding="utf-8"))
    spoilt = {
        "short": good.read_text(encoding="utf-8")[:500],
        "elsewhere": json.dumps({**doc, "place": str(tmp_path / "other.csv")}),
        "drawn": json.dumps({**doc, "picture": {"points": [["a", 1]], "tones": [0], "pictures": []}}),
        "empty": "",
        "list": "[]",
    }
    for name, content in spoilt.items():
        good.with_stem(name).write_text(content, encoding="utf-8")
    with caplog.at_level("INFO"):
        assert [each.id for each in kept_sets.every(case.ws.catalogue)] == [kept.id]
    told = [each.getMessage() for each in caplog.records if "is left out" in each.getMessage()]
    assert {name for name in spoilt if any(f"{name}.json" in each for each in told)} == set(spoilt)


def test_the_list_is_bounded_and_one_place_stands_once(
    case: RealWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_sets, "MOST", 2)
    first = added(case, flowers(tmp_path, name="first"))
    added(case, flowers(tmp_path, name="second"))
    kept_sets.keep(KeptSet(tmp_path / "third.csv", first.project, first.preview))
    assert len(list((folders().data / "sets").glob("*.json"))) == 2
    again = kept_sets.every(case.ws.catalogue)
    assert first.id not in {each.id for each in again}
    kept_sets.keep(again[0])
    assert len(kept_sets.every(case.ws.catalogue)) == 2
