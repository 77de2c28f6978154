"""Sets of somebody's own that stand in the gallery: what was understood of each, one file a set.

The files themselves stay where they are; a set is known by where they lie.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from playground.app import chosen_files
from playground.app.folders import folders
from playground.app.logs import log
from playground.app.texts import tr
from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.data_set import DataSetSpec
from playground.core.catalogue.family import Preview
from playground.core.catalogue.manifest import Manifest
from playground.core.catalogue.own_inputs import kind_of
from playground.core.catalogue.own_set import OWN
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import write_atomically
from playground.core.files.own_files import OwnFileMissing, located
from playground.core.files.regular import read_bytes
from playground.core.importing.card_pictures import MOST_PICTURES, MOST_POINTS
from playground.core.project import schema, strict_json
from playground.core.project.values import Project
from playground.core.sentences import Text, thousands

MOST = 100  # sets, the newest
MAX_BYTES = 4 * 2**20  # of one of their files
BEGIN = f"{OWN}:"  # of their ids
_SIDE = 64  # px of a picture of a card at most


@dataclass(frozen=True)
class KeptSet:
    """One set: the project that was proposed for it, of which manifest and split are taken, and its card."""

    place: Path  # where the file or folder lies
    project: Project
    preview: Preview

    @cached_property
    def id(self) -> str:
        """Return what its card is known by."""
        return BEGIN + _key(self.place)

    @property
    def manifest(self) -> Manifest:
        """Return what was understood of it."""
        assert self.project.data.own is not None  # looked at when it was kept, and when it was read
        return self.project.data.own

    @property
    def kind(self) -> str:
        """Return what its samples are, as the command line calls them: rows, pictures, texts."""
        return kind_of(self.manifest).samples

    @property
    def size(self) -> int:
        """Return how many bytes its files have."""
        return sum(each.size for each in self.manifest.files)

    @cached_property
    def spec(self) -> DataSetSpec:
        """Return its description, as a card shows it."""
        found, family = self.project.data_set, self.project.family
        assert found is not None and family is not None  # its data are its own
        words = tr("{kind} of your own: {count} {samples}, from {place}").format(
            kind=tr(family.title),
            count=thousands(self.manifest.rows),
            samples=tr(self.kind),
            place=self.place,
        )
        return replace(found, id=self.id, summary=words)

    @property
    def places(self) -> dict[str, Path]:
        """Return where its files lie, by what they are known by; where they were found again if not here."""
        known = {} if self.place.exists() else chosen_files.known()
        return {each.sha256: known.get(each.sha256, self.place) for each in self.manifest.files}

    @property
    def is_there(self) -> bool:
        """Say whether all its files can be found; they are not read."""
        files = self.project.catalogue.own_files.with_chosen(self.places)
        try:
            return all(located(each, files) is not None for each in self.manifest.files)
        except OwnFileMissing:
            return False

    def is_of(self, own: Manifest) -> bool:
        """Say whether these are a project's data: the same contents, packed as a zip maybe."""
        if {each.sha256 for each in own.files} == {each.sha256 for each in self.manifest.files}:
            return True
        mine, packed = self.manifest, any(each.packed for each in own.files)
        names = ([each.name for each in one.columns] for one in (mine, own))
        return packed and (mine.title, mine.rows) == (own.title, own.rows) and next(names) == next(names)


def every(catalogue: Catalogue) -> tuple[KeptSet, ...]:
    """Return the sets, the newest first; a file that cannot be read is told to the log."""
    return tuple(made for path in _paths() if (made := _readable(path, catalogue)) is not None)


def keep(made: KeptSet) -> None:
    """Write a set in place of the one of the same place; of too many the oldest goes.

    PlaygroundError where it cannot be written.
    """
    path = _path(made)
    content = json.dumps(_to_json(made), ensure_ascii=False, allow_nan=False).encode()
    if len(content) > MAX_BYTES:
        raise PlaygroundError(Text("{name} is too wide to be listed: its description has {size} bytes.",
                                   name=made.place.name, size=thousands(len(content))))  # fmt: skip
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(Text("The list of data cannot be kept: {why}", why=str(error))) from None
    write_atomically(path, lambda at: _write(at, content), lambda at: None, keep_old=False)
    for oldest in _paths(None)[MOST:]:
        oldest.unlink(missing_ok=True)


def remove(made: KeptSet) -> None:
    """Take a set from the list; its files stay. PlaygroundError where that is not allowed."""
    try:
        _path(made).unlink(missing_ok=True)
    except OSError as error:
        raise PlaygroundError(Text("It cannot be removed: {why}", why=str(error))) from None


def _key(place: Path) -> str:
    return sha256(str(place).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _folder() -> Path:
    return folders().data / "sets"


def _path(made: KeptSet) -> Path:
    return _folder() / f"{made.id.removeprefix(BEGIN)}.json"


def _paths(most: int | None = MOST) -> list[Path]:
    try:
        found = {path: path.stat().st_mtime_ns for path in _folder().iterdir() if path.suffix == ".json"}
    except OSError:  # nothing kept yet, or not to be read
        return []
    return sorted(found, key=lambda path: (-found[path], path.name))[:most]


def _readable(path: Path, catalogue: Catalogue) -> KeptSet | None:
    try:
        made = _from_json(strict_json.parse(read_bytes(path, MAX_BYTES), path.name), catalogue)
        if _path(made) != path:
            raise PlaygroundError(Text("it is of another place than its name says."))
        return made
    except (PlaygroundError, KeyError, TypeError, ValueError) as error:
        why = error.message if isinstance(error, PlaygroundError) else repr(error)
        log.info("The set of data in %s is left out: %s", path.name, why)
        return None


def _to_json(made: KeptSet) -> dict[str, Any]:
    shown = made.preview
    picture = {
        "points": np.round(shown.points.astype(float), 3).tolist(),
        "tones": np.round(shown.tones.astype(float), 3).tolist(),
        "pictures": np.round(255 * shown.pictures).astype(int).tolist(),
    }
    return {"place": str(made.place), "picture": picture, "project": schema.to_json(made.project)}


def _from_json(doc: Any, catalogue: Catalogue) -> KeptSet:
    project, _ = schema.from_json(doc["project"], catalogue)
    if project.data.id != OWN or project.data.own is None:
        raise PlaygroundError(Text("it tells of no data of one's own."))
    return KeptSet(Path(doc["place"]), project, _preview(doc["picture"]))


def _preview(doc: Any) -> Preview:
    """Return the drawing of a card; ValueError where it is none."""
    points = np.asarray(doc["points"], np.float32).reshape(-1, 2)
    tones = np.asarray(doc["tones"], np.float32).reshape(-1)
    pictures = np.asarray(doc["pictures"], np.float32)
    pictures = pictures if pictures.size else np.zeros((0, 1, 1), np.float32)
    whole = len(points) == len(tones) <= MOST_POINTS + 4 and np.isfinite(points).all()
    small = pictures.ndim == 3 and len(pictures) <= MOST_PICTURES and max(pictures.shape[1:]) <= _SIDE
    if not (whole and small and np.isfinite(pictures).all() and np.isfinite(tones).all()):
        raise ValueError("no drawing of a card")
    return Preview(points.clip(0, 1), tones.clip(-1, 1), (pictures / 255).clip(0, 1))


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
