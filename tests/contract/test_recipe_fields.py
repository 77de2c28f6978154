"""Every field of the recipe and of the data choice is one record, and all that depends on it follows."""

from __future__ import annotations

import argparse
import copy
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from made_data import holding
from other_values import another, fitting, misfits
from playground.app import changes as app_changes
from playground.app.checkpoints.beside import same_task
from playground.app.live import LiveState
from playground.cli.recipe_options import ASKED, add_recipe_options, asked_for, fixed_by_a_run
from playground.core.assets import asset_path
from playground.core.blocks.params import Param
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.data_set import DataSetSpec
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.project import schema
from playground.core.project.chosen import CHOSEN, Choosable, ChosenField
from playground.core.project.optimizers import OPTIMIZERS, OptimizerSpec
from playground.core.project.records import AVERAGED, RETURNED, RunRecord
from playground.core.project.templates import template
from playground.core.project.values import DATA_FIELDS, RECIPE_FIELDS, DataChoice, Project, Recipe
from playground.core.training import course, recipes, updates
from playground.core.training.history import Recorder
from playground.core.training.objective import Objective
from playground.core.training.session import Session
from run_bits import bits, differences, run

ALL = [(Recipe, param) for param in RECIPE_FIELDS.values()] + [
    (DataChoice, param) for param in DATA_FIELDS.values()
]
FIELDS = [pytest.param(kind, param, id=f"{kind.__name__}.{param.name}") for kind, param in ALL]
OPTIONS = [(chosen, spec, param) for chosen in CHOSEN for spec in chosen.registry for param in spec.params]
# what lets an option show within a few epochs: a plateau is met at once where the rate is far too high
SHORT = {"step": {"every": 1}, "plateau": {"patience": 0, "factor": 0.1}}
SHOWN = {  # what lets a field show: a rate so high that the loss does not fall
    "decay_all": {"weight_decay": 0.1},
    "keep_best": {"learning_rate": 0.5}, "early_stopping": {"learning_rate": 0.5},
}  # fmt: skip
BY_THE_CLOCK = "time_limit"  # which ends a run at another step each time; tests/core/test_ending.py has it
ELSEWHERE = (BY_THE_CLOCK, "augmentation")  # this one in tests/contract/test_augmentations.py
SETTLED = ("keep_best", "average")  # they change no loss, but the weights at the end
AT_THE_END = (RETURNED, AVERAGED)
SMALL = {"clip": 0.001}  # a value that counts where those at the end of the slider do not
AT_ONCE = {"batch_size": 42, "epochs": 12}  # all samples, a step an epoch
BATCH, EPOCH, CHANGED_AT, SAVED_AT = 8, 6, 3, 4  # steps: of the first epoch, and inside it


def project(**recipe: Any) -> Project:
    """Return a small network on a few points: 42 of them train."""
    opened = template("spiral-mlp", CATALOGUE).open()
    data = DataChoice("spiral", {"samples": 60})
    start = Recipe(batch_size=BATCH, epochs=3, learning_rate=0.01, device="cpu", threads=1)
    return replace(opened, data=data, recipe=replace(start, **recipe))


# What a record says


@pytest.mark.parametrize(("kind", "param"), FIELDS)
def test_a_field_is_described_where_it_stands(kind: type, param: Param) -> None:
    field = next(each for each in fields(kind) if each.name == param.name)
    assert field.default == param.default and param.fits(param.default)
    assert param.title and param.help.endswith(".") and param.since
    assert param.auto is None or param.fits(param.auto)
    assert not param.icon or asset_path("icons", "lucide", f"{param.icon}.svg").is_file()
    for value in fitting(param):
        assert param.fits(value) and param.check(value) == value
    for value in (*misfits(param), None, [1], float("nan")):
        assert not param.fits(value), value


def test_nothing_of_recipe_and_data_choice_lacks_its_record() -> None:
    # described by what they belong to
    others = {"options", "schedule_options", "augmentation", "id", "own", "edits"}
    assert {each.name for kind in (Recipe, DataChoice) for each in fields(kind)} - others == {
        *RECIPE_FIELDS, *DATA_FIELDS
    }  # fmt: skip
    for _, spec, param in OPTIONS:
        assert param.since == "at_once" and param.name not in RECIPE_FIELDS, (spec.id, param.name)
    names = [{param.name for each, _, param in OPTIONS if each is chosen} for chosen in CHOSEN]
    assert not names[0] & names[1]  # a problem names an option by its name alone


# One range: a file, the check and the edits take the same values; the forms are asked in tests/gui


def with_value(kind: type, name: str, value: Any) -> dict[str, Any]:
    """Return a project's document with one field set; shares go on adding up."""
    doc = copy.deepcopy(schema.to_json(project()))
    part = doc["recipe" if kind is Recipe else "data"]
    part[name] = value
    if kind is DataChoice and name != "seed" and isinstance(value, float):
        rest = "validation" if name == "train" else "train"
        part.update(dict.fromkeys({"train", "validation", "test"} - {name}, 0.0))
        part[rest] = 1.0 - value
    return doc


@pytest.mark.parametrize(("kind", "param"), FIELDS)
def test_a_file_takes_what_the_record_takes(kind: type, param: Param) -> None:
    for value in fitting(param):
        opened, notes = schema.from_json(with_value(kind, param.name, value), CATALOGUE)
        part = opened.recipe if kind is Recipe else opened.data
        assert (getattr(part, param.name), notes) == (value, ())
    for value in (*misfits(param), None, [1]):
        words = "(should be|should have|may not be)" if param.type == "text" else "should be"
        with pytest.raises(PlaygroundError, match=rf"{kind.__name__[:4].lower()}\w*\.{param.name} {words}"):
            schema.from_json(with_value(kind, param.name, value), CATALOGUE)


@pytest.mark.parametrize(("kind", "param"), FIELDS)
def test_a_file_of_an_earlier_version_need_not_know_the_field(kind: type, param: Param) -> None:
    doc = with_value(kind, param.name, param.default)
    del doc["recipe" if kind is Recipe else "data"][param.name]
    field = next(each for each in fields(kind) if each.name == param.name)
    if field.metadata["required"]:
        with pytest.raises(PlaygroundError, match=f"{param.name} is missing"):
            schema.from_json(doc, CATALOGUE)
    else:
        opened, _ = schema.from_json(doc, CATALOGUE)
        part = opened.recipe if kind is Recipe else opened.data
        assert getattr(part, param.name) == field.metadata["absent"]


@pytest.mark.parametrize("param", RECIPE_FIELDS.values(), ids=lambda p: p.name)
def test_the_check_takes_what_the_record_takes_and_its_fix_mends(param: Param) -> None:
    for value in fitting(param):
        assert recipes.check_recipe(replace(project().recipe, **{param.name: value})) == ()
    wrong = [*misfits(param), *(["abacus"] if param.open else [])]
    assert wrong
    for value in wrong:
        spoilt = project(**{param.name: value})
        (problem,) = recipes.check_recipe(spoilt.recipe)
        assert problem.where.param == param.name and param.words in problem.message
        assert recipes.check_recipe(problem.fixes[0].edit(spoilt).recipe) == ()


@pytest.mark.parametrize(
    ("chosen", "spec", "param"), OPTIONS, ids=lambda each: getattr(each, "id", None) or each.name
)
def test_an_option_of_what_is_chosen_is_checked_and_its_fix_mends(
    chosen: ChosenField, spec: Choosable, param: Param
) -> None:
    for value in misfits(param):
        spoilt = project(**{chosen.name: spec.id, chosen.options: {param.name: value}})
        (problem,) = recipes.check_recipe(spoilt.recipe)
        assert problem.where.param == param.name and param.title in problem.message
        assert recipes.check_recipe(problem.fixes[0].edit(spoilt).recipe) == ()


DATA_OPTIONS = [
    pytest.param(spec, param, id=f"{spec.id}.{param.name}")
    for spec in CATALOGUE.data
    for param in spec.params
]


@pytest.mark.parametrize(("spec", "param"), DATA_OPTIONS)
def test_an_option_of_a_data_set_is_checked_and_its_fix_mends(spec: DataSetSpec, param: Param) -> None:
    assert param.since == "child_run" and param.help
    for value in fitting(param):
        assert fields_of(holding(DataChoice(spec.id, {param.name: value}))).fields
    assert list(misfits(param))
    for value in misfits(param):
        spoilt = replace(project(), data=DataChoice(spec.id, {param.name: value}))
        with pytest.raises(PlaygroundError, match=param.title) as refused:
            fields_of(spoilt)
        mended = refused.value.fixes[0].edit(spoilt)
        assert fields_of(mended).fields and app_changes.change(spoilt, mended) == "replace"


# The command line: what holds from a run's start to its end can be said there


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_recipe_options(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize("param", ASKED, ids=lambda p: p.name)
def test_an_option_of_the_command_line_takes_what_the_record_takes(param: Param) -> None:
    option = "--" + param.name.replace("_", "-")
    left_out = param.auto if param.type == "integer" else None
    for value in fitting(param):
        if value == left_out:
            continue
        said = parsed(option, str(value))
        assert asked_for(said) == {param.name: value}
        assert list(fixed_by_a_run(said)) == ([] if value == param.auto else [option])
    for value in misfits(param):
        with pytest.raises(argparse.ArgumentError):
            parsed(f"{option}={value}")


def test_nothing_said_on_the_command_line_changes_nothing() -> None:
    assert asked_for(parsed()) == {} and list(fixed_by_a_run(parsed())) == []
    assert {param.name for param in ASKED} == {"seed", "device", "threads", "engine", "precision"}


@pytest.mark.parametrize("param", ASKED, ids=lambda p: p.name)
def test_what_was_said_at_the_start_hides_no_checkpoint(param: Param) -> None:
    """A training that was killed is found again beside a file whose recipe says otherwise."""
    said = project(**{param.name: another(param, getattr(project().recipe, param.name))})
    assert same_task(project(), said) and not same_task(project(), said.with_recipe(batch_size=3))


# Changes in mid-run

Values = Mapping[str, Any]


def live_changes() -> dict[str, tuple[Values, Values]]:
    """Return for each field and option that may change in mid-run two recipes that differ in it alone."""
    found: dict[str, tuple[Values, Values]] = {}
    for name, param in RECIPE_FIELDS.items():
        if param.live and name != BY_THE_CLOCK:
            value = getattr(project().recipe, name)
            beside, other = SHOWN.get(name, {}), SMALL.get(name, another(param, value))
            found[name] = ({**beside, name: value}, {**beside, name: other})
    for chosen, spec, param in OPTIONS:
        start = SHORT.get(spec.id, {})
        value = start.get(param.name, param.default)
        kind = {chosen.name: spec.id} | ({"learning_rate": 0.5} if spec.id in SHORT else {})
        kind |= AT_ONCE if chosen.name == "optimizer" and spec.whole else {}
        found[f"{spec.id} {param.name}"] = (
            {**kind, chosen.options: {**start, param.name: value}},
            {**kind, chosen.options: {**start, param.name: another(param, value)}},
        )  # fmt: skip
    back = {f"{name} back": (other, value) for name, (value, other) in found.items()}
    return {**found, **back}


LIVE = live_changes()


def with_change(before: Values, after: Values, steps: int | None) -> Session:
    """Return a run whose recipe changed inside its first epoch."""
    going = run(Session.start(project(**before)), CHANGED_AT)
    going.set_recipe(replace(going.recipe, **after))
    return run(going, None if steps is None else steps - CHANGED_AT)


def without_change(before: Values, after: Values) -> RunRecord:
    """Return the run that a change must differ from; another optimizer starts with fresh state anyway."""
    going = run(Session.start(project(**before)), CHANGED_AT)
    kind = before.get("optimizer")
    if "optimizer" in recipes.LIVE and after.get("optimizer", kind) != kind:
        going.stepper.groups[0].set_recipe(going.recipe, anew=True)
    return run(going, None).record()


def results(record: RunRecord) -> dict[str, Any]:
    """Return what training made: weights and losses."""
    return {name: value for name, value in bits(record) if name.startswith("weights") or name == "losses"}


def faults(before: Values, after: Values) -> list[str]:
    """Say what is wrong with a change in mid-run: it must count, be recorded, and be replayed on resume."""
    unchanged = without_change(before, after)
    whole = with_change(before, after, None).record()
    found = []
    if results(unchanged) == results(whole):
        found.append("changes no bit")
    was, now = project(**before).recipe, project(**{**before, **after}).recipe
    differ = [each.name for each in fields(Recipe) if getattr(was, each.name) != getattr(now, each.name)]
    told = [{"step": CHANGED_AT, "what": name, "from": getattr(was, name), "to": getattr(now, name)}
            for name in differ]  # fmt: skip
    if [change for change in whole.history.changes if change["what"] not in AT_THE_END] != told:
        found.append("is not recorded")
    resumed = run(Session.resume(with_change(before, after, SAVED_AT).record()), None).record()
    if differences(whole, resumed):
        found.append("is not replayed")
    return found


@pytest.mark.parametrize("name", LIVE)
def test_a_change_in_mid_run_counts_is_recorded_and_is_replayed_to_the_bit(name: str) -> None:
    assert faults(*LIVE[name]) == []


@pytest.mark.parametrize("name", [name for name in RECIPE_FIELDS if name in LIVE and name not in SETTLED])
def test_a_change_counts_from_when_its_record_says(name: str) -> None:
    before, after = LIVE[name]
    plain = without_change(before, before).history.losses
    changed = with_change(before, after, None).record().history.losses
    shared = min(len(plain), len(changed))
    same = (plain[:shared] == changed[:shared]).tolist()
    assert all(same[:CHANGED_AT])
    if RECIPE_FIELDS[name].since == "next_epoch":
        assert all(same[:EPOCH]) and not all(same[EPOCH:])
    else:  # what says how long to train counts at once, but shows at the end alone
        assert not all(same[:EPOCH]) or len(plain) != len(changed)


@pytest.mark.parametrize("param", ASKED, ids=lambda p: p.name)
def test_what_belongs_to_a_run_s_start_waits_for_another_run(param: Param) -> None:
    going = run(Session.start(project()), CHANGED_AT)
    value = another(param, getattr(going.recipe, param.name))
    going.set_recipe(replace(going.recipe, **{param.name: value}))
    assert going.recipe == project().recipe and not going.recorder.changes
    meant = app_changes.change(project(), project(**{param.name: value}))
    assert meant == {"child_run": "replace", "new_run": "restart"}[param.since]


@pytest.mark.parametrize("name", LIVE)
def test_a_change_is_told_to_the_run_and_named_on_its_mark(name: str) -> None:
    before, after = LIVE[name]
    assert app_changes.change(project(**before), project(**{**before, **after})) == "recipe"
    (change,) = with_change(before, after, CHANGED_AT).recorder.changes
    marked = LiveState()
    marked.set_changes((change,))
    text = marked.marks[0].text
    known = {param.name: param for _, _, param in OPTIONS} | dict(RECIPE_FIELDS)
    param = known[name.removesuffix(" back").split(" ")[-1]]
    assert text.startswith(f"{param.short or param.title} ") and " → " in text and "{" not in text


# Faults planted on purpose: the contract has to catch each.


def drop_the_penalty(patch: pytest.MonkeyPatch) -> None:
    real = Objective.set
    patch.setattr(Objective, "set", lambda self, recipe: real(
        self, replace(recipe, l2=getattr(self, "l2", recipe.l2))))  # fmt: skip


def drop_the_decay(patch: pytest.MonkeyPatch) -> None:
    def set_all_but(self: Any, recipe: Recipe) -> None:
        updates.Optimizer.set(self, replace(recipe, weight_decay=getattr(self, "weight_decay", 0.0)))

    patch.setattr(updates.Adam, "set", set_all_but)


def replay_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recipes, "replay", lambda recipe, changes: recipe)


def record_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Recorder, "add_change", lambda *_: None)


def keep_the_batches(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(course, "batch_sizes", lambda samples, _size, pairs: (BATCH,) * (samples // BATCH))


def keep_the_update(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        updates, "make", lambda values, recipe: updates.Adam(values, replace(recipe, optimizer="adam"))
    )


PLANTED: Mapping[str, tuple[Callable[[pytest.MonkeyPatch], None], str, str]] = {
    "the penalty": (drop_the_penalty, "l2", "changes no bit"),
    "the penalty's end": (drop_the_penalty, "l2 back", "changes no bit"),
    "the decay": (drop_the_decay, "weight_decay", "changes no bit"),
    "the replay": (replay_nothing, "l2", "is not replayed"),
    "the record": (record_nothing, "learning_rate", "is not recorded"),
    "the batches": (keep_the_batches, "batch_size", "changes no bit"),
    "the optimizer": (keep_the_update, "optimizer", "changes no bit"),
}


@pytest.mark.parametrize("dropped", PLANTED)
def test_the_contract_catches_what_is_dropped(dropped: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, name, words = PLANTED[dropped]
    plant(monkeypatch)
    assert words in faults(*LIVE[name])


@pytest.mark.parametrize("name", [name for name in recipes.LIVE if name not in ELSEWHERE])
def test_the_contract_catches_a_field_that_is_followed_no_more(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipes, "LIVE", tuple(each for each in recipes.LIVE if each != name))
    case = {"options": "sgd momentum", "schedule_options": "linear end"}.get(name, name)
    assert faults(*LIVE[case]) == ["changes no bit", "is not recorded"]


# Optimizers: equality with PyTorch's own stands in tests/core/test_training_updates.py


@pytest.mark.parametrize("spec", [spec for spec in OPTIMIZERS if not spec.whole], ids=lambda spec: spec.id)
def test_an_optimizer_with_all_its_options_resumes_to_the_bit_in_mid_epoch(spec: OptimizerSpec) -> None:
    options = {param.name: another(param, param.default) for param in spec.params}
    made = project(optimizer=spec.id, options=options, weight_decay=0.05)
    whole = run(Session.start(made), None).record()
    going = Session.start(made)
    for point in (1, 4, 9, 16):
        saved = run(going, point - going.step).record()
        assert saved.position["step_in_epoch"] and any(key.startswith("optimizer.") for key in saved.state)
        assert differences(whole, run(Session.resume(saved), None).record()) == [], point
    forgotten = {
        key: np.zeros_like(array) for key, array in saved.state.items() if key.startswith("optimizer.")
    }
    spoilt = replace(saved, state={**saved.state, **forgotten})
    assert differences(whole, run(Session.resume(spoilt), None).record()) != []
