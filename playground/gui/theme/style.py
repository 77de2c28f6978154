"""The theme in force: one object that everything painted asks for its colours."""

from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from playground.gui.theme.fonts import font, load_fonts
from playground.gui.theme.palette import palette
from playground.gui.theme.sheet import stylesheet
from playground.gui.theme.tokens import DARK, LIGHT, Tokens

ThemeName = Literal["dark", "light", "system"]


class Theme(QObject):
    """Hold the tokens in force and tell when they change; widgets repaint by themselves."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tokens = DARK
        self._name: ThemeName = "dark"

    @property
    def tokens(self) -> Tokens:
        """Return the tokens in force."""
        return self._tokens

    @property
    def name(self) -> ThemeName:
        """Return what was asked for: dark, light or system."""
        return self._name

    @property
    def dark(self) -> bool:
        """Tell whether the theme in force is dark."""
        return self._tokens.dark

    def use(self, name: ThemeName) -> bool:
        """Take another theme; return whether the tokens changed."""
        before = self._tokens
        self._name = name
        self._tokens = _tokens_of(name)
        return self._tokens is not before


@cache
def current_theme() -> Theme:
    """Return the one theme object of the process."""
    return Theme()


def _tokens_of(name: ThemeName) -> Tokens:
    if name == "system":
        return LIGHT if _system_scheme() is Qt.ColorScheme.Light else DARK
    return {"dark": DARK, "light": LIGHT}[name]


def _system_scheme() -> Qt.ColorScheme:
    return QGuiApplication.styleHints().colorScheme()


def apply_theme(app: QApplication, name: ThemeName = "dark") -> None:
    """Give the application our font, palette and style; `system` follows the desktop where it says."""
    theme = current_theme()
    changed = theme.use(name)
    load_fonts()
    if app.property("playground_styled") is None:
        app.setProperty("playground_styled", True)
        app.setStyle("Fusion")
        app.setFont(font())
        app.styleHints().colorSchemeChanged.connect(_follow_system)
    app.setPalette(palette(theme.tokens))
    app.setStyleSheet(stylesheet(theme.tokens))
    if changed:
        theme.changed.emit()


def _follow_system() -> None:
    """Change with the desktop while the person's choice is `system`."""
    app = QApplication.instance()
    if isinstance(app, QApplication) and current_theme().name == "system":
        apply_theme(app, "system")
