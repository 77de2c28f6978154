"""The code pane beside the canvas: the network's classes or the whole script, following every edit."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.app.code import CodeText, code_of, marked, show_block_of
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.export.script.lines import CodeLine
from playground.core.network.block_path import BlockPath
from playground.gui.dialogs.sheet import CopyButton
from playground.gui.docks.code_view import CodeView
from playground.gui.theme.tokens import SEMIBOLD, SPACE_M, SPACE_S, TITLE
from playground.gui.widgets.buttons import IconButton
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.segments import Segments

WAIT_MS = 80  # a drag of a slider edits many times a second


class CodePane(QWidget):
    """Show the code while it is open; `closed` when the person wants it no longer."""

    closed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._from_here = False
        self.which = Segments([("network", tr("Network")), ("script", tr("Whole script"))], "network",
                              name=tr("What is printed"))  # fmt: skip
        self.view = CodeView()
        self.words = Caption()
        self.count = Caption()
        self.copy = CopyButton(tr("Copy"), lambda: self.view.code.text + "\n")
        self.close_button = IconButton("x", tr("Close the code"))
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._later.timeout.connect(self.refresh)
        self.which.chosen.connect(self._on_which)
        self.view.chosen.connect(self._on_line)
        self.close_button.clicked.connect(self.closed)
        workspace.document_replaced.connect(self._forget)
        workspace.problems_changed.connect(self._wait)
        workspace.run_changed.connect(self._wait)
        workspace.selection_changed.connect(self._on_selection)

    def _lay_out(self) -> None:
        self.setAutoFillBackground(True)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        head.setSpacing(SPACE_S)
        head.addWidget(ElidedLabel(tr("Code"), weight=SEMIBOLD, size=TITLE))
        head.addStretch(1)
        for widget in (self.which, self.copy, self.close_button):
            head.addWidget(widget)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        foot.setSpacing(SPACE_M)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.view)

    def _wait(self) -> None:
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def showEvent(self, event: object) -> None:
        """Show what there is now."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def _on_which(self) -> None:
        self.refresh()
        self.view.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Print again; what cannot be printed leaves the project's last lines, and says why."""
        made = code_of(self._workspace, self.which.current() == "script")
        self.words.set_text(made.words)
        self.view.setPlaceholderText(made.words)  # where there are no lines
        if made.sound:
            self.copy.reset()
            self.view.show_code(made, self._tints(made))
            self.count.set_text(tr("{count} lines").format(count=len(made.lines)))
            self.view.mark(marked(self._workspace, made.lines), follow=False)

    def _forget(self) -> None:
        """Show nothing of the project before this one."""
        self.view.show_code(CodeText(), {})
        self.count.set_text("")
        self._wait()

    def _tints(self, code: CodeText) -> dict[int, str]:
        found = {number: self._tint(line) for number, line in enumerate(code.lines) if line.blocks}
        return {number: tint for number, tint in found.items() if tint}

    def _tint(self, line: CodeLine) -> str:
        """Return the colour of a line's block: that of its kind."""
        network, spec = self._workspace.project.network, None
        for own in BlockPath.of(line.blocks[0]).ids:
            node = network.nodes.get(own)
            if node is None:
                break
            spec = self._workspace.project.blocks.spec_of(node)
            network = self._workspace.project.blocks.network_of(node) or network
        return spec.tint if spec is not None else ""

    def _on_selection(self, _ids: frozenset[str]) -> None:
        if self.isVisible():
            self.view.mark(marked(self._workspace, self.view.code.lines), follow=not self._from_here)

    def _on_line(self, number: int) -> None:
        """Show the block of a line; the code stays where it is."""
        self._from_here = True
        try:
            if number < len(self.view.code.lines):
                show_block_of(self._workspace, self.view.code.lines[number])
        finally:
            self._from_here = False

    def shut_down(self) -> None:
        """Print nothing more."""
        self._later.stop()
