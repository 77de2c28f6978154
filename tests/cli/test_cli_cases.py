"""Small projects that once broke the program, each with what becomes of it now: `tests/cases`."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_runner import Playground
from playground.app.live import LiveState
from playground.app.messages import SessionOpened
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project
from playground.core.project.templates import template

CASES = Path(__file__).parents[1] / "cases"
REFUSED = {  # by the check, in a sentence
    "embedding_too_small": "Embedding has 10 rows, but 72 words arrive: each needs a row (Set rows to 72).",
    "exit3_shared_group_width": "Dense has the same weights in every repeat, but gets 2 in one and 8 in "
    "another (Give each repeat weights of its own).",
    "kernel_1x7x3": "network.nodes[2].params.kernel: Conv 2D: Kernel takes a whole number of 1 or more, or 2 "
    "of them (rows × columns), not [1, 7, 3].",
    "reconstruct_word_ids": "Reconstruct measures how far apart numbers are, but text brings numbers that "
    "stand for words",
}
TRAINED = (
    "exit3_split_slow_step", "kernel_1x7", "loose_branch", "quick_split",
    "hang_emptygroups_3_1000", "hang_emptygroups_18_2",  # their groups lead to no goal and are left out
)  # fmt: skip
LOST = {  # runs that are left out with a sentence when the file is opened
    "exit3_history_offset_abc": "position.offset_steps should be a valid integer, not 'abc'",
    "exit3_resume_offset_1e29": "position.step should be less than or equal to",
    "memory_window_offset_4e8": "position.offset_steps counts a parent's steps, but the run has none",
}


def case(name: str) -> Path:
    return CASES / f"{name}.nnplay"


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_train_is_refused_by_the_check_and_by_training(playground: Playground, name: str) -> None:
    checked = playground("check", case(name))
    trained = playground("train", case(name), "--steps", 1, "-o", "out.nnplay")
    assert (checked.code, trained.code) == (1, 1)
    for said in (checked.err, trained.err):
        assert REFUSED[name] in said and said.count("\n") == 1
    assert not Path("out.nnplay").exists()


@pytest.mark.parametrize("name", TRAINED)
def test_what_the_check_passes_trains(playground: Playground, name: str) -> None:
    assert playground("check", case(name)).code == 0
    trained = playground("train", case(name), "--steps", 1, "-o", "out.nnplay", "--json")
    assert trained.code == 0, trained.err
    assert trained.events[-1]["steps"] == 1
    assert playground("predict", "out.nnplay", "--sample", 0, "--json").code == 0


def test_a_block_that_leads_nowhere_is_advice_and_is_not_counted(playground: Playground) -> None:
    report = playground("check", case("loose_branch"), "--json").json
    (problem,) = report["problems"]
    assert problem["severity"] == "advice"
    assert problem["message"].startswith("Conv 2D leads to no goal, so it is left out")
    own = {node["id"]: node["parameters"] for node in report["nodes"]}
    assert report["parameters"] == sum(own.values()) - own["conv2d_2"]


@pytest.mark.parametrize("name", LOST)
def test_a_run_whose_place_makes_no_sense_is_left_out_with_a_sentence(
    playground: Playground, name: str
) -> None:
    opened = open_project(case(name), CATALOGUE)
    assert opened.runs == () and LOST[name] in opened.lost and len(opened.notes) == 1
    for words in (("history", case(name), "--json"), ("train", case(name), "--resume", "-o", "out.nnplay")):
        done = playground(*words)
        assert (done.code, done.out) == (1, "") and LOST[name] in done.err
    assert not Path("out.nnplay").exists()


@pytest.mark.parametrize("name", ["hang_emptygroups_3_1000", "hang_emptygroups_18_2"])
def test_rounds_through_empty_groups_are_not_walked(name: str) -> None:
    from playground.app.checks import Checks

    project, checks = (
        open_project(case(name), CATALOGUE).project,
        Checks(template("spiral-mlp", CATALOGUE).open()),
    )
    checks.update(template("spiral-mlp", CATALOGUE).open(), torch_ready=True)  # torch is loaded
    checks.update(project, torch_ready=True)
    assert len(checks.inference.parameters) < 100


def test_the_steps_of_parents_that_nobody_kept_take_no_room() -> None:
    live, project = LiveState(), template("spiral-mlp", CATALOGUE).open()
    live.open(SessionOpened("child", "resumed", project, 10**15, 3, 22, parent="gone"))
    assert len(live.losses) == 10**15 and len(live.losses.exact) == 0
    assert live.losses.first_exact == 10**15 + 1


def test_sizes_by_axis_are_listed_and_told_in_json(playground: Playground) -> None:
    blocks = {each["id"]: each for each in playground("list", "blocks", "--json").json}
    params = {each["name"]: each for each in blocks["conv3d"]["params"]}
    assert (params["kernel"]["type"], params["kernel"]["axes"], params["kernel"]["default"]) == (
        "per_axis",
        3,
        3,
    )
    assert params["padding"]["choices"] == ["same", "valid"] and "axes" not in params["filters"]
