"""What is worth knowing about pictures: each oddity in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from playground.core.importing.classes import PART
from playground.core.importing.pictures.looked import Double, LookedAtPictures
from playground.core.importing.understood import Remark
from playground.core.sentences import Text, count_of, listed, thousands

_RARE = 3.0  # times as many pictures of the largest class as of the smallest
_MANY_RARE = 5


def remarks_of(looked: LookedAtPictures) -> tuple[Remark, ...]:
    """Return what is worth knowing before it is known how they are split, the worst first."""
    return (*remarks_beside_pairs(looked), *_doubles(looked))


def remarks_beside_pairs(looked: LookedAtPictures) -> tuple[Remark, ...]:
    """Return what is worth knowing but for pairs that are nearly the same."""
    looks = (_in_two_classes, _rare, _missing, _parts, _small, _turned)
    return tuple(remark for look in looks for remark in look(looked))


def _in_two_classes(looked: LookedAtPictures) -> Iterator[Remark]:
    if looked.target < 0:
        return
    values = looked.values(looked.target)
    pairs = [each for each in looked.doubles if each.same_file and values[each.one] != values[each.other]]
    if pairs:
        names = (looked.pictures[pairs[0].one].name, looked.pictures[pairs[0].other].name)
        one = "{first} and {second} are the same picture in two classes."
        many = "{count} pictures stand in two classes at once, such as {first} and {second}."
        yield Remark("double", Text(one if len(pairs) == 1 else many, count=len(pairs), first=names[0],
                                    second=names[1]))  # fmt: skip


def _doubles(looked: LookedAtPictures) -> Iterator[Remark]:
    if looked.doubles:
        words = (
            "One pair of pictures is nearly the same: both may land in different parts.",
            "{count} pairs of pictures are nearly the same: they may land in different parts.",
        )
        yield Remark("double", count_of(len(looked.doubles), *words))


def pairs_apart(doubles: Sequence[Double], parts: np.ndarray) -> tuple[Double, ...]:
    """Return the pairs that are in different parts; `parts` (rows,) are places in `PARTS`, -1 for none."""

    def apart(each: Double) -> bool:
        one, other = int(parts[each.one]), int(parts[each.other])
        return one != other and min(one, other) >= 0

    return tuple(filter(apart, doubles))


def alike(looked: LookedAtPictures, apart: Sequence[Double]) -> tuple[Remark, ...]:
    """Say which pairs are nearly the same and stand in different parts, by their first."""
    if not apart:
        return ()
    first, second = looked.pictures[apart[0].one].name, looked.pictures[apart[0].other].name
    one = "{first} and {second} are nearly the same and in different parts: what is judged was learned from."
    many = "{count} pairs are nearly the same and in different parts, such as {first} and {second}."
    words = Text(one if len(apart) == 1 else many, count=thousands(len(apart)), first=first, second=second)
    return (Remark("alike", words),)


def _rare(looked: LookedAtPictures) -> Iterator[Remark]:
    if looked.target < 0 or not looked.columns[looked.target].kinds:
        return
    column, values = looked.columns[looked.target], looked.values(looked.target)
    counts = np.bincount(values[values >= 0], minlength=len(column.kinds))
    rare = [kind for kind, count in zip(column.kinds, counts.tolist(), strict=True)
            if count * _RARE < counts.max()]  # fmt: skip
    if rare:
        words = "{classes}: less than a third as many pictures as the largest class."
        more = len(rare) - _MANY_RARE
        told = [*rare[:_MANY_RARE], *([Text("{count} more", count=more)] if more > 0 else [])]
        yield Remark("rare", Text(words, classes=listed(told)), column.name)


def _missing(looked: LookedAtPictures) -> Iterator[Remark]:
    target = looked.columns[looked.target] if looked.target >= 0 else None
    if target is not None and target.missing:
        words = ("One picture lies in no folder of a class: it is not learned from.",
                 "{count} pictures lie in no folder of a class: they are not learned from.")  # fmt: skip
        yield Remark("missing", count_of(target.missing, *words), target.name)


def _parts(looked: LookedAtPictures) -> Iterator[Remark]:
    part = next((each for each in looked.columns if each.name == PART and each.kinds), None)
    if part is not None and part.use == "out" and PART in looked.told:
        words = "They come as {parts}, and are split so unless you choose another way."
        yield Remark("other", Text(words, parts=listed(part.kinds)))


def _small(looked: LookedAtPictures) -> Iterator[Remark]:
    count = sum(min(each.width, each.height) < 8 for each in looked.pictures)
    if count:
        words = ("One picture is smaller than 8 pixels.", "{count} pictures are smaller than 8 pixels.")
        yield Remark("other", count_of(count, *words))


def _turned(looked: LookedAtPictures) -> Iterator[Remark]:
    count = sum(each.turned for each in looked.pictures)
    if count:
        words = ("One picture carries the camera's note how to turn it.",
                 "{count} pictures carry the camera's note how to turn them.")  # fmt: skip
        yield Remark("other", count_of(count, *words))
