"""What a wire shows, and the words that stand on it: how wide they are, and whether they ride as a pill."""

from __future__ import annotations

from dataclasses import dataclass

from playground.app.texts import tr
from playground.gui.canvas.look import SMALL_STRONG
from playground.gui.canvas.wire_words import Load, resized, tip_of

PILL_FROM = 90.0  # longer wires carry a pill; on short ones wide words stand above
STEEP = 40.0  # a wire that climbs more has no level part for words
SHORT_PILL = 30.0  # rides even on a short wire
LEAST_PILL = 24.0  # width


@dataclass(frozen=True)
class WireFace:
    """What a wire shows."""

    words: str = ""  # the shape, as people read it
    tight: str = ""  # the same without spaces
    load: Load | None = None  # what it carries
    problem: bool = False
    unknown: bool = False  # nothing arrives here because of a problem before
    advice: bool = False
    left_out: bool = False  # what it leads to leads to no goal
    skip: bool = False  # of a U: it skips what lies below
    channels: str = ""  # of a U: what is not told by its bands
    step: int = 0  # of a U: so many levels down, below 0 for up

    @property
    def tip(self) -> str:
        """Return axes, PyTorch's order and memory; made only when the pointer is there."""
        return tip_of(self.load) if self.load is not None else ""


@dataclass(frozen=True)
class WireText:
    """Words on a wire."""

    text: str
    width: float  # of the words
    rides: bool  # as a pill on the line, else beside it

    @property
    def pill(self) -> float:
        """Return the width of a pill around them."""
        return max(LEAST_PILL, self.width + 14)


def text_of(face: WireFace, length: float, *, turned: bool, steep: bool, banded: bool) -> WireText:
    """Return the words on a wire of some length that turns to another level, or is too steep for words."""
    words = _words(face, length, turned, steep, banded)
    found = WireText(words, SMALL_STRONG.width(words), False)
    if face.problem or face.unknown or turned or not words:
        return found
    fits = found.pill + 6 <= length - 14 and (length >= PILL_FROM or found.pill <= SHORT_PILL)
    return WireText(words, found.width, fits)


def is_steep(face: WireFace, across: float, climb: float) -> bool:
    """Tell whether a wire climbs in a gap too narrow for words: then they stand in its tip alone."""
    return climb > STEEP and across < SMALL_STRONG.width(face.words) + 30


def _words(face: WireFace, length: float, turned: bool, steep: bool, banded: bool) -> str:
    if turned and not face.problem:
        return resized(face.step)
    if steep and not face.problem:
        return ""
    long = length >= PILL_FROM + 14
    words = face.words if long else _short(face, banded)
    return tr("skip · {shape}").format(shape=words) if long and words and face.skip else words


def _short(face: WireFace, banded: bool) -> str:
    """Return what stands on a short wire: where bands tell the sides the channels alone."""
    return face.channels if banded and face.channels else face.tight
