"""A person's own templates: saved, listed, opened, removed; broken files are left out."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from playground.app import edits, own_templates
from playground.app.ask import Answer, Question
from playground.app.commands import perform
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.project.templates import template


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "templates"


def test_a_project_becomes_a_template_beside_one_of_the_same_name(tmp_path: Path, home: Path) -> None:
    ws = Workspace(template("digits-cnn", CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    ws.apply(edits.append, "dropout", "conv2d", ws.fields)
    said: list[str] = []
    ws.notices.said.connect(said.append)
    assert perform("file.save_template", ws) and perform("file.save_template", ws)
    assert {each.id for each in own_templates.every(CATALOGUE)} == {"my-Digits CNN", "my-Digits CNN 2"}
    assert said[-1] == "Saved as the template Digits CNN 2: see New, Yours" and ws.files.unsaved
    own = own_templates.find("my-Digits CNN", CATALOGUE)
    assert own.open() == ws.project and (own.family, own.task, own.target) == ("images", "classify", None)
    assert ws.files.may_let_go() is False  # escape: nothing is lost by saving a template
    ws.close()


def test_starting_from_an_own_template_is_a_new_project(tmp_path: Path) -> None:
    own_templates.save(template("wine-mlp", CATALOGUE).open())
    ws = Workspace(template("spiral-mlp", CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    assert ws.files.new("my-Wine MLP")
    assert ws.project == template("wine-mlp", CATALOGUE).open() and ws.document.path is None
    ws.close()


def test_it_is_removed_only_when_the_person_says_so(tmp_path: Path) -> None:
    own = own_templates.save(template("wine-mlp", CATALOGUE).open())
    answers = ["cancel", "remove"]
    asked: list[Question] = []

    def ask(question: Question) -> Answer:
        asked.append(question)
        return Answer(answers[len(asked) - 1])

    ws = Workspace(template("spiral-mlp", CATALOGUE).open(), Settings(tmp_path / "settings.json"), ask)
    assert not ws.files.remove_template(own) and own_templates.every(CATALOGUE) == (own,)
    assert ws.files.remove_template(own) and own_templates.every(CATALOGUE) == ()
    assert asked[0].default == "cancel"
    ws.close()


@pytest.mark.parametrize("name", ["../../evil", "a/b", "", "..."])
def test_names_that_file_systems_refuse_stay_in_the_folder(name: str, home: Path) -> None:
    project = template("wine-mlp", CATALOGUE).open()
    assert own_templates.save(replace(project, name=name)).path.parent == home


def test_what_is_no_project_is_left_out(home: Path, logged: list[logging.LogRecord]) -> None:
    home.mkdir(parents=True)
    (home / "broken.nnplay").write_bytes(b"no zip")
    own = own_templates.save(template("wine-mlp", CATALOGUE).open())
    assert own_templates.every(CATALOGUE) == (own,)
    assert "broken.nnplay" in logged.pop().getMessage()
    with pytest.raises(PlaygroundError, match="broken.nnplay"):
        own_templates.find("my-broken", CATALOGUE)
    with pytest.raises(PlaygroundError, match="There is no template 'my-../x'"):
        own_templates.find("my-../x", CATALOGUE)
