"""The format grows by pure steps, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.project.strict_json import shown
from playground.core.sentences import Text

Json = dict[str, Any]
Migration = Callable[[Json], Json]

VERSION = 3
FIRST = 1  # as files without data of one's own are written still, for older programs
WITH_OWN = 2  # as those are written in which no single sample is changed


def _v1_to_v2(doc: Json) -> Json:
    """v2 keeps what somebody's own data are, so that the network has its shapes without the files."""
    return doc


def _v2_to_v3(doc: Json) -> Json:
    """v3 keeps what a person changed about single samples: an older program would train on others."""
    return doc


MIGRATIONS: Mapping[int, Migration] = {1: _v1_to_v2, 2: _v2_to_v3}  # version -> what makes the next one of it


def migrate(doc: Json, version: int = VERSION, steps: Mapping[int, Migration] = MIGRATIONS) -> Json:
    """Return a document in today's version; PlaygroundError when it has none or a later one."""
    found = doc.get("version")
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise PlaygroundError(
            Text("The project does not say which version of the format it has, so it cannot be read.")
        )
    if found > version:
        raise PlaygroundError(_newer(doc, found, version))
    for number in range(found, version):
        doc = {**steps[number](doc), "version": number + 1}
    return doc


def _newer(doc: Json, found: int, version: int) -> Text:
    maker = doc.get("made_with")
    by = Text("a newer version")
    if isinstance(maker, str) and maker:
        by = Text("Neural Playground {version}", version=shown(maker)[1:-1])
    return Text(
        "This project was made by {by} (format {found}) and this version reads formats up to {version}: "
        "update Neural Playground to open it; the file stays as it is.",
        by=by, found=found, version=version,
    )  # fmt: skip
