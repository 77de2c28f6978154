"""Which network a panel is of, where the one drawn was changed after training."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.theme.tokens import ICON_SIZE_SMALL
from playground.gui.widgets.labels import Note
from playground.gui.widgets.plain import set_tip

ROOMY = 330  # px of a header that has room for words; a narrower one shows the icon


class NetworkNote(Note):
    """Stand beside a panel's title and say it; be gone where there is but one network.

    Curves are of the network that was trained, pictures of the one that works now.
    """

    def __init__(self, workspace: Workspace, *, pictures: bool = True) -> None:
        super().__init__("", "history", "warn")
        self._workspace, self._pictures = workspace, pictures
        self._header: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for signal in (workspace.run_changed, workspace.problems_changed, workspace.project_changed):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say which network it is now."""
        since = self._workspace.exports.which.changed_since
        if since:
            drawn = self._pictures and self._workspace.exports.which.pictured == "drawn"
            self.set_text(self._sentence(since, drawn))
            set_tip(self, self._workspace.exports.which.words("drawn" if drawn else "trained"))
        self.setVisible(bool(since))
        self.updateGeometry()

    def _sentence(self, since: str, drawn: bool) -> str:
        if not self._pictures:
            return tr("changed since {moment}").format(moment=since)
        return tr("as drawn") if drawn else tr("before the change")

    def sizeHint(self) -> QSize:
        """Return room for the words, or for the icon alone."""
        whole = super().sizeHint()
        header = self.parentWidget()
        roomy = not self._pictures or header is None or header.width() >= ROOMY
        return whole if roomy else QSize(ICON_SIZE_SMALL + 2, whole.height())

    def minimumSizeHint(self) -> QSize:
        """Take no less."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Watch the header that it is put into, for its width."""
        if event.type() == QEvent.Type.ParentChange:
            if self._header is not None:
                self._header.removeEventFilter(self)
            self._header = self.parentWidget()
            if self._header is not None:
                self._header.installEventFilter(self)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show words or the icon as there is room."""
        if event.type() == QEvent.Type.Resize:
            self.updateGeometry()
        return False
