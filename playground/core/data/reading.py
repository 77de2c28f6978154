"""Raw values that a stranger gives: what they must be, and what they are meant to be where that is clear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text

BYTE = 255  # the brightest pixel of most picture files
SLACK = 0.1  # of a range, beyond which values are told to lie outside
GROUND = 0.25  # a border darker than this, or lighter than 1 - this, is a picture's ground
NEARLY_ALL = 0.95  # of a data set's pictures that must have such a border


@dataclass(frozen=True)
class Reading:
    """Values in the data set's own range, and what was done or is to be said about it."""

    values: np.ndarray
    notes: tuple[Text, ...] = ()

    def then(self, values: np.ndarray, note: Text) -> Reading:
        """Return values that were read in another way as well."""
        return Reading(values, (*self.notes, note))


def must_be_known(field: Field, values: np.ndarray) -> None:
    """Refuse ids of words or classes, and categories of a table, that do not exist."""
    if field.dtype == "int":
        last = (field.values or len(field.classes) or round(field.high) + 1) - 1
        what = Text("ids of words") if field.values else Text("whole numbers")
        _must_count(field, values, last, what)
    for column, count in enumerate(field.levels):
        if count:
            name = field.parts[column] if field.parts else column
            what = Text("categories of {name!r}", name=name)
            _must_count(field, values[..., column], count - 1, what, first=-1 if field.open else 0)


def _must_count(field: Field, values: np.ndarray, last: int, what: Text, first: int = 0) -> None:
    strange = values[~np.isin(values, np.arange(first, last + 1))]
    if strange.size:
        message = Text(
            "The input {field!r} holds {value:g}; {what} go from {first} to {last}.",
            field=field.name, value=float(strange.flat[0]), what=what, first=first, last=last,
        )  # fmt: skip
        raise PlaygroundError(message)


def as_meant(
    field: Field, values: np.ndarray, own: Callable[[], np.ndarray], *, in_range: bool = False
) -> Reading:
    """Return values (samples, ...) as they are meant; `own` makes samples that the network was trained on.

    Pixels that are known to be `in_range` stay as bright as they are. PlaygroundError where pixels lie
    outside the range and no reading is clear.
    """
    if values.shape[1:] != field.sizes or values.dtype.kind not in "fiub" or not values.size:
        return Reading(values)  # refused, with what is needed, by who takes them
    if field.rank == 3:
        return _turned(field, Reading(values) if in_range else _ranged(field, values), own())
    known = values[~np.isnan(values)] if field.open else values
    if not known.size:
        return Reading(values)
    low, high = float(np.min(known)), float(np.max(known))
    slack = SLACK * (field.high - field.low)
    if field.dtype == "float" and not field.low - slack <= low <= high <= field.high + slack:
        words = (
            "The input {field!r} goes from {low:g} to {high:g}, the data from {least:g} to {most:g}: "
            "what the network says beyond is a guess."
        )
        told = Text(words, field=field.name, low=low, high=high, least=field.low, most=field.high)
        return Reading(values, (told,))
    return Reading(values)


def _ranged(field: Field, values: np.ndarray) -> Reading:
    """Return pixels in the data set's range: shares of it and bytes are known by their own."""
    low, high = float(np.min(values)), float(np.max(values))
    span = field.high - field.low
    if field.low <= low and high <= field.high and not (field.high > 1 and low >= 0 and 0 < high <= 1):
        return Reading(values)
    named = {"field": field.name, "least": field.low, "most": field.high}
    if low >= 0 and high <= 1:
        words = "The pixels of {field!r} lie from 0 to 1: read as shares of {least:g} to {most:g}."
        return Reading(values * span + field.low, (Text(words, **named),))
    whole = bool((values == np.round(values)).all())
    if low >= 0 and whole and 2 * field.high < high <= BYTE:
        words = "The pixels of {field!r} are bytes from 0 to 255: read as {least:g} to {most:g}."
        return Reading(values / BYTE * span + field.low, (Text(words, **named),))
    words = "The pixels of {field!r} go from {low:g} to {high:g}; this network takes {least:g} to {most:g}."
    raise PlaygroundError(Text(words, low=low, high=high, **named))


def _turned(field: Field, read: Reading, own: np.ndarray) -> Reading:
    """Turn light and dark round in pictures whose ground is the other one than the data set's."""
    ours = _borders(field, own)
    dark, light = (ours < GROUND).mean() > NEARLY_ALL, (ours > 1 - GROUND).mean() > NEARLY_ALL
    if not dark and not light:
        return read
    theirs = _borders(field, read.values)
    wrong = theirs > 1 - GROUND if dark else theirs < GROUND
    if not wrong.any():
        return read
    turned = np.array(read.values, np.float32)
    turned[wrong] = field.low + field.high - turned[wrong]
    if dark:
        words = "Dark on light was turned round: this network's pictures are light on dark."
    else:
        words = "Light on dark was turned round: this network's pictures are dark on light."
    return read.then(turned, Text(words))


def _borders(field: Field, pictures: np.ndarray) -> np.ndarray:
    """Return how bright the outermost pixels of each picture (n, channels, h, w) are, 0 to 1."""
    inner = np.zeros(pictures.shape[-2:], bool)
    inner[1:-1, 1:-1] = True
    edge = np.median(pictures[..., ~inner].reshape(len(pictures), -1), axis=1)
    shares: np.ndarray = (edge - field.low) / (field.high - field.low or 1.0)
    return shares
