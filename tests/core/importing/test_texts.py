"""Texts of somebody's own: what each shape of files becomes, the vocabulary, and what is no text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from own_tables import project_of
from own_texts import json_lines, text_folder, text_table, texts
from playground.core.blocks.shapes import Field
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.own_files import OwnFiles
from playground.core.catalogue.own_set import OWN
from playground.core.catalogue.own_splits import must_split, regrouped
from playground.core.catalogue.own_texts import PADDING, UNKNOWN
from playground.core.catalogue.word_pieces import pieces_of
from playground.core.data.learning_words import with_vocabularies
from playground.core.data.prepared import fields_of, load_samples
from playground.core.data.words import ids_of, learned_from, numbered
from playground.core.errors import PlaygroundError
from playground.core.importing.importers import importer_of
from playground.core.importing.proposing import propose, with_targets
from playground.core.importing.retaking import taken_anew
from playground.core.importing.understood import Understood
from playground.core.project.values import DataChoice, Project


def understood(path: Path, **options: object) -> Understood:
    importer = importer_of(path)
    assert importer is not None
    return importer.understand(path, options)


def rows_of(path: Path) -> list[tuple[str, ...]]:
    """Return the rows of texts as cells."""
    found = understood(path)
    table = found.looked.cells
    return [tuple(column.texts[column.codes[row]] for column in table.columns) for row in range(table.rows)]


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def tokens_of(project: Project) -> tuple[Field, np.ndarray]:
    return fields_of(project).fields["tokens"], load_samples(project).dataset.arrays["tokens"]


def words_of(field: Field, ids: np.ndarray) -> str:
    return " ".join(field.parts[place] for place in ids if place)


@pytest.mark.parametrize("make", [text_folder, text_table, json_lines])
def test_every_shape_brings_the_words_that_were_written(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    project = project_of(make(tmp_path))
    field, ids = tokens_of(project)
    labels = load_samples(project).dataset.arrays["label"]
    classes = fields_of(project).fields["label"].classes
    read = sorted((words_of(field, row), classes[label]) for row, label in zip(ids, labels, strict=True))
    cut = sorted((" ".join(text.split()[: field.sizes[0]]), kind) for text, kind in texts())
    assert read == cut


def test_a_vocabulary_is_learned_from_training_rows_alone(tmp_path: Path) -> None:
    path = text_table(tmp_path)
    project = project_of(path, "opinion")
    field, ids = tokens_of(project)
    held_out = set(load_samples(project).parts["test"].tolist())
    lines = path.read_text().splitlines()
    for row in held_out:
        lines[row + 1] = f'"quagga {row}",{lines[row + 1].rsplit(",", 1)[1]}'
    other = project_of(write(tmp_path / "other.csv", *lines), "opinion")
    assert fields_of(other).fields["tokens"] == field
    changed = tokens_of(other)[1]
    for row in range(len(ids)):
        assert (changed[row] == ids[row]).all() == (row not in held_out)


@pytest.mark.parametrize("how", ["in_proportion", "at_random", "by_time", "by_group", "given"])
def test_it_is_so_however_the_rows_are_split(tmp_path: Path, how: str) -> None:
    lines = ["review,day,who,subset,opinion"]
    for number in range(120):
        words = f"the film number{number // 3} was {'good' if number % 2 else 'bad'}"  # some come twice
        part = "test" if number % 5 == 4 else "train"
        day = f"2024-{number % 12 + 1:02}-{number % 27 + 1:02}"
        lines.append(f"{words},{day},p{number % 10},{part},{number % 2}")
    path = write(tmp_path / "a.csv", *lines)
    importer, found = importer_of(path), understood(path)
    assert importer is not None
    manifest = with_targets(found.manifest, ("opinion",))
    review = importer.retyped(path, manifest, "review", "text")
    others = (replace(each, use="out" if each.use == "input" else each.use) for each in manifest.columns[1:])
    manifest = replace(manifest, columns=(replace(review, use="input"), *others))
    choice = DataChoice(OWN, split=how, split_by=must_split(manifest, how))
    files = OwnFiles(chosen={fact.sha256: path for fact in manifest.files})
    grouped = regrouped(manifest, choice.split_by if how == "by_group" else "")
    learn = partial(with_vocabularies, looked=found.looked)
    project = propose(grouped, CATALOGUE.with_own_files(files), (), learn, choice).project
    trains = load_samples(project).parts["train"]
    texts = [lines[row + 1].split(",")[0] for row in trains]
    own = project.data.own
    assert own is not None and own.columns[0].kinds == learned_from(texts, True)[0]
    assert 40 < len(trains) < 110


def test_what_was_not_learned_is_the_unknown_word_and_padding_is_nothing() -> None:
    known = (PADDING, UNKNOWN, "a", "not", "bad")
    made = ids_of(["Not bad!", "a zebra", "", "a a a a a a"], known, 4, by_words=True)
    assert made.tolist() == [[3, 4, 1, 0], [2, 1, 0, 0], [1, 0, 0, 0], [2, 2, 2, 2]]
    without = ids_of(["a zebra bad"], (PADDING, "a", "bad"), 3, by_words=True)
    assert without.tolist() == [[1, 2, 0]]


def test_words_are_told_apart_from_marks_and_characters_are_as_they_stand() -> None:
    assert pieces_of("Don't stop — it's 3.5°!", by_words=True) == [
        "don't", "stop", "—", "it's", "3", ".", "5", "°", "!",
    ]  # fmt: skip
    assert pieces_of(" A\n b", by_words=False) == ["A", " ", "b"]


def test_the_length_is_a_share_of_texts_under_a_bound() -> None:
    shorter = [" ".join(["word"] * count) for count in range(1, 101)]
    assert learned_from(shorter, True)[1] == 96  # the 0.95 quantile of 1 to 100 is 95.05
    assert learned_from([" ".join(["word"] * 5000)], True)[1] == 256
    assert learned_from(["x" * 5000], False)[1] == 512
    assert learned_from([], True) == ((), 1)


def test_characters_are_a_way_to_read_them(tmp_path: Path) -> None:
    path = text_table(tmp_path)
    importer, found = importer_of(path), understood(path)
    assert importer is not None
    column = importer.retyped(path, found.manifest, "review", "characters")
    assert (column.type, column.missing, column.strange) == ("characters", 0, 0)


def test_classes_come_from_folders_names_or_long_texts(tmp_path: Path) -> None:
    for part in ("train", "test"):
        for kind in ("a", "b"):
            write(tmp_path / "split" / part / kind / "1.txt", f"{part} {kind}")
    assert [row[1] for row in rows_of(tmp_path / "split")] == ["a", "b", "a", "b"]
    for name in ("ham_1", "ham_2", "spam_1", "spam_2"):
        write(tmp_path / "names" / f"{name}.txt", f"this is {name}")
    assert [row[1] for row in rows_of(tmp_path / "names")] == ["ham", "ham", "spam", "spam"]
    for name in ("austen", "bronte"):
        write(tmp_path / "long" / f"{name}.txt", " ".join(f"{name}{n}" for n in range(450)))
    stretches = rows_of(tmp_path / "long")
    assert [row[1] for row in stretches] == ["austen"] * 8 + ["bronte"] * 8
    assert stretches[7][2].split() == [f"austen{n}" for n in range(420, 450)]


def test_hidden_files_other_encodings_and_line_breaks_are_read_as_they_are_meant(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    write(folder / "a" / "1.txt", "Café – déjà", encoding="cp1252")
    write(folder / "a" / "2.TXT", "größer", "als zwei", encoding="utf-16")
    write(folder / "b" / "1.txt", "\ufeffplain")
    for hidden in (".DS_Store", "Thumbs.db", "__MACOSX/a.txt", ".git/x.txt"):
        write(folder / hidden, "nothing")
    assert rows_of(folder) == [
        ("a/1.txt", "a", "Café – déjà"), ("a/2.TXT", "a", "größer\nals zwei"), ("b/1.txt", "b", "plain"),
    ]  # fmt: skip


def test_what_is_no_text_is_counted_with_its_reason(tmp_path: Path) -> None:
    folder = text_folder(tmp_path, 20)
    write(folder / "bad" / "empty.txt", "  ")
    (folder / "bad" / "zero.txt").write_bytes(b"one\0two")
    (folder / "bad" / "huge.txt").write_bytes(b"a " * (3 * 2**20))
    (folder / "good" / "link.txt").symlink_to(write(tmp_path / "out.txt", "no"))
    (folder / "good" / "round").symlink_to(folder)
    found = understood(folder)
    assert found.manifest.rows == 20
    reasons = sorted(str(each.reason) for each in found.rejected)
    assert reasons[0].startswith("huge.txt has ") and "at most" in reasons[0]
    out = "it is a link that leads out of the folder"
    assert reasons[1:] == ["it holds bytes that mean no character", out, "it is empty"]
    told = {each.file: str(each.reason) for each in found.rejected}
    assert told["good/link.txt"] == out and told["bad/empty.txt"] == "it is empty"


def test_a_document_a_line_and_labels_before_it(tmp_path: Path) -> None:
    found = understood(write(tmp_path / "t.txt", "one – two", "", "Total", encoding="utf-8"))
    assert [each.name for each in found.manifest.columns] == ["text"] and found.manifest.rows == 2
    labelled = write(tmp_path / "l.txt", "__label__x one two", "__label__y three", "four")
    assert rows_of(labelled) == [("x", "one two"), ("y", "three")]
    (rejected,) = understood(labelled).rejected
    assert rejected.line == 3


def test_json_lines_are_a_table_with_every_line_accounted_for(tmp_path: Path) -> None:
    deep = "[" * 100_000
    lines = (
        '{"a": 1.5, "b": "x\\ny", "c": [1]}',
        "{broken",
        deep,
        "[1]",
        '{"b": null, "a": true}',
        '{"a": "007"}',
    )
    path = write(tmp_path / "t.jsonl", *lines)
    assert rows_of(path) == [("1.5", "x\ny", "[1]"), ("true", "", ""), ("007", "", "")]
    assert [each.line for each in understood(path).rejected] == [2, 3, 4]


def proposed(path: Path) -> str:
    with pytest.raises(PlaygroundError) as caught:
        project_of(path)
    return str(caught.value)


@pytest.mark.parametrize("lines", [("It was a dark night.", "Rain fell."), ("word " * 2000,)])
def test_a_text_without_classes_is_refused_with_what_can_be_done(tmp_path: Path, lines: tuple[str]) -> None:
    told = proposed(write(tmp_path / "book.txt", *lines))
    assert told.startswith(
        "Nothing says of which class these texts are: put those of each class into a folder"
    )


def test_a_folder_of_one_class_or_without_texts_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "one" / "only" / "1.txt", "a")
    write(tmp_path / "one" / "only" / "2.txt", "b")
    assert "of which class" in proposed(tmp_path / "one")
    (tmp_path / "none").mkdir()
    empty = importer_of(tmp_path / "none")
    assert empty is None or empty.id == "pictures"  # which says that there are none
    assert importer_of(tmp_path / "missing") is None


def test_a_changed_file_is_read_by_the_words_that_were_learned(tmp_path: Path) -> None:
    path = text_table(tmp_path)
    project = project_of(path, "opinion")
    field = fields_of(project).fields["tokens"]
    path.write_text(path.read_text() + '"entirely other words",bad\n')
    with pytest.raises(PlaygroundError, match="was changed since"):
        load_samples(project)
    again = taken_anew(project)
    assert fields_of(again).fields["tokens"] == field
    assert tokens_of(again)[1].shape == (121, *field.sizes)


def test_folders_of_parts_are_the_split(tmp_path: Path) -> None:
    for part, count in (("train", 80), ("test", 20)):
        (tmp_path / "set").mkdir(exist_ok=True)
        text_folder(tmp_path / "made", count).rename(tmp_path / "set" / part)
    project = project_of(tmp_path / "set")
    assert (project.data.split, project.data.split_by) == ("given", "part")
    samples = load_samples(project)
    assert samples.dataset.fields.fields["label"].classes == ("bad", "good")
    assert len(samples.parts["test"]) == 20 and len(samples.parts["train"]) > 40
    own = project.data.own
    assert own is not None and {each.name: each.use for each in own.columns}["part"] == "out"


def test_texts_are_the_same_where_their_pieces_are(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    parts = ["a", "A", "b.", ".", " b", "it's", "’", "  ", "\n", "ß", "\x1c"]
    parts += [count * "x" for count in (59, 60, 61)]
    texts = ["".join(draw.choice(parts, draw.integers(0, 4))) for _ in range(3000)]
    for by_words in (True, False):
        known: dict[tuple[str, ...], int] = {}
        wanted = [known.setdefault(tuple(pieces_of(each, by_words)), len(known)) for each in texts]
        assert numbered(texts, by_words).tolist() == wanted and len(known) < len(texts)
