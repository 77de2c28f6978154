"""What is looked at and listed: samples round and round, drawings, filters; and what the worker is asked."""

from __future__ import annotations

import numpy as np
import pytest

from playground.app.sample_filter import SampleFilter, Show, count
from playground.app.subject import Subject
from playground.app.view_control import ViewControl
from playground.app.worker.requests import Request, Watch
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import fields_of
from playground.core.project.templates import template
from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot


def control() -> tuple[ViewControl, list[Request]]:
    """Return a control over the digits, and what it asks of the worker."""
    project = template("digits-cnn", CATALOGUE).open()
    asked: list[Request] = []
    return ViewControl(asked.append, lambda: (project, fields_of(project))), asked


def listed(**arrays: list[float]) -> Snapshot:
    """Return what the samples view says of four samples."""
    given = {"number": [40, 10, 30, 20], "label": [1, 1, 2, 2], "answer": [1, 2, 2, 1],
             "certainty": [0.9, 0.5, 0.55, 0.8], "loss": [0.1, 2.0, 0.6, 3.0], **arrays}  # fmt: skip
    return Snapshot("samples", 1, {name: np.array(values) for name, values in given.items()})


def test_samples_come_round_and_a_drawing_gives_way_to_them() -> None:
    views, _ = control()
    seen: list[Subject] = []
    views.subject_changed.connect(seen.append)
    views.look_beside(-1)
    assert views.subject.options == {"sample": 538, "part": "validation"}
    views.look_beside(1)
    assert views.subject.sample == 0
    drawing = np.ones((1, 8, 8), np.float32)
    views.look_at(Subject(sample=5, picture=drawing))
    assert views.subject.is_drawn and views.subject.options["picture"] is drawing
    views.look_beside(1)
    assert views.subject.options == {"sample": 5, "part": "validation"} and len(seen) == 4


def test_other_data_are_seen_from_the_start() -> None:
    views, _ = control()
    views.look_at(Subject(sample=7))
    views.list_samples(SampleFilter("wrong", label=3))
    views.other_data()
    assert views.subject.sample == 0 and views.filter == SampleFilter()


def test_a_filter_is_told_once() -> None:
    views, _ = control()
    told: list[SampleFilter] = []
    views.filter_changed.connect(told.append)
    for _ in range(2):
        views.list_samples(SampleFilter("wrong"))
    assert told == [SampleFilter("wrong")]


def test_each_question_is_asked_once_until_nobody_asks_it_any_more() -> None:
    views, asked = control()
    one, two, three = (views.subscribe("samples") for _ in range(3))
    train, plain = ViewKey.of("samples", {"part": "train"}), ViewKey("samples")
    one.ask({"part": "train"})
    for each in (two, three):
        each.ask()
    two.ask()
    assert views.asked == {train, plain} and asked == [Watch(train), Watch(plain)]
    two.stop()
    assert views.asked == {train, plain}
    three.ask({"part": "train"})
    one.stop()
    assert views.asked == {train}
    three.stop()
    three.stop()
    assert not views.asked
    assert asked[2:] == [Watch(plain, wanted=False), Watch(train, wanted=False)]


def test_two_that_ask_a_view_differently_get_each_its_own_answer() -> None:
    views, _ = control()
    one, two, late = (views.subscribe("samples") for _ in range(3))
    told: list[str] = []
    for name, each in (("one", one), ("two", two), ("late", late)):
        each.answered.connect(lambda name=name: told.append(name))
    one.ask({"part": "train"})
    two.ask()
    first, second = Snapshot("samples", 1), Snapshot("samples", 2)
    views.take({ViewKey.of("samples", {"part": "train"}): first, ViewKey("samples"): second,
                ViewKey.of("samples", {"part": "test"}): Snapshot("samples", 3)})  # fmt: skip
    assert one.answer is first and two.answer is second and told == ["one", "two"]
    late.ask()  # somebody else has the answer already
    assert late.answer is second and told == ["one", "two", "late"]
    assert (
        views.answer("samples", {"part": "train"}) is first
        and views.answer("samples", {"part": "test"}) is None
    )


def test_the_answer_before_stays_until_the_next_one_comes_or_the_model_goes() -> None:
    views, _ = control()
    one = views.subscribe("feature_maps")
    one.ask({"sample": 1})
    views.take({ViewKey.of("feature_maps", {"sample": 1}): Snapshot("feature_maps", 1)})
    one.ask({"sample": 2})
    assert one.answer is not None and not views.answers
    views.take({ViewKey.of("feature_maps", {"sample": 1}): Snapshot("feature_maps", 2)})  # it comes too late
    assert one.answer.step == 1
    views.take({ViewKey.of("feature_maps", {"sample": 2}): Snapshot("feature_maps", 3)})
    assert one.answer.step == 3
    views.forget()
    assert one.answer is None and not views.answers and len(views.asked) == 1


def test_options_are_one_when_they_ask_for_the_same() -> None:
    paper = np.zeros((1, 8, 8), np.float32)
    drawn, again = (
        ViewKey.of("saliency", {"picture": paper}),
        ViewKey.of("saliency", {"picture": paper.copy()}),
    )
    assert drawn == again and hash(drawn) == hash(again) and len({drawn, again}) == 1
    paper[0, 0, 0] = 1
    assert drawn.options["picture"][0, 0, 0] == 0 and drawn != ViewKey.of("saliency", {"picture": paper})
    with pytest.raises(ValueError, match="read-only"):
        drawn.options["picture"][0, 0, 0] = 1
    assert (
        ViewKey.of("a", {"unit": [1, 2], "node": None}) == ViewKey.of("a", {"unit": (1, 2)}) != ViewKey("a")
    )
    assert (
        ViewKey.of("a", {"x": 1, "y": 2})
        == ViewKey.of("a", {"y": 2, "x": 1})
        != ViewKey.of("b", {"x": 1, "y": 2})
    )


@pytest.mark.parametrize(
    ("given", "places"),
    [
        (SampleFilter(), [3, 1, 2, 0]),
        (SampleFilter("wrong"), [3, 1]),
        (SampleFilter("unsure", "certainty"), [1, 2]),
        (SampleFilter(order="number"), [1, 3, 2, 0]),
        (SampleFilter(label=2), [3, 2]),
        (SampleFilter(label=1, answer=2), [1]),
        (SampleFilter(label=9), []),
    ],
)
def test_samples_are_chosen_and_put_in_order(given: SampleFilter, places: list[int]) -> None:
    assert given.indices(listed()).tolist() == places


def test_a_loss_that_is_no_number_is_the_hardest() -> None:
    assert SampleFilter().indices(listed(loss=[0.1, 2.0, np.nan, 3.0])).tolist() == [2, 3, 1, 0]


@pytest.mark.parametrize(("show", "expected"), [("all", 4), ("wrong", 2), ("unsure", 2)])
def test_kinds_are_counted(show: Show, expected: int) -> None:
    assert count(listed(), show) == expected
    assert count(Snapshot("samples", 0), show) == 0
    assert len(SampleFilter(show).indices(Snapshot("samples", 0))) == 0
