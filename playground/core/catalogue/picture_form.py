"""The form that somebody's own pictures are brought to, as a manifest's options say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

LEAST_SIDE, MOST_SIDE = 8, 512  # px
CHANNELS = {"grey": 1, "colour": 3}
SHAPES = ("fit", "crop", "pad")
GROUNDS = {"white": 255, "grey": 128, "black": 0}


@dataclass(frozen=True)
class Form:
    """What every picture is brought to."""

    side: int
    channels: int  # 1 or 3
    shape: Literal["fit", "crop", "pad"]
    turned: bool  # as the camera says
    ground: int  # 0 to 255, behind what is see-through and around what is padded

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Form:
        """Return what options say; ValueError where they say no form."""
        side, shape = options.get("side"), options.get("shape", "crop")
        channels, ground = options.get("channels"), options.get("ground", "white")
        known = channels in CHANNELS and ground in GROUNDS and shape in SHAPES
        if type(side) is not int or not LEAST_SIDE <= side <= MOST_SIDE or not known:
            raise ValueError("pictures have a side, channels, a shape and a ground")
        return cls(side, CHANNELS[str(channels)], shape, options.get("turned", True) is True,
                   GROUNDS[str(ground)])  # fmt: skip

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Return channels, height and width."""
        return self.channels, self.side, self.side
