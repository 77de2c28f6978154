"""Templates by arrows, words and clicks; and the sheet of shortcuts and the diagnostics beside them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dialog_case import DialogCase, OpenedUrls, keys
from playground.app import data_edits, edits, own_templates
from playground.app.ask import Answer
from playground.app.commands import COMMANDS
from playground.app.diagnostics import diagnostics
from playground.app.folders import folders
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import IDS, TemplateRegistry, template
from playground.core.published.registry import PUBLISHED
from playground.gui.dialogs import facts
from playground.gui.dialogs.diagnostics import DiagnosticsDialog
from playground.gui.dialogs.pictures import picture
from playground.gui.dialogs.shortcuts import CANVAS_KEYS, GESTURES, Section, ShortcutSheet, columns, sections
from playground.gui.dialogs.template_list import YOURS
from playground.gui.dialogs.templates import TemplatesDialog
from playground.gui.theme.style import apply_theme
from playground.gui.widgets.labels import ElidedLabel, KeyCap

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DialogCase]:
    made = DialogCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


@pytest.fixture
def dialog(case: DialogCase, qtbot: QtBot) -> Iterator[TemplatesDialog]:
    made = TemplatesDialog(case.ws, case.window)
    made.open()
    qtbot.waitUntil(made.isActiveWindow)
    QApplication.processEvents()
    yield made
    if isValid(made):
        made.close()


def chosen(dialog: TemplatesDialog) -> str:
    item = dialog.cards.template()
    return item.id if item is not None else ""


def shown(dialog: TemplatesDialog) -> list[str]:
    return [dialog.shown.index(row, 0).data() for row in range(dialog.shown.rowCount())]


def gone(dialog: object) -> bool:
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    return not isValid(dialog)


def test_it_shows_every_template_and_what_the_chosen_one_holds(dialog: TemplatesDialog) -> None:
    assert shown(dialog) == [item.title for item in TemplateRegistry(CATALOGUE)]
    assert chosen(dialog) == IDS[0]
    words = {label.text() for label in dialog.detail.findChildren(ElidedLabel)}
    assert {"Spiral MLP", "Spirals", "97\u2009% or more"} <= words


def test_arrows_walk_the_grid_and_enter_opens(case: DialogCase, dialog: TemplatesDialog) -> None:
    assert dialog.cards.hasFocus()
    keys(dialog.cards, Key.Key_Right)
    assert chosen(dialog) == IDS[1]
    keys(dialog.cards, Key.Key_Down)
    below = IDS.index(chosen(dialog))
    assert below >= 3  # at least two cards a row
    keys(dialog.cards, Key.Key_Up, Key.Key_Left)
    assert chosen(dialog) == IDS[0]
    keys(dialog.cards, Key.Key_End, Key.Key_Return)
    assert case.ws.project.name == template(IDS[-1], CATALOGUE).title
    assert gone(dialog)


def test_a_double_click_opens_and_a_click_chooses(case: DialogCase, dialog: TemplatesDialog) -> None:
    place = dialog.cards.visualRect(dialog.shown.index(2, 0)).center()
    QTest.mouseClick(dialog.cards.viewport(), LEFT, pos=place)
    assert chosen(dialog) == IDS[2]
    assert case.ws.project.name == "Spiral MLP"
    QTest.mouseDClick(dialog.cards.viewport(), LEFT, pos=place)
    assert case.ws.project.data.id == "xor"
    assert gone(dialog)


def test_families_filter(dialog: TemplatesDialog) -> None:
    QTest.mouseClick(dialog.families.button("images"), LEFT)
    assert shown(dialog) == [item.title for item in TemplateRegistry(CATALOGUE) if item.family == "images"]
    assert chosen(dialog) == "digits-mlp"
    keys(dialog.families.button("images"), Key.Key_Left)
    assert shown(dialog) == [item.title for item in TemplateRegistry(CATALOGUE) if item.family == "points"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cnn", "Digits CNN"),
        ("moon", ""),
        ("spirals", "Spiral MLP"),
        ("images", "Digits MLP"),
        ("digits cnn", "Digits CNN"),
    ],
)
def test_words_find_by_title_data_and_family(dialog: TemplatesDialog, typed: str, first: str) -> None:
    dialog.search.setFocus()
    keys(dialog.search, typed)
    assert (shown(dialog) or [""])[0] == first


def test_enter_in_the_search_opens_and_arrows_lead_to_the_cards(
    case: DialogCase, dialog: TemplatesDialog
) -> None:
    dialog.search.setFocus()
    keys(dialog.search, "digits", Key.Key_Down)
    assert dialog.cards.hasFocus()
    keys(dialog.cards, Key.Key_Right)
    assert chosen(dialog) == "digits-cnn"
    dialog.search.setFocus()
    keys(dialog.search, Key.Key_Return)
    assert case.ws.project.name == "Digits CNN"


def test_letters_typed_on_the_cards_go_to_the_search(dialog: TemplatesDialog) -> None:
    keys(dialog.cards, "x")
    assert dialog.search.hasFocus()
    keys(dialog.search, "or")
    assert shown(dialog)[0] == "Exclusive-or MLP"


def test_nothing_found_says_so_and_escape_clears_then_closes(dialog: TemplatesDialog) -> None:
    dialog.search.setFocus()
    keys(dialog.search, "qqq", Key.Key_Return)
    assert shown(dialog) == []
    assert not dialog.detail.open_button.live
    keys(dialog.search, Key.Key_Escape)
    assert len(shown(dialog)) == len(IDS)
    assert dialog.detail.open_button.live
    keys(dialog.search, Key.Key_Escape)
    assert gone(dialog)


@pytest.mark.parametrize(("option", "opens"), [("discard", True), ("cancel", False)])
def test_unsaved_work_is_asked_about_first(
    case: DialogCase, dialog: TemplatesDialog, option: str, opens: bool
) -> None:
    assert case.ws.apply(edits.rename_project, "Mine")
    case.answer = lambda question: Answer(option=option)
    keys(dialog.cards, Key.Key_Right)
    QTest.mouseClick(dialog.detail.open_button, LEFT)
    assert [question.id for question in case.asked] == ["save_changes"]
    assert (case.ws.project.name != "Mine", gone(dialog)) == (opens, opens)


def test_a_file_opens_from_here_too(case: DialogCase, dialog: TemplatesDialog, tmp_path: Path) -> None:
    case.answer = lambda question: Answer(path=tmp_path / "a.nnplay")
    assert case.ws.files.save_as()
    QTest.mouseClick(dialog.detail.file_button, LEFT)
    assert [question.id for question in case.asked] == ["save_project", "open_project"]
    assert gone(dialog)


def test_it_fits_a_small_window_with_at_least_one_column(dialog: TemplatesDialog) -> None:
    dialog.resize(700, 480)
    QApplication.processEvents()
    assert dialog.size().toTuple() == (700, 480)
    assert dialog.cards.gridSize().width() <= dialog.cards.viewport().width()
    assert dialog.cards.gridSize().width() > 150


def pixels(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(plain.constBits(), np.uint8)
    return flat.reshape(plain.height(), plain.width(), 4)[..., :3].copy()


@pytest.mark.parametrize("template_id", IDS)
def test_every_template_has_a_picture_of_its_own_in_both_themes(
    case: DialogCase, qapp: QApplication, template_id: str
) -> None:
    drawn = []
    for theme in ("dark", "light"):
        apply_theme(qapp, theme)  # type: ignore[arg-type]
        image = pixels(picture(template(template_id, CATALOGUE), QSizeF(200, 100), 1.0).toImage())
        assert len(np.unique(image.reshape(-1, 3), axis=0)) > 30
        drawn.append(image)
    assert (drawn[0] != drawn[1]).any()


def test_a_picture_shows_both_classes_where_they_are(case: DialogCase) -> None:
    image = pixels(picture(template("circles-mlp", CATALOGUE), QSizeF(200, 200), 1.0).toImage()).astype(int)
    redness = image[..., 2] - image[..., 0]  # bytes lie blue, green, red
    assert redness[80:120, 80:120].mean() > 40  # the disc is orange
    assert redness[:20].mean() < -40  # what is around it is blue


def test_the_digits_say_their_figure_beside_that_of_a_support_vector_machine() -> None:
    item = template("digits-cnn", CATALOGUE)
    rows = {name: value.replace("\u2009", " ") for name, value in facts.table(item)}
    assert rows["Accuracy"] == "99.2 % or more" and rows["A support vector machine"] == "99.1 %"
    assert rows["Both"] == "mean of 10 splits" and "99.2" in facts.line(item)
    assert facts.figure(template("spiral-mlp", CATALOGUE)).startswith("97\u2009%")


@pytest.mark.parametrize("item", list(TemplateRegistry(CATALOGUE)), ids=IDS)
def test_the_facts_of_every_template_are_complete(item: object) -> None:
    assert all(name and value for name, value in facts.table(item))  # type: ignore[arg-type]
    assert facts.line(item).startswith(tuple(f"{each.title} · " for each in CATALOGUE.families))  # type: ignore[arg-type]
    chain = facts.chain(item)  # type: ignore[arg-type]
    assert chain[0].tint in ("source", "image")
    assert chain[-1].title in {spec.title for spec in CATALOGUE.blocks if spec.goal}


# Shortcuts


def test_the_sheet_has_every_key_of_the_table(case: DialogCase) -> None:
    case.ws.apply(data_edits.new_seed)  # the sheet's titles follow no state
    sheet = ShortcutSheet(case.window)
    sheet.open()
    caps = {cap.accessibleName() for cap in sheet.findChildren(KeyCap)}
    words = {label.text() for label in sheet.findChildren(ElidedLabel)}
    assert len(caps) == len({command.shortcut for command in COMMANDS if command.shortcut}) + len(CANVAS_KEYS)
    assert {command.title.rstrip("…") for command in COMMANDS if command.shortcut} <= words
    assert {what for what, _ in GESTURES} <= words
    keys(sheet, Key.Key_Escape)
    assert gone(sheet)


def test_its_columns_keep_the_order_and_are_about_as_high() -> None:
    parts = sections()
    dealt = columns(parts)
    assert [part for column in dealt for part in column] == list(parts)
    heights = [[len(part.rows) + 2 for part in column] for column in dealt]
    apart = max(map(sum, heights)) - min(map(sum, heights))
    assert apart < max(max(column) for column in heights)  # by less than one section: none is ever cut


def test_columns_put_the_tallest_as_low_as_can_be() -> None:
    parts = [Section(str(rows), tuple(("a", "b") for _ in range(rows))) for rows in (1, 1, 6, 1, 1)]
    assert [[part.title for part in column] for column in columns(parts)] == [["1", "1"], ["6"], ["1", "1"]]


# Diagnostics


def test_diagnostics_can_be_copied_and_lead_to_the_log(case: DialogCase) -> None:
    text = diagnostics()
    dialog = DiagnosticsDialog(text, case.window)
    dialog.open()
    assert dialog.text.toPlainText() == text.rstrip("\n")
    QTest.mouseClick(dialog.copy, LEFT)
    assert QGuiApplication.clipboard().text() == text
    assert dialog.copy.text() == "Copied"
    folders().log.mkdir(parents=True)
    with OpenedUrls() as opened:
        QTest.mouseClick(dialog.log_folder, LEFT)
    assert opened.paths == [folders().log]
    keys(dialog, Key.Key_Escape)
    assert gone(dialog)


def test_without_a_log_the_button_says_so(case: DialogCase) -> None:
    dialog = DiagnosticsDialog("words", case.window)
    dialog.open()
    QTest.mouseClick(dialog.log_folder, LEFT)
    assert dialog.log_folder.reason == "Nothing has been logged yet."
    QTest.mouseClick(dialog.close_button, LEFT)
    assert gone(dialog)


def test_an_empty_canvas_is_one_click_away(case: DialogCase, dialog: TemplatesDialog) -> None:
    data = case.ws.project.data
    QTest.mouseClick(dialog.detail.empty_button, LEFT)
    assert not case.ws.project.network.nodes and case.ws.project.data == data
    assert gone(dialog)


def test_own_templates_have_a_family_and_can_be_removed(
    case: DialogCase, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "data"))
    assert case.ws.files.save_as_template()
    dialog = TemplatesDialog(case.ws, case.window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    yours = dialog.families.button(YOURS)
    QTest.mouseClick(yours, LEFT)
    assert shown(dialog) == ["Spiral MLP"] and chosen(dialog) == "my-Spiral MLP"
    assert dialog.detail.remove_button.isVisible()
    case.answer = lambda question: Answer("remove")
    keys(dialog.cards, Key.Key_Delete)
    assert shown(dialog) == [] and own_templates.every(CATALOGUE) == ()
    dialog.close()


def test_networks_of_papers_have_a_place_of_their_own(case: DialogCase, dialog: TemplatesDialog) -> None:
    QTest.mouseClick(dialog.kinds.button("published"), LEFT)
    assert shown(dialog) == [entry.title for entry in PUBLISHED]
    assert chosen(dialog) == "published/lenet-5"
    words = {label.text() for label in dialog.detail.findChildren(ElidedLabel)}
    assert {"LeNet-5", "61\u2009706"} <= words
    assert dialog.families.button("all").text() == f"All {len(PUBLISHED)}"
    assert not dialog.families.button("points").isVisible()
    QTest.mouseClick(dialog.families.button("text"), LEFT)
    assert shown(dialog) == [entry.title for entry in PUBLISHED if entry.data in ("reviews", "opinions")]
    QTest.mouseClick(dialog.families.button("all"), LEFT)
    dialog.search.setFocus()
    keys(dialog.search, "resnet-18")
    assert chosen(dialog) == "published/resnet-18"
    QTest.mouseClick(dialog.kinds.button("templates"), LEFT)
    found = sum("resnet-18" in entry.title.casefold() for entry in PUBLISHED)
    assert shown(dialog) == [] and dialog._none.accessibleName().endswith(f"Found under Published: {found}.")
    QTest.mouseClick(dialog.kinds.button("published"), LEFT)
    keys(dialog.search, Key.Key_Return)
    assert case.ws.project == PUBLISHED.get("resnet-18").project(CATALOGUE)
    assert gone(dialog)


def test_a_network_of_a_paper_says_what_it_learns_and_how_large_it_is() -> None:
    of = {entry.id: entry.template(CATALOGUE) for entry in PUBLISHED}
    assert dict(facts.table(of["u-net"]))["Task"] != dict(facts.table(of["vgg-16"]))["Task"]
    assert facts.line(of["lenet-5"]).endswith("61\u2009706 weights")
    assert facts.line(of["vgg-16"]).endswith("138 M weights")
