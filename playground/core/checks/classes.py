"""Classes that nothing is learned of: the split left no sample of them for training."""

from __future__ import annotations

import numpy as np

from playground.core.blocks.spec import Role
from playground.core.data.prepared import Samples
from playground.core.errors import Fix, Place, Problem
from playground.core.graph.wiring import trained
from playground.core.project.values import Project
from playground.core.sentences import Text, listed

_MOST_NAMED = 3


def unlearned_classes(project: Project, samples: Samples) -> tuple[Problem, ...]:
    """Return advice where a goal's class has samples and none of them trains."""
    told = []
    for spec in trained(project, Role.GOAL).values():
        field = samples.dataset.fields.fields.get(spec.field)
        if field is None or not field.classes or field.sizes:
            continue
        labels = samples.dataset.arrays[field.name]
        missing = np.setdiff1d(labels, labels[samples.parts["train"]])
        names = [field.classes[place] for place in missing if 0 <= place < len(field.classes)]
        if names:
            told.append(Problem("advice", Place(param="train"), _words(names), _fixes(project)))
    return tuple(dict.fromkeys(told))


def _words(names: list[str]) -> Text:
    if len(names) > _MOST_NAMED:
        words = "No sample of {count} classes trains ({first} among them), so nothing is learned of them."
        return Text(words, count=len(names), first=names[0])
    return Text("No sample of {classes} trains, so nothing is learned of it.", classes=listed(names))


def _fixes(project: Project) -> tuple[Fix, ...]:
    if project.data.split == "in_proportion":
        return (Fix(Text("Train with 70 %"), lambda it: it.with_data(train=0.7, validation=0.3, test=0.0)),)
    title = Text("Split the classes in proportion")
    return (Fix(title, lambda it: it.with_data(split="in_proportion")),)
