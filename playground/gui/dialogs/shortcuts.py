"""The sheet of shortcuts: every command with its key, and the gestures on the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from playground.app.command import GROUPS
from playground.app.commands import COMMANDS
from playground.app.texts import tr
from playground.gui.dialogs.entries import group_title, key_text
from playground.gui.dialogs.sheet import Sheet, button_row
from playground.gui.theme.tokens import MEDIUM, PRIMARY_HEIGHT, SEMIBOLD, SPACE_L, SPACE_S, SPACE_XL, TITLE
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.labels import ElidedLabel, KeyCap

COLUMNS = 3
FIRST = ("train", "samples")  # groups that are needed most
# What is done and how, on the canvas.
GESTURES: tuple[tuple[str, str], ...] = (
    ("Add a block", "Drag it from the list"),
    ("Insert into a wire", "Drop it on the wire"),
    ("Append a block", "Double-click it in the list"),
    ("Connect", "Drag from port to port"),
    ("Choose what fits", "Drop a wire on empty space"),
    ("Move blocks", "Drag; Ctrl: off the grid"),
    ("Copy a block", "Alt+drag"),
    ("Select several", "Drag over empty space"),
    ("Zoom", "Wheel"),
    ("Move the view", "Space or middle button, drag"),
    ("Look closely", "Point at a unit or a thread"),
    ("Type a weight", "Click a thread"),
)


# Keys that the canvas alone knows, while it has the focus.
CANVAS_KEYS: tuple[tuple[str, str], ...] = (
    ("Walk from block to block", "Tab"),
    ("Go to a neighbour", "← → ↑ ↓"),
    ("Draw a wire from the block", "C"),
    ("Edit in the inspector", "Enter"),
    ("Leave what was begun", "Esc"),
)


@dataclass(frozen=True)
class Section:
    """One group of the sheet: a title, and rows of what is done and how."""

    title: str
    rows: tuple[tuple[str, str], ...]
    keys: bool = True  # keys are drawn as such, gestures as words


def sections() -> tuple[Section, ...]:
    """Return the commands that have a key, by group, and the gestures; their titles follow no state."""
    made = []
    for group in sorted(GROUPS, key=lambda each: each not in FIRST):
        rows = tuple(
            (tr(command.title).rstrip("…"), key_text(command.shortcut))
            for command in COMMANDS
            if command.group == group and command.shortcut
        )
        if rows:
            made.append(Section(group_title(group), rows))
    canvas = tuple((tr(what), tr(key)) for what, key in CANVAS_KEYS)
    gestures = tuple((tr(what), tr(how)) for what, how in GESTURES)
    return (*made, Section(tr("On the canvas"), canvas), Section(tr("By mouse"), gestures, keys=False))


def columns(parts: Sequence[Section], count: int = COLUMNS) -> list[list[Section]]:
    """Deal the sections out to columns in their order, so that the tallest one is as low as can be."""
    cuts = combinations(range(1, len(parts)), count - 1)
    best = min(cuts, key=lambda cut: max(map(_height, _dealt(parts, cut))))
    return _dealt(parts, best)


def _dealt(parts: Sequence[Section], cuts: Sequence[int]) -> list[list[Section]]:
    bounds = [0, *cuts, len(parts)]
    return [list(parts[start:end]) for start, end in pairwise(bounds)]


def _height(column: Sequence[Section]) -> int:
    return sum(len(part.rows) + 2 for part in column)


class ShortcutSheet(Sheet):
    """Show all keys and gestures at a glance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Shortcuts"), parent)
        below = tr("Every command is also in the menu and, by its name, under {key}.")
        self.add_heading(tr("Shortcuts"), below.format(key=key_text("Ctrl+K")))
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, SPACE_S, SPACE_S, 0)
        layout.setSpacing(SPACE_XL + SPACE_S)
        for parts in columns(sections()):
            layout.addLayout(_column(parts), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(row)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.page.addWidget(scroll, 1)
        self.close_button = QuietButton(tr("Close"), height=PRIMARY_HEIGHT)
        self.close_button.clicked.connect(self.accept)
        self.page.addLayout(button_row(None, self.close_button))
        self.resize(1000, 700)
        self.close_button.setFocus(Qt.FocusReason.PopupFocusReason)


def _column(parts: Sequence[Section]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE_L)
    for part in parts:
        column.addLayout(_section(part))
    column.addStretch(1)
    return column


def _section(section: Section) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(SPACE_S)
    grid.setVerticalSpacing(SPACE_S - 1)
    grid.setColumnStretch(0, 1)
    grid.addWidget(ElidedLabel(section.title, size=TITLE, weight=SEMIBOLD), 0, 0, 1, 2)
    for row, (what, how) in enumerate(section.rows, start=1):
        grid.addWidget(ElidedLabel(what, color="text2"), row, 0)
        shown = KeyCap(how) if section.keys else ElidedLabel(how, weight=MEDIUM)
        grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignRight)
    return grid
