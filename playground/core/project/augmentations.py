"""What a recipe may do to the samples that train, each time they are seen; described without torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from playground.core.blocks.params import Param, flag, number
from playground.core.blocks.shapes import Field
from playground.core.network.values import frozen
from playground.core.registry import Registry

# What a source brings: a picture, the picture of a sound or its wave, words, or numbers over time.
Variety = Literal["picture", "spectrogram", "wave", "text", "series"]
NOUNS: Mapping[Variety, str] = {
    "picture": "pictures", "spectrogram": "sounds", "wave": "sounds", "text": "texts", "series": "series",
}  # fmt: skip
# (field, how far apart its lowest and highest value lie once they are prepared) -> what a function needs
ConstantRule = Callable[[Field, float], Mapping[str, Any]]


def no_constants(_field: Field, _span: float) -> Mapping[str, Any]:
    """Say that batch, strength and generator are all a function needs."""
    return {}


@dataclass(frozen=True)
class Variation:
    """How an augmentation changes one kind of what sources bring."""

    function: str  # of core/layers/augmenting.py: (batch, strength, generator, **constants) -> batch
    constants: ConstantRule = no_constants


@dataclass(frozen=True)
class AugmentationSpec:
    """Describe one augmentation: it has one strength, and is off where that is its default."""

    id: str  # permanent: stored in project files
    param: Param
    kinds: Mapping[Variety, Variation]
    moves: bool = False  # what was at one place is at another: labels of single places would be wrong
    mixes: bool = False  # samples with others, and what is aimed at with them

    @property
    def title(self) -> str:
        """Return what it is called."""
        return self.param.title

    @property
    def params(self) -> tuple[Param, ...]:
        """Return its strength alone, in a row as others have them."""
        return (self.param,)


def _spec(param: Param, kinds: Mapping[Variety, Variation], **more: Any) -> AugmentationSpec:
    return AugmentationSpec(param.name, param, kinds, **more)


def _of_pictures(function: str, constants: ConstantRule = no_constants) -> Mapping[Variety, Variation]:
    return {"picture": Variation(function, constants)}


def _of_time(function: str) -> Mapping[Variety, Variation]:
    """Return what is done to sounds along time: the last axis of a spectrogram, the first of a wave."""
    return {
        "spectrogram": Variation(function, lambda field, span: {"axis": 3}),
        "wave": Variation(function, lambda field, span: {"axis": 1}),
    }


def _span(field: Field, span: float) -> Mapping[str, Any]:
    return {} if span == 1 else {"span": span}


def _decibel(field: Field, span: float) -> Mapping[str, Any]:
    return {"unit": span / ((field.high - field.low) or 1.0)}


def _unknown(field: Field, span: float) -> Mapping[str, Any]:
    return {"unknown": field.unknown} if field.unknown else {}


_share = partial(number, minimum=0.0, unit="%", since="at_once")
_flag = partial(flag, since="at_once")
_NOISE = "Adds to every {place} a number drawn from a bell curve, {width}."

AUGMENTATIONS = Registry((
    _spec(_share("shift", 0.0, maximum=0.5, slider=(0.0, 0.3),
                 help="Moves each picture sideways and up or down, by this share of its side at most. The "
                      "pixels at its edge fill up what is free."),
          _of_pictures("displaced"), moves=True),
    _spec(number("turn", 0.0, minimum=0.0, maximum=180.0, slider=(0.0, 45.0), unit="°", since="at_once",
                 help="Turns each picture about its middle, by so many degrees at most either way."),
          _of_pictures("tilted"), moves=True),
    _spec(_share("zoom", 0.0, title="Scale", maximum=0.9, slider=(0.0, 0.5),
                 help="Makes what a picture shows larger or smaller, by this share at most."),
          _of_pictures("zoomed"), moves=True),
    _spec(_share("crop", 0.0, maximum=0.9, slider=(0.0, 0.5),
                 help="Enlarges a part of each picture to the whole, which lacks this share of its sides at "
                      "most."),
          _of_pictures("cropped"), moves=True),
    _spec(_share("brightness", 0.0, maximum=1.0, slider=(0.0, 0.6),
                 help="Makes each picture brighter or darker, by this share at most."),
          _of_pictures("brightened")),
    _spec(_share("noise", 0.0, maximum=1.0, slider=(0.0, 0.4),
                 help=_NOISE.format(place="pixel", width="this share of all brightness wide")),
          _of_pictures("noisy", _span)),
    _spec(_share("erase", 0.0, maximum=0.9, slider=(0.0, 0.4),
                 help="Paints a grey rectangle of this share of the area over every second picture, "
                      "anywhere."),
          _of_pictures("erased")),
    _spec(_flag("flip", False, help="Shows every second picture the other way round, left for right. "
                                    "Not for letters and digits."),
          _of_pictures("flipped"), moves=True),
    _spec(_flag("flip_down", False, title="Upside down",
                help="Shows every second picture upside down, as seen from above or through a microscope."),
          _of_pictures("flipped_down"), moves=True),
    _spec(_share("mixup", 0.0, title="Mixup", maximum=0.5, slider=(0.0, 0.5),
                 help="Lets another picture shine through each, by this share at most, and asks for both of "
                      "their answers in the same shares."),
          _of_pictures("blended"), mixes=True),
    _spec(_share("delay", 0.0, title="Shift in time", maximum=0.5, slider=(0.0, 0.3),
                 help="Moves each sound along time, by this share of its length at most; what leaves at one "
                      "end comes in at the other."),
          _of_time("delayed"), moves=True),
    _spec(_share("hiss", 0.0, title="Noise", maximum=1.0, slider=(0.0, 0.4),
                 help=_NOISE.format(place="value", width="this share as wide as values lie apart")),
          {"spectrogram": Variation("noisy", _span), "wave": Variation("hissing")}),
    _spec(number("gain", 0.0, minimum=0.0, maximum=60.0, slider=(0.0, 20.0), unit="dB", since="at_once",
                 help="Makes each sound louder or quieter, by so much at most."),
          {"spectrogram": Variation("louder", _decibel), "wave": Variation("amplified")}),
    _spec(_share("time_mask", 0.0, maximum=0.9, slider=(0.0, 0.4),
                 help="Puts out a stretch of each sound, this share of its length at most."),
          _of_time("masked")),
    _spec(_share("tone_mask", 0.0, title="Tone mask", maximum=0.9, slider=(0.0, 0.4),
                 help="Puts out a band of tones, this share of all at most."),
          {"spectrogram": Variation("masked", lambda field, span: {"axis": 2})}),
    _spec(_share("word_drop", 0.0, maximum=0.9, slider=(0.0, 0.5),
                 help="Puts an unknown word in the place of this share of the words."),
          {"text": Variation("dropped", _unknown)}),
    _spec(_share("jitter", 0.0, maximum=2.0, slider=(0.0, 0.5),
                 help=_NOISE.format(place="value of a series", width="this share of their spread wide")),
          {"series": Variation("noisy", _span)}),
    _spec(_share("stretch", 0.0, title="Scale", maximum=0.9, slider=(0.0, 0.5),
                 help="Makes each channel of a series larger or smaller, by this share at most."),
          {"series": Variation("stretched")}),
))  # fmt: skip


def switched_on(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the strengths of those that are on, in the order in which they are applied.

    What is not known here stays, for the checks to tell.
    """
    found = dict(frozen(given))
    known = {spec.id: found.pop(spec.id) for spec in AUGMENTATIONS if spec.id in found}
    on = {name: value for name, value in known.items() if value or isinstance(value, str)}
    return frozen({**{name: _plain(value) for name, value in on.items()}, **found})


def _plain(value: Any) -> Any:
    """Return whole numbers as files may hold them as the numbers they stand for."""
    return float(value) if type(value) is int and abs(value) < 10**6 else value
