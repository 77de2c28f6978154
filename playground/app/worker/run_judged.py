"""How a run that is kept does on each held-out sample, computed in a network of its own."""

from __future__ import annotations

from playground.app import messages as said
from playground.app.worker import requests as ask
from playground.core.errors import PlaygroundError
from playground.core.training.moments import of_run
from playground.core.training.session import Session
from playground.core.views.outcomes import outcome_of
from playground.core.views.spec import LiveModel


def run_judged(session: Session | None, request: ask.JudgeRun) -> said.RunJudged:
    """Return the outcome of a run's record, or of the run that is live; none where it cannot be made."""
    try:
        if request.record is not None:
            return _judged(request.run, of_run(request.record))
        if session is not None and session.id == request.run:
            return _judged(request.run, session.live_model())
    except PlaygroundError as error:
        return said.RunJudged(request.run, None, why_not=error.message)
    return said.RunJudged(request.run, None)


def _judged(run: str, model: LiveModel) -> said.RunJudged:
    figures = model.evaluation("validation").figures
    return said.RunJudged(run, outcome_of(model), {f"val_{name}": value for name, value in figures.items()})
