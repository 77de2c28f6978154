"""Parameters of blocks, data sets, optimizers and recipes: all that is known of one option in one record."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.core.blocks.per_axis import AXES, AxisSizes, tight
from playground.core.errors import Place, PlaygroundError
from playground.core.sentences import Text, thousands

ParamType = Literal["integer", "number", "choice", "flag", "several", "per_axis", "text"]
# When a change in mid-run counts: from the next step, from the next epoch, in a child run that goes on from
# the weights, or in another run that begins anew.
Since = Literal["at_once", "next_epoch", "child_run", "new_run"]

_LONGEST_NAME = 100  # of a field


@dataclass(frozen=True)
class Choice:
    """One value of a choice parameter and the words for it."""

    id: str
    title: str


@dataclass(frozen=True)
class Param:
    """Describe one parameter; forms, the file format, checks and the command line read nothing else."""

    name: str
    type: ParamType
    default: Any
    title: str
    help: str = ""
    unit: str = ""
    minimum: float | None = None  # hard bounds: a value outside is refused
    maximum: float | None = None
    slider: tuple[float, float] | None = None  # the stretch a slider covers; typing may leave it
    logarithmic: bool = False
    choices: tuple[Choice, ...] = ()
    axes: int = 1  # how many numbers a row of sizes has; words that may stand instead are choices
    above: float | None = None  # a lower bound that is itself refused
    stops: tuple[float, ...] = ()  # all that a slider offers, where it does not offer everything
    since: Since = "child_run"
    auto: Any = None  # the value that leaves it to the plan
    open: bool = False  # a choice that is not known here is kept, for the checks to tell
    of_data: bool = False  # names a field of the data: which there are, the data set says
    section: str = ""  # the part of a form it stands in
    short: str = ""  # its name on a mark of the curve
    icon: str = ""  # of that mark, where it has one of its own
    is_width: bool = False  # how wide a layer is: a new one takes what suits the kind of data

    @property
    def live(self) -> bool:
        """Say whether a change in mid-run counts in the same run."""
        return self.since in ("at_once", "next_epoch")

    @property
    def words(self) -> Text:
        """Return the title as it stands in the middle of a sentence: learning rate, but L1."""
        return Text(self.title).changed(_in_a_sentence)

    def check(self, value: Any, owner: str = "", node: str = "") -> Any:
        """Return the value in its own type; raise PlaygroundError when it does not fit."""
        if self.fits(value):
            return _normal(self.type, value)
        title = Text(self.title)
        what = Text("{owner}: {param}", owner=owner, param=title) if owner else title
        message = Text(
            "{what} takes {wanted}, not {value}.", what=what, wanted=self.expectation(), value=shown(value)
        )
        raise PlaygroundError(message, Place(node, param=self.name))

    def expectation(self) -> Text:
        """Return what may stand here, in words."""
        if self.type == "flag":
            return Text("true or false")
        if self.type == "text":
            return Text("a line of {most:g} characters or fewer", most=self.maximum)
        if self.of_data:
            return Text("the name of a field, of {most} characters or fewer", most=_LONGEST_NAME)
        if self.type in ("choice", "several"):
            ids = ", ".join(choice.id for choice in self.choices)
            return (
                Text("one of {ids}", ids=ids) if self.type == "choice" else Text("a list of {ids}", ids=ids)
            )
        noun = Text("a number") if self.type == "number" else Text("a whole number")
        wanted = _range_words(noun, self.minimum, self.above, self.maximum)
        return self._of_sizes(wanted) if self.type == "per_axis" else wanted

    def _of_sizes(self, wanted: Text) -> Text:
        """Return what may stand where each axis may have a number of its own."""
        if self.axes > 1:
            axes = Text(AXES[self.axes])
            wanted = Text("{wanted}, or {count} of them ({axes})", wanted=wanted, count=self.axes, axes=axes)
        ids = ", ".join(choice.id for choice in self.choices)
        return Text("one of {ids}, or {wanted}", ids=ids, wanted=wanted) if ids else wanted

    def fits(self, value: Any) -> bool:
        """Say whether a value may stand here."""
        if self.type == "flag":
            return isinstance(value, bool)
        if self.type == "choice":
            named = self.of_data and isinstance(value, str) and len(value) <= _LONGEST_NAME
            return named or any(value == choice.id for choice in self.choices)
        if self.type == "several":
            ids = {choice.id for choice in self.choices}
            return isinstance(value, (list, tuple)) and all(isinstance(v, str) and v in ids for v in value)
        if self.type == "text":
            return isinstance(value, str) and len(value) <= (self.maximum or 0) and value.isprintable()
        return self._fits_sizes(value) if self.type == "per_axis" else self._fits_number(value)

    def _fits_sizes(self, value: Any) -> bool:
        if isinstance(value, (list, tuple)):
            return len(value) == self.axes and all(self._fits_number(each) for each in value)
        return self._fits_number(value) or any(value == choice.id for choice in self.choices)

    def _fits_number(self, value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        # Whole numbers may be longer than a float holds: only floats are asked whether they are finite.
        if isinstance(value, float) and (not math.isfinite(value) or (self.type != "number" and value % 1)):
            return False
        if self.above is not None and value <= self.above:
            return False
        high_enough = self.minimum is None or value >= self.minimum
        return bool(high_enough and (self.maximum is None or value <= self.maximum))


def _normal(kind: ParamType, value: Any) -> Any:
    """Return whole numbers as int, numbers as float, several without repeats, sizes as few as say it."""
    if kind == "per_axis" and not isinstance(value, str):
        return tight(int(each) for each in (value if isinstance(value, (list, tuple)) else (value,)))
    if kind == "integer":
        return int(value)
    if kind == "number":
        return float(value)
    return tuple(dict.fromkeys(value)) if kind == "several" else value


def shown(value: Any) -> str:
    """Return a value as it may stand in a sentence; thousands of digits cannot be printed at all."""
    if isinstance(value, int) and abs(value) > 10**40:
        return Text("a number of that size")
    return f"{value!r:.60}"


def _range_words(noun: Text, low: float | None, above: float | None, high: float | None) -> Text:
    most = "" if high is None else _bound(high)
    if above is not None:
        words = "{noun} above {above}" if high is None else "{noun} above {above} and up to {most}"
        return Text(words, noun=noun, above=_bound(above), most=most)
    if low is not None:
        words = "{noun} of {least} or more" if high is None else "{noun} from {least} to {most}"
        return Text(words, noun=noun, least=_bound(low), most=most)
    return noun if high is None else Text("{noun} of {most} or less", noun=noun, most=most)


def _in_a_sentence(title: str) -> str:
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _bound(value: float) -> str:
    return thousands(value) if isinstance(value, int) and value >= 10**6 else f"{value:g}"


class Params(Mapping[str, Any]):
    """The parameters of one block with defaults filled in, read as attributes: `p.units`."""

    def __init__(self, described: tuple[Param, ...], given: Mapping[str, Any]) -> None:
        self._values = {param.name: given.get(param.name, param.default) for param in described}

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(name) from None


def integer(name: str, default: int, *, title: str = "", minimum: float | None = None,
            maximum: float | None = None, slider: tuple[float, float] | None = None, unit: str = "",
            help: str = "", logarithmic: bool = False, **more: Any) -> Param:  # fmt: skip
    """Describe a whole-number parameter; `more` are other fields of `Param`."""
    words = title or _words(name)
    return Param(name, "integer", default, words, help, unit, minimum, maximum, slider, logarithmic, **more)


def per_axis(name: str, default: AxisSizes | str, axes: int, *, title: str = "", minimum: float | None = None,
             slider: tuple[float, float] | None = None, unit: str = "", help: str = "",
             **more: Any) -> Param:  # fmt: skip
    """Describe a whole number that may be another along each of some axes; `more` are fields of `Param`."""
    words = title or _words(name)
    return Param(name, "per_axis", default, words, help, unit, minimum, slider=slider, axes=axes, **more)


def number(name: str, default: float, *, title: str = "", minimum: float | None = None,
           maximum: float | None = None, slider: tuple[float, float] | None = None, unit: str = "",
           help: str = "", logarithmic: bool = False, **more: Any) -> Param:  # fmt: skip
    """Describe a real-number parameter; `more` are other fields of `Param`."""
    words = title or _words(name)
    return Param(name, "number", default, words, help, unit, minimum, maximum, slider, logarithmic, **more)


def flag(name: str, default: bool, *, title: str = "", help: str = "", **more: Any) -> Param:
    """Describe a switch; `more` are other fields of `Param`."""
    return Param(name, "flag", default, title or _words(name), help, **more)


def choice(name: str, default: str, choices: tuple[Choice, ...], *, title: str = "", help: str = "",
           **more: Any) -> Param:  # fmt: skip
    """Describe a choice of one among several; `more` are other fields of `Param`."""
    return Param(name, "choice", default, title or _words(name), help, choices=choices, **more)


def several(name: str, default: tuple[str, ...], choices: tuple[Choice, ...], *, title: str = "",
            help: str = "") -> Param:  # fmt: skip
    """Describe a choice of any number among several."""
    return Param(name, "several", default, title or _words(name), help, choices=choices)


def line(name: str, default: str, *, maximum: int, title: str = "", help: str = "") -> Param:
    """Describe a line of text of so many characters at most; what it may say, its block judges."""
    return Param(name, "text", default, title or _words(name), help, maximum=maximum)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
