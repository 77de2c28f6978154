"""The person's choice of theme, put into force."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from playground.gui.theme.style import ThemeName, apply_theme


def use_theme(name: ThemeName) -> None:
    """Give the whole application a theme."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_theme(app, name)
