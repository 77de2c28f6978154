"""What is remembered between starts, where, and what happens to damaged files."""

from __future__ import annotations

import json
import logging
import sys
import threading
from pathlib import Path

import pytest

from playground.app.diagnostics import diagnostics
from playground.app.folders import folders
from playground.app.logs import logging_to
from playground.app.settings import RECENT, Settings, Values


def test_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings, told = Settings(path), list[str]()
    settings.changed.connect(told.append)
    settings.set(theme="dark", log_level="DEBUG", geometry="AAEC")
    settings.set(theme="dark")
    assert told == ["theme", "log_level", "geometry"]
    assert Settings(path).values == Values(theme="dark", log_level="DEBUG", geometry="AAEC")
    assert list(path.parent.iterdir()) == [path]


def test_a_setting_there_is_not_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        Settings(tmp_path / "s.json").set(colour="red")


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "[" * 100_000, "\x00\xff", '{"theme": "dark"'])
def test_damaged_settings_are_set_aside(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(text, encoding="utf-8")
    assert Settings(path).values == Values()
    assert not path.exists()
    assert (tmp_path / "s.json.damaged").read_text(encoding="utf-8") == text


def test_damaged_values_have_their_defaults_and_good_ones_stay(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    stored = {
        "theme": "pink",
        "recent": [1, 2],
        "log_level": "loud",
        "reduce_motion": "yes",
        "last_folder": "/here",
        "new": 1,
    }
    path.write_text(json.dumps(stored), encoding="utf-8")
    assert Settings(path).values == Values(last_folder="/here")


def test_recent_files_are_few_new_first_and_single(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.json")
    for number in range(RECENT + 3):
        settings.remember(tmp_path / f"{number}.nnplay")
    settings.remember(tmp_path / "7.nnplay")
    assert len(settings.values.recent) == RECENT
    assert settings.values.recent[0] == str(tmp_path / "7.nnplay")
    assert settings.values.recent.count(str(tmp_path / "7.nnplay")) == 1
    settings.forget(tmp_path / "7.nnplay")
    assert str(tmp_path / "7.nnplay") not in settings.values.recent
    assert settings.values.last_folder == str(tmp_path)


def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(tmp_path / "file" / "s.json")
    settings.set(theme="light")
    assert settings.values.theme == "light"


def test_folders_follow_the_environment(tmp_path: Path) -> None:
    given = {f"PLAYGROUND_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "CACHE")}
    here = folders(given)
    assert (here.config, here.data, here.cache) == (
        tmp_path / "CONFIG",
        tmp_path / "DATA",
        tmp_path / "CACHE",
    )
    assert here.log == tmp_path / "DATA" / "log"
    elsewhere = folders({})
    assert elsewhere.config.is_absolute()
    assert "neural-playground" in str(elsewhere.config)


def test_the_log_holds_what_nobody_caught(tmp_path: Path, logged: list[logging.LogRecord]) -> None:
    told, hooks = list[str](), (sys.excepthook, threading.excepthook)
    with logging_to(tmp_path / "log", told=told.append) as path:
        logging.getLogger("playground.app").info("hello")
        sys.excepthook(ValueError, ValueError("lost in the window"), None)
        thread = threading.Thread(target=lambda: [][1], name="careless")
        thread.start()
        thread.join()
    text = path.read_text(encoding="utf-8")
    assert "hello" in text
    assert "lost in the window" in text
    assert "IndexError" in text
    assert len(told) == 2
    assert str(path) in told[0]
    assert (sys.excepthook, threading.excepthook) == hooks
    logged.clear()


def test_the_log_rotates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.app.logs._SIZE", 500)
    with logging_to(tmp_path) as path:
        for number in range(100):
            logging.getLogger("playground").info("line %s", number)
    assert path.stat().st_size <= 500
    assert {file.name for file in tmp_path.iterdir()} == {path.name, *(f"{path.name}.{n}" for n in (1, 2, 3))}


def test_diagnostics_name_versions_and_folders() -> None:
    text = diagnostics()
    for word in (
        "Neural Playground",
        "Python",
        "torch",
        "PySide6",
        str(folders().config),
        str(folders().log),
    ):
        assert word in text
