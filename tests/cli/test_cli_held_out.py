"""What a file's run was trained on judges it no more on the command line, and that is told."""

from __future__ import annotations

from pathlib import Path

from cli_runner import Playground
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.training.session import Session


def test_resuming_keeps_samples_out_and_training_anew_needs_not(playground: Playground) -> None:
    project = template("digits-mlp", CATALOGUE).open().with_data(train=0.5, validation=0.5, test=0.0)
    parent = Session.start(project.with_data(seed=1))
    parent.advance(1)
    child = Session.start(project.with_data(seed=2), inherit=parent.record())
    child.advance(1)
    path = Path("chain.nnplay")
    save_project(path, child.project, (child.record(), parent.record()))
    going_on = playground("train", path, "--resume", "--steps", 1, "--json", "-o", "on.nnplay")
    told = child.held.sentences()[0]
    assert going_on.code == 0 and going_on.err == f"{told}\n"
    assert going_on.events[0]["plan"]["notes"] == [told]
    left = Session.resume(open_project(Path("on.nnplay"), CATALOGUE).runs[0])
    assert left.held.counts == child.held.counts and left.held_out() == going_on.events[-1]["metrics"]
    anew = playground("train", path, "--steps", 1, "--json", "-o", "anew.nnplay")
    assert (anew.code, anew.err) == (0, "") and anew.events[0]["plan"]["notes"] == []
