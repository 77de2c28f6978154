"""The one way words reach Qt: as text, never as markup, whatever a file says.

Qt takes a tool tip or a label that looks like HTML for HTML, and reads pictures it names from the disk; an
ampersand in a menu becomes a key; "[*]" in a title becomes the mark of unsaved changes.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QIcon
from PySide6.QtWidgets import QLabel, QMenu, QToolTip, QWidget

_TIP = "plain_tip"  # the property that keeps a tip as it was said


def tip_text(words: str) -> str:
    """Return words for a tool tip: what Qt would take for markup is escaped."""
    return f"<qt>{_escaped(words)}</qt>" if "<" in words else words


def titled_tip(title: str, *lines: str) -> str:
    """Return a tool tip with a strong title and lines below it, all of them plain text."""
    return "<br>".join((f"<b>{_escaped(title)}</b>", *(_escaped(line) for line in lines if line)))


def set_tip(target: QWidget | QAction, words: str) -> None:
    """Give a widget or an action a tool tip."""
    target.setProperty(_TIP, words)
    target.setToolTip(tip_text(words))


def set_titled_tip(target: QWidget, title: str, *lines: str) -> None:
    """Give a widget a tool tip with a strong title."""
    target.setProperty(_TIP, "\n".join((title, *lines)))
    target.setToolTip(titled_tip(title, *lines))


def tip_of(target: QWidget) -> str:
    """Return a tool tip as it was given."""
    return str(target.property(_TIP) or "")


def show_tip(where: QPoint, words: str, beside: QWidget) -> None:
    """Show a tool tip now."""
    QToolTip.showText(where, tip_text(words), beside)


def label(words: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label that shows words as they are."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(words)
    return made


def key_label() -> QLabel:
    """Return a label for `set_key`."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.RichText)
    return made


def set_key(target: QLabel, colour: QColor, words: str) -> None:
    """Show the colour of a line and what it stands for."""
    target.setText(key_words(colour, words))


def key_words(colour: QColor, words: str) -> str:
    """Return the rich text of a key."""
    return f'<span style="color:{colour.name()}">▬</span>&nbsp;{_escaped(words)}'


def menu_text(words: str) -> str:
    """Return words for a menu or an action, where a single ampersand would become a key."""
    return words.replace("&", "&&")


def add_action(
    menu: QMenu, words: str, run: Callable[..., object] | None = None, icon: QIcon | None = None
) -> QAction:
    """Add a line to a menu."""
    action = QAction(menu_text(words), menu)
    if icon is not None:
        action.setIcon(icon)
    if run is not None:
        action.triggered.connect(run)
    menu.addAction(action)
    return action


def title_text(words: str) -> str:
    """Return words for a window's title, where "[*]" would become the mark of unsaved changes."""
    return words.replace("[*]", "[*][*]")


def _escaped(words: str) -> str:
    return escape(words, quote=False).replace("\n", "<br>")
