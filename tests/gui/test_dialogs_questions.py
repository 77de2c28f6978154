"""Questions by dialogs: the program waits, a person answers by keys or mouse."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from playground.app.ask import Answer, Option, Question
from playground.gui.dialogs.questions import DialogAsk, QuestionDialog
from playground.gui.dialogs.sheet import Sheet
from playground.gui.theme.style import apply_theme

# The file dialog's list of completions asks the offscreen platform for a keyboard grab.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard$", extend=True)

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
REAL_EXEC = QDialog.exec  # taken before the guard against modal dialogs replaces it
SAVE_CHANGES = Question(
    "save_changes",
    "Save changes to Spiral MLP?",
    "Edits and training since the last save are lost otherwise.",
    (
        Option("save", "Save"),
        Option("discard", "Don't save", "destructive"),
        Option("cancel", "Cancel", "cancel"),
    ),
    default="save",
)


@pytest.fixture(autouse=True)
def _modal_dialogs_are_the_point(
    _no_modal_dialog: None, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[None]:
    monkeypatch.setattr(QDialog, "exec", REAL_EXEC)
    apply_theme(qapp, "dark")
    yield


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def modal() -> QWidget:
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


def let_go() -> None:
    """Close whatever waits, so that a failed step ends its test."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.reject()


def asked(window: QWidget, question: Question, *steps: Callable[[], None]) -> Answer:
    """Ask, and take the steps one after the other, each once the dialogs had their turn."""
    waiting = list(steps)

    def take() -> None:
        step = waiting.pop(0)
        if waiting:
            QTimer.singleShot(0, take)
        try:
            step()
        except BaseException:
            let_go()
            raise

    QTimer.singleShot(0, take)
    answer = DialogAsk(window)(question)
    assert waiting == []
    return answer


def press(key: Qt.Key, count: int = 1) -> Callable[[], None]:
    def step() -> None:
        for _ in range(count):
            dialog = modal()
            QTest.keyClick(dialog.focusWidget() or dialog, key)

    return step


def click(option: str) -> Callable[[], None]:
    def step() -> None:
        dialog = modal()
        assert isinstance(dialog, QuestionDialog)
        QTest.mouseClick(dialog.buttons[option], LEFT)

    return step


@pytest.mark.parametrize(
    ("step", "option"),
    [
        (press(Key.Key_Return), "save"),
        (press(Key.Key_Escape), "cancel"),
        (click("discard"), "discard"),
        (click("cancel"), "cancel"),
        (click("save"), "save"),
        (lambda: modal().close(), "cancel"),
    ],
)
def test_enter_escape_and_clicks_answer(window: QWidget, step: Callable[[], None], option: str) -> None:
    assert asked(window, SAVE_CHANGES, step) == Answer(option=option)


def test_tab_reaches_every_button_and_enter_presses_it(window: QWidget) -> None:
    seen: list[str] = []

    def walk() -> None:
        dialog = modal()
        for _ in SAVE_CHANGES.options:
            seen.append(dialog.focusWidget().accessibleName())
            QTest.keyClick(dialog.focusWidget(), Key.Key_Tab)
        QTest.keyClick(dialog.focusWidget(), Key.Key_Tab)
        seen.append(dialog.focusWidget().accessibleName())
        QTest.keyClick(dialog.focusWidget(), Key.Key_Return)

    answer = asked(window, SAVE_CHANGES, walk)
    assert seen == ["Save", "Don't save", "Cancel", "Don't save"]
    assert answer == Answer(option="discard")


def test_the_question_is_read_out_and_fits_its_words(window: QWidget) -> None:
    long = Question("other", "Really? " * 20, "Because. " * 40, SAVE_CHANGES.options, default="save")
    heights: list[int] = []

    def look() -> None:
        dialog = modal()
        assert dialog.accessibleName() == long.text
        assert dialog.accessibleDescription() == long.detail
        heights.append(dialog.height())
        QTest.keyClick(dialog, Key.Key_Escape)

    asked(window, long, look)
    dialog = QuestionDialog(SAVE_CHANGES, window)
    assert heights[0] > dialog.height() + 60
    dialog.deleteLater()


def test_a_question_lies_over_the_dialog_that_led_to_it(window: QWidget) -> None:
    sheet = Sheet("Below", window)
    sheet.open()
    above: list[QWidget] = []

    def look() -> None:
        above.append(modal().parentWidget())
        QTest.keyClick(modal(), Key.Key_Escape)

    asked(window, SAVE_CHANGES, look)
    assert above == [sheet]
    sheet.close()


def choose(name: str) -> Callable[[], None]:
    """Type a name into the file dialog and press Enter."""

    def step() -> None:
        dialog = modal()
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        field.selectAll()
        QTest.keyClicks(field, name)
        QTest.keyClick(field, Key.Key_Return)

    return step


def answer_box(button: QMessageBox.StandardButton) -> Callable[[], None]:
    def step() -> None:
        box = modal()
        assert isinstance(box, QMessageBox)
        QTest.mouseClick(box.button(button), LEFT)

    return step


def saving(folder: Path, name: str = "spiral.nnplay") -> Question:
    suggested = folder / name
    return Question("save_project", "Save", kind="save", suffixes=(".nnplay",), suggested=suggested)


def test_saving_offers_the_suggested_name(window: QWidget, tmp_path: Path) -> None:
    answer = asked(window, saving(tmp_path), press(Key.Key_Return))
    assert answer == Answer(path=tmp_path / "spiral.nnplay")


@pytest.mark.parametrize("typed", ["mine", "mine.nnplay"])
def test_a_name_gets_its_ending_once(window: QWidget, tmp_path: Path, typed: str) -> None:
    assert asked(window, saving(tmp_path), choose(typed)).path == tmp_path / "mine.nnplay"


def test_a_name_with_another_ending_keeps_it_and_gets_ours(window: QWidget, tmp_path: Path) -> None:
    assert asked(window, saving(tmp_path), choose("run.v2")).path == tmp_path / "run.v2.nnplay"


@pytest.mark.parametrize(
    ("button", "kept"), [(QMessageBox.StandardButton.Yes, True), (QMessageBox.StandardButton.No, False)]
)
def test_an_existing_file_is_replaced_only_when_confirmed(
    window: QWidget, tmp_path: Path, button: QMessageBox.StandardButton, kept: bool
) -> None:
    (tmp_path / "mine.nnplay").touch()
    steps = [choose("mine"), answer_box(button)] + ([] if kept else [press(Key.Key_Escape)])
    path = asked(window, saving(tmp_path), *steps).path
    assert path == (tmp_path / "mine.nnplay" if kept else None)


@pytest.mark.parametrize(("option", "kept"), [("replace", True), ("cancel", False)])
def test_an_ending_we_append_asks_before_it_hits_a_file(
    window: QWidget, tmp_path: Path, option: str, kept: bool
) -> None:
    (tmp_path / "run.v2.nnplay").touch()
    path = asked(window, saving(tmp_path), choose("run.v2"), click(option)).path
    assert path == (tmp_path / "run.v2.nnplay" if kept else None)


def test_opening_takes_a_file_that_is_there(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "a.nnplay").touch()
    question = Question("open_project", "Open", kind="open", suffixes=(".nnplay",), suggested=tmp_path)
    assert asked(window, question, choose("a.nnplay")) == Answer(path=tmp_path / "a.nnplay")
    assert asked(window, question, press(Key.Key_Escape)) == Answer(path=None)


def test_a_folder_that_is_gone_is_no_obstacle(window: QWidget, tmp_path: Path) -> None:
    answer = asked(window, saving(tmp_path / "gone"), press(Key.Key_Return))
    assert answer == Answer(path=Path.home() / "spiral.nnplay")


def test_files_of_many_endings_are_all_seen_at_once(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "penguins.csv").touch()
    endings = (".npy", ".npz", ".mat", ".csv")
    question = Question("open_data", "Open data", kind="open", suffixes=endings, suggested=tmp_path)

    def seen() -> None:
        dialog = modal()
        assert isinstance(dialog, QFileDialog)
        assert all(f"*{ending}" in dialog.selectedNameFilter() for ending in endings)
        choose("penguins.csv")()

    assert asked(window, question, seen) == Answer(path=tmp_path / "penguins.csv")
