"""The export dialog: choose, type a path, watch, cancel, copy; and once for real."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from psygnal import Signal
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dialog_case import DialogCase, OpenedUrls, keys
from playground.app import edits
from playground.app.ask import Answer
from playground.app.commands import find
from playground.app.export_control import ExportState
from playground.app.which_network import WhichNetwork
from playground.core.export.exporting import Exported
from playground.core.export.registry import EXPORTERS
from playground.gui.dialogs.export import WIDTH, ExportDialog
from playground.gui.theme.style import apply_theme
from playground.gui.theme.tokens import DARK

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
SNIPPET = "import onnxruntime\n\nprint(onnxruntime.__version__)\n"


class Exports:
    """Stand in for the export control: keeps what was started, tells what the test says."""

    changed = Signal(ExportState)
    exporters = EXPORTERS

    def __init__(self, which: WhichNetwork) -> None:
        self.which = which
        self.state = ExportState()
        self.started: list[tuple[str, Path]] = []
        self.wanted: list[str] = []
        self.cancels = 0

    def start(self, exporter: str, path: Path, which: str = "drawn") -> None:
        """Begin."""
        self.wanted.append(which)
        self.started.append((exporter, path))
        self.tell(ExportState(exporter, path, stage="Starting"))

    def tell(self, state: ExportState) -> None:
        """Say how far it is, and let the window lay itself out."""
        self.state = state
        self.changed.emit(state)
        QApplication.processEvents()

    def cancel(self) -> None:
        """Stop."""
        self.cancels += 1
        if self.state.running:
            self.state = replace(self.state, failure="The export was cancelled; nothing was written.")

    def pump(self) -> None:
        """Tell what happened."""
        self.changed.emit(self.state)


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DialogCase]:
    made = DialogCase(qtbot, qapp, tmp_path)
    made.ready()
    yield made
    made.close()


@pytest.fixture
def exports(case: DialogCase) -> Exports:
    made = Exports(case.ws.exports.which)
    case.ws.exports = made  # type: ignore[assignment]
    return made


@pytest.fixture
def dialog(case: DialogCase, exports: Exports, qtbot: QtBot) -> Iterator[ExportDialog]:
    made = ExportDialog(case.ws, case.window)
    made.open()
    qtbot.waitUntil(made.isActiveWindow)
    QApplication.processEvents()
    yield made
    if isValid(made):
        exports.state = ExportState()
        made.close()


def gone(dialog: ExportDialog) -> bool:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return not isValid(dialog)


def exported(path: Path, samples: int = 150, note: str = "") -> ExportState:
    result = Exported(EXPORTERS.get("onnx"), path, (path,), samples, 1.2e-7, SNIPPET, note)
    return ExportState("onnx", path, 1.0, result=result)


def test_it_has_a_card_for_every_exporter_in_the_registry(dialog: ExportDialog) -> None:
    assert [card.spec for card in dialog.cards.cards] == list(EXPORTERS)
    assert dialog.cards.current().id == "onnx"
    assert dialog.cards.cards[0].hasFocus()


def test_the_path_lies_where_files_were_saved_last(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.destination() == tmp_path / "spiral-mlp.onnx"


def test_the_path_lies_beside_the_project(case: DialogCase, exports: Exports, tmp_path: Path) -> None:
    case.answer = lambda question: Answer(path=tmp_path / "my net.v2.nnplay")
    assert case.ws.files.save_as()
    dialog = ExportDialog(case.ws, case.window)
    assert dialog.destination() == tmp_path / "my net.v2.onnx"
    dialog.reject()


def test_enter_exports_and_the_fields_wait(dialog: ExportDialog, exports: Exports, tmp_path: Path) -> None:
    keys(dialog.cards.cards[0], Key.Key_Return)
    assert exports.started == [("onnx", tmp_path / "spiral-mlp.onnx")]
    assert dialog.progress.isVisible()
    assert not dialog.export_button.live
    assert not dialog.path.isEnabled()
    keys(dialog, Key.Key_Return)
    assert len(exports.started) == 1


def test_arrows_choose_another_kind_and_the_path_follows(
    dialog: ExportDialog, exports: Exports, tmp_path: Path
) -> None:
    keys(dialog.cards.cards[0], Key.Key_Right)
    assert dialog.cards.cards[1].hasFocus()
    assert dialog.destination() == tmp_path / "spiral-mlp.safetensors"
    QTest.mouseClick(dialog.export_button, LEFT)
    assert exports.started == [("safetensors", tmp_path / "spiral-mlp.safetensors")]


@pytest.mark.parametrize(
    ("typed", "name"), [("other", "other.onnx"), ("other.onnx", "other.onnx"), ("a.b", "a.b.onnx")]
)
def test_a_typed_name_gets_folder_and_ending(
    dialog: ExportDialog, exports: Exports, tmp_path: Path, typed: str, name: str
) -> None:
    dialog.path.setFocus()
    dialog.path.selectAll()
    keys(dialog.path, typed, Key.Key_Return)
    assert exports.started == [("onnx", tmp_path / name)]
    assert dialog.path.text() == str(tmp_path / name)


@pytest.mark.parametrize(("typed", "reason"), [("", "name"), ("nowhere/x.onnx", "does not exist")])
def test_a_path_that_cannot_be_is_told_before(
    dialog: ExportDialog, exports: Exports, typed: str, reason: str
) -> None:
    dialog.path.setFocus()
    dialog.path.selectAll()
    keys(dialog.path, Key.Key_Backspace, typed, Key.Key_Return)
    assert exports.started == []
    assert reason in dialog.hint.text()
    assert dialog.export_button.reason == dialog.hint.text()


def test_browsing_asks_through_the_port(case: DialogCase, dialog: ExportDialog, tmp_path: Path) -> None:
    case.answer = lambda question: Answer(path=tmp_path / "there.onnx")
    QTest.mouseClick(dialog.browse, LEFT)
    question = case.asked[0]
    assert (question.kind, question.suffixes) == ("save", (".onnx",))
    assert question.suggested == tmp_path / "spiral-mlp.onnx"
    assert dialog.destination() == tmp_path / "there.onnx"
    case.answer = lambda question: Answer(path=None)
    QTest.mouseClick(dialog.browse, LEFT)
    assert dialog.destination() == tmp_path / "there.onnx"


def test_untrained_and_existing_files_are_noted(
    case: DialogCase, dialog: ExportDialog, tmp_path: Path
) -> None:
    assert "has not been trained" in dialog.hint.text()
    case.ws.live.started = True
    (tmp_path / "spiral-mlp.onnx").touch()
    keys(dialog.cards.cards[0], Key.Key_Right)
    keys(dialog.cards.cards[1], Key.Key_Left)
    assert ".bak" in dialog.hint.text()


def test_progress_is_shown(dialog: ExportDialog, exports: Exports, tmp_path: Path) -> None:
    for share in (0.25, 0.7):
        exports.tell(ExportState("onnx", tmp_path / "a.onnx", share, "Trying the file in a fresh process"))
        assert dialog.progress.bar.value() == 1000 * share
    assert dialog.progress.stage.text() == "Trying the file in a fresh process"
    bar = dialog.progress.bar.grab().toImage()
    filled = bar.pixelColor(round(bar.width() * 0.6), bar.height() // 2)
    assert filled == DARK.accent
    assert bar.pixelColor(round(bar.width() * 0.8), bar.height() // 2) != DARK.accent


def test_the_result_is_verified_and_ready_to_use(
    case: DialogCase, dialog: ExportDialog, exports: Exports, tmp_path: Path
) -> None:
    keys(dialog, Key.Key_Return)
    exports.tell(exported(tmp_path / "a.onnx"))
    result = dialog.outcome
    assert result.notice.sentence.text() == "Verified: same outputs on 150 points."
    assert result.notice.detail.text() == "Largest difference 1.2 × 10⁻⁷."
    assert result.code.toPlainText() == SNIPPET.rstrip("\n")
    QTest.mouseClick(result.copy_code, LEFT)
    assert QGuiApplication.clipboard().text() == SNIPPET
    QTest.mouseClick(result.copy_path, LEFT)
    assert QGuiApplication.clipboard().text() == str(tmp_path / "a.onnx")
    with OpenedUrls() as opened:
        QTest.mouseClick(result.open_folder, LEFT)
    assert opened.paths == [tmp_path]
    assert dialog.close_button.hasFocus()
    keys(dialog.close_button, Key.Key_Return)
    assert gone(dialog)


def test_a_failure_is_one_sentence_with_what_comes_next(
    case: DialogCase, dialog: ExportDialog, exports: Exports, tmp_path: Path
) -> None:
    keys(dialog, Key.Key_Return)
    exports.tell(replace(exports.state, failure="The folder is read-only; choose another."))
    assert dialog.failure.notice.sentence.text() == "The folder is read-only; choose another."
    assert dialog.failure.isVisible()
    QTest.mouseClick(dialog.failure.retry, LEFT)
    assert len(exports.started) == 2
    exports.tell(replace(exports.state, failure="Still."))
    case.answer = lambda question: Answer(path=tmp_path / "else.onnx")
    QTest.mouseClick(dialog.failure.elsewhere, LEFT)
    assert dialog.destination() == tmp_path / "else.onnx"
    assert not dialog.failure.isVisible()


def test_escape_stops_the_export_first_then_closes(dialog: ExportDialog, exports: Exports) -> None:
    keys(dialog, Key.Key_Return, Key.Key_Escape)
    assert exports.cancels == 1
    assert dialog.note.sentence.text() == "Cancelled. Nothing was written."
    assert not dialog.failure.isVisible()
    keys(dialog, Key.Key_Escape)
    assert gone(dialog)


def test_the_button_cancels_and_another_start_is_possible(dialog: ExportDialog, exports: Exports) -> None:
    keys(dialog, Key.Key_Return)
    QTest.mouseClick(dialog.progress.cancel, LEFT)
    assert (exports.cancels, dialog.export_button.live) == (1, True)
    keys(dialog, Key.Key_Return)
    assert len(exports.started) == 2
    assert not dialog.note.isVisible()


def test_an_earlier_result_is_not_shown_and_a_running_export_is(
    case: DialogCase, exports: Exports, tmp_path: Path
) -> None:
    exports.state = exported(tmp_path / "old.onnx")
    first = ExportDialog(case.ws, case.window)
    first.open()
    assert not first.outcome.isVisible()
    first.close()
    exports.state = ExportState("onnx", tmp_path / "now.onnx", 0.5, "Writing")
    second = ExportDialog(case.ws, case.window)
    second.open()
    assert second.progress.isVisible()
    exports.tell(exported(tmp_path / "now.onnx"))
    assert second.outcome.isVisible()
    second.close()


def test_a_blocked_network_says_why(case: DialogCase, exports: Exports) -> None:
    case.ws.torch_ready = False
    dialog = ExportDialog(case.ws, case.window)
    dialog.open()
    assert dialog.export_button.reason == "Getting ready"
    dialog.close()


def test_it_is_as_high_as_what_it_shows_in_both_themes(
    dialog: ExportDialog, exports: Exports, qapp: QApplication, tmp_path: Path
) -> None:
    low = dialog.height()
    exports.tell(exported(tmp_path / "a.onnx", note="This project has not been trained."))
    QApplication.processEvents()
    assert low + 200 < dialog.height() <= 800 - 40
    for theme in ("dark", "light"):
        apply_theme(qapp, theme)  # type: ignore[arg-type]
        QApplication.processEvents()
        assert dialog.height() == dialog.page.totalHeightForWidth(WIDTH)
    assert dialog.outcome.note.text() == "This project has not been trained."


@pytest.mark.parametrize("high", [800, 700])
def test_what_was_exported_stays_on_a_small_screen_with_its_buttons(
    dialog: ExportDialog, exports: Exports, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, high: int
) -> None:
    room = QRect(0, 0, 1280, high)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda screen: room)
    QTest.mouseClick(dialog.cards.cards[2], LEFT)
    dialog.move(100, 250)
    spec, folder = EXPORTERS.get("python"), tmp_path / "spiral-mlp"
    result = Exported(spec, folder, spec.files(folder), 150, 0.0, SNIPPET * 9, "This is not trained.")
    exports.tell(ExportState("python", folder, 1.0, result=result))
    QApplication.processEvents()
    assert dialog.height() == dialog.page.totalHeightForWidth(WIDTH) <= high
    assert room.contains(dialog.frameGeometry())
    assert dialog.rect().contains(dialog.export_button.geometry())
    code = dialog.outcome.code
    assert code.toPlainText() == (SNIPPET * 9).rstrip()
    assert code.height() > 4 * code.fontMetrics().lineSpacing()
    code.setFocus()
    QTest.keyClick(code, Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert code.verticalScrollBar().value() > 0


def test_what_was_said_above_is_not_said_again(
    dialog: ExportDialog, exports: Exports, tmp_path: Path
) -> None:
    dialog.outcome.show_result(
        exported(tmp_path / "a.onnx", note="As it was.").result, "points", "As it was."
    )
    assert not dialog.outcome.note.isVisibleTo(dialog.outcome)


def test_after_closing_it_hears_nothing(dialog: ExportDialog, exports: Exports, tmp_path: Path) -> None:
    dialog.close()
    assert gone(dialog)
    exports.tell(exported(tmp_path / "a.onnx"))


@pytest.mark.slow
def test_an_untrained_network_is_exported_for_real(case: DialogCase, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(case.ws, case.window)
    dialog.open()
    stages = set()

    def ended() -> bool:
        case.ws.exports.pump()
        stages.add(dialog.progress.stage.text())
        return not case.ws.exports.state.running

    keys(dialog, Key.Key_Return)
    qtbot.waitUntil(ended, timeout=120_000)
    path = tmp_path / "spiral-mlp.onnx"
    assert case.ws.exports.state.failure == ""
    assert dialog.outcome.notice.sentence.text() == "Verified: same outputs on 150 points."
    assert "initial weights" in dialog.outcome.note.text()
    assert path.stat().st_size > 1000
    assert len(stages) >= 3
    ast.parse(dialog.outcome.code.toPlainText())
    case.ws.exports.cancel()
    dialog.close()


def test_after_a_change_the_person_chooses_between_the_two_networks(
    case: DialogCase, exports: Exports, tmp_path: Path
) -> None:
    live = case.ws.live
    live.started, live.epoch, live.project = True, 100, case.ws.project
    live.trained = case.ws.project
    plain = ExportDialog(case.ws, case.window)
    assert plain.which is None
    plain.reject()
    assert case.ws.apply(edits.set_param, "dense_2", "units", 5)
    dialog = ExportDialog(case.ws, case.window)
    dialog.open()
    assert dialog.which is not None and dialog.which.isVisible()
    assert "as it was trained to epoch 100" in dialog.which_words.text()
    keys(dialog.cards.cards[0], Key.Key_Return)
    exports.tell(ExportState())
    QTest.mouseClick(dialog.which.button("drawn"), LEFT)
    assert "what was changed since epoch 100 is not trained" in dialog.which_words.text()
    keys(dialog, Key.Key_Return)
    assert exports.wanted == ["trained", "drawn"]
    exports.tell(ExportState())
    dialog.reject()


def test_a_drawing_that_cannot_work_leaves_the_trained_network_to_export(
    case: DialogCase, exports: Exports
) -> None:
    case.ws.live.started, case.ws.live.epoch, case.ws.live.trained = True, 3, case.ws.project
    assert case.ws.apply(edits.delete, {"classify"})
    assert find("file.export").enabled(case.ws)
    dialog = ExportDialog(case.ws, case.window)
    dialog.open()
    assert dialog.export_button.live
    assert dialog.which is not None
    QTest.mouseClick(dialog.which.button("drawn"), LEFT)
    assert not dialog.export_button.live and "goal" in dialog.export_button.reason
    dialog.reject()


def test_python_is_a_folder(dialog: ExportDialog, case: DialogCase, exports: Exports, tmp_path: Path) -> None:
    QTest.mouseClick(dialog.cards.cards[2], LEFT)
    assert dialog.cards.current().id == "python" and dialog.place.text() == "Folder"
    folder = dialog.destination()
    assert folder == tmp_path / "spiral-mlp"
    folder.write_text("a file", encoding="utf-8")
    dialog.path.set_text(str(folder))
    dialog.path.textEdited.emit(str(folder))
    assert dialog.hint.text() == "This is a file: give the folder another name."
    folder.unlink()
    folder.mkdir()
    (folder / "train.py").touch()
    case.answer = lambda question: Answer(path=folder)
    QTest.mouseClick(dialog.browse, LEFT)
    assert case.asked[-1].kind == "folder"
    QTest.keyClick(dialog, Key.Key_Return)
    assert exports.started == [("python", folder)]
    spec = EXPORTERS.get("python")
    result = Exported(spec, folder, spec.files(folder), 150, 0.0, SNIPPET)
    exports.tell(ExportState("python", folder, 1.0, result=result))
    assert dialog.outcome.name.text() == "train.py + data.npz + weights.npz"
    assert dialog.outcome.folder.text() == str(folder)
    QTest.mouseClick(dialog.cards.cards[0], LEFT)
    assert dialog.destination() == folder.with_suffix(".onnx") and dialog.place.text() == "File"
