"""Public sets on the command line: listed, fetched after saying what they are, named in place of a path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playground.app.public_sets import public_root
from playground.app.texts import tr
from playground.cli.printing import columns
from playground.cli.progress import progress_bar
from playground.cli.voice import emit, note, say
from playground.core.catalogue.public_set import PublicSet
from playground.core.catalogue.public_sets import PUBLIC_SETS
from playground.core.errors import PlaygroundError
from playground.core.importing.public.fetching import fetch, fetched_bytes, opened_path
from playground.core.sentences import Text, listed, thousands

PREFIX = "catalogue:"


def set_named(name: str) -> PublicSet:
    """Return a public set by its id; PlaygroundError names those that there are."""
    found = PUBLIC_SETS.find(name)
    if found is None:
        words = "There is no public set {name!r:.60}; choose one of {names}."
        raise PlaygroundError(Text(words, name=name, names=listed([each.id for each in PUBLIC_SETS])))
    return found


def set_at(path: Path) -> PublicSet | None:
    """Return the public set that `catalogue:NAME` in place of a path means; None for a path."""
    text = str(path)
    return set_named(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else None


def got(spec: PublicSet, json: bool) -> Path:
    """Return what is opened of a set; what is not there is fetched, after saying what and from where."""
    if opened_path(spec, public_root()) is None:
        words = tr("{title}: {size} bytes, licence: {licence}, from {source}")
        left = spec.size - fetched_bytes(spec, public_root())
        note(words.format(title=tr(spec.title), size=thousands(left), licence=tr(spec.licence),
                          source=spec.source))  # fmt: skip
    with progress_bar(json) as tell:

        def go_on(there: int, laying: bool) -> None:
            tell("Laying out" if laying else "Fetching", there / spec.size)

        return fetch(spec, public_root(), go_on)


def list_sets(json: bool) -> None:
    """Print the public sets there are; nothing is contacted."""
    if json:
        emit([_told(spec) for spec in PUBLIC_SETS])
        return
    head = (tr("name"), tr("kind"), tr("bytes"), tr("licence"), tr("here"), tr("source"))
    rows = [(spec.id, spec.family, thousands(spec.size), tr(spec.licence), _here(spec), spec.source)
            for spec in PUBLIC_SETS]  # fmt: skip
    say(*columns([head, *rows]))


def get_set(name: str, json: bool) -> None:
    """Fetch a set, on from where it was left, and print where it lies."""
    spec = set_named(name)
    path = got(spec, json)
    if json:
        emit({**_told(spec), "path": str(path)})
    else:
        say(tr("{title} is in {path}").format(title=tr(spec.title), path=path))


def _here(spec: PublicSet) -> str:
    if opened_path(spec, public_root()) is not None:
        return tr("yes")
    return tr("a part") if fetched_bytes(spec, public_root()) else tr("no")


def _told(spec: PublicSet) -> dict[str, Any]:
    return {
        "id": spec.id,
        "title": spec.title,
        "family": spec.family,
        "summary": spec.summary,
        "size": spec.size,
        "licence": spec.licence,
        "source": spec.source,
        "files": [{"name": each.name, "size": each.size, each.sum_kind: each.checksum, "addresses":
                   list(spec.addresses(each))} for each in spec.files],
        "fetched": fetched_bytes(spec, public_root()),
        "here": opened_path(spec, public_root()) is not None,
    }  # fmt: skip
