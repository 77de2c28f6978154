"""Parameters in the command palette: `learning rate: 0.01` is typed there and taken by Enter."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from playground.app.settable import Settable, read_value
from playground.app.texts import tr
from playground.core.blocks.params import Param
from playground.core.errors import PlaygroundError
from playground.gui.dialogs.entries import Entry
from playground.gui.dialogs.fuzzy import score
from playground.gui.theme import numbers

_BY_SIGN = re.compile(r"\s*(?P<name>[^:=]+?)\s*[:=]\s*(?P<value>\S.*?)\s*")
_BY_SPACE = re.compile(r"\s*(?P<name>.+?)\s+(?P<value>[-−.\d]\S*)\s*")


def setting_entry(found: Settable) -> Entry:
    """Return the line of one parameter; Enter asks for its value, a typed one is taken."""
    title = tr(found.param.title)
    return Entry(
        f"{title}: {written(found.param, found.value)}", lambda: None, found.owner, found.icon,
        stem=f"{found.owner} {title}: ", typed=lambda value: _typed(found, value),
    )  # fmt: skip


def _typed(found: Settable, words: str) -> Entry:
    """Return the line that a typed value makes of a parameter's; a reason says why it cannot be."""
    plain = setting_entry(found)
    title = tr(found.param.title)
    try:
        value = read_value(found.param, words)
    except PlaygroundError as error:
        return replace(plain, title=f"{found.owner} {title}: {words}", reason=tr(error.message), stem="")
    before, after = written(found.param, found.value), written(found.param, value)
    return replace(plain, title=f"{title}: {before} → {after}", run=partial(found.take, value), stem="")


def variant(query: str, entry: Entry) -> tuple[Entry, float] | None:
    """Return what a query with a value makes of a parameter's line, and how well its name fits."""
    if entry.typed is None:
        return None
    match = _BY_SIGN.fullmatch(query)
    if match is not None:
        found = score(match["name"], entry.name, entry.group)
        return (entry.typed(match["value"]), found) if found is not None else None
    match = _BY_SPACE.fullmatch(query)
    found = score(match["name"], entry.name) if match is not None else None
    if match is None or found is None:
        return None
    made = entry.typed(match["value"])
    return None if made.reason else (made, found)


def written(param: Param, value: Any) -> str:
    """Return a value as the forms show it."""
    if param.type == "flag":
        return tr("on") if value else tr("off")
    if param.type == "choice" or (param.choices and isinstance(value, str)):
        return next((tr(choice.title) for choice in param.choices if choice.id == value), str(value))
    if param.type == "text":
        return str(value)
    if param.unit == "%" and param.type == "number":
        return numbers.percent(value, 0)
    if isinstance(value, tuple):
        return numbers.shape(value)
    shown = numbers.integer(value) if isinstance(value, int) else numbers.compact(value, 4)
    return f"{shown}{numbers.THIN}{param.unit}" if param.unit else shown
