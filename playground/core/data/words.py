"""Texts as rows of words or characters, each by its place in a vocabulary that was learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from playground.core.catalogue.own_texts import UNKNOWN
from playground.core.catalogue.word_pieces import LONGEST_WORD, MOST_WORDS, pieces_of

MOST_CHARACTERS = 500  # that are told apart where nobody says how many, the commonest ones
LONGEST_TEXT, LONGEST_LINE = 256, 512  # words, and characters, that are read of a text at most
_FEW = 20  # words that come at least twice; where fewer do, those that come once are learned too
_COVERED = 0.95  # of the training texts are read to their end, as far as the bound allows


def numbered(texts: Sequence[str], by_words: bool) -> np.ndarray:
    """Return a number (n,) int64 that texts share whose pieces are the same."""
    known = dict[object, int]()
    close = [_without_spaces(text) for text in texts]
    times = Counter(each for each, _ in close)
    told = (
        known.setdefault(each if whole and times[each] == 1 else tuple(pieces_of(text, by_words)), len(known))
        for text, (each, whole) in zip(texts, close, strict=True)
    )
    return np.fromiter(told, np.int64, len(texts))


def _without_spaces(text: str) -> tuple[str, bool]:
    """Return what texts share whose pieces are the same, found much faster, and whether that is so of it.

    It is not where a word is so long that it may be cut.
    """
    words = text.lower().split()
    return "".join(words), max(map(len, words), default=0) < LONGEST_WORD


def learned_from(texts: Iterable[str], by_words: bool, most: int = 0) -> tuple[tuple[str, ...], int]:
    """Return the vocabulary of training texts, the commonest first, and how many pieces are read of each.

    At most so many pieces are told apart; 0: as many as is usual.
    """
    counts, seen_in, lengths = Counter[str](), Counter[str](), []
    for text in texts:
        pieces = pieces_of(text, by_words)
        lengths.append(len(pieces))
        counts.update(pieces)
        seen_in.update(set(pieces))
    often = {piece: count for piece, count in counts.items() if seen_in[piece] > 1}
    chosen = often if len(often) >= _FEW else counts
    most = most or (MOST_WORDS if by_words else MOST_CHARACTERS)
    known = sorted(chosen, key=lambda piece: (-counts[piece], piece))[:most]
    length = int(np.ceil(np.quantile(lengths, _COVERED))) if lengths else 1
    return tuple(known), max(1, min(length, LONGEST_TEXT if by_words else LONGEST_LINE))


def ids_of(texts: Sequence[str], known: Sequence[str], length: int, by_words: bool) -> np.ndarray:
    """Return texts as ids (n, length) int64: cut at the end or filled up with 0.

    A piece that is not known is the unknown one, where the vocabulary has that, and is left out elsewhere;
    so is a text that holds nothing.
    """
    places = {piece: place for place, piece in enumerate(known)}
    unknown = places.get(UNKNOWN, 0)
    made = np.zeros((len(texts), length), np.int64)
    for row, text in enumerate(texts):
        found = [places.get(piece, unknown) for piece in pieces_of(text, by_words)[: 4 * length]]
        kept = [place for place in found if place][:length] or [unknown]
        made[row, : len(kept)] = kept
    return made
