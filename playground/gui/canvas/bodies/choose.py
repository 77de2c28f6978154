"""Which class draws which plan."""

from playground.gui.canvas.bodies.base import Body
from playground.gui.canvas.bodies.class_maps import ClassMapsBody
from playground.gui.canvas.bodies.classes import ClassesBody
from playground.gui.canvas.bodies.facts import FactsBody
from playground.gui.canvas.bodies.features import FeaturesBody
from playground.gui.canvas.bodies.flat import BarsBody, StripBody
from playground.gui.canvas.bodies.frame import FrameBody
from playground.gui.canvas.bodies.grid import MapsBody, UnitGridBody
from playground.gui.canvas.bodies.group import GroupBody
from playground.gui.canvas.bodies.group_output import GroupMapsBody, GroupSequenceBody, GroupStripBody
from playground.gui.canvas.bodies.logits import LogitsBody
from playground.gui.canvas.bodies.marks import MarksBody
from playground.gui.canvas.bodies.number import NumberBody
from playground.gui.canvas.bodies.pixels import PixelsBody
from playground.gui.canvas.bodies.reconstruction import ReconstructionBody
from playground.gui.canvas.bodies.records import SeriesBody, TableBody, WordsBody
from playground.gui.canvas.bodies.rows import RowsBody
from playground.gui.canvas.bodies.sample import SampleBody
from playground.gui.canvas.bodies.sequence import SequenceBody
from playground.gui.canvas.bodies.stack import StackBody
from playground.gui.canvas.bodies.value import ValueBody
from playground.gui.canvas.bodies.verdict import VerdictBody
from playground.gui.canvas.faces import BodyKind, Face

BODIES: dict[BodyKind, type[Body]] = {
    "features": FeaturesBody,
    "sample": SampleBody,
    "table": TableBody,
    "words": WordsBody,
    "series": SeriesBody,
    "sequence": SequenceBody,
    "rows": RowsBody,
    "tiles": UnitGridBody,
    "logits": LogitsBody,
    "maps": MapsBody,
    "class_maps": ClassMapsBody,
    "strip": StripBody,
    "bars": BarsBody,
    "classes": ClassesBody,
    "verdict": VerdictBody,
    "number": NumberBody,
    "value": ValueBody,
    "marks": MarksBody,
    "pixels": PixelsBody,
    "reconstruction": ReconstructionBody,
    "group": GroupBody,
    "group_maps": GroupMapsBody,
    "group_sequence": GroupSequenceBody,
    "group_strip": GroupStripBody,
    "stack": StackBody,
    "frame": FrameBody,
    "text": FactsBody,
    "empty": FactsBody,
}
# Views that are asked while a body that draws them stands on the canvas.
BODY_VIEWS = tuple(sorted({body.asks for body in BODIES.values() if body.asks}))


def body_of(face: Face) -> Body:
    """Return a new body for a block."""
    return BODIES[face.plan.kind](face)
