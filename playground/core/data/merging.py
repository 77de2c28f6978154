"""Which neighbours are merged into tokens, by how often they stand beside each other in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from heapq import heapify, heappop, heappush
from itertools import pairwise

Pair = tuple[bytes, bytes]
_FEW = 20  # pairs that come at least twice; where fewer do, those that come once are merged, too


def merges_of(words: Mapping[bytes, int], most: int) -> list[bytes]:
    """Return at most so many tokens in the order in which they were merged, by words and their counts.

    The most frequent pair comes first; of equally frequent ones that whose first half, then whose second half
    comes first in the order of bytes: neither chance nor the order of the words has a say.
    """
    merging = _Merging(words)
    found: dict[bytes, None] = {}
    while len(found) < most:
        pair = merging.best(1 if len(found) < _FEW else 2)
        if pair is None:
            break
        found[b"".join(pair)] = None
        merging.merge(pair)
    return list(found)


class _Merging:
    """Words in their tokens of the moment, and how often which two stand beside each other."""

    def __init__(self, words: Mapping[bytes, int]) -> None:
        self._words = [[word[at : at + 1] for at in range(len(word))] for word in words]
        self._weights = list(words.values())
        self._counts = Counter[Pair]()
        self._where = defaultdict[Pair, set[int]](set)  # words that hold a pair, or once did
        for place in range(len(self._words)):
            self._note(place)
        self._heap = [(-count, pair) for pair, count in self._counts.items()]  # counts that may be too large
        heapify(self._heap)

    def _note(self, place: int) -> None:
        for pair in pairwise(self._words[place]):
            self._counts[pair] += self._weights[place]
            self._where[pair].add(place)

    def best(self, least: int) -> Pair | None:
        """Return the most frequent pair, None where none comes so often."""
        while self._heap and -self._heap[0][0] >= least:
            count, pair = heappop(self._heap)
            now = self._counts[pair]
            if now == -count:
                return pair
            if now > 0:
                heappush(self._heap, (-now, pair))
        return None

    def merge(self, pair: Pair) -> None:
        """Put a pair together wherever it stands."""
        token, counts, new = b"".join(pair), self._counts, set[Pair]()
        for place in self._where.pop(pair):
            before, weight = self._words[place], self._weights[place]
            for each in pairwise(before):
                counts[each] -= weight
            self._words[place] = _merged(before, pair, token)
            self._note(place)
            new.update(each for each in pairwise(self._words[place]) if token in each)
        for each in new:
            heappush(self._heap, (-counts[each], each))


def _merged(parts: list[bytes], pair: Pair, token: bytes) -> list[bytes]:
    """Return a word's tokens with a pair put together, from the left."""
    made: list[bytes] = []
    at = 0
    while at < len(parts):
        here = parts[at] == pair[0] and at + 1 < len(parts) and parts[at + 1] == pair[1]
        made.append(token if here else parts[at])
        at += 2 if here else 1
    return made
