"""Names and places: what cannot be saved is refused before the work, what was trained is rescued after it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cli_runner import Playground
from playground.cli import saving
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.sentences import Text, one_line

SAVABLE = {
    "as long as its backup allows": "x" * 244 + ".nnplay",
    "many bytes": "é" * 122 + ".nnplay",
    "more bytes still": "😀" * 61 + ".nnplay",
    "no suffix": "x" * 251,
    "a long suffix": "x." + "y" * 240,
    "spaces and quotes": " a 'b' \"c\" .nnplay",
    "a line's end": "a\nb.nnplay",
}
HOPELESS = {
    "too many characters": "x" * 245 + ".nnplay",
    "too many bytes": "é" * 123 + ".nnplay",
    "too many bytes still": "😀" * 62 + ".nnplay",
    "a NUL": "a\0b.nnplay",
    "a folder": "folder",
    "the folder itself": ".",
    "the root": "/",
    "nothing": "",
    "a folder that is not there": "missing/b.nnplay",
    "a file for a folder": "a.nnplay/b.nnplay",
    "a device": "/dev/null",
    "a link in a circle": "circle",
    "a long path": "folder/" * 700 + "b.nnplay",
    "a very long path": "x/" * 3000,
    "a kernel's folder": "/proc/b.nnplay",
}


@pytest.fixture
def spiral(playground: Playground) -> Path:
    save_project(Path("a.nnplay"), template("spiral-mlp", CATALOGUE).open())
    Path("folder").mkdir()
    Path("circle").symlink_to("circle")
    return Path("a.nnplay").absolute()


def everything(folder: Path) -> list[Path]:
    """Return all there is but our own folders."""
    return sorted(path for path in folder.rglob("*") if ".playground" not in path.parts)


@pytest.mark.parametrize("kind", SAVABLE)
def test_names_that_can_be_saved_are(playground: Playground, spiral: Path, kind: str) -> None:
    out = SAVABLE[kind]
    for steps in (1, 2):  # the second time there is a backup to keep
        assert playground("train", spiral, "--steps", steps, "-o", out).code == 0
        assert open_project(Path(out), CATALOGUE).runs[0].position["step"] == steps
    assert open_project(Path(f"{out}.bak"), CATALOGUE).runs[0].position["step"] == 1


@pytest.mark.parametrize("kind", HOPELESS)
@pytest.mark.parametrize(
    "words",
    [("train", "--steps", "1"), ("data", "--split", "train"), ("export", "--to", "safetensors")],
    ids=lambda words: words[0],
)
def test_names_that_cannot_be_saved_are_refused_before_the_work(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], kind: str
) -> None:
    def worked(*_: object, **__: object) -> None:
        pytest.fail("the work began")

    monkeypatch.setattr("playground.core.training.session.Session.start", worked)
    monkeypatch.setattr("playground.core.export.exporting.export", worked)
    monkeypatch.setattr("playground.cli.data_command.load_samples", worked)
    before = everything(spiral.parent)
    done = playground(words[0], spiral, *words[1:], "-o", HOPELESS[kind])
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1) and len(done.err) <= 300
    assert everything(spiral.parent) == before


@pytest.mark.parametrize("kind", HOPELESS)
def test_names_that_cannot_be_saved_or_opened_are_refused_in_a_sentence(
    playground: Playground, spiral: Path, kind: str
) -> None:
    name = HOPELESS[kind]
    asked = [("new", "wine-mlp", "-o", name)]
    if kind != "nothing":  # an empty word is the working folder
        asked += [
            ("check", name),
            ("train", name),
            ("history", name),
            ("predict", "a.nnplay", "--input", name),
        ]
    for words in asked:
        done = playground(*words)
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), words
        assert len(done.err) <= 300


def test_a_folder_that_was_deleted_is_refused_in_a_sentence(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = spiral.parent / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for words in (
        ("list", "views"),
        ("new", "wine-mlp", "-o", "b.nnplay"),
        ("check", "b.nnplay"),
        ("train", spiral, "--steps", "1"),
        ("b.nnplay",),
        (),
    ):
        done = playground(*words)
        assert (done.code, done.out) == (1, ""), words
        assert done.err == "The current folder was deleted; change to another one.\n", words


# What is made from a project ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("project", "out"),
    [
        ("a.nnplay", "a.nnplay.bak"),
        ("a.nnplay", "./folder/../a.nnplay.bak"),
        ("a.nnplay.bak", "a.nnplay.bak"),
        ("x.bak", "x"),  # what is replaced there becomes `x.bak`
        ("x.json", "x"),  # safetensors has its architecture there
        ("x.json.bak", "x"),
    ],
)
def test_neither_the_project_nor_its_backup_is_overwritten(
    playground: Playground, spiral: Path, project: str, out: str
) -> None:
    Path("a.nnplay.bak").write_bytes(spiral.read_bytes())
    Path(project).write_bytes(spiral.read_bytes())
    done = playground("export", project, "--to", "safetensors", "-o", out)
    assert done.code == 1 and ("project" in done.err and "name" in done.err)
    if "json" not in project:
        assert playground("data", project, "--split", "train", "-o", out).code == 1
    assert Path(project).read_bytes() == Path("a.nnplay.bak").read_bytes() == spiral.read_bytes()


def test_a_backup_that_is_not_there_yet_is_kept_free(playground: Playground, spiral: Path) -> None:
    done = playground("data", spiral, "--split", "train", "-o", "a.nnplay.bak")
    assert done.code == 1 and "project's backup" in done.err


# Rescue ---------------------------------------------------------------------------------------------------


def losing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the folder to save in when training is over."""
    save = saving.save_project

    def removing(path: Path, *parts: object) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        save(path, *parts)  # type: ignore[arg-type]

    monkeypatch.setattr(saving, "save_project", removing)


@pytest.mark.parametrize("name", ["b.nnplay", "x" * 240 + ".nnplay", "😀" * 60 + ".nnplay", "b", "b\n.txt"])
def test_rescued_training_gets_a_short_name_that_is_told_in_full(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    losing(spiral.parent / "folder", monkeypatch)
    done = playground("train", spiral, "--steps", "3", "-o", f"folder/{name}")
    (rescued,) = (Path(os.environ["PLAYGROUND_DATA_DIR"]) / "rescued").iterdir()
    assert (done.code, done.out.count("finished"), done.err.count("\n")) == (1, 0, 1)
    assert one_line(str(rescued)) in done.err
    assert len(os.fsencode(rescued.name)) <= 80 + len(".nnplay")
    assert open_project(rescued, CATALOGUE).runs[0].position["step"] == 3


def test_an_earlier_rescue_is_never_overwritten(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    losing(spiral.parent / "folder", monkeypatch)
    rescued = Path(os.environ["PLAYGROUND_DATA_DIR"]) / "rescued"
    for steps, name in ((1, "b.nnplay"), (2, "b-2.nnplay"), (3, "b-3.nnplay")):
        Path("folder").mkdir(exist_ok=True)
        done = playground("train", spiral, "--steps", steps, "-o", "folder/b.nnplay")
        assert done.code == 1 and str(rescued / name) in done.err
    kept = [open_project(path, CATALOGUE).runs[0].position["step"] for path in sorted(rescued.iterdir())]
    assert len(kept) == 3 and sorted(kept) == [1, 2, 3]


def test_what_cannot_be_rescued_leaves_no_empty_file(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(path: Path, *parts: object) -> None:
        raise PlaygroundError(Text("The disk is full."))

    monkeypatch.setattr(saving, "save_project", full)
    monkeypatch.setattr(saving, "gettempdir", lambda: str(tmp_path / "temporary"))
    done = playground("train", spiral, "--steps", "3")
    assert (done.code, done.err) == (1, "The disk is full.\n")
    assert not [path for path in tmp_path.rglob("*.nnplay") if path != spiral]


def test_without_any_folder_for_temporaries_our_own_takes_it(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    losing(spiral.parent / "folder", monkeypatch)
    monkeypatch.setattr(saving, "gettempdir", none)
    done = playground("train", spiral, "--steps", "3", "-o", "folder/b.nnplay")
    assert done.code == 1 and "b.nnplay instead" in done.err
