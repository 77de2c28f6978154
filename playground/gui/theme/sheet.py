"""The short stylesheet for what Qt paints itself: menus, tips, scroll bars, plain fields."""

from string import Template

from playground.gui.theme.tokens import CAPTION, RADIUS_BUTTON, RADIUS_FIELD, Tokens

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $line2; padding: 5px 8px; }
QMenu { background: $raised; border: 1px solid $line2; padding: 5px; }
QMenu::item { padding: 6px 28px 6px 10px; border-radius: 5px; color: $text; }
QMenu::item:selected { background: $accent_ground; color: $accent_text; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line2; margin: 5px 6px; }
QMenu::icon { padding-left: 8px; }
QMenu::right-arrow { width: 10px; height: 10px; }
QLineEdit, QPlainTextEdit, QTextEdit {
    background: $field; color: $text; border: 1px solid $line2; border-radius: ${field_radius}px;
    padding: 0 8px; selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { padding: 6px; }
QPlainTextEdit[code="true"], QPlainTextEdit[code="true"]:focus {
    border: none; border-radius: 0; padding: 0; background: $panel; }
QLineEdit { min-height: 26px; }
QLineEdit:focus, QPlainTextEdit:focus { border: 2px solid $accent_text; }
QLineEdit:focus { min-height: 24px; padding: 0 7px; }
QLineEdit:disabled { color: $text3; background: $panel; border-color: $line; }
QLineEdit[plain="true"] { background: transparent; border-color: transparent; padding: 0 1px 0 0; }
QLineEdit[plain="true"]:hover { border-color: $line2; }
QLineEdit[plain="true"]:focus { background: $field; border-color: $accent_text; padding: 0; }
QLineEdit[failing="true"] { border: 2px solid $bad; min-height: 24px; padding: 0 7px; }
QLineEdit[low="true"] { min-height: 22px; }
QLineEdit[low="true"]:focus, QLineEdit[low="true"][failing="true"] { min-height: 20px; }
QScrollArea { border: none; background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line2; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMainWindow { background: $window; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QDockWidget { color: $text; }
QToolBar { background: $window; border: none; border-bottom: 1px solid $line; spacing: 8px; padding: 0; }
QToolBar#time, QToolBar#status { border-bottom: none; border-top: 1px solid $line; }
QFrame#divider { color: $line; background: $line; border: none; }
QFrame#divider[frameShape="5"] { max-width: 1px; }
QFrame#divider[frameShape="4"] { max-height: 1px; }
QStatusBar { background: $window; border-top: 1px solid $line; color: $text2; font-size: ${caption}px; }
QStatusBar::item { border: none; }
QAbstractItemView { outline: none; }
QListView, QTreeView, QTableView { border: none; }
QTableView#framed { border: 1px solid $line2; border-radius: 4px; }
QHeaderView { background: transparent; }
QHeaderView::section {
    background: transparent; color: $text3; border: none; border-bottom: 1px solid $line; padding: 4px 8px; }
QTableCornerButton::section { background: transparent; border: none; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {
    background: $accent_ground; color: $accent_text; }
QComboBox QAbstractItemView {
    background: $raised; color: $text; border: 1px solid $line2; padding: 4px; outline: none; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; border-radius: 5px; }
QComboBox QAbstractItemView::item:hover, QComboBox QAbstractItemView::item:selected {
    background: $accent_ground; color: $accent_text; }
""")

_COLOURS = (
    "window", "panel", "raised", "hover", "field", "line", "line2", "edge", "text", "text2", "text3",
    "accent", "on_accent", "accent_text", "accent_ground", "bad",
)  # fmt: skip


def stylesheet(tokens: Tokens) -> str:
    """Return the application's stylesheet for a theme."""
    colours = {name: tokens.colour(name).name() for name in _COLOURS}
    return _SHEET.substitute(colours, button=RADIUS_BUTTON, field_radius=RADIUS_FIELD, caption=CAPTION)
