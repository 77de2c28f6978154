"""The ways in which texts of somebody's own become tokens: one description each, by the type of a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.catalogue.manifest import ColumnType
from playground.core.catalogue.own_texts import BYTE_PAIRS
from playground.core.catalogue.word_pieces import MOST_WORDS, pieces_of
from playground.core.data import byte_pairs, words

_Pieces = Callable[[str, Sequence[str]], list[str]]
_Numbered = Callable[[Sequence[str]], np.ndarray]
_Learned = Callable[[Iterable[str], int], tuple[tuple[str, ...], int]]
_Ids = Callable[[Sequence[str], Sequence[str], int], np.ndarray]
_Cut = tuple[_Pieces, _Numbered, _Learned, _Ids]


@dataclass(frozen=True)
class TextWay:
    """One way to cut texts; vocabularies are a field's `parts`."""

    type: ColumnType
    pieces: _Pieces  # of (text, vocabulary)
    numbered: _Numbered  # texts -> (n,), the same for those that are one
    learned: _Learned  # of (texts, most) -> what a column keeps as its kinds and its high
    ids: _Ids  # of (texts, vocabulary, length)
    usual: int  # tokens that are told apart at most where nobody says how many
    sizes: tuple[int, ...]  # that are offered
    known: str  # says how many are known
    too_long: str  # says that of a text the first ones are read


def _by(by_words: bool) -> _Cut:
    return (
        lambda text, known: pieces_of(text, by_words),
        partial(words.numbered, by_words=by_words),
        lambda texts, most: words.learned_from(texts, by_words, most),
        partial(words.ids_of, by_words=by_words),
    )


TEXT_WAYS = (
    TextWay(
        "text", *_by(True), usual=MOST_WORDS, sizes=(1000, 2000, 5000, 10_000, 20_000),
        known="{count} words known", too_long="Of {count} words the first {read} are read.",
    ),
    TextWay(
        "characters", *_by(False), usual=words.MOST_CHARACTERS, sizes=(50, 100, 200, 500, 2000),
        known="{count} characters known", too_long="Of {count} characters the first {read} are read.",
    ),
    TextWay(
        BYTE_PAIRS, byte_pairs.pieces_of, byte_pairs.numbered, byte_pairs.learned_from, byte_pairs.ids_of,
        usual=byte_pairs.MOST_PAIRS, sizes=(500, 1000, 2000, 4000, 8000, 16_000),
        known="{count} byte pairs known", too_long="Of {count} byte pairs the first {read} are read.",
    ),
)  # fmt: skip


def way_of(kind: str) -> TextWay:
    """Return the way of a column's type; words where that is none of texts."""
    return next((each for each in TEXT_WAYS if each.type == kind), TEXT_WAYS[0])


def cut_of(field: Field) -> TextWay:
    """Return the way in which a field's texts are cut."""
    return way_of(field.cut)
