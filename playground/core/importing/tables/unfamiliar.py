"""Whether words would leave much of texts unknown: those of languages without spaces, codes, many forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from playground.core.catalogue.manifest import Column
from playground.core.catalogue.own_texts import BYTE_PAIRS
from playground.core.catalogue.word_pieces import MOST_WORDS, pieces_of
from playground.core.importing.tables.found_cells import FoundCells

# Of all words. Measured: English prose leaves 0.22 of 100 texts of 60 words, 0.17 of 200, 0.06 of 5,000;
# 200 sentences of German 0.33, of Turkish 0.41, 900 of them 0.14 and 0.24; Chinese 0.33, and DNA all.
MANY = 0.25
_FEWEST = 50  # texts that tell
_ASKED = (500, 5000)  # texts, evenly chosen: more are asked where those leave many unknown
_READ = 2000  # characters of each


def cut_by_need(column: Column, found: FoundCells) -> Column:
    """Return a column of texts that go in by byte pairs where words would leave many unknown."""
    if column.type != "text" or column.use != "input" or found.rows < _FEWEST:
        return column
    texts = list(found.spelled.present)
    many = all(unknown_share(texts[:: max(1, len(texts) // some)]) > MANY for some in _ASKED)
    return replace(column, type=BYTE_PAIRS) if many and len(texts) >= _FEWEST else column


def unknown_share(texts: Sequence[str]) -> float:
    """Return the share of a text's words that would not be known if it were left out of those learned from.

    A word is learned that two other texts hold, and is one of the commonest.
    """
    counts, seen_in = Counter[str](), Counter[str]()
    for text in texts:
        pieces = pieces_of(text[:_READ], by_words=True)
        counts.update(pieces)
        seen_in.update(set(pieces))
    known = sorted((counts[word] for word, seen in seen_in.items() if seen > 2), reverse=True)[:MOST_WORDS]
    return 1 - sum(known) / max(1, counts.total())
