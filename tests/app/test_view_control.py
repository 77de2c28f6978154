"""What is looked at and listed: samples round and round, drawings, filters; and what the worker is asked."""

from __future__ import annotations

import numpy as np
import pytest

from playground.app.live import LiveState
from playground.app.sample_filter import SampleFilter, Show, count
from playground.app.subject import Subject
from playground.app.view_control import ViewControl
from playground.app.worker.requests import Request, Watch
from playground.core.data.prepared import fields_of
from playground.core.project.templates import TEMPLATES
from playground.core.views.spec import Snapshot


def control() -> tuple[ViewControl, list[Request]]:
    """Return a control over the digits, and what it asks of the worker."""
    project = TEMPLATES.get("digits-cnn").open()
    asked: list[Request] = []
    return ViewControl(asked.append, LiveState(), lambda: (project, fields_of(project.data))), asked


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


def test_the_last_watcher_says_what_is_computed() -> None:
    views, asked = control()
    views.watch("samples", {"part": "train"}, "one")
    views.watch("samples", {}, "two")
    views.watch("samples", None, "two")
    assert views.watched == {"samples"}
    views.watch("samples", None, "one")
    assert not views.watched
    assert asked == [Watch("samples", {"part": "train"}), Watch("samples", {}),
                     Watch("samples", {"part": "train"}), Watch("samples", None)]  # fmt: skip


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
