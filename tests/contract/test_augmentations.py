"""Every augmentation keeps shapes, types and labels, and makes the same bits again, wherever it is drawn."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.export.script.carried import carried, carried_names
from playground.core.graph.varied import VariedSource, offered, varied_sources
from playground.core.layers import augmenting
from playground.core.project import schema
from playground.core.project.augmentations import AUGMENTATIONS, AugmentationSpec, Variety
from playground.core.project.chosen import CHOSEN
from playground.core.project.templates import template
from playground.core.project.values import RECIPE_FIELDS, Project, Recipe
from playground.core.training import recipes, torch_steps
from playground.core.training.augmenter import Augmenter, Batch, varied
from playground.core.training.dense_chain import known_recipe
from playground.core.training.evaluation import evaluate
from playground.core.training.hardware import detect
from playground.core.training.plan import plan
from playground.core.training.recipes import check_recipe
from playground.core.training.session import Session
from run_bits import differences, run
from script_runs import differences as script_differences
from script_runs import told
from varied_projects import EVERY, NAMES, of_kind, own_of_kind, strong

STEPS, UNALIGNED = 11, (1, 4, 7)
EACH = pytest.mark.parametrize(("spec", "kind"), EVERY, ids=NAMES)
SIZES: dict[Variety, tuple[int, ...]] = {
    "picture": (6, 3, 9, 12), "spectrogram": (6, 1, 40, 25), "wave": (6, 90, 1), "text": (6, 14),
    "series": (6, 48, 3),
}  # fmt: skip


def with_strengths(project: Project, **strengths: Any) -> Project:
    """Return a project that is augmented so, and does not train long: an epoch is a few steps."""
    samples = analyse(project, fields_of(project)).fields.samples
    batch = max(2, samples // 7)
    return project.with_recipe(augmentation=strengths, batch_size=batch, epochs=4, keep_best=False)


def started(project: Project) -> Session:
    return Session.start(project, engine="torch", run_id="one")


def source_of(kind: Variety, folder: Path) -> VariedSource:
    project = of_kind(kind, folder)
    known = analyse(project, fields_of(project), shaped=False)
    (found,) = varied_sources(known.graph, known.fields)
    assert found.kind == kind
    return found


def batch_of(kind: Variety) -> Tensor:
    made = torch.Generator().manual_seed(5)
    if kind == "text":
        ids = torch.randint(1, 30, SIZES[kind], generator=made)
        ids[:, 9:] = 0
        return ids
    return torch.rand(SIZES[kind], generator=made)


def once(spec: AugmentationSpec, source: VariedSource, values: Tensor, strength: Any, seed: int) -> Tensor:
    """Return a batch as an augmentation alone makes it."""
    generator = torch.Generator().manual_seed(seed)
    if not spec.mixes:
        return varied(values, source, {spec.id: strength}, generator)
    return augmenting.blended(values, *augmenting.partners(values, strength, generator))


# What a description says


@pytest.mark.parametrize("spec", AUGMENTATIONS, ids=lambda spec: spec.id)
def test_an_augmentation_is_described_once_and_off_by_itself(spec: AugmentationSpec) -> None:
    options = {param.name for chosen in CHOSEN for each in chosen.registry for param in each.params}
    assert spec.param.name == spec.id and spec.id not in {*RECIPE_FIELDS, *options}
    assert not spec.param.default and spec.param.since == "at_once"
    assert spec.title and spec.param.help.endswith(".") and spec.kinds
    assert Recipe(augmentation={spec.id: spec.param.default}) == Recipe()


def test_whole_numbers_of_a_file_are_strengths_as_others_are() -> None:
    one, other = (Recipe(augmentation={"turn": turn}) for turn in (20, 20.0))
    assert one == other and type(one.augmentation["turn"]) is type(other.augmentation["turn"]) is float
    assert Recipe(augmentation={"flip": True}).augmentation["flip"] is True


def test_no_two_that_are_offered_together_have_one_title() -> None:
    for kind in SIZES:
        titles = [spec.title for spec in AUGMENTATIONS if kind in spec.kinds]
        assert len(titles) == len(set(titles)) > 0


# One batch


@EACH
def test_shapes_types_and_the_batch_itself_are_kept(
    tmp_path: Path, spec: AugmentationSpec, kind: Variety
) -> None:
    values, source = batch_of(kind), source_of(kind, tmp_path)
    kept, state = values.clone(), torch.get_rng_state()
    made = once(spec, source, values, strong(spec), seed=3)
    assert made.shape == values.shape and made.dtype == values.dtype and torch.isfinite(made).all()
    assert torch.equal(values, kept) and torch.equal(torch.get_rng_state(), state)
    assert not torch.equal(made, values)
    assert torch.equal(made, once(spec, source, values, strong(spec), seed=3))
    assert not torch.equal(made, once(spec, source, values, strong(spec), seed=4))
    doubles = values if kind == "text" else values.double()
    assert once(spec, source, doubles, strong(spec), seed=3).dtype == doubles.dtype


@EACH
def test_the_weaker_it_is_the_less_it_changes(tmp_path: Path, spec: AugmentationSpec, kind: Variety) -> None:
    if spec.param.type == "flag":
        return  # it is on or off
    values, source = batch_of(kind).double() if kind != "text" else batch_of(kind), source_of(kind, tmp_path)
    far = [sum(float((once(spec, source, values, strength, seed) != values).double().mean()
                     if kind == "text" or "mask" in spec.id or spec.id == "erase" else
                     (once(spec, source, values, strength, seed) - values).abs().mean())
               for seed in range(20)) for strength in (strong(spec) / 50, strong(spec))]  # fmt: skip
    assert far[0] < far[1]


def test_padding_is_no_word_and_stays() -> None:
    ids = batch_of("text")
    made = augmenting.dropped(ids, 0.9, torch.Generator().manual_seed(0), unknown=1)
    assert (made[ids == 0] == 0).all() and set(made[made != ids].tolist()) == {1}


def test_a_shift_moves_pixels_and_makes_none() -> None:
    picture = torch.arange(64.0).view(1, 1, 8, 8)
    for seed in range(20):
        made = augmenting.displaced(picture, 0.25, torch.Generator().manual_seed(seed))
        down, right = divmod(int(made[0, 0, 4, 4]) - int(picture[0, 0, 4, 4]) + 18, 8)
        down, right = down - 2, right - 2
        rows = (torch.arange(8) + down).clamp(0, 7)
        columns = (torch.arange(8) + right).clamp(0, 7)
        assert max(abs(down), abs(right)) <= 2
        assert torch.equal(made[0, 0], picture[0, 0][rows][:, columns])


def test_a_quarter_turn_is_a_quarter_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = torch.rand((1, 2, 7, 7), generator=torch.Generator().manual_seed(1))
    monkeypatch.setattr(augmenting, "_either_way", lambda values, generator: torch.ones(len(values)))
    made = augmenting.tilted(picture, 90, torch.Generator())
    np.testing.assert_allclose(made, torch.rot90(picture, 1, (2, 3)), atol=1e-5)
    wide = torch.rand((1, 1, 4, 10), generator=torch.Generator().manual_seed(1))
    np.testing.assert_allclose(augmenting.tilted(wide, 180, torch.Generator()), wide.flip((2, 3)), atol=1e-5)
    dot = torch.zeros((1, 1, 9, 15))
    dot[0, 0, 4, 10] = 1.0  # three pixels beside the middle, and three above it afterwards
    above = augmenting.tilted(dot, 90, torch.Generator())
    assert above.argmax().item() == 1 * 15 + 7
    assert augmenting.tilted(above, 90, torch.Generator()).argmax().item() == 4 * 15 + 4


def test_an_erased_square_has_the_share_that_is_asked_for() -> None:
    pictures = torch.rand((400, 1, 20, 20), generator=torch.Generator().manual_seed(1))
    made = augmenting.erased(pictures, 0.25, torch.Generator().manual_seed(2))
    gone = (made != pictures).double().mean(dim=(1, 2, 3))
    assert set(gone.tolist()) == {0.0, 0.25} and abs(float((gone > 0).double().mean()) - 0.5) < 0.1
    for picture, other in zip(pictures, made, strict=True):  # each in its own mean
        assert set((other[other != picture] - picture.mean()).abs().lt(1e-6).tolist()) <= {True}


def test_gain_is_in_decibels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(augmenting, "_either_way", lambda values, generator: torch.ones(len(values)))
    spec, sounds = AUGMENTATIONS.get("gain"), batch_of("spectrogram")
    louder = once(spec, source_of("spectrogram", tmp_path), sounds, 10.0, 0)
    np.testing.assert_allclose(louder - sounds, 0.1, atol=1e-6)  # of 100 dB from the quietest to the loudest
    waves = batch_of("wave")
    np.testing.assert_allclose(once(spec, source_of("wave", tmp_path), waves, 20.0, 0), 10 * waves, rtol=1e-5)


# Runs


@EACH
def test_off_is_as_none_and_on_is_resumed_to_the_bit(
    tmp_path: Path, spec: AugmentationSpec, kind: Variety
) -> None:
    project = of_kind(kind, tmp_path)
    plain = run(started(with_strengths(project)), STEPS).record()
    off = run(started(with_strengths(project, **{spec.id: spec.param.default})), STEPS).record()
    assert differences(plain, off) == []
    on = with_strengths(project, **{spec.id: strong(spec)})
    whole = run(started(on), STEPS, chunk=3).record()
    assert "losses" in differences(plain, whole)
    for step in UNALIGNED:
        saved = run(started(on), step).record()
        assert differences(whole, run(Session.resume(saved), STEPS - step).record()) == [], step


@pytest.mark.parametrize("kind", ["picture", "text"])
def test_own_data_are_augmented_alike(tmp_path: Path, kind: Variety) -> None:
    project = own_of_kind(kind, tmp_path)
    strengths = {spec.id: strong(spec) for spec in AUGMENTATIONS if kind in spec.kinds}
    on = with_strengths(project, **strengths)
    whole = run(started(on), STEPS).record()
    assert "losses" in differences(whole, run(started(with_strengths(project)), STEPS).record())
    saved = run(started(on), 4).record()
    assert differences(whole, run(Session.resume(saved), STEPS - 4).record()) == []


def test_scripts_train_to_the_bit(tmp_path: Path) -> None:
    records, projects = {}, {kind: of_kind(kind, tmp_path / kind) for kind in SIZES}
    for (spec, kind), name in zip(EVERY, NAMES, strict=True):
        on = with_strengths(projects[kind], **{spec.id: strong(spec)})
        records[name] = run(started(on), STEPS).record()
    for kind, project in projects.items():
        strengths = {spec.id: strong(spec) for spec in AUGMENTATIONS if kind in spec.kinds}
        going = run(started(with_strengths(project, **strengths)), 5)
        weak = {name: value if value is True else value / 2 for name, value in strengths.items()}
        for changed in (dict(list(weak.items())[:1]), {}, weak):
            going.set_recipe(replace(going.recipe, augmentation=changed, l2=0.001))
            run(going, 2)
        records[f"all of a {kind}, changed on the way"] = going.record()
    left = told(records, tmp_path / "scripts")
    found = {name: script_differences(records[name], each) for name, each in left.items()}
    assert found == dict.fromkeys(records, [])


def test_a_change_in_mid_run_counts_is_recorded_and_is_replayed() -> None:
    project = with_strengths(template("digits-mlp", CATALOGUE).open(), shift=0.1)
    going = run(started(project), 3)
    going.set_recipe(replace(going.recipe, augmentation={"turn": 20, "mixup": 0.3}))
    (change,) = going.recorder.changes
    assert change == {"step": 3, "what": "augmentation", "from": {"shift": 0.1},
                      "to": {"turn": 20.0, "mixup": 0.3}}  # fmt: skip
    saved = run(going, 2).record()
    whole = run(going, 6).record()
    assert differences(whole, run(Session.resume(saved), 6).record()) == []
    assert "losses" in differences(whole, run(started(project), 11).record())


def test_samples_that_are_held_out_are_never_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    project = with_strengths(template("digits-cnn", CATALOGUE).open(), shift=0.2, mixup=0.4)
    session, seen = started(project), []
    real = Augmenter.augmented
    monkeypatch.setattr(Augmenter, "augmented",
                        lambda *given: seen.append(given[1].feeds[0]) or real(*given))  # fmt: skip
    before = [part.clone() for name in ("train", "validation") for part in parts_of(session, name)]
    run(session, STEPS)
    assert len(seen) == STEPS
    after = [part for name in ("train", "validation") for part in parts_of(session, name)]
    assert all(map(torch.equal, before, after))
    held = session.parts.data.part("validation")
    plain, _ = evaluate(session.parts.program, session.parts.objective, session.parts.goals, held,
                        session.parts.scores)  # fmt: skip
    assert session.evaluate("validation") == plain and len(seen) == STEPS
    assert session.evaluate("train") and len(seen) == STEPS


def parts_of(session: Session, name: Any) -> Iterator[Tensor]:
    part = session.parts.data.part(name)
    yield from (each for each in (*part.feeds, *part.targets) if isinstance(each, Tensor))


@pytest.mark.parametrize("spec", [spec for spec in AUGMENTATIONS if not spec.mixes], ids=lambda spec: spec.id)
def test_labels_stay(tmp_path: Path, spec: AugmentationSpec) -> None:
    session = started(with_strengths(of_kind(next(iter(spec.kinds)), tmp_path), **{spec.id: strong(spec)}))
    run(session, 1)
    assert isinstance(session.stepper, torch_steps.TorchSteps) and session.stepper.epoch is not None
    made = session.stepper.batch()
    feeds, targets = session.stepper.epoch.batch(1)
    assert made.mix is None and all(map(torch.equal, made.targets, targets))
    assert not all(map(torch.equal, made.feeds, feeds))


def test_mixed_samples_are_asked_for_both_answers() -> None:
    session = started(with_strengths(template("digits-mlp", CATALOGUE).open(), mixup=0.5))
    run(session, 1)
    assert isinstance(session.stepper, torch_steps.TorchSteps) and session.stepper.epoch is not None
    (made,), (target,), mix = session.stepper.batch()
    (plain,), _ = session.stepper.epoch.batch(1)
    assert mix is not None and 0.5 <= mix.share <= 1
    torch.testing.assert_close(made, mix.share * plain + (1 - mix.share) * plain[mix.partner])
    scores = torch.rand((len(plain), 10), generator=torch.Generator().manual_seed(0))
    both = nn.functional.one_hot(target, 10) * mix.share
    both += nn.functional.one_hot(target[mix.partner], 10) * (1 - mix.share)
    wanted = nn.functional.cross_entropy(scores, both)  # as PyTorch has it for shares of classes
    loss = mix.loss(lambda one, other: nn.functional.cross_entropy(one[0], other[0]), (scores,), (target,))
    torch.testing.assert_close(loss, wanted)


def test_other_steps_and_seeds_draw_otherwise_and_other_sizes_of_data_alike() -> None:
    session = started(with_strengths(template("digits-mlp", CATALOGUE).open(), shift=0.3))
    augmenter, (feeds, targets) = Augmenter(session.parts), next(batches(session))
    drawn = [augmenter.augmented(Batch(feeds, targets), {"shift": 0.3}, seed).feeds[0] for seed in (7, 8, 7)]
    assert torch.equal(drawn[0], drawn[2]) and not torch.equal(drawn[0], drawn[1])


def batches(session: Session) -> Iterator[tuple[tuple[Tensor, ...], tuple[Tensor, ...]]]:
    run(session, 1)
    assert session.stepper.epoch is not None
    yield session.stepper.epoch.batch(1)


def test_a_seed_that_stands_still_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle of resuming sees what a step draws: planted, each draws what the first did since a start."""
    real, counted = Augmenter.augmented, iter(range(1000))
    project = with_strengths(template("digits-mlp", CATALOGUE).open(), shift=0.3)
    whole = run(started(project), STEPS).record()
    saved = run(started(project), 4).record()
    monkeypatch.setattr(Augmenter, "augmented",
                        lambda self, batch, on, _seed: real(self, batch, on, next(counted)))  # fmt: skip
    assert "losses" in differences(whole, run(Session.resume(saved), STEPS - 4).record())


def test_a_change_that_is_not_followed_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipes, "LIVE", tuple(each for each in recipes.LIVE if each != "augmentation"))
    project = with_strengths(template("digits-mlp", CATALOGUE).open())
    going = run(started(project), 3)
    going.set_recipe(replace(going.recipe, augmentation={"shift": 0.2}))
    assert not going.recorder.changes
    assert differences(run(started(project), STEPS).record(), run(going, STEPS - 3).record()) == []


def test_no_layer_of_ours_brings_an_augmentation_into_a_script_that_has_none() -> None:
    functions = {kind.function for spec in AUGMENTATIONS for kind in spec.kinds.values()} | {"partners"}
    for name in carried_names() - functions:
        assert not [each for each in carried([name]).pieces for function in functions
                    if each.startswith(f"def {function}(")], name  # fmt: skip


# What is refused


@pytest.mark.parametrize("name", ["digits-cnn", "shapes-segment", "digits-autoencoder", "siamese-digits",
                                  "triplet-digits", "spiral-mlp", "reviews-tagger"])  # fmt: skip
def test_what_is_offered_is_what_can_be_trained_with(name: str) -> None:
    project = template(name, CATALOGUE).open()
    known = analyse(project, fields_of(project))
    can = {spec.id for spec in offered(known.graph, known.fields)}
    for spec in AUGMENTATIONS:
        made = project.with_recipe(augmentation={spec.id: strong(spec)})
        problems = [each for each in analyse(made, fields_of(made)).problems if each.where.param == spec.id]
        assert len(problems) == (spec.id not in can), spec.id
        for problem in problems:
            mended = problem.fixes[0].edit(made)
            assert not mended.recipe.augmentation and spec.title in problem.message
            with pytest.raises(PlaygroundError, match=spec.title):
                Session.start(made)


OFFERED = {
    "shapes-segment": {"brightness", "noise", "erase"},
    "digits-autoencoder": {"brightness", "noise", "erase"},
    "spiral-mlp": set(), "reviews-tagger": {"word_drop"},
}  # fmt: skip


@pytest.mark.parametrize("name", OFFERED)
def test_what_would_spoil_targets_is_not_offered(name: str) -> None:
    project = template(name, CATALOGUE).open()
    known = analyse(project, fields_of(project), shaped=False)
    assert {spec.id for spec in offered(known.graph, known.fields)} == OFFERED[name]


def test_a_strength_out_of_range_and_an_unknown_name_are_told_with_a_way_out() -> None:
    project = template("digits-cnn", CATALOGUE).open()
    for name, strength, words in (("shift", 0.9, "from 0 to 0.5"), ("swirl", 1.0, "no augmentation")):
        spoilt = project.with_recipe(augmentation={name: strength})
        (problem,) = check_recipe(spoilt.recipe)
        assert words in problem.message and not problem.fixes[0].edit(spoilt).recipe.augmentation


def test_in_mid_run_nothing_is_taken_that_data_do_not_bear() -> None:
    session = run(started(template("digits-mlp", CATALOGUE).open()), 2)
    with pytest.raises(PlaygroundError, match="for texts"):
        session.set_recipe(replace(session.recipe, augmentation={"word_drop": 0.2}))
    assert not session.recorder.changes


def test_the_compiled_engine_leaves_it_to_pytorch_and_says_why() -> None:
    project = template("digits-mlp", CATALOGUE).open().with_recipe(augmentation={"shift": 0.1})
    known, hardware = analyse(project, fields_of(project)), detect()
    assert plan(known, hardware, "relay").engine == "torch"
    assert known_recipe(project.recipe) == "augmentation" and known_recipe(Recipe()) is None


def test_several_processes_mix_nothing() -> None:
    project = template("digits-mlp", CATALOGUE).open()
    for strengths, words in (({"mixup": 0.2}, "Mixup mixes samples"), ({"shift": 0.1}, "")):
        made = project.with_recipe(augmentation=strengths)
        known, two = analyse(made, fields_of(made)), replace(detect(), processes=2)
        if words:
            with pytest.raises(PlaygroundError, match=words):
                plan(known, two)
        else:
            assert plan(known, two).processes == 2


# The file


def test_a_project_keeps_it_and_one_without_is_written_as_ever() -> None:
    project = template("digits-cnn", CATALOGUE).open()
    assert "augmentation" not in schema.to_json(project)["recipe"]
    strengths = {spec.id: strong(spec) for spec in AUGMENTATIONS if "picture" in spec.kinds}
    shuffled = list(strengths.items())
    random.Random(3).shuffle(shuffled)
    made = project.with_recipe(augmentation=dict(shuffled))
    assert list(made.recipe.augmentation) == list(strengths)  # in the order in which they are applied
    opened, notes = schema.from_bytes(schema.to_bytes(made), CATALOGUE)
    assert opened == made and notes == ()
