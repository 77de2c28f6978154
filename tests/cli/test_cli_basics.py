"""Listing, making, checking, and what every sub-command keeps: exit codes, one sentence, pure JSON."""

from __future__ import annotations

import json
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from cli_runner import Playground
from playground.app import own_templates
from playground.cli import list_command
from playground.cli.main import COMMANDS
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.network.edits import remove_nodes, set_params
from playground.core.network.values import Edge
from playground.core.project.templates import TemplateRegistry, template

KINDS = ("templates", "published", "datasets", "blocks", "views", "exporters", "optimizers", "schedules",
         "augmentations")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_lists_hold_ids_and_titles(playground: Playground, kind: str) -> None:
    done = playground("list", kind, "--json")
    assert done.code == 0 and done.err == ""
    assert len({row["id"] for row in done.json}) == len(done.json) > 1
    assert all(row["title"] for row in done.json)


@pytest.mark.parametrize("kind", KINDS)
def test_lists_for_people_have_a_line_each(playground: Playground, kind: str) -> None:
    lines = playground("list", kind).out.splitlines()
    assert [line.split()[0] for line in lines] == [
        row["id"] for row in playground("list", kind, "--json").json
    ]


def test_templates_and_blocks_say_what_the_contract_names(playground: Playground) -> None:
    wanted = {"id", "title", "family", "task", "seconds", "metric", "target", "higher_is_better"}
    assert all(wanted <= row.keys() for row in playground("list", "templates", "--json").json)
    blocks = {row["id"]: row for row in playground("list", "blocks", "--json").json}
    assert all(
        {"category", "summary", "params", "inputs", "outputs"} <= row.keys() for row in blocks.values()
    )
    assert [param["name"] for param in blocks["dense"]["params"]] == [
        "units", "activation", "bias", "weights",
    ]  # fmt: skip
    assert blocks["classify"]["outputs"] == [] and blocks["points"]["inputs"] == []


@pytest.mark.parametrize("entry", [entry.id for entry in TemplateRegistry(CATALOGUE)])
def test_new_writes_the_template(playground: Playground, entry: str) -> None:
    assert playground("new", entry, "-o", "a.nnplay").code == 0
    assert open_project(Path("a.nnplay"), CATALOGUE).project == template(entry, CATALOGUE).open()


def test_new_writes_published_networks_and_names_those_there_are(playground: Playground) -> None:
    row = next(
        row for row in playground("list", "published", "--json").json if row["id"] == "published/resnet-18"
    )
    assert (row["parameters"], row["family"], row["task"]) == (11_689_512, "images", "classify")
    assert playground("new", row["id"], "-o", "a.nnplay").code == 0
    told = playground("check", "a.nnplay", "--json").json
    assert (told["trainable"], told["parameters"], told["problems"]) == (True, 11_689_512, [])
    missing = playground("new", "published/resnet-19", "-o", "b.nnplay")
    assert missing.code == 1 and "choose one of lenet-5, alexnet" in missing.err


def test_new_keeps_the_old_file_as_backup(playground: Playground) -> None:
    playground("new", "spiral-mlp", "-o", "a.nnplay")
    playground("new", "xor-mlp", "-o", "a.nnplay")
    assert open_project(Path("a.nnplay.bak"), CATALOGUE).project.name == "Spiral MLP"


@pytest.mark.parametrize(
    "words",
    [
        ("new", "no-such-template", "-o", "a.nnplay"),
        ("new", "spiral-mlp", "-o", "no/such/folder/a.nnplay"),
        ("check", "missing.nnplay"),
        ("train", "missing.nnplay", "--json"),
        ("history", "a.nnplay", "--json"),
        ("data", "a.nnplay", "--split", "test", "-o", "x.npz"),
        ("train", "a.nnplay", "-o", "no/such/b.nnplay"),
        ("export", "a.nnplay", "--to", "python", "-o", "a.nnplay"),
        ("predict", "a.nnplay", "--text", "hello"),
        ("predict", "a.nnplay", "--sample", "150"),
        ("predict", "a.nnplay", "--sample", "-1"),
        ("predict", "a.nnplay", "--input", "x.wav"),
        ("predict", "a.nnplay", "--input", "missing.npz"),
    ],
    ids=" ".join,
)
def test_mistakes_exit_1_with_one_sentence(playground: Playground, words: tuple[str, ...]) -> None:
    save_project(Path("a.nnplay"), template("spiral-mlp", CATALOGUE).open())
    done = playground(*words)
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1 and done.err.endswith(".\n") and "Traceback" not in done.err


def test_what_the_compiled_engine_does_not_know_is_a_mistake(playground: Playground) -> None:
    save_project(Path("a.nnplay"), template("digits-mlp", CATALOGUE).open())
    done = playground("train", "a.nnplay", "--engine", "compiled")
    assert (done.code, done.out) == (1, "") and "does not know the block Dropout" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "wonders"),
        ("new", "spiral-mlp"),
        ("train",),
        ("train", "a.nnplay", "--steps", "3", "--epochs", "3"),
        ("train", "a.nnplay", "--steps", "-3"),
        ("train", "a.nnplay", "--seed", "one"),
        ("train", "a.nnplay", "--seed", str(2**63)),
        ("train", "a.nnplay", "--threads", "0"),
        ("train", "a.nnplay", "--device", "tpu"),
        ("train", "a.nnplay", "--resume"),
        ("export", "a.nnplay", "--to", "pt2", "-o", "x"),
        ("predict", "a.nnplay"),
        ("predict", "a.nnplay", "--sample", "1", "--text", "x"),
        ("data", "a.nnplay", "--split", "all", "-o", "x.npz"),
        ("one.nnplay", "two.nnplay"),
        ("--out", "x"),
        ("--demo", "a.nnplay"),
        ("--no-such-option",),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2(playground: Playground, words: tuple[str, ...]) -> None:
    save_project(Path("a.nnplay"), template("spiral-mlp", CATALOGUE).open())
    done = playground(*words)
    assert done.code == 2 and "usage: playground" in done.err


def test_a_bug_exits_3_and_says_where_the_log_is(
    playground: Playground, monkeypatch: pytest.MonkeyPatch, logged: list[logging.LogRecord]
) -> None:
    def broken(_catalogue: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setitem(list_command.LISTS, "views", broken)
    done = playground("list", "views")
    log = Path(os.environ["PLAYGROUND_LOG_DIR"]) / "playground.log"
    assert (done.code, done.out) == (3, "")
    assert str(log) in done.err and done.err.count("\n") == 1
    assert "planted" in log.read_text() and "Traceback" in log.read_text()
    assert [record.levelname for record in logged] == ["ERROR"]
    logged.clear()


def test_ctrl_c_anywhere_exits_130(playground: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_catalogue: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(list_command.LISTS, "views", interrupted)
    assert playground("list", "views").code == 130


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_sub_command_explains_itself(playground: Playground, command: object) -> None:
    done = playground(command.name, "--help")
    assert done.code == 0 and f"usage: playground {command.name}" in done.out
    assert command.name in playground("--help").out


def test_without_a_screen_the_window_names_the_demonstration(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    done = playground()
    assert done.code == 1 and "--demo" in done.err


# check -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", list(TemplateRegistry(CATALOGUE)), ids=lambda entry: entry.id)
def test_templates_pass_the_check(playground: Playground, entry: object) -> None:
    playground("new", entry.id, "-o", "a.nnplay")
    done = playground("check", "a.nnplay", "--json")
    assert done.code == 0 and done.err == ""
    assert done.json["trainable"] is True
    assert [p for p in done.json["problems"] if p["severity"] == "error"] == []
    assert sum(node["parameters"] for node in done.json["nodes"]) == done.json["parameters"]
    assert done.json["multiply_adds"] > 0 and done.json["memory_bytes"] > 16 * done.json["parameters"]


def test_shapes_are_lists_without_the_batch_axis(playground: Playground) -> None:
    playground("new", "digits-cnn", "-o", "a.nnplay")
    nodes = {node["id"]: node for node in playground("check", "a.nnplay", "--json").json["nodes"]}
    assert (nodes["image"]["inputs"], nodes["image"]["outputs"]) == ([], [[1, 8, 8]])
    assert (nodes["conv2d_2"]["inputs"], nodes["conv2d_2"]["outputs"]) == ([[16, 8, 8]], [[32, 8, 8]])
    assert nodes["conv2d_2"]["parameters"] == 16 * 32 * 9 + 32
    assert (nodes["flatten"]["outputs"], nodes["classify"]["inputs"]) == ([[512]], [[10]])


def test_a_repeated_group_is_listed_once(playground: Playground) -> None:
    playground("new", "resnet-small", "-o", "a.nnplay")
    nodes = {node["id"]: node for node in playground("check", "a.nnplay", "--json").json["nodes"]}
    assert nodes["residual"]["repeat"] == 2 and "repeat" not in nodes["conv"]
    assert nodes["residual"]["inputs"] == nodes["residual"]["outputs"] == [[16, 8, 8]]


def test_inputs_left_free_are_not_listed(playground: Playground) -> None:
    playground("new", "inception-small", "-o", "a.nnplay")
    nodes = {node["id"]: node for node in playground("check", "a.nnplay", "--json").json["nodes"]}
    assert nodes["join"]["inputs"] == [[8, 8, 8], [8, 8, 8], [8, 8, 8], [12, 8, 8]]


def test_a_network_that_cannot_train_fails_the_check(playground: Playground) -> None:
    project = template("digits-cnn", CATALOGUE).open()
    broken = remove_nodes(project.network, ["flatten"])
    save_project(Path("a.nnplay"), project.with_network(broken))
    done = playground("check", "a.nnplay", "--json")
    assert done.code == 1 and done.err.count("\n") == 1
    (error,) = [each for each in done.json["problems"] if each["severity"] == "error"]
    assert error["where"]["node"] == "dense"
    ways_out = "; ".join(error["fixes"])
    assert done.err == f"{error['message'].rstrip('.')} ({ways_out}).\n"
    assert any("Flatten" in title for title in error["fixes"])
    assert done.json["trainable"] is False
    assert [node["outputs"] for node in done.json["nodes"] if node["id"] == "dense"] == [[None]]
    assert "error: " + error["message"].rstrip(".") in playground("check", "a.nnplay").out


@pytest.mark.parametrize(
    ("units", "words"), [(10**9, "this machine has"), (10**15, "this machine has")], ids=["1e9", "1e15"]
)  # fmt: skip
def test_a_billion_units_are_refused_with_a_figure(playground: Playground, units: int, words: str) -> None:
    project = template("spiral-mlp", CATALOGUE).open()
    save_project(Path("a.nnplay"), project.with_network(set_params(project.network, "dense_2", units=units)))
    for verb in ("check", "train"):
        done = playground(verb, "a.nnplay")
        assert done.code == 1 and words in done.err


def test_cycles_unknown_blocks_and_bad_recipes_are_named(playground: Playground) -> None:
    from dataclasses import replace

    project = template("spiral-mlp", CATALOGUE).open()
    network = project.network
    edges = (Edge("dense_2", "out", "dense", "in"), *network.edges[1:])
    looped = project.with_network(replace(network, edges=edges))
    strange = replace(network.nodes["dense_2"], kind="warp")
    unknown = project.with_network(replace(network, nodes={**network.nodes, "dense_2": strange}))
    spellbound, lost = project.with_recipe(optimizer="magic"), project.with_data(id="nowhere")
    for bad, words in (
        (looped, "The wires run in a circle: Dense"),
        (unknown, "Dense 2"),
        (spellbound, "magic"),
        (lost, "nowhere"),
    ):
        save_project(Path("a.nnplay"), bad)
        done = playground("check", "a.nnplay", "--json")
        report = json.loads(done.out)
        assert (done.code, done.err.count("\n"), report["trainable"]) == (1, 1, False)
        errors = [each["message"] for each in report["problems"] if each["severity"] == "error"]
        assert any(words in message for message in errors), words
        assert len(set(errors)) == len(errors)


def test_what_was_left_out_on_opening_is_told(playground: Playground) -> None:
    project = template("spiral-mlp", CATALOGUE).open()
    first, *rest = project.network.edges
    astray = replace(first, source="nowhere")
    save_project(Path("a.nnplay"), project.with_network(replace(project.network, edges=(astray, *rest))))
    problems = playground("check", "a.nnplay", "--json").json["problems"]
    assert any("there is no block nowhere" in problem["message"] for problem in problems)


def test_files_and_the_demonstration_go_to_the_window(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path | None] = []
    window = SimpleNamespace(main=lambda path: opened.append(path) or 0)
    demo = SimpleNamespace(run_demo=lambda folder: opened.append(folder) or 1)
    monkeypatch.setitem(sys.modules, "playground.gui.main", window)
    monkeypatch.setitem(sys.modules, "playground.gui.demo", demo)
    codes = [playground(*words).code for words in ((), ("a.nnplay",), ("--demo",), ("--demo", "--out", "x"))]
    assert opened == [None, Path("a.nnplay"), Path("playground-demo"), Path("x")]
    assert codes == [0, 0, 1, 1]


def test_templates_of_ones_own_are_listed_and_opened(
    playground: Playground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "data"))
    own_templates.save(template("wine-mlp", CATALOGUE).open())
    row = playground("list", "templates", "--json").json[-1]
    assert (row["id"], row["target"], row["family"]) == ("my-Wine MLP", None, "tables")
    assert playground("new", "my-Wine MLP", "-o", "a.nnplay").code == 0
    assert open_project(tmp_path / "a.nnplay", CATALOGUE).project == template("wine-mlp", CATALOGUE).open()
