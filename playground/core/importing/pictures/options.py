"""How pictures are brought to one size, and where their classes stand: each way as an option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.core.blocks.params import Choice, choice, flag, integer
from playground.core.importing.tables.options import OF_TEXT

AUTO = "auto"
LEAST_SIDE, MOST_SIDE = 8, 512
GROUNDS = {"white": 255, "grey": 128, "black": 0}

Shape = Literal["fit", "crop", "pad"]
_FOUND = Choice(AUTO, "Find out")
SIDE = integer(
    "side", 0, minimum=0, maximum=MOST_SIDE, auto=0, unit="px",
    help="Every picture is brought to a square of this side; 0 to choose one that suits them.",
)  # fmt: skip
CHANNELS = choice(
    "channels", AUTO, (_FOUND, Choice("colour", "Colour"), Choice("grey", "Grey")), auto=AUTO,
    help="Red, green and blue, or brightness alone.",
)  # fmt: skip
SHAPE = choice(
    "shape", "crop", (Choice("fit", "Fit"), Choice("crop", "Crop"), Choice("pad", "Pad")),
    help="What is done to a picture that is no square: squeezed, its middle taken, or ground added.",
)  # fmt: skip
TURNED = flag(
    "turned", True, title="Turned upright", help="Turn pictures as the camera says that they were taken."
)  # fmt: skip
GROUND = choice(
    "ground", "white", (Choice("white", "White"), Choice("grey", "Grey"), Choice("black", "Black")),
    help="What lies behind see-through pictures, and around those that are padded.",
)  # fmt: skip
CLASSES = choice(
    "classes", AUTO,
    (_FOUND, Choice("outer", "Outer folders"), Choice("inner", "Inner folders"),
     Choice("whole", "Folders within folders"), Choice("names", "File names")),
    auto=AUTO, title="Classes are", help="What of a picture's place tells its class.",
)  # fmt: skip

PARAMS = (SIDE, CHANNELS, SHAPE, TURNED, GROUND, CLASSES, *OF_TEXT)


@dataclass(frozen=True)
class Form:
    """What every picture is brought to."""

    side: int
    channels: int  # 1 or 3
    shape: Shape
    turned: bool
    ground: int  # 0 to 255

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Form:
        """Return what options ask for, once side and channels are known."""
        return cls(
            max(LEAST_SIDE, min(MOST_SIDE, int(options["side"]))), 1 if options["channels"] == "grey" else 3,
            options.get("shape", SHAPE.default), bool(options.get("turned", True)),
            GROUNDS[options.get("ground", "white")],
        )  # fmt: skip
