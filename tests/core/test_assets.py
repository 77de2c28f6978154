"""The one function that finds what comes with the program."""

import sys
from pathlib import Path

import pytest

from playground.core.assets import asset_path


def test_finds_a_bundled_file() -> None:
    assert asset_path("icons", "app.svg").read_text(encoding="utf-8").startswith("<svg")


def test_finds_a_folder() -> None:
    assert asset_path("fonts").is_dir()


def test_names_what_is_missing() -> None:
    with pytest.raises(FileNotFoundError, match=r"fonts/Nothing\.otf"):
        asset_path("fonts", "Nothing.otf")


def test_a_bundle_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "playground" / "assets" / "icons"
    own.mkdir(parents=True)
    (own / "app.svg").write_text("bundled", encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert asset_path("icons", "app.svg").read_text(encoding="utf-8") == "bundled"


@pytest.mark.parametrize("folder", ["fonts/OFL.txt", "icons/lucide/LICENSE"])
def test_licences_come_along(folder: str) -> None:
    assert "permission" in asset_path(*folder.split("/")).read_text(encoding="utf-8").lower()
