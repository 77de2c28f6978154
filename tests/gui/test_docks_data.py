"""The data panel by mouse and keys: the project follows, one drag one step."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dock_case import DockCase, click, drag_slider, number, pick, type_number
from playground.app import data_edits
from playground.app.document import Document
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import DataChoice
from playground.gui.docks.data import DataPanel
from playground.gui.docks.gallery import Gallery
from playground.gui.docks.thumbnails import thumbnail
from playground.gui.theme.style import apply_theme


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DockCase]:
    made = DockCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


@pytest.fixture
def panel(case: DockCase) -> DataPanel:
    return case.show(DataPanel, 272, 400)


def card(gallery: Gallery, data_id: str) -> QPoint:
    """Return the middle of a data set's card."""
    model = gallery.model()
    row = next(i for i in range(model.rowCount()) if model.spec(model.index(i)).id == data_id)  # type: ignore[attr-defined]
    return gallery.visualRect(model.index(row, 0)).center()


def test_a_card_takes_its_data_set(case: DockCase, panel: DataPanel) -> None:
    click(panel.gallery.viewport(), card(panel.gallery, "xor"))
    assert case.ws.project.data.id == "xor"
    assert case.ws.document.undo_label == "Use XOR"
    assert not panel.gallery.hasFocus()  # Space still trains


def test_cards_are_picked_by_keys(case: DockCase, panel: DataPanel) -> None:
    panel.gallery.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.gallery, Qt.Key.Key_Right)
    assert case.ws.project.data.id == "spiral"  # walking alone changes nothing
    QTest.keyClick(panel.gallery, Qt.Key.Key_Return)
    assert case.ws.project.data.id == "circle"


def test_how_the_samples_are_split_is_chosen_by_keys_and_undone(case: DockCase, panel: DataPanel) -> None:
    pick(panel.splitting.row("split"), 1)
    assert case.ws.project.data.split == "at_random"
    pick(panel.splitting.row("seen"), 1)
    assert case.ws.project.data.seen == "mark"
    case.ws.editing.undo()
    case.ws.editing.undo()
    assert case.ws.project.data.split == "in_proportion"


def test_a_long_title_takes_two_lines_and_is_whole(case: DockCase, panel: DataPanel) -> None:
    before = panel.gallery.cell().height()
    panel._show_family("tables")
    assert panel.gallery.cell().height() > before


def test_four_cards_stand_in_a_row(case: DockCase, panel: DataPanel) -> None:
    assert len({card(panel.gallery, data_id).y() for data_id in ("spiral", "circle", "xor", "gauss")}) == 1
    assert card(panel.gallery, "moons").y() > card(panel.gallery, "gauss").y()
    assert panel.gallery.verticalScrollBar().maximum() == 0


def test_a_low_window_shows_one_row_that_scrolls(case: DockCase, panel: DataPanel) -> None:
    tall = panel.sizeHint().height()
    panel.set_compact(True)
    case.app.processEvents()
    assert panel.sizeHint().height() < tall - 60
    assert panel.gallery.verticalScrollBar().maximum() > 0
    assert len({card(panel.gallery, data_id).y() for data_id in ("spiral", "circle", "xor", "gauss")}) == 1
    case.ws.apply(data_edits.choose_data, "moons")
    case.app.processEvents()
    assert panel.gallery.viewport().rect().contains(card(panel.gallery, "moons"))


def test_another_kind_of_data_is_offered_and_fitted_in_one_step(case: DockCase, panel: DataPanel) -> None:
    case.get_ready()
    images = next(action for action in panel.family.menu.actions() if action.data() == "images")
    images.trigger()
    click(panel.gallery.viewport(), card(panel.gallery, "digits"))
    assert case.ws.project.data.id == "spiral" and case.ws.notices.banner is not None
    case.ws.notices.banner.actions[0].run()
    assert case.ws.project.data.id == "digits"
    assert "noise" not in panel.options.rows
    case.ws.editing.undo()
    assert panel.family.current() == "points" and "noise" in panel.options.rows


def test_dragging_noise_is_one_step_and_shows_per_cent(case: DockCase, panel: DataPanel) -> None:
    noise = number(panel.options.row("noise"))
    before = case.ws.project.data.options.get("noise")
    drag_slider(noise, 0.3, 0.6, 1.0)
    assert case.ws.project.data.options["noise"] == 0.5
    assert noise.field.text().startswith("50")
    case.ws.editing.undo()
    assert case.ws.project.data.options.get("noise") == before
    assert case.ws.document.undo_label == ""


def test_two_drags_are_two_steps(case: DockCase, panel: DataPanel) -> None:
    noise = number(panel.options.row("noise"))
    drag_slider(noise, 0.6, 0.8)
    drag_slider(noise, 0.3, 0.1)
    assert case.undo_steps() == 2


def test_noise_is_typed_in_per_cent(case: DockCase, panel: DataPanel) -> None:
    type_number(number(panel.options.row("noise")), "20")
    assert case.ws.project.data.options["noise"] == 0.2


def test_shares_always_add_up(case: DockCase, panel: DataPanel) -> None:
    type_number(number(panel.split.row("test")), "40")
    type_number(number(panel.split.row("train")), "80")
    data = case.ws.project.data
    assert data.test == 0.4 and data.train == 0.59 and data.validation == 0.01
    assert number(panel.split.row("train")).value() == 0.59  # what the project has, not what was typed
    assert abs(data.train + data.validation + data.test - 1) < 1e-9


@pytest.mark.parametrize("shares", [(0.9, 1.0), (0.2, 0.0), (0.5, 0.9, 0.3)])
def test_dragging_the_test_part_keeps_the_sum(
    case: DockCase, panel: DataPanel, shares: tuple[float, ...]
) -> None:
    drag_slider(number(panel.split.row("test")), *shares)
    data = case.ws.project.data
    assert abs(data.train + data.validation + data.test - 1) < 1e-9
    assert min(data.train, data.validation) > 0
    assert case.undo_steps() <= 1


def test_a_share_dragged_there_and_back_leaves_the_others(case: DockCase, panel: DataPanel) -> None:
    drag_slider(number(panel.split.row("test")), 0.9, 1.0, 0.5, 0.0)
    data = case.ws.project.data
    assert (data.train, data.validation, data.test) == (0.7, 0.3, 0.0)
    assert case.undo_steps() == 0


def test_batch_sizes_are_dragged_in_powers_of_two(case: DockCase, panel: DataPanel) -> None:
    drag_slider(number(panel.split.row("batch_size")), 0.48)
    assert case.ws.project.recipe.batch_size == 16
    drag_slider(number(panel.split.row("batch_size")), 0.88)
    assert case.ws.project.recipe.batch_size == 128


def test_batch_size_belongs_to_the_recipe(case: DockCase, panel: DataPanel) -> None:
    type_number(number(panel.split.row("batch_size")), "64")
    assert case.ws.project.recipe.batch_size == 64


def test_the_seed_is_typed_and_rolled(case: DockCase, panel: DataPanel) -> None:
    field = panel.seed.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "42")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert case.ws.project.data.seed == 42
    click(panel.seed.dice)
    rolled = case.ws.project.data.seed
    assert rolled != 42 and field.text().replace("\u2009", "") == str(rolled)
    assert case.undo_steps() == 2


def test_the_seed_says_what_it_makes(case: DockCase, panel: DataPanel) -> None:
    assert panel.seed_words.text() == "Makes and splits the samples"
    for data in ("digits", "iris"):
        case.ws.replace_document(Document(replace(case.ws.project, data=DataChoice(data))))
        assert panel.seed_words.text() == "Splits the samples"  # they are what they are


def test_what_is_no_seed_is_refused_in_words(case: DockCase, panel: DataPanel) -> None:
    field, seed = panel.seed.field, case.ws.project.data.seed
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "many")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert case.ws.project.data.seed == seed and field.failing()
    assert case.said and "0 to" in case.said[-1]


def test_another_file_is_shown(case: DockCase, panel: DataPanel) -> None:
    case.ws.replace_document(Document(template("digits-mlp", CATALOGUE).open()))
    assert panel.family.current() == "images"
    assert number(panel.split.row("batch_size")).value() == case.ws.project.recipe.batch_size
    assert list(panel.options.rows) == []


def test_undo_shows_the_old_values(case: DockCase, panel: DataPanel) -> None:
    samples = number(panel.options.row("samples"))
    before = samples.value()
    type_number(samples, "900")
    case.ws.editing.undo()
    assert samples.value() == before


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_set_has_a_card(qapp: QApplication, theme: str) -> None:
    apply_theme(qapp, theme)  # type: ignore[arg-type]
    for spec in CATALOGUE.data:
        image = thumbnail(CATALOGUE.families.get(spec.family), spec, 54, 1.0).toImage()
        colours = {image.pixel(x, y) for x in range(4, 50, 2) for y in range(4, 50, 2)}
        assert len(colours) > 4, spec.id
    apply_theme(qapp, "dark")
