"""What the skips of a U say beneath their names: the goal's figure without each, and of which moment."""

from __future__ import annotations

from collections.abc import Callable

from playground.app.age import told
from playground.app.subscription import Subscription
from playground.app.texts import tr
from playground.core.network.values import Edge
from playground.core.training.metrics import METRICS
from playground.core.views.registry import VIEWS
from playground.core.views.skips import MOST
from playground.gui.canvas.surface import Surface
from playground.gui.theme import metric_words

VIEW = "skips"


class SkipNotes:
    """Ask what is lost without each skip, as long as it can be seen, and write it on the wires.

    Each is a question of its own: between two of them the worker hears what else is wanted.
    """

    def __init__(self, view: Surface, answered: Callable[[], None]) -> None:
        self._view, self._answered = view, answered
        self._asked: dict[Edge, Subscription] = {}

    def watch(self) -> None:
        """Ask of a network that was trained and is seen as a whole, or no longer."""
        wanted = self._wanted()
        for edge in self._asked.keys() - wanted:
            self._drop(edge)
        for edge in sorted(wanted - self._asked.keys(), key=Edge.as_tuple):
            asked = self._asked[edge] = self._view.workspace.views.subscribe(VIEW)
            asked.answered.connect(self._answered)
            asked.ask({"wires": (edge.as_tuple(),)})

    def _wanted(self) -> frozenset[Edge]:
        view, ws = self._view, self._view.workspace
        levels = view.canvas.wires.bands.levels
        seen = view.isVisible() and view.canvas.look.shapes and ws.shown.plain and ws.live.started
        applies = levels is not None and seen and VIEWS.get(VIEW).applies(ws.project, ws.fields)
        return levels.skips if applies and levels is not None and len(levels.skips) <= MOST else frozenset()

    def _drop(self, edge: Edge) -> None:
        asked = self._asked.pop(edge)
        asked.answered.disconnect(self._answered)
        asked.stop()

    def show(self) -> None:
        """Write the newest figures; none of another network than stands here."""
        for edge, item in self._view.canvas.edges.items():
            item.show_note(self._words(edge) if edge in self._asked else "")

    def _words(self, edge: Edge) -> str:
        ws, asked = self._view.workspace, self._asked[edge]
        answer = asked.answer
        if (
            answer is None
            or not answer.step
            or ws.exports.which.changed_since
            or ws.checks.blocker is not None
        ):
            return ""
        value = answer.facts["without"].get(edge.as_tuple())
        if value is None:
            return ""
        metric = METRICS[answer.facts["figure"]]
        words = tr("without it: {figure} {value}").format(
            figure=tr(metric.name).lower(), value=metric_words.written(metric, value)
        )
        age = told(ws.live, ws.time, [asked])
        return f"{words} · {age}" if age else words

    def stop(self) -> None:
        """Ask for nothing any more."""
        for edge in list(self._asked):
            self._drop(edge)
