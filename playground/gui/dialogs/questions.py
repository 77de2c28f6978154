"""Questions to the person: the program's one port through which it waits for an answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from playground.app.ask import Answer, Option, Question
from playground.app.texts import tr
from playground.gui.dialogs.sheet import Paragraph, button_row
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import (
    LIVE,
    PRIMARY_HEIGHT,
    SEMIBOLD,
    SPACE_L,
    SPACE_XL,
    SPACE_XS,
    Tokens,
    mix,
    with_alpha,
)
from playground.gui.widgets.buttons import PaintedButton, PrimaryButton, QuietButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box

WIDTH = 456
_ICONS = {"save_changes": "save"}
_KINDS = {
    ".nnplay": "Neural Playground projects",
    ".onnx": "ONNX models",
    ".safetensors": "safetensors files",
}
_FEW = 3  # endings that have an entry each in a file dialog
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DialogAsk:
    """Ask by dialogs over a window and wait for the answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._parent = parent

    def __call__(self, question: Question) -> Answer:
        """Return the answer; closing a dialog takes the question's way out."""
        over = QApplication.activeModalWidget() or self._parent
        if question.kind == "choice":
            return Answer(option=_chosen(question, over))
        return Answer(path=_path(question, over))


def _chosen(question: Question, parent: QWidget | None) -> str:
    dialog = QuestionDialog(question, parent)
    dialog.exec()
    answer = dialog.answer
    dialog.deleteLater()
    return answer


class QuestionDialog(QDialog):
    """One question with a button for each option; Enter takes the default, Esc the way out."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer = question.escape
        self._question = question
        self.setWindowTitle(tr("Neural Playground"))
        self.setAccessibleName(question.text)
        self.setAccessibleDescription(question.detail)
        self.buttons = {option.id: self._button(option) for option in question.options}
        page = QVBoxLayout(self)
        page.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L + SPACE_XS)
        page.setSpacing(SPACE_XL)
        page.addLayout(self._words())
        page.addLayout(self._button_row())
        self.setFixedWidth(WIDTH)
        self.setFixedHeight(page.heightForWidth(WIDTH))
        if question.default in self.buttons:
            self.buttons[question.default].setFocus(Qt.FocusReason.PopupFocusReason)

    def _words(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS)
        words.addWidget(Paragraph(self._question.text, size=LIVE, weight=SEMIBOLD))
        if self._question.detail:
            words.addWidget(Paragraph(self._question.detail, color="text2"))
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        row.addWidget(_Tile(_icon(self._question)), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _button(self, option: Option) -> PaintedButton:
        made: PaintedButton
        if option.id == self._question.default:
            made = PrimaryButton(option.title, hint=tr("Enter"))
        elif option.role == "destructive":
            made = _Destructive(option.title, height=PRIMARY_HEIGHT)
        else:
            made = QuietButton(option.title, height=PRIMARY_HEIGHT)
        made.clicked.connect(lambda: self._take(option.id))
        return made

    def _button_row(self) -> QHBoxLayout:
        """Put what loses something at the left, far from the rest, and the default at the right end."""
        first = [option.id for option in self._question.options if option.role == "destructive"]
        rest = [option.id for option in self._question.options if option.role != "destructive"]
        rest.sort(key=lambda name: (name == self._question.default, name != self._question.escape))
        order = [self.buttons[name] for name in first] + [None] + [self.buttons[name] for name in rest]
        return button_row(*order)

    def _take(self, option: str) -> None:
        self.answer = option
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the default by Enter when no button has the focus."""
        if event.key() in _ENTER and self._question.default:
            self._take(self._question.default)
        else:
            super().keyPressEvent(event)


class _Destructive(QuietButton):
    """A quiet button in the colour of what is lost."""

    def _colours(self, tokens: Tokens) -> tuple[QColor | None, QColor | None, QColor]:
        fill = mix(tokens.panel, tokens.bad, 0.14) if self.hovered() else None
        return fill, with_alpha(tokens.bad, 0.55), tokens.bad


def _icon(question: Question) -> str:
    found = _ICONS.get(question.id)
    if found:
        return found
    losing = any(option.role == "destructive" for option in question.options)
    return "triangle-alert" if losing else "circle-help"


class _Tile(QWidget):
    """The question's icon on a violet ground."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(40, 40)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw ground and icon."""
        tokens = current_theme().tokens
        warn = self._icon == "triangle-alert"
        ground = mix(tokens.panel, tokens.warn, 0.16) if warn else tokens.accent_ground
        box(painter, QRectF(self.rect()), 10, ground)
        paint_icon(painter, self._icon, QRectF(10, 10, 20, 20), tokens.warn if warn else tokens.accent_text)


def _path(question: Question, parent: QWidget | None) -> Path | None:
    """Return the path chosen, with one of the question's endings; None when none was."""
    dialog = _file_dialog(question, parent)
    chosen = dialog.selectedFiles() if dialog.exec() == QDialog.DialogCode.Accepted else []
    dialog.deleteLater()
    if not chosen:
        return None
    path = Path(chosen[0])
    if question.kind != "save" or not question.suffixes or path.suffix in question.suffixes:
        return path
    return _with_suffix(path, question.suffixes[0], parent)


def _with_suffix(path: Path, suffix: str, parent: QWidget | None) -> Path | None:
    """Append the ending, which may hit a file the file dialog did not ask about."""
    full = path.with_name(path.name + suffix)
    if not full.exists():
        return full
    options = (Option("replace", tr("Replace"), "destructive"), Option("cancel", tr("Cancel"), "cancel"))
    text = tr("Replace {name}?").format(name=full.name)
    detail = tr("A file of this name is in {folder} already.").format(folder=full.parent)
    question = Question("replace", text, detail, options, default="cancel")
    return full if _chosen(question, parent) == "replace" else None


def _file_dialog(question: Question, parent: QWidget | None) -> QFileDialog:
    folder, name = _start(question.suggested)
    dialog = QFileDialog(parent, question.text, folder, _filter(question.suffixes))
    saving = question.kind == "save"
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, QGuiApplication.platformName() == "offscreen")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave if saving else QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(_MODES[question.kind])
    if saving and question.suffixes:
        dialog.setDefaultSuffix(question.suffixes[0])
    if name:
        dialog.selectFile(name)
    return dialog


_MODES = {
    "save": QFileDialog.FileMode.AnyFile,
    "open": QFileDialog.FileMode.ExistingFile,
    "folder": QFileDialog.FileMode.Directory,
}


def _start(suggested: Path | None) -> tuple[str, str]:
    """Return the folder to begin in and the name to offer."""
    if suggested is None:
        return str(Path.home()), ""
    if suggested.is_dir():
        return str(suggested), ""
    folder = suggested.parent if suggested.parent.is_dir() else Path.home()
    return str(folder), suggested.name


def _filter(suffixes: tuple[str, ...]) -> str:
    """Return Qt's filter: one entry for each ending, and all files; many endings stand as one entry.

    The first entry is what a person meets: were it one ending of many, the other files would not be seen.
    """
    entries = [f"{tr(_KINDS.get(suffix, suffix[1:]))} (*{suffix})" for suffix in suffixes]
    if len(suffixes) > _FEW:
        listed = " ".join(f"*{suffix}" for suffix in dict.fromkeys(suffixes))
        entries = [f"{tr('What can be opened')} ({listed})"]
    return ";;".join([*entries, f"{tr('All files')} (*)"])
