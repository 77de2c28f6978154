"""The command line names a class that no sample trains."""

from __future__ import annotations

from pathlib import Path

from cli_runner import Playground
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import save_project
from playground.core.project.templates import template


def test_check_and_train_name_a_class_that_no_sample_trains(playground: Playground) -> None:
    project = template("iris-mlp", CATALOGUE).open()
    data = {"train": 0.02, "validation": 0.98, "test": 0.0, "seed": 1, "split": "at_random"}
    save_project(Path("few.nnplay"), project.with_data(**data))
    told = [each for each in playground("check", "few.nnplay", "--json").json["problems"]
            if each["where"].get("param") == "train"]  # fmt: skip
    assert [each["severity"] for each in told] == ["advice"] and told[0]["message"].startswith(
        "No sample of "
    )
    assert playground("train", "few.nnplay", "--steps", 1, "--json").err == f"{told[0]['message']}\n"
