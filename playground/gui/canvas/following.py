"""Follow the workspace: project, problems, run, and at most 20 pictures a second."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic, thread_time

import numpy as np
from PySide6.QtCore import QTimer

from playground.app.block_questions import options_of
from playground.app.subscription import Subscription
from playground.core.catalogue.own_splits import BY_COLUMN
from playground.core.project.values import Project
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot
from playground.gui.canvas.bodies.choose import BODY_VIEWS
from playground.gui.canvas.outline import feed_of, outline_of
from playground.gui.canvas.problems import Telling
from playground.gui.canvas.skip_notes import SkipNotes
from playground.gui.canvas.surface import Surface
from playground.gui.canvas.thread_tools import ThreadTools
from playground.gui.panels.age_pill import AgePill

WATCHED = ("unit_maps", "feature_maps", "weights", "class_figures")
PICTURES_MS = 50
SLOWEST_MS = 200
SHARE = 0.03  # of the time, for drawing pictures while the network trains
FIGURES_S = 0.2
CALM_MS = 500  # with reduced motion


class _Age(AgePill):
    """Say how old the blocks' pictures are, below the bar at the right."""

    def __init__(self, view: Surface, pictures: Sequence[Subscription]) -> None:
        super().__init__(view.workspace, pictures, view)
        self._bar = view.zoom_bar

    def tell(self) -> None:
        """Say it, at its place."""
        super().tell()
        if self.text() == self._workspace.time.words:  # which the pill in the middle says
            self.hide()
        self.move(self._bar.x(), self._bar.geometry().bottom() + 8)


class Follower:
    """Keep one view's scene in step with its workspace."""

    def __init__(self, view: Surface, telling: Telling, threads: ThreadTools) -> None:
        self._view = view
        self._telling = telling
        self._threads = threads
        self._edited = False
        self._document = view.workspace.document
        self._asked = {name: view.workspace.views.subscribe(name) for name in (*WATCHED, *BODY_VIEWS)}
        self._age = _Age(view, tuple(self._asked.values()))
        self._notes = SkipNotes(view, self._later)
        self._pending = self._stopped = False
        self._figures_at = 0.0  # when figures and threads were shown last
        self.spent_s = 0.0  # on drawing, since pictures were shown last
        self._rest = QTimer(view)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._refresh_if_pending)
        self._connect()

    def _connect(self) -> None:
        ws = self._view.workspace
        ws.project_changed.connect(self._on_project)
        ws.problems_changed.connect(self._on_problems)
        ws.document_replaced.connect(self._on_replaced)
        ws.scope.changed.connect(self._on_scope)
        ws.selection_changed.connect(self._on_selection)
        ws.views.subject_changed.connect(self._on_subject)
        for subscription in self._asked.values():
            subscription.answered.connect(self._later)
        ws.live_changed.connect(self._on_live)
        ws.samples_changed.connect(self._on_samples)
        ws.run_changed.connect(self._on_run)
        ws.time.changed.connect(self._later)
        ws.settings.changed.connect(self._on_setting)
        self._view.theme.changed.connect(self._on_theme)

    @property
    def pending(self) -> bool:
        """Tell whether newer pictures wait to be drawn."""
        return self._pending

    def stop(self) -> bool:
        """Let go of everything; False when that was done before."""
        if self._stopped:
            return False
        self._stopped = True
        ws = self._view.workspace
        ws.project_changed.disconnect(self._on_project)
        ws.problems_changed.disconnect(self._on_problems)
        ws.document_replaced.disconnect(self._on_replaced)
        ws.scope.changed.disconnect(self._on_scope)
        ws.selection_changed.disconnect(self._on_selection)
        ws.views.subject_changed.disconnect(self._on_subject)
        self._age.stop()
        for subscription in self._asked.values():
            subscription.stop()
        self._notes.stop()
        ws.live_changed.disconnect(self._on_live)
        ws.samples_changed.disconnect(self._on_samples)
        ws.run_changed.disconnect(self._on_run)
        ws.time.changed.disconnect(self._later)
        ws.settings.changed.disconnect(self._on_setting)
        self._view.theme.changed.disconnect(self._on_theme)
        self._rest.stop()
        return True

    # the project

    def _on_project(self, old: Project, new: Project) -> None:
        self._edited = old.network != new.network or old.data != new.data

    def _on_problems(self) -> None:
        edited, self._edited = self._edited, False
        document = self._view.workspace.document
        opened, self._document = document is not self._document, document
        self.sync(run_wires=not opened)  # what was opened is fitted next, and may be tidied for that
        self._telling.follow(self._view.workspace.problems, edited)

    def _on_replaced(self) -> None:
        self._telling.close()
        self._view.fit_again()
        self._view.canvas.wires.settle()

    def _on_scope(self, _left: str) -> None:
        self._on_replaced()

    def _on_samples(self) -> None:
        """Show how large the parts became, where a split by a column makes others than its shares say."""
        ws = self._view.workspace
        if ws.project.data.split in BY_COLUMN:
            self.sync()

    def sync(self, run_wires: bool = True) -> None:
        """Show the project as it stands."""
        view = self._view
        view.canvas.sync(outline_of(view.workspace, view.canvas.look.units), run_wires)
        view.canvas.select(view.workspace.selection)
        view.synced()
        self._watch()
        self.refresh()

    def _on_selection(self, ids: frozenset[str]) -> None:
        self._view.canvas.select(ids)

    def _on_subject(self, _subject: object) -> None:
        self._watch()

    # pictures

    def _watch(self) -> None:
        """Ask for the views that make sense for this project, while the canvas can be seen."""
        view, ws = self._view, self._view.workspace
        for name, subscription in self._asked.items():
            drawn = name in WATCHED or any(item.body.asks == name for item in view.canvas.blocks.values())
            if drawn and view.isVisible() and VIEWS.get(name).applies(ws.project, ws.fields):
                subscription.ask(self._options(name))
            else:
                subscription.stop()
        self._notes.watch()

    def _options(self, name: str) -> dict[str, object]:
        asked = options_of(self._view.workspace, name)
        hot = name == "weights" and self._threads.hot is not None
        return {"gradients": True, **asked} if hot else asked

    def watch_again(self) -> None:
        """Ask again: another sample, a thread under the pointer, shown or hidden."""
        self._watch()

    def _on_live(self) -> None:
        self._later()

    def _later(self) -> None:
        """Draw once all that came together is there, then not before a twentieth of a second is over."""
        self._pending = True
        if not self._rest.isActive() or self._view.workspace.time.hurried:
            self._rest.start(0)

    def _refresh_if_pending(self) -> None:
        if self._pending:
            self.refresh()

    def refresh(self) -> None:
        """Show the newest pictures; figures and threads a few times a second."""
        self._pending = False
        view, running = self._view, self._view.workspace.live.running
        if not view.isVisible():
            return
        self._rest.start(self._interval_ms(running))
        self.spent_s, began = 0.0, thread_time()
        back = self._view.workspace.time.shown is not None
        with_figures = back or not running or monotonic() - self._figures_at >= FIGURES_S
        with np.errstate(over="ignore", invalid="ignore"):  # numbers of a network that diverges
            view.canvas.show_feed(feed_of(view.workspace, self._answers(), with_figures))
        view.canvas.wires.traffic.push()
        if with_figures:
            self._figures_at = monotonic()
            self._notes.show()
            view.show_legend()
        self.spent_s += thread_time() - began

    def _answers(self) -> dict[str, Snapshot]:
        """Return the newest answer of each view that has one."""
        return {name: each.answer for name, each in self._asked.items() if each.answer is not None}

    def _interval_ms(self, running: bool) -> int:
        """Return how long to rest: drawing is to take a small share of the time while the network trains."""
        if self._view.canvas.look.reduce_motion:
            return CALM_MS
        due = round(1000 * self.spent_s / SHARE) if running else 0
        return min(max(PICTURES_MS, due), SLOWEST_MS)

    # everything else

    def _on_run(self) -> None:
        self._view.set_look(running=self._view.workspace.live.running)
        self._notes.watch()
        self._later()

    def _on_setting(self, name: str) -> None:
        if name == "reduce_motion":
            self._view.set_look(reduce_motion=self._view.workspace.settings.values.reduce_motion)

    def _on_theme(self) -> None:
        self._view.set_look(tokens=self._view.theme.tokens)
        self._telling.popover.refresh()
