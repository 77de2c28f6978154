"""Texts as somebody has them: in folders by class, in tables, one a line, as JSON."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import partial
from pathlib import Path

from playground.core.builtin import CATALOGUE
from playground.core.catalogue.manifest import ColumnType
from playground.core.catalogue.own_files import OwnFiles
from playground.core.data.learning_words import with_vocabularies
from playground.core.importing.importers import importer_for
from playground.core.importing.proposing import propose
from playground.core.project.values import Project

GOOD, BAD = ("great", "lovely", "fine", "happy"), ("awful", "dull", "sad", "grim")
REST = ("the", "film", "was", "a", "story", "of", "people", "by", "sea", "with", "rain", "house")


def texts(count: int = 120, seed: int = 1) -> list[tuple[str, str]]:
    """Return texts with their classes in turns: one word of opinion among others tells."""
    draw, made = random.Random(seed), []
    for number in range(count):
        words = draw.choices(REST, k=draw.randint(3, 9))
        words.insert(draw.randrange(len(words)), draw.choice(GOOD if number % 2 else BAD))
        made.append((" ".join(words), "good" if number % 2 else "bad"))
    return made


def text_folder(folder: Path, count: int = 120) -> Path:
    """Write a folder of texts by class and return it."""
    for number, (text, kind) in enumerate(texts(count)):
        place = folder / "texts" / kind
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return folder / "texts"


def text_table(folder: Path, count: int = 120) -> Path:
    """Write a table of texts with classes and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "texts.csv"
    rows = [f'"{text}",{kind}' for text, kind in texts(count)]
    path.write_text("\n".join(["review,opinion", *rows]) + "\n", encoding="utf-8")
    return path


def json_lines(folder: Path, count: int = 120) -> Path:
    """Write texts with classes as JSON, one a line, and return the path."""
    path = folder / "texts.jsonl"
    lines = [json.dumps({"text": text, "label": kind}) for text, kind in texts(count)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read_by(path: Path, to: ColumnType, name: str = "review", most: int = 0) -> Project:
    """Return the project of a file of texts, cut in another way into at most so many tokens."""
    importer = importer_for(path)
    found = importer.understand(path, {})
    made = replace(importer.retyped(path, found.manifest, name, to), most=most)
    columns = (made if each.name == name else each for each in found.manifest.columns)
    files = OwnFiles(chosen={fact.sha256: path for fact in found.manifest.files})
    learn = partial(with_vocabularies, looked=found.looked)
    known = CATALOGUE.with_own_files(files)
    return propose(replace(found.manifest, columns=tuple(columns)), known, (), learn).project
