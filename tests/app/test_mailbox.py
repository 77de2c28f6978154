"""Nothing that the worker says is lost, pictures keep the newest, and curves stay exact."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.app.live import LiveState, goes_on_by
from playground.app.mailbox import Mailbox
from playground.app.messages import Epochs, Pace, Paused, Playing, SessionOpened, Steps
from playground.app.series import BLOCK, Columns, StepSeries
from playground.core.builtin import CATALOGUE
from playground.core.project.records import History
from playground.core.project.templates import template
from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot

PROJECT = template("spiral-mlp", CATALOGUE).open()


def _steps(first: int, count: int) -> Steps:
    return Steps(first, np.arange(first, first + count, dtype=float))


def test_losses_in_a_row_are_one_message_and_the_order_stays() -> None:
    box = Mailbox()
    for message in (Playing(), _steps(1, 3), _steps(4, 2), Epochs(({"epoch": 1},)), _steps(6, 1), Paused(6)):
        box.put(message)
    mail = box.drain()
    kinds = [type(message).__name__ for message in mail.messages]
    assert kinds == ["Playing", "Steps", "Epochs", "Steps", "Paused"]
    assert isinstance(mail.messages[1], Steps)
    assert mail.messages[1].losses.tolist() == [1, 2, 3, 4, 5]
    assert box.drain().empty


def test_pictures_keep_the_newest_of_each_question_and_can_be_dropped() -> None:
    box = Mailbox()
    first, other, unlike = ViewKey("a"), ViewKey("b"), ViewKey.of("a", {"node": "dense"})
    for step in range(5):
        for key, number in ((first, step), (other, -step), (unlike, 10 * step)):
            box.put_pictures({key: Snapshot(key.view, number)})
    assert {key: shot.step for key, shot in box.drain().pictures.items()} == {first: 4, other: -4, unlike: 40}
    box.put_pictures({first: Snapshot("a", 9)})
    assert box.waiting(first) and not box.waiting(unlike)
    box.drop_pictures()
    box.put_pace(Pace(1.0))
    box.put_pace(Pace(2.0))
    mail = box.drain()
    assert not mail.pictures
    assert mail.pace == Pace(2.0)


def test_nothing_is_lost_between_two_drains_of_racing_threads() -> None:
    box, count, drained = Mailbox(), 20_000, list[float]()
    done = threading.Event()

    def fill() -> None:
        for step in range(1, count + 1):
            box.put(_steps(step, 1))
            if step % 100 == 0:
                box.put(Epochs(({"epoch": step},)))
        done.set()

    def take() -> None:
        for message in box.drain().messages:
            if isinstance(message, Steps):
                assert message.first == len(drained) + 1
                drained.extend(message.losses.tolist())
            else:
                assert isinstance(message, Epochs)
                assert message.records[0]["epoch"] == len(drained)

    thread = threading.Thread(target=fill)
    thread.start()
    while not done.is_set():
        take()
    take()
    thread.join()
    assert drained == list(range(1, count + 1))


@given(st.lists(st.integers(0, 700), max_size=30))
def test_old_steps_become_blocks_and_new_ones_stay_exact(sizes: list[int]) -> None:
    series, values = StepSeries(exact=1024, fold=2 * BLOCK), np.random.default_rng(0).normal(size=sum(sizes))
    at = 0
    for size in sizes:
        series.extend(values[at : at + size])
        at += size
    assert len(series) == at
    assert len(series.exact) >= min(at, 1024)
    assert np.array_equal(series.exact, values[series.first_exact - 1 :])
    folded = values[: series.first_exact - 1].reshape(-1, BLOCK)
    assert np.array_equal(series.blocks[:, 0], folded.min(axis=1))
    assert np.allclose(series.blocks[:, 1], folded.mean(axis=1))
    assert np.array_equal(series.blocks[:, 2], folded.max(axis=1))


def test_a_million_steps_stay_exact() -> None:
    series = StepSeries()
    for _ in range(11):
        series.extend(np.arange(100_000.0))
    assert len(series) == 1_100_000
    assert series.first_exact == 1
    series.extend(np.zeros(300_000))
    assert len(series.exact) >= 1_000_000
    assert len(series.blocks) * BLOCK + len(series.exact) == len(series) == 1_400_000


def test_what_is_handed_out_cannot_be_written() -> None:
    series = StepSeries()
    series.extend(np.ones(3))
    with pytest.raises(ValueError, match="read-only"):
        series.exact[0] = 2


def test_columns_have_gaps_where_an_epoch_lacks_a_figure() -> None:
    columns = Columns()
    columns.extend([{"epoch": 1, "loss": 0.5, "val_loss": None}])
    columns.extend([{"epoch": 2, "loss": 0.25, "accuracy": 0.75}, {"epoch": 3, "loss": 0.125}])
    assert columns.column("loss").tolist() == [0.5, 0.25, 0.125]
    assert np.isnan(columns.column("val_loss")).all()
    assert np.isnan(columns.column("accuracy")).tolist() == [True, False, True]
    assert np.isnan(columns.column("nothing")).all()
    columns.cut(1)
    assert len(columns) == 1
    assert columns.column("accuracy").shape == (1,)


def _opened(origin: str, **more: object) -> SessionOpened:
    return SessionOpened(
        **{"run": "a", "origin": origin, "project": PROJECT, "step": 0, "epoch": 0, "steps_per_epoch": 4}
        | more
    )


def _epoch(number: int, val_loss: float) -> dict[str, float]:
    return {"epoch": number, "step": 4 * number, "loss": 1.0, "val_loss": val_loss, "val_accuracy": 0.5}


def test_a_child_carries_the_curve_on_with_a_mark() -> None:
    live = LiveState()
    live.open(_opened("new"))
    live.add_steps(np.ones(4))
    live.add_epochs([_epoch(1, 0.5)])
    live.set_changes(({"step": 4, "what": "learning_rate", "from": 0.03, "to": 0.01},))
    live.open(_opened("child", run="b", parent="a", step=4, epoch=1, label="Insert Dense 4"))
    assert [mark.text for mark in live.marks] == ["LR 0.03 → 0.01"]
    live.add_steps(np.zeros(4))
    live.add_epochs([_epoch(2, 0.75)])
    assert (live.step, live.epoch, len(live.losses), live.parent) == (8, 2, 8, "a")
    assert [(mark.kind, mark.text, mark.step) for mark in live.marks] == [
        ("learning_rate", "LR 0.03 → 0.01", 4),
        ("edit", "Insert Dense 4", 4),
    ]
    assert live.best is not None
    assert (live.best.step, live.best.val_loss) == (4, 0.5)
    assert live.metric("val_accuracy") == 0.5


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("optimizer", "adam", "sgd"), ("options", {"beta1": 0.5}, {})], ["Optimizer Adam → SGD"]),
        ([("optimizer", "adam", "lion")], ["Optimizer Adam → lion"]),
        ([("options", {"beta1": 0.5}, {"beta2": 0.9})], ["β₁ 0.5 → 0.9, β₂ 0.999 → 0.9"]),
        ([("options", {}, {"beta1": 0.9})], ["Optimizer options"]),
        ([("weight_decay", 0.0, 0.001), ("l2", 0.1, 0.0)], ["Weight decay 0 → 0.001", "L2 0.1 → 0"]),
        ([("dense.weight[0,1]", 0.25, 1.5)], ["dense.weight[0,1] 0.25 → 1.5"]),
        (
            [("schedule", "step", "linear"), ("schedule_options", {"every": 5}, {})],
            ["Schedule Step → Linear"],
        ),
        ([("schedule_options", {}, {"end": 0.1})], ["Ends at 0 → 0.1"]),
        ([("best_epoch", 8, 5)], ["Weights of epoch 5 again"]),
        ([("average_taken", 0.0, 0.9)], ["The weights are their average now"]),
    ],
    ids=[
        "optimizer",
        "unknown",
        "options",
        "default",
        "penalties",
        "weight",
        "schedule",
        "end",
        "best",
        "average",
    ],
)
def test_marks_speak_as_the_forms_do(changes: list[tuple[str, object, object]], words: list[str]) -> None:
    live = LiveState()
    live.set_changes(tuple({"step": 4, "what": w, "from": old, "to": new} for w, old, new in changes))
    assert [mark.text for mark in live.marks] == words


def test_a_run_is_trained_by_the_recipe_of_its_last_step_and_goes_on_by_the_newest() -> None:
    live = LiveState()
    live.open(_opened("new"))
    live.add_steps(np.arange(10.0))
    rate = PROJECT.recipe.learning_rate
    first = {"step": 5, "what": "learning_rate", "from": rate, "to": 0.5}
    live.set_changes((first, {"step": 10, "what": "learning_rate", "from": 0.5, "to": 0.25}))
    assert live.trained_by.recipe.learning_rate == 0.5  # what was set behind the last step has done nothing
    newest = goes_on_by(live)
    assert newest is not None and newest.recipe.learning_rate == 0.25
    live.add_steps(np.arange(1.0))
    assert live.trained_by.recipe.learning_rate == 0.25
    live.set_changes(({"step": 11, "what": "l2", "from": PROJECT.recipe.l2, "to": 0.75},))
    assert live.trained_by.recipe == PROJECT.recipe


def test_going_back_cuts_the_curve() -> None:
    live = LiveState()
    live.open(_opened("new"))
    live.add_steps(np.arange(10.0))
    live.add_epochs([_epoch(1, 0.5)])
    live.add_epochs([_epoch(2, 0.25)])
    live.open(_opened("rewound", step=5, epoch=1))
    assert (live.step, len(live.losses), len(live.epochs)) == (5, 5, 1)
    assert live.val_loss == 0.5
    assert live.best is not None and (live.best.step, live.best.val_loss) == (4, 0.5)
    live.open(_opened("rewound", step=3))
    assert live.best is None


def test_a_file_brings_the_whole_curve_and_gaps_for_runs_it_lacks() -> None:
    parent = History(np.ones(4), (_epoch(2, 0.5),), ({"step": 6, "what": "batch_size", "from": 16, "to": 8},))
    child = History(np.zeros(2))
    live = LiveState()
    live.open(_opened("resumed", step=10, epoch=2, histories=(parent, child)))
    assert (live.step, live.epoch, live.started) == (10, 2, True)
    assert (live.losses.before, len(live.losses)) == (4, 10)
    assert live.losses.exact.tolist() == [1, 1, 1, 1, 0, 0]
    assert [(mark.kind, mark.step) for mark in live.marks] == [("recipe", 6), ("edit", 8)]
    live.open(_opened("new"))
    assert (live.step, len(live.losses), live.started, live.marks, live.loss) == (0, 0, False, [], None)
