"""Where a person wants which panel, as the settings keep it: only what differs from the panel's own wish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

PanelPlace = Literal["beside", "below", "hidden"]
PLACES: tuple[PanelPlace, ...] = get_args(PanelPlace)
MOST = 200  # panels that are remembered


def read_places(stored: tuple[str, ...]) -> dict[str, PanelPlace]:
    """Return the place of each panel that somebody chose one for: "curves=below"."""
    pairs = (entry.partition("=") for entry in stored)
    return {panel: place for panel, _, word in pairs for place in PLACES if place == word}


def write_places(chosen: Mapping[str, PanelPlace]) -> tuple[str, ...]:
    """Return choices as the settings keep them."""
    return tuple(f"{panel}={place}" for panel, place in chosen.items())


def are_places(stored: object) -> bool:
    """Tell whether a stored value can be read as choices."""
    fine = isinstance(stored, tuple) and len(stored) <= MOST
    return fine and all(isinstance(entry, str) for entry in stored)  # type: ignore[attr-defined]
