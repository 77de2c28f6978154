"""Sentences as keys and values, and how numbers and foreign words stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Self

THIN = "\u2009"  # between groups of three digits
SPACES = " \u2009\u202f\xa0"  # in numbers and before units
LONGEST = 299  # characters of a refusal
_WORD = 60  # characters; longer ones are names and paths, which give way first


class Text(str):
    """A sentence that is still its key and its values: English as it stands, translated where it is shown."""

    key: str
    values: Mapping[str, object]  # texts among them are translated too
    _by: Callable[[str], str]  # what is done to the words, in whichever language

    def __new__(cls, key: str, /, **values: object) -> Self:
        """Make the English sentence; without values its key stands as it is."""
        made = super().__new__(cls, key.format_map(values) if values else key)
        made.key, made.values, made._by = key, values, str
        return made

    def changed(self, by: Callable[[str], str]) -> Text:
        """Return the text with something done to its words, also when it is translated."""
        made, before = str.__new__(Text, by(str(self))), self._by
        made.key, made.values, made._by = self.key, self.values, lambda words: by(before(words))
        return made

    def open(self) -> Text:
        """Return the sentence without its full stop, so that more can follow in it."""
        return self.changed(lambda words: words.rstrip("."))

    def shown(self, into: Callable[[str], str]) -> str:
        """Return the text in another language: key and texts among the values, not names and numbers."""
        words, values = translated(str(self.key), into), dict(self.values)
        for name, each in values.items():
            values[name] = each.shown(into) if isinstance(each, Text) else each
        return self._by(words.format_map(values) if values else words)


def translated(text: str, into: Callable[[str], str]) -> str:
    """Return a text or a bare key in another language."""
    if isinstance(text, Text):
        return text.shown(into)
    return into(text) if text else ""  # gettext keeps facts about a catalogue under no words at all


def listed(parts: Iterable[str], between: str = "") -> Text:
    """Return parts in a row, put together two by two; by commas and an "and" unless told otherwise."""
    texts = [each if isinstance(each, Text) else Text("{part}", part=each) for each in parts]
    if len(texts) < 2:
        return texts[0] if texts else Text("")
    *before, last = texts
    row = _joined(before, between or "{first}, {second}")
    return Text(between or "{first} and {second}", first=row, second=last)


def _joined(texts: list[Text], between: str) -> Text:
    """Return texts put together in halves: of very many none is copied more than a few times."""
    while len(texts) > 1:
        pairs = [Text(between, first=a, second=b) for a, b in zip(texts[::2], texts[1::2], strict=False)]
        texts = [*pairs, *texts[2 * len(pairs) :]]
    return texts[0]


def count_of(count: int, one: str, many: str) -> Text:
    """Return how many there are, by a key for one and a key for all other counts."""
    return Text(one if count == 1 else many, count=count)


def thousands(count: int) -> str:
    """Return a whole number as people read it, in groups of three: 16 786 with a thin space."""
    return f"{count:,}".replace(",", THIN)


def harmless(text: str) -> str:
    """Return a text whose characters all can be seen: what would steer a terminal is shown by its code.

    That is every control character but the line's end, marks and overrides of direction, other separators of
    lines, half characters. Names come from anywhere.
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each == "\n" or each in SPACES else ascii(each)[1:-1] for each in text
    )


def one_line(text: str) -> str:
    """Return a harmless text that stays in its line: an end of line in a name is a space."""
    return harmless(re.sub(r"\s*[\t-\r]\s*", " ", text.strip()))


def brief(text: str, most: int = LONGEST) -> str:
    """Return a text of at most so many characters: long words are shortened first, then its middle."""
    if len(text) > most:
        text = re.sub(rf"\S{{{_WORD + 1},}}", lambda word: _without_middle(word[0], _WORD, "..."), text)
    return text if len(text) <= most else _without_middle(text, most, " ... ")


def _without_middle(text: str, most: int, gap: str) -> str:
    kept = most - len(gap)
    tail = kept // 3
    return f"{text[: kept - tail]}{gap}{text[len(text) - tail :]}"
