"""A log that cannot be written costs its lines: nothing is printed, nothing is raised."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_runner import importable
from playground.app.logs import log, log_file, logging_to

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /dev/full")


def full_disk(folder: Path) -> None:
    folder.mkdir()
    log_file(folder).symlink_to("/dev/full")


def a_file(folder: Path) -> None:
    folder.touch()


def a_folder_for_a_file(folder: Path) -> None:
    log_file(folder).mkdir(parents=True)


def a_circle(folder: Path) -> None:
    folder.symlink_to(folder.name)


def a_missing_disk(folder: Path) -> None:
    folder.symlink_to("/proc/nowhere")


HOPELESS = (full_disk, a_file, a_folder_for_a_file, a_circle, a_missing_disk)


@pytest.mark.parametrize("made", HOPELESS)
def test_a_log_that_cannot_be_written_is_silent(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], made: Callable[[Path], None]
) -> None:
    folder = tmp_path / "log"
    made(folder)
    with logging_to(folder):
        for _ in range(3):
            log.info("a line")
    logging.shutdown()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("folder", ["x" * 300, "x/" * 3000, "a\0b"], ids=["long", "very long", "NUL"])
def test_a_folder_that_cannot_be_costs_the_log_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], folder: str
) -> None:
    with logging_to(tmp_path / folder):
        log.info("a line")
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_is_deleted_costs_what_follows(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "log"
    with logging_to(folder):
        shutil.rmtree(folder)
        log.info("never opened")
    with logging_to(folder):
        log.info("written")
        shutil.rmtree(folder)
        for _ in range(3):
            log.info("x" * 400_000)  # until a new file is to begin
    assert capfd.readouterr() == ("", "")


def test_a_log_on_a_full_disk_is_silent_to_the_interpreters_end(tmp_path: Path) -> None:
    full_disk(tmp_path / "full")
    program = (
        "import sys; from pathlib import Path; from playground.app.logs import log, logging_to\n"
        "with logging_to(Path(sys.argv[1])): log.info('a line')"
    )
    words = [sys.executable, "-c", program, str(tmp_path / "full")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=importable())
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_command_line_goes_on_without_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from playground.__main__ import main

    full_disk(tmp_path / "full")
    monkeypatch.setenv("PLAYGROUND_LOG_DIR", str(tmp_path / "full"))
    assert main(["new", "spiral-mlp", "-o", str(tmp_path / "a.nnplay")]) == 0
    assert capfd.readouterr().err == ""


def test_a_bug_without_a_log_says_what_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    logged: list[logging.LogRecord],
) -> None:  # fmt: skip
    from playground.__main__ import main

    def broken(_: object) -> int:
        raise RuntimeError("planted")

    (tmp_path / "file").touch()
    monkeypatch.setenv("PLAYGROUND_LOG_DIR", str(tmp_path / "file"))
    monkeypatch.setattr("playground.cli.list_command.run", broken)
    assert main(["list", "views"]) == 3
    err = capfd.readouterr().err
    assert "RuntimeError: planted" in err and err.count("\n") == 1
    logged.clear()
