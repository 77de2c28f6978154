"""`playground predict`: the network's answer to a validation sample or to raw values from a file."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.app.texts import tr
from playground.cli.opening import add_file, add_json, must_not_touch, open_with_notes
from playground.cli.own_data import add_data
from playground.cli.predict_text import asked_text
from playground.cli.printing import figure, figures
from playground.cli.subject import add_drawn, run_or_project
from playground.cli.voice import emit, say
from playground.core.blocks.shapes import Field
from playground.core.data.asked import asked_of
from playground.core.data.asked_pictures import FILE
from playground.core.data.asked_rows import AskedRows
from playground.core.data.prepared import fields_of, load_samples
from playground.core.data.reading import as_meant
from playground.core.errors import PlaygroundError
from playground.core.files.arrays import MAX_ARRAY_FILE, read_array_file
from playground.core.files.atomic import must_be_writable
from playground.core.files.png import Picture, open_png
from playground.core.files.regular import read_bytes
from playground.core.project.records import Arrays
from playground.core.project.values import Project
from playground.core.sentences import Text, listed, thousands

if TYPE_CHECKING:
    from playground.core.model.predict import Answers

GREY = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601, what a colour picture looks like in grey
MOST_SAMPLES = 1_000_000
CHANGED = (
    "The network drawn was changed since {moment}: the one that was trained answers; "
    "--drawn asks the one drawn."
)
UNTRAINED = "This project has not been trained: its initial weights answer."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and what to ask about."""
    add_file(parser)
    add_data(parser)
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--sample", type=int, metavar="K", help=tr("sample of the validation part, from 0"))
    words = tr("raw values: .npy, .npz, .png, a table like the project's own; NAME=PATH for each of several")
    asked.add_argument("--input", action="append", metavar="PATH", help=words)
    asked.add_argument("--text", metavar="STRING", help=tr("a text, for networks that read text"))
    add_drawn(parser, tr("ask the network drawn, with the run's weights that fit"))
    parser.add_argument("-o", dest="out", type=Path, metavar="OUT.csv", help=tr("write the answers as CSV"))
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the answers."""
    from playground.core.export.exporting import beside_training
    from playground.core.model.answered_rows import score, write_answers
    from playground.core.model.predict import predict

    project, record = run_or_project(arguments, open_with_notes(arguments), CHANGED)
    if arguments.out is not None:
        must_be_writable(arguments.out)
        must_not_touch(arguments.file, [arguments.out])
    rows = _rows(arguments, project)
    inputs, told_first = (rows.inputs, list(rows.notes)) if rows else _asked(arguments, project)
    answers = predict(project, fields_of(project), record.weights if record else None, inputs)
    if arguments.out is not None:
        write_answers(arguments.out, project, answers, rows)
    arguments.notes += map(tr, told_first)
    if record is None or not record.trained:
        arguments.notes.append(tr(UNTRAINED))
    elif differ := beside_training(record):
        arguments.notes.append(tr(differ))
    _tell(arguments, answers, rows, score(project, rows, answers) if rows else {})
    return 0


def _tell(
    arguments: argparse.Namespace,
    answers: dict[str, Answers],
    rows: AskedRows | None,
    scored: Mapping[str, float],
) -> None:
    """Print the answers, or how many were written, and what they are worth where that is known."""
    if arguments.json:
        said = _told(answers, single=arguments.input is None)
        emit(said | (_told_rows(rows, scored) if rows else {}))
        return
    if arguments.out is None:
        _print(answers, [row[0] for row in rows.cells] if rows and rows.head == [FILE] else [])
    else:
        count = len(next(iter(answers.values())).output)
        say(tr("Wrote {count} answers to {path}").format(count=count, path=arguments.out))
    if scored:
        say(tr("{figures} on these rows").format(figures=figures(scored)))


def _rows(arguments: argparse.Namespace, project: Project) -> AskedRows | None:
    """Return rows of a table, or pictures, asked about as own data are; None for any other question."""
    if arguments.input is None or len(arguments.input) != 1:
        return None
    return asked_of(project, Path(arguments.input[0]))


def _asked(arguments: argparse.Namespace, project: Project) -> tuple[Arrays, list[Text]]:
    """Return what to ask about, and what is to be said about how it was read."""
    if arguments.text is not None:
        return asked_text(project, arguments.text)
    if arguments.sample is not None:
        return _sample(project, arguments.sample), []
    notes: list[Text] = []
    fields, inputs = fields_of(project).fields, dict[str, np.ndarray]()
    for name, path in _named(arguments.input, project):
        given, is_picture = _from_file(path, name, project, notes), path.suffix.lower() == ".png"
        read = {
            each: as_meant(fields[each], given[each], partial(_own, project, each), in_range=is_picture)
            for each in _source_fields(project) if each in given
        }  # fmt: skip
        notes += [note for each in read.values() for note in each.notes]
        inputs |= {**given, **{each: found.values for each, found in read.items()}}
    return inputs, notes


def _named(given: list[str], project: Project) -> list[tuple[str, Path]]:
    """Return the files with the inputs they are for, "" where a file says so itself or there is but one."""
    names = list(dict.fromkeys(_source_fields(project)))
    found = []
    for word in given:
        name, equals, path = word.partition("=")
        found.append((name, Path(path)) if equals and name in names else ("", Path(word)))
    bare = [path for name, path in found if not name and path.suffix.lower() != ".npz"]
    if len(found) > 1 and (bare or len({name for name, _ in found}) < len(found)):
        raise _unnamed(names)
    if bare and len(names) > 1 and _is_one_of_several(names, project):
        raise _unnamed(names)
    return found


def _is_one_of_several(names: list[str], project: Project) -> bool:
    """Say whether the first input could be taken for another one of its kind."""
    kind = project.catalogue.family_of_field(names[0])
    return any(project.catalogue.family_of_field(name) is kind for name in names[1:])


def _unnamed(names: list[str]) -> PlaygroundError:
    words = "This network takes {names}: name each file once, as in --input {first}=PATH."
    return PlaygroundError(Text(words, names=listed(names), first=names[0] if names else "NAME"))


def _own(project: Project, field: str) -> np.ndarray:
    return load_samples(project).take("train")[field]


def _sample(project: Project, number: int) -> Arrays:
    arrays = load_samples(project).take("validation")
    count = min(len(array) for array in arrays.values())
    if not 0 <= number < count:
        message = Text(
            "There is no validation sample {number}: they go from 0 to {last}.", number=number, last=count - 1
        )
        raise PlaygroundError(message)
    return {name: array[number : number + 1] for name, array in arrays.items()}


def _from_file(path: Path, name: str, project: Project, notes: list[Text]) -> Arrays:
    field = fields_of(project).fields[name] if name else _input_field(project)
    kind = path.suffix.lower()
    if kind in (".npy", ".npz"):
        arrays = read_array_file(path)
        _must_be_few(path, arrays)
        if kind == ".npy":
            return {field.name: arrays[""]}
        only = next(iter(arrays.values())) if len(arrays) == 1 else None
        meant = arrays.get(name, only) if name else None
        return arrays if meant is None else {name: meant}
    if kind == ".png":
        picture = open_png(read_bytes(path, MAX_ARRAY_FILE), path.name)
        return {field.name: _pixels(path, picture, field, notes)[None]}
    message = Text(
        "{name} is of a kind that is not read here: give an .npy, .npz or .png file.", name=path.name or path
    )
    raise PlaygroundError(message)


def _must_be_few(path: Path, arrays: Arrays) -> None:
    most = max((len(array) for array in arrays.values() if array.ndim), default=0)
    if most > MOST_SAMPLES:
        message = Text(
            "{name} holds {count} samples; at most {most} are answered at once: split the file.",
            name=path.name,
            count=thousands(most),
            most=thousands(MOST_SAMPLES),
        )
        raise PlaygroundError(message)


def _input_field(project: Project) -> Field:
    """Return the field that the network's first source brings."""
    names = _source_fields(project)
    if not names:
        raise PlaygroundError(Text("This network has no source, so nothing can be put in."))
    return fields_of(project).fields[names[0]]


def _source_fields(project: Project) -> list[str]:
    """Return the names of the fields that go in, the first source's first."""
    from playground.core.graph.wiring import sources

    fields = fields_of(project).fields
    specs = [project.spec_of(node) for node in sources(project)]
    return [spec.field for spec in specs if spec is not None and spec.field in fields]


def _pixels(path: Path, picture: Picture, field: Field, notes: list[Text]) -> np.ndarray:
    """Return a picture in the data set's own range (channels, height, width)."""
    if field.rank != 3:
        raise PlaygroundError(Text("This network takes {name}, not pictures.", name=field.name))
    dark = picture.ink < 0.5  # on a ground of its own tone it would not be seen
    pixels = picture.laid_on(1.0 if dark else 0.0)
    if picture.alpha is not None:
        words = "{name} is see-through: it was laid on white." if dark else (
            "{name} is see-through: it was laid on black.")  # fmt: skip
        notes.append(Text(words, name=path.name))
    if field.channels == 1 and len(pixels) == 3:
        pixels = np.tensordot(GREY, pixels, 1)[None]
    if pixels.shape != field.sizes:
        given, wanted = (
            " × ".join(map(str, (*sizes[1:], sizes[0]))) for sizes in (pixels.shape, field.sizes)
        )
        message = Text(
            "{name} is {given}; this network takes {wanted}: scale the picture first.",
            name=path.name,
            given=given,
            wanted=wanted,
        )
        raise PlaygroundError(message)
    scaled: np.ndarray = pixels * (field.high - field.low) + field.low
    return scaled


def _told(answers: dict[str, Answers], single: bool) -> dict[str, Any]:
    """Return the first goal's answer, and all by id where there are several."""
    told = {goal: _goal(answer, single) for goal, answer in answers.items()}
    first = next(iter(told.values()))
    return {**first, "goals": told} if len(told) > 1 else first


def _told_rows(rows: AskedRows, figures: Mapping[str, float]) -> dict[str, Any]:
    """Return what JSON says of rows beside their answers."""
    return {"rows": len(rows.cells), **({"score": dict(figures)} if figures else {})}


def _goal(answer: Answers, single: bool) -> dict[str, Any]:
    """Return one goal's answer: of a single sample bare, of several in lists along the batch axis."""
    output: Any = answer.output.astype(float).tolist()
    labels: Any = list(answer.labels) or None
    if single:
        output, labels = output[0], labels and labels[0]
    told = {"output": output, "label": labels, "probabilities": output if answer.classes else None}
    return {**told, "classes": list(answer.classes)} if answer.classes else told


def _print(answers: dict[str, Answers], names: list[str]) -> None:
    for goal, answer in answers.items():
        head = f"{goal}: " if len(answers) > 1 else ""
        for row, said, name in zip_longest(answer.output, answer.labels, names):
            say(head + (f"{name}: " if name else "") + _words(row, said))


def _words(row: np.ndarray, said: Any) -> str:
    """Return one sample's answer: its class and how sure that is, every label, or how often each class."""
    if said is None:
        return "  ".join(figure(value) for value in row.ravel().tolist())
    if isinstance(said, str):
        return f"{said} ({100 * row.max():.1f} %)"
    counts = Counter(np.ravel(np.array(said, dtype=object)).tolist())
    if row.ndim == 1:
        return ", ".join(counts) or tr("none of the labels")
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())
