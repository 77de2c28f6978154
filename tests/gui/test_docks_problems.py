"""Problems and outline by mouse and keys."""

import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dock_case import DockCase, click
from playground.app import edits, texts
from playground.core.errors import Fix, Place, Problem
from playground.core.project.values import Project
from playground.core.sentences import Text
from playground.gui.docks.problem_row import place_words
from playground.gui.docks.problems import MOST, ProblemsPanel
from playground.gui.docks.summary import SummaryPanel
from playground.gui.widgets.buttons import PrimaryButton, QuietButton

Key = Qt.Key


class German(gettext.NullTranslations):
    """A catalogue of three keys."""

    def gettext(self, message: str) -> str:
        return {
            "{block} needs {needs}, but gets {gets}.": "{block} braucht {needs}, bekommt aber {gets}.",
            "a flat list of features": "eine flache Liste",
            "Insert Flatten → {count} features": "Flatten einsetzen → {count} Merkmale",
        }.get(message, message)


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DockCase]:
    made = DockCase(qtbot, qapp, tmp_path, "digits-cnn")
    made.ws.torch_ready = True
    made.ws.checks.update(made.ws.project, True)
    yield made
    made.close()


@pytest.fixture
def panel(case: DockCase) -> ProblemsPanel:
    return case.show(ProblemsPanel)


@pytest.fixture
def outline(case: DockCase) -> SummaryPanel:
    return case.show(SummaryPanel)


def break_it(case: DockCase) -> None:
    """Take Flatten away and the first activation: one error, one advice."""
    case.ws.apply(edits.delete, ["flatten"])
    case.ws.apply(edits.set_param, "conv2d", "activation", "linear")
    case.app.processEvents()


def test_all_is_well_at_first(panel: ProblemsPanel) -> None:
    assert panel.rows == [] and panel.counts() == (0, 0)
    assert panel.empty.accessibleName() == "No problems. Ready to train."
    assert panel.empty.isVisible()


def test_each_problem_is_a_row_with_its_way_out(case: DockCase, panel: ProblemsPanel) -> None:
    break_it(case)
    error, advice = panel.rows
    assert error.accessibleName().endswith("Max pool → Dense")
    assert isinstance(error.fix, PrimaryButton) and error.fix.text() == "Insert Flatten → 512 features"
    assert isinstance(advice.fix, QuietButton) and "Advice" in advice.accessibleName()


def test_sentences_and_ways_out_are_in_the_persons_language(case: DockCase, panel: ProblemsPanel) -> None:
    texts.use_catalogue(German())
    try:
        break_it(case)
        assert "Dense braucht eine flache Liste, bekommt aber 4 × 4 × 32." in panel.rows[0].accessibleName()
        assert panel.rows[0].fix is not None
        assert panel.rows[0].fix.text() == "Flatten einsetzen → 512 Merkmale"
        click(panel.rows[0].fix)
        assert case.ws.document.undo_label == "Flatten einsetzen → 512 Merkmale"
    finally:
        texts.use_catalogue(gettext.NullTranslations())


def test_a_fix_mends_in_one_step(case: DockCase, panel: ProblemsPanel) -> None:
    break_it(case)
    fix = panel.rows[0].fix
    assert fix is not None
    click(fix)
    assert [row.problem.severity for row in panel.rows] == ["advice"]
    assert case.ws.document.undo_label == "Insert Flatten → 512 features"
    case.ws.editing.undo()
    assert len(panel.rows) == 2


def test_counts_are_told(qtbot: QtBot, case: DockCase, panel: ProblemsPanel) -> None:
    with qtbot.waitSignal(panel.counts_changed) as told:
        case.ws.apply(edits.delete, ["flatten"])
    assert told.args == [1, 0] and panel.counts() == (1, 0)


def test_a_row_leads_to_its_block(qtbot: QtBot, case: DockCase, panel: ProblemsPanel) -> None:
    break_it(case)
    with qtbot.waitSignal(panel.problem_chosen) as chosen:
        click(panel.rows[0], QPoint(60, 12))
    assert chosen.args == [case.ws.problems[0]] and case.ws.checks.shown is case.ws.problems[0]
    assert case.ws.selection == {case.ws.problems[0].where.node}


def test_rows_are_reached_by_keys(qtbot: QtBot, case: DockCase, panel: ProblemsPanel) -> None:
    break_it(case)
    panel.rows[1].setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(panel.problem_chosen) as chosen:
        QTest.keyClick(panel.rows[1], Key.Key_Return)
    assert chosen.args == [case.ws.problems[1]]


def test_rows_that_say_the_same_stay_and_follow_names(case: DockCase, panel: ProblemsPanel) -> None:
    break_it(case)
    row = panel.rows[0]
    case.ws.apply(edits.move, {"dense": (5.0, 5.0)})
    assert panel.rows[0] is row and row.problem is case.ws.problems[0]
    case.ws.apply(edits.rename, "max_pool2d", "Shrink")
    assert panel.rows[0].accessibleName().endswith("Shrink → Dense")


def shrink(project: Project) -> Project:
    return project.with_recipe(batch_size=7)


@pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard)", extend=True)
def test_other_ways_out_are_in_a_menu(case: DockCase, panel: ProblemsPanel) -> None:
    fixes = (
        Fix(Text("Do this"), lambda project: project),
        Fix(Text("Do that"), shrink),
        Fix(Text("Or that"), shrink),
    )
    case.ws.checks.problems = (Problem("error", Place("dense"), Text("Dense is odd."), fixes),)
    case.ws.problems_changed.emit()
    case.app.processEvents()
    row = panel.rows[0]
    assert row.more is not None and row.more.text() == "2 more …"
    click(row.more)
    assert [action.text() for action in row.menu.actions()] == ["Do that", "Or that"]
    row.menu.actions()[0].trigger()
    row.menu.close()
    assert case.ws.project.recipe.batch_size == 7 and case.ws.document.undo_label == "Do that"


def test_a_flood_of_problems_is_cut(case: DockCase, panel: ProblemsPanel) -> None:
    case.ws.checks.problems = tuple(
        Problem("error", Place("dense"), Text("Sentence {index}.", index=index)) for index in range(200)
    )
    case.ws.problems_changed.emit()
    assert len(panel.rows) == MOST and panel.counts() == (200, 0)
    assert panel._more.text() == "And 160 more."


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Place("dense"), "Dense"),
        (Place(param="batch_size"), "Batch size"),
        (Place(), "The whole network"),
        (Place("gone"), "The whole network"),
        (Place("dense", edge=("image", "out", "conv2d", "in")), "Image → Conv 2D"),
    ],
)
def test_places_in_words(case: DockCase, where: Place, words: str) -> None:
    assert place_words(Problem("error", where, Text("Something.")), case.ws.project) == words


# The outline


def cells(outline: SummaryPanel, node: str) -> tuple[str, ...]:
    found = outline.model.lines[outline.model.row_of(node)].cells
    return tuple(cell.replace("\u2009", " ") for cell in found)


def test_the_outline_lists_the_network_in_order(outline: SummaryPanel) -> None:
    assert [line.node for line in outline.model.lines][:4] == ["image", "conv2d", "conv2d_2", "max_pool2d"]
    assert cells(outline, "conv2d") == ("Conv 2D", "16 filters · 3 × 3", "Image", "8 × 8 × 16", "160")
    assert cells(outline, "classify")[3] == ""


def test_the_outline_adds_the_parameters_up(case: DockCase, outline: SummaryPanel) -> None:
    assert outline.total.text().replace("\u2009", "") == str(case.ws.inference.total)
    case.ws.apply(edits.delete, ["flatten"])
    assert outline._total_name.text() == "Total so far"
    line = outline.model.lines[outline.model.row_of("dense")]
    assert line.cells[3:] == ("?", "?") and line.problem.startswith("Dense needs")


def test_selection_goes_both_ways(case: DockCase, outline: SummaryPanel) -> None:
    case.ws.select(frozenset({"conv2d", "dense"}))
    assert outline._selected() == {"conv2d", "dense"}
    row = outline.view.visualRect(outline.model.index(0, 0)).center()
    QTest.mouseClick(outline.view.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert case.ws.selection == {"image"}
    QTest.keyClick(outline.view, Key.Key_Down)
    assert case.ws.selection == {"conv2d"}
    QTest.keyClick(outline.view, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert case.ws.selection == {"conv2d", "conv2d_2"}


def test_an_edit_keeps_the_selection(case: DockCase, outline: SummaryPanel) -> None:
    case.ws.select(frozenset({"dense"}))
    case.ws.apply(edits.set_param, "dense", "units", 12)
    assert case.ws.selection == {"dense"} == outline._selected()
    case.ws.apply(edits.delete, ["dropout"])
    assert outline._selected() == case.ws.selection
    case.ws.editing.undo()
    assert outline.model.row_of("dropout") > 0


def test_enter_opens_the_inspector(qtbot: QtBot, outline: SummaryPanel) -> None:
    outline.view.setFocus()
    QTest.keyClick(outline.view, Key.Key_Down)
    node = outline.model.lines[outline.view.currentIndex().row()].node
    with qtbot.waitSignal(outline.inspector_wanted) as asked:
        QTest.keyClick(outline.view, Key.Key_Return)
    assert asked.args == [node]


def test_a_line_is_read_out_whole(case: DockCase, outline: SummaryPanel) -> None:
    case.ws.apply(edits.delete, ["flatten"])
    index = outline.model.index(outline.model.row_of("dense"), 0)
    read = outline.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert read.startswith("Dense. ") and "Dense needs a flat list" in read
