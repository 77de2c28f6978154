"""Somebody's own data on the command line: a project made of a file, and where its data lie now."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from playground.app import chosen_files
from playground.app.texts import tr
from playground.cli.printing import columns
from playground.cli.progress import progress_bar
from playground.cli.voice import emit, say
from playground.core.data.to_beat import to_beat
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import is_file, is_folder, must_be_writable
from playground.core.files.own_files import fact_of
from playground.core.files.packed_data import pack
from playground.core.files.project_file import Opened, save_project
from playground.core.importing.importers import Importer, importer_of
from playground.core.importing.proposing import propose
from playground.core.importing.understood import Understood
from playground.core.project.values import Project
from playground.core.published.network import PREFIX
from playground.core.published.registry import published_template
from playground.core.sentences import Text, count_of

_SHOWN = 10  # rejected lines that are told to a person


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add a file of one's own, and what is to be learned of it."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="PATH",
        help=tr("data of your own: CSV, Excel, Parquet, a folder or zip of pictures"),
    )
    parser.add_argument(
        "--target", action="append", metavar="COLUMN", help=tr("column to learn; several for labels")
    )
    parser.add_argument("--pack", action="store_true", help=tr("keep the file's content in the project"))


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add where the project's own data lie now, for what was moved or lies outside its folder."""
    parser.add_argument("--data", type=Path, metavar="PATH", help=tr("where the project's own data lie"))


def importer_for(path: Path) -> Importer:
    """Return what reads a file; PlaygroundError where nothing does."""
    if not is_file(path) and not is_folder(path):
        fact_of(path)  # says why
    found = importer_of(path)
    if found is None:
        words = (
            "{name} is of a kind that is not read here: give a table as CSV, Excel or Parquet, or pictures "
            "in a folder or zip."
        )
        raise PlaygroundError(Text(words, name=path.name))
    return found


def begin_with_data(arguments: argparse.Namespace) -> int:
    """Write a project made of a file, and tell what was understood of it."""
    path, out = arguments.data, arguments.out
    if out.resolve() == path.resolve():
        raise PlaygroundError(Text("{name} holds the data; give the project another name.", name=out.name))
    must_be_writable(out)
    importer = importer_for(path)
    with progress_bar(arguments.json) as tell:
        found = importer.understand(path, {}, lambda share: tell(tr("Reading"), share))
    chosen = {fact.sha256: path.absolute() for fact in found.manifest.files}
    made = propose(
        found.manifest, chosen_files.with_chosen(arguments.catalogue, chosen), arguments.target or ()
    )
    project = _with_network(arguments.template, made.project)
    project = pack(project) if arguments.pack else project
    found = replace(found, remarks=(*found.remarks, *made.remarks))
    save_project(out, project)
    chosen_files.remember(chosen)
    if arguments.json:
        emit(told(found, project))
    else:
        beat = to_beat(project)
        say(*_in_words(found, project), tr(made.words), *((tr(beat),) if beat is not None else ()))
        say(tr("Wrote {path}").format(path=out))
    return 0


def _with_network(template: str | None, project: Project) -> Project:
    """Return own data with the network of a paper in place of the small one, where one was asked for."""
    if template is None:
        return project
    if not template.startswith(PREFIX):
        words = "Only published networks are fitted to data of one's own: {name} is none."
        raise PlaygroundError(Text(words, name=template))
    return published_template(template, project.catalogue).network.fitted(project)


def told(found: Understood, project: Project) -> dict[str, Any]:
    """Return what `--json` prints: what was understood, and what is to be learned."""
    own, spec = project.data.own, project.data_set
    assert own is not None and spec is not None  # it was made of data
    targets = own.used_as("target")
    named = [each.name for each in targets]
    return {
        "kind": spec.source,
        "rows": own.rows,
        "rejected": [
            {"line": each.line, "column": each.column, "reason": each.reason,
             **({"file": each.file} if each.file else {})}
            for each in found.rejected
        ],
        "more_rejected": found.more_rejected,
        "columns": [
            {"name": each.name, "type": each.type, "missing": each.missing, "strange": each.strange,
             "use": each.use}
            for each in own.columns
        ],
        "target": named[0] if len(named) == 1 else named,
        "classes": list(targets[0].kinds) if spec.task == "classify" else None,
        "goal": spec.goal,
        "warnings": [each.message for each in found.remarks],
    }  # fmt: skip


def _in_words(found: Understood, project: Project) -> list[str]:
    """Return what was understood as lines for a person."""
    own = project.data.own
    assert own is not None  # it was made of data
    rejected = len(found.rejected) + found.more_rejected
    head = [tr(count_of(own.rows, "{count} row", "{count} rows"))]
    lines = ("{count} line that is no row", "{count} lines that are no rows")
    files = ("{count} file left out", "{count} files left out")
    left_out = files if any(each.file for each in found.rejected) else lines
    head += [tr(count_of(rejected, *left_out))] * (rejected > 0)
    rows = [(tr("column"), tr("type"), tr("use"), tr("missing"))]
    rows += [
        (each.name, tr(each.type), tr(each.use), str(each.missing + each.strange)) for each in own.columns
    ]
    told = [tr("{place}: {why}").format(place=tr(each.place), why=tr(each.reason))
            for each in found.rejected[:_SHOWN]]  # fmt: skip
    return [", ".join(head), *columns(rows), *told, *(tr(each.message) for each in found.remarks)]


def with_data_at(arguments: argparse.Namespace) -> None:
    """Let the project's data be read where `--data` says that they lie."""
    path = getattr(arguments, "data", None)
    if path is not None:
        found = {fact_of(path).sha256: path.absolute()}
        arguments.catalogue = chosen_files.with_chosen(arguments.catalogue, found)


def must_be_its_data(arguments: argparse.Namespace, opened: Opened) -> None:
    """Refuse a file that the project was not made of; remember one that it was."""
    path = getattr(arguments, "data", None)
    if path is None:
        return
    own, fact = opened.project.data.own, fact_of(path)
    if own is None:
        raise PlaygroundError(Text("This project has no data of its own; leave out --data."))
    if fact.sha256 not in {each.sha256 for each in own.files}:
        words = "{name} is not the file that this project was made of; make a project of it by `new --data`."
        raise PlaygroundError(Text(words, name=path.name))
    chosen_files.remember({fact.sha256: path.absolute()})
