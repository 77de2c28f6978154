"""The drafts of a page so far: one step of undo each."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.app.own_draft import Draft


@dataclass
class DraftHistory:
    """The drafts so far, for undo and redo."""

    drafts: list[Draft] = field(default_factory=list)
    at: int = -1

    @property
    def draft(self) -> Draft | None:
        """Return the present draft, None before anything was read."""
        return self.drafts[self.at] if self.drafts else None

    def begin(self, draft: Draft) -> None:
        """Start with what was read."""
        self.drafts, self.at = [draft], 0

    def do(self, draft: Draft) -> None:
        """Go on with another draft; what was undone is gone."""
        self.drafts = [*self.drafts[: self.at + 1], draft]
        self.at += 1

    def undo(self) -> bool:
        """Go a step back; False at the first."""
        self.at -= self.at > 0
        return bool(self.drafts)

    def redo(self) -> None:
        """Take back what was undone."""
        self.at = min(self.at + 1, len(self.drafts) - 1)

    def clear(self) -> None:
        """Forget everything."""
        self.drafts, self.at = [], -1
