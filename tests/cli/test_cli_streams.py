"""Whatever happens to the streams, the work is done, the exit code is right, and nobody sees a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import pytest

from cli_runner import importable
from playground.__main__ import main
from playground.cli import voice
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /dev/full and no terminals")

WORK = {  # what each sub-command leaves when it is done
    "new": (("new", "wine-mlp", "-o", "b.nnplay"), "b.nnplay"),
    "train": (("train", "a.nnplay", "--steps", "30", "-o", "b.nnplay"), "b.nnplay"),
    "train --json": (("train", "a.nnplay", "--steps", "30", "-o", "b.nnplay", "--json"), "b.nnplay"),
    "history": (("history", "trained.nnplay"), ""),
    "history --json": (("history", "trained.nnplay", "--json"), ""),
    "list": (("list", "blocks"), ""),
    "list --json": (("list", "templates", "--json"), ""),
    "check": (("check", "a.nnplay"), ""),
    "data": (("data", "a.nnplay", "--split", "train", "-o", "x.npz"), "x.npz"),
    "predict": (("predict", "trained.nnplay", "--sample", "1", "--json"), ""),
    "help": (("--help",), ""),
    "help of train": (("train", "--help"), ""),
}


def full() -> TextIO:
    return Path("/dev/full").open("w")


def read_only() -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")


def reader_gone() -> TextIO:
    ours, theirs = os.pipe()
    os.close(ours)
    return os.fdopen(theirs, "w")


def terminal_closed() -> TextIO:
    ours, theirs = os.openpty()
    os.close(ours)
    return os.fdopen(theirs, "w")


def closed() -> TextIO:
    with Path(os.devnull).open("w") as stream:
        return stream


BROKEN: dict[Callable[[], TextIO | None], str] = {  # and what is said on the other stream
    full: "the disk is full",
    read_only: "not open for writing",
    reader_gone: "",
    terminal_closed: "the terminal was closed",
    closed: "not open for writing",
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a project, untrained and trained."""
    folder = tmp_path_factory.mktemp("trained")
    save_project(folder / "a.nnplay", template("spiral-mlp", CATALOGUE).open())
    code = main(["train", str(folder / "a.nnplay"), "--epochs", "2", "-o", str(folder / "trained.nnplay")])
    assert code == 0
    return folder


@pytest.fixture
def here(tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working folder but for the projects."""
    for name in ("a.nnplay", "trained.nnplay"):
        (tmp_path / name).write_bytes((trained / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return a function that puts broken streams in the place of the process's."""
    made: list[TextIO | None] = []

    def put(**given: TextIO | None) -> None:
        for name, stream in given.items():
            monkeypatch.setattr(sys, name, stream)
            made.append(stream)

    yield put
    monkeypatch.undo()
    for stream in made:
        with suppress(OSError):
            if stream is not None:
                stream.close()


def must_have_worked(kind: str) -> None:
    """Look for the file a command was to write; training leaves its run."""
    left = WORK[kind][1]
    if left.endswith(".nnplay"):
        runs = open_project(Path(left), CATALOGUE).runs
        assert [run.position["step"] for run in runs] == ([30] if kind.startswith("train") else [])
    assert not left or Path(left).is_file()


@pytest.mark.parametrize("broken", [each for each in BROKEN if each is not reader_gone])
@pytest.mark.parametrize("kind", WORK)
def test_what_cannot_be_printed_is_done_and_said_on_stderr(
    here: Path,
    streams: Callable[..., None],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    broken: Callable[[], TextIO],
) -> None:
    monkeypatch.setattr(voice.Voice, "reader_has_gone", lambda self: False)  # as where hang-ups are ignored
    streams(stdout=broken())
    code = main(WORK[kind][0])
    out, err = capfd.readouterr()
    assert (code, out) == (1, "")
    assert BROKEN[broken] in err and err.count("\n") == 1
    must_have_worked(kind)


@pytest.mark.parametrize("kind", WORK)
@pytest.mark.parametrize("broken", [*BROKEN, lambda: None])
def test_a_stderr_that_takes_nothing_changes_nothing(
    here: Path,
    streams: Callable[..., None],
    capfd: pytest.CaptureFixture[str],
    kind: str,
    broken: Callable[[], TextIO | None],
) -> None:
    streams(stderr=broken())
    assert main(WORK[kind][0]) == 0
    out, err = capfd.readouterr()
    assert out and not err
    must_have_worked(kind)


@pytest.mark.parametrize("kind", WORK)
@pytest.mark.parametrize("broken", BROKEN)
def test_with_both_streams_gone_the_work_is_done(
    here: Path, streams: Callable[..., None], monkeypatch: pytest.MonkeyPatch, kind: str,
    broken: Callable[[], TextIO],
) -> None:  # fmt: skip
    monkeypatch.setattr(voice.Voice, "reader_has_gone", lambda self: False)
    streams(stdout=broken(), stderr=broken())
    assert main(WORK[kind][0]) == 1
    must_have_worked(kind)


@pytest.mark.parametrize("kind", WORK)
def test_streams_that_never_were_take_every_word(
    here: Path, streams: Callable[..., None], capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    streams(stdout=None, stderr=None)
    assert main(WORK[kind][0]) == 0
    assert capfd.readouterr() == ("", "")
    must_have_worked(kind)


@pytest.mark.parametrize("broken", [*BROKEN, lambda: None])
@pytest.mark.parametrize(
    ("words", "code"), [(("check", "missing.nnplay"), 1), (("train",), 2), (("list", "wonders"), 2)]
)
def test_mistakes_keep_their_exit_codes(
    here: Path, streams: Callable[..., None], words: tuple[str, ...], code: int,
    broken: Callable[[], TextIO | None],
) -> None:  # fmt: skip
    streams(stdout=broken(), stderr=broken())
    assert main(words) == code


def test_a_bug_keeps_its_exit_code(
    here: Path, streams: Callable[..., None], monkeypatch: pytest.MonkeyPatch, logged: list[object]
) -> None:
    def broken(_: object) -> int:
        raise RuntimeError("planted")

    monkeypatch.setattr("playground.cli.history_command.run", broken)
    streams(stdout=full(), stderr=full())
    assert main(["history", "a.nnplay"]) == 3
    logged.clear()


@pytest.mark.parametrize("broken", [reader_gone, terminal_closed])
def test_training_that_nobody_hears_ends_as_by_ctrl_c(
    here: Path, streams: Callable[..., None], capfd: pytest.CaptureFixture[str],
    broken: Callable[[], TextIO],
) -> None:  # fmt: skip
    streams(stdout=broken())
    assert main(["train", "a.nnplay", "--epochs", "100000", "-o", "b.nnplay"]) == 130
    assert capfd.readouterr().err == ""
    assert open_project(Path("b.nnplay"), CATALOGUE).runs[0].position["reason"] == "interrupted"


def test_where_hanging_up_is_ignored_a_closed_terminal_stops_nothing(
    here: Path, streams: Callable[..., None]
) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        streams(stdout=terminal_closed(), stderr=terminal_closed())
        assert main(["train", "a.nnplay", "--epochs", "3", "-o", "b.nnplay"]) == 1
    finally:
        signal.signal(signal.SIGHUP, before)
    assert open_project(Path("b.nnplay"), CATALOGUE).runs[0].position["reason"] == "completed"


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["lines", "json"])
def test_a_terminal_that_closes_in_mid_training_loses_nothing(
    here: Path, streams: Callable[..., None], words: tuple[str, ...]
) -> None:
    ours, theirs = os.openpty()
    streams(stdout=os.fdopen(theirs, "w"), stderr=os.fdopen(os.dup(theirs), "w"))

    def read_a_little_then_close() -> None:
        seen = b""
        while seen.count(b"epoch") + seen.count(b"Training") < 4:
            seen += os.read(ours, 4096)
        os.close(ours)

    person = threading.Thread(target=read_a_little_then_close)
    person.start()
    code = main(["train", "a.nnplay", "--epochs", "100000", "-o", "b.nnplay", *words])
    person.join()
    run = open_project(Path("b.nnplay"), CATALOGUE).runs[0]
    assert code == 130 and run.position["step"] >= 22 and len(run.history.losses) == run.position["step"]


def test_a_session_whose_terminal_hangs_up_saves_its_training(here: Path) -> None:
    ours, theirs = os.openpty()
    program = (
        "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        "from playground.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    words = [sys.executable, "-c", program, "train", "a.nnplay", "--epochs", "100000", "-o", "b.nnplay"]
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=importable())
    os.close(theirs)
    seen = b""
    while seen.count(b"Training") < 4:
        seen += os.read(ours, 4096)
    os.close(ours)
    assert process.wait(timeout=60) == 130
    assert open_project(Path("b.nnplay"), CATALOGUE).runs[0].position["step"] > 0


@pytest.mark.parametrize("closed_ones", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_descriptors_never_become_files(here: Path, closed_ones: str) -> None:
    """Write to descriptors 1 and 2 behind Python's back while a file is being saved, as libraries may."""
    program = (
        "import os, sys; from playground.core.files import project_file\n"
        "real = project_file.write_archive\n"
        "def loud(path, members):\n"
        "    with path.open('wb') as file:\n"
        "        assert file.fileno() > 2, 'a project got a standard descriptor'\n"
        "        os.write(1, b'out'); os.write(2, b'err')\n"
        "    real(path, members)\n"
        "project_file.write_archive = loud\n"
        "from playground.__main__ import main; sys.exit(main(['new', 'wine-mlp', '-o', 'b.nnplay']))"
    )
    command = f'exec {sys.executable} -c "$0" {closed_ones}'
    done = subprocess.run(
        ["bash", "-c", command, program], capture_output=True, text=True, check=False, env=importable()
    )
    assert done.returncode == 0
    assert done.stdout == ("" if ">&-" in closed_ones.replace("2>&-", "") else "outWrote b.nnplay\n")
    assert done.stderr == ("" if "2>&-" in closed_ones else "err")
    assert open_project(Path("b.nnplay"), CATALOGUE).project.name == "Wine MLP"


def test_a_stream_that_broke_stays_quiet_at_the_interpreters_end(here: Path) -> None:
    command = f"exec {sys.executable} -m playground list blocks > /dev/full"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=importable()
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and "the disk is full" in done.stderr


def test_words_spoken_in_the_midst_of_a_write_are_lost_alone() -> None:
    class Reentered:
        def write(self, text: str) -> int:
            raise RuntimeError("reentrant call inside <_io.BufferedWriter name='<stderr>'>")

    stream = voice.Stream(Reentered())  # type: ignore[arg-type]
    stream.write("lost")
    assert stream.failure is None


def test_only_the_voice_touches_the_streams() -> None:
    package = Path(voice.__file__).parent
    touching = {path.name for path in package.glob("*.py") if "sys.std" in path.read_text(encoding="utf-8")}
    assert touching == {"voice.py", "progress.py"}
