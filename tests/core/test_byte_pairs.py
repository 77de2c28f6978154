"""Byte pairs: what is merged, that each text comes back, what no manifest may say, when they are proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from own_texts import read_by, text_table, texts
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.byte_names import EVERY_BYTE, LONGEST_TOKEN, bytes_of, check_merges, name_of
from playground.core.catalogue.own_texts import PADDING, UNKNOWN
from playground.core.data.byte_pairs import Cutter, ids_of, learned_from, pieces_of, texts_of, words_in
from playground.core.data.merging import merges_of
from playground.core.data.prepared import fields_of, load_samples
from playground.core.files.project_file import open_project, save_project
from playground.core.importing.importers import importer_for
from playground.core.importing.tables.unfamiliar import MANY, unknown_share
from playground.core.project.models import ColumnModel

ANY_TEXT = st.text(st.characters(categories=None)) | st.text("aab ␣⟨·?…'é日\n\t", max_size=200)


def vocabulary(*texts: str, most: int = 0) -> tuple[str, ...]:
    return (PADDING, UNKNOWN, *EVERY_BYTE, *learned_from(texts, most)[0])


def by_the_paper(words: Mapping[bytes, int], most: int) -> list[bytes]:
    """Return what is merged as Sennrich, Haddow and Birch wrote it down: all pairs counted anew each time."""
    split = {word: [word[at : at + 1] for at in range(len(word))] for word in words}
    made: list[bytes] = []
    while len(made) < most:
        pairs = Counter[tuple[bytes, bytes]]()
        for word, parts in split.items():
            for pair in pairwise(parts):
                pairs[pair] += words[word]
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None or pairs[best] < (1 if len(made) < 20 else 2):
            break
        made += [b"".join(best)] * (b"".join(best) not in made)
        for parts in split.values():
            at = 0
            while at + 1 < len(parts):
                if (parts[at], parts[at + 1]) == best:
                    parts[at : at + 2] = [b"".join(best)]
                at += 1
    return made


WORDS = st.binary(min_size=1, max_size=9) | st.text("ab", min_size=1, max_size=12).map(str.encode)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(WORDS, st.integers(1, 9), max_size=12), st.integers(1, 40))
def test_merges_are_those_of_the_paper_in_any_order_of_words(words: dict[bytes, int], most: int) -> None:
    made = merges_of(words, most)
    assert made == by_the_paper(words, most)
    assert merges_of(dict(reversed(words.items())), most) == made


def test_the_most_frequent_pair_is_merged_first_and_of_equals_the_first_in_the_order_of_bytes() -> None:
    assert merges_of({b"low": 5, b"lower": 2, b"newest": 6, b"widest": 3}, 3) == [b"es", b"est", b"lo"]
    assert merges_of({b"zy": 2, b"ab": 2, b"ac": 2}, 3) == [b"ab", b"ac", b"zy"]


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT, st.lists(ANY_TEXT, max_size=5))
def test_every_text_comes_back_from_its_tokens(text: str, others: list[str]) -> None:
    known = vocabulary(*others)
    assert len(set(known[2:])) == len(known) - 2
    whole = text.encode("utf-8", "surrogatepass")
    assert b"".join(words_in(text)) == whole
    assert b"".join(map(bytes_of, pieces_of(text, known))) == whole
    ids = ids_of([text], known, max(1, len(whole)))
    assert ids.min() >= 0 and ids.max() < len(known) and (ids == 1).any() == (not text)
    assert texts_of(ids, known) == [whole.decode("utf-8", "replace")]
    assert ids_of([text], known, 3).tolist() == [(ids[0].tolist() + [0, 0, 0])[:3]]  # cut before it is read


@given(st.binary(min_size=1, max_size=LONGEST_TOKEN), st.binary(min_size=1, max_size=LONGEST_TOKEN))
def test_a_name_tells_its_token(one: bytes, other: bytes) -> None:
    assert bytes_of(name_of(one)) == one and name_of(one).isprintable()
    assert (name_of(one) == name_of(other)) == (one == other)


def test_names_are_what_one_can_read() -> None:
    tokens = (b" film", "Übermaß".encode(), b"\n", b"\xe2\x82", "␣".encode(), b"\x00", "·".encode())
    assert list(map(name_of, tokens)) == ["␣film", "Übermaß", "⏎", "⟨E2 82⟩", "⟨E2 90 A3⟩", "⟨00⟩", "·"]


def test_a_learned_word_is_one_token_and_a_new_one_is_several() -> None:
    known = vocabulary(*["the lowest newest film"] * 30)
    assert pieces_of("the newest", known) == ["the", "␣newest"]
    assert "".join(pieces_of("the new low", known)) == "the␣new␣low"
    assert all(np.array(Cutter(known[258:]).ids("日本")) < 258)


def test_what_was_learned_can_be_kept_and_what_cannot_be_is_refused(tmp_path: Path) -> None:
    project = read_by(text_table(tmp_path), "byte_pairs", most=60)
    own = project.data.own
    assert own is not None and len(own.columns[0].kinds) == 60
    check_merges(own.columns[0].kinds)
    save_project(tmp_path / "p.nnplay", project)
    assert open_project(tmp_path / "p.nnplay", CATALOGUE).project.data.own == own


@pytest.mark.parametrize("kinds", [
    ["abc"], ["ab", "ab"], ["ab", "abcd"], ["a"], [""], ["⟨zz⟩"], ["⟨⟩"], ["⟨"], ["⟨61⟩"], ["\ud800"],
    ["ab", "⟨61 62⟩"], ["x" * 900], [("ab" * 40)],
])  # fmt: skip
def test_a_manifest_whose_pairs_are_none_is_refused(kinds: list[str]) -> None:
    with pytest.raises(ValidationError):
        ColumnModel.model_validate({"name": "t", "type": "byte_pairs", "kinds": kinds})


def test_too_many_pairs_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="50001 byte pairs are too many"):
        check_merges(["ab"] * 50_001)


def test_what_is_held_out_changes_no_merge(tmp_path: Path) -> None:
    path = text_table(tmp_path)
    project = read_by(path, "byte_pairs")
    samples, lines = load_samples(project), path.read_text().splitlines()
    held_out = {*samples.parts["test"].tolist(), *samples.parts["validation"].tolist()}
    for row in held_out:
        lines[row + 1] = f'"quagga{row} zzzz zzzz",{lines[row + 1].rsplit(",", 1)[1]}'
    (tmp_path / "other.csv").write_text("\n".join(lines) + "\n")
    other = read_by(tmp_path / "other.csv", "byte_pairs")
    assert fields_of(other).fields["tokens"] == fields_of(project).fields["tokens"]
    ids, changed = (load_samples(each).dataset.arrays["tokens"] for each in (project, other))
    assert {row for row in range(len(ids)) if (ids[row] != changed[row]).any()} == held_out


def type_of(path: Path, texts: list[str]) -> str:
    rows = [f"{text},{'yes' if row % 2 else 'no'}" for row, text in enumerate(texts)]
    path.write_text("\n".join(["review,opinion", *rows]) + "\n", encoding="utf-8")
    return importer_for(path).understand(path, {}).manifest.columns[0].type


def test_byte_pairs_are_proposed_where_words_would_leave_many_unknown(tmp_path: Path) -> None:
    draw = np.random.default_rng(5)
    genes = ["".join(draw.choice(list("ACGT"), 40)) for _ in range(80)]
    plain = [f"{text} {number % 40}" for number, (text, _) in enumerate(texts(120))]
    assert unknown_share(genes) == 1.0 and unknown_share(plain) < MANY
    assert type_of(tmp_path / "a.csv", genes) == "byte_pairs"
    assert type_of(tmp_path / "b.csv", plain) == "text"
    assert type_of(tmp_path / "c.csv", genes[:20]) == "text"
