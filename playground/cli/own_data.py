"""Somebody's own data on the command line: a project made of a file, and where its data lie now."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from playground.app import chosen_files
from playground.app.texts import tr
from playground.cli.augmenting import with_augmentation
from playground.cli.printing import columns
from playground.cli.progress import progress_bar
from playground.cli.public_sets import got, set_at
from playground.cli.recipe_options import whole
from playground.cli.voice import emit, say
from playground.core.catalogue.byte_names import MOST_TOKENS
from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.manifest import COLUMN_TYPES, MOST_STEPS, Manifest
from playground.core.catalogue.own_set import OWN
from playground.core.catalogue.own_splits import BY_GROUP, GIVEN, must_split, regrouped
from playground.core.catalogue.own_texts import TEXTS
from playground.core.catalogue.public_set import PublicSet
from playground.core.data.learning_words import with_vocabularies
from playground.core.data.own_windowing import HORIZON, with_windows
from playground.core.data.prepared import load_samples
from playground.core.data.split import PARTS, shares_of
from playground.core.data.to_beat import to_beat
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import must_be_writable
from playground.core.files.own_files import fact_of
from playground.core.files.packed_data import pack
from playground.core.files.project_file import Opened, save_project
from playground.core.importing.importers import IMPORTERS, Importer, ReadingProgress, importer_for
from playground.core.importing.proposing import Proposal, guessed_targets, propose, with_targets
from playground.core.importing.public.fetching import understood
from playground.core.importing.tables.column_types import retyped
from playground.core.importing.tables.remarks import LookedAt
from playground.core.importing.understood import Understood
from playground.core.project.values import DATA_FIELDS, DataChoice, Project
from playground.core.published.registry import published_template
from playground.core.sentences import Text, count_of, listed

_SHOWN = 10  # rejected lines that are told to a person


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add a file of one's own, and what is to be learned of it."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="PATH",
        help=tr("a file or folder of your own, or catalogue:NAME of `playground data list`"),
    )
    parser.add_argument(
        "--target", action="append", metavar="COLUMN", help=tr("column to learn; several for labels")
    )
    parser.add_argument(
        "--split",
        choices=[each.id for each in DATA_FIELDS["split"].choices],
        help=tr(DATA_FIELDS["split"].help),
    )
    parser.add_argument("--split-by", metavar="COLUMN", help=tr(DATA_FIELDS["split_by"].help))
    add_windows(parser)
    words = tr("read a column as another type, such as review=characters; several times for several")
    parser.add_argument("--as", action="append", metavar="COLUMN=TYPE", help=words)
    words = tr("words, characters or byte pairs of texts that are told apart at most")
    parser.add_argument("--vocabulary", type=_tokens, metavar="N", help=words)
    parser.add_argument("--pack", action="store_true", help=tr("keep the file's content in the project"))


def add_windows(parser: argparse.ArgumentParser) -> None:
    """Add how rows are taken as a series over time."""
    parser.add_argument(
        "--window", type=_steps, metavar="N", help=tr("rows are a series over time: learn from so many steps")
    )
    parser.add_argument(
        "--horizon", type=_steps, metavar="N", help=tr("steps from a window to what is told; 1")
    )
    parser.add_argument("--time", metavar="COLUMN", help=tr("column that says when a row was"))
    parser.add_argument("--series", metavar="COLUMN", help=tr("column that says of which series a row is"))
    parser.add_argument("--known", action="append", metavar="COLUMN", help=tr("column known in advance"))
    words = tr("column of which it goes in, or is told, how much it changed")
    parser.add_argument("--change", action="append", metavar="COLUMN", help=words)


def _steps(text: str) -> int:
    return whole(text, 1, MOST_STEPS)


def _tokens(text: str) -> int:
    return whole(text, 1, MOST_TOKENS)


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add where the project's own data lie now, for what was moved or lies outside its folder."""
    parser.add_argument("--data", type=Path, metavar="PATH", help=tr("where the project's own data lie"))


def begin_with_data(arguments: argparse.Namespace) -> int:
    """Write a project made of a file, and tell what was understood of it."""
    spec, out = set_at(arguments.data), arguments.out
    path = arguments.data = arguments.data if spec is None else got(spec, arguments.json)
    if os.path.realpath(out) == os.path.realpath(path):  # which a circle of links does not stop
        raise PlaygroundError(Text("{name} holds the data; give the project another name.", name=out.name))
    must_be_writable(out)
    importer = importer_for(path) if spec is None else IMPORTERS.get(spec.importer)
    with progress_bar(arguments.json) as tell:
        found = _understood(spec, importer, path, lambda share: tell("Reading", share))
    found = _of_size(_read_as(found, vars(arguments)["as"] or ()), arguments.vocabulary)
    chosen = {fact.sha256: path.absolute() for fact in found.manifest.files}
    found = replace(found, manifest=_windowed(arguments, found.manifest, importer))
    made = _proposed(arguments, found, chosen_files.with_chosen(arguments.catalogue, chosen))
    made = replace(made, project=_with_true_shares(made.project))
    project = with_augmentation(arguments, _with_network(arguments.template, made.project))
    project = pack(project) if arguments.pack else project
    found = replace(found, remarks=(*found.remarks, *made.remarks))
    save_project(out, project)
    chosen_files.remember(chosen)
    if arguments.json:
        emit(told(found, project))
    else:
        beat = to_beat(project)
        say(*_in_words(found, project), tr(made.words), *((tr(beat),) if beat is not None else ()))
        say(tr(_parts(project)))
        say(tr("Wrote {path}").format(path=out))
    return 0


def _understood(
    spec: PublicSet | None, importer: Importer, path: Path, progress: ReadingProgress
) -> Understood:
    return importer.understand(path, {}, progress) if spec is None else understood(spec, path, progress)


def _windowed(arguments: argparse.Namespace, manifest: Manifest, importer: Importer) -> Manifest:
    """Return a manifest whose samples are windows where `--window` says so."""
    if arguments.window is None:
        return manifest
    targets = tuple(arguments.target or ()) or guessed_targets(manifest)
    aimed = with_targets(manifest, targets)
    return with_windows(aimed, importer.columns(arguments.data, aimed), arguments.window,
                        arguments.horizon or HORIZON, arguments.time or "", arguments.series or "",
                        arguments.known or (), arguments.change or ())  # fmt: skip


def _proposed(arguments: argparse.Namespace, found: Understood, catalogue: Catalogue) -> Proposal:
    """Return the project that follows, split as `--split` says."""
    targets, split, by = arguments.target or (), arguments.split, arguments.split_by
    learn = partial(with_vocabularies, looked=found.looked)
    if split is None and by is None:
        return propose(found.manifest, catalogue, targets, learn)
    aimed = with_targets(found.manifest, tuple(targets) or guessed_targets(found.manifest))
    split = split or BY_GROUP
    choice = DataChoice(OWN, split=split, split_by=must_split(aimed, split, by or ""))
    grouped = regrouped(aimed, choice.split_by if split == BY_GROUP else "")
    return propose(grouped, catalogue, targets, learn, choice)


def _with_true_shares(project: Project) -> Project:
    """Return a project that says how large its parts are, where the data say which they are."""
    if project.data.split != GIVEN:
        return project
    return project.with_data(**shares_of([load_samples(project).count(part) for part in PARTS]))


def _parts(project: Project) -> Text:
    """Return how many rows are in which part, and what the split goes by."""
    samples, data = load_samples(project), project.data
    train, validation, test = map(samples.count, PARTS)
    how = next(each.title for each in DATA_FIELDS["split"].choices if each.id == data.split)
    counts = Text("{train} rows train, {validation} validate, {test} test", train=train,
                  validation=validation, test=test)  # fmt: skip
    words = "{counts} ({how}: {column})." if data.split_by else "{counts} ({how})."
    return Text(words, counts=counts, how=Text(how), column=data.split_by)


def _with_network(template: str | None, project: Project) -> Project:
    """Return own data with the network of a paper in place of the small one, where one was asked for."""
    if template is None:
        return project
    return published_template(template, project.catalogue).network.fitted(project)


def _read_as(found: Understood, types: Sequence[str]) -> Understood:
    """Return what was understood with columns read as the types that somebody named."""
    if types and not isinstance(found.looked, LookedAt):
        raise PlaygroundError(Text("Columns beside pictures can be read in one way alone: leave --as out."))
    columns = list(found.manifest.columns)
    names = [each.name for each in columns]
    for word in types:
        name, _, to = word.rpartition("=")
        kind = next((each for each in COLUMN_TYPES if each == to), None)
        if name not in names or kind is None:
            words = "--as takes COLUMN=TYPE, a column of {names} and a type of {types}; not {word!r:.80}."
            raise PlaygroundError(Text(words, names=listed(names), types=listed(COLUMN_TYPES), word=word))
        place = names.index(name)
        columns[place] = retyped(columns[place], found.looked.found[place], kind)
    looked = replace(found.looked, columns=tuple(columns))
    return replace(found, manifest=replace(found.manifest, columns=tuple(columns)), looked=looked)


def _of_size(found: Understood, most: int | None) -> Understood:
    """Return what was understood with vocabularies of at most so many tokens."""
    if most is None:
        return found
    if not any(each.type in TEXTS for each in found.manifest.columns):
        raise PlaygroundError(Text("No column is read as text: leave --vocabulary out."))
    columns = tuple(replace(each, most=most if each.type in TEXTS else 0) for each in found.manifest.columns)
    return replace(found, manifest=replace(found.manifest, columns=columns))


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
        "window": _window(own),
        "split": {"how": project.data.split, "by": project.data.split_by or None},
        "warnings": [each.message for each in found.remarks],
    }  # fmt: skip


def _window(own: Manifest) -> dict[str, int] | None:
    windows = own.windows
    if windows is None:
        return None
    return {"steps": windows.steps, "horizon": windows.horizon, "samples": windows.samples}


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
