"""What every body shares: its size, its picture, where threads attach, what lies under the pointer."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.core.project.values import Recipe
from playground.core.views.spec import Snapshot
from playground.gui.canvas.atlas import Atlas, paint_border, paint_empty
from playground.gui.canvas.bodies.sheet import Sheet, fits
from playground.gui.canvas.faces import BodyPlan, Face
from playground.gui.canvas.look import Look, pixels_a_unit

Values = NDArray[np.float32]
SPREAD = 1.6
THUMBNAIL = 168.0  # scene units; seen at a quarter to three fifths of that
HitKind = Literal["unit", "feature", "add", "previous", "next", "class", "pixel", "mask"]


@dataclass(frozen=True)
class Hit:
    """Something in a body that the pointer can do something with."""

    kind: HitKind
    index: int = 0
    pixel: tuple[int, int] | None = None  # row and column in a map


@dataclass(frozen=True)
class Figures:
    """The numbers of the run that goal blocks show."""

    val_loss: float | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    losses: tuple[float, ...] = ()  # validation loss, epoch by epoch, thinned
    first: str = ""  # the goal whose figures stand under their bare names

    def of(self, goal: str, name: str) -> float | None:
        """Return one goal's own figure of the validation samples."""
        own = f"val_{name}" if goal == (self.first or goal) else f"val_{goal}_{name}"
        return self.metrics.get(own)


@dataclass(frozen=True)
class Feed:
    """Everything the running network gives to the pictures of all blocks."""

    pictures: Mapping[str, Snapshot] = field(default_factory=dict)
    figures: Figures = Figures()
    shares: Mapping[str, Values] = field(default_factory=dict)  # by block: share of outgoing weight, per unit
    answers: bool = True  # the network can say something: nothing holds it back
    with_figures: bool = True  # numbers and threads are new, too; pictures come more often than they
    recipe: Recipe | None = None  # in force, at the step whose gradients are shown
    flat: Callable[[str], str] = str  # a block's id here -> in the flat network

    def array(self, view: str, name: str, *ranks: int) -> Values | None:
        """Return one array of a view; None where there is none, or an empty one, or one of another rank.

        For a moment after an edit a block may find the picture of what stood in its place.
        """
        snapshot = self.pictures.get(view)
        found = None if snapshot is None else snapshot.arrays.get(name)
        if found is None or not found.size or (ranks and found.ndim not in ranks):
            return None
        return found

    def fact(self, view: str, name: str) -> Any:
        """Return one figure of a view, or None."""
        snapshot = self.pictures.get(view)
        return None if snapshot is None else snapshot.facts.get(name)

    def reach(self, view: str, name: str, values: Values) -> float:
        """Return the largest absolute value of a block's array."""
        nodes = self.fact(view, "nodes")
        scale = nodes.get(name, {}).get("scale") if isinstance(nodes, Mapping) else None
        return float(scale) if scale else float(np.nanmax(np.abs(values), initial=0.0)) or 1.0

    def strongest(self, view: str, name: str, values: Values) -> float:
        """Return the value that the strongest colour stands for: one scale a block.

        A few large values would leave the rest in the dark, so the scale follows the spread: 1.6 times the
        root mean square, never beyond the largest value.
        """
        flat = values.reshape(-1)
        with np.errstate(over="ignore", invalid="ignore"):  # of weights that ran away
            spread = SPREAD * math.sqrt(float(np.dot(flat, flat)) / max(1, flat.size))
        largest = self.reach(view, name, values)
        return min(largest, spread) if spread > 0 and math.isfinite(spread) else largest


class Body:
    """The part of a block between header and footer."""

    asks: ClassVar[str] = ""  # a view that is asked for the sake of such bodies alone
    smooth = True  # maps over the plane are smooth, pixels of pictures are not

    def __init__(self, face: Face) -> None:
        self.node_id = face.node_id
        self.plan: BodyPlan = face.plan
        self.face = face
        self.atlas = Atlas()
        self.pointed: Hit | None = None  # what lies under the pointer
        self.exposed: QRectF | None = None  # the part to be drawn again; None: all of it
        self._sheet = Sheet()
        self._origin: Values | None = None  # the array the atlas was made from
        self._tiles: tuple[tuple[float, ...], list[QRectF]] = ((), [])  # for the area they were placed in

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 92.0 if compact else 115.0

    def height(self, compact: bool) -> float:
        """Return the height the body needs; it never depends on what the network says."""
        return 204.0

    def show(self, feed: Feed) -> bool:
        """Take what the network says now; return whether anything to be drawn changed."""
        return False

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the body into its area."""

    def changed(self, area: QRectF, look: Look) -> QRectF:
        """Return the part that the last `show` changed."""
        return area

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where one unit's picture is drawn."""
        return QRectF()

    def tiles(self) -> int:
        """Return how many units have a picture of their own."""
        return self.plan.count

    def anchors(self, area: QRectF, look: Look, incoming: bool) -> list[QPointF]:
        """Return the points at a side where threads attach, one a unit; none when there are no threads."""
        return []

    def hit(self, point: QPointF, area: QRectF, look: Look) -> Hit | None:
        """Return what lies under a point."""
        for index in range(self.tiles()):
            if self.tile(index, area, look).contains(point):
                return Hit("unit", index)
        return None

    def tooltip(self, hit: Hit) -> str:
        """Return a sentence about what lies under the pointer."""
        return ""

    def paint_tiles(self, painter: QPainter, area: QRectF, look: Look, radius: float = 5.0) -> None:
        """Draw all maps, in one go where that can be."""
        tiles = self._placed(area, look)
        if tiles and fits(self.atlas, tiles[0].width(), self.smooth, pixels_a_unit(painter)):
            self._sheet.paint(painter, self.atlas, tiles, look, radius)
            return
        for index, tile in enumerate(tiles):
            self.paint_tile(painter, index, tile, look, radius)

    def _placed(self, area: QRectF, look: Look) -> list[QRectF]:
        """Return where all maps are drawn; worked out anew only for another area."""
        key = (area.x(), area.y(), area.width(), area.height(), self.tiles(), look.compact)
        if self._tiles[0] != key:
            self._tiles = key, [self.tile(index, area, look) for index in range(self.tiles())]
        return self._tiles[1]

    def paint_tile(self, painter: QPainter, index: int, target: QRectF, look: Look, radius: float = 5.0,
                   opacity: float = 1.0, kind_line: bool = True) -> None:  # fmt: skip
        """Draw one map with its border, or the empty tile until it comes."""
        if not self.atlas.paint(painter, index, target, look.dark, self.smooth, radius, opacity):
            paint_empty(painter, target, look.tokens.field, look.tokens.line, radius)
        elif kind_line:
            paint_border(painter, target, look.tokens.line2, radius)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw one picture that stands for the whole body, when zoomed out."""
        side = min(area.width() - 20, area.height() - 20, THUMBNAIL)
        target = QRectF(0, 0, side, side)
        target.moveCenter(area.center())
        self.paint_tile(painter, 0, target, look, 8.0)

    def _take(self, feed: Feed, view: str) -> bool:
        """Take this block's maps from a view; return whether they are new."""
        values = feed.array(view, self.node_id, 3)
        if values is self._origin:
            return False
        self._origin = values
        if values is None:
            self.atlas.show(None)
        else:
            self.atlas.show(self.drawn(values), feed.strongest(view, self.node_id, values))
        return True

    def drawn(self, values: Values) -> Values:
        """Return the maps as they are to be drawn."""
        return values
