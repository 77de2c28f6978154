"""What a person changed about single samples: applied in one place, kept in the file, exact on resume."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import load_samples
from playground.core.data.split import PARTS, same_split
from playground.core.errors import PlaygroundError
from playground.core.project import schema
from playground.core.project.differences import differences, in_words
from playground.core.project.row_edits import RowEdit, counted, with_rows
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from run_bits import differences as unlike
from run_bits import run
from script_runs import differences as told_otherwise
from script_runs import told


def wine(**data: object) -> Project:
    opened = template("wine-mlp", CATALOGUE).open().with_data(**data)
    return replace(opened, recipe=replace(opened.recipe, epochs=3, device="cpu", threads=1))


def edited() -> Project:
    """Return wine of which one training sample is relabelled, one left out and one marked as wrong."""
    train = load_samples(wine()).parts["train"]
    edits = with_rows((), [int(train[0])], label=2)
    edits = with_rows(with_rows(edits, [int(train[3])], out=True), [int(train[5])], wrong=True)
    return wine(edits=edits)


def test_edits_of_a_sample_come_together_in_one_entry_and_leave_it_when_all_are_taken_back() -> None:
    edits = with_rows((), [7, 2], out=True)
    edits = with_rows(edits, [7], label=1)
    assert edits == (RowEdit(2, out=True), RowEdit(7, 1, out=True)) and counted(edits) == (1, 2, 0)
    assert with_rows(edits, [2], out=False) == (RowEdit(7, 1, out=True),)


def test_samples_are_as_a_person_changed_them_and_the_data_stay_as_they_are() -> None:
    plain, changed = load_samples(wine()), load_samples(edited())
    relabelled, out, marked = (int(plain.parts["train"][place]) for place in (0, 3, 5))
    labels, before = changed.dataset.arrays["label"], plain.dataset.arrays["label"]
    assert labels[relabelled] == 2 != before[relabelled] and (labels != before).sum() == 1
    assert changed.parts["train"].tolist() == [row for row in plain.parts["train"].tolist() if row != out]
    assert marked in changed.parts["train"] and changed.as_given is plain
    ignoring = load_samples(edited().with_data(marked="ignore"))
    assert marked not in ignoring.parts["train"] and changed.count("train") - ignoring.count("train") == 1
    for part in ("validation", "test"):
        assert np.array_equal(changed.parts[part], plain.parts[part])


def test_another_label_moves_no_sample_into_another_part() -> None:
    many = wine(edits=with_rows((), range(100), label=1))
    for part in PARTS:
        assert np.array_equal(load_samples(many).parts[part], load_samples(wine()).parts[part])
    assert same_split(many.data, wine().data) and not same_split(wine(seed=5).data, wine().data)


def test_what_does_not_fit_is_refused_with_a_way_out() -> None:
    everything = range(load_samples(wine()).dataset.fields.samples)
    for spoilt, words in (
        (wine(edits=(RowEdit(10**6, out=True),)), "does not fit"),
        (wine(edits=(RowEdit(0, label=3),)), "does not fit"),
        (wine(edits=with_rows((), everything, out=True)), "left out"),
    ):
        with pytest.raises(PlaygroundError, match=words) as caught:
            load_samples(spoilt)
        mended = caught.value.fixes[0].edit(spoilt)
        assert mended == wine() and load_samples(mended).count("train") == load_samples(wine()).count("train")


def test_a_file_keeps_them_and_is_of_the_version_that_knows_them() -> None:
    doc = schema.to_json(edited())
    assert doc["version"] == 3 and len(doc["data"]["edits"]) == 3
    opened, notes = schema.from_json(doc, CATALOGUE)
    assert opened == edited() and notes == ()
    plain = schema.to_json(wine())
    assert plain["version"] == 1 and "edits" not in plain["data"] and "marked" not in plain["data"]
    assert schema.from_json(plain, CATALOGUE)[0].data.edits == ()
    twice = {**doc, "data": {**doc["data"], "edits": [{"row": 4, "out": True}, {"row": 4, "wrong": True}]}}
    assert schema.from_json(twice, CATALOGUE)[0].data.edits == (RowEdit(4, wrong=True),)
    for wrong in ({"row": -1}, {"row": 1, "label": -2}, {"label": 1}, {"row": 1, "why": "x"}):
        with pytest.raises(PlaygroundError, match=r"data\.edits"):
            schema.from_json({**doc, "data": {**doc["data"], "edits": [wrong]}}, CATALOGUE)


def test_other_samples_have_no_edits_yet() -> None:
    project = edited()
    assert project.with_data(train=0.5, validation=0.5).data.edits == project.data.edits
    assert project.with_data(seed=9).data.edits == project.data.edits  # wine comes as it is: another split
    assert project.with_data(id="iris").data.edits == ()
    drawn = template("spiral-mlp", CATALOGUE).open().with_data(edits=(RowEdit(3, out=True),))
    assert drawn.with_data(seed=drawn.data.seed + 1).data.edits == ()
    assert "1 relabelled, 1 left out and 1 marked" in in_words(differences(wine(), project)).open()


def test_a_run_repeats_to_the_bit_and_goes_on_from_its_middle() -> None:
    whole = run(Session.start(edited()), None).record()
    half = Session.start(edited())
    run(half, half.steps_per_epoch + 3)
    again = run(Session.resume(half.record()), None).record()
    assert unlike(again, whole) == [] and "losses" in unlike(run(Session.start(wine()), None).record(), whole)


def test_the_script_of_a_run_has_the_samples_as_they_were_changed(tmp_path: Path) -> None:
    record = run(Session.start(edited(), engine="torch"), None).record()
    assert told_otherwise(record, told({"wine": record}, tmp_path)["wine"]) == []
    with np.load(tmp_path / "0" / "data.npz") as held:
        labels, rows = held["train/label"], held["train/table"]
    mine = load_samples(edited()).take("train")
    assert np.array_equal(labels, mine["label"]) and np.array_equal(rows, mine["table"])
    assert not np.array_equal(labels, load_samples(wine()).take("train")["label"])
