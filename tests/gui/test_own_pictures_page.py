"""Own pictures in the window: a folder dropped, looked at, changed by clicks, built and trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from own_arrays import mnist
from own_page_case import LEFT, NONE, page_of, pictures_draft
from own_pictures import TONES, by_class, labelled_by_table, pixels, save, zipped
from playground.app.ask import Answer
from playground.app.commands import find
from playground.app.own_draft import TableDraft
from playground.app.pictures_draft import PicturesDraft
from playground.core.catalogue.picture_form import Form
from playground.core.data.prepared import fields_of, load_samples
from playground.core.importing.pictures.decoding import pixels_of
from playground.core.model.predict import predict
from playground.gui.own.alike import PairRow
from playground.gui.widgets.buttons import LinkButton
from real_window import RealWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return pictures in three classes of different sizes, one file that is none, one picture twice."""
    made = by_class(tmp_path / "tones", 16)
    for number in range(16, 24):
        save(made / "red" / f"{number:03}.png", pixels("red", number)[:12])
    (made / "blue" / "twice.png").write_bytes((made / "green" / "003.png").read_bytes())
    (made / "notes.txt").write_text("mine")
    return made


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_a_folder_that_is_dropped_is_looked_at_built_and_trained(case: RealWindow, folder: Path) -> None:
    before = case.ws.project
    page = page_of(case, folder)
    assert page.pictures.isVisible() and not page.view.isVisible()
    assert [(each.name, each.count) for each in page.pictures.sheet.rows] == [
        ("red", 24), ("blue", 17), ("green", 16)]  # fmt: skip
    assert page.title.rejected.text() == "1 file left out"
    assert case.ws.project == before  # looking changes nothing
    case.qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    case.wait(lambda: case.ws.project.data.own is not None)
    assert not page.isVisible() and case.window.canvas.isVisible()
    case.wait(lambda: case.ws.training.state == "done")
    assert (case.ws.live.metric("accuracy") or 0.0) > 0.85
    project, record = case.ws.project, case.ws.run.record()
    assert record is not None and project.data.own is not None
    form = Form.of(project.data.own.options)
    files = [save(folder.parent / f"{kind}.png", pixels(kind, 99)) for kind in sorted(TONES)]
    asked = np.stack([pixels_of(file.read_bytes(), form) for file in files]).astype(np.float32)
    answers = predict(project, fields_of(project), record.weights, {"image": asked})
    assert list(answers["goal"].labels) == sorted(TONES)


def test_a_way_to_one_size_is_taken_by_a_click_and_taken_back(case: RealWindow, folder: Path) -> None:
    page = page_of(case, folder)
    assert pictures_draft(case).form.shape == "crop"
    ways = page.pictures.card.ways
    case.qtbot.mouseClick(ways, LEFT, NONE, ways.place_of("pad").center().toPoint())
    assert pictures_draft(case).form.shape == "pad"
    case.qtbot.mouseClick(page.pictures.card.channels.button("grey"), LEFT)
    assert pictures_draft(case).form.channels == 1
    project = pictures_draft(case).project
    assert project is not None and fields_of(project).fields["image"].channels == 1
    case.qtbot.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert pictures_draft(case).form.channels == 3 and pictures_draft(case).form.shape == "pad"
    page.pictures.card.side.setFocus()
    case.qtbot.keyClick(page.pictures.card.side, Qt.Key.Key_Up)
    assert pictures_draft(case).form.side < 24


def test_a_picture_is_chosen_by_click_and_arrows(case: RealWindow, folder: Path) -> None:
    page = page_of(case, folder)
    sheet = page.pictures.sheet
    second = sheet.rows[1].shown[1]
    case.qtbot.mouseClick(sheet, LEFT, NONE, sheet.place_of(second).center().toPoint())
    assert sheet.current == second
    case.qtbot.keyClick(sheet, Qt.Key.Key_Down)
    assert sheet.current == sheet.rows[2].shown[1]
    case.qtbot.keyClick(sheet, Qt.Key.Key_Left)
    assert sheet.current == sheet.rows[2].shown[0]


def test_thumbnails_are_what_the_network_gets(case: RealWindow, folder: Path) -> None:
    page = page_of(case, folder)
    sheet = page.pictures.sheet
    case.wait(lambda: sheet.visibleRegion().boundingRect().height() >= sheet.minimumHeight())
    for row, kind in ((0, "red"), (1, "blue"), (2, "green")):
        place = sheet.place_of(sheet.rows[row].shown[0])
        inside = QPoint(round(place.right()) - 8, round(place.bottom()) - 8)
        seen = case.pixels(sheet).pixelColor(inside)
        assert (seen.red(), seen.green(), seen.blue()) == pytest.approx(TONES[kind], abs=3)


def test_doubles_and_what_was_left_out_are_told(case: RealWindow, folder: Path) -> None:
    page = page_of(case, folder)
    told = [each.accessibleName() for each in page.pictures.pairs.rows.widget().children()
            if hasattr(each, "accessibleName")]  # fmt: skip
    assert "blue/twice.png and green/003.png: the same file in two classes" in told
    left = [each.accessibleName() for each in page.pictures.left_out.rows.widget().children()
            if hasattr(each, "accessibleName")]  # fmt: skip
    assert "notes.txt: it is no picture" in left
    assert any("the same picture in two classes" in each.message for each in pictures_draft(case).remarks)


def test_classes_can_be_read_otherwise(case: RealWindow, tmp_path: Path) -> None:
    for place in ("hill", "shore"):
        by_class(tmp_path / "both" / place, 3)
    page = page_of(case, tmp_path / "both")
    assert pictures_draft(case).columns[1].kinds == ("hill", "shore")
    field = page.title.fields["classes"]
    field.setFocus()
    case.qtbot.keyClick(field, Qt.Key.Key_Down)
    case.wait(lambda: case.ws.own.reading is None)
    assert pictures_draft(case).columns[1].kinds == tuple(sorted(TONES))
    assert page.target.current() == "folder"


def test_a_zip_and_a_table_of_labels_open_the_same_page(
    case: RealWindow, folder: Path, tmp_path: Path
) -> None:
    page = page_of(case, zipped(folder, tmp_path / "tones.zip"))
    assert page.pictures.isVisible() and pictures_draft(case).rows == 57
    case.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    labelled = labelled_by_table(tmp_path / "labelled", named="images/{kind}{number}.png")
    page = page_of(case, labelled / "labels.csv")
    assert page.pictures.isVisible() and page.target.current() == "kind"


def test_a_folder_is_chosen_by_a_command(case: RealWindow, folder: Path) -> None:
    case.answer = lambda question: Answer(path=folder)
    find("file.data_folder").run(case.ws)
    case.wait(lambda: case.ws.own.draft is not None)
    assert case.asked[-1].kind == "folder" and pictures_draft(case).rows == 57


def test_pictures_without_classes_say_what_is_lacking(case: RealWindow, tmp_path: Path) -> None:
    for number in range(5):
        save(tmp_path / "loose" / f"{number}.png", pixels("red", number))
    page = page_of(case, tmp_path / "loose")
    assert "into a folder of its own" in page.made.why.text()
    case.qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    assert page.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000)])
def test_the_cards_find_room_in_every_window(case: RealWindow, folder: Path, size: tuple[int, int]) -> None:
    case.window.resize(*size)
    page = page_of(case, folder)
    cards = page.pictures
    narrow = size[0] < 1300
    assert cards.which.isVisible() == narrow
    assert cards.card.isVisible() and cards.pairs.isVisible() != narrow
    if narrow:
        case.qtbot.mouseClick(cards.which.button("left_out"), LEFT)
        assert cards.left_out.isVisible() and not cards.card.isVisible()
    assert page.split.isVisible() and page.split.geometry().bottom() <= page.height()


def test_arrays_that_are_taken_as_pictures_become_a_table_by_one_choice(
    case: RealWindow, tmp_path: Path
) -> None:
    page = page_of(case, mnist(tmp_path / "digits"))
    assert page.pictures.isVisible() and page.title.rejected.text() == "All 260 pictures read"
    assert [each.count for each in page.pictures.sheet.rows] == [26] * 10
    assert pictures_draft(case).parts == (170, 30, 60)
    field = page.title.fields["taken_as"]
    assert field.current() == "pictures" and page.title.fields["values"].isVisible()
    case.qtbot.keyClick(field, Qt.Key.Key_Up)
    case.wait(lambda: isinstance(case.ws.own.draft, TableDraft))
    assert page.view.isVisible() and not page.pictures.isVisible()
    assert field.current() == "table" and not page.title.fields["values"].isVisible()
    case.qtbot.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert page.pictures.isVisible() and pictures_draft(case).parts == (170, 30, 60)


@pytest.fixture
def alike(tmp_path: Path) -> Path:
    """Return pictures of which each was saved a second time, a little darker."""
    draw = np.random.default_rng(3)
    folder = tmp_path / "coarse"
    for number in range(24):
        kind = ("hill", "shore")[number % 2]
        coarse = np.kron(draw.integers(0, 255, (6, 6, 3)), np.ones((8, 8, 1))).astype(np.uint8)
        save(folder / kind / f"{number:02}.png", coarse)
        save(folder / kind / f"{number:02}b.png", coarse // 2 * 2)
    return folder


def apart(case: RealWindow) -> int:
    """Return how many pairs are in different parts of the project that follows."""
    draft = pictures_draft(case)
    assert isinstance(draft, PicturesDraft) and draft.project is not None
    parts = load_samples(draft.project).parts
    of = {int(row): part for part, rows in parts.items() for row in rows}
    return sum(of[each.one] != of[each.other] for each in draft.looked.doubles)


def test_near_doubles_in_different_parts_are_named_and_kept_in_one(case: RealWindow, alike: Path) -> None:
    page = page_of(case, alike)
    before = apart(case)
    (remark,) = [each for each in pictures_draft(case).remarks if each.kind == "alike"]
    assert before > 1 and str(remark.message).startswith(
        f"{before} pairs are nearly the same and in different"
    )
    link = next(it for it in page.worth.findChildren(LinkButton) if it.text() == "Keep them in one part")
    case.qtbot.mouseClick(link, LEFT)
    assert apart(case) == 0
    assert [each.done for each in pictures_draft(case).worth_knowing if each.kind == "alike"] != [None]
    case.qtbot.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert apart(case) == before
    case.ws.own.redo()
    case.qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    case.wait(lambda: case.ws.project.data.own is not None)
    own = case.ws.project.data.own
    assert own is not None and len(own.together) == 24


def test_one_of_a_pair_is_chosen_to_be_left_out(
    case: RealWindow, alike: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _where: opened.append(menu))
    page = page_of(case, alike)
    pair = page.pictures.pairs.rows.widget().findChildren(PairRow)[0]
    case.qtbot.mouseClick(pair.button, LEFT)
    opened[0].actions()[1].trigger()
    draft = pictures_draft(case)
    case.wait(lambda: bool(pictures_draft(case).left))
    draft = pictures_draft(case)
    assert draft.left == (draft.looked.doubles[0].other,) and draft.project is not None
    (edit,) = draft.project.data.edits
    assert edit.out and edit.row == draft.left[0]
    assert sum(map(len, load_samples(draft.project).parts.values())) == 47
    pair = page.pictures.pairs.rows.widget().findChildren(PairRow)[0]
    assert "is left out" in pair.accessibleName()
    case.qtbot.mouseClick(pair.button, LEFT)
    opened[1].actions()[-1].trigger()
    case.wait(lambda: not pictures_draft(case).left)
