"""Export: nothing half done stays, the person can stop it, and every refusal is one sentence."""

import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from export_here import stay_in_this_process
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.errors import PlaygroundError
from playground.core.export import exporting, processes
from playground.core.export.exporting import IN_FLOAT32, export
from playground.core.export.onnx_file import ONNX
from playground.core.export.processes import ExportCancelled
from playground.core.export.registry import EXPORTERS, ExporterRegistry
from playground.core.export.safetensors_file import SAFETENSORS
from playground.core.model import weights
from playground.core.model.initial import initialise
from playground.core.model.model import build
from playground.core.model.predict import predict
from playground.core.network.edits import remove_nodes
from playground.core.network.values import Edge, Network, Node
from playground.core.project.records import History, RunRecord
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.sentences import Text
from playground.core.training.hardware import Device, Hardware
from playground.core.training.session import Session


def spiral() -> Project:
    return template("spiral-mlp", CATALOGUE).open()


def record(project: Project, arrays: dict[str, np.ndarray]) -> RunRecord:
    return RunRecord("run", project, {}, {}, History(), {}, {}, arrays, {})


def start(project: Project) -> dict[str, np.ndarray]:
    return weights.arrays_of(build(analyse(project, fields_of(project))))


@pytest.fixture
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    stay_in_this_process(monkeypatch)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.usefixtures("_here")
def test_progress_goes_up_and_the_old_file_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(b"old")
    told: list[tuple[str, float]] = []
    made = export(SAFETENSORS, spiral(), path, progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert "Writing safetensors" in [stage for stage, _ in told]
    assert names(tmp_path) == ["net.safetensors", "net.safetensors.bak", "net.safetensors.json"]
    assert path.with_name("net.safetensors.bak").read_bytes() == b"old"
    assert made.note.startswith("This project has not been trained")


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(("precision", "note"), [("bf16", IN_FLOAT32), ("float32", "")])
def test_a_run_in_bf16_is_exported_in_float32_and_the_person_is_told(
    precision: str, note: str, tmp_path: Path
) -> None:
    hardware = Hardware(2, (Device("cpu", "Some CPU", bf16=True),))
    session = Session.start(spiral().with_recipe(precision=precision), hardware=hardware)
    session.advance(3)
    for spec in (SAFETENSORS, EXPORTERS.get("python")):
        made = export(spec, session.record(), tmp_path / f"net{spec.suffix}")
        assert made.note == ("" if spec.whole_run else note)  # a script trains as the run did
        assert made.largest_difference < 1e-5


@pytest.mark.usefixtures("_here")
def test_an_untrained_project_is_exported_with_the_weights_of_its_seed(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    project = spiral().with_recipe(seed=7)
    held = load_file(export(SAFETENSORS, project, tmp_path / "net.safetensors").path)
    model = build(analyse(project, fields_of(project)))
    initialise(model, 7)
    expected = weights.arrays_of(model)
    assert held.keys() == expected.keys()
    assert all(np.array_equal(held[key], expected[key]) for key in held)


@pytest.mark.usefixtures("_here")
def test_a_run_without_a_step_is_said_to_be_untrained(tmp_path: Path) -> None:
    run = record(spiral(), start(spiral()))
    for steps, untrained in ((0, True), (22, False)):
        stood = replace(run, position={"step": steps})
        made = export(SAFETENSORS, stood, tmp_path / "net.safetensors")
        assert made.note.startswith("This project has not been trained") is untrained


@pytest.mark.usefixtures("_here")
def test_a_file_whose_answers_differ_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = processes.run_script

    def tampered(script: Path, arguments: Sequence[str], log: Path, cancel: threading.Event) -> int:
        code = original(script, arguments, log, cancel)
        with np.load(arguments[3]) as held:
            answers: dict[str, Any] = {name: held[name].copy() for name in held.files}
        answers["one_0"] += np.float32(0.01)
        np.savez(arguments[3], **answers)
        return code

    monkeypatch.setattr(processes, "run_script", tampered)
    path = tmp_path / "net.safetensors"
    path.write_bytes(b"old")
    with pytest.raises(PlaygroundError, match=r"differ from the network's by 0\.01: it was not kept\.$"):
        export(SAFETENSORS, spiral(), path)
    assert names(tmp_path) == ["net.safetensors"]
    assert path.read_bytes() == b"old"


def test_not_a_number_counts_as_different(tmp_path: Path) -> None:
    place = exporting.Workplace(tmp_path)
    place.put_arrays(place.expected, [np.zeros((2, 2), np.float32)])
    np.savez(place.answers, all_0=np.full((2, 2), np.nan), one_0=np.zeros((1, 2)))
    with pytest.raises(PlaygroundError, match="it was not kept"):
        exporting.largest_difference(place)
    np.savez(place.answers, all_0=np.zeros((2, 3)), one_0=np.zeros((1, 2)))
    with pytest.raises(PlaygroundError, match="shape"):
        exporting.largest_difference(place)


@pytest.mark.parametrize(
    ("first", "second", "off", "kept"),
    [
        (0.0, 2e-5, 1e-7, False),  # small answers, a hundredth of which is far
        (0.0, 2e-5, 5e-10, True),
        (0.0, 1.0, 4e-5, True),
        (0.0, 1.0, 6e-5, False),
        (1e6, 1e6 + 1, 0.5, True),  # numbers of this size lie 0.06 apart, and sums of them further
        (1e6, 1e6 + 1, 2.0, False),
        (3.0, 3.0, 0.0, True),  # all alike
        (3.0, 3.0, 1e-4, False),
    ],
)
def test_answers_may_differ_by_a_small_part_of_their_spread(
    first: float, second: float, off: float, kept: bool, tmp_path: Path
) -> None:
    place = exporting.Workplace(tmp_path)
    ours = np.array([[first], [second]])
    place.put_arrays(place.expected, [ours])
    np.savez(place.answers, all_0=ours + off, one_0=ours[:1])
    if kept:
        assert exporting.largest_difference(place) == pytest.approx(off)
        return
    with pytest.raises(PlaygroundError, match="it was not kept"):
        exporting.largest_difference(place)


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(("data", "factor"), [("shapes", 32 / 28), ("shapes", 64 / 28), ("digits", 0.7)])
def test_pixels_are_repeated_in_onnx_where_pytorch_repeats_them(
    data: str, factor: float, tmp_path: Path
) -> None:
    """Its own translation divides by the factor in float32: at 8 / 7 every eighth row was another."""
    row = {"image": ("image", {}), "other": ("upsample", {"factor": factor}), "flat": ("flatten", {}),
           "scores": ("dense", {"units": 6 if data == "shapes" else 10, "activation": "linear"}),
           "goal": ("classify", {})}  # fmt: skip
    nodes = {name: Node(kind, params) for name, (kind, params) in row.items()}
    wires = tuple(Edge(a, "out", b, "in") for a, b in zip(row, list(row)[1:], strict=False))
    project = Project("Odd sizes", Network(nodes, wires), DataChoice(data), catalogue=CATALOGUE)
    assert export(ONNX, project, tmp_path / "net.onnx").largest_difference < 1e-6


@pytest.mark.usefixtures("_here")
def test_safetensors_carries_what_turns_one_score_into_two_shares(tmp_path: Path) -> None:
    row = {"image": ("image", {}), "flat": ("flatten", {}),
           "score": ("dense", {"units": 1, "activation": "linear"}), "goal": ("yes_or_no", {})}  # fmt: skip
    nodes = {name: Node(kind, params) for name, (kind, params) in row.items()}
    wires = tuple(Edge(a, "out", b, "in") for a, b in zip(row, list(row)[1:], strict=False))
    project = Project("Alike", Network(nodes, wires), DataChoice("pairs"), catalogue=CATALOGUE)
    assert export(SAFETENSORS, project, tmp_path / "net.safetensors").largest_difference < 1e-6


@pytest.mark.usefixtures("_here")
def test_a_network_that_needs_much_memory_is_tried_on_fewer_samples(tmp_path: Path) -> None:
    row = {"image": ("image", {}), "large": ("upsample", {"factor": 64.0}),
           "maps": ("conv2d", {"filters": 32, "kernel": 1}), "mean": ("global_pool", {}),
           "scores": ("dense", {"units": 10, "activation": "linear"}), "goal": ("classify", {})}  # fmt: skip
    nodes = {name: Node(kind, params) for name, (kind, params) in row.items()}
    wires = tuple(Edge(a, "out", b, "in") for a, b in zip(row, list(row)[1:], strict=False))
    project = Project("Large", Network(nodes, wires), DataChoice("digits"), catalogue=CATALOGUE)
    inference = analyse(project, fields_of(project)).inference
    assert 1 <= inference.peak.evaluation_batch < 10
    made = export(SAFETENSORS, project, tmp_path / "net.safetensors")
    assert made.samples == max(4, inference.peak.evaluation_batch)
    assert export(SAFETENSORS, spiral(), tmp_path / "few.safetensors").samples > 50


@pytest.mark.parametrize("stage", ["Starting", "Building the network", "Trying the file in a fresh process"])
def test_cancelling_kills_the_child_and_leaves_nothing(stage: str, tmp_path: Path) -> None:
    cancel = threading.Event()

    def watch(now: str, _share: float) -> None:
        if now == stage:
            cancel.set()

    with pytest.raises(ExportCancelled, match="nothing was written"):
        export(SAFETENSORS, spiral(), tmp_path / "net.safetensors", progress=watch, cancel=cancel)
    assert names(tmp_path) == []


def test_a_killed_child_is_said_in_a_sentence(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(PlaygroundError, match="ended by the system"):
        exporting._must_have_ended_well(-9, "", "Writing ONNX", log)
    log.write_text("Traceback: something is broken", encoding="utf-8")
    with pytest.raises(RuntimeError, match="something is broken"):
        exporting._must_have_ended_well(1, "", "Writing ONNX", log)


def test_when_the_second_file_cannot_be_put_in_place_the_first_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = exporting._put

    def full_disk(made: Path, target: Path) -> None:
        if target.suffix == ".safetensors":
            raise PlaygroundError(Text("The disk is full."))
        original(made, target)

    monkeypatch.setattr(exporting, "_put", full_disk)
    spec = EXPORTERS.get("safetensors")
    place, goal = exporting.Workplace(tmp_path / "work"), tmp_path / "goal"
    place.folder.mkdir()
    goal.mkdir()
    for made in spec.files(place.made(spec.suffix)):
        made.write_bytes(b"new")
    with pytest.raises(PlaygroundError, match="disk is full"):
        exporting._publish(spec, place, goal / "net.safetensors")
    assert names(goal) == []
    (goal / "net.safetensors.json").write_bytes(b"old")
    with pytest.raises(PlaygroundError, match="disk is full"):
        exporting._publish(spec, place, goal / "net.safetensors")
    assert (goal / "net.safetensors.json").read_bytes() == b"old"


@pytest.mark.usefixtures("_here")
def test_refusals_are_sentences(tmp_path: Path) -> None:
    project = spiral()
    path = tmp_path / "net.safetensors"
    with pytest.raises(PlaygroundError, match="choose onnx, safetensors"):
        EXPORTERS.get("tflite")
    with pytest.raises(PlaygroundError, match="does not exist"):
        export(ONNX, project, tmp_path / "nowhere" / "net.onnx")
    with pytest.raises(PlaygroundError, match="is a folder"):
        export(ONNX, project, tmp_path)
    with pytest.raises(PlaygroundError, match="no goal"):
        export(SAFETENSORS, project.with_network(remove_nodes(project.network, ["classify"])), path)
    wrong = start(project) | {"dense.weight": np.zeros((1, 1), np.float32)}
    with pytest.raises(PlaygroundError, match="weights of block dense do not fit"):
        export(SAFETENSORS, record(project, wrong), path)
    endless = start(project) | {"dense.weight": np.full((8, 2), np.nan, np.float32)}
    with pytest.raises(PlaygroundError, match="not finite"):
        export(SAFETENSORS, record(project, endless), path)
    assert names(tmp_path) == []


@pytest.mark.usefixtures("_here")
def test_names_of_files_are_only_text(tmp_path: Path) -> None:
    """A quote or a line break in a name must not become code in the snippet."""
    name = "a'b\"c.safetensors" if os.name == "nt" else "a'b\"\n\\c.safetensors"
    made = export(SAFETENSORS, spiral(), tmp_path / name)
    compile(made.snippet, "snippet", "exec")
    assert repr(name) in made.snippet


def test_two_exporters_of_one_name_are_refused() -> None:
    spec = EXPORTERS.get("onnx")
    with pytest.raises(ValueError, match="two descriptions are called 'onnx'"):
        ExporterRegistry((spec, spec))
    assert [each.id for each in EXPORTERS] == ["onnx", "safetensors", "python"]


def test_predictions_are_probabilities_with_labels() -> None:
    project = spiral()
    fields = fields_of(project)
    samples = load_samples(project).take("validation")
    answers = predict(project, fields, start(project), samples)["classify"]
    assert answers.output.shape == (150, 2)
    np.testing.assert_allclose(answers.output.sum(axis=1), 1, atol=1e-6)
    assert answers.labels[0] == ("Blue", "Orange")[answers.output[0].argmax()]


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (None, "is missing"),
        (np.zeros((3, 3), np.float32), "3 × 3; samples × 2 is needed"),
        (np.zeros(2, np.float32), "is 2; samples"),
        (np.zeros((0, 2), np.float32), "0 × 2"),
        (np.array([["a", "b"]]), "not numbers"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(array: np.ndarray | None, words: str) -> None:
    project = spiral()
    with pytest.raises(PlaygroundError, match=words):
        predict(project, fields_of(project), None, {} if array is None else {"points": array})
