"""Samples that judge although an equal one trains: what is told of them was learned by heart."""

from __future__ import annotations

from playground.core.catalogue.own_set import OWN
from playground.core.catalogue.own_splits import BY_COLUMN
from playground.core.data.prepared import Samples
from playground.core.errors import Place, Problem
from playground.core.project.values import Project
from playground.core.sentences import Text, thousands


def equal_apart(project: Project, samples: Samples) -> tuple[Problem, ...]:
    """Return advice where validation or test samples of somebody's own are equal to training samples.

    A split at random keeps equal ones together; one that goes by a column goes by that alone.
    """
    data = project.data
    if data.id != OWN or data.own is None or data.split not in BY_COLUMN:
        return ()
    count, judged = samples.known_by_heart, samples.count("validation") + samples.count("test")
    if not count:
        return ()
    words = "{count} of {judged} rows that validate or test are equal to rows that train."
    message = Text(words, count=thousands(count), judged=thousands(judged))
    return (Problem("advice", Place(param="split"), message),)
