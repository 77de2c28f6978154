"""The set-up script's decisions, and the tested versions it installs."""

import importlib.util
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def load() -> ModuleType:
    """Import packaging/prepare.py, which is a script and belongs to no package."""
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "packaging" / "prepare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


prepare = load()


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that looks like a finished virtual environment of ours, with the test extra."""
    monkeypatch.setattr(prepare, "has_pip", lambda _python: True)
    folder = tmp_path / "venv"
    for name in ("python", "playground"):
        path = prepare.program(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(sys.executable)
    prepare.write_stamp(folder, ["test"], complete=True)
    return folder


@pytest.fixture
def pip_calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record what would be installed instead of installing it."""
    calls: list[list[str]] = []
    monkeypatch.setattr(prepare, "pip_install", lambda _venv, extras: calls.append(extras))
    return calls


def test_nothing_is_done_twice(venv: Path, pip_calls: list[list[str]]) -> None:
    for extras in ((), ("test",)):
        prepare.provide_venv(venv, extras)
    assert pip_calls == []


def test_another_extra_keeps_those_that_are_there(venv: Path, pip_calls: list[list[str]]) -> None:
    prepare.provide_venv(venv, ("dev",))
    prepare.provide_venv(venv, ("test", "dev"))
    assert pip_calls == [["dev", "test"]]


def test_changed_versions_are_installed(
    venv: Path, pip_calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "inputs", lambda: "changed")
    prepare.provide_venv(venv, ())
    assert pip_calls == [["test"]]


def edit_stamp(**values: Any) -> Callable[[Path], None]:
    """Return a fault that a stamp can have."""

    def fault(venv: Path) -> None:
        stamp = {**prepare.read_stamp(venv), **values}
        (venv / prepare.STAMP).write_text(prepare.json.dumps(stamp))

    return fault


FAULTS: dict[str, Callable[[Path], None]] = {
    "interrupted": edit_stamp(complete=False),
    "another Python": edit_stamp(python="3.10"),
    "the folder was moved": edit_stamp(root="/elsewhere"),
    "an unreadable stamp": lambda venv: (venv / prepare.STAMP).write_text("{") and None,
    "its Python is gone": lambda venv: prepare.program(venv, "python").unlink(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_environment_is_made_anew(
    fault: str, venv: Path, pip_calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(prepare, "make_venv", made.append)
    FAULTS[fault](venv)
    prepare.provide_venv(venv, ())
    assert made == [venv]
    assert len(pip_calls) == 1
    assert prepare.read_stamp(venv)["complete"]


def test_a_set_up_that_fails_is_not_taken_for_a_finished_one(
    venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_venv: Path, _extras: list[str]) -> None:
        raise prepare.SetupError("no network")

    monkeypatch.setattr(prepare, "pip_install", fail)
    with pytest.raises(prepare.SetupError):
        prepare.provide_venv(venv, ("dev",))
    assert not prepare.is_ready(venv, ())


def test_a_folder_that_is_no_environment_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(prepare.SetupError, match="no virtual environment"):
        prepare.make_venv(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize("name", ["offscreen", "screen", "xvfb"])
def test_every_listed_package_names_what_it_brings(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare.sys, "platform", "linux")
    monkeypatch.setattr(prepare, "is_there", lambda _brings: False)
    assert prepare.missing_packages([name])


@pytest.mark.skipif(sys.platform == "win32", reason="apt and sudo are not known there")
def test_without_a_way_to_install_a_sentence_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "missing_packages", lambda _lists: {"libegl1": "libEGL.so.1"})
    monkeypatch.setattr(
        prepare.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None
    )
    monkeypatch.setattr(prepare.os, "geteuid", lambda: 1000)
    with pytest.raises(prepare.SetupError, match=r"libEGL\.so\.1: run `sudo apt-get install libegl1`"):
        prepare.provide_system(["offscreen"])


def test_without_a_screen_the_main_job_is_done_offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(prepare, "provide_system", lambda _lists: None)
    monkeypatch.setattr(prepare, "provide_venv", lambda _venv, _extras: None)
    monkeypatch.setattr(prepare, "hand_over", lambda command: commands.append(command[1:]) or 0)
    monkeypatch.setattr(prepare, "has_screen", lambda: False)
    assert prepare.main(["run"]) == 0
    assert prepare.main(["run", "--", "list", "--json"]) == 0
    monkeypatch.setattr(prepare, "has_screen", lambda: True)
    assert prepare.main(["run"]) == 0
    assert commands == [["--demo"], ["list", "--json"], []]


def test_the_tested_versions_fit_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]
    lines = (ROOT / "packaging" / "constraints.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    versions = {canonicalize_name(name): version for name, version in pins.items()}
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])
