"""Views of the live model: computed between steps, at their own rates, and once after each change at rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from playground.app.worker.governor import Governor
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel, Snapshot, ViewSpec

log = logging.getLogger(__name__)

ViewOptions = Mapping[str, Any]


class Looking:
    """Compute the views that are asked for; the worker's thread."""

    def __init__(
        self,
        show: Callable[[Snapshot], None],
        clock: Callable[[], float],
        unseen: Callable[[str], bool] = lambda view: False,  # its last snapshot was not fetched yet
    ) -> None:
        self._show, self._clock, self._unseen = show, clock, unseen
        self._wanted: dict[str, ViewOptions] = {}
        self._next: dict[str, float] = {}  # when each view is due while training
        self._stale: set[str] = set()  # views that do not show the model as it stands
        self._broken: set[str] = set()  # views that failed on this model
        self._fresh: set[str] = set()  # just asked for: a person waits to see them
        self.governor = Governor()

    def watch(self, view: str, options: ViewOptions | None) -> None:
        """Compute a view from now on, or no longer."""
        self._wanted.pop(view, None)
        self._next.pop(view, None)
        self._stale.discard(view)
        self._broken.discard(view)
        self._fresh.discard(view)
        if options is not None and VIEWS.find(view) is not None:
            self._wanted[view] = options
            self._stale.add(view)
            self._fresh.add(view)

    def model_changed(self) -> None:
        """Note that the live model is another one."""
        self._broken.clear()
        self.stepped()
        self._next.clear()

    def stepped(self) -> None:
        """Note that the weights are others: every view is out of date."""
        self._stale.update(self._wanted)

    def while_training(self, model: LiveModel) -> None:
        """Compute what is due, all at one step since they share their passes, if the governor allows.

        What has just been asked for is shown at once.
        """
        now = self._clock()
        due = [view for view in self._stale if self._next.get(view, 0.0) <= now and not self._unseen(view)]
        if not self.governor.allows(now):
            due = [view for view in due if view in self._fresh]
        for view in due:
            self._compute(view, model)

    def at_rest(self, model: LiveModel) -> bool:
        """Compute one view that is out of date; False when none is left."""
        if not self._stale:
            return False
        self._compute(min(self._stale), model)
        return True

    @property
    def wanting(self) -> bool:
        """Say whether a view is out of date."""
        return bool(self._stale)

    def wait_s(self) -> float:
        """Return the seconds until a view is due and allowed while training."""
        seen = [view for view in self._stale if not self._unseen(view)]
        if not seen:
            return inf
        now = self._clock()
        if not self._fresh.isdisjoint(seen):
            return 0.0
        due_in = min(self._next.get(view, 0.0) for view in seen) - now
        return max(0.0, due_in, self.governor.wait_s(now))

    def _compute(self, view: str, model: LiveModel) -> None:
        self._stale.discard(view)
        spec = VIEWS.get(view)
        started = self._clock()
        self._next[view] = started + 1 / spec.rate_hz
        if view in self._broken or not spec.applies(model.project, model.fields):
            self._fresh.discard(view)
            return
        self._try(spec, model)
        ended = self._clock()
        self.governor.spend(ended, ended - started, owed=view not in self._fresh)
        self._fresh.discard(view)

    def _try(self, spec: ViewSpec, model: LiveModel) -> None:
        """Show a view; one that fails is written down and left alone until the model changes."""
        try:
            snapshot = spec.snapshot(model, self._wanted[spec.id])
        except Exception:
            log.exception("The view %s failed.", spec.id)
            self._broken.add(spec.id)
        else:
            self._show(snapshot)
