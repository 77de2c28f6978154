"""The tokens as a palette for Qt's Fusion style."""

from PySide6.QtGui import QColor, QPalette

from playground.gui.theme.tokens import Tokens, mix

_Role = QPalette.ColorRole


def _roles(tokens: Tokens) -> dict[QPalette.ColorRole, QColor]:
    return {
        _Role.Window: tokens.panel,
        _Role.WindowText: tokens.text,
        _Role.Base: tokens.field,
        _Role.AlternateBase: tokens.raised,
        _Role.ToolTipBase: tokens.raised,
        _Role.ToolTipText: tokens.text,
        _Role.PlaceholderText: tokens.text3,
        _Role.Text: tokens.text,
        _Role.Button: tokens.raised,
        _Role.ButtonText: tokens.text,
        _Role.BrightText: tokens.bad,
        _Role.Light: tokens.hover,
        _Role.Midlight: tokens.raised,
        _Role.Mid: tokens.line2,
        _Role.Dark: tokens.line,
        _Role.Shadow: tokens.shadow,
        _Role.Highlight: tokens.accent,
        _Role.HighlightedText: tokens.on_accent,
        _Role.Accent: tokens.accent,
        _Role.Link: tokens.accent_text,
        _Role.LinkVisited: tokens.accent_text,
    }


def palette(tokens: Tokens) -> QPalette:
    """Return the palette of a theme, with its disabled group."""
    made = QPalette()
    for role, colour in _roles(tokens).items():
        made.setColor(role, colour)
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, role, mix(tokens.panel, tokens.text3, 0.7))
    made.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, tokens.line2)
    return made
