"""Two steps with hooks that look whether to stop and without: the same bits, also saved and resumed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from playground.core.data.prepared import fields_of, load_samples
from playground.core.files.project_file import open_project, save_project
from playground.core.model.predict import predict
from playground.core.project.values import Project
from playground.core.training.hardware import Device, Hardware
from playground.core.training.session import Session

HERE = Hardware(2, (Device("cpu", "Some CPU", bf16=True),))  # so that every machine computes in it if asked


def trained(project: Project, hooked: bool) -> Session:
    """Return a run after two steps, with hooks that look whether to stop or without."""
    session = Session.start(project, run_id="run", hardware=HERE)
    assert session.plan.precision == project.recipe.precision
    for _ in range(2):
        session.stepper.careful = hooked
        advance = session.advance(1)
        assert len(advance.losses) == 1 or advance.problem.startswith("Loss became")
    return session


def holds(project: Project, folder: Path) -> None:
    """Train two steps by both paths, save in between, resume, and ask."""
    one, other = trained(project, True).record(), trained(project, False).record()
    assert one.weights.keys() == other.weights.keys()
    assert all(np.array_equal(one.weights[key], other.weights[key], equal_nan=True) for key in one.weights)
    path = folder / "both.nnplay"
    save_project(path, project, [one])
    opened = open_project(path, project.catalogue)
    assert (opened.project, opened.notes) == (project, ())
    again, straight = Session.resume(opened.runs[0]), Session.resume(other)
    assert np.array_equal(again.advance(1).losses, straight.advance(1).losses, equal_nan=True)
    samples = load_samples(project).take("train")
    answers = predict(project, fields_of(project), one.weights, {k: v[:3] for k, v in samples.items()})
    assert answers and all(len(each.output) == 3 for each in answers.values())
