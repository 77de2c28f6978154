"""Which network a person means: the one drawn, or the one trained before that was changed at rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from playground.app.checks import Checks
from playground.app.document import Document
from playground.app.live import LiveState
from playground.app.run_control import RunControl
from playground.app.texts import tr
from playground.app.time_travel import TimeTravel
from playground.core.errors import PlaygroundError
from playground.core.graph.drawn import is_drawn
from playground.core.project.records import RunRecord
from playground.core.project.values import Project
from playground.core.sentences import Text, thousands

Which = Literal["drawn", "trained"]


class Host(Protocol):
    """The workspace, as far as the choice between its networks needs it."""

    document: Document
    run: RunControl
    checks: Checks
    time: TimeTravel

    @property
    def live(self) -> LiveState:
        """Return what is known of the run."""


@dataclass(frozen=True)
class Exportable:
    """A project and its run as they are to be written; `words` say which network that is if there are two."""

    project: Project
    record: RunRecord | None
    words: str = ""


class WhichNetwork:
    """Say whether figures and pictures are of the network drawn, and hand out either of the two."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._compared: tuple[Project, Project, bool] | None = None  # asked many times between two edits

    @property
    def changed_since(self) -> str:
        """Return since when the network drawn is another one than the figures are of: "epoch 100"; or ""."""
        live = self._host.live
        if live.running or live.trained is None or self._host.time.is_back or self._is_drawn(live.trained):
            return ""
        epoch, step = Text("epoch {epoch}", epoch=live.epoch), Text("step {step}", step=live.step)
        return tr(epoch if live.epoch else step)

    @property
    def pictured(self) -> Which:
        """Return which of the two the pictures are of: one that cannot be trained has none."""
        live = self._host.live.project
        return "drawn" if live is None or self._is_drawn(live) else "trained"

    def _is_drawn(self, trained: Project) -> bool:
        drawn, known = self._host.document.project, self._compared
        if known is None or known[0] is not trained or known[1] is not drawn:
            self._compared = known = trained, drawn, is_drawn(trained, drawn)
        return known[2]

    def words(self, which: Which) -> str:
        """Return which network that is, in a sentence; "" where there is but one."""
        since = self.changed_since
        if not since:
            return ""
        if which == "trained":
            words = tr("The network as it was trained to {moment}: what was changed since is not in it.")
        else:
            words = tr("The network as it is drawn: what was changed since {moment} is not trained.")
        return words.format(moment=since)

    def exportable(self, which: Which) -> Exportable:
        """Return a network with the weights it has now; PlaygroundError when it cannot be had."""
        host, words = self._host, self.words(which)
        if which == "trained" and words:
            return self._trained(words)
        if host.time.step is not None:  # whatever is drawn by now
            return self._of_the_past(host.time.step)
        if host.checks.blocker is not None:
            raise PlaygroundError(host.checks.blocker.message)
        host.run.catch_up()
        record = host.run.record(even_untrained=True)
        return Exportable(host.document.project, record, words)

    def _of_the_past(self, step: int) -> Exportable:
        """Return the run as it was at the step that is looked at."""
        from playground.core.training.replay import cut_at  # needs torch, which a run has brought

        record = self._host.run.record()
        then = cut_at(record, step) if record is not None else None
        if then is None:
            words = "Step {step} is not kept any more: look at another one, or at the newest."
            raise PlaygroundError(Text(words, step=thousands(step)))
        told = tr("The network as it was at step {step}.").format(step=thousands(step))
        return Exportable(then.project, then, told)

    def _trained(self, words: str) -> Exportable:
        record = self._host.run.record()
        if record is None:
            raise PlaygroundError(Text("The network that was trained is not there any more."))
        return Exportable(record.project, record, words)
