"""Places of panels in the settings: only what was chosen, and nothing that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.app.panel_places import MOST, are_places, read_places, write_places
from playground.app.settings import Settings


def test_choices_come_back_as_they_were_written(tmp_path: Path) -> None:
    Settings(tmp_path / "s.json").set(panels=write_places({"curves": "below", "map": "hidden"}))
    stored = Settings(tmp_path / "s.json").values.panels
    assert read_places(stored) == {"curves": "below", "map": "hidden"}


def test_what_is_no_place_is_left_out() -> None:
    assert read_places(("curves=above", "map", "=below", "hardest=below")) == {
        "": "below",
        "hardest": "below",
    }


@pytest.mark.parametrize("stored", [3, "curves=below", (1, 2), ("a=below",) * (MOST + 1), None])
def test_a_damaged_value_has_its_default(stored: object) -> None:
    assert not are_places(stored)
