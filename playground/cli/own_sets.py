"""Somebody's own sets on the command line: those that stand in the window's gallery, listed and forgotten."""

from __future__ import annotations

from typing import Any

from playground.app import kept_sets
from playground.app.kept_sets import KeptSet
from playground.app.texts import tr
from playground.cli.printing import columns
from playground.cli.voice import emit, say
from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, listed, thousands


def list_own(catalogue: Catalogue, json: bool) -> None:
    """Print the sets that are kept, the newest first; their files are not read."""
    found = kept_sets.every(catalogue)
    if json:
        emit([_told(each) for each in found])
    elif not found:
        say(tr("No set of your own is kept: the window keeps those that were built or added there."))
    else:
        head = (tr("name"), tr("title"), tr("kind"), tr("samples"), tr("bytes"), tr("there"), tr("place"))
        say(*columns([head, *map(_row, found)]))


def forget(name: str, catalogue: Catalogue, json: bool) -> None:
    """Take a set from the list by its name, title or place; its files stay where they are."""
    found = _named(name, catalogue)
    kept_sets.remove(found)
    if json:
        emit({**_told(found), "forgotten": True})
    else:
        words = tr("{title} is no longer listed. Its files stay in {path}")
        say(words.format(title=found.manifest.title, path=found.place))


def _named(name: str, catalogue: Catalogue) -> KeptSet:
    every = kept_sets.every(catalogue)
    found = [each for each in every if name in (_short(each), str(each.place))]
    found = found or [each for each in every if each.manifest.title == name]
    if len(found) == 1:
        return found[0]
    if found:
        words = "{count} sets are called {title!r:.60}; give the name of one: {names}."
        raise PlaygroundError(Text(words, count=len(found), title=name, names=listed(map(_short, found))))
    words = "No set {name!r:.60} is kept; `playground data own` lists those that are."
    raise PlaygroundError(Text(words, name=name))


def _short(each: KeptSet) -> str:
    return each.id.removeprefix(kept_sets.BEGIN)


def _row(each: KeptSet) -> tuple[str, ...]:
    return (_short(each), each.manifest.title, each.kind, thousands(each.manifest.rows), thousands(each.size),
            tr("yes") if each.is_there else tr("no"), str(each.place))  # fmt: skip


def _told(each: KeptSet) -> dict[str, Any]:
    return {
        "id": _short(each),
        "title": each.manifest.title,
        "kind": each.kind,
        "samples": each.manifest.rows,
        "size": each.size,
        "path": str(each.place),
        "there": each.is_there,
    }
