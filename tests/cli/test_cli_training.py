"""Training from the command line: events, exactness, resuming, and the ways it ends."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from cli_runner import Done, Playground, importable
from export_here import stay_in_this_process
from planted_shortage import at_step, plant
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.sentences import Text
from playground.core.training.hardware import detect

UNTIMED = ("seconds", "steps_per_second", "file")


@pytest.fixture
def spiral(playground: Playground) -> Path:
    save_project(Path("a.nnplay"), template("spiral-mlp", CATALOGUE).open())
    return Path("a.nnplay").absolute()


def grey_png(pixels: np.ndarray) -> bytes:
    """Return a grey PNG of 8 bits, without filters."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    height, width = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def timeless(done: Done) -> list[dict[str, object]]:
    return [{key: value for key, value in event.items() if key not in UNTIMED} for event in done.events]


def test_the_starter_reaches_its_figure_twice_alike(playground: Playground, spiral: Path) -> None:
    first = playground("train", spiral, "--seed", 1, "--json", "-o", "b.nnplay")
    assert first.code == 0 and first.err == ""
    started, *epochs, finished = first.events
    assert started["event"] == "started" and started["plan"]["engine"] == "torch"
    assert [event["epoch"] for event in epochs] == list(range(1, 201))
    assert {"event", "epoch", "step", "loss", "val_loss", "accuracy", "val_accuracy"} <= epochs[0].keys()
    assert (finished["reason"], finished["steps"], finished["file"]) == ("completed", 4400, "b.nnplay")
    assert finished["metrics"]["accuracy"] >= 0.97
    assert finished["metrics"]["accuracy"] == epochs[-1]["val_accuracy"]
    assert timeless(playground("train", spiral, "--seed", 1, "--json", "-o", "c.nnplay")) == timeless(first)


def test_what_the_plan_makes_of_bf16_is_said(playground: Playground, spiral: Path) -> None:
    has = detect().devices[0].bf16
    words = "Layers compute in bf16" if has else "no instructions: layers compute in float32"
    said = playground("train", spiral, "--steps", 2, "--precision", "bf16", "-o", "b.nnplay")
    assert said.code == 0 and words in said.out
    run = open_project(Path("b.nnplay"), CATALOGUE).runs[0]
    assert run.plan["precision"] == ("bf16" if has else "float32")
    assert run.project.recipe.precision == "bf16"
    answered = playground("predict", "b.nnplay", "--sample", 0)
    assert answered.code == 0 and ("differ a little" in answered.err) == has


def test_the_seed_is_stored_and_moves_neither_data_nor_split(playground: Playground, spiral: Path) -> None:
    playground("train", spiral, "--steps", 2, "--seed", 7, "-o", "b.nnplay")
    opened = open_project(Path("b.nnplay"), CATALOGUE)
    assert opened.project.recipe.seed == opened.runs[0].project.recipe.seed == 7
    assert opened.project.data == template("spiral-mlp", CATALOGUE).open().data
    playground("data", spiral, "--split", "validation", "-o", "one.npz")
    playground("data", "b.nnplay", "--split", "validation", "-o", "two.npz")
    assert Path("one.npz").read_bytes() == Path("two.npz").read_bytes()


def test_without_an_output_the_file_itself_is_written(playground: Playground, spiral: Path) -> None:
    first = spiral.read_bytes()
    assert playground("train", spiral, "--epochs", 2).code == 0
    assert len(open_project(spiral, CATALOGUE).runs) == 1
    assert spiral.with_name("a.nnplay.bak").read_bytes() == first


def test_training_anew_keeps_the_earlier_run(playground: Playground, spiral: Path) -> None:
    playground("train", spiral, "--steps", 3)
    playground("train", spiral, "--steps", 5, "--seed", 2)
    opened = open_project(spiral, CATALOGUE)
    assert [len(run.history.losses) for run in opened.runs] == [5, 3]
    assert len(playground("history", spiral, "--json").json["steps"]) == 5


@pytest.mark.parametrize("entry", ["spiral-mlp", "digits-mlp"])
def test_a_resumed_run_has_the_bits_of_an_unbroken_one(playground: Playground, entry: str) -> None:
    playground("new", entry, "-o", "a.nnplay")
    playground("train", "a.nnplay", "--steps", 57, "-o", "whole.nnplay")
    playground("train", "a.nnplay", "--steps", 23, "-o", "part.nnplay")
    done = playground("train", "part.nnplay", "--resume", "--steps", 34, "--json")
    assert done.events[-1]["steps"] == 57
    whole, part = (
        playground("history", "whole.nnplay", "--json"),
        playground("history", "part.nnplay", "--json"),
    )
    assert whole.out == part.out and len(whole.json["steps"]) == 57
    runs = [open_project(Path(name), CATALOGUE).runs[0] for name in ("whole.nnplay", "part.nnplay")]
    assert all(np.array_equal(runs[0].weights[key], runs[1].weights[key]) for key in runs[0].weights)


def test_resuming_twice_then_to_the_end(playground: Playground, spiral: Path) -> None:
    playground("train", spiral, "--epochs", 199, "-o", "b.nnplay")
    playground("train", "b.nnplay", "--resume", "--steps", 1)
    done = playground("train", "b.nnplay", "--resume", "--json")
    assert done.events[-1]["steps"] == 4400
    again = playground("train", "b.nnplay", "--resume", "--json")
    assert (again.code, again.events[-1]["steps"], len(again.events)) == (0, 4400, 2)


@pytest.mark.parametrize(
    "extra",
    [
        ("--seed", "1"),
        ("--device", "cpu"),
        ("--threads", "2"),
        ("--engine", "torch"),
        ("--precision", "bf16"),
    ],
)
def test_resuming_takes_nothing_that_would_change_the_run(playground: Playground, spiral: Path,
                                                          extra: tuple[str, str]) -> None:  # fmt: skip
    playground("train", spiral, "--steps", 1)
    done = playground("train", spiral, "--resume", *extra)
    assert done.code == 2 and extra[0] in done.err


def test_a_loss_that_is_not_finite_is_the_persons_to_mend(playground: Playground, spiral: Path) -> None:
    project = template("regression-plane", CATALOGUE).open()
    save_project(spiral, project.with_recipe(optimizer="sgd", learning_rate=1e9))
    done = playground("train", spiral, "--json")
    assert done.code == 1 and done.err.count("\n") == 1 and "step" in done.err
    assert done.events[-1]["reason"] == "not_finite"
    weights = open_project(spiral, CATALOGUE).runs[0].weights
    assert all(np.isfinite(array).all() for array in weights.values())


def test_memory_that_runs_out_keeps_the_weights_of_the_last_good_step(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        plant(patch, "backward", at_step(30))
        done = playground("train", spiral, "--json")
    assert done.code == 1 and done.err.count("\n") == 1 and "Memory ran out at step 30" in done.err
    assert (done.events[-1]["reason"], done.events[-1]["steps"]) == ("out_of_memory", 29)
    assert open_project(spiral, CATALOGUE).runs[0].position["step"] == 29
    assert playground("train", spiral, "--resume", "--steps", 5, "--json").events[-1]["steps"] == 34


def test_history_is_what_the_events_said(playground: Playground, spiral: Path) -> None:
    epochs = [
        event
        for event in playground("train", spiral, "--epochs", 3, "--json").events
        if event["event"] == "epoch"
    ]
    history = playground("history", spiral, "--json").json
    assert [{"event": "epoch", **epoch} for epoch in history["epochs"]] == epochs
    assert [step["step"] for step in history["steps"]] == list(range(1, 67))
    assert history["changes"] == []
    assert len(playground("history", spiral).out.splitlines()) == 3


def test_weights_are_rescued_when_the_file_cannot_be_saved(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = save_project

    def full(path: Path, *parts: object) -> None:
        if path.name == "b.nnplay" and path.parent == Path():
            raise PlaygroundError(Text("b.nnplay could not be written: the disk is full."))
        real(path, *parts)

    monkeypatch.setattr("playground.cli.saving.save_project", full)
    done = playground("train", spiral, "--steps", 2, "-o", "b.nnplay")
    refuge = Path(os.environ["PLAYGROUND_DATA_DIR"]) / "rescued" / "b.nnplay"
    assert done.code == 1 and str(refuge) in done.err
    assert len(open_project(refuge, CATALOGUE).runs) == 1


def test_data_that_is_written_is_what_the_network_sees(playground: Playground, spiral: Path) -> None:
    shares = {part: playground("data", spiral, "--split", part, "-o", f"{part}.npz").code
              for part in ("train", "validation")}  # fmt: skip
    assert shares == {"train": 0, "validation": 0}
    with np.load("train.npz") as train, np.load("validation.npz") as validation:
        assert (train["points"].shape, validation["points"].shape) == ((350, 2), (150, 2))
        assert (train["points"].dtype, train["label"].dtype) == (np.float32, np.int64)


def test_predictions_agree_with_the_held_out_figure(playground: Playground, spiral: Path) -> None:
    accuracy = playground("train", spiral, "--epochs", 40, "--json").events[-1]["metrics"]["accuracy"]
    playground("data", spiral, "--split", "validation", "-o", "v.npz")
    told = playground("predict", spiral, "--input", "v.npz", "--json").json
    with np.load("v.npz") as data:
        labels, points = data["label"], data["points"]
    answers = np.array([told["classes"].index(label) for label in told["label"]])
    assert (answers == labels).mean() == accuracy
    one = playground("predict", spiral, "--sample", 4, "--json").json
    assert one["label"] == told["label"][4] and one["output"] == pytest.approx(told["output"][4], abs=1e-6)
    assert sum(one["probabilities"]) == pytest.approx(1)
    np.save("p.npy", points)
    assert playground("predict", spiral, "--input", "p.npy", "--json").json == told
    assert playground("predict", spiral, "--sample", 4).out.startswith(one["label"])


def test_regression_predicts_values(playground: Playground) -> None:
    playground("new", "regression-plane", "-o", "a.nnplay")
    done = playground("predict", "a.nnplay", "--sample", 0, "--json")
    assert done.json["label"] is None and done.json["probabilities"] is None and len(done.json["output"]) == 1
    assert "not been trained" in done.err


def test_a_picture_is_read_in_the_data_sets_range(playground: Playground) -> None:
    playground("new", "digits-mlp", "-o", "a.nnplay")
    playground("data", "a.nnplay", "--split", "validation", "-o", "v.npz")
    with np.load("v.npz") as data:
        image = data["image"][2]
    grey = np.round(image[0] / 16 * 255).astype(np.uint8)
    Path("x.png").write_bytes(grey_png(grey))
    Path("large.png").write_bytes(grey_png(np.zeros((9, 8), np.uint8)))
    seen = playground("predict", "a.nnplay", "--input", "x.png", "--json").json
    raw = playground("predict", "a.nnplay", "--sample", 2, "--json").json
    assert seen["output"][0] == pytest.approx(raw["output"], abs=0.02)
    done = playground("predict", "a.nnplay", "--input", "large.png")
    assert done.code == 1 and "9 × 8 × 1" in done.err and "8 × 8 × 1" in done.err


def test_ctrl_c_keeps_the_weights(spiral: Path) -> None:
    long = template("digits-cnn", CATALOGUE).open().with_recipe(epochs=100_000)
    save_project(spiral, long)
    words = [sys.executable, "-m", "playground", "train", str(spiral), "--json"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, env=importable())
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    finished = json.loads(out.splitlines()[-1])
    assert (process.returncode, err) == (130, "")
    assert json.loads(lines[2])["epoch"] == 2
    assert finished["reason"] == "interrupted"
    run = open_project(spiral, CATALOGUE).runs[0]
    assert len(run.history.losses) == finished["steps"] and run.position["reason"] == "interrupted"


def test_output_into_a_closed_pipe_is_no_bug(spiral: Path) -> None:
    words = f"{sys.executable} -m playground list blocks --json | true"
    done = subprocess.run(
        ["bash", "-c", words], capture_output=True, text=True, check=False, env=importable()
    )
    assert done.stderr == ""


def test_exporting_and_reading_back(playground: Playground, spiral: Path) -> None:
    import onnxruntime

    accuracy = playground("train", spiral, "--epochs", 40, "--json").events[-1]["metrics"]["accuracy"]
    done = playground("export", spiral, "--to", "onnx", "-o", "m.onnx")
    assert done.code == 0 and done.err == ""
    assert float(done.out.split()[-1]) < 1e-4
    playground("data", spiral, "--split", "validation", "-o", "v.npz")
    session = onnxruntime.InferenceSession("m.onnx")
    with np.load("v.npz") as data:
        output = session.run(["output"], {"input": data["points"]})[0]
        assert (output.argmax(1) == data["label"]).mean() == accuracy


def test_exporting_an_untrained_project_says_so(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay_in_this_process(monkeypatch)
    done = playground("export", spiral, "--to", "safetensors", "-o", "m.safetensors")
    assert done.code == 0 and "has not been trained" in done.err
    assert {path.name for path in Path().iterdir()} >= {"m.safetensors", "m.safetensors.json"}


def read_to_the_end(terminal: int) -> Iterator[str]:
    """Yield what is shown on a terminal until the program on it ends."""
    with suppress(OSError):  # EIO then
        while piece := os.read(terminal, 65536):
            yield piece.decode(errors="replace")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_terminal_gets_a_progress_bar_and_a_pipe_pure_json(spiral: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "playground", "train", str(spiral), "--json", "--epochs", "40"]
    environment = {**importable(), "TERM": "xterm"}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=theirs, text=True, env=environment)
    os.close(theirs)
    shown: list[str] = []
    watching = threading.Thread(target=lambda: shown.extend(read_to_the_end(ours)))
    watching.start()  # a terminal that nobody reads would hold the program up
    out, _ = process.communicate(timeout=60)
    watching.join()
    os.close(ours)
    assert [json.loads(line)["event"] for line in out.splitlines()] == [
        "started",
        *["epoch"] * 40,
        "finished",
    ]
    assert "Training" in "".join(shown) and "%" in "".join(shown)


def test_people_get_a_line_for_some_epochs(playground: Playground, spiral: Path) -> None:
    lines = playground("train", spiral).out.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("epoch ")] == [
        str(10 * n) for n in range(1, 21)
    ]
    assert lines[-3] == "Completed after 4400 steps" and lines[-2].startswith("accuracy 0.9")


def test_python_is_written_as_a_folder_that_trains_by_itself(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert playground("new", "iris-mlp", "-o", "a.nnplay").code == 0
    assert playground("train", "a.nnplay", "--steps", 5).code == 0
    Path("out").write_text("a file", encoding="utf-8")
    done = playground("export", "a.nnplay", "--to", "python", "-o", "out")
    assert (done.code, done.err) == (1, "out is a file; give the folder another name.\n")
    Path("out").unlink()
    for _ in range(2):  # the second time there are backups to keep
        done = playground("export", "a.nnplay", "--to", "python", "-o", "out")
        assert done.code == 0, done.err
        stay_in_this_process(monkeypatch)
    assert done.out.startswith("Wrote out/train.py, out/data.npz, out/weights.npz\nVerified")
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "data.npz", "data.npz.bak", "train.py", "train.py.bak", "weights.npz", "weights.npz.bak",
    ]  # fmt: skip
    environment = {name: each for name, each in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([sys.executable, "-P", "out/train.py"], check=True, capture_output=True, env=environment)
    history = json.loads(playground("history", "a.nnplay", "--json").out)
    assert json.loads(Path("out/history.json").read_text(encoding="utf-8")) == history


def test_training_rests_where_a_figure_was_to_go(playground: Playground, spiral: Path) -> None:
    done = playground("train", spiral, "--until", "val_accuracy>=0.7", "--json", "-o", "b.nnplay")
    *_, before, last, finished = done.events
    assert (done.code, finished["reason"], finished["steps"]) == (0, "target", last["step"])
    assert before["val_accuracy"] < 0.7 <= last["val_accuracy"]
    assert playground("train", spiral, "--until", "accuracy").code == 2
    unknown = playground("train", spiral, "--until", "acuracy>=1")
    assert unknown.code == 1 and "val_accuracy" in unknown.err
    words = playground("train", spiral, "--until", "epoch>=2", "-o", "c.nnplay").out
    assert "Stopped where it was to, after 44 steps" in words
