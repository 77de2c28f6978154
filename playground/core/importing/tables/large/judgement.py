"""What was found out about a kept table's columns: kept beside them, so that opening it again is quick."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from playground import __version__
from playground.core.catalogue.manifest import Column
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import write_atomically
from playground.core.importing.tables.large.cells import KeptTable
from playground.core.importing.understood import Remark
from playground.core.sentences import Text


@dataclass(frozen=True)
class Judgement:
    """What the rows of a table say about its columns, and what is worth knowing."""

    columns: tuple[Column, ...]
    remarks: tuple[Remark, ...]


def known_judgement(cells: object, options: Mapping[str, Any]) -> Judgement | None:
    """Return what was found out of a table read with certain options; None where it is not known."""
    place = _place(cells, options)
    if place is None or not place.is_file():
        return None
    told = json.loads(place.read_text("utf-8"))
    columns = (Column(**{**each, "kinds": tuple(each["kinds"])}) for each in told["columns"])
    remarks = (Remark(kind, _text(words), column) for kind, words, column in told["remarks"])
    return Judgement(tuple(columns), tuple(remarks))


def keep_judgement(cells: object, options: Mapping[str, Any], judgement: Judgement) -> None:
    """Keep what was found out, where the table is kept."""
    place = _place(cells, options)
    if place is None:
        return
    columns = [asdict(each) for each in judgement.columns]
    remarks = [(each.kind, _told(each.message), each.column) for each in judgement.remarks]
    told = json.dumps({"columns": columns, "remarks": remarks})
    with suppress(PlaygroundError):  # a full disk: it is found out again the next time
        write_atomically(place, partial(_write, told), _parse, keep_old=False)


def _write(told: str, file: Path) -> None:
    file.write_text(told, encoding="utf-8")


def _parse(file: Path) -> None:
    json.loads(file.read_text("utf-8"))


def _place(cells: object, options: Mapping[str, Any]) -> Path | None:
    """Return the file for what is found with certain options by this version of the program."""
    if not isinstance(cells, KeptTable):
        return None
    how = repr((__version__, cells.rows, sorted(options.items())))
    return cells.folder.path / f"judged-{sha256(how.encode()).hexdigest()[:16]}.json"


def _told(value: object) -> Any:
    """Return a sentence as JSON values: its key and its values, among which may be others."""
    if not isinstance(value, Text):
        return value.item() if isinstance(value, np.generic) else value
    return {"key": value.key, "values": {name: _told(each) for name, each in value.values.items()}}


def _text(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    return Text(told["key"], **{name: _text(each) for name, each in told["values"].items()})
