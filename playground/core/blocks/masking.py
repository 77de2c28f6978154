"""Whether a block that could leave out padding does: its mask finds its wire by itself, or is pulled off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.core.blocks.params import flag

MASKED = flag(
    "masked", True, title="Skips padding",
    help="Steps behind a shorter sequence, as the source marks them, count for nothing. Off: they are read "
         "like all others.",
)  # fmt: skip


def is_masked(given: Mapping[str, Any]) -> bool:
    """Say whether a block with these parameters takes the mask that it could have."""
    return given.get(MASKED.name, True) is not False
