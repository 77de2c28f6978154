"""Inputs of `predict` that are not what the network was trained on: read as meant, or refused."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cli_runner import Playground
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import load_samples
from playground.core.files.project_file import save_project
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project

UNTRAINED = "This project has not been trained: its initial weights answer."


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(pixels: np.ndarray) -> bytes:
    """Return a PNG of grey (h, w) or of grey and alpha (h, w, 2), 0 to 255."""
    pixels = np.asarray(pixels, np.uint8)
    height, width = pixels.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 8, 4 if pixels.ndim == 3 else 0, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.fixture
def digit(playground: Playground) -> np.ndarray:
    """Save a project of digits and return one of its pictures, as bytes 0 to 255."""
    project = template("digits-mlp", CATALOGUE).open()
    save_project(Path("d.nnplay"), project)
    return np.round(load_samples(project).take("validation")["image"][0, 0] * 255 / 16)


def answer(playground: Playground, path: str) -> tuple[Any, list[str]]:
    """Return the probabilities, and what was said about how the file was read."""
    done = playground("predict", "d.nnplay", "--input", path, "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)["output"]
    return np.ravel(told), [line for line in done.err.splitlines() if line != UNTRAINED]


def test_a_drawing_is_the_same_however_it_is_stored(playground: Playground, digit: np.ndarray) -> None:
    ink, full = digit, np.full_like(digit, 255)
    forms = {
        "plain.png": (png(ink), []),
        "dark.png": (png(255 - ink), ["Dark on light"]),
        "white_ink.png": (png(np.stack([full, ink], axis=-1)), ["see-through: it was laid on black"]),
        "black_ink.png": (
            png(np.stack([0 * full, ink], axis=-1)), ["see-through: it was laid on white", "Dark on light"],
        ),
    }  # fmt: skip
    expected = None
    for name, (data, words) in forms.items():
        Path(name).write_bytes(data)
        found, notes = answer(playground, name)
        expected = found if expected is None else expected
        np.testing.assert_allclose(found, expected, atol=1e-5, err_msg=name)
        assert len(notes) == len(words) and all(a in b for a, b in zip(words, notes, strict=True)), notes


def test_arrays_of_other_ranges_are_read_with_a_note(playground: Playground, digit: np.ndarray) -> None:
    own = digit[None, None] / 255
    found = {}
    for name, values in {"own": own * 16, "shares": own, "bytes": np.uint8(digit[None, None])}.items():
        np.save(f"{name}.npy", values)
        found[name] = answer(playground, f"{name}.npy")
    for name in ("shares", "bytes"):
        np.testing.assert_allclose(found[name][0], found["own"][0], atol=1e-5)
    assert [len(notes) for _, notes in found.values()] == [0, 1, 1]
    np.save("no.npy", own * 20 - 3)
    done = playground("predict", "d.nnplay", "--input", "no.npy", "--json")
    assert (done.code, len(done.err.splitlines())) == (1, 1) and "takes 0 to 16" in done.err


def test_words_that_are_not_in_the_vocabulary_are_a_mistake(playground: Playground) -> None:
    save_project(Path("r.nnplay"), template("reviews-lstm", CATALOGUE).open())
    ids = np.zeros((1, 14), np.int64)
    ids[0, :2] = 1, 4000
    np.save("ids.npy", ids)
    done = playground("predict", "r.nnplay", "--input", "ids.npy")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "holds 4000; ids of words go from 0 to" in done.err


def test_a_category_that_does_not_exist_is_a_mistake(playground: Playground) -> None:
    nodes = {"row": Node("table"), "value": Node("dense", {"units": 1, "activation": "linear"}),
             "goal": Node("regress")}  # fmt: skip
    edges = (Edge("row", "out", "value", "in"), Edge("value", "out", "goal", "in"))
    flats = Project("Flats", Network(nodes, edges), DataChoice("flats"), catalogue=CATALOGUE)
    save_project(Path("f.nnplay"), flats)
    np.save("row.npy", np.array([[60, 3, 20, 3]], np.float32))
    assert playground("predict", "f.nnplay", "--input", "row.npy").code == 0
    np.save("row.npy", np.array([[60, 3, 20, 4]], np.float32))
    done = playground("predict", "f.nnplay", "--input", "row.npy")
    assert done.code == 1 and "holds 4; categories of 'district' go from 0 to 3" in done.err


def test_several_inputs_of_one_kind_are_named(playground: Playground, digit: np.ndarray) -> None:
    pairs = template("siamese-digits", CATALOGUE).open()
    save_project(Path("p.nnplay"), pairs)
    part = load_samples(pairs).take("validation")
    for name, field in (("a", "image"), ("b", "image_2")):
        np.save(f"{name}.npy", part[field][:2])
    np.savez("both.npz", **{name: part[name][:2] for name in ("image", "image_2")})
    Path("c.png").write_bytes(png(digit))

    def asked(*inputs: str) -> list[list[float]]:
        done = playground(
            "predict", "p.nnplay", *(word for each in inputs for word in ("--input", each)), "--json"
        )
        assert done.code == 0, done.err
        found: list[list[float]] = json.loads(done.out)["output"]
        return found

    named = asked("image=a.npy", "image_2=b.npy")
    assert named == asked("both.npz") == asked("image_2=b.npy", "image=a.npy")
    assert named != asked("image=a.npy", "image_2=a.npy") and len(asked("image=c.png", "image_2=c.png")) == 1
    for inputs in (["a.npy"], ["a.npy", "b.npy"], ["image=a.npy", "image=b.npy"], ["image=a.npy", "b.npy"]):
        done = playground("predict", "p.nnplay", *(word for each in inputs for word in ("--input", each)))
        assert (done.code, len(done.err.splitlines())) == (1, 1)
        assert "takes image and image_2: name each file once, as in --input image=PATH." in done.err
    done = playground("predict", "p.nnplay", "--input", "image=a.npy")
    assert done.code == 1 and "'image_2' is missing" in done.err
