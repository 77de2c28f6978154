"""Asks why the network answers as it does, as long as somebody wants to know."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.app.subscription import Subscription
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import is_of_kind
from playground.core.views.saliency import IMAGE, map_of

VIEW = "saliency"


class Reasons(QObject):
    """Watch the pixels that the answer hangs on, for what is looked at."""

    changed = Signal(object, float)  # maps (h, w), one for each picture, or None, and their strongest value

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._reasons = workspace, workspace.views.subscribe(VIEW)
        self.wanted, self.method = False, "occlusion"
        self._reasons.answered.connect(self._on_answer)
        workspace.views.subject_changed.connect(self._on_subject)

    @property
    def asked(self) -> Subscription:
        """Return what is asked of the view."""
        return self._reasons

    def want(self, wanted: bool) -> None:
        """Begin to ask, or stop."""
        self.wanted = wanted
        self._ask()
        if not wanted:
            self.changed.emit(None, 1.0)

    def use(self, method: str) -> None:
        """Use another method: occlusion or gradient."""
        self.method = method
        self._ask()

    def _ask(self) -> None:
        if self.wanted:
            self._reasons.ask({**self._workspace.views.subject.options, "method": self.method})
        else:
            self._reasons.stop()

    def _on_subject(self, _subject: object) -> None:
        if self.wanted:
            self._ask()

    def _on_answer(self) -> None:
        shown = self._reasons.answer
        if shown is None:
            self.changed.emit(None, 1.0)
        else:
            names = [map_of(name) for name in self._workspace.fields.fields if is_of_kind(name, IMAGE)]
            maps = [shown.arrays[name] for name in names if name in shown.arrays]
            self.changed.emit(maps, float(shown.facts["scale"]))
