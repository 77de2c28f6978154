"""How well a few typed letters fit a title: the scorer of the command palette."""

from __future__ import annotations

WHOLE_START, WORD_START, INITIALS, INSIDE, SCATTERED = 5.0, 4.0, 3.0, 2.0, 1.0
BESIDE = 0.6  # what a match in the words beside the title counts


def score(query: str, title: str, beside: str = "") -> float | None:
    """Return how well all words of a query fit a title or the words beside it; None when one does not.

    Higher is better; an empty query fits everything alike.
    """
    total = 0.0
    for word in query.casefold().split():
        found = _best(word, title.casefold(), beside.casefold())
        if found is None:
            return None
        total += found
    return total


def _best(word: str, title: str, beside: str) -> float | None:
    here, there = _fit(word, title), _fit(word, beside, starts_only=True)
    if there is not None:
        there *= BESIDE
    found = [value for value in (here, there) if value is not None]
    return max(found) if found else None


def _fit(word: str, text: str, starts_only: bool = False) -> float | None:
    """Return how well one word fits: at a start, as initials, inside, or letter by letter."""
    # Of two titles that fit alike, the shorter one is meant.
    share = 0.0 if starts_only else len(word) / max(1, len(text))
    if text.startswith(word):
        return WHOLE_START + share
    at = _word_start(word, text)
    if at >= 0:
        return WORD_START + share
    if starts_only:
        return None
    if len(word) > 1 and _initials(word, text):
        return INITIALS + share
    if len(word) > 1 and word in text:
        return INSIDE + share
    return SCATTERED * share if len(word) > 2 and _in_order(word, text) else None


def _word_start(word: str, text: str) -> int:
    """Return where the word begins a word of the text, -1 where it does not."""
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at


def _starts(text: str) -> list[int]:
    """Return where the words of a text begin."""
    return [at for at in range(len(text)) if at == 0 or not text[at - 1].isalnum()]


def _initials(word: str, text: str) -> bool:
    """Tell whether the letters begin words one after the other: `ns` in `new seed`."""
    return "".join(text[at] for at in _starts(text)).startswith(word)


def _in_order(word: str, text: str) -> bool:
    """Tell whether the letters come in order, the first one at a word's start: `nsd` in `new seed`."""
    return any(text[at] == word[0] and _follows(word, text[at:]) for at in _starts(text))


def _follows(word: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in word)
