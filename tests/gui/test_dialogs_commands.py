"""The command palette by real keys and clicks, and the scorer behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dialog_case import DialogCase, Runner, keys
from playground.app.ask import Answer
from playground.app.commands import COMMANDS
from playground.app.settable import settables
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import TemplateRegistry
from playground.gui.dialogs.command_list import ENTRY
from playground.gui.dialogs.commands import CommandPalette
from playground.gui.dialogs.fuzzy import score
from playground.gui.theme.style import apply_theme

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DialogCase]:
    made = DialogCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


@pytest.fixture
def runner(case: DialogCase) -> Runner:
    return Runner(case.ws)


@pytest.fixture
def palette(case: DialogCase, runner: Runner) -> CommandPalette:
    made = CommandPalette(case.ws, runner, case.window)
    made.open()
    return made


def shown(palette: CommandPalette) -> list[str]:
    model = palette.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def gone(palette: CommandPalette) -> bool:
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    return not isValid(palette)


def test_everything_has_a_line_and_the_first_is_chosen(case: DialogCase, palette: CommandPalette) -> None:
    outside = sum(not spec.inner for spec in CATALOGUE.blocks)  # of groups
    templates = len(TemplateRegistry(CATALOGUE))
    network = len(case.ws.here.network.nodes) + len(list(settables(case.ws)))
    assert len(shown(palette)) == len(COMMANDS) - 1 + outside + len(CATALOGUE.data) + templates + network
    assert palette.line.hasFocus()
    assert palette.list.currentIndex().row() == 0
    palette.close()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("new seed", "New seed"),
        ("ns", "New seed"),
        ("dense", "Add Dense"),
        ("circ", "Data: Circles"),
        ("circ mlp", "Open Circles MLP"),
        ("open sp", "Open Spiral MLP"),
        ("theme", "Theme of the system"),
        ("light", "Light theme"),
        ("dark", "Dark theme"),
        ("rdm", "Reduce motion"),
        ("conv", "Add Conv 2D"),
        ("learning rate", "Learning rate: 0.02"),
        ("lr", "Learning rate: 0.02"),
        ("dense 2 units", "Units: 8"),
        ("go dense 3", "Go to Dense 3"),
    ],
)
def test_a_few_letters_bring_what_is_meant_to_the_top(
    palette: CommandPalette, typed: str, first: str
) -> None:
    keys(palette.line, typed)
    assert shown(palette)[0] == first
    palette.close()


def test_enter_runs_and_closes(case: DialogCase, palette: CommandPalette, runner: Runner) -> None:
    seed = case.ws.project.recipe.seed
    keys(palette.line, "new seed", Key.Key_Return)
    assert runner.ran == ["train.new_seed"]
    assert case.ws.project.recipe.seed != seed
    assert gone(palette)


def test_what_cannot_be_now_is_grey_says_why_and_stays(
    case: DialogCase, palette: CommandPalette, runner: Runner
) -> None:
    keys(palette.line, "undo")
    entry = palette.list.currentIndex().data(ENTRY)
    assert entry.reason == "Nothing to undo."
    keys(palette.line, Key.Key_Return)
    assert case.said == ["Nothing to undo."]
    assert (runner.ran, palette.isVisible()) == ([], True)
    palette.close()


def test_a_block_is_added_behind_the_selected_one(case: DialogCase, palette: CommandPalette) -> None:
    case.ws.select(frozenset({"dense"}))
    keys(palette.line, "add dropout", Key.Key_Return)
    network = case.ws.project.network
    assert [edge.target for edge in network.edges if edge.source == "dense"] == ["dropout"]
    assert [edge.target for edge in network.edges if edge.source == "dropout"] == ["dense_2"]


@pytest.mark.parametrize(
    ("typed", "name", "data"),
    [("data: moons", "Spiral MLP", "moons"), ("open exclusive", "Exclusive-or MLP", "xor")],
)
def test_data_and_templates_are_taken_by_name(
    case: DialogCase, palette: CommandPalette, typed: str, name: str, data: str
) -> None:
    keys(palette.line, typed, Key.Key_Return)
    assert (case.ws.project.name, case.ws.project.data.id) == (name, data)


@pytest.mark.parametrize("typed", ["learning rate: 0.01", "learning rate = 1e-2", "learning rate 1/100"])
def test_a_value_typed_behind_a_parameter_is_taken_by_enter(
    case: DialogCase, palette: CommandPalette, typed: str
) -> None:
    keys(palette.line, typed)
    assert shown(palette)[0] == "Learning rate: 0.02 → 0.01"
    keys(palette.line, Key.Key_Return)
    assert case.ws.project.recipe.learning_rate == 0.01
    assert gone(palette)
    case.ws.editing.undo()
    assert case.ws.project.recipe.learning_rate == 0.02


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [("dense 2 units: 2*6", "units", 12), ("dense 2 activation: tanh", "activation", "tanh")],
)
def test_a_parameter_of_one_block_is_set(
    case: DialogCase, palette: CommandPalette, typed: str, name: str, value: object
) -> None:
    keys(palette.line, typed, Key.Key_Return)
    nodes = case.ws.here.network.nodes
    assert nodes["dense_2"].params[name] == value
    assert nodes["dense"].params.get(name) != value


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [("data seed: 7", "seed", 7), ("training part: 60", "train", 0.6), ("test part: 20", "test", 0.2)],
)
def test_the_split_of_the_data_is_set(
    case: DialogCase, palette: CommandPalette, typed: str, name: str, value: float
) -> None:
    keys(palette.line, typed, Key.Key_Return)
    assert getattr(case.ws.project.data, name) == value


def test_a_refused_value_says_whose_it_would_be(palette: CommandPalette) -> None:
    keys(palette.line, "units: 9**9**9")
    assert [line.split(" Units")[0] for line in shown(palette)] == ["Dense", "Dense 2", "Dense 3"]
    palette.close()


def test_a_value_that_does_not_fit_says_what_would(case: DialogCase, palette: CommandPalette) -> None:
    keys(palette.line, "learning rate: fast")
    assert palette.list.currentIndex().data(ENTRY).reason.startswith("Learning rate takes a number")
    keys(palette.line, Key.Key_Return)
    assert palette.isVisible() and case.said[-1].startswith("Learning rate takes a number")
    palette.close()


def test_enter_on_a_parameter_asks_for_its_value(case: DialogCase, palette: CommandPalette) -> None:
    keys(palette.line, "noise", Key.Key_Return)
    assert palette.line.text() == "Data Noise: "
    keys(palette.line, "25", Key.Key_Return)
    assert case.ws.project.data.options["noise"] == 0.25


def test_recent_files_are_offered(case: DialogCase, runner: Runner, tmp_path: Path) -> None:
    case.answer = lambda question: Answer(path=tmp_path / "kept.nnplay")
    assert case.ws.files.save_as()
    made = CommandPalette(case.ws, runner, case.window)
    made.open()
    keys(made.line, "kept")
    assert shown(made)[0] == "Open kept.nnplay"
    keys(made.line, Key.Key_Return)
    assert case.ws.document.path == tmp_path / "kept.nnplay"


def test_arrows_walk_round_and_tab_walks_too(palette: CommandPalette) -> None:
    rows = len(shown(palette))
    for pressed, row in (
        (Key.Key_Down, 1), (Key.Key_Tab, 2), (Key.Key_Up, 1), (Key.Key_Backtab, 0), (Key.Key_Up, rows - 1),
        (Key.Key_Down, 0), (Key.Key_PageDown, 9), (Key.Key_PageUp, 0),
    ):  # fmt: skip
        keys(palette.line, pressed)
        assert palette.list.currentIndex().row() == row
    assert palette.line.hasFocus()
    palette.close()


def test_a_click_runs_and_the_pointer_chooses(palette: CommandPalette, runner: Runner) -> None:
    keys(palette.line, "reduce")
    first = palette.list.visualRect(palette.list.model().index(0, 0))
    QTest.mouseClick(palette.list.viewport(), LEFT, pos=first.center())
    assert runner.ran == ["view.reduce_motion"]


def test_a_switch_shows_whether_it_is_on(case: DialogCase, palette: CommandPalette) -> None:
    model = palette.list.model()
    rows = [model.index(row, 0).data(ENTRY) for row in range(model.rowCount())]
    ours = ["Parts hold the classes in proportion", "Seen before: stay in training"]
    on = [*ours, "Speed 1×", "Theme of the system", "Data: Spirals"]
    assert [entry.title for entry in rows if entry.checked] == on
    palette.close()


@pytest.mark.parametrize("key", [Key.Key_Escape, "Ctrl+K"])
def test_escape_and_its_own_key_close_it_and_give_the_focus_back(
    case: DialogCase, runner: Runner, key: object
) -> None:
    before = QLineEdit(case.window)
    before.show()
    before.setFocus()
    palette = CommandPalette(case.ws, runner, case.window)
    palette.open()
    assert not before.hasFocus()
    if key == "Ctrl+K":
        QTest.keyClick(palette.line, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    else:
        keys(palette.line, key)
    assert gone(palette)
    assert before.hasFocus()


def test_what_it_lists_goes_with_it(case: DialogCase, palette: CommandPalette) -> None:
    """Three hundred entries, each with what it would do, stayed with the window of every palette."""
    models = case.window.findChildren(QAbstractItemModel)
    assert palette.matches in models and palette.matches.sourceModel() in models
    keys(palette.line, Key.Key_Escape)
    assert gone(palette)
    assert len(case.window.findChildren(QAbstractItemModel)) == len(models) - 2


def test_a_press_beside_it_closes_it(palette: CommandPalette) -> None:
    QTest.mouseClick(palette, LEFT, pos=QPoint(4, 4))
    assert gone(palette)


def test_a_press_on_its_edge_does_not(palette: CommandPalette) -> None:
    QTest.mouseClick(palette, LEFT, pos=palette.line.mapTo(palette, QPoint(2, 2)))
    assert palette.isVisible()
    palette.close()


def test_it_closes_when_something_else_takes_the_focus(case: DialogCase, palette: CommandPalette) -> None:
    other = QLineEdit(case.window)
    other.show()
    other.setFocus()
    assert gone(palette)
    assert other.hasFocus()


def test_typing_reaches_no_shortcut_of_the_window(case: DialogCase, palette: CommandPalette) -> None:
    fired: list[str] = []
    for shortcut in ("F", "F8", "Ctrl+S", ".", "Space"):
        action = QAction(shortcut, case.window)
        action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda _on=False, name=shortcut: fired.append(name))
        case.window.addAction(action)
    keys(palette.line, "f .", Key.Key_F8)
    QTest.keyClick(palette.line, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert (palette.line.text(), fired) == ("f .", [])
    palette.close()


def test_it_follows_the_window_and_fits_a_small_one(case: DialogCase, palette: CommandPalette) -> None:
    for width, height in ((1600, 1000), (420, 360)):
        case.window.resize(width, height)
        QApplication.processEvents()
        assert palette.size() == case.window.size()
        panel = palette.line.parentWidget().geometry()
        assert palette.rect().adjusted(8, 8, -8, -8).contains(panel)
    palette.close()


def test_nothing_matching_says_so(palette: CommandPalette) -> None:
    keys(palette.line, "zzzz")
    assert shown(palette) == []
    assert not palette.list.isVisible()
    keys(palette.line, Key.Key_Return, Key.Key_Down)
    assert palette.isVisible()
    palette.close()


def test_both_themes_paint_their_own_colours(
    case: DialogCase, palette: CommandPalette, qapp: QApplication
) -> None:
    spot = palette.line.mapTo(palette, QPoint(300, 40))
    seen = []
    for theme in ("dark", "light"):
        apply_theme(qapp, theme)  # type: ignore[arg-type]
        QApplication.processEvents()
        seen.append(case.window.grab().toImage().pixelColor(spot).name())
    assert seen == ["#1c2028", "#ffffff"]
    palette.close()


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("save", "Save", "Save As"),
        ("as", "Save As", "Canvas only"),
        ("layout", "Reset layout", "Play out"),
        ("den", "Dense", "Hidden"),
        ("new", "New seed", "Renew"),
    ],
)
def test_a_title_that_begins_with_it_beats_one_that_holds_it(query: str, better: str, worse: str) -> None:
    first, second = score(query, better), score(query, worse)
    assert first is not None
    assert second is None or first > second


@pytest.mark.parametrize(
    ("query", "title"), [("x", "Save"), ("se", "Save"), ("seed old", "New seed"), ("das", "Add")]
)
def test_what_does_not_fit_has_no_score(query: str, title: str) -> None:
    assert score(query, title) is None


def test_words_fit_in_any_order_and_beside_the_title() -> None:
    assert score("seed new", "New seed") == score("new seed", "New seed")
    assert score("train seed", "New seed", "Train") is not None
    title, beside = score("train", "Train"), score("train", "Step", "Train")
    assert title is not None and beside is not None and title > beside
