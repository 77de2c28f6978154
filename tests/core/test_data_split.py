"""Splits respect the shares, and samples are made once and never changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_data import holding
from playground.core.builtin import CATALOGUE
from playground.core.data import registry
from playground.core.data.prepared import fields_of, load_samples
from playground.core.data.split import PARTS, counts, same_split, split
from playground.core.errors import PlaygroundError
from playground.core.project.values import DataChoice
from playground.core.registry import Registry


@given(st.integers(0, 3000), st.tuples(*[st.floats(0, 1)] * 3))
def test_counts_add_up_and_leave_nobody_with_a_share_empty(n: int, shares: tuple[float, ...]) -> None:
    train, validation, test = counts(n, DataChoice("xor", {}, 0, *shares))
    assert train + validation + test == n and min(train, validation, test) >= 0
    wanted = [share > 0 for share in shares]
    if n >= 3:
        assert train > 0 or not wanted[0]
        assert validation > 0 or not wanted[1]
        assert test > 0 or not wanted[2]


@given(st.integers(3, 2000), st.tuples(*[st.floats(0.1, 1)] * 3))
def test_counts_are_the_rounded_shares(n: int, shares: tuple[float, ...]) -> None:
    choice = DataChoice("xor", {}, 0, *(share / sum(shares) for share in shares))
    for count, share in zip(counts(n, choice), shares, strict=True):
        assert abs(count - n * share / sum(shares)) <= 1.5


def test_the_seed_decides_the_split() -> None:
    one, again, other = (split(100, DataChoice("xor", {}, seed)) for seed in (1, 1, 2))
    assert all((one[part] == again[part]).all() for part in PARTS)
    assert (one["train"] != other["train"]).any()
    assert all(one[part].dtype == np.int64 for part in PARTS)


def test_a_part_keeps_the_projects_own_mixed_order() -> None:
    taken = load_samples(holding(DataChoice("spiral", {}, 0))).take("validation")
    assert np.abs(np.diff(taken["label"])).sum() > 20  # the classes alternate, not one after the other


def test_the_same_choice_is_made_once_and_cannot_be_changed_by_those_who_hold_it() -> None:
    one, two = (load_samples(holding(DataChoice("moons", {"noise": 0.2}))) for _ in range(2))
    assert one is two
    with pytest.raises(ValueError, match="read-only"):
        one.dataset.arrays["points"][0] = 0
    taken = one.take("train")["points"]
    taken[0] = 99.0
    assert (one.take("train")["points"][0] != 99.0).all()


def test_a_default_that_is_spelt_out_changes_nothing() -> None:
    assert load_samples(holding(DataChoice("xor"))) is load_samples(
        holding(DataChoice("xor", {"noise": 0.1, "samples": 500}))
    )


def test_changed_shares_keep_the_points() -> None:
    one, two = (
        load_samples(holding(DataChoice("xor", seed=77, train=share, validation=1 - share)))
        for share in (0.7, 0.5)
    )
    assert one.dataset is two.dataset and one.count("train") == 350 and two.count("train") == 250


def test_an_unknown_set_is_one_sentence_that_names_the_known_ones() -> None:
    for ask in (load_samples, fields_of):
        with pytest.raises(PlaygroundError, match="'whales' is not known here; choose one of spiral, circle"):
            ask(holding(DataChoice("whales")))


def test_two_sets_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="xor"):
        Registry((registry.XOR, registry.XOR))
    assert CATALOGUE.data.find("whales") is None and len(CATALOGUE.data) == len(registry.BUILTIN)


@given(
    st.lists(st.integers(0, 4), min_size=20, max_size=200),
    st.integers(0, 9),
    st.sampled_from((0.3, 0.5, 0.7)),
)
def test_each_part_holds_the_classes_in_proportion(labels: list[int], seed: int, share: float) -> None:
    classes, choice = np.array(labels), DataChoice("xor", {}, seed, share, 0.8 - share, 0.2)
    parts = split(len(labels), choice, classes)
    assert sorted(np.concatenate(list(parts.values()))) == list(range(len(labels)))
    for part, wanted in zip(PARTS, (choice.train, choice.validation, choice.test), strict=True):
        for kind in set(labels):
            held, all_of_it = (classes[parts[part]] == kind).sum(), (classes == kind).sum()
            assert abs(held - wanted * all_of_it) < 2.5
    assert set(classes[parts["train"]]) == set(labels) or counts(len(labels), choice)[0] < len(set(labels))
    assert [len(parts[part]) for part in PARTS] == list(counts(len(labels), choice))


def test_each_part_is_in_the_order_in_which_samples_were_drawn() -> None:
    classes, choice = np.arange(200) % 3, DataChoice("xor", {}, 4, 0.5, 0.3, 0.2)
    rank = np.argsort(split(200, DataChoice("xor", {}, 4, 1.0, 0.0, 0.0))["train"])
    for parts in (split(200, choice), split(200, choice, classes)):
        assert all((np.diff(rank[parts[part]]) > 0).all() for part in PARTS)


def test_what_is_done_with_samples_seen_before_is_no_other_split() -> None:
    choice = DataChoice("xor", {}, 4)
    assert same_split(choice, replace(choice, seen="mark"))
    assert not same_split(choice, replace(choice, seed=5))
    assert not same_split(choice, replace(choice, split="at_random"))


def test_a_larger_training_part_holds_the_smaller_one() -> None:
    classes = np.arange(200) % 3
    some, more = (split(200, DataChoice("xor", {}, 4, share, 1 - share), classes) for share in (0.5, 0.8))
    assert set(some["train"]) < set(more["train"])


def test_a_split_at_random_is_what_it_was_before_there_was_a_choice() -> None:
    choice = DataChoice("iris", {}, 3, split="at_random")
    classes = load_samples(holding(choice)).dataset.arrays["label"]
    assert all((split(150, choice)[part] == split(150, choice, classes)[part]).all() for part in PARTS)
    assert split(150, choice)["validation"][:8].tolist() == [145, 97, 81, 49, 31, 10, 56, 54]
