"""The palette: every kind of block there is, by section, to search, drag or add."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from playground.app import edits
from playground.app.palette_order import MORE, Shelf, shelves
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.spec import BlockSpec, Category
from playground.gui.docks.chip import BlockChip
from playground.gui.docks.section import Section
from playground.gui.theme.tokens import SPACE_L, SPACE_S
from playground.gui.widgets.fields import SearchField
from playground.gui.widgets.labels import Caption, SectionHeader

_GAP = 6


class PalettePanel(QWidget):
    """Show the registry's blocks; `left()` when Esc gives the keyboard back, `found(chip)` the best match."""

    left = Signal()
    found = Signal(QWidget)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.search = SearchField(tr("Search blocks"), "/")
        self.search.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._nothing = Caption("")
        self._in_group = True
        self._shelves: tuple[Shelf, ...] = ()
        self._chips = {spec.id: BlockChip(spec) for spec in workspace.catalogue.blocks}
        titles = (*(category.value for category in Category), MORE)
        self._by_title = {title: Section(title) for title in titles}
        self._lay_out()
        self._connect()
        self._on_shown()
        self._update_tab_stop()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_S)
        column.setSpacing(_GAP)
        column.addWidget(SectionHeader(tr("Blocks")))
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        self._nothing.hide()
        self._column = QVBoxLayout()
        self._column.setSpacing(_GAP)
        column.addLayout(self._column)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        self._workspace.scope.changed.connect(self._on_shown)
        self._workspace.project_changed.connect(self._on_shown)
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self._on_enter)
        self.search.walked.connect(self._on_search_walked)
        self.search.left.connect(self.left)
        for section in self._by_title.values():
            section.folded.connect(self._update_tab_stop)
        for chip in self._chips.values():
            chip.wanted.connect(self.add)
            chip.touched.connect(self._on_touched)
            chip.walked.connect(self._on_walked)
            chip.typed.connect(self._on_typed)
            chip.left.connect(self.left)

    def _on_shown(self, *_what: object) -> None:
        """Offer what the data at hand call for, and the ends of groups only where they can stand."""
        workspace = self._workspace
        in_group, wanted = workspace.shown.in_group, shelves(workspace.catalogue.blocks, workspace.fields)
        if (in_group, wanted) == (self._in_group, self._shelves):
            return
        self._in_group = in_group
        if wanted != self._shelves:
            self._shelves = wanted
            self._deal()
        self._on_search(self.search.text())

    def _deal(self) -> None:
        """Put the chips into their sections, and the sections into their order."""
        for shelf in self._shelves:
            section = self._by_title[shelf.title]
            section.take([self._chips[spec.id] for spec in shelf.specs], shelf.opens)
            self._column.removeWidget(section)
            self._column.addWidget(section)

    @property
    def sections(self) -> list[Section]:
        """Return the sections, in the order they stand in."""
        return [self._by_title[shelf.title] for shelf in self._shelves]

    def chips(self) -> list[BlockChip]:
        """Return all chips, in the order they stand in."""
        return [chip for section in self.sections for chip in section.chips]

    def chip(self, kind: str) -> BlockChip:
        """Return the chip of one kind; KeyError when there is none."""
        return self._chips[kind]

    def shown(self) -> list[BlockChip]:
        """Return the chips that can be seen: they match the search and their section is open."""
        return [chip for section in self.sections for chip in section.shown()]

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def add(self, kind: str) -> None:
        """Add a block behind the selected one, else at the end of the network."""
        workspace = self._workspace
        rows = workspace.window.canvas.drawn_sizes().rows
        workspace.apply(edits.append, kind, self._after(kind), workspace.fields, rows,
                        workspace.inference.outputs)  # fmt: skip

    def _after(self, kind: str) -> str | None:
        """Return the block that the new one follows: the only one selected."""
        selection = self._workspace.selection
        return next(iter(selection)) if len(selection) == 1 else None

    def _on_search(self, words: str) -> None:
        for section in self.sections:
            section.filter(words, self._in_group)
        found, best = self.shown(), self._best()
        for chip in self.chips():
            chip.mark(chip is best)
        self._nothing.set_text(tr("No block is called “{words}”.").format(words=words))
        self._nothing.setVisible(not found)
        self._update_tab_stop()
        if best is not None:
            QTimer.singleShot(0, best, lambda: self.found.emit(best))  # when it has its place

    def _on_enter(self) -> None:
        """Add the best match; an empty search adds nothing."""
        best = self._best()
        if best is not None:
            self.add(best.spec.id)
            self.search.clear()

    def _best(self) -> BlockChip | None:
        """Return the chip whose name is closest to what is typed, the first of several."""
        words = self.search.text().strip().casefold()
        found = self.shown() if words else []
        return min(found, key=lambda chip: _distance(words, chip.spec), default=None)

    def _on_search_walked(self, step: int) -> None:
        found = self.shown()
        if found and step > 0:
            self._focus(found[0])

    def _on_typed(self, words: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.setText(words)

    def _on_touched(self, kind: str) -> None:
        title = tr(self.chip(kind).spec.title)
        self._workspace.say(tr("Drag {block} onto a wire, or double-click it.").format(block=title))

    def _on_walked(self, columns: int, rows: int) -> None:
        """Go to the neighbour that lies in the direction of the arrow; above the first row is the search."""
        here = next((chip for chip in self.shown() if chip.hasFocus()), None)
        if here is None:
            return
        goal = self._beside(here, columns) if columns else self._above_or_below(here, rows)
        if goal is not None:
            self._focus(goal)
        elif rows < 0:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _beside(self, here: BlockChip, step: int) -> BlockChip | None:
        shown = self.shown()
        place = shown.index(here) + step
        return shown[place] if 0 <= place < len(shown) else None

    def _above_or_below(self, here: BlockChip, step: int) -> BlockChip | None:
        rows = [row for section in self.sections for row in section.rows()]
        line = next(index for index, row in enumerate(rows) if here in row)
        if not 0 <= line + step < len(rows):
            return None
        column, goal = rows[line].index(here), rows[line + step]
        return goal[min(column, len(goal) - 1)]

    def _focus(self, chip: BlockChip) -> None:
        self._update_tab_stop(chip)
        chip.setFocus(Qt.FocusReason.TabFocusReason)

    def _update_tab_stop(self, stop: BlockChip | None = None) -> None:
        """Let Tab stop once among the chips; the arrows do the rest."""
        shown = self.shown()
        stop = stop or (shown[0] if shown else None)
        for chip in self.chips():
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus if chip is stop else Qt.FocusPolicy.NoFocus)


def _distance(words: str, spec: BlockSpec) -> int:
    """Return how far a name is from what is typed: it is that, begins so, holds it, or none of these."""
    title = tr(spec.title).casefold()
    if words in (title, spec.id):
        return 0
    return 1 if title.startswith(words) else 2 if words in title else 3
