"""Read files of somebody's own in the background: what the window's parts that want them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from playground.app.own_draft import Draft
from playground.app.pictures_draft import draft_of
from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.public_set import PublicSet
from playground.core.errors import PlaygroundError
from playground.core.importing.importers import Importer, ReadingProgress, importer_for
from playground.core.importing.public.fetching import understood
from playground.core.importing.understood import Understood
from playground.core.sentences import Text

PACKED_UNASKED = 5_000_000  # bytes of files that a project holds unless somebody would rather not
SOON_READ = 4 * 2**20  # bytes of a file that is read before anybody looks at its first rows
Reader = Callable[[Path, Mapping[str, Any], ReadingProgress], Understood]


@dataclass(frozen=True)
class FirstRowsSeen:
    """The first rows of a file are known, while it is read."""

    ticket: int
    draft: Draft  # of those rows alone
    about: int  # how many there may be in all


def reader_of(importer: Importer | None = None, known: PublicSet | None = None) -> Reader:
    """Return what reads a file: an importer, or one that a public set names, by what is known of that.

    Without either it is the one that knows the file, `PlaygroundError` saying that there is none.
    """
    if importer is None:
        return lambda path, options, progress: importer_for(path).understand(path, options, progress)
    if known is None:
        return importer.understand
    return lambda path, options, progress: understood(known, path, progress, **options)


def first_seen(ticket: int, path: Path, importer: Importer | None, options: Mapping[str, Any],
               catalogue: Catalogue) -> FirstRowsSeen | None:  # fmt: skip
    """Return the first rows of a file that takes long to be read; None where it does not, or has none."""
    try:
        if path.stat().st_size < SOON_READ:
            return None
        first = (importer or importer_for(path)).preview(path, options)
        if first is None:
            return None
        draft = draft_of(path, first.understood, catalogue, 0.0)
        for name in ("legend", "spreads", "odd"):  # what is shown of them
            getattr(draft, name)
    except (OSError, PlaygroundError):  # reading will tell
        return None
    return FirstRowsSeen(ticket, draft, first.about)


def read_draft(path: Path, read: Reader, options: Mapping[str, Any], catalogue: Catalogue,
               go_on: ReadingProgress, done: str = "") -> Draft | Text:  # fmt: skip
    """Return what a file holds, or why it cannot be read: every failure, since nobody waits for a thread.

    All that its page shows is worked out here. `done` is what undo calls the reading.
    """
    began = perf_counter()
    try:
        found = read(path, options, go_on)
        draft = draft_of(path, found, catalogue, perf_counter() - began)
        draft = replace(draft, packs=draft.size <= PACKED_UNASKED, done=done)
        draft.work_out(lambda share: go_on(1.0))
        _ = draft.refusal  # which vocabularies there are is found out here, not where the window waits
        return draft
    except PlaygroundError as error:
        return error.message
    except Exception as error:
        return Text("{name} could not be read: {why}", name=path.name, why=str(error)[:200])
