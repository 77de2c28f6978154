"""No string of a file, a name or an argument steers the terminal; every refusal is one short line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cli_runner import Done, Playground
from playground.core.builtin import CATALOGUE
from playground.core.files.archive import open_archive, write_archive
from playground.core.files.project_file import Opened, open_project, save_project
from playground.core.network.values import Node
from playground.core.project.templates import template
from playground.core.sentences import LONGEST, brief, harmless, one_line

STEERING = (
    *range(0x20), 0x7F, *range(0x80, 0xA0), 0x061C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F),
    *range(0x2060, 0x2070), 0xFEFF, 0xFFF9, 0xE0001, 0xE0041,
)  # fmt: skip
WORD = "".join(f"{chr(code)}[31m" for code in STEERING if code not in range(9, 14))
SHORT = "\x1b]0;HACKED\x07\x1b[31m\x00\x9b2J\x7f\u202e\u2066\u200e\u2028\x85\t\r\nforged: a line"
LINE = "\x9b2J\x85\u202eHACKED\u2066\u200e\u2028"  # as far as labels go: C0 is refused in them
NASTY = f"{WORD}\x1b]0;HACKED\x07{'x' * 300}\t\v\f\r\nforged: a line"
CASES = Path(__file__).resolve().parents[1] / "cases"
ASKING = (
    ("check",), ("check", "--json"), ("history",), ("history", "--json"), ("predict", "--sample", "1"),
    ("predict", "--sample", "1", "--json"), ("data", "--split", "train", "-o", "x.npz"),
    ("train", "--resume", "--steps", "1", "-o", "b.nnplay"),
    ("train", "--steps", "1", "-o", "b.nnplay", "--json"), ("train", "--epochs", "1", "-o", "b.nnplay"),
)  # fmt: skip


def must_be_harmless(done: Done, words: object) -> None:
    """Look for what a terminal would obey; a refusal is one line under 300 characters; JSON is JSON."""
    for text in (done.out, done.err):
        steering = {char for char in text if char != "\n" and (ord(char) in STEERING or char in "\x1b\x9b")}
        assert not steering, (words, text)
        assert "\nforged" not in text, words
    assert done.code in (0, 1, 2) and "Traceback" not in done.err, (words, done)
    if done.code == 1 and "check" not in str(words):
        assert done.err.count("\n") == 1, (words, done.err)
    assert all(len(line) < 300 for line in done.err.splitlines()), (words, done.err)


@cache
def trained_members(path: Path) -> Mapping[str, bytes]:
    with open_archive(path) as archive:
        return {name: archive.read(name) for name in archive.names}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a run of two epochs."""
    from playground.__main__ import main

    path = tmp_path_factory.mktemp("trained") / "a.nnplay"
    save_project(path, template("spiral-mlp", CATALOGUE).open())
    assert main(["train", str(path), "--epochs", "2"]) == 0
    return path


def variants(value: Any, nasty: str) -> Iterator[Any]:
    """Yield a JSON value with one string or key of it made nasty, for each of the first few in any list."""
    if isinstance(value, str):
        yield nasty
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield {nasty if each == key else each: kept for each, kept in value.items()}
            yield from ({**value, key: other} for other in variants(inner, nasty))
        yield {**value, nasty: nasty}
    elif isinstance(value, list):
        for index, inner in enumerate(value[:2]):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in variants(inner, nasty))
        yield [*value, nasty]
    else:
        yield nasty


def nasty_files(path: Path, nasty: str) -> Iterator[dict[str, bytes]]:
    """Yield the file's members with one string of one member made nasty."""
    members = trained_members(path)
    for name in (name for name in members if name.endswith(".json")):
        for value in variants(json.loads(members[name]), nasty):
            yield {**members, name: json.dumps(value).encode()}


def full_of_it(path: Path) -> Opened:
    """Return a project that opens, with nasty strings wherever one may stand."""
    opened = open_project(path, CATALOGUE)
    run, network = opened.runs[0], opened.project.network
    nodes = {node_id: replace(node, label=LINE) for node_id, node in network.nodes.items()}
    network = replace(network, nodes={**nodes, "odd": Node(SHORT, {SHORT: SHORT}, LINE)})
    project = replace(opened.project, name=LINE, network=network)
    columns = tuple({**epoch, SHORT: 1.0} for epoch in run.history.epochs)
    changes = ({"step": 1, "what": SHORT, "from": SHORT, "to": [SHORT], SHORT: {SHORT: SHORT}},)
    run = replace(
        run,
        plan={**run.plan, "why": SHORT, "notes": [SHORT]},
        environment={**run.environment, SHORT: SHORT},
        history=replace(run.history, epochs=columns, changes=changes),
        position={**run.position, "reason": SHORT, SHORT: SHORT},
    )
    return Opened(project, (run,))


def test_nothing_in_a_project_steers_the_terminal(playground: Playground, trained: Path) -> None:
    full = full_of_it(trained)
    save_project(Path("a.nnplay"), full.project, full.runs)
    trainable = replace(full.project, network=open_project(trained, CATALOGUE).project.network)
    save_project(Path("trainable.nnplay"), trainable, full.runs)
    for path in ("a.nnplay", "trainable.nnplay"):
        for command, *rest in ASKING:
            done = playground(command, path, *rest)
            must_be_harmless(done, (command, *rest))
            if "--json" in rest and done.out:
                assert done.events or done.json
    told = playground("history", "trainable.nnplay").out
    assert "HACKED" in told and "\\x1b]0;" in told


def test_json_keeps_every_character(playground: Playground, trained: Path) -> None:
    full = full_of_it(trained)
    save_project(Path("a.nnplay"), full.project, full.runs)
    done = playground("history", "a.nnplay", "--json")
    assert done.out.isascii() and "\x7f" not in done.out
    assert done.json["changes"][0]["what"] == SHORT and SHORT in done.json["epochs"][0]
    kinds = [node["kind"] for node in playground("check", "a.nnplay", "--json").json["nodes"]]
    assert SHORT in kinds


@pytest.mark.parametrize("command", [("check",), ("history",)], ids=lambda words: words[0])
def test_no_string_of_a_file_steers_the_terminal(
    playground: Playground, trained: Path, command: tuple[str, ...]
) -> None:
    count = 0
    for members in nasty_files(trained, SHORT):
        write_archive(Path("a.nnplay"), members)
        must_be_harmless(playground(command[0], "a.nnplay"), command)
        count += 1
    assert count > 100


@pytest.mark.slow
@pytest.mark.parametrize("nasty", [SHORT, NASTY], ids=["short", "long"])
@pytest.mark.parametrize("words", ASKING, ids=" ".join)
def test_no_string_of_a_file_steers_the_terminal_whatever_is_asked(
    playground: Playground, trained: Path, words: tuple[str, ...], nasty: str
) -> None:
    for members in nasty_files(trained, nasty):
        write_archive(Path("a.nnplay"), members)
        must_be_harmless(playground(words[0], "a.nnplay", *words[1:]), words)


@pytest.mark.parametrize("case", ["terminal_escape_kind", "terminal_escape_history"])
def test_the_files_that_steered_it_do_no_more(playground: Playground, case: str) -> None:
    Path("a.nnplay").write_bytes((CASES / f"{case}.nnplay").read_bytes())
    told = []
    for command, *rest in ASKING:
        done = playground(command, "a.nnplay", *rest)
        must_be_harmless(done, (command, *rest))
        told.append(done.out + done.err)
    assert any("\\x1b]0;HACKED\\x07" in each for each in told)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses such names")
@pytest.mark.parametrize("there", [True, False], ids=["a file", "no file"])
def test_names_of_files_do_not_steer_the_terminal(playground: Playground, trained: Path, there: bool) -> None:
    half = NASTY.replace("\0", "").replace("/", "")
    for start in range(0, len(half), 60):
        name = os.fsencode(half[start : start + 60])[:240].decode(errors="ignore").strip() + "\udc80"
        if there:
            Path(name).write_bytes(trained.read_bytes())
        for command, *rest in ASKING[:4]:
            must_be_harmless(playground(command, name, *rest), (command, name))
        must_be_harmless(playground("new", "spiral-mlp", "-o", name), "new")
        must_be_harmless(playground("train", trained, "--steps", "1", "-o", f"no/{name}"), "train")
        must_be_harmless(playground("predict", trained, "--input", name), "predict")


@pytest.mark.parametrize(
    "words",
    [
        ("new", NASTY, "-o", "b.nnplay"),
        ("list", NASTY),
        ("check", "a.nnplay", NASTY),
        ("check", "--" + WORD),
        ("train", "a.nnplay", "--steps", NASTY),
        ("train", "a.nnplay", "--device", NASTY),
        ("data", "a.nnplay", "--split", NASTY, "-o", "x"),
        ("predict", "a.nnplay", "--text", NASTY),
        ("predict", "a.nnplay", "--sample", NASTY),
        ("--" + WORD,),
        ("x" * 5000,),
    ],
    ids=range(11),
)
def test_arguments_do_not_steer_the_terminal(
    playground: Playground, trained: Path, words: tuple[str, ...]
) -> None:
    Path("a.nnplay").write_bytes(trained.read_bytes())
    done = playground(*words)
    assert done.code in (1, 2)
    must_be_harmless(done, words)


def test_names_in_arrays_do_not_steer_the_terminal(playground: Playground, trained: Path) -> None:
    np.savez("x.npz", **{NASTY.replace("\0", "").replace("/", ""): np.zeros(3)})
    for path in (trained, "x.npz"):
        must_be_harmless(playground("predict", path, "--input", "x.npz"), "predict")


# The functions --------------------------------------------------------------------------------------------


def test_harmless_text_shows_every_character() -> None:
    shown = harmless(NASTY)
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert harmless(shown) == shown
    assert harmless("a 1\u2009797 ü 😀 中\n") == "a 1\u2009797 ü 😀 中\n"
    assert one_line(" a\r\n\t b\x1b\u2028c ") == "a b\\x1b\\u2028c"


@pytest.mark.parametrize(
    "text", ["x" * 1000, "a word " * 100, f"{'n' * 255}.nnplay is damaged. " + "y " * 120]
)
def test_brief_texts_keep_their_beginning_and_end(text: str) -> None:
    short = brief(text)
    assert len(short) <= LONGEST and short[:30] == text[:30] and short[-10:] == text[-10:]
    assert brief("short") == "short"
    assert brief(short) == short
