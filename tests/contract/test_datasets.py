"""Every data set keeps what its description promises."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from made_data import holding
from playground.core.blocks.shapes import Field
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.data_set import DataSet, DataSetSpec
from playground.core.data.prepared import fields_of, load_samples
from playground.core.data.preview import preview
from playground.core.data.split import PARTS
from playground.core.errors import PlaygroundError
from playground.core.project.values import DataChoice

SETS = pytest.mark.parametrize("spec", list(CATALOGUE.data), ids=lambda spec: spec.id)
SEED = 4
FEW = 120  # samples, where not their number is at stake
TYPES = {"float": np.float32, "int": np.int64}


@cache
def drawn(spec: DataSetSpec) -> DataSet:
    """Return a data set as it comes, drawn once."""
    return spec.make({}, seed=SEED)


@SETS
def test_arrays_agree_with_the_fields(spec: DataSetSpec) -> None:
    made = drawn(spec)
    fields = spec.fields(spec.options({}))
    assert made.fields == fields
    assert set(made.arrays) == set(fields.fields)
    for name, field in fields.fields.items():
        assert field.name == name
        assert made.arrays[name].shape == (fields.samples, *field.sizes)
        assert made.arrays[name].dtype == TYPES[field.dtype]


@SETS
def test_values_lie_in_the_fields_range(spec: DataSetSpec) -> None:
    made = spec.make({"noise": 0.0}, seed=5)
    for name, field in made.fields.fields.items():
        values = made.arrays[name]
        assert np.isfinite(values).all()
        inside = (values >= field.low) & (values <= field.high)
        assert inside.mean() > (0.95 if name == "value" else 0.999)
        if field.classes and field.dtype == "int":
            assert set(np.unique(values)) == set(range(len(field.classes)))
        elif field.classes:
            assert set(np.unique(values)) == {0.0, 1.0}
            assert len(field.classes) == field.features
        if field.parts:
            assert len(field.parts) == (field.high + 1 if field.dtype == "int" else field.features)
        if field.units:
            assert len(field.units) == (len(field.parts) or 1)
        if field.levels:
            assert len(field.levels) == field.features


@SETS
def test_fields_serve_the_source_and_the_goal(spec: DataSetSpec) -> None:
    fields: dict[str, Field] = dict(spec.fields(spec.options({})).fields)
    assert CATALOGUE.blocks.get(spec.source).field in fields
    assert CATALOGUE.blocks.get(spec.goal).field in fields
    assert spec.goal == spec.task
    assert bool(fields.get("label")) == (spec.task == "classify")


@SETS
def test_the_same_seed_gives_the_same_bits_and_another_other_ones(spec: DataSetSpec) -> None:
    first, again, other = drawn(spec).arrays, *(spec.make({}, seed=seed).arrays for seed in (SEED, SEED + 1))
    assert all(first[name].tobytes() == again[name].tobytes() for name in first)
    changed = any(first[name].tobytes() != other[name].tobytes() for name in first)
    assert changed == spec.drawn  # the digits are what they are


@SETS
def test_parts_are_disjoint_and_complete(spec: DataSetSpec) -> None:
    samples = load_samples(holding(DataChoice(spec.id, {}, 7, 0.6, 0.25, 0.15)))
    n = samples.dataset.fields.samples
    for one, two in combinations(PARTS, 2):
        assert not set(samples.parts[one]) & set(samples.parts[two])
    together = np.concatenate([samples.parts[part] for part in PARTS])
    assert sorted(together) == list(range(n))
    shares = [samples.count(part) / n for part in PARTS]
    assert shares == pytest.approx([0.6, 0.25, 0.15], abs=1 / n)


@SETS
def test_each_class_is_in_each_part(spec: DataSetSpec) -> None:
    samples = load_samples(holding(DataChoice(spec.id, {}, 0, 0.7, 0.2, 0.1)))
    for part in PARTS:
        taken = samples.take(part)
        assert {name: len(array) for name, array in taken.items()} == dict.fromkeys(
            taken, samples.count(part)
        )
        if "label" in taken:
            assert set(taken["label"]) == set(samples.dataset.arrays["label"])


@SETS
def test_the_fields_of_a_choice_need_no_loading(spec: DataSetSpec) -> None:
    assert (
        fields_of(holding(DataChoice(spec.id))) == load_samples(holding(DataChoice(spec.id))).dataset.fields
    )


@SETS
def test_parameters_are_described_and_their_bounds_work(spec: DataSetSpec) -> None:
    few = {param.name: FEW for param in spec.params if param.name == "samples"}
    for param in spec.params:
        assert param.title and param.help
        assert param.check(param.default) == param.default
        ends = [choice.id for choice in param.choices] or [param.minimum, param.maximum]
        for value in ends:
            assert value is not None
            made = spec.make({**few, param.name: param.check(value)}, seed=1)
            assert made.fields.samples == len(next(iter(made.arrays.values())))
        with pytest.raises(PlaygroundError, match=spec.title):
            load_samples(holding(DataChoice(spec.id, {param.name: 1e9})))


@SETS
def test_the_card_has_something_to_draw(spec: DataSetSpec) -> None:
    card = preview(CATALOGUE.families.get(spec.family), spec)
    assert bool(len(card.points)) == (spec.family != "images")
    assert bool(len(card.pictures)) == (spec.family == "images")
    for drawn in (card.points, card.pictures):
        assert drawn.dtype == np.float32
        assert drawn.size == 0 or 0.0 <= drawn.min() < drawn.max() <= 1.0
    assert len(card.tones) == len(card.points)
    assert np.abs(card.tones).max(initial=0) <= 1.0
    assert spec.title and spec.summary.endswith(".") and spec.credit.endswith(".")


def test_fields_and_cards_need_neither_torch_nor_scikit_learn() -> None:
    script = (
        "import json, sys\n"
        "from playground.core.data.preview import preview\n"
        "from playground.core.data.prepared import fields_of, load_samples\n"
        "from playground.core.builtin import CATALOGUE\n"
        "from playground.core.network.values import Network\n"
        "from playground.core.project.values import DataChoice, Project\n"
        "for spec in CATALOGUE.data:\n"
        "    project = Project('', Network(), DataChoice(spec.id), catalogue=CATALOGUE)\n"
        "    fields_of(project), preview(CATALOGUE.families.get(spec.family), spec), load_samples(project)\n"
        "print(json.dumps([name for name in ('torch', 'sklearn') if name in sys.modules]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
