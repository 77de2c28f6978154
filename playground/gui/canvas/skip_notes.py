"""What the skips of a U say beneath their names: the goal's figure without each, and of which moment."""

from __future__ import annotations

from playground.app.age import told
from playground.app.texts import tr
from playground.core.network.values import Edge
from playground.core.training.metrics import METRICS
from playground.core.views.registry import VIEWS
from playground.gui.canvas.surface import Surface
from playground.gui.theme import metric_words

VIEW = "skips"


class SkipNotes:
    """Ask what is lost without each skip, as long as it can be seen, and write it on the wires."""

    def __init__(self, view: Surface) -> None:
        self._view = view
        self.asked = view.workspace.views.subscribe(VIEW)

    def watch(self) -> None:
        """Ask of a network that was trained and is seen as a whole, or no longer."""
        view, ws = self._view, self._view.workspace
        levels = view.canvas.wires.bands.levels
        seen = view.isVisible() and view.canvas.look.shapes and ws.shown.plain and ws.live.started
        if levels is not None and seen and VIEWS.get(VIEW).applies(ws.project, ws.fields):
            self.asked.ask({"wires": tuple(sorted(edge.as_tuple() for edge in levels.skips))})
        else:
            self.asked.stop()

    def show(self) -> None:
        """Write the newest figures; none of another network than stands here."""
        for edge, item in self._view.canvas.edges.items():
            item.show_note(self._words(edge) if item.face.skip else "")

    def _words(self, edge: Edge) -> str:
        ws, answer = self._view.workspace, self.asked.answer
        if answer is None or not answer.step or ws.which.changed_since or ws.checks.blocker is not None:
            return ""
        value = answer.facts["without"].get(edge.as_tuple())
        if value is None:
            return ""
        metric = METRICS[answer.facts["figure"]]
        words = tr("without it: {figure} {value}").format(
            figure=tr(metric.name).lower(), value=metric_words.written(metric, value)
        )
        age = told(ws.live, ws.time, [self.asked])
        return f"{words} · {age}" if age else words
