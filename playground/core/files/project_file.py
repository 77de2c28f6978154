"""Project files, `.nnplay`: a zip with a fixed list of members, opened with care and saved without risk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.files import packed_data, run_members, trail_member
from playground.core.files.archive import MAX_TOTAL, Archive, open_archive, write_archive
from playground.core.files.atomic import backup_path, is_file, write_atomically
from playground.core.files.leftovers import sweep
from playground.core.project import schema
from playground.core.project.records import RunRecord
from playground.core.project.strict_json import MAX_BYTES, shown
from playground.core.project.values import Project
from playground.core.sentences import Text, thousands

SUFFIX = ".nnplay"
PROJECT = "project.json"
THUMBNAIL = "thumbnail.png"
MAX_RUNS = 200  # saved with a project, the newest first
_MAX_THUMBNAIL = 2**22
_MOST_NOTES = 12
_RUN = re.compile(
    r"runs/(\d{3})/(" + "|".join(map(re.escape, run_members.PARTS + run_members.OPTIONAL)) + r")"
)


@dataclass(frozen=True)
class Opened:
    """What a file held, and what of it had to be left out."""

    project: Project
    runs: tuple[RunRecord, ...] = ()  # the current one first
    notes: tuple[Text, ...] = ()
    thumbnail: bytes | None = None
    lost: Text = Text("")  # why the current run is not among the runs, though the file holds one


def open_project(path: Path, catalogue: Catalogue, home: Path | None = None) -> Opened:
    """Read a project file; PlaygroundError says in one sentence what is wrong and what to do.

    Its own data are looked for in its folder, of a copy in the folder it comes from, `home`.

    Runs that cannot be read are left out with a note; the project opens all the same. What killed saves left
    beside it is swept away.
    """
    path = Path(path)
    sweep(path.parent)
    at_home = catalogue.with_own_files(catalogue.own_files.at(home or path.absolute().parent))
    try:
        with open_archive(path) as archive:
            return _read(archive, at_home)
    except PlaygroundError as error:
        raise PlaygroundError(_with_way_out(path, error.message), error.where, error.fixes) from None


def _with_way_out(path: Path, message: Text) -> Text:
    named = message if path.name in message else Text("{file}: {why}", file=path.name, why=message)
    backup = backup_path(path)
    if not is_file(backup):
        return named
    return Text("{why}; {backup} holds the save before.", why=named.open(), backup=backup.name)


def _read(archive: Archive, catalogue: Catalogue) -> Opened:
    catalogue, spoilt = packed_data.unpacked(archive, catalogue)
    project, found = schema.from_bytes(archive.read(PROJECT, MAX_BYTES), catalogue, PROJECT)
    strangers = [
        name for name in archive.names
        if name not in (PROJECT, THUMBNAIL) and not _RUN.fullmatch(name) and not packed_data.is_one(name)
    ]  # fmt: skip
    if strangers:
        raise PlaygroundError(
            Text("The file holds {strangers}, which is no part of a project.", strangers=shown(strangers[0]))
        )
    notes = _first([*(problem.message for problem in found), *spoilt])
    thumbnail = _thumbnail(archive, notes)
    runs, left_out = _runs(archive, catalogue)
    runs, damaged = _with_trails(archive, runs)
    told = (*notes, *_first([*left_out.values(), *damaged]))
    return Opened(project, tuple(runs.values()), told, thumbnail, left_out.get(0, Text("")))


def _first(notes: Iterable[Text]) -> list[Text]:
    """Return the first notes and how many more there are: a file can be wrong in 100,000 places."""
    kept = list(notes)
    more = len(kept) - _MOST_NOTES
    return (
        [*kept[:_MOST_NOTES], Text("Of such remarks there are {more:,} more.", more=more)]
        if more > 0
        else kept
    )


def _thumbnail(archive: Archive, notes: list[Text]) -> bytes | None:
    if THUMBNAIL not in archive.names:
        return None
    try:
        return archive.read(THUMBNAIL, _MAX_THUMBNAIL)
    except PlaygroundError as error:
        notes.append(Text("{why} The picture was left out.", why=error.message))
        return None


def _runs(archive: Archive, catalogue: Catalogue) -> tuple[dict[int, RunRecord], dict[int, Text]]:
    """Return the runs by number, and why others had to be left out."""
    folders = sorted({match[1] for name in archive.names if (match := _RUN.fullmatch(name))})
    runs, left_out = {}, {}
    for folder in folders:
        try:
            members = {part: archive.read(f"runs/{folder}/{part}") for part in run_members.PARTS}
            runs[int(folder)] = run_members.from_members(members, catalogue)
        except PlaygroundError as error:
            left_out[int(folder)] = _left_out(int(folder), error.message)
    return runs, left_out


def _with_trails(archive: Archive, runs: Mapping[int, RunRecord]) -> tuple[dict[int, RunRecord], list[Text]]:
    """Return the runs with their waypoints, and a note on those that cannot be read."""
    found, notes = dict(runs), []
    for number, run in runs.items():
        name = f"runs/{number:03d}/{trail_member.NAME}"
        try:
            if name in archive.names:
                found[number] = run_members.with_trail(run, archive.read(name, trail_member.MOST_BYTES))
        except PlaygroundError as error:
            words = "Training run {number} opened without its past: {why}."
            notes.append(Text(words, number=number + 1, why=error.message.open()))
    return found, notes


def _left_out(number: int, why: Text) -> Text:
    if number == 0:
        words = "The last training run was left out and the network opened alone: {why}."
        return Text(words, why=why.open())
    words = "Training run {number} was left out and the network opened alone: {why}."
    return Text(words, number=number + 1, why=why.open())


def save_project(
    path: Path,
    project: Project,
    runs: Sequence[RunRecord] = (),
    thumbnail: bytes | None = None,
    *,
    keep_old: bool = True,
) -> None:
    """Write a project file and read it back before it takes the old one's place, which becomes `.bak`.

    `runs` come with the current one first; the oldest are left out where a file cannot hold them all.
    Without `keep_old` it becomes no `.bak`. PlaygroundError says why it could not be; the old file stays.
    """
    path = Path(path)
    try:
        project, runs = _moved(project, runs[:MAX_RUNS], path.absolute().parent)
        members, kept = _members(project, runs, thumbnail)
    except ValueError as error:
        raise PlaygroundError(
            Text("{path} could not be written: {why}.", path=path.name, why=error)
        ) from error
    write_atomically(
        path,
        lambda it: write_archive(it, members),
        lambda it: _verify(it, project.catalogue, members, kept),
        keep_old=keep_old,
    )


def _moved(
    project: Project, runs: Sequence[RunRecord], folder: Path
) -> tuple[Project, tuple[RunRecord, ...]]:
    """Return project and runs as a file in a folder names the files of their own data."""
    along = (replace(run, project=packed_data.moved(run.project, folder)) for run in runs)
    return packed_data.moved(project, folder), tuple(along)


def _members(project: Project, runs: Sequence[RunRecord],
             thumbnail: bytes | None) -> tuple[dict[str, bytes], int]:  # fmt: skip
    """Return the members of a file, and of how many runs; PlaygroundError when not even one fits."""
    packed = packed_data.members([project, *(run.project for run in runs)])
    members = {PROJECT: schema.to_bytes(project), **packed}
    if thumbnail is not None:
        members[THUMBNAIL] = thumbnail
    size = sum(map(len, members.values()))
    for number, record in enumerate(runs):
        parts = run_members.to_members(record)
        if size + sum(map(len, parts.values())) > MAX_TOTAL:
            parts.pop(trail_member.NAME, None)
        size += sum(map(len, parts.values()))
        if size > MAX_TOTAL and number:
            return members, number
        if size > MAX_TOTAL:
            raise PlaygroundError(
                Text("A run of {size} bytes is more than a file can hold.", size=thousands(size))
            )
        members |= {f"runs/{number:03d}/{part}": data for part, data in parts.items()}
    return members, len(runs)


def _verify(path: Path, catalogue: Catalogue, members: Mapping[str, bytes], runs: int) -> None:
    """Open what was written as a later reader will, and compare every byte."""
    with open_archive(path) as archive:
        same = archive.names == tuple(members) and all(
            archive.read(name) == members[name] for name in members
        )
        opened = _read(archive, catalogue)  # with what is packed, as it was read back
    if not same or len(opened.runs) != runs:
        why = opened.notes[-1].open() if same else Text("the disk gave back other bytes than were written")
        raise PlaygroundError(
            Text("What was written cannot be read back: {why}; the file as it was is intact.", why=why)
        )
