"""Projects of somebody's own data do what templates do: exactness, resume, script, exports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import playground.core.importing.pictures.arrays as arrays
import playground.core.training.resident as resident
from export_here import stay_in_this_process
from own_arrays import mnist
from own_pictures import by_class, labelled_by_table
from own_sounds import sound_folder
from own_tables import labelled, project_of, series_project, table_file, things
from own_texts import read_by, text_folder, text_table
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.files.project_file import open_project, save_project
from playground.core.model.predict import predict
from playground.core.network.edits import set_params
from playground.core.project.values import Project
from playground.core.training.session import Session
from playground.core.views.feature_maps import raw
from playground.core.views.registry import VIEWS
from run_bits import differences, run
from script_runs import differences as script_differences
from script_runs import told

STEPS, UNALIGNED = 40, (1, 13, 23)


def _classes(folder: Path) -> Project:
    return project_of(table_file(folder, things()), "kind")


def _prepared_otherwise(folder: Path) -> Project:
    project = _classes(folder)
    given = {"scaling": "robust", "gaps": "median", "gap_flags": True, "rare": 10}
    parts = ("season", "clock")
    return project.with_network(set_params(project.network, "table", **given, calendar=parts))


def _number(folder: Path) -> Project:
    return project_of(table_file(folder, things()), "weight")


def _labels(folder: Path) -> Project:
    return project_of(labelled(folder), "right", "above")


def _by_time(folder: Path) -> Project:
    return _classes(folder).with_data(split="by_time", split_by="when")


def _arrays(folder: Path) -> Project:
    folder.mkdir(exist_ok=True)
    draw = np.random.default_rng(7)
    inputs = draw.normal(size=(240, 4)).astype(np.float32)
    kinds = (inputs[:, 0] + inputs[:, 1] > 0).astype(np.int64)
    np.savez(
        folder / "a.npz", X_train=inputs[:200], y_train=kinds[:200], X_test=inputs[200:], y_test=kinds[200:]
    )
    return project_of(folder / "a.npz")


def _pictures_of_arrays(folder: Path) -> Project:
    return project_of(mnist(folder / "digits"))


def _series(folder: Path) -> Project:
    days = [np.datetime64("2024-01-01") + day for day in range(260)]
    lines = [f"{day},{50 + 20 * np.sin(2 * np.pi * place / 7):.2f}" for place, day in enumerate(days)]
    return series_project(table_file(folder, lines, "sales.csv", "day,sold"), "sold", 14)


def _series_of_changes(folder: Path) -> Project:
    dates = [f"2024-{1 + day // 28:02}-{1 + day % 28:02}" for day in range(280)]
    lines = [f"{each},{day % 3},{50 + 3 * (day % 7)}" for day, each in enumerate(dates)]
    table = table_file(folder, lines, "sales.csv", "day,rain,sold")
    return series_project(table, "sold", 14, changes=("rain", "sold"))


def _pictures(folder: Path) -> Project:
    return project_of(by_class(folder / "tones"))


def _pictures_and_numbers(folder: Path) -> Project:
    return project_of(labelled_by_table(folder / "tones"), "kind")


def _texts(folder: Path) -> Project:
    return project_of(text_folder(folder))


def _text_column(folder: Path) -> Project:
    return project_of(text_table(folder), "opinion")


def _byte_pairs(folder: Path) -> Project:
    return read_by(text_table(folder), "byte_pairs")


def _sounds(folder: Path) -> Project:
    return project_of(sound_folder(folder))


OWN: dict[str, Callable[[Path], Project]] = {
    "classes": _classes, "prepared otherwise": _prepared_otherwise, "a number": _number, "labels": _labels,
    "split by time": _by_time, "arrays": _arrays, "a series": _series,
    "a series of changes": _series_of_changes,
    "pictures": _pictures, "pictures and numbers": _pictures_and_numbers,
    "pictures of arrays": _pictures_of_arrays,
    "texts": _texts, "a column of texts": _text_column,
    "byte pairs": _byte_pairs, "sounds": _sounds,
}  # fmt: skip
EVERY = pytest.mark.parametrize("make", OWN.values(), ids=OWN.keys())


@EVERY
def test_it_can_be_trained_and_learns(tmp_path: Path, make: Callable[[Path], Project]) -> None:
    project = make(tmp_path)
    assert [each.message for each in analyse(project, fields_of(project)).problems] == []
    held_out = run(Session.start(project.with_recipe(epochs=40)), None).held_out()
    figure = next(held_out[name] for name in ("accuracy", "r2", "label_f1") if name in held_out)
    assert figure > 0.85


@EVERY
def test_twice_the_same_bits_and_on_from_any_step(tmp_path: Path, make: Callable[[Path], Project]) -> None:
    project = make(tmp_path)
    whole = run(Session.start(project, engine="torch", run_id="one"), STEPS).record()
    again = run(Session.start(project, engine="torch", run_id="one"), STEPS, chunk=7).record()
    assert differences(whole, again) == []
    for step in UNALIGNED:
        part = run(Session.start(project, engine="torch", run_id="one"), step)
        save_project(tmp_path / "p.nnplay", project, [part.record()])
        kept = open_project(tmp_path / "p.nnplay", CATALOGUE).runs[0]
        assert differences(whole, run(Session.resume(kept), STEPS - step).record()) == []


def test_their_scripts_train_to_the_same_bits(tmp_path: Path) -> None:
    records = {
        name: run(Session.start(make(tmp_path / name), engine="torch"), STEPS).record()
        for name, make in OWN.items()
    }
    for name, each in told(records, tmp_path / "scripts").items():
        assert script_differences(records[name], each) == [], name


@EVERY
def test_every_export_answers_raw_values_as_the_program_does(
    tmp_path: Path, make: Callable[[Path], Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    stay_in_this_process(monkeypatch)
    record = run(Session.start(make(tmp_path)), STEPS).record()
    for spec in EXPORTERS:
        assert export(spec, record, tmp_path / f"network{spec.suffix}").largest_difference < 1e-5


def test_an_onnx_file_answers_what_no_training_row_was_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import onnxruntime

    stay_in_this_process(monkeypatch)
    record = run(Session.start(_prepared_otherwise(tmp_path)), STEPS).record()
    path = export(EXPORTERS.get("onnx"), record, tmp_path / "m.onnx").path
    rows = np.array([[np.nan, -1, np.nan, np.nan], [1e6, 0, 40_000, -5], [3, 2, 0.25, np.nan]], np.float32)
    ours = predict(record.project, fields_of(record.project), record.weights, {"table": rows})["goal"].output
    (theirs,) = onnxruntime.InferenceSession(str(path)).run(["output"], {"input": rows})
    np.testing.assert_allclose(theirs, ours, atol=1e-6)
    assert np.isfinite(ours).all()


def test_the_preparation_stands_beside_the_weights_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay_in_this_process(monkeypatch)
    record = run(Session.start(_classes(tmp_path)), STEPS).record()
    export(EXPORTERS.get("safetensors"), record, tmp_path / "m.safetensors")
    (given,) = json.loads((tmp_path / "m.safetensors.json").read_text())["inputs"]
    (layer,) = given["preparation"]
    train = load_samples(record.project).take("train")["table"]
    assert given["categories"] == {"colour": ["blue", "green", "red", "violet"]}
    np.testing.assert_allclose(layer["middle"], np.nanmean(train[:, [0, 2, 3]], axis=0), rtol=1e-5)
    np.testing.assert_allclose(layer["spread"], np.nanstd(train[:, [0, 2, 3]], axis=0), rtol=1e-4)


@EVERY
def test_every_view_shows_it(tmp_path: Path, make: Callable[[Path], Project]) -> None:
    live = run(Session.start(make(tmp_path)), 5).live_model()
    shown = [each for each in VIEWS if each.applies(live.project, live.fields)]
    assert len(shown) > 5
    nodes = live.project.network.nodes
    source, layer = next(iter(nodes)), next(name for name, node in nodes.items() if node.kind == "dense")
    for spec in shown:
        for node, sample in ((layer, 0), (layer, 3), (source, 2)):
            made = spec.snapshot(
                live, {"node": node, "sample": sample, "large": (node, 0), "gradients": True}
            )
            assert made.arrays or node == source  # which has no weights
            for name, values in made.arrays.items():
                assert np.isfinite(values).all() or name.startswith(raw("table")), (spec.id, name)


def test_pictures_that_lie_in_a_file_train_to_the_same_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = run(Session.start(_pictures(tmp_path / "a"), engine="torch", run_id="one"), STEPS).record()
    monkeypatch.setattr(arrays, "IN_MEMORY", 1000)
    monkeypatch.setattr(resident, "PREPARED_AT_MOST", 1000)
    project = _pictures(tmp_path / "b")
    assert isinstance(load_samples(project).dataset.arrays["image"], np.memmap)
    mapped = run(Session.start(project, engine="torch", run_id="one"), STEPS).record()
    assert differences(held, mapped) == []


def test_weights_say_of_which_column_they_are(tmp_path: Path) -> None:
    live = run(Session.start(_classes(tmp_path)), 1).live_model()
    facts = VIEWS.get("block_weights").snapshot(live, {"node": "dense"}).facts
    said = " ".join(map(str, facts.values()))
    for words in ("'size'", "'when: season sin'", "'colour: violet'", "'colour: other'"):
        assert words in said
