"""Exports beside the window: progress, a verified file, a sentence when there is none, and a way to stop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playground.app.export_control import ExportState
from playground.app.workspace import Workspace


def follow(space: Workspace) -> list[ExportState]:
    states: list[ExportState] = []
    space.exports.changed.connect(states.append)
    return states


def test_an_export_tells_how_far_it_is_and_what_it_made(desk: Any, tmp_path: Path) -> None:
    space: Workspace = desk.ready().workspace
    states = follow(space)
    space.run.step_once()
    space.exports.start("safetensors", tmp_path / "m.safetensors")
    assert space.exports.state.running
    space.exports.start("safetensors", tmp_path / "other.safetensors")
    assert "already" in desk.said[-1]
    desk.wait(lambda: not space.exports.state.running)
    result = space.exports.state.result
    assert result is not None, space.exports.state.failure
    assert result.largest_difference < 1e-4
    assert (tmp_path / "m.safetensors").exists()
    assert result.note == ""
    progress = [state.progress for state in states]
    assert progress == sorted(progress)
    assert progress[-1] == 1.0


def test_a_failed_export_is_one_sentence(desk: Any, tmp_path: Path) -> None:
    space: Workspace = desk.ready().workspace
    space.exports.start("safetensors", tmp_path / "nowhere" / "m.safetensors")
    desk.wait(lambda: space.exports.state.failure)
    assert "nowhere" in space.exports.state.failure
    assert not space.exports.state.running


def test_an_export_can_be_cancelled(desk: Any, tmp_path: Path) -> None:
    space: Workspace = desk.ready().workspace
    space.exports.start("onnx", tmp_path / "m.onnx")
    space.exports.cancel()
    space.pump()
    assert space.exports.state.failure
    assert list(tmp_path.glob("*.onnx")) == []
