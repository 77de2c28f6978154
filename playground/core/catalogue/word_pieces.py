"""How a text is cut into words or characters."""

from __future__ import annotations

import re

MOST_WORDS = 10_000  # that are told apart where nobody says how many, the commonest ones
LONGEST_WORD = 60  # characters
_PIECE = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


def pieces_of(text: str, by_words: bool) -> list[str]:
    """Return a text's words in small letters, marks for themselves; or its characters as they are."""
    if not by_words:
        return list(" ".join(text.split()))
    return [piece[:LONGEST_WORD] for piece in _PIECE.findall(text.lower())]
