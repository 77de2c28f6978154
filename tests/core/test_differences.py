"""What makes one project another, in words, and how far one run is ahead of another on the same samples."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from playground.app import edits
from playground.core.builtin import CATALOGUE
from playground.core.project.differences import differences, in_words
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.views.outcomes import Outcome, Turned, paired, turned, verdict


@pytest.fixture
def project() -> Project:
    return template("digits-cnn", CATALOGUE).open().with_recipe(learning_rate=0.001, schedule="constant")


def changed(project: Project, block: str, **params: object) -> Project:
    nodes = dict(project.network.nodes)
    nodes[block] = replace(nodes[block], params={**nodes[block].params, **params})
    return project.with_network(replace(project.network, nodes=nodes))


def test_nothing_changed_is_said_so(project: Project) -> None:
    moved = edits.move(project, {"dense": (900.0, 10.0)}).project
    assert differences(project, moved) == () and in_words(()) == "as it was"


def test_network_data_and_recipe_are_told_in_this_order(project: Project) -> None:
    other = edits.delete(changed(project, "dense", units=128, activation="tanh"), {"dropout"}).project
    other = other.with_data(train=0.6, validation=0.4).with_recipe(learning_rate=0.01, keep_best=True)
    assert in_words(differences(project, other)) == (
        "Dense 64 → 128 units; Dense: activation Tanh instead of ReLU; without Dropout; training part 60 % "
        "instead of 70 %; validation part 40 % instead of 30 %; learning rate 0.01 instead of 0.001; with "
        "keep best"
    )
    back = in_words(differences(other, project))
    assert "with Dropout (50 %)" in back and back.endswith("without keep best")


def test_options_that_come_with_another_choice_are_told_against_its_own_defaults(project: Project) -> None:
    other = project.with_recipe(optimizer="sgd", options={"momentum": 0.5})
    assert in_words(differences(project, other)) == (
        "optimizer SGD instead of AdamW; momentum 0.5 instead of 0.9"
    )


def test_a_change_inside_a_group_is_found(project: Project) -> None:
    from playground.app import group_edits

    grouped = group_edits.group(project, {"conv2d", "conv2d_2"}).project
    (name,) = set(grouped.network.nodes) - set(project.network.nodes)
    inner = grouped.network.nodes[name].network
    assert inner is not None
    nodes = dict(inner.nodes)
    nodes["conv2d"] = replace(nodes["conv2d"], params={**nodes["conv2d"].params, "filters": 24})
    outer = {
        **grouped.network.nodes,
        name: replace(grouped.network.nodes[name], network=replace(inner, nodes=nodes)),
    }
    (found,) = differences(grouped, grouped.with_network(replace(grouped.network, nodes=outer)))
    assert found.words == "Conv 2D 16 → 24 filters" and found.block == name


def outcome(values: np.ndarray, right: bool = True, first: int = 0) -> Outcome:
    return Outcome(10, np.arange(first, first + len(values)), values.astype(float), right)


def test_the_interval_is_that_of_the_differences() -> None:
    ours, theirs = np.ones(540), np.ones(540)
    theirs[:30] = 0
    ours[[3, 100]] = 0
    found = paired(outcome(ours), outcome(theirs))
    assert found is not None and found.sure
    assert (found.only_first, found.only_second, found.neither) == (29, 1, 1)
    assert found.ahead == pytest.approx(28 / 540)
    # the normal interval of the differences, which hundreds of them are near to
    half = 1.96 * (ours - theirs).std() / np.sqrt(540)
    assert (found.low, found.high) == (
        pytest.approx(found.ahead - half, abs=0.004), pytest.approx(found.ahead + half, abs=0.004)
    )  # fmt: skip
    assert verdict(found, "A", "B").startswith("A is 5.2 points better than B: +3")
    turned = verdict(paired(outcome(theirs), outcome(ours)), "B", "A")
    assert turned.startswith("A is 5.2 points better than B: +3")


def test_a_difference_of_a_few_samples_is_noise() -> None:
    ours, theirs = np.ones(540), np.ones(540)
    ours[0], theirs[[1, 2, 3]] = 0, 0
    found = paired(outcome(ours), outcome(theirs))
    assert found is not None and not found.sure and found.low < 0 < found.high
    assert verdict(found, "A", "B").endswith("on the same 540 samples (95 %), so within noise.")
    same = paired(outcome(ours), outcome(ours))
    assert same is not None and (same.low, same.high, same.sure) == (0.0, 0.0, False)
    assert str(verdict(same, "A", "B")) == "A and B are right and wrong on the same ones of 540 samples."
    lossy = paired(outcome(ours, right=False), outcome(ours, right=False))
    assert str(verdict(lossy, "A", "B")) == "A and B have the same loss on each of 540 samples."


@pytest.mark.parametrize("lost", [2, 20])
def test_an_interval_is_written_in_as_many_digits_as_tell_it_from_none(lost: int) -> None:
    ours, theirs = np.ones(60_000), np.ones(60_000)
    theirs[:lost] = 0
    ours[:1] = 0
    found = paired(outcome(ours), outcome(theirs))
    assert found is not None and found.ahead and found.high
    words = str(verdict(found, "A", "B"))
    match = re.search(r": (\S+) to (\S+)", words)
    assert match is not None
    low, high = (float(end.replace("\N{MINUS SIGN}", "-")) for end in match.groups())
    assert (low, high) == (
        pytest.approx(100 * found.low, abs=6e-3),
        pytest.approx(100 * found.high, abs=6e-3),
    )
    assert bool(low) == bool(found.low) and high and low < high


def test_samples_are_matched_by_their_numbers_and_others_are_not_compared() -> None:
    values = np.array([1, 0, 1, 1])
    shuffled = Outcome(1, np.array([3, 1, 0, 2]), np.array([1.0, 0.0, 1.0, 1.0]), right=True)
    found = paired(outcome(values), shuffled)
    assert found is not None and found.ahead == 0 and found.neither == 1
    assert paired(outcome(values), outcome(values, first=1)) is None
    assert paired(outcome(values), outcome(values, right=False)) is None
    assert "cannot be compared" in verdict(None, "A", "B")
    # of losses less is better
    less = paired(outcome(np.full(50, 0.1), right=False), outcome(np.full(50, 0.3), right=False))
    assert less is not None and less.ahead == pytest.approx(0.2) and less.sure
    assert verdict(less, "A", "B").startswith("A has 0.2 less loss than B: +0.2 to +0.2")


def classed(numbers: list[int], labels: list[int], answers: list[int]) -> Outcome:
    truth, said = np.array(labels), np.array(answers)
    values = (truth == said).astype(float)
    return Outcome(10, np.array(numbers), values, True, truth, said, ("ant", "bee", "cat"))


def test_samples_that_change_sides_are_named_those_gained_first_whatever_the_order() -> None:
    first = classed([7, 3, 9, 5], [0, 1, 2, 0], [0, 2, 2, 1])  # wrong on 3 and 5
    second = classed([5, 9, 7, 3], [0, 2, 0, 1], [0, 0, 0, 0])  # wrong on 9 and 3
    assert turned(first, second) == (Turned(5, "ant", "bee", True), Turned(9, "cat", "ant", False))
    assert turned(second, first) == (Turned(9, "cat", "ant", True), Turned(5, "ant", "bee", False))
    assert turned(first, first) == ()
    assert turned(first, classed([1, 3, 9, 5], [0, 1, 2, 0], [1, 1, 1, 1])) == ()  # other samples
    assert turned(outcome(np.ones(4)), outcome(np.zeros(4))) == ()  # no classes
