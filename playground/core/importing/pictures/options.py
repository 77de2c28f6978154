"""How pictures are brought to one size, and where their classes stand: each way as an option."""

from __future__ import annotations

from playground.core.blocks.params import Choice, choice, flag, integer
from playground.core.catalogue.picture_form import MOST_SIDE
from playground.core.importing.tables.options import OF_TEXT

AUTO = "auto"
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
