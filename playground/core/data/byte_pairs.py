"""Texts as byte pairs: the pair of neighbours that is the most frequent becomes a token, again and again.

Sennrich, Haddow, Birch: Neural machine translation of rare words with subword units (ACL 2016). It begins
with the bytes of UTF-8, so that no text is unknown and each can be told from its tokens to the last byte.
Words are cut by their bytes alone, in the same way by every version of Python: a run of letters, digits and
whatever is no ASCII, or of other marks, each with a space before it, or of spaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

import numpy as np

from playground.core.catalogue.byte_names import EVERY_BYTE, LONGEST_TOKEN, bytes_of, name_of
from playground.core.catalogue.own_texts import UNKNOWN
from playground.core.data.merging import merges_of

MOST_PAIRS = 4000  # that are learned where nobody says how many
LONGEST_TEXT = 384  # tokens that are read of a text at most
_MOST_WORDS = 50_000  # different ones that pairs are learned from, the commonest
_COVERED = 0.95  # of the training texts are read to their end, as far as the bound allows
_LONGEST_WORD = LONGEST_TOKEN - 4  # bytes, without a space
_LETTER = rb"[0-9A-Za-z_\x80-\xff]"
_MARK = rb"[^0-9A-Za-z_\x80-\xff\s]"
_WORD = re.compile(
    rb" ?%b{1,%d}| ?%b{1,%d}|\s{1,%d}(?!\S)|\s{1,%d}" % (_LETTER, _LONGEST_WORD, _MARK, *(_LONGEST_WORD,) * 3)
)
_NEVER = 2**31  # the rank of what is no token
_FIRST = 2 + len(EVERY_BYTE)  # id of the first pair: before it stand padding, the unknown and every byte


def words_in(text: str) -> list[bytes]:
    """Return a text's words with the space before each; together they are its bytes."""
    return _WORD.findall(text.encode("utf-8", "surrogatepass"))


def numbered(texts: Sequence[str]) -> np.ndarray:
    """Return a number (n,) int64 that texts share which are the same, character by character."""
    known: dict[str, int] = {}
    return np.fromiter((known.setdefault(text, len(known)) for text in texts), np.int64, len(texts))


def learned_from(texts: Iterable[str], most: int = 0) -> tuple[tuple[str, ...], int]:
    """Return what was merged in training texts, as it is called, and how many tokens are read of each."""
    texts = list(texts)
    counts = Counter(chain.from_iterable(map(words_in, texts)))
    often = sorted(counts, key=lambda word: (-counts[word], word))[:_MOST_WORDS]
    known = tuple(map(name_of, merges_of({word: counts[word] for word in often}, most or MOST_PAIRS)))
    cutter = Cutter(known)
    lengths = [sum(map(len, map(cutter.__getitem__, words_in(text)))) for text in texts]
    length = int(np.ceil(np.quantile(lengths, _COVERED))) if lengths else 0
    return known, min(max(1, length), LONGEST_TEXT) if lengths else 0


class Cutter(dict[bytes, tuple[int, ...]]):
    """The ids of words' tokens in one vocabulary, each word cut when it is first asked for.

    Of neighbours that are a token together the one that was merged first is put together first. Ids begin
    with padding and the unknown one; then come every byte and the pairs.
    """

    def __init__(self, pairs: Sequence[str]) -> None:
        super().__init__()
        self._places = {bytes((each,)): 2 + each for each in range(256)}
        self._places |= {bytes_of(name): _FIRST + place for place, name in enumerate(pairs)}

    def __missing__(self, word: bytes) -> tuple[int, ...]:
        """Return the ids of a word's tokens and keep them."""
        parts, places = [word[at : at + 1] for at in range(len(word))], self._places
        while len(parts) > 1:
            ranks = [places.get(one + other, _NEVER) for one, other in pairwise(parts)]
            first = min(ranks)
            if first == _NEVER:
                break
            at = ranks.index(first)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        made = self[word] = tuple(places[each] for each in parts)
        return made

    def ids(self, text: str) -> list[int]:
        """Return the ids of a text's tokens."""
        return list(chain.from_iterable(map(self.__getitem__, words_in(text))))


def texts_of(ids: np.ndarray, known: Sequence[str]) -> list[str]:
    """Return the texts that ids (n, length) were cut from; what no text has is �."""
    spelled = [b"", b"", *map(bytes_of, known[2:])]
    return [b"".join(map(spelled.__getitem__, row)).decode("utf-8", "replace") for row in ids.tolist()]


def pieces_of(text: str, known: Sequence[str]) -> list[str]:
    """Return a text's tokens as a vocabulary calls them."""
    return [known[place] for place in Cutter(known[_FIRST:]).ids(text)]


def ids_of(texts: Sequence[str], known: Sequence[str], length: int) -> np.ndarray:
    """Return texts as ids (n, length) int64: cut at the end or filled up with 0; an empty one is unknown."""
    cutter, made = Cutter(known[_FIRST:]), np.zeros((len(texts), length), np.int64)
    nothing, reach = [known.index(UNKNOWN)], LONGEST_TOKEN * (length + 1)  # as far as so many tokens reach
    for row, text in enumerate(texts):
        found = cutter.ids(text[:reach])[:length] or nothing
        made[row, : len(found)] = found
    return made
