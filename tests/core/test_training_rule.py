"""Rules of training are data: several updates, groups, rates, clipping and accumulation, in one stepper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training import assembly, session
from playground.core.training.assembly import Assembly
from playground.core.training.history import to_json
from playground.core.training.plan import STEPPERS, Plan
from playground.core.training.rule import PLAIN, Group, TrainingRule, Update
from playground.core.training.session import Session
from playground.core.training.stepper import Stepper, make_stepper
from playground.core.training.torch_stepper import TorchStepper
from run_bits import bits

HEAD = frozenset({"dense_3"})


def project(**recipe: object) -> Project:
    """Return the spiral's network, two hidden layers and scores, by plain descent."""
    found = template("spiral-mlp", CATALOGUE).open()
    plain = {"optimizer": "sgd", "options": {"momentum": 0.0}, "learning_rate": 0.1, "batch_size": 35}
    return found.with_recipe(**{**plain, **recipe})


def blocks_of(found: Project) -> tuple[str, ...]:
    """Return the blocks with weights, in order."""
    return tuple(dict.fromkeys(key.split(".")[0] for key in Session.start(found).parts.parameters))


@pytest.fixture
def ruled(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Callable[[], None]]:
    """Let every run train by a rule, and by further losses."""

    def use(rule: TrainingRule, losses: Mapping[str, Callable[[Sequence[Tensor], Sequence[Tensor]], Tensor]]
            | None = None) -> None:  # fmt: skip
        monkeypatch.setattr(assembly, "PLAIN", rule)
        if losses is not None:
            known = Assembly.losses.fget
            assert known is not None
            monkeypatch.setattr(Assembly, "losses", property(lambda self: {**known(self), **losses}))

    return use


def start_and_step(found: Project, steps: int = 1) -> tuple[RunRecord, RunRecord]:
    """Return a run before and after some steps."""
    run = Session.start(found, run_id="run")
    before = run.record()
    run.advance(steps)
    return before, run.record()


def moved(before: RunRecord, after: RunRecord) -> dict[str, np.ndarray]:
    """Return how far each weight went."""
    return {key: after.weights[key] - before.weights[key] for key in before.weights}


def test_todays_rule_is_one_update_with_one_loss() -> None:
    assert PLAIN.losses == ("loss",) and len(PLAIN.groups) == 1 and len(PLAIN.updates) == 1


def test_each_group_has_its_own_rate(ruled: Callable[..., None]) -> None:
    first, *others = blocks_of(project())
    whole = moved(*start_and_step(project()))
    slow = Group("slow", frozenset({first}), 0.25)
    rest = Group("rest", frozenset(others))
    ruled(TrainingRule((Update(groups=(slow, rest)),)))
    found = moved(*start_and_step(project()))
    for key, step in found.items():
        share = 0.25 if key.startswith(f"{first}.") else 1.0
        np.testing.assert_allclose(step, share * whole[key], rtol=1e-4, atol=1e-7)


def test_weights_of_no_group_stand_still(ruled: Callable[..., None]) -> None:
    first, *others = blocks_of(project())
    ruled(TrainingRule((Update(groups=(Group("rest", frozenset(others)),)),)))
    found = moved(*start_and_step(project(), 3))
    assert not any(step.any() for key, step in found.items() if key.startswith(f"{first}."))
    assert all(
        step.any() for key, step in found.items() if key.endswith("weight") and not key.startswith(first)
    )


@pytest.mark.parametrize("flat", [True, False])
def test_a_long_gradient_is_cut_as_pytorch_cuts_it(ruled: Callable[..., None], flat: bool,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    if not flat:
        monkeypatch.setattr("playground.core.training.plan.FLAT_PARAMETERS", 0)
    before, after = start_and_step(project())
    whole = {key: torch.from_numpy(step) / -0.1 for key, step in moved(before, after).items()}
    length = torch.linalg.vector_norm(torch.cat([each.flatten() for each in whole.values()]))
    ruled(TrainingRule((Update(clip=float(length) / 4),)))
    found = moved(*start_and_step(project()))
    parameters = [nn.Parameter(torch.zeros_like(each)) for each in whole.values()]
    for parameter, gradient in zip(parameters, whole.values(), strict=True):
        parameter.grad = gradient.clone()
    nn.utils.clip_grad_norm_(parameters, float(length) / 4)
    for key, parameter in zip(whole, parameters, strict=True):
        assert parameter.grad is not None
        np.testing.assert_allclose(found[key], -0.1 * parameter.grad.numpy(), rtol=1e-3, atol=1e-6)


def test_gradients_of_two_batches_together_are_those_of_one_twice_as_large(
    ruled: Callable[..., None],
) -> None:
    large = moved(*start_and_step(project(batch_size=70)))
    ruled(TrainingRule((Update(every=2),)))
    half = moved(*start_and_step(project(batch_size=35), 1))
    assert not any(step.any() for step in half.values())
    for key, step in moved(*start_and_step(project(batch_size=35), 2)).items():
        np.testing.assert_allclose(step, large[key], rtol=1e-3, atol=1e-6)


def spread(scores: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
    """Return how large the scores are: a second loss that pulls another way."""
    return scores[0].square().mean()


def alternating() -> TrainingRule:
    """Return a rule of two updates in turns: the body follows the goal, the head another loss."""
    *body, head = blocks_of(project())
    return TrainingRule((
        Update(("loss_d",), (Group("body", frozenset(body)),)),
        Update(("loss_g",), (Group("head", frozenset({head}), 0.5),), clip=0.1, every=3),
    ))  # fmt: skip


def two_losses() -> Mapping[str, Callable[..., Tensor]]:
    """Return the losses of `alternating`."""
    return {"loss_d": lambda scores, targets: nn.functional.cross_entropy(scores[0], targets[0]),
            "loss_g": spread}  # fmt: skip


def test_two_updates_alternate_and_tell_their_losses_by_name(ruled: Callable[..., None]) -> None:
    rule = alternating()
    ruled(rule, two_losses())
    run = Session.start(project(optimizer="adam", options={}), run_id="run")
    run.advance(1000)
    history = run.record().history
    assert rule.losses == ("loss", "loss_d", "loss_g") and history.others.keys() == {"loss_d", "loss_g"}
    np.testing.assert_allclose(history.losses, sum(history.others.values()), rtol=1e-6)
    epoch = history.epochs[0]
    for name, losses in {"loss": history.losses, **history.others}.items():
        assert epoch[name] == pytest.approx(losses[:10].mean(), rel=1e-6)
    told = to_json(run.record())["steps"][0]
    assert told == {"step": 1, "loss": history.losses[0],
                    **{name: each[0] for name, each in history.others.items()}}  # fmt: skip


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("after", [4, 7])
def test_it_resumes_to_the_bit_also_between_an_update_and_its_gradients(
    ruled: Callable[..., None], tmp_path: Path, after: int, flat: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not flat:
        monkeypatch.setattr("playground.core.training.plan.FLAT_PARAMETERS", 0)
    ruled(alternating(), two_losses())
    found = project(optimizer="adam", options={})
    whole = Session.start(found, run_id="run")
    whole.advance(after)
    save_project(tmp_path / "half.nnplay", found, [whole.record()])
    resumed = Session.resume(open_project(tmp_path / "half.nnplay", CATALOGUE).runs[0])
    assert any(key.startswith("gradient.") for key in whole.record().state)
    assert "optimizer.steps.body" in whole.record().state
    for each in (whole, resumed):
        each.advance(1000)
        each.advance(5)
    assert list(bits(whole.record())) == list(bits(resumed.record()))


def test_a_stop_between_two_updates_leaves_no_trace(ruled: Callable[..., None]) -> None:
    ruled(alternating(), two_losses())
    run = Session.start(project(optimizer="adam", options={}), run_id="run")
    run.advance(4)
    before = list(bits(run.record()))
    assert isinstance(run.stepper, TorchStepper)
    for look in (3, 9, 14, 18):
        run.stepper.careful = True
        asked = iter(range(1000))
        done = run.advance(1, lambda asked=asked, look=look: next(asked) >= look)
        if len(done.losses):
            break
        assert list(bits(run.record())) == before
    assert look > 9, "both updates were left in their middle"


def test_one_update_adds_nothing_to_the_gradients_that_wait_for_another(ruled: Callable[..., None]) -> None:
    *body, head = blocks_of(project())
    waits = Update(("loss_d",), (Group("body", frozenset(body)),), every=2)
    losses = two_losses()
    ruled(TrainingRule((waits,)), losses)
    alone = moved(*start_and_step(project(), 2))
    still = Update(("loss_g",), (Group("head", frozenset({head}), learning_rate=0.0),))
    ruled(TrainingRule((waits, still)), losses)
    for key, step in moved(*start_and_step(project(), 2)).items():
        np.testing.assert_allclose(step, alone[key], rtol=1e-5, atol=1e-8)
    shared = replace(waits, groups=(Group("all"),))
    ruled(TrainingRule((shared, replace(still, groups=(Group("all"),)))), losses)
    with pytest.raises(ValueError, match="cannot share"):
        Session.start(project())


def test_the_last_batches_of_an_epoch_are_averaged_over_as_many_as_there_are(
    ruled: Callable[..., None],
) -> None:
    whole = moved(*start_and_step(project(batch_size=350), 1))
    ruled(TrainingRule((Update(every=4),)))
    for key, step in moved(*start_and_step(project(batch_size=175), 2)).items():  # two batches an epoch
        np.testing.assert_allclose(step, whole[key], rtol=1e-3, atol=1e-6)


def test_a_loss_that_is_not_finite_is_named(ruled: Callable[..., None]) -> None:
    losses = {**two_losses(), "loss_g": lambda scores, targets: scores[0].sum() * float("inf")}
    ruled(alternating(), losses)
    assert Session.start(project()).advance(1).problem.startswith("loss_g became")


def test_a_group_without_weights_is_refused(ruled: Callable[..., None]) -> None:
    ruled(TrainingRule((Update(groups=(Group("a", frozenset({"nobody"})),)),)))
    with pytest.raises(ValueError, match="no weights"):
        Session.start(project())


def test_a_file_with_losses_that_nobody_has_is_refused(tmp_path: Path) -> None:
    run = Session.start(project(), run_id="run")
    run.advance(3)
    record, bare = run.record(), np.zeros(3)
    for name, words in (("loss_x", "other losses"), ("loss", "twice"), ("", "twice")):
        spoilt = replace(record, history=replace(record.history, others={name: bare}))
        with pytest.raises(PlaygroundError, match=words):  # already where it is written and read back
            save_project(tmp_path / "x.nnplay", run.project, [spoilt])
            Session.resume(open_project(tmp_path / "x.nnplay", CATALOGUE).runs[0])


def test_noise_is_drawn_anew_for_an_update_and_repeats_with_the_run(ruled: Callable[..., None]) -> None:
    ruled(TrainingRule((Update(fresh=("points",)),)))
    one, other = (start_and_step(project(), 5)[1] for _ in range(2))
    assert list(bits(one)) == list(bits(other))
    ruled(PLAIN)
    assert start_and_step(project(), 5)[1].history.losses[0] != one.history.losses[0]


def test_two_groups_never_change_one_weight(ruled: Callable[..., None]) -> None:
    ruled(TrainingRule((Update(groups=(Group("a"), Group("b"))),)))
    with pytest.raises(ValueError, match="same weights"):
        Session.start(project())
    with pytest.raises(ValueError, match="one name"):
        assert TrainingRule((Update(groups=(Group("a"), Group("a", learning_rate=2.0))),)).groups


class Counting(TorchStepper):
    """Another engine: it counts how often it was asked."""

    asked = 0

    def steps(self, count: int, stop: Callable[[], bool]) -> Mapping[str, Tensor]:
        """Take steps as PyTorch does."""
        Counting.asked += 1
        return super().steps(count, stop)


def test_the_plan_chooses_the_stepper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STEPPERS, "counting", f"{__name__}:Counting")
    run = Session.start(project(), plan_as=Plan(engine="counting"))
    run.advance(7)
    again = Session.resume(run.record())
    again.advance(1)
    assert type(again.stepper) is Counting and Counting.asked == 2
    assert again.record().plan["engine"] == "counting"


def test_sessions_reach_nothing_but_the_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run goes its whole way on a stepper that shows what `Stepper` names and nothing else."""
    names = {name for name in vars(Stepper) if not name.startswith("_")} | set(Stepper.__annotations__)

    class Shown:
        def __init__(self, inner: Stepper) -> None:
            self.__dict__["inner"] = inner

        def __getattr__(self, name: str) -> object:
            assert name in names, f"a session reaches {name}"
            return getattr(self.__dict__["inner"], name)

        def __setattr__(self, name: str, value: object) -> None:
            raise AssertionError(f"a session sets {name}")

    monkeypatch.setattr(session, "make_stepper", lambda *args: Shown(make_stepper(*args)))
    run = Session.start(project(), run_id="run")
    run.advance(1)
    run.set_recipe(replace(run.recipe, optimizer="adam", options={}, learning_rate=0.01))
    run.advance(1000)
    run.advance(3)
    live = run.live_model()
    assert live.gradients() and live.outputs(live.samples("validation"), "all")
    again = Session.resume(run.record())
    assert np.array_equal(again.advance(3).losses, run.advance(3).losses)
    run.set_recipe(replace(run.recipe, optimizer="sgd", options={}, learning_rate=1e38))
    assert any(run.advance(5).problem for _ in range(5))
