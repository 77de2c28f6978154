"""The promise: same project, seed, plan and machine, same bits; with an oracle for planted faults."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.network.edits import append_after
from playground.core.network.values import Network, Node
from playground.core.project.records import RunRecord
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training import randomness
from playground.core.training.batches import Epoch, draw_order
from playground.core.training.evaluation import evaluating
from playground.core.training.learning_rate import LearningRate
from playground.core.training.session import Session
from run_bits import differences, run

factor = LearningRate.factor
STEPS = 57  # more than an epoch of most, and no end of one
UNALIGNED = (1, 13, 23, 45)  # save points inside an epoch of every case
CHUNKS = (1, 7, 22)


def line(*blocks: tuple[str, dict[str, Any]]) -> Network:
    """Return blocks one after the other."""
    network, last = Network(), None
    for kind, params in blocks:
        network, last = append_after(network, Node(kind, params), last)
    return network


def norms() -> Project:
    """Return a network with batch norm of both kinds and dropout, whose last batch has one sample."""
    network = line(
        ("image", {}), ("conv2d", {"filters": 4, "kernel": 3, "activation": "gelu"}), ("batch_norm", {}),
        ("average_pool2d", {}), ("dropout", {"rate": 0.3}), ("flatten", {}),
        ("dense", {"units": 12, "activation": "tanh"}), ("batch_norm", {}), ("dropout", {"rate": 0.5}),
        ("dense", {"units": 10, "activation": "linear"}), ("classify", {"label_smoothing": 0.1}),
    )  # fmt: skip
    recipe = Recipe("sgd", {"momentum": 0.8, "nesterov": True}, 0.05, 64, 3, weight_decay=1e-3)
    return Project(
        "Norms", network, DataChoice("digits", train=0.6775, validation=0.3225), recipe, catalogue=CATALOGUE
    )


def recipe(template: str, **changes: Any) -> Project:
    """Return a template's project with another recipe."""
    return TemplateRegistry(CATALOGUE).get(template).open().with_recipe(**changes)


LARGE = ("shapes-segment", "shapes-cnn", "shapes-multilabel", "denoise")


def few_pictures(template: str) -> Project:
    """Return a template's project with fewer pictures, and fewer at a time: large ones take long."""
    project = recipe(template, batch_size=4)
    return replace(project, data=replace(project.data, options={**project.data.options, "samples": 300}))


CASES: Mapping[str, Callable[[], Project]] = {
    **{each.id: each.open for each in TemplateRegistry(CATALOGUE)},
    **{each: partial(few_pictures, each) for each in LARGE},
    "norms": norms,
    "adamw with penalties": lambda: recipe(
        "digits-mlp", optimizer="adamw", weight_decay=0.1, l1=1e-4, l2=1e-3
    ),
    "momentum": lambda: recipe("spiral-mlp", optimizer="sgd", options={"momentum": 0.95}, learning_rate=0.02),
}


# Templates share the save points and the chunks among them: each is about a network, these about ways to run.
IN_ALL_WAYS = ("norms", "adamw with penalties", "momentum")


def turns(case: str, ways: tuple[int, ...], number: int) -> tuple[int, ...]:
    """Return which of some ways a case goes: all, or a number of them, taking turns with other cases."""
    if case in IN_ALL_WAYS:
        return ways
    begin = list(CASES).index(case) * number
    return tuple(sorted(ways[(begin + each) % len(ways)] for each in range(number)))


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def project(case: str) -> Project:
    return CASES[case]()


@cache
def uninterrupted(case: str) -> RunRecord:
    """Return a run of `STEPS` without a look or a pause: what every other way of running is held against."""
    return run(Session.start(CASES[case]()), STEPS).record()


def test_the_same_project_repeats_to_the_bit(project: Project, case: str) -> None:
    first = uninterrupted(case)
    assert differences(first, run(Session.start(project), STEPS).record()) == []
    assert len(first.history.losses) == STEPS and len(set(first.history.losses)) > STEPS // 2


def test_saving_and_resuming_in_mid_epoch_keeps_every_bit(project: Project, case: str) -> None:
    whole, going_on = uninterrupted(case), Session.start(project)
    for point in turns(case, UNALIGNED, 2):
        saved = run(going_on, point - going_on.step).record()
        assert differences(whole, run(Session.resume(saved), STEPS - point).record()) == [], point


def test_resuming_again_and_again_keeps_every_bit() -> None:
    project = norms()
    whole = run(Session.start(project), 50).record()
    record = Session.start(project).record()
    for _ in range(10):
        record = run(Session.resume(record), 5).record()
    assert differences(whole, record) == []


def test_the_size_of_chunks_changes_no_bit(project: Project, case: str) -> None:
    whole = uninterrupted(case)
    for chunk in turns(case, CHUNKS, 1):
        assert differences(whole, run(Session.start(project), STEPS, chunk).record()) == [], chunk


def test_looking_at_a_run_changes_no_bit(project: Project, case: str) -> None:
    whole = uninterrupted(case)
    session = Session.start(project)

    def look() -> None:
        live = session.live_model()
        live.outputs(live.samples("validation"), "validation")
        assert live.weights()
        live.gradients()
        session.evaluate("validation")
        session.record()
        torch.rand(3)  # a view that is careless with the global state

    assert differences(whole, run(session, STEPS, 29, look).record()) == []


def test_two_runs_taking_turns_do_not_disturb_each_other() -> None:
    alone = run(Session.start(norms()), 20).record()
    session, other = Session.start(norms()), Session.start(CASES["digits-mlp"]())
    for _ in range(4):
        run(session, 5)
        run(other, 3)
    assert differences(alone, session.record()) == []


def test_two_threads_resume_to_the_bit_and_the_plan_says_so() -> None:
    project = recipe("digits-cnn", threads=2, batch_size=100)
    whole = run(Session.start(project), 16).record()
    resumed = run(Session.resume(run(Session.start(project), 7).record()), 9)
    assert whole.plan["threads"] == 2 and torch.get_num_threads() == 2
    assert differences(whole, resumed.record()) == []


RESUME = """
import sys
from pathlib import Path
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
for path in map(Path, sys.argv[1:]):
    opened = open_project(path, CATALOGUE)
    session = Session.resume(opened.runs[0])
    list(train(session, Limit(steps=34), lambda: 11, lambda: False))
    save_project(path, opened.project, (session.record(),))
"""


def test_a_file_and_a_new_process_keep_every_bit(tmp_path: Path) -> None:
    paths = {
        tmp_path / f"{case}.nnplay": CASES[case]() for case in ("spiral-mlp", "norms", "regression-plane")
    }
    for path, project in paths.items():
        save_project(path, project, (run(Session.start(project), 23).record(),))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", RESUME, *paths], check=True, env=environment, timeout=120)
    for path, project in paths.items():
        whole = run(Session.start(project), STEPS).record()
        assert differences(whole, open_project(path, CATALOGUE).runs[0]) == [], path.name


def test_a_change_of_recipe_is_replayed_on_resume() -> None:
    def changed(session: Session) -> Session:
        run(session, 10)
        session.set_recipe(
            replace(session.recipe, learning_rate=0.2, options={"momentum": 0.5}, batch_size=50)
        )
        return session

    whole = run(changed(Session.start(norms())), 30).record()
    saved = run(changed(Session.start(norms())), 17).record()
    assert differences(whole, run(Session.resume(saved), 13).record()) == []


def test_an_epoch_goes_on_with_the_batches_it_began_with() -> None:
    session = run(Session.start(TemplateRegistry(CATALOGUE).get("spiral-mlp").open()), 5)
    session.set_recipe(replace(session.recipe, batch_size=100))
    resumed = Session.resume(session.record())
    assert resumed.steps_per_epoch == 22 and resumed.left_in_epoch == 17
    assert differences(run(session, 20).record(), run(resumed, 20).record()) == []
    assert session.steps_per_epoch == 4


# Faults planted on purpose: the comparison above has to catch each.


def without(record: RunRecord, **arrays: np.ndarray | None) -> RunRecord:
    """Return a record with arrays of its state replaced, by the end of their keys."""
    state = dict(record.state)
    for key, array in arrays.items():
        name = key.replace("__", ".")
        assert name in state and array is not None
        assert array.tobytes() != state[name].tobytes(), "the fault has to be one"
        state[name] = array
    return replace(record, state=state)


def fresh_generator() -> np.ndarray:
    return torch.Generator().manual_seed(5).get_state().numpy()


def forget_optimizer(record: RunRecord) -> RunRecord:
    zeros = {k: np.zeros_like(v) for k, v in record.state.items() if k.startswith("optimizer.")}
    return replace(record, state={**record.state, **zeros})


def forget_statistics(record: RunRecord) -> RunRecord:
    reset = {k: np.ones_like(v) for k, v in record.weights.items() if "running" in k}
    assert reset
    return replace(record, weights={**record.weights, **reset})


STATE_FAULTS: Mapping[str, Callable[[RunRecord], RunRecord]] = {
    "shuffle generator": lambda r: without(r, order__generator=fresh_generator()),
    "global random state": lambda r: without(r, random__cpu=fresh_generator()),
    "permutation": lambda r: without(r, order__permutation=np.arange(len(r.state["order.permutation"]))),
    "scores so far": lambda r: without(r, outputs__classify=np.zeros_like(r.state["outputs.classify"])),
    "optimizer": forget_optimizer,
    "batch statistics": forget_statistics,
    "step in epoch": lambda r: replace(
        r, position={**r.position, "step_in_epoch": 0},
        state={k: v for k, v in r.state.items() if not k.startswith("outputs")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", STATE_FAULTS)
def test_the_oracle_catches_a_fault_in_the_saved_state(fault: str) -> None:
    project = norms()
    whole = run(Session.start(project), STEPS).record()
    spoilt = STATE_FAULTS[fault](run(Session.start(project), 23).record())
    assert differences(whole, run(Session.resume(spoilt), STEPS - 23).record()) != []


def waiting() -> Project:
    """Return the same network with a rate that falls at each step, and gradients that wait for others."""
    return norms().with_recipe(schedule="cosine", accumulate=3)


def forget_gradients(_patch: pytest.MonkeyPatch, record: RunRecord) -> RunRecord:
    zeros = {k: np.zeros_like(v) for k, v in record.state.items() if k.startswith("gradient.")}
    assert zeros
    return replace(record, state={**record.state, **zeros})


def forget_waiting(_patch: pytest.MonkeyPatch, record: RunRecord) -> RunRecord:
    return replace(record, position={**record.position, "accumulate": 1})


def begin_the_schedule_anew(patch: pytest.MonkeyPatch, record: RunRecord) -> RunRecord:
    patch.setattr(LearningRate, "factor", lambda self, epoch, index: factor(self, first(epoch), index))
    return record


def first(epoch: Epoch) -> Epoch:
    again = copy(epoch)
    again.number = 0
    return again


def lay_out_otherwise(_patch: pytest.MonkeyPatch, record: RunRecord) -> RunRecord:
    other = {"contiguous": "channels_last", "channels_last": "contiguous"}[record.plan["memory_format"]]
    return replace(record, plan={**record.plan, "memory_format": other})


RESUME_FAULTS = {"gradients that wait": forget_gradients, "how long they wait": forget_waiting,
                 "the schedule's place": begin_the_schedule_anew,
                 "the plan's memory format": lay_out_otherwise}  # fmt: skip


@pytest.mark.parametrize("fault", RESUME_FAULTS)
def test_the_oracle_catches_what_is_not_resumed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(Session.start(waiting()), STEPS).record()
    saved = run(Session.start(waiting()), 23).record()
    assert differences(whole, run(Session.resume(saved), STEPS - 23).record()) == []
    spoilt = RESUME_FAULTS[fault](monkeypatch, saved)
    assert differences(whole, run(Session.resume(spoilt), STEPS - 23).record()) != []


@pytest.mark.parametrize("fault", ["random state", "batch statistics"])
def test_the_oracle_catches_a_step_that_leaves_a_trace_when_it_is_cancelled(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = run(Session.start(norms()), 9)
    before = session.record()
    if fault == "random state":
        monkeypatch.setattr(randomness, "put", lambda states: None)
    else:
        session.stepper.buffers = []  # type: ignore[attr-defined]
    session.stepper.careful = True  # type: ignore[attr-defined]
    asked = iter(range(1000))
    assert not len(session.advance(1, lambda: next(asked) >= 20).losses)
    assert differences(before, session.record()) != []


def forget_random(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(randomness, "put", lambda states: None)


def train_mode_views(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("playground.core.training.live.evaluating", lambda model: torch.no_grad())


def global_order(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        "playground.core.training.session.draw_order",
        lambda n, generator: draw_order(n, torch.default_generator),
    )


CODE_FAULTS = {"global state left alone": forget_random, "views in train mode": train_mode_views,
               "order from the global state": global_order}  # fmt: skip


@pytest.mark.parametrize("fault", CODE_FAULTS)
def test_the_oracle_catches_a_fault_in_the_code(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(Session.start(norms()), STEPS).record()
    CODE_FAULTS[fault](monkeypatch)
    session = Session.start(norms())

    def look() -> None:
        live = session.live_model()
        live.outputs(live.samples("validation"), "validation")
        torch.rand(3)

    assert differences(whole, run(session, STEPS, 5, look).record()) != []


def test_eval_mode_is_left_again_even_after_an_error() -> None:
    model = Session.start(norms()).parts.model
    with pytest.raises(ValueError, match="broken"), evaluating(model):
        assert not model.training
        raise ValueError("broken")
    assert model.training


def test_cancelling_in_the_middle_of_a_step_leaves_no_trace() -> None:
    whole = run(Session.start(norms()), 30).record()
    session = run(Session.start(norms()), 9)
    before = session.record()
    for look in range(1, 40, 3):  # stop at one look after another, forward and backward
        session.stepper.careful = True
        asked = iter(range(1000))
        done = session.advance(1, lambda asked=asked, look=look: next(asked) >= look)
        if len(done.losses):
            break
        assert differences(before, session.record()) == []
        assert session.live_model().gradients() == {}
    else:
        pytest.fail("no look was the last")
    assert look > 20, "hooks have to look before and after each layer, forward and backward"
    assert differences(whole, run(session, 20).record()) == []


@pytest.mark.parametrize("kept", [False, True], ids=["going on", "from a record"])
def test_leaving_held_out_data_in_their_middle_keeps_every_bit(kept: bool) -> None:
    def start() -> Session:
        session = Session.start(norms())
        session.parts.model.pieces = 100  # of six hundred held out
        return session

    first = start()
    epoch = first.steps_per_epoch
    whole = run(first, epoch + 5).record()
    session = run(start(), epoch - 1)
    pieces = _left_after(session, 3)
    assert pieces == 3 and session.step == epoch and session.left_in_epoch == 1
    assert not session.recorder.epochs and session.parts.model.training
    if kept:
        session = Session.resume(session.record())
        session.parts.model.pieces = 100
    assert differences(whole, run(session, 5).record()) == []


def _left_after(session: Session, pieces: int) -> int:
    """Take the last step of an epoch, and leave what follows it after so many pieces; return how many ran."""
    ran = 0
    plain = session.parts.program.run

    def counted(feeds: Any) -> Any:
        nonlocal ran
        ran += not session.parts.model.training
        return plain(feeds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session.parts.program, "run", counted)
        session.advance(1, lambda: ran >= pieces)
    return ran
