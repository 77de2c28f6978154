"""Made-up one-sentence reviews whose words alone do not tell: negations turn them round."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from playground.core.blocks.params import Params
from playground.core.catalogue.data_set import DataSet
from playground.core.data import fields
from playground.core.data.seeds import generator
from playground.core.data.vocabulary import BAD, GOOD, NOUNS, WORDS

Sentence = list[str]
Chosen = TypeVar("Chosen")
IDS = {word: index for index, word in enumerate(WORDS)}
DEGREES = ("", "really", "quite", "very", "truly", "rather")
OPENINGS = ("", "we thought", "they said", "one can say that", "i thought")


def _plain(noun: str, other: str, right: str, wrong: str, degree: str) -> Sentence:
    return ["the", noun, "was", degree, right]


def _not_at_all(noun: str, other: str, right: str, wrong: str, degree: str) -> Sentence:
    return ["the", noun, "was", "not", wrong, "at", "all"]


def _nobody(noun: str, other: str, right: str, wrong: str, degree: str) -> Sentence:
    return ["nobody", "could", "call", "the", noun, degree, wrong]


def _never(noun: str, other: str, right: str, wrong: str, degree: str) -> Sentence:
    return ["i", "never", "found", "the", noun, degree, wrong]


def _not_everyone(noun: str, other: str, right: str, wrong: str, degree: str) -> Sentence:
    return ["not", "everyone", "saw", "it", "but", "the", noun, "was", degree, right]


def _although(noun: str, other: str, right: str, wrong: str, degree: str) -> Sentence:
    return ["although", "the", other, "was", wrong, "the", noun, "was", degree, right]


def _but(noun: str, other: str, right: str, wrong: str, degree: str) -> Sentence:
    return ["the", other, "was", wrong, "but", "the", noun, "was", degree, right]


# Each gets two nouns, a word of the sentence's opinion, one of the opposite, and a degree.
SENTENCES: tuple[Callable[[str, str, str, str, str], Sentence], ...] = (
    _plain, _not_at_all, _nobody, _never, _not_everyone, _although, _but,
)  # fmt: skip
NEGATING = (_not_at_all, _nobody, _never)  # the word of opinion means its opposite


def reviews(options: Params, seed: int) -> DataSet:
    """Write sentences as word ids (n, 14) int64 with their opinion (n,): 0 bad, 1 good, in turns.

    Of each word it is known what is meant by it: nothing, 1 blame or 2 praise; "not bad" is praise.
    """
    count, random = options["samples"], generator(seed, "reviews")
    labels = np.arange(count, dtype=np.int64) % 2
    draws = random.random((count, 7))
    tokens, meant = (np.zeros((count, fields.LONGEST), np.int64) for _ in range(2))
    for row, (label, draw) in enumerate(zip(labels, draws, strict=True)):
        words = _sentence(bool(label), draw)
        tokens[row, : len(words)] = [IDS[word] for word in words]
        turned = _pick(SENTENCES, draw[0]) in NEGATING
        meant[row, : len(words)] = [_meant(word, bool(label), turned) for word in words]
    return DataSet(fields.reviews(options), {"tokens": tokens, "label": labels, "step_labels": meant})


def _meant(word: str, good: bool, turned: bool) -> int:
    """Return what a word says where it stands: 0 nothing, 1 blame, 2 praise."""
    if word not in GOOD and word not in BAD:
        return 0
    return 1 + (good if turned else word in GOOD)


def _sentence(good: bool, draw: np.ndarray) -> Sentence:
    right, wrong = (GOOD, BAD) if good else (BAD, GOOD)
    rule = _pick(SENTENCES, draw[0])
    noun, other = _pick(NOUNS, draw[1]), _pick(NOUNS, draw[2])
    words = rule(noun, other, _pick(right, draw[3]), _pick(wrong, draw[4]), _pick(DEGREES, draw[5]))
    return [*_pick(OPENINGS, draw[6]).split(), *(word for word in words if word)]


def _pick(choices: tuple[Chosen, ...], draw: float) -> Chosen:
    return choices[int(draw * len(choices))]
