"""What happened at steps of a curve, as its marks tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.app.texts import tr
from playground.core.blocks.params import Param
from playground.core.blocks.per_axis import sizes_in_words
from playground.core.project.chosen import BY_OPTIONS, CHOSEN, ChosenField
from playground.core.project.records import AVERAGED, ENGINE, PATIENCE, RETURNED
from playground.core.project.values import RECIPE_FIELDS


@dataclass(frozen=True)
class CurveMark:
    """Something that happened at a step of the curve."""

    step: int  # along the whole curve, parents included
    epoch: int
    kind: str  # edit, weights, recipe, or the field of the recipe whose mark has an icon of its own
    text: str  # "Insert Dense 4", "LR 0.03 → 0.01"


def marks_of(changes: tuple[Mapping[str, Any], ...], steps_per_epoch: int) -> list[CurveMark]:
    """Return the marks of a run's changes that a person could see."""
    return [_mark_of(change, steps_per_epoch) for change in _worth_telling(changes)]


def _worth_telling(changes: tuple[Mapping[str, Any], ...]) -> Iterator[Mapping[str, Any]]:
    """Yield changes; options that come with another optimizer or schedule go without saying."""
    exchanged = {(change.get("step"), each.options) for change in changes for each in CHOSEN
                 if change.get("what") == each.name}  # fmt: skip
    for change in changes:
        if (change.get("step"), change.get("what")) not in exchanged and not _is_inner(change):
            yield change


def _is_inner(change: Mapping[str, Any]) -> bool:
    """Say whether a change is nothing a person did or could see: a new wait, the engine of the start."""
    return change.get("what") == PATIENCE or (change.get("what") == ENGINE and not change.get("step"))


def _mark_of(change: Mapping[str, Any], steps_per_epoch: int) -> CurveMark:
    step = int(change["step"])
    return CurveMark(step, step // max(steps_per_epoch, 1), _kind(str(change["what"])), change_text(change))


def _kind(what: str) -> str:
    field = RECIPE_FIELDS.get(what)
    if field is not None and field.icon:
        return what
    return "weights" if "[" in what else "recipe"  # a single weight: dense.weight[0,1]


def change_text(change: Mapping[str, Any]) -> str:
    """Return a change as a mark shows it: "LR 0.03 → 0.01"; of options, those that differ."""
    what, old, new = str(change["what"]), change.get("from"), change.get("to")
    if isinstance(old, Mapping) and isinstance(new, Mapping) and what in BY_OPTIONS:
        return ", ".join(_options_text(BY_OPTIONS[what], old, new)) or tr(BY_OPTIONS[what].words)
    if what == RETURNED:
        return tr("Weights of epoch {epoch} again").format(epoch=new)
    if what == AVERAGED:
        return tr("The weights are their average now")
    return _text(RECIPE_FIELDS.get(what), what, old, new)


def _options_text(chosen: ChosenField, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield each option that differs; what is not said has its default."""
    known: dict[str, Param] = {param.name: param for spec in chosen.registry for param in spec.params}
    for name in dict.fromkeys((*old, *new)):
        param = known.get(name)
        default = param.default if param is not None else None
        before, after = old.get(name, default), new.get(name, default)
        if before != after:
            yield _text(param, name, before, after)


def _text(param: Param | None, name: str, old: Any, new: Any) -> str:
    """Return what changed, in the words of its record; without one as it is called."""
    words = tr(param.short or param.title) if param is not None else name
    return f"{words} {_figure(old, param)} → {_figure(new, param)}"


def _figure(value: Any, param: Param | None) -> str:
    titles = {choice.id: tr(choice.title) for choice in param.choices} if param is not None else {}
    if isinstance(value, str):
        return titles.get(value, value)
    if param is not None and param.type == "per_axis":
        return sizes_in_words(tuple(value) if isinstance(value, list) else value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
