"""How arrays are taken, as a table or as pictures, and how pictures of them are brought to one size."""

from __future__ import annotations

from playground.core.blocks.params import Choice, choice, line
from playground.core.importing.pictures.options import AUTO, CHANNELS, GROUND, SHAPE, SIDE

TABLE, PICTURES = "table", "pictures"
TAKEN_AS = choice(
    "taken_as", AUTO,
    (Choice(AUTO, "Find out"), Choice(TABLE, "Table"), Choice(PICTURES, "Pictures")), auto=AUTO,
    help="Whether a sample is a row of numbers, or a picture: height by width, with 1, 3 or 4 colours.",
)  # fmt: skip
VALUES = choice(
    "values", AUTO,
    (Choice(AUTO, "Find out"), Choice("bytes", "0 to 255"), Choice("unit", "0 to 1"),
     Choice("signed", "−1 to 1"), Choice("stretched", "The least to the most")),
    auto=AUTO, title="Dark to bright", help="Which numbers of a picture are dark and which are bright.",
)  # fmt: skip
CLASS_NAMES = line(
    "class_names", "", maximum=4000, title="Names of the classes",
    help="What the classes 0, 1, 2 and so on are called, with commas between them.",
)  # fmt: skip
PARAMS = (TAKEN_AS, VALUES, CLASS_NAMES, SIDE, CHANNELS, SHAPE, GROUND)
